import Casework
import Foundation
import Plan
import Schemas
import Testing

@testable import Leadership

/// The console's own words: there in every language, and used as they are called.
@Suite("Words")
struct WordsTests {
    static let folder = ConsoleFixture.root.appending(path: "Services/Leadership/Resources")
    static let service = ConsoleFixture.root.appending(path: "Services/Leadership")

    static func catalogue() throws -> Catalogue { try Catalogue(folder: folder.appending(path: "strings")) }

    static func files(_ folder: URL, _ ending: String) throws -> [(name: String, text: String)] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return try all.compactMap { $0 as? URL }.filter { $0.pathExtension == ending }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test("Each key is there in each language, never empty, with the same holes to fill")
    func languages() throws {
        let catalogue = try Self.catalogue()
        let english = catalogue[.english]
        for language in ResponsePlan.Language.allCases {
            let words = catalogue[language]
            #expect(Set(words.texts.keys) == Set(english.texts.keys))
            #expect(words.texts.filter { $0.value.isEmpty }.isEmpty)
            for (key, text) in words.texts {
                let holes = text.components(separatedBy: "{}").count
                #expect(holes == english[key].components(separatedBy: "{}").count, "\(language) \(key)")
            }
        }
    }

    @Test("English has no Chinese in it, and Chinese is no English")
    func scripts() throws {
        let catalogue = try Self.catalogue()
        for (key, text) in catalogue[.english].texts where !key.hasPrefix("language_") {
            #expect(!text.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) }, "\(key): \(text)")
        }
        let same = ["language_en", "app", "list_separator", "colon"]
        for language in [ResponsePlan.Language.simplifiedChinese, .traditionalChinese] {
            for (key, text) in catalogue[language].texts
            where !same.contains(key) && text.count(where: \.isLetter) > 3 && text == catalogue[.english][key] {
                Issue.record("\(language) \(key) is left in English: \(text)")
            }
        }
    }

    @Test("No template shows anything unescaped, and each key it uses is known")
    func templates() throws {
        let english = try Self.catalogue()[.english].texts
        for (name, text) in try Self.files(Self.folder, "mustache") {
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            for match in text.matches(of: /\{\{s\.([^}]+)\}\}/) {
                #expect(english[String(match.1)] != nil, "\(name): \(match.1)")
            }
        }
    }

    @Test("Each template that another names is there")
    func partials() throws {
        let files = try Self.files(Self.folder, "mustache")
        let names = Set(files.map { $0.name.replacing(".mustache", with: "") })
        for (name, text) in files {
            for match in text.matches(of: /\{\{> ([a-z-]+)\}\}/) { #expect(names.contains(String(match.1)), "\(name)") }
        }
    }

    @Test("Each key that the code names is known")
    func code() throws {
        let english = try Self.catalogue()[.english].texts
        for (name, text) in try Self.files(Self.service, "swift") {
            for match in text.matches(of: /(?:words\[|filled\(\s*)"([A-Za-z][^"\\]*)"/) {
                #expect(english[String(match.1)] != nil, "\(name): \(match.1)")
            }
        }
    }

    /// Every word of ours that a page makes a key of.
    static let families: [(prefix: String, words: [String])] = [
        ("caseState_", CaseState.allCases.map(\.word)), ("incidentState_", IncidentState.allCases.map(\.word)),
        ("directiveState_", DirectiveState.allCases.map(\.word)),
        ("statementState_", StatementState.allCases.map(\.word)),
        ("deliveryState_", DeliveryState.allCases.map(\.word)), ("resourceState_", ResourceState.allCases.map(\.word)),
        ("clockState_", ClockState.allCases.map(\.word)), ("rumourState_", RumourState.allCases.map(\.word)),
        ("mentionKind_", MentionKind.allCases.map(\.word)), ("task_", WaitingTasks.Task.Kind.allCases.map(\.rawValue)),
        ("theme_", Theme.allCases.map(\.rawValue)), ("show_", BoardFilter.Standing.allCases.map(\.rawValue)),
        ("clockStanding_", ClockRows.Standing.allCases.map(\.rawValue)),
        ("clocksEmpty_", ClockRows.Standing.allCases.map(\.rawValue)),
        ("deliveryStanding_", DeliveryRows.Standing.allCases.map(\.rawValue)),
        ("deliveriesEmpty_", DeliveryRows.Standing.allCases.map(\.rawValue)),
        ("statementStanding_", StatementStanding.allCases.map(\.rawValue)),
        ("auditKind_", AuditTrail.Line.Kind.allCases.map(\.rawValue)),
        ("permission_", ResponsePlan.Permission.allCases.map(\.rawValue)),
        ("clockStart_", ResponsePlan.ClockRule.Start.allCases.map(\.rawValue)),
        ("clockProof_", ResponsePlan.ClockRule.Proof.allCases.map(\.rawValue)),
        ("timekeeping_", ResponsePlan.Timekeeping.allCases.map(\.rawValue)),
        ("notice_", ResponsePlan.Notice.allCases.map(\.rawValue)),
        ("medium_", ResponsePlan.Contact.Medium.builtIn.map(\.rawValue)),
        ("sourceKind_", ResponsePlan.Source.Kind.allCases.map(\.rawValue)),
        ("eventKind_", ResponsePlan.EventKind.allCases.map(\.rawValue)),
        ("responsibility_", ResponsePlan.Responsibility.allCases.map(\.rawValue)),
        ("indicator_", ResponsePlan.Indicator.allCases.map(\.rawValue)),
        ("impact_", ResponsePlan.ImpactAxis.allCases.map(\.rawValue)),
        ("colour_", ResponsePlan.Grade.allCases.map(\.colour) + ["none"]), ("trend_", ["rising", "falling", "steady"]),
        ("tier_", ["0", "1", "2", "3", "4", "unknown"]),
    ]

    @Test("No word of ours is shown raw: each has its text", arguments: families)
    func known(_ prefix: String, _ words: [String]) throws {
        let english = try Self.catalogue()[.english].texts
        for word in words { #expect(english[prefix + word] != nil, "\(prefix)\(word)") }
    }

    @Test("Each kind of decision has its name, and what follows where it cannot be undone")
    func decisions() throws {
        let english = try Self.catalogue()[.english].texts
        for kind in DecisionKinds.all {
            let name = kind.name
            #expect(english["decision_\(name)"] != nil, "\(name)")
            if kind.row.asksConfirmation { #expect(english["will_\(name)"] != nil, "\(name)") }
        }
    }

    @Test("Each step that response enters into a journal has its name")
    func journal() throws {
        let english = try Self.catalogue()[.english].texts
        let files = try Self.files(ConsoleFixture.root.appending(path: "Services/Response"), "swift")
        let source = try #require(files.first { $0.text.contains("enum JournalAction") }).text
        let start = try #require(source.range(of: "enum JournalAction"))
        let body = source[start.upperBound...].prefix { $0 != "}" }
        let actions = body.matches(of: /case (\w+)(?: = "([a-z-]+)")?\n/).map { String($0.2 ?? $0.1) }
        #expect(actions.count > 30)
        for action in actions { #expect(english["journal_\(action)"] != nil, "journal_\(action)") }
    }
}

/// One of each kind of decision.
enum DecisionKinds {
    static let all: [Decision.OneOf_Kind] = [
        .regrade(Regrade()), .falseAlarm(FalseAlarm()), .merge(MergeIncidents()), .split(SplitIncident()),
        .rumour(SetRumourState()), .confirmGrade(ConfirmGrade()), .strategy(ChooseStrategy()),
        .editStatement(EditStatement()), .sign(SignStatement()), .release(ReleaseStatement()),
        .withdraw(WithdrawStatement()), .issueDirective(IssueDirective()), .updateDirective(UpdateDirective()),
        .waiveDirective(WaiveDirective()), .meetClock(MeetClock()), .explainClock(ExplainClock()),
        .extendClock(ExtendClock()), .close(CloseCase()), .reopen(ReopenCase()), .note(AddNote()),
        .acknowledge(Acknowledge()), .requestResource(RequestResource()), .decideResource(DecideResource()),
        .retryDelivery(RetryDelivery()), .openCase(OpenCase()), .requestReport(RequestReport()),
        .writeEvaluation(WriteEvaluation()),
    ]
}
