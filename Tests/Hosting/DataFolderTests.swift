import Foundation
import Testing

@testable import Hosting

@Suite struct DataFolderTests {
    private func mode(_ path: String) -> UInt32? { FileMode(path, followsLink: false).map { $0.permissions & 0o777 } }

    private func within(_ work: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder)
    }

    @Test func `A new folder is its owner's alone, whatever the umask`() throws {
        let before = umask(0)
        defer { umask(before) }
        try within { folder in
            let inner = folder.appending(path: "deep/data")
            #expect(try DataFolder.prepare(inner).isEmpty)
            #expect(mode(inner.path) == 0o700)
            #expect(try SecretFile.load("a.key", in: inner, setting: "x") { "secret" } == "secret")
            #expect(try SecretFile.load("a.key", in: inner, setting: "x") { "another" } == "secret")
            #expect(mode(inner.appending(path: "a.key").path) == 0o600)
            // What is written later without a mode is closed too.
            try Data("x".utf8).write(to: inner.appending(path: "later"))
            #expect(mode(inner.appending(path: "later").path) == 0o600)
        }
    }

    @Test func `What was open is closed, and said`() throws {
        try within { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "outbox"), withIntermediateDirectories: true)
            let names = ["log.sqlite", "log.sqlite-wal", "log.sqlite-shm", "token.key", "checkpoint.key"]
            for name in names { try Data().write(to: folder.appending(path: name)) }
            for name in names { chmod(folder.appending(path: name).path, 0o644) }
            try Data().write(to: folder.appending(path: "notes.txt"))
            chmod(folder.appending(path: "notes.txt").path, 0o644)
            chmod(folder.appending(path: "outbox").path, 0o755)
            chmod(folder.path, 0o755)
            let closed = try DataFolder.prepare(folder)
            #expect(closed.count == names.count + 2)
            #expect(mode(folder.path) == 0o700 && mode(folder.appending(path: "outbox").path) == 0o700)
            for name in names { #expect(mode(folder.appending(path: name).path) == 0o600, "\(name)") }
            #expect(mode(folder.appending(path: "notes.txt").path) == 0o644, "not one of ours")
            #expect(try DataFolder.prepare(folder).isEmpty)
        }
    }

    @Test func `Somebody else's folder is refused by name, and so is one that all share`() throws {
        try within { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            chmod(folder.path, 0o1777)
            #expect(throws: SettingMistake.self) { try DataFolder.prepare(folder) }
            #expect(FileMode(folder.path, followsLink: false)?.permissions == 0o1777, "left as it was")
            guard geteuid() == 0 else {
                print("not root: whether somebody else's folder is refused was not tried")
                return
            }
            chmod(folder.path, 0o755)
            chown(folder.path, 65_534, 65_534)
            do {
                try DataFolder.prepare(folder)
                Issue.record("it was taken")
            } catch let mistake as SettingMistake {
                #expect(mistake.description.contains(folder.path) && mistake.description.contains("65534"))
            }
        }
    }

    @Test func `A file is no folder`() throws {
        try within { file in
            try Data().write(to: file)
            #expect(throws: SettingMistake.self) { try DataFolder.prepare(file) }
        }
    }
}
