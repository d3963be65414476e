import HTTPTypes
import Hummingbird

/// Light or dark, or what the device asks for.
enum Theme: String, Sendable, CaseIterable {
    case auto, light, dark
}

/// Reads where the page is and how it is to look: `?theme=` (kept in a cookie), the cookie, else the device's choice.
struct ThemeChoice: RouterMiddleware {
    typealias Context = ConsoleContext
    static let cookie = "fenghuo_theme"

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.address = PageAddress(path: request.uri.path, query: request.uri.query ?? "")
        context.isRead = request.method == .get || request.method == .head
        let asked = context.address["theme"].flatMap { Theme(rawValue: $0) }
        let kept = request.cookies[Self.cookie].flatMap { Theme(rawValue: $0.value) }
        context.theme = asked ?? kept ?? .auto
        var response = try await next(request, context)
        if let asked {
            response.setCookie(
                Cookie(
                    name: Self.cookie, value: asked.rawValue, maxAge: 31_536_000, path: "/", secure: false,
                    httpOnly: true, sameSite: .lax))
        }
        return response
    }
}
