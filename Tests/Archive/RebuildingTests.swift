import EmbeddedLog
import EventLog
import Foundation
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive

@Suite struct RebuildingTests {
    @Test func `Another version is built beside the one that answers, and takes over what the topic lost`() async throws
    {
        let rig = try await ArchiveRig()
        try await rig.append((0..<500).map { ArchiveRig.mention("old\($0)", "银行") })
        try await rig.filling { try await rig.untilFollowing($0) }
        // The topic no longer has them.
        try await rig.log.deleteTopics([EventKind.mentionPublished.topic])
        try await rig.log.createTopics([
            TopicSpecification(
                name: EventKind.mentionPublished.topic, partitions: 1, cleanup: .delete(retentionMilliseconds: nil))
        ])
        try await rig.append((0..<2_000).map { ArchiveRig.mention("new\($0)", "银行") })
        let next = rig.options {
            $0.version = ArchiveFile.currentVersion + 1
            $0.batch = 50
        }
        try await rig.filling(next) { reader in
            // While it is built the old one answers: never nothing.
            var answers: Set<Int> = []
            try await rig.until("it follows", reader) {
                if let found = try? await $0.mentions("银行", { $0.limit = 1_000 }).count { answers.insert(found) }
                return $0.status.phase == .following
            }
            #expect(answers.isSubset(of: [500, 1_000]))
            #expect(!reader.status.isRebuilding)
            var all = ArchiveQuery()
            all.limit = 1_000
            var count = 0
            while true {
                let page = try await reader.page(all)
                count += page.entries.count
                guard let after = page.next else { break }
                all.after = after
            }
            #expect(count == 2_500)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: rig.place.path).filter {
            $0.hasSuffix(".sqlite")
        }
        #expect(names == ["archive-\(ArchiveFile.currentVersion + 1).sqlite"])
    }

    @Test func `Of another log it is built anew`() async throws {
        let first = try await ArchiveRig()
        try await first.append([ArchiveRig.mention("a", "银行")])
        try await first.filling { try await first.untilFollowing($0) }
        let second = try await ArchiveRig()
        try await second.append([ArchiveRig.mention("b", "银行"), ArchiveRig.mention("c", "银行", at: 0)])
        try await second.filling(second.options { $0.folder = first.place }) { reader in
            try await second.untilFollowing(reader)
            #expect(try await reader.mentions() == ["b"])
        }
    }
}
