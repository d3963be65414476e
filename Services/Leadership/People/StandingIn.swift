import Plan
import Text

/// Acting for an absent person, as the plan's `deputies` says.
extension Visitor {
    /// The person as they act: with their own roles, or as a deputy with those of the absent person they stand in for.
    /// What the plan lets deputies do besides, the services judge.
    /// - Parameter principal: the absent person's id; empty for oneself.
    /// - Throws: `Problem`: the plan has no such person, or they have other deputies.
    func acting(for principal: String, in plan: ResponsePlan) throws -> Visitor {
        guard !principal.isEmpty else { return self }
        guard let absent = plan.person(principal) else {
            throw Problem(.invalid, "the plan has no person \"\(Refusals.shown(principal))\"", field: "deputyFor")
        }
        guard absent.deputies.contains(person.id) else {
            let deputies = absent.deputies.isEmpty ? "nobody" : absent.deputies.joined(separator: " or ")
            throw Problem(.permission, "\(principal) is stood in for by \(deputies)", field: "deputyFor")
        }
        var acting = self
        acting.person.roles = absent.roles
        acting.principal = principal
        acting.permissions = plan.permissions(of: principal)
        return acting
    }
}

/// On whose behalf a page about an incident is shown, and its forms decide: said once, carried by every form.
struct StandingIn: Sendable, Hashable {
    /// Query parameters of the page.
    static let forWhom = "for"
    static let why = "why"

    /// The absent person's id; empty for oneself.
    var principal = ""
    /// Why they do not act.
    var reason = ""

    /// The page's address on the same behalf.
    func address(ofIncident id: String) -> String {
        let page = "/incidents/\(PercentEncoding.component(id))"
        guard !principal.isEmpty else { return page }
        return page
            + "?\(Self.forWhom)=\(PercentEncoding.component(principal))&\(Self.why)=\(PercentEncoding.component(reason))"
    }
}
