import Foundation
import Testing

@testable import Hosting

/// Output that cannot be written is an answer, never a trap.
@Suite struct StandardStreamTests {
    private func write(_ text: String, to descriptor: Int32) -> StandardStream.Failure? {
        Array(text.utf8).withUnsafeBytes { StandardStream.write($0, to: descriptor) }
    }

    @Test func `A full disk is said`() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let failure = try #require(write("a line\n", to: full))
        #expect(failure.code == ENOSPC && "\(failure)".contains("space") && !failure.isReaderGone)
    }

    @Test func `A reader that has gone is told from a failure`() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let failure = try #require(write("a line\n", to: ends[1]))
        #expect(failure.isReaderGone)
    }

    @Test func `A closed descriptor is said`() throws {
        let failure = try #require(write("a line\n", to: 1_000_000))
        #expect(failure.code == EBADF && "\(failure)".contains("closed"))
    }

    @Test func `A slow reader is waited for, whatever the pipe holds`() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (from, to) = (ends[0], ends[1])
        _ = fcntl(to, F_SETFL, fcntl(to, F_GETFL) | O_NONBLOCK)
        let text = String(repeating: "澜江", count: 100_000)
        let writing = Task.detached {
            defer { close(to) }
            return Array(text.utf8).withUnsafeBytes { StandardStream.write($0, to: to) }
        }
        let read = FileHandle(fileDescriptor: from, closeOnDealloc: true).readDataToEndOfFile()
        #expect(await writing.value == nil)
        #expect(String(decoding: read, as: UTF8.self) == text)
    }

    @Test func `Nothing is written by what traps: neither file handles nor print`() throws {
        for (file, text) in try Repository.sources() {
            for line in text.split(separator: "\n") where !line.contains("//") {
                let isTrap =
                    line.contains(/FileHandle\.standard(Output|Error)/) || line.contains(/(^|\s)Swift\.print\(/)
                #expect(!isTrap, "\(file): \(line); write by StandardStream")
            }
        }
    }
}
