import Casework
import Hummingbird
import Logging
import NIOCore
import Plan
import Schemas

/// What is known of a request while it is answered.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is asking, once that is known.
    var visitor: Visitor?
    var language = ResponsePlan.Language.simplifiedChinese
    /// The address the connection comes from, a proxy's where there is one; empty where it is not known.
    let peer: String
    /// The connection, to be cut when its reader does not keep up.
    let channel: any Channel
    var theme = Theme.auto
    /// Where the page is, for links that keep the rest of the query.
    var address = PageAddress()
    /// The page was asked for by GET, so that asking once more is harmless.
    var isRead = true
    /// What stands around the page.
    var frame = PageFrame()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
        channel = source.channel
    }
}

/// A person of the plan, signed in.
struct Visitor: Sendable {
    enum Proof: Sendable {
        case session(Session)
        /// A token in the request itself: no browser sends that by itself, so no forgery to fear.
        case bearer
        /// The link in a message to them, which acknowledges that message and does nothing else.
        case link

        var name: String {
            switch self {
            case .session: "session"
            case .bearer: "bearer"
            case .link: "link"
            }
        }
    }
    var person: ResponsePlan.Person
    var permissions: Set<ResponsePlan.Permission>
    var proof: Proof
    /// The absent person they stand in for; empty where they act for themselves.
    var principal = ""

    var acting: ActingPerson { ActingPerson(person.id, for: principal) }

    func may(_ permission: ResponsePlan.Permission) -> Bool { permissions.contains(permission) }

    /// Whether their roles give what decisions of this kind ask for.
    func may(_ kind: Decision.OneOf_Kind) -> Bool { kind.row.permissions.contains(where: permissions.contains) }
}
