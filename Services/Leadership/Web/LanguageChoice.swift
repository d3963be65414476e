import HTTPTypes
import Hummingbird
import Plan

/// Which language to answer in: `?lang=` (kept in a cookie), the cookie, `Accept-Language`, the institution's own.
struct LanguageChoice: RouterMiddleware {
    typealias Context = ConsoleContext
    static let cookie = "fenghuo_lang"
    let fallback: ResponsePlan.Language

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let asked = request.uri.queryParameters.get("lang").flatMap { ResponsePlan.Language(rawValue: $0) }
        let kept = request.cookies[Self.cookie].flatMap { ResponsePlan.Language(rawValue: $0.value) }
        context.language =
            asked ?? kept ?? request.headers[.acceptLanguage].flatMap { Self.best(of: $0) } ?? fallback
        var response = try await next(request, context)
        if let asked {
            response.setCookie(
                Cookie(
                    name: Self.cookie, value: asked.rawValue, maxAge: 31_536_000, path: "/", secure: false,
                    httpOnly: true, sameSite: .lax))
        }
        return response
    }

    /// The most wanted language that we have (RFC 9110, 12.5.4).
    static func best(of header: String) -> ResponsePlan.Language? {
        header.split(separator: ",").prefix(16).compactMap { range -> (ResponsePlan.Language, Double)? in
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = parts.first, let language = language(of: tag) else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return weight > 0 ? (language, weight) : nil
        }
        .enumerated().max { ($0.element.1, -$0.offset) < ($1.element.1, -$1.offset) }?.element.0
    }

    private static func language(of tag: String) -> ResponsePlan.Language? {
        if tag == "en" || tag.hasPrefix("en-") { return .english }
        guard tag == "zh" || tag.hasPrefix("zh-") else { return nil }
        let isTraditional = ["hant", "-tw", "-hk", "-mo"].contains { tag.contains($0) }
        return isTraditional ? .traditionalChinese : .simplifiedChinese
    }
}
