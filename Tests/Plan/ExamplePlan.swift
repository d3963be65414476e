import Foundation

@testable import Plan

/// The example plan that is shipped, and ways to spoil it.
enum ExamplePlan {
    static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Plans/commercial-bank.yaml")

    static func yaml() throws -> String {
        try String(contentsOf: file, encoding: .utf8)
    }

    static func plan() throws -> ResponsePlan {
        try ResponsePlan.read(yaml: yaml(), fileName: "plan.yaml").get()
    }

    /// The mistakes in a text; none where it is a plan.
    static func mistakes(in yaml: String) -> [PlanMistake] {
        switch ResponsePlan.read(yaml: yaml, fileName: "plan.yaml") {
        case .success: []
        case .failure(let mistakes): mistakes.mistakes
        }
    }

    /// The line, counted from 1, on which a text begins for the first time.
    static func line(of text: String, in yaml: String) -> Int? {
        guard let range = yaml.range(of: text) else { return nil }
        return yaml[..<range.lowerBound].count { $0 == "\n" } + 1
    }
}
