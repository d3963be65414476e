import Testing

@testable import Leadership

@Suite("Differences between texts")
struct TextDifferenceTests {
    struct Sample: CustomTestStringConvertible {
        var old: String
        var new: String
        /// `=` same, `-` removed, `+` added, in order.
        var runs: [String]
        var testDescription: String { "\(old) → \(new)" }
    }

    static let samples = [
        Sample(old: "", new: "", runs: []), Sample(old: "", new: "甲", runs: ["+甲"]),
        Sample(old: "甲", new: "", runs: ["-甲"]), Sample(old: "甲乙", new: "甲乙", runs: ["=甲乙"]),
        Sample(old: "部分客户转账延迟。", new: "少量客户转账延迟。", runs: ["-部分", "+少量", "=客户转账延迟。"]),
        Sample(old: "截至16时。", new: "截至18时。", runs: ["=截至", "-16", "+18", "=时。"]),
        Sample(old: "We regret it.", new: "We deeply regret it.", runs: ["=We ", "+deeply ", "=regret it."]),
        Sample(old: "一。二。三。", new: "一。三。", runs: ["=一。", "-二。", "=三。"]),
        Sample(old: "CNY 31.5 million", new: "CNY 31.7 million", runs: ["=CNY ", "-31.5", "+31.7", "= million"]),
    ]

    @Test("Words that were removed and added are told apart", arguments: samples)
    func runs(_ sample: Sample) {
        let marks: [TextDifference.Run.Kind: String] = [.same: "=", .removed: "-", .added: "+"]
        let found = TextDifference(from: sample.old, to: sample.new).runs.map { "\(marks[$0.kind] ?? "")\($0.text)" }
        #expect(found == sample.runs)
    }

    @Test(
        "What stays and goes is the old text, what stays and comes the new",
        arguments: [
            ("一段话。\n第二段，有改动。", "一段话！\n第三段，没有改动。\n"), ("e\u{301}tude", "etude"), ("👨‍👩‍👧 家", "👨‍👩‍👦 家"),
            (String(repeating: "同", count: 9_000), String(repeating: "异", count: 9_000)),
            ((0..<3_000).map { "第\($0)句。" }.joined(), (0..<3_000).map { "第\($0 * 2)句。" }.joined()),
        ])
    func whole(_ old: String, _ new: String) {
        let runs = TextDifference(from: old, to: new).runs
        #expect(runs.filter { $0.kind != .added }.map(\.text).joined() == old)
        #expect(runs.filter { $0.kind != .removed }.map(\.text).joined() == new)
    }

    @Test("Nothing changed is nothing to show")
    func empty() {
        #expect(TextDifference(from: "甲。", to: "甲。").isEmpty)
        #expect(TextDifference(from: "甲乙", to: "甲丙丁").counts == (1, 2))
    }
}
