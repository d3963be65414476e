import Casework
import Plan
import Schemas
import Testing

@testable import Response

@Suite("Strategy advisor") struct StrategyAdvisorTests {
    typealias Row = (
        kind: MentionKind, rumour: RumourState, responsibility: ResponsePlan.Responsibility, history: [String],
        strategy: String, rule: String
    )
    static let rows: [Row] = [
        (.rumour, .unverified, .victim, [], "inform", "rumour"),
        (.rumour, .refuted, .victim, [], "deny", "rumour"),
        (.rumour, .confirmed, .victim, [], "inform", "victim"),
        (.other, .unverified, .victim, [], "inform", "victim"),
        (.complaint, .unverified, .accident, [], "diminish", "accident"),
        (.complaint, .unverified, .accident, ["incident-0"], "rebuild", "accident-bad-history"),
        (.news, .unverified, .preventable, [], "rebuild", "preventable"),
    ]

    @Test(arguments: rows.indices) func theRulesOfThePlanDecide(index: Int) throws {
        let row = Self.rows[index]
        let plan = try examplePlan()
        var incident = exampleIncident(kind: row.kind)
        incident.rumourState = row.rumour
        let proposal = StrategyAdvisor(plan: plan).propose(
            for: incident, responsibility: row.responsibility, likeCases: row.history)
        #expect(proposal.strategy == row.strategy)
        #expect(proposal.reasons.first?.contains("strategyRules.\(row.rule)）") == true)
        #expect(proposal.supplement == "bolster")
        #expect(proposal.mentionIds == ["mention-1", "mention-2", "mention-3"])
    }

    @Test func aPoorReputationTurnsAnAccidentIntoRebuild() throws {
        var plan = try examplePlan()
        plan.subjects[0].priorReputation = .poor
        let proposal = StrategyAdvisor(plan: plan).propose(for: exampleIncident(), likeCases: [])
        #expect(proposal.strategy == "rebuild")
        #expect(proposal.reputation == "poor")
    }

    static let choices: [(String, String, String, String, String?)] = [
        ("diminish", "", "", "", nil),
        ("diminish", "bolster", "", "", nil),
        ("rebuild", "", "", "", "takes a reason"),
        ("rebuild", "", "preventable", "", "not what is advised"),
        ("rebuild", "", "preventable", "损失已确认", nil),
        ("deny", "rebuild", "", "有证据", "never goes together"),
        ("diminish", "deny", "", "", "never goes together"),
        ("bolster", "", "", "", "supplement only"),
        ("silence", "", "", "", "not in the plan"),
        ("diminish", "", "nobody", "", "none of victim"),
    ]

    @Test(arguments: choices) func aChoiceIsJudged(
        strategy: String, supplement: String, responsibility: String, reason: String, refusal: String?
    ) throws {
        let advisor = StrategyAdvisor(plan: try examplePlan())
        let incident = exampleIncident()
        var choice = ChooseStrategy()
        choice.strategy = strategy
        choice.supplement = supplement
        choice.responsibility = responsibility
        let proposal = advisor.propose(for: incident, likeCases: [])
        do {
            var row = Case()
            row.state = .analysed
            row.proposal = proposal
            row.incident = incident
            var file = Casework.CaseFile(plan: try examplePlan(), now: monday)
            file.row = .found(row)
            let decided = try file.admit(decision("decision-1", "lin-yue", .strategy(choice), reason: reason)).strategy
            #expect(refusal == nil)
            #expect(decided.strategy == strategy)
            #expect(!decided.overrides)
        } catch let error as Refusal {
            #expect(error.reason.contains(refusal ?? "no refusal"), "\(error)")
        }
    }

    @Test func anOverrideKeepsItsReason() throws {
        var desk = try Desk.open()
        try desk.choose("rebuild", reason: "客户损失已确认")
        let strategy = try desk.row.strategy
        #expect(strategy.overrides)
        #expect(strategy.reason == "客户损失已确认")
    }
}
