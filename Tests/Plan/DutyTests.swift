import Foundation
import Testing

@testable import Plan

@Suite("Duty") struct DutyTests {
    private static func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    private static func rota(
        _ zone: String, from: String, turn: ResponsePlan.Span, people: [String] = ["a", "b", "c"]
    ) throws -> ResponsePlan.Rota {
        ResponsePlan.Rota(
            id: "rota", group: "monitoring", people: people, turn: turn, from: try date(from),
            zone: try #require(TimeZone(identifier: zone)), overrides: [])
    }

    /// Europe/London goes to summer time on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC.
    @Test(arguments: [
        // The hand-over is at 08:30 on the wall: 08:30 UTC in winter, 07:30 in summer.
        ("2026-03-28T08:29:00Z", "a"), ("2026-03-28T08:31:00Z", "b"), ("2026-03-29T07:29:00Z", "b"),
        ("2026-03-29T07:31:00Z", "c"), ("2026-03-30T07:31:00Z", "a"), ("2026-10-24T07:31:00Z", "b"),
        ("2026-10-25T08:29:00Z", "b"), ("2026-10-25T08:31:00Z", "c"), ("2026-10-26T08:31:00Z", "a"),
    ])
    func `duty is handed over at the same time on the wall`(moment: String, person: String) throws {
        let rota = try Self.rota("Europe/London", from: "2026-03-27T08:30:00Z", turn: .init(days: 1))
        #expect(rota.onDuty(at: try Self.date(moment)) == person)
    }

    /// Such a plan once kept every service busy for good: its turns were counted one by one.
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 1, Int64(1_796_000_000)), ("1970-01-01T00:00:00Z", 60, 29_933_333),
        ("0001-01-02T00:00:00Z", 1, 63_931_507_200),
    ])
    func `the turn of short ones that began long ago is computed`(from: String, seconds: Int, number: Int64) throws {
        let rota = try Self.rota("UTC", from: from, turn: .init(seconds: seconds))
        let start = try Self.date(from)
        #expect(rota.number(at: start + Double(number) * Double(seconds)) == Int(number))
        #expect(rota.number(at: start + Double(number) * Double(seconds) - 0.5) == Int(number) - 1)
    }

    @Test func `turns follow upon each other whatever the clock does`() throws {
        for (zone, turn) in [
            ("Europe/London", ResponsePlan.Span(days: 7)), ("Europe/London", .init(seconds: 43_200)),
            ("Europe/London", .init(seconds: 1_800)), ("America/New_York", .init(days: 1)),
            ("Australia/Lord_Howe", .init(days: 1)), ("Asia/Shanghai", .init(days: 7)),
        ] {
            let rota = try Self.rota(zone, from: "2026-03-01T01:30:00Z", turn: turn)
            for start in [
                "2026-03-07T00:00:00Z", "2026-03-28T12:00:00Z", "2026-04-04T00:00:00Z", "2026-10-24T12:00:00Z",
            ] {
                var last = -1
                for step in 0..<300 {
                    let moment = try Self.date(start).addingTimeInterval(Double(step) * 600)
                    let number = rota.number(at: moment)
                    // Of the turns within an hour that is skipped none is longer than a moment.
                    #expect(last < 0 || (last...last + 3).contains(number), "\(zone) \(moment)")
                    #expect(rota.beginning(of: number) <= moment && moment < rota.beginning(of: number + 1))
                    last = number
                }
            }
        }
    }

    @Test(arguments: [
        // A time that the clock skips begins with the skip, one that it shows twice at the first.
        ("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z"), ("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z"),
    ])
    func `a hand-over in the hour of the change is one hand-over`(from: String, second: String) throws {
        let rota = try Self.rota("Europe/London", from: from, turn: .init(days: 1))
        #expect(rota.beginning(of: 1) == (try Self.date(second)))
    }

    private static func plan(_ change: (String) -> String) throws -> Result<ResponsePlan, PlanMistakes> {
        ResponsePlan.read(yaml: change(try ExamplePlan.yaml()), fileName: "plan.yaml")
    }

    private static let person = "  - id: tang-xiaoyu\n"

    @Test func `who is on leave is passed over`() throws {
        let plan = try Self.plan {
            $0.replacing(
                Self.person,
                with: Self.person + "    leave: [{from: \"2026-01-06 09:00\", until: \"2026-01-08 09:00\"}]\n")
        }.get()
        func onDuty(_ time: String) throws -> [String] {
            plan.onDuty(in: "monitoring", at: try Self.date(time)).map(\.id)
        }
        #expect(try onDuty("2026-01-06T00:59:00Z") == ["tang-xiaoyu"])
        #expect(try onDuty("2026-01-06T01:01:00Z") == ["gu-zhenyu"])
        #expect(try onDuty("2026-01-08T01:01:00Z") == ["tang-xiaoyu"])
        let away = try Self.date("2026-01-07T00:00:00Z")
        let person = try #require(plan.person("tang-xiaoyu"))
        let deputy = try #require(person.deputies.first)
        #expect(plan.people(for: .person("tang-xiaoyu"), at: away).map(\.id) == [deputy])
        #expect(!plan.people(for: .group("monitoring"), at: away).map(\.id).contains("tang-xiaoyu"))
        #expect(plan.acting(for: person, at: try Self.date("2026-01-09T00:00:00Z")).id == "tang-xiaoyu")
    }

    @Test func `a swap takes the duty for its time`() throws {
        let plan = try Self.plan {
            $0.replacing(
                "turn: 7d, from: \"2026-01-05 08:30\"}\n  - {id: response-week",
                with: """
                    turn: 7d, from: "2026-01-05 08:30",
                       overrides: [{person: pan-rui, from: "2026-01-06 09:00", until: "2026-01-07 09:00"}]}
                      - {id: response-week
                    """)
        }.get()
        #expect(plan.onDuty(in: "monitoring", at: try Self.date("2026-01-06T02:00:00Z")).map(\.id) == ["pan-rui"])
        #expect(plan.onDuty(in: "monitoring", at: try Self.date("2026-01-07T02:00:00Z")).map(\.id) == ["tang-xiaoyu"])
    }

    @Test func `a time in which everybody is on leave is a mistake`() throws {
        let result = try Self.plan { text in
            ["tang-xiaoyu", "gu-zhenyu", "pan-rui"].enumerated().reduce(text) { text, person in
                text.replacing(
                    "  - id: \(person.element)\n",
                    with:
                        "  - id: \(person.element)\n    leave: [{from: \"2026-05-0\(person.offset + 1) 09:00\", until: \"2026-05-09 09:00\"}]\n"
                )
            }
        }
        guard case .failure(let mistakes) = result else {
            Issue.record("accepted")
            return
        }
        #expect(
            mistakes.mistakes.contains {
                $0.keyPath == "duty[0].people"
                    && $0.found.contains("everybody on leave from 2026-05-03 09:00 until 2026-05-09 09:00")
            }, "\(mistakes)")
    }

    @Test func `a leave that ends before it begins is a mistake`() throws {
        let result = try Self.plan {
            $0.replacing(
                Self.person,
                with: Self.person + "    leave: [{from: \"2026-01-08 09:00\", until: \"2026-01-06 09:00\"}]\n")
        }
        guard case .failure(let mistakes) = result else {
            Issue.record("accepted")
            return
        }
        #expect(mistakes.mistakes.contains { $0.found.contains("2026-01-06") && $0.expected == "a moment after from" })
    }
}
