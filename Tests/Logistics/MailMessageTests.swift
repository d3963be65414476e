import Foundation
import Schemas
import Testing

@testable import Logistics

@Suite struct MailMessageTests {
    private let from = try? MailAddress("fenghuo@lanjiang.example")

    private func message(_ change: (inout Delivery) -> Void = { _ in }) throws -> MailMessage {
        try MailMessage(
            Fixture.delivery {
                $0.channel = "email"
                $0.address = "lin.yue@lanjiang.example"
                change(&$0)
            }, from: #require(from))
    }

    private func headers(_ message: MailMessage) throws -> [String] {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let head = try #require(text.components(separatedBy: "\r\n\r\n").first)
        return head.replacing("\r\n ", with: "\u{0}").components(separatedBy: "\r\n")
    }

    private func subject(_ message: MailMessage) throws -> String {
        let line = try #require(try headers(message).first { $0.hasPrefix("Subject: ") }).dropFirst(9)
        return try line.split(separator: "\u{0}").map { word -> String in
            guard word.hasPrefix("=?UTF-8?B?"), word.hasSuffix("?=") else { return String(word) }
            #expect(word.count <= 75)
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            return try #require(String(data: data, encoding: .utf8), "a character is not split between words")
        }.joined()
    }

    @Test func theSameDeliveryIsTheSameMessage() throws {
        #expect(try message().bytes == message().bytes)
        #expect(try headers(message()).contains("Message-ID: <d0123456789abcdef@lanjiang.example>"))
        #expect(try headers(message()).contains("Date: Thu, 01 Jan 2026 00:00:00 +0000"))
    }

    @Test(arguments: [
        "Plain", "关于澜江宝的说明", String(repeating: "很长的标题，", count: 30), String(repeating: "long ", count: 40),
        "=?UTF-8?B?AAAA?=", "👨‍👩‍👧‍👦 家庭",
    ])
    func theTitleArrivesAsWritten(title: String) throws {
        #expect(try subject(message { $0.title = title }) == title)
    }

    @Test(arguments: ["\r\n", "\n", "\r", "\u{2028}", "\u{85}", "\0"])
    func aTitleCannotBeginAHeader(breaking: String) throws {
        let clean = try headers(message { $0.title = "x Bcc: all@lanjiang.example" })
        let spoilt = try headers(message { $0.title = "x\(breaking)Bcc: all@lanjiang.example" })
        #expect(spoilt.count == clean.count)
        #expect(!spoilt.contains { $0.hasPrefix("Bcc") })
        #expect(try subject(message { $0.title = "x\(breaking)y" }).hasPrefix("x "))
    }

    @Test(arguments: [
        "a@b\r\nBcc: c@d", "a@b\nRCPT TO:<c@d>", "a b@c.example", "a@b@c", "@b", "a@", "a@.b", "a..b@c", "<a@b>",
        "a@b>",
        "甲@lanjiang.example", "\"a b\"@c", "a@b,c@d", "a@\(String(repeating: "b", count: 300))", "a\0@b",
    ])
    func anAddressThatCouldEndALineIsRefused(address: String) {
        #expect(throws: MailAddress.Malformed.self) { try MailAddress(address) }
        #expect(throws: MailAddress.Malformed.self) { try message { $0.address = address } }
    }

    @Test(arguments: ["../../etc/cron.d/x", "a/b", "", "a>b", "a\r\nb"])
    func anIdThatIsNoNameIsRefused(id: String) {
        #expect(throws: MailMessage.UnusableID.self) { try message { $0.id = id } }
    }

    @Test func theBodyArrivesAsWritten() throws {
        let body = "第一行\n.\n.第三行\r\n" + String(repeating: "长", count: 200_000)
        let text = String(decoding: try message { $0.body = body }.bytes, as: UTF8.self)
        let encoded = try #require(text.range(of: "\r\n\r\n")).upperBound
        let lines = text[encoded...].components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        let data = try #require(Data(base64Encoded: lines.joined()))
        #expect(
            String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n") == body.replacing("\r\n", with: "\n"))
    }

    @Test func aFileIsWrittenOnceUnderTheDeliverysName() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "outbox-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let sender = MailFileSender(folder: folder, from: try #require(from))
        let delivery = Fixture.delivery { $0.address = "lin.yue@lanjiang.example" }
        for _ in 0..<2 {
            #expect(await sender.send(delivery, at: Fixture.now) == .delivered("accepted (written)"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["d0123456789abcdef.eml"])
        let hostile = Fixture.delivery {
            $0.address = "lin.yue@lanjiang.example"
            $0.id = "../escaped"
        }
        #expect(await sender.send(hostile, at: Fixture.now).outcome == .refused)
    }

    @Test func aFolderThatCannotBeMadeIsTriedAgain() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let sender = MailFileSender(folder: file.appending(path: "outbox"), from: try #require(from))
        let outcome = await sender.send(
            Fixture.delivery { $0.address = "lin.yue@lanjiang.example" }, at: Fixture.now)
        #expect(outcome.outcome == .retry && outcome.error.contains("outbox"))
    }
}
