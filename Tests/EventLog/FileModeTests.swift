import EmbeddedLog
import EventLog
import Foundation
import Testing

@Suite struct FileModeTests {
    @Test func theLogIsItsOwnersAloneWhateverTheUmaskAndHoweverItWasBefore() async throws {
        let before = umask(0)
        defer { umask(before) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "mode-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "log.sqlite").path
        func modes() throws -> [Int] {
            try [folder.path, path, path + "-wal", path + "-shm"].map {
                try #require(FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int)
            }
        }
        let log = try await EmbeddedLog(path: path)
        try await log.createTopics([TopicSpecification(name: "a", partitions: 1, cleanup: .compact)])
        #expect(try modes() == [0o700, 0o600, 0o600, 0o600])
        for file in [path, path + "-wal", path + "-shm"] { chmod(file, 0o644) }
        let again = try await EmbeddedLog(path: path)
        #expect(try modes() == [0o700, 0o600, 0o600, 0o600])
        again.close()
        log.close()
    }
}
