import Foundation
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Charts")
struct ChartTests {
    static let start: Int64 = 1_767_600_000_000

    private func naming(_ language: ResponsePlan.Language = .english) throws -> Naming {
        let plan = try ResponsePlan.load(file: ConsoleFixture.root.appending(path: "Plans/commercial-bank.yaml").path)
        return Naming(plan: plan, words: try WordsTests.catalogue()[language])
    }

    private func volume(_ hours: [(Int64, Int64, Int64)]) -> [HourlyVolume] {
        hours.map { hour, mentions, negative in
            .with {
                $0.hour = Self.start + hour * TimeScale.hour
                $0.mentions = mentions
                $0.negative = negative
            }
        }
    }

    private func chart(_ hours: [(Int64, Int64, Int64)], _ marks: [ChartMark] = []) throws -> Chart? {
        VolumeChart(volume: volume(hours), marks: ChartMark.numbered(marks), naming: try naming()).chart
    }

    private func shapes(_ kind: String, _ style: String, in drawing: Drawing) -> [Fields] {
        drawing.shapes.compactMap { $0[kind] as? Fields }.filter { $0["style"] as? String == style }
    }

    private func number(_ shape: Fields, _ key: String) -> Double { Double(shape[key] as? String ?? "") ?? .nan }

    @Test("The volume draws nothing, one hour, gaps, nonsense and months")
    func volumes() throws {
        #expect(try chart([]) == nil)
        let one = try #require(try chart([(0, 1, 0)])).drawings[0].drawing
        #expect(shapes("rect", "volume", in: one).count == 1)
        let none = try #require(try chart([(0, 0, 0)])).drawings[0].drawing
        #expect(shapes("rect", "volume", in: none).isEmpty)
        // Negative above all is nonsense: it is drawn as all.
        let all = try #require(try chart([(0, 4, 9), (5, 2, 0)])).drawings[0].drawing
        #expect(shapes("rect", "volume", in: all).count == 2)
        #expect(
            number(shapes("rect", "volume", in: all)[0], "h") == number(shapes("rect", "negative", in: all)[0], "h"))
        let months = try #require(try chart((0..<4000).map { ($0, 3, 1) }))
        for (frame, drawing) in months.drawings {
            #expect(shapes("rect", "volume", in: drawing).count <= frame.columns)
        }
        #expect(months.rows.count <= ChartFrame.desk.columns)
    }

    @Test("The table says the same as the drawing")
    func table() throws {
        let chart = try #require(try chart([(0, 4, 1), (1, 0, 0), (2, 7, 7)]))
        #expect(chart.rows.map { Array($0.dropFirst()) } == [["4", "1"], ["0", "0"], ["7", "7"]])
        #expect(chart.head.count == chart.rows[0].count)
        #expect(chart.description.contains("11") && chart.description.contains("8"))
    }

    @Test("What is usual is drawn as a line, and stands in the table", arguments: [nil, 2.5])
    func baseline(_ usual: Double?) throws {
        let chart = try #require(
            VolumeChart(
                volume: volume([(0, 4, 1), (1, 3, 0)]), marks: [], naming: try naming(), expected: { _ in usual }
            ).chart)
        let lines = shapes("path", "baseline", in: chart.drawings[0].drawing)
        #expect(lines.isEmpty == (usual == nil))
        #expect(chart.rows[0].count == (usual == nil ? 3 : 4))
        #expect(usual == nil || chart.rows[0].last == "2.5")
    }

    @Test("What we do after the last mention stands in the drawing, not outside", arguments: [2, 400, Int64.max / 8])
    func late(_ hours: Int64) throws {
        let at = Self.start + min(hours, 1 << 40) * TimeScale.hour
        let chart = try #require(try chart([(0, 4, 1)], [ChartMark(at: at, action: "closed")]))
        for (frame, drawing) in chart.drawings {
            let marks = shapes("line", "mark", in: drawing)
            #expect(marks.count == 1)
            #expect(number(marks[0], "x1") <= frame.width - frame.right + 0.1)
        }
    }

    @Test("No text leaves its drawing", arguments: ResponsePlan.Language.allCases)
    func clipped(_ language: ResponsePlan.Language) throws {
        let naming = try naming(language)
        let hours = volume((0..<200).map { ($0, 1_234_567 * $0, $0) })
        let marks = ChartMark.numbered(
            (0..<24).map { ChartMark(at: Self.start + $0 * 3 * TimeScale.hour, action: "a") })
        let sources = ["weibo-stream", "media-push", "a-source-that-no-plan-has-and-whose-name-is-long"].map { id in
            SourceCount.with {
                $0.source = id
                $0.mentions = 1_234_567
            }
        }
        let steps = [GradeChart.Step(at: Self.start, grade: .three), .init(at: Self.start + 1000, grade: .one)]
        let charts = [
            VolumeChart(volume: hours, marks: marks, naming: naming).chart,
            NegativityChart(volume: hours, marks: marks, naming: naming).chart,
            GradeChart(steps: steps, end: Self.start + 90 * TimeScale.hour, naming: naming).chart,
            SpreadChart(sources: sources, naming: naming).chart,
        ]
        for chart in charts {
            for (_, drawing) in try #require(chart).drawings {
                for text in drawing.shapes.compactMap({ $0["text"] as? Fields }) {
                    let letters = try #require(text["letters"] as? String)
                    let size = Drawing.width(of: letters)
                    let anchor = text["anchor"] as? String
                    let left = number(text, "x") - (anchor == "end" ? size : anchor == "middle" ? size / 2 : 0)
                    #expect(left >= 0 && left + size <= drawing.width + 0.1, "\(letters) at \(left)")
                    #expect(number(text, "y") >= Drawing.textSize * 0.8 && number(text, "y") <= drawing.height)
                }
            }
        }
    }

    @Test("Ticks are round hours or days of the institution's zone, as many as there is room for")
    func ticks() throws {
        let zone = try naming().plan.institution.timeZone
        for hours in [1, 5, 30, 72, 500, 9_000] as [Int64] {
            let scale = TimeScale(start: Self.start + 1, end: Self.start + hours * TimeScale.hour, left: 0, right: 100)
            let ticks = scale.ticks(in: zone, atMost: 6)
            #expect(ticks.count <= 6 && (hours < 2 || !ticks.isEmpty))
            #expect(ticks.allSatisfy { $0 >= scale.start && $0 <= scale.end && $0 % TimeScale.hour == 0 })
            if hours > 100 {
                let naming = try naming()
                #expect(ticks.allSatisfy { naming.time($0)?.hasSuffix("00:00") == true })
            }
        }
    }

    @Test("The grade's steps come from the journal")
    func grades() throws {
        func entry(_ action: String, _ details: [String: String], _ at: Int64) -> JournalEntry {
            .with {
                $0.action = action
                $0.details = details
                $0.at = at
            }
        }
        let steps = GradeChart.steps([
            entry("case-opened", ["grade": "III"], 1), entry("note-added", ["grade": "I"], 2),
            entry("grade-changed", ["from": "III", "to": "II"], 3), entry("grade-changed", ["to": "II"], 4),
            entry("grade-changed", ["to": "nonsense"], 5),
        ])
        #expect(steps == [.init(at: 1, grade: .three), .init(at: 3, grade: .two)])
        #expect(GradeChart(steps: [], end: 9, naming: try naming()).chart == nil)
    }

    @Test(
        "The top of an axis is a round even number",
        arguments: zip([0, 1, 3, 9, 11, 41, 99, 101], [2, 2, 4, 10, 20, 60, 100, 200]))
    func top(_ value: Int64, _ expected: Int64) { #expect(AxisTop.above(value) == expected) }
}
