import Foundation
import Plan
import Schemas
import Text

@testable import Analysis

/// The demo's 623 lines as mentions of the subjects they name, as monitoring would publish them.
struct DemoStory {
    struct Line: Decodable {
        var offsetSeconds: Int64
        var source: String
        var externalId: String
        var author: String
        var title: String?
        var text: String
        var url: String
        var language: String
        var reach: Int64
        var storyline: String
    }
    var mentions: [(mention: Mention, storyline: String)] = []

    init() throws {
        let plan = try Bench.plan.get()
        var patterns: [AliasPattern] = []
        for subject in plan.subjects {
            patterns += subject.allNames.map { AliasPattern(id: subject.id, pattern: $0, kind: .alias) }
            patterns += subject.exclusions.map { AliasPattern(id: subject.id, pattern: $0, kind: .exclusion) }
        }
        let matcher = AliasMatcher(patterns)
        let file = Bench.root.appending(path: "Services/Fenghuo/Demo/story.jsonl")
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let item = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            for subject in matcher.subjectIDs(in: (item.title ?? "") + "\n" + item.text) {
                var mention = Mention()
                mention.id = "\(item.externalId)/\(subject)"
                mention.subject = subject
                mention.source = item.source
                mention.tier = SourceTier(rawValue: plan.source(item.source)?.tier ?? 4) ?? .personal
                mention.title = item.title ?? ""
                mention.text = item.text
                mention.url = item.url
                mention.author = item.author
                mention.language = item.language
                mention.reach = item.reach
                mention.publishedAt = Bench.start + item.offsetSeconds * 1000
                mention.receivedAt = mention.publishedAt + 500
                mentions.append((mention, item.storyline))
            }
        }
    }
}
