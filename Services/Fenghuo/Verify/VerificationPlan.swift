import Foundation
import Plan

/// A plan for a verification: the given one, watching for made-up subjects as well, so that every partition has work.
struct VerificationPlan {
    struct Subject: Hashable {
        var id: String
        var name: String
    }

    /// No name is within another, nor within a name of a real institution.
    static let subjects: [Subject] = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳".enumerated().map { index, letter in
        Subject(id: "proof-\(index + 1)", name: "验真\(letter)字号银行")
    }

    let subjects: [Subject]
    /// The new plan, as YAML.
    let text: String

    /// - Throws: `ValidationError` when the plan is not written in block style, or is not a plan.
    init(base file: String, subjects count: Int) throws {
        subjects = Array(Self.subjects.prefix(count))
        let base = try String(contentsOfFile: file, encoding: .utf8)
        var lines = base.components(separatedBy: "\n")
        guard let at = lines.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces) == "subjects:" }) else {
            throw VerificationFailure("\(file): found no line \"subjects:\" to add subjects below, expected one")
        }
        let indent = lines[(at + 1)...].first { $0.contains("- id:") }?.prefix { $0 == " " } ?? "  "
        lines.insert(
            contentsOf: subjects.map { "\(indent)- {id: \($0.id), name: \($0.name), \(Self.rest(of: $0))}" },
            at: at + 1)
        text = lines.joined(separator: "\n")
    }

    /// What a plan wants to know of a subject besides.
    private static func rest(of subject: Subject) -> String {
        let names = ResponsePlan.Language.allCases.map { "\($0.rawValue): \(subject.name)" }.joined(separator: ", ")
        return "names: {\(names)}, aliases: [], exclusions: [], products: [], executives: [], priorReputation: neutral"
    }

    /// Writes it into the folder and reads it as a service would.
    func write(to folder: URL) throws -> (file: URL, plan: ResponsePlan) {
        let file = folder.appending(path: "plan.yaml")
        try Data(text.utf8).write(to: file)
        return (file, try ResponsePlan.load(file: file.path))
    }
}

/// A verification that could not be carried out; not one that failed.
struct VerificationFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
