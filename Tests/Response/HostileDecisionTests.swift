import Foundation
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Casework
@testable import Response

/// Decisions and events that mean harm: each is refused by name, nothing is lost, and the next one is taken.
@Suite("Hostile decisions and events") struct HostileDecisionTests {
    private func issue(due: Int64, title: String = "核查", text: String = "核查系统。") -> Decision.OneOf_Kind {
        .issueDirective(
            .with {
                $0.department = "it"
                $0.title = title
                $0.text = text
                $0.dueAt = due
            })
    }

    /// The end of the year 9999, as far as 64 bits go, and what is no time.
    @Test(arguments: [253_402_300_799_000, Int64.max, .max - 1, .min, -1, 7_258_118_400_001])
    func aDirectiveIsDueWithinTenYears(due: Int64) throws {
        var desk = try Desk.open()
        let count = try desk.row.directives.count
        try desk.decide("lin-yue", issue(due: due))
        // What no message may say is not even read; what a decision may not say is refused in the journal.
        let isRefused = try desk.refusals().last?.hasPrefix("dueAt: found") == true
        #expect(isRefused || desk.driver.deadLetters().count == 1)
        #expect(try desk.row.directives.count == count)
        try desk.decide("lin-yue", issue(due: monday + 3_000 * 24 * hour))
        #expect(try desk.row.directives.count == count + 1)
        try desk.driver.tick(at: monday + hour)
    }

    @Test func anAmendmentIsBoundAsTheIssueIs() throws {
        var desk = try Desk.open()
        try desk.decide("lin-yue", issue(due: monday + 24 * hour))
        let directive = try #require(desk.row.directives.last)
        var update = UpdateDirective()
        update.directiveID = directive.id
        update.step = .amend
        update.dueAt = 253_402_300_799_000
        try desk.decide("lin-yue", .updateDirective(update), reason: "延期")
        #expect(try desk.refusals().last?.hasPrefix("dueAt: found") == true)
        #expect(try desk.row.directives.last?.dueAt == directive.dueAt)
    }

    /// What an old row may hold already: it is followed all the same.
    @Test func aDirectiveDueInTheYear9999HangsNothing() throws {
        var desk = try Desk.open()
        var row = try desk.row
        row.directives.append(
            .with {
                $0.id = "far"
                $0.department = "it"
                $0.title = "远期"
                $0.state = .issued
                $0.issuedAt = monday
                $0.dueAt = 253_402_300_799_000
                $0.workingTime = true
            })
        try desk.driver.preload(.caseAdvanced, key: row.incidentID, row)
        let clock = ContinuousClock()
        let took = try clock.measure { try desk.driver.tick(at: monday + hour) }
        #expect(took < .seconds(40))
    }

    @Test(
        arguments: [
            { $0.firstMentionAt = .max }, { $0.firstMentionAt = .min }, { $0.lastMentionAt = .max - 1 },
            { $0.mentions = .max }, { $0.reach = .min },
            { $0.volume[0].hour = .max }, { $0.volume[0].mentions = .max }, { $0.evidence[0].publishedAt = .min },
            { $0.sources[0].mentions = .max }, { $0.revision = .max }, { $0.assessment.total = .infinity },
        ] as [@Sendable (inout Incident) -> Void])
    func anIncidentWithNumbersThatCannotBeMeantGoesToDeadLetters(change: @Sendable (inout Incident) -> Void) throws {
        for opened in [false, true] {
            var desk = opened ? try Desk.open() : try Desk()
            var incident = exampleIncident(revision: 2)
            change(&incident)
            try desk.take(incident)
            #expect(desk.driver.deadLetters().count == 1)
            try desk.take(exampleIncident(revision: 3))
            #expect(try desk.row.incident.revision == 3)
        }
    }

    @Test(
        arguments: [
            { $0.id = String(repeating: "x", count: 100_000) }, { $0.role = String(repeating: "é", count: 101) },
            { $0.deputyFor = String(repeating: "x", count: 1_000) }, { $0.decidedAt = .max }, { $0.decidedAt = -1 },
            { $0.seenRevision = .min },
        ] as [@Sendable (inout Decision) -> Void])
    func aDecisionWhoseHeadCannotBeMeantIsNotEvenEntered(change: @Sendable (inout Decision) -> Void) throws {
        var desk = try Desk.open()
        var wrong = decision("wrong", "lin-yue", .note(.with { $0.text = "记录" }))
        change(&wrong)
        let entries = try desk.journal().count
        try desk.take(wrong)
        #expect(desk.driver.deadLetters().count == 1)
        #expect(try desk.journal().count == entries)
    }

    /// A family is one character to a reader and 25 bytes to a log.
    @Test func limitsCountBytesAndNotCharacters() throws {
        var desk = try Desk.open()
        try desk.choose()
        let family = String(repeating: "👨‍👩‍👧‍👦", count: 15_000)
        #expect(family.count == 15_000)
        let before = try desk.statement()
        for _ in 0..<36 { try desk.edit("fang-jing", before, body: family) }
        #expect(try desk.refusals().count == 36)
        #expect(try desk.refusals().last == "body: found 375000 bytes, expected at most 30000")
        #expect(try desk.statement() == before)
        let long = "a" + String(repeating: "\u{301}", count: 20_000)
        try desk.edit("fang-jing", before, body: long)
        #expect(try desk.statement() == before)
    }

    @Test func editsWithoutEndLeaveTheRowSmall() throws {
        var desk = try Desk.open()
        try desk.choose()
        for number in 0..<40 {
            try desk.edit("fang-jing", desk.statement(), body: "\(number)" + String(repeating: "长", count: 9_900))
            #expect(try CaseRoom.bytes(desk.row) <= CaseSize.longest)
        }
        #expect(try desk.statement().body.hasPrefix("39"))
    }

    /// Directives to the brim, then two hundred requests: who settles finds room, and with it everybody.
    @Test func aRowFilledByOnePersonIsEmptiedByOthers() throws {
        var desk = try Desk.open()
        try desk.choose()
        let text = String(repeating: "x", count: 14_900)
        for number in 0..<60 {
            try desk.decide("lin-yue", issue(due: monday + 24 * hour, title: "\(number)", text: text))
        }
        var row = try desk.row
        row.resources = (0..<200).map { number in
            .with {
                $0.requestID = "r\(number)"
                $0.kind = String(repeating: "x", count: 480)
            }
        }
        try desk.driver.preload(.caseAdvanced, key: row.incidentID, row)
        #expect(CaseRoom.bytes(row) > CaseSize.longest)
        let refused = try desk.refusals().count
        for open in try desk.row.directives.filter({ $0.isInForce }) {
            try desk.decide("lin-yue", .waiveDirective(.with { $0.directiveID = open.id }), reason: "已办")
            try desk.driver.tick(at: desk.driver.now + 1_000)
        }
        let last = try desk.refusals().last ?? ""
        #expect(try desk.refusals().count == refused, "\(last)")
        #expect(try CaseRoom.bytes(desk.row) < CaseSize.longest)
    }

    /// Each directive is told in its own words; told in one hour, they left no room for anything else.
    @Test func whatIsToldInOneHourLeavesRoomForTheRest() throws {
        var desk = try Desk.open()
        try desk.choose()
        let text = String(repeating: "办", count: 4_900)
        for number in 0..<60 {
            try desk.decide("lin-yue", issue(due: monday + 24 * hour, title: "\(number)", text: text))
            let open = try #require(desk.row.directives.last { $0.isInForce })
            try desk.decide("lin-yue", .waiveDirective(.with { $0.directiveID = open.id }), reason: "已办")
            try desk.driver.tick(at: desk.driver.now + 1_000)
        }
        let notices = try desk.row.notices.reduce(0) { $0 + $1.text.utf8.count }
        #expect(notices <= CaseRoom.longestNotices)
        // What this step said is there for who delivers it.
        #expect(try desk.row.notices.contains { $0.at == desk.driver.now - 1_000 || $0.at == desk.driver.now })
    }

    @Test func progressWithoutEndMovesToRowsOfItsOwn() throws {
        var desk = try Desk.open()
        try desk.decide("lin-yue", issue(due: monday + 240 * hour))
        let directive = try #require(desk.row.directives.last)
        let large = String(repeating: "进", count: 1_900)
        for number in 0..<60 {
            try desk.update(
                directive, by: "he-junyi", .progress, fields: ["cause": String(repeating: "因", count: 600)],
                progress: "\(number) " + large)
        }
        #expect(try desk.refusals().isEmpty)
        let row = try desk.row
        #expect(CaseRoom.bytes(row) < CaseRoom.roomy)
        #expect(try #require(row.directives.last).notes.count <= CaseRoom.mostNotes)
        let records = try desk.driver.table(.recordKept, as: CaseRecord.self)
        #expect(row.records == Int64(records.count))
        // Nothing is lost: what happened stands here or there, in order.
        let notes = records.sorted { $0.key < $1.key }.map(\.value.note) + (row.directives.last?.notes ?? [])
        #expect(notes.filter { $0.step == "progress" }.count == 60)
        #expect(records.values.allSatisfy { $0.about == directive.id && $0.subject == "lanjiang-bank" })
        // A restart knows them.
        try desk.driver.restart()
        try desk.update(directive, by: "he-junyi", .progress, progress: "再报")
        #expect(try desk.row.records >= row.records)
    }

    @Test func fieldsWithoutEndAreRefused() throws {
        var desk = try Desk.open()
        try desk.decide("lin-yue", issue(due: monday + 240 * hour))
        let directive = try #require(desk.row.directives.last)
        for round in 0..<40 {
            let fields = Dictionary(
                uniqueKeysWithValues: (0..<20).map { ("\(round)-\($0)", String(repeating: "x", count: 2_000)) })
            try desk.update(directive, by: "he-junyi", .progress, fields: fields)
        }
        #expect(try desk.refusals().count > 20)
        #expect(try CaseRoom.bytes(desk.row) <= CaseSize.longest)
        try desk.update(directive, by: "he-junyi", .progress, progress: "照常")
        #expect(try desk.row.directives.last?.progress == "照常")
    }

    @Test func aFullCaseSaysSoAndGoesOn() throws {
        var desk = try Desk.open()
        try desk.choose()
        let text = String(repeating: "x", count: 14_000)
        for number in 0..<60 {
            try desk.decide("lin-yue", issue(due: monday + 24 * hour, title: "\(number)", text: text))
        }
        #expect(try desk.refusals().last?.hasPrefix("the case would take ") == true)
        #expect(try CaseRoom.bytes(desk.row) <= CaseSize.longest)
        // What makes it smaller, or hardly larger, is still carried out.
        let open = try #require(desk.row.directives.first { $0.isInForce })
        try desk.decide("lin-yue", .waiveDirective(.with { $0.directiveID = open.id }), reason: "已办")
        try desk.driver.tick(at: monday + 2 * hour)
        try desk.decide("lin-yue", .note(.with { $0.text = "照常" }))
        #expect(try desk.actions().last == "noted")
    }

    @Test func whatIsOverMakesRoomAndIsThereWhenItIsNeeded() throws {
        var desk = try Desk.open()
        try desk.choose()
        for number in 0..<8 {
            try desk.edit(
                "lin-yue", desk.statement(), body: "第\(number)次通报。" + String(repeating: "长", count: 6_000))
            try desk.signAll()
            try desk.release("fang-jing", desk.statement(), reason: "更新")
            let statement = try desk.statement()
            var delivery = Delivery()
            delivery.id = "delivery-\(number)"
            delivery.incidentID = "incident-1"
            delivery.subject = "lanjiang-bank"
            delivery.what = "statement"
            delivery.about = statement.id
            delivery.state = .delivered
            try desk.take(delivery)
            desk.driver.now += 3 * hour
            try desk.decide(
                "lin-yue",
                .editStatement(
                    .with {
                        $0.channel = "press"
                        $0.language = "zh-Hans"
                    }))
        }
        let records = try desk.driver.table(.recordKept, as: CaseRecord.self)
        let moved = records.values.compactMap { record -> Statement? in
            guard case .statement(let statement)? = record.part else { return nil }
            return statement
        }
        let oldest = try #require(moved.min { $0.draftedAt < $1.draftedAt })
        #expect(oldest.state == .published)
        #expect(try !desk.row.statements.contains { $0.id == oldest.id })
        let ids = try (moved + desk.row.statements).map(\.id)
        #expect(Set(ids).count == ids.count)
        // It is withdrawn as any other.
        try desk.decide(
            "fang-jing",
            .withdraw(
                .with {
                    $0.statementID = oldest.id
                    $0.correction = "以最新通报为准。"
                }), reason: "过时")
        #expect(try desk.row.statements.first { $0.id == oldest.id }?.state == .withdrawn)
        #expect(try desk.driver.table(.recordKept, as: CaseRecord.self)["incident-1/statement/\(oldest.id)"] == nil)
    }

    @Test func anEvaluationFitsWhateverWasEntered() throws {
        var desk = try Desk.open()
        for _ in 0..<60 {
            try desk.decide("lin-yue", .note(.with { $0.text = String(repeating: "记", count: 9_000) }))
        }
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "误报")
        let evaluation = try desk.evaluation()
        #expect(try EventCodec.encode(evaluation, as: .protobuf).count < 700_000)
        #expect(evaluation.timeline.first?.sequence == 1)
        #expect(evaluation.journalEntries > Int64(evaluation.timeline.count))
    }

    @Test func aTextFullOfFiguresIsComparedInGoodTime() throws {
        var desk = try Desk.open()
        try desk.choose()
        let clock = ContinuousClock()
        let took = try clock.measure {
            for (index, channel) in ["press", "website", "social"].enumerated() {
                let figures = (0..<4_000).map { "\($0 * 7 + index)户" }.joined(separator: "，")
                try desk.edit("lin-yue", desk.statement(channel), body: String(figures.prefix(9_000)))
            }
            // Runs that a reader would read to their end from each of their places.
            var other = try Desk.open()
            try other.choose()
            for run in ["1", "一", "千", "1,", "¥", "$ ", "百分之", "1万", "9 ", "2026年"] {
                let body = String(repeating: run, count: 30_000 / run.utf8.count)
                try other.edit("lin-yue", other.statement(), body: body)
                #expect(try other.statement().body == body)
            }
        }
        #expect(took < .seconds(60))
        #expect(try desk.row.contradictions.count <= VersionComparison.most)
        #expect(try CaseRoom.bytes(desk.row) <= CaseSize.longest)
    }
}
