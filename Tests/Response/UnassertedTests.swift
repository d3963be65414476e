import Foundation
import Plan
import Testing

@testable import Response

/// Drafts of the example plan: nothing is said that nobody did.
@Suite struct UnassertedTests {
    /// What says that something is under way, or was found out.
    private static let asserting = [
        "正在", "正於", "经查|經查", "查明原因", "(?i)\\b(?:we|staff|engineers|branches) (?:are|is) \\w+ing\\b",
        "(?i)\\bwe keep\\b", "(?i)has begun", "(?i)finding (?:out|the cause)", "(?i)looking into",
    ]

    @Test func `Attitude, next step and measures assert no check and no cause`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let plan = try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
        var texts: [(String, ResponsePlan.Localized)] = []
        for strategy in plan.strategies {
            texts.append(("\(strategy.id.rawValue) attitude", strategy.attitude))
            texts.append(("\(strategy.id.rawValue) nextStep", strategy.nextStep))
        }
        for playbook in plan.playbooks {
            for directive in playbook.directives {
                if let wording = directive.publicWording { texts.append((directive.id, wording)) }
            }
        }
        #expect(texts.count > 14)
        for (place, localized) in texts {
            for (language, text) in localized.texts {
                for pattern in Self.asserting {
                    let found = text.range(of: pattern, options: .regularExpression)
                    // "Once it is known" is no assertion that it is looked for.
                    let isCondition = text.contains("一经查明") || text.contains("一經查明")
                    #expect(found == nil || isCondition, "\(place) \(language.rawValue): \(text)")
                }
            }
        }
    }
}
