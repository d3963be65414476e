import HTTPTypes
import Hummingbird

/// Somebody who writes is active: an open page says so now and then, and the session goes on. What a page does by itself
/// renews nothing.
struct Activity: Sendable {
    static let path = "/activity"

    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.post("activity") { request, context in
            guard let visitor = context.visitor, case .session(let session) = visitor.proof else {
                throw Problem(.signIn("missing"), "sign in first")
            }
            let fields = try await FormFields(of: request, upTo: 4_096)
            try console.checkForm(fields, session, request)
            return Response(status: .noContent)
        }
    }
}
