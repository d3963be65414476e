import Hummingbird
import Logging
import Plan

/// What is known of a request while it is answered.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is asking, once that is known.
    var visitor: Visitor?
    var language = ResponsePlan.Language.simplifiedChinese
    var theme = Theme.auto
    /// Where the page is, for links that keep the rest of the query.
    var address = PageAddress()
    /// The page was asked for by GET, so that asking once more is harmless.
    var isRead = true
    /// What stands around the page.
    var frame = PageFrame()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}

/// A person of the plan, signed in.
struct Visitor: Sendable {
    enum Proof: Sendable {
        case session(Session)
        /// A token in the request itself: no browser sends that by itself, so no forgery to fear.
        case bearer
    }
    var person: ResponsePlan.Person
    var permissions: Set<ResponsePlan.Permission>
    var proof: Proof

    func may(_ permission: ResponsePlan.Permission) -> Bool { permissions.contains(permission) }
}
