import Analysis
import ArgumentParser
import Foundation
import Monitoring
import Plan
import Schemas

/// Runs the analysis and the response that operate over labelled months, and says what they made of them.
struct MonthTask {
    static let name = "incidents"
    static let fields =
        "--months FOLDER of NAME.jsonl (mentions as for backtest) with NAME.jsonl.lab (address, label, seconds by tabs)"
    /// Small enough that nobody is told later for being in a large commit.
    private static let batch = 200

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
        while let item = try file.next() {
            do {
                for mention in try intake.mentions(of: item) {
                    guard labels.byAddress[mention.url] != nil else {
                        throw MonthMistake(
                            file: path, line: Int(item.line), found: "\(mention.url.prefix(80)), which has no label",
                            expected: "a label of each mention in \(labels.file)")
                    }
                    try run.take(mention)
                }
            } catch let mistake as DraftMistake {
                throw MonthMistake(
                    file: path, line: Int(item.line), found: "\(mistake)", expected: "mentions that can be taken in")
            }
        }
        try run.finish()
        return MonthScore(month: month, record, labels)
    }
}
