import Casework
import Foundation
import Plan
import Schemas
import Testing

@testable import Leadership
@testable import Response

/// Every kind of decision, in every state, by every role, with and without a reason, by oneself and for another: the
/// console and the service that carries it out answer the same, in the same words.
@Suite struct BothDoorsTests {
    static let kinds: [Int] = Array(EveryKind.fields.indices)

    @Test(arguments: kinds) func `Both doors give one answer`(_ index: Int) async throws {
        let empty = try #require(try EveryKind.decisions()[index].kind)
        let plan = try Rooms.plan()
        var asked = 0
        var admitted = 0
        for rooms in try Rooms.states(of: plan) {
            let console = try await rooms.console()
            var analysis = AnalysisDoor()
            for kind in rooms.variants(of: empty) {
                for (actor, reason) in Self.actors(plan) {
                    let draft = Self.draft(kind, in: rooms, actor, reason)
                    let person = try #require(plan.person(actor.person))
                    let (said, decision) = await console.decide(draft, by: person, key: "key-\(asked)-key")
                    var did = try rooms.owner(of: decision, &analysis)
                    // Dead letters name the decision before the reason.
                    if case .refused(let why) = said, case .refused(let letter) = did, letter.hasSuffix(why) {
                        did = said
                    }
                    asked += 1
                    if said == .admitted { admitted += 1 }
                    #expect(said == did, "\(rooms.name): \(kind) by \(actor), reason \"\(reason)\"")
                }
            }
        }
        #expect(asked > 100)
        // A kind that nobody can ever carry out would be one that this test does not know how to ask for.
        #expect(admitted > 0, "\(empty.name) was never admitted")
        #expect(admitted < asked, "\(empty.name) was never refused")
    }

    /// Who edits, chooses or changes from something that is not there any more is refused, in the same words.
    @Test(arguments: ["strategy", "editStatement", "writeEvaluation", "updateDirective"])
    func `What changed since it was shown is refused by both doors`(_ name: String) async throws {
        let plan = try Rooms.plan()
        let empty = try #require(try EveryKind.decisions().compactMap(\.kind).first { "\($0)".hasPrefix(name) })
        var fresh = 0
        for rooms in try Rooms.states(of: plan) {
            guard let row = rooms.row else { continue }
            let console = try await rooms.console()
            var analysis = AnalysisDoor()
            for kind in rooms.variants(of: empty) {
                for (actor, reason) in Self.actors(plan) {
                    var draft = Self.draft(kind, in: rooms, actor, reason)
                    guard let stands = row.replaced(by: kind) else { continue }
                    let person = try #require(plan.person(actor.person))
                    draft.seenHash = stands
                    let (said, decision) = await console.decide(draft, by: person, key: "seen-\(fresh)-\(kind.name)")
                    guard said == .admitted else { continue }
                    #expect(try rooms.owner(of: decision, &analysis) == .admitted)
                    fresh += 1
                    draft.seenHash = String(repeating: "0", count: 64)
                    let (stale, late) = await console.decide(draft, by: person, key: "stale-\(fresh)-\(kind.name)")
                    guard case .refused(let why) = stale else {
                        Issue.record("\(kind) was admitted from what is not there any more")
                        continue
                    }
                    #expect(why.contains("meanwhile"))
                    #expect(try rooms.owner(of: late, &analysis) == stale)
                }
            }
        }
        #expect(fresh > 0)
    }

    private static func draft(
        _ kind: Decision.OneOf_Kind, in rooms: Rooms, _ actor: ActingPerson, _ reason: String
    ) -> Decision {
        var draft = Decision()
        draft.incidentID = rooms.incident.id
        draft.subject = rooms.incident.subject
        draft.reason = reason
        draft.deputyFor = actor.principal
        draft.kind = kind
        return draft
    }

    /// One person of each role, with a reason; a few of them without; and deputies, rightly and wrongly.
    static func actors(_ plan: ResponsePlan) -> [(ActingPerson, String)] {
        var people: [String] = []
        for role in plan.roles {
            if let person = plan.people.first(where: { $0.roles.contains(role.id) }), !people.contains(person.id) {
                people.append(person.id)
            }
        }
        let own = people.map { (ActingPerson($0), "依预案") }
        let silent = people.prefix(3).map { (ActingPerson($0), " ") }
        let deputies = [
            ("lin-yue", "shen-qihang"), ("qiao-lan", "shen-qihang"), ("fang-jing", "lin-yue"),
            ("deng-kaifeng", "meng-shulan"), ("tang-xiaoyu", "fang-jing"), ("lin-yue", "nobody"),
        ].map { (ActingPerson($0.0, for: $0.1), "出差") }
        return own + silent + deputies + [(ActingPerson("lin-yue", for: "shen-qihang"), "")]
    }
}
