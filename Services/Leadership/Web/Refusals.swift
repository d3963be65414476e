import Casework
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Text

/// Turns what is thrown into an answer, and refusals into lines of the audit: nothing else in the console does either.
struct Refusals: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console
    let index: RouteIndex

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        let problem: Problem
        do {
            return try await next(request, context)
        } catch {
            problem = self.problem(error, request)
        }
        console.record(problem, request, context)
        let title = console.catalogue[context.language]["problem_\(problem.kind.name)"]
        if Self.isOfPrograms(request.uri.path) {
            return try problem.json(title: title, instance: Self.shown(request.uri.path))
        }
        return try console.problemPage(problem, title: title, context: context)
    }

    private func problem(_ error: any Error, _ request: Request) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case is NIOTooManyBytesError: return tooLarge
        case let error as HTTPError where error.status == .contentTooLarge: return tooLarge
        case let error as HTTPError where error.status == .notFound:
            let methods = index.methods(at: request.uri.path)
            guard methods.isEmpty || methods.contains(request.method.rawValue) else {
                return Problem(
                    .methodNotAllowed(methods),
                    "found the method \(Self.shown(request.method.rawValue)), expected \(methods.joined(separator: " or "))"
                )
            }
            return Problem(.notFound, "there is nothing at \(Self.shown(request.uri.path))")
        case let error as HTTPError where error.status.kind == .clientError:
            return Problem(.malformed, error.body ?? "\(error.status)")
        default:
            console.logger.error(
                "answering a request failed",
                metadata: ["path": "\(Self.shown(request.uri.path))", "error": "\(error)"])
            return Problem(.internalError, "the answer could not be made; the log says why")
        }
    }

    private var tooLarge: Problem { Problem(.tooLarge, "the body is larger than \(Console.largestBody) bytes") }

    /// Programs are answered with problem details, browsers with a page.
    static func isOfPrograms(_ path: String) -> Bool {
        path == "/api/v1" || path.hasPrefix("/api/v1/") || path == "/events" || path == Activity.path
    }

    /// What a client sent, fit to be shown and kept.
    static func shown(_ text: String) -> String { SentText.shown(text) }
}
