import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

@Suite struct DemoStoryTests {
    @Test func storyBecomesItsThreeIncidents() throws {
        let story = try DemoStory()
        var driver = try Bench.driver()
        var placed: [String: [String: Int]] = [:]  // storyline → incident → mentions
        var totals: [String: Int] = [:]
        var lost: [String: [String]] = [:]
        for (mention, storyline) in story.mentions {
            let before = driver.processor.incidents.rows.mapValues(\.mentions)
            try driver.say(mention)
            totals[storyline, default: 0] += 1
            let changed = driver.processor.incidents.rows.first { $0.value.mentions != before[$0.key] ?? 0 }
            placed[storyline, default: [:]][changed?.key ?? "none", default: 0] += 1
            lost["\(storyline) \(changed?.key.prefix(4) ?? "none")", default: []].append(
                "\((mention.publishedAt - Bench.start) / 360_000)/10 " + mention.title + "|" + mention.text.prefix(70))
        }
        let best = placed.mapValues { $0.filter { $0.key != "none" }.max { ($0.value, $1.key) < ($1.value, $0.key) } }
        let complaint = try #require(best["complaint"] ?? nil)
        let rumour = try #require(best["rumour"] ?? nil)
        let alarm = try #require(best["false-alarm"] ?? nil)
        #expect(Set([complaint.key, rumour.key, alarm.key]).count == 3)
        // Everyday talk beside a complaint joins it no more: what is told without a word of trouble is left out.
        #expect(Double(complaint.value) >= 0.65 * Double(totals["complaint"] ?? 0), "\(placed["complaint"] ?? [:])")
        #expect(Double(rumour.value) >= 0.7 * Double(totals["rumour"] ?? 0), "\(placed["rumour"] ?? [:])")
        #expect(Double(alarm.value) >= 0.7 * Double(totals["false-alarm"] ?? 0), "\(placed["false-alarm"] ?? [:])")

        let rows = driver.processor.incidents.rows
        #expect(!Grade.ii.isGraver(than: rows[rumour.key]?.highestGrade ?? .unspecified))
        #expect(!Grade.iii.isGraver(than: rows[complaint.key]?.highestGrade ?? .unspecified))
        #expect(rows[rumour.key]?.kind == .rumour)
        #expect(rows[complaint.key]?.kind == .complaint)
        #expect(rows[alarm.key]?.highestGrade != .unspecified)
        // Chatter, peers' trouble and noise come to no case.
        let cases = rows.values.filter { !Grade(.three).isGraver(than: $0.highestGrade) }.map(\.id)
        #expect(
            Set(cases).subtracting([complaint.key, rumour.key, alarm.key]).isEmpty,
            "\(cases.compactMap { rows[$0]?.title })")
        if ProcessInfo.processInfo.environment["FENGHUO_SHOW"] != nil {
            for incident in driver.incidents.sorted(by: { $0.mentions > $1.mentions }) {
                print(
                    incident.id.prefix(4), incident.subject, incident.mentions, incident.distinct, incident.negative,
                    incident.distinctAuthors, incident.kind, "grade", incident.grade, "highest", incident.highestGrade,
                    incident.assessment.total, incident.title, incident.keywords)
                if incident.mentions > 9 {
                    for score in incident.assessment.indicators + incident.assessment.impacts {
                        print("   ", score.name, score.step, score.value, score.reason)
                    }
                    print(
                        "   ", incident.assessment.confidence, incident.assessment.credibility,
                        incident.assessment.rumourLikelihood)
                }
            }
            for (storyline, where_) in placed {
                print(
                    storyline, totals[storyline] ?? 0,
                    where_.sorted { $0.value > $1.value }.map { "\($0.key.prefix(4)):\($0.value)" })
            }
            for (key, texts) in lost.sorted(by: { $0.key < $1.key }) where texts.count < 60 {
                for text in texts { print("@", key, text.replacingOccurrences(of: "\n", with: " ")) }
            }
        }
    }
}
