public import HTTPTypes
public import Hummingbird

/// Refuses what a path does not take with 405 and `Allow`, whatever the method is called (RFC 9110, 15.5.6): also those
/// that a router has never heard of.
public struct MethodsAllowed<Context: RequestContext>: RouterMiddleware {
    private let methods: [String: HTTPRequest.Method]
    private let refusal: @Sendable (_ found: String, _ expected: String) -> Response

    /// - Parameters:
    ///   - methods: the one method of each path, by the path with its leading slash.
    ///   - refusal: the answer, without `Allow`, which is set here.
    public init(
        _ methods: [String: HTTPRequest.Method], refusal: @escaping @Sendable (String, String) -> Response
    ) {
        self.methods = methods
        self.refusal = refusal
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let expected = methods[request.uri.path], request.method != expected else {
            return try await next(request, context)
        }
        var answer = refusal(request.method.rawValue, expected.rawValue)
        answer.headers[.allow] = expected.rawValue
        return answer
    }
}
