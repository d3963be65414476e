import Analysis
import ArgumentParser
import Foundation
import Monitoring
import Plan
import Schemas
import Text

/// Runs the analysis and the response that operate over labelled months, and says what they made of them.
struct MonthTask {
    static let name = "incidents"
    static let fields =
        "--months FOLDER of NAME.jsonl (mentions as for backtest) with NAME.jsonl.lab (address, label, seconds by tabs)"
    /// Small enough that nobody is told later for being in a large commit.
    private static let batch = 200
    /// ms.
    private static let day: Int64 = 86_400_000

    let plan: ResponsePlan
    let models: JudgingModels

    /// The months of a folder, by name.
    /// - Throws: ``MonthMistake``.
    static func months(in folder: String) throws(MonthMistake) -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let names = found.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()
        guard !names.isEmpty else {
            throw MonthMistake(
                file: folder, found: "no file that ends in .jsonl", expected: "a folder with months and their labels")
        }
        return names
    }

    /// - Throws: ``MonthMistake``, and what reading mentions throws.
    func score(_ month: String, in folder: String) throws -> MonthScore {
        let path = "\(folder)/\(month).jsonl"
        let labels = try MonthLabels(file: path + ".lab")
        let options = try MentionFileOptions.parse([])
        var intake = try MentionIntake(plan: plan, source: nil, options: options)
        var file = try options.open(path, zone: plan.institution.timeZone)
        let record = MonthRecord()
        var run = BacktestRun(plan: plan, batch: Self.batch, withResponse: true, models: models, trace: record)
        var said: (first: Int64, last: Int64) = (.max, .min)
        while let item = try file.next() {
            do {
                for mention in try intake.mentions(of: item) {
                    let found = "\(SafeText.line(mention.url, maximumCharacters: 80))"
                    guard let label = labels.byAddress[mention.url] else {
                        throw MonthMistake(
                            file: path, line: Int(item.line), found: "\(found), which has no label",
                            expected: "a label of each mention in \(labels.file)")
                    }
                    guard (mention.publishedAt - Self.day...mention.publishedAt + Self.day).contains(label.at) else {
                        throw MonthMistake(
                            file: labels.file, found: "\(found) at \(Timestamps.rfc3339(label.at))",
                            expected: "the time it was published, \(Timestamps.rfc3339(mention.publishedAt))")
                    }
                    said = (min(said.first, mention.publishedAt), max(said.last, mention.publishedAt))
                    try run.take(mention)
                }
            } catch let mistake as DraftMistake {
                throw MonthMistake(
                    file: path, line: Int(item.line), found: "\(mistake)", expected: "mentions that can be taken in")
            }
        }
        guard said.first <= said.last else {
            throw MonthMistake(
                file: path, found: "no mention that names a subject of the plan", expected: "a month of them")
        }
        try labels.check(within: said.first - Self.day...said.last + Self.day)
        try run.finish()
        return MonthScore(month: month, record, labels)
    }
}
