import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("What is kept how long") struct RetentionTests {
    private func closed() throws -> Desk {
        var desk = try Desk.open()
        try desk.handle()
        desk.driver.now = monday + 25 * hour
        try desk.decide("lin-yue", .close(.init()))
        return desk
    }

    private func copies(_ desk: Desk) throws -> Int {
        try desk.driver.table(.journalKept, as: JournalEntry.self).count
    }

    @Test func theCopiesGoThenTheRowAndTheRecordStays() throws {
        var desk = try closed()
        let closing = monday + 25 * hour
        let day = 24 * hour
        let record = try desk.journal().count
        try desk.driver.tick(at: closing + 60 * day - hour)
        #expect(try copies(desk) > 0)
        try desk.driver.tick(at: closing + 60 * day)
        #expect(try copies(desk) == 0)
        #expect(try desk.row.state == .closed)
        try desk.driver.tick(at: closing + 1095 * day - hour)
        #expect(try desk.row.state == .closed)
        try desk.driver.restart()
        try desk.driver.tick(at: closing + 1095 * day)
        #expect(desk.driver.processor.cases["incident-1"] == nil)
        #expect(try desk.driver.table(.caseAdvanced, as: Case.self)["incident-1"] == nil)
        // Clocks that ran on are missed meanwhile; nothing of the record is taken back.
        #expect(try desk.journal().count >= record)
        #expect(JournalChain.verify(try desk.journal()) == nil)
        #expect(try desk.evaluation().outcome == "closed")
    }

    @Test func anOpenCaseIsKeptHoweverOld() throws {
        var desk = try Desk.open()
        try desk.driver.tick(at: monday + 4000 * 24 * hour)
        #expect(try desk.row.state == .analysed)
        #expect(try copies(desk) > 0)
    }

    @Test func aCaseWithoutItsCopiesGoesOnWithItsChain() throws {
        var desk = try closed()
        try desk.driver.tick(at: monday + 25 * hour + 61 * 24 * hour)
        try desk.decide("lin-yue", .reopen(.init()), reason: "监管来函")
        #expect(try desk.row.state == .analysed)
        #expect(JournalChain.verify(try desk.journal(), newestHash: try desk.row.journalHash) == nil)
    }

    static let histories: [(days: Int64, kind: MentionKind, history: String)] = [
        (30, .complaint, "bad"), (1094, .complaint, "bad"), (30, .rumour, "none"), (1200, .complaint, "none"),
    ]
    @Test(arguments: histories) func historyIsWhatThePlanLetsCount(
        days: Int64, kind: MentionKind, history: String
    ) throws {
        var desk = try closed()
        desk.driver.now = monday + 25 * hour + days * 24 * hour
        var next = exampleIncident(kind: kind, at: desk.driver.now)
        next.id = "incident-2"
        try desk.take(next)
        #expect(desk.driver.processor.cases["incident-2"]?.proposal.history == history)
        let like = desk.driver.processor.cases["incident-2"]?.proposal.likeIncidentIds ?? []
        #expect(like == (history == "bad" ? ["incident-1"] : []))
    }
}
