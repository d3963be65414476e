import Schemas
import Testing

@testable import Casework
@testable import Response

@Suite("Case state machine") struct CaseMachineTests {
    static let states: [CaseState] = [
        .reported, .analysed, .strategyDecided, .instructed, .communicating, .handling, .followingUp, .evaluated,
        .closed, .falseAlarm,
    ]

    /// One letter for each state of `states`, by event: a capital stays, `-` is refused, else the state moved to:
    /// r reported, a analysed, s strategy decided, i instructed, c communicating, h handling, f following up,
    /// e evaluated, x closed, n false alarm; `=` stays.
    static let table: [(CaseEvent, String)] = [
        (.proposalMade, "a======---"),
        (.strategyChosen, "ss=====---"),
        (.directiveIssued, "-=i=h=h---"),
        (.statementReleased, "--cc===---"),
        (.versionReleased, "-======---"),
        (.directiveProgressed, "-===h==---"),
        (.directivesSettled, "-==fff=---"),
        (.evaluationWritten, "--eeeee=--"),
        (.closed, "-------x--"),
        (.falseAlarmDeclared, "nnnnnnn---"),
        (.mergedAway, "xxxxxxxx--"),
        (.reopened, "-------rrr"),
    ]
    static let letters: [Character: CaseState] = [
        "r": .reported, "a": .analysed, "s": .strategyDecided, "i": .instructed, "c": .communicating, "h": .handling,
        "f": .followingUp, "e": .evaluated, "x": .closed, "n": .falseAlarm,
    ]

    @Test("every event in every state", arguments: table)
    func everyEventInEveryState(event: CaseEvent, row: String) throws {
        #expect(row.count == Self.states.count)
        for (state, letter) in zip(Self.states, row) {
            var machine = CaseMachine(state: state)
            let step = machine.take(event)
            switch letter {
            case "=":
                #expect(step == .stays, "\(event) in \(state.label)")
                #expect(machine.state == state)
            case "-":
                guard case .refused(let reason) = step else {
                    Issue.record("\(event) in \(state.label): \(step)")
                    continue
                }
                #expect(!reason.isEmpty)
                #expect(machine.state == state)
            default:
                let next = try #require(Self.letters[letter])
                #expect(step == .moved(to: next), "\(event) in \(state.label)")
                #expect(machine.state == next)
            }
        }
    }

    @Test func theTableNamesEveryEvent() {
        #expect(Set(Self.table.map(\.0)) == Set(CaseEvent.allCases))
    }

    @Test func nothingHappensToACaseThatIsNotOpen() {
        for event in CaseEvent.allCases {
            #expect(CaseMachine.step(from: .unspecified, on: event) == .refused("the case is not open"))
        }
    }
}
