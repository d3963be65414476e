import EventLog
import Foundation
import GRDB
import Synchronization
import Testing

@testable import EmbeddedLog

/// What health is told of a log.
@Suite struct LogContactTests {
    private let scratch = Scratch()

    @Test func `What was not heard of for 15 s is away`() {
        let start = ContinuousClock.now
        let contact = LogContact(heard: start)
        #expect(contact.isGood(within: LogContact.patience, now: start + .seconds(15)))
        #expect(!contact.isGood(within: LogContact.patience, now: start + .seconds(16)))
        #expect(!LogContact().isGood(within: LogContact.patience, now: start))
    }

    @Test func `A disk without room is said before anybody's write fails, and room again too`() async throws {
        let log = try await scratch.open { $0.leastRoom = .max }
        let opened = try #require(log.contact.heard)
        await Pulse(store: log.store).beat()
        #expect(log.contact.heard == opened)
        #expect("\(log.contact.complaint ?? "")".contains("bytes free on the disk"))
        log.close()
        let roomy = try await scratch.open { $0.leastRoom = 0 }
        let before = try #require(roomy.contact.heard)
        await Pulse(store: roomy.store).beat()
        #expect(roomy.contact.complaint == nil && (roomy.contact.heard ?? before) > before)
        roomy.close()
    }

    @Test func `A file that cannot be written is said by name`() async throws {
        let log = try await scratch.open()
        let store = log.store
        try await store.write("making it full") { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        try await log.createTopics([Sample.kept])
        let big = String(repeating: "x", count: 1 << 20)
        await #expect(throws: EventLogError.self) {
            try await log.makeProducer().append([Sample.record(big)])
        }
        #expect("\(log.contact.complaint ?? "")".contains("full"))
        // The next look finds that small things can still be written, and does not take that for all well.
        await Pulse(store: store).beat()
        #expect((log.contact.complaint ?? "").contains("full"))
        log.close()
    }

    @Test func `A member is heard of while the group counts it in`() async throws {
        let log = try await scratch.open()
        try await log.createTopics([Sample.kept])
        let member = try #require(
            try await log.joinGroup(GroupSubscription(group: "g", topics: [Sample.kept.name])) as? EmbeddedGroupMember)
        let joined = try #require(member.contact?.heard)
        try await member.beat()
        let beaten = try #require(member.contact?.heard)
        #expect(beaten > joined)
        // Its session is over: a beat does not bring it back.
        scratch.clock.advance(by: 60_000)
        try await member.beat()
        #expect(member.contact?.heard == beaten)
        log.close()
    }
}
