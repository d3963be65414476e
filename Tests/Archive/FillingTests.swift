import EmbeddedLog
import EventLog
import Foundation
import GRDB
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive

@Suite struct FillingTests {
    @Test func `What changes is found as it is, and not as it was`() async throws {
        let rig = try await ArchiveRig()
        func incident(_ title: String, _ mentions: Int64) -> Incident {
            .with {
                $0.id = "i1"
                $0.subject = "bank"
                $0.title = title
                $0.grade = .ii
                $0.mentions = mentions
                $0.discoveredAt = ArchiveRig.now
            }
        }
        func find(_ text: String, _ reader: ArchiveReader) async throws -> [ArchivedEntry] {
            var query = ArchiveQuery()
            query.text = text
            return try await reader.page(query).entries
        }
        try await rig.append(.incidentAssessed, (1...50).map { ("i1", incident("系统宕机", $0)) })
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            let first = try await find("宕机", reader)
            #expect(first.count == 1)
            #expect(try Incident(serializedBytes: first[0].data).mentions == 50)
            #expect(first[0].grade == 2)
            try await rig.append(.incidentAssessed, [("i1", incident("转账延迟", 51))])
            try await rig.until("the new title is found", reader) { try await find("延迟", $0).count == 1 }
            #expect(try await find("宕机", reader).isEmpty)
            let producer = try await rig.log.makeProducer()
            try await producer.append([
                ProducerRecord(
                    to: TopicPartition(EventKind.incidentAssessed.topic, 0), key: Array("i1".utf8), value: nil,
                    timestamp: ArchiveRig.now)
            ])
            await producer.close()
            try await rig.until("it is gone", reader) { try await find("延迟", $0).isEmpty }
        }
    }

    @Test func `A case brings its statements, and what is no event is passed over`() async throws {
        let rig = try await ArchiveRig()
        let matter = Case.with {
            $0.incidentID = "i1"
            $0.subject = "bank"
            $0.title = "系统宕机"
            $0.openedAt = ArchiveRig.now
            $0.statements = [
                .with {
                    $0.id = "s1"
                    $0.language = "en"
                    $0.title = "Notice"
                    $0.body = "Transfers work again."
                    $0.draftedAt = ArchiveRig.now
                }
            ]
        }
        try await rig.append(.caseAdvanced, [("i1", matter)], as: .json)
        let producer = try await rig.log.makeProducer()
        try await producer.append([
            ProducerRecord(
                to: TopicPartition(EventKind.mentionPublished.topic, 0), key: [1], value: [0xff, 0xff, 0xff],
                timestamp: 0)
        ])
        await producer.close()
        try await rig.append(
            .journalEntered,
            [
                (
                    "i1",
                    JournalEntry.with {
                        $0.incidentID = "i1"
                        $0.sequence = 1
                        $0.action = "case-opened"
                        $0.subject = "bank"
                        $0.at = ArchiveRig.now
                    }
                )
            ], isDrill: true)
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            #expect(reader.status.passedOver == 1)
            var query = ArchiveQuery()
            query.text = "transfers"
            #expect(try await reader.page(query).entries.map(\.kind) == [.statement])
            query = ArchiveQuery()
            query.incident = "i1"
            #expect(Set(try await reader.page(query).entries.map(\.kind)) == [.case, .statement])
            query.drills = .only
            #expect(try await reader.page(query).entries.map(\.kind) == [.journal])
            #expect(try await reader.entry(.journal, "i1/1")?.isDrill == true)
        }
    }

    @Test func `Mentions past their time go, and those that come late are left out`() async throws {
        let rig = try await ArchiveRig()
        let day: Int64 = 86_400_000
        try await rig.append((0..<20).map { ArchiveRig.mention("m\($0)", "银行", at: ArchiveRig.now - Int64($0) * day) })
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            #expect(try await reader.mentions("银行").count == 20)
        }
        let shorter = rig.options { $0.retention = 10 * day }
        try await rig.filling(shorter) { reader in
            try await rig.until("ten are left", reader) { try await $0.mentions("银行").count == 11 }
            try await rig.append([ArchiveRig.mention("late", "银行", at: ArchiveRig.now - 11 * day)])
            try await rig.append([ArchiveRig.mention("new", "银行", at: ArchiveRig.now)])
            try await rig.until("the new one is found", reader) { try await $0.mentions("银行").contains("new") }
            #expect(try await reader.mentions("银行").count == 12)
        }
        let small = rig.options { $0.largest = 1 }
        try await rig.filling(small) { reader in
            try await rig.until("the bound on disk is said", reader) { $0.status.isShortened }
        }
    }

    @Test func `A broken file is set aside and built anew`() async throws {
        let rig = try await ArchiveRig()
        try await rig.append((0..<300).map { ArchiveRig.mention("m\($0)", "银行") })
        try await rig.filling { try await rig.untilFollowing($0) }
        let file = rig.place.appending(path: "archive-\(ArchiveFile.currentVersion).sqlite")
        try Data((0..<40_000).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }).write(to: file)
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            #expect(reader.status.setAside != nil)
            var query = ArchiveQuery()
            query.limit = 500
            #expect(try await reader.page(query).entries.count == 300)
        }
        #expect(FileManager.default.fileExists(atPath: file.path + ".broken"))
    }

    @Test func `A file whose middle is broken is noticed when it is read`() async throws {
        let rig = try await ArchiveRig()
        try await rig.append((0..<3_000).map { ArchiveRig.mention("m\($0)", "银行 \($0)") })
        try await rig.filling { try await rig.untilFollowing($0) }
        let url = rig.place.appending(path: "archive-\(ArchiveFile.currentVersion).sqlite")
        let handle = try FileHandle(forWritingTo: url)
        let end = try handle.seekToEnd()
        var at: UInt64 = 16_384
        while at < end {
            try handle.seek(toOffset: at)
            try handle.write(contentsOf: Data(repeating: 0x5a, count: 4_096))
            at += 8_192
        }
        try handle.close()
        try await rig.filling { reader in
            try await rig.until("it is whole again", reader) {
                let found = try? await $0.mentions("银行") { $0.limit = 1_000 }
                return found?.count == 1_000 && $0.status.setAside != nil && $0.status.phase == .following
            }
        }
    }

    @Test func `A folder that cannot be had is said, and what is looked up refused by name`() async throws {
        let rig = try await ArchiveRig()
        let file = rig.folder.appending(path: "a file")
        try Data().write(to: file)
        try await rig.filling(rig.options { $0.folder = file.appending(path: "archive") }) { reader in
            try await rig.until("it says so", reader) {
                if case .waiting = $0.status.phase { true } else { false }
            }
            await #expect(throws: ArchiveFault.self) { try await reader.page(ArchiveQuery()) }
        }
    }

    @Test func `Two consoles have two archives`() async throws {
        let rig = try await ArchiveRig()
        try await rig.append([ArchiveRig.mention("a", "银行")])
        try await rig.filling { first in
            try await rig.filling { second in
                try await rig.untilFollowing(first)
                try await rig.untilFollowing(second)
                #expect(try await first.mentions() == ["a"])
                #expect(try await second.mentions() == ["a"])
            }
        }
        #expect(FileManager.default.fileExists(atPath: rig.place.appending(path: "2/lock").path))
    }
}
