import Foundation
import Testing

/// Nobody outside `Shared/Casework` knows a rule of decisions. That nobody else can refuse one, the compiler sees: only
/// Casework can make a `Refusal`, and what the owners do with a `Ruling` cannot throw. Here it is seen that nobody reads
/// from the plan, or from what is decided about, who may decide.
@Suite struct RuleTests {
    /// What a rule of decisions would be made of.
    static let signs = [
        "twoPersons.objection", "deputising.permissions", "deputising.reason", "closing.roles", "approversAboveLimit",
        ".approvers", "approverRoles.contains", "evaluation.roles", "asksReceipt", "asksDocument", "reasonsAgainst",
        "requiredRoles.contains(where", ".objection(toSignatureOf", "lowering.objection", "request.objection(to",
        "CaseMachine.step", "struct Refusal: Error", "DecisionPolicy", "DecisionRules",
    ]
    /// Where it is shown or checked for itself, not decided by: the plan's pages and reader, and the journal's machine.
    static let exempt: [String: Set<String>] = [
        "Services/Leadership/Pages/PlanRules.swift": ["evaluation.roles", ".approvers", "approversAboveLimit"],
        // Which fields a form has.
        "Services/Leadership/Pages/IncidentClocks.swift": ["asksReceipt", "asksDocument"],
        // Whom it waits for, and which fields its form has.
        "Services/Leadership/Pages/EvaluationSigning.swift": ["evaluation.roles", "asksReceipt", "asksDocument"],
        "Services/Leadership/People/TokenIssuer.swift": ["struct Refusal: Error"],
        // Takes the case on, where a ruling says so.
        "Services/Response/Cases/CaseFile.swift": ["CaseMachine.step"],
        // Commands that refuse what they are asked to do.
        "Services/Fenghuo/Trace/Tracing.swift": ["struct Refusal: Error"],
        "Services/Fenghuo/Standing/StateReset.swift": ["struct Refusal: Error"],
        "Services/Fenghuo/Standing/OffsetReset.swift": ["struct Refusal: Error"],
    ]

    @Test(arguments: ["Services"]) func `Only Casework has rules of decisions`(_ folder: String) throws {
        let base = ImportTests.root.appending(path: folder)
        let walk = try #require(FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil))
        var read = 0
        for case let file as URL in walk where file.pathExtension == "swift" {
            let path = String(file.path.dropFirst(ImportTests.root.path.count).drop { $0 == "/" })
            let text = try String(contentsOf: file, encoding: .utf8)
            read += 1
            for sign in Self.signs where text.contains(sign) && Self.exempt[path]?.contains(sign) != true {
                Issue.record("\(path) has \"\(sign)\": rules of decisions stand in Shared/Casework")
            }
        }
        #expect(read > 100)
    }

    /// The console's door asks, and says what it was answered; what a request is wrong about by itself it says too.
    @Test func `The console's door refuses no decision by a rule of its own`() throws {
        for name in ["DecisionDesk", "KnownCase", "DecisionPages"] {
            let file = ImportTests.root.appending(path: "Services/Leadership/Decisions/\(name).swift")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("Problem(.permission"), "\(name)")
            #expect(!text.contains("Problem(.conflict"), "\(name)")
        }
    }
}
