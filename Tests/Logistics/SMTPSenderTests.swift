import Egress
import Foundation
import NIOCore
import NIOSSL
import Schemas
import Testing

@testable import Logistics

@Suite struct SMTPSenderTests {
    private static func sender(
        _ port: Int, security: SMTPDialogue.Security = .none, account: SMTPDialogue.Account? = nil,
        allows: Bool = true, timeout: TimeAmount = .seconds(30)
    ) throws -> SMTPSender {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([
            try NIOSSLCertificate(bytes: Array(MailCertificate.certificate.utf8), format: .pem)
        ])
        return SMTPSender(
            host: security == .none ? "127.0.0.1" : "mail.lanjiang.example", port: port,
            from: try MailAddress("fenghuo@lanjiang.example"), security: security, account: account,
            guardian: AddressGuard(
                isAllowed: { _, _ in allows }, resolve: { _ in try await NetworkAddress.lookUp("127.0.0.1") }),
            tls: tls, timeout: timeout)
    }

    private static func serverTLS() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(MailCertificate.certificate.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(MailCertificate.key.utf8), format: .pem))))
    }

    private static func mail(_ change: (inout Delivery) -> Void = { _ in }) -> Delivery {
        Fixture.delivery {
            $0.channel = "email"
            $0.address = "lin.yue@lanjiang.example"
            change(&$0)
        }
    }

    @Test func aMessageIsHandedOver() async throws {
        try await MailServer.serve { server, port in
            let outcome = try await Self.sender(port).send(Self.mail(), at: Fixture.now)
            #expect(outcome == .delivered("accepted (250 2.0.0 queued as 4711)"))
            #expect(
                Array(server.lines.prefix(4)) == [
                    "EHLO lanjiang.example", "MAIL FROM:<fenghuo@lanjiang.example>",
                    "RCPT TO:<lin.yue@lanjiang.example>", "DATA",
                ])
            let message = try MailMessage(Self.mail(), from: try MailAddress("fenghuo@lanjiang.example"))
            #expect(server.message.joined(separator: "\r\n") + "\r\n" == String(decoding: message.bytes, as: UTF8.self))
        }
    }

    @Test(arguments: [
        ("EHLO", "421 too busy", AttemptOutcome.retry), ("MAIL", "451 later", .retry),
        ("RCPT", "450 greylisted", .retry),
        ("DATA", "452 no room", .retry), (".", "451 later", .retry), ("EHLO", "550 no", .retry),
        ("MAIL", "553 not you", .retry), ("RCPT", "550 5.1.1 no such user", .refused), (".", "554 spam", .refused),
        ("RCPT", "354 odd", .retry), ("RCPT", "no reply at all", .retry), ("RCPT", "hang up", .retry),
        (".", "hang up", .retry), ("MAIL", "250-never\r\n250-ending", .retry),
    ])
    func theReplyDecides(command: String, reply: String, expected: AttemptOutcome) async throws {
        try await MailServer.serve(.init(answers: [(command, reply)])) { _, port in
            let timeout: TimeAmount = reply.hasPrefix("250-") ? .milliseconds(400) : .seconds(60)
            let outcome = try await Self.sender(port, timeout: timeout).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == expected)
            #expect(!outcome.error.isEmpty)
        }
    }

    /// A server that will not have us has refused nobody's message.
    @Test func aServerThatRefusesUsIsLaterAndSaysWhatToMend() async throws {
        let greeting = try await MailServer.serve(.init(greeting: "554 no service")) { _, port in
            try await Self.sender(port).send(Self.mail(), at: Fixture.now)
        }
        #expect(greeting.outcome == .retry && greeting.error.contains("refuses us, not the recipient"), "\(greeting)")
        let tls = try Self.serverTLS()
        let script = MailServer.Script(
            answers: [("AUTH", "535 5.7.8 wrong password"), ("EHLO", "250-x\r\n250 AUTH PLAIN")], tls: tls,
            isImplicitTLS: true)
        let account = try await MailServer.serve(script) { _, port in
            try await Self.sender(port, security: .tls, account: .init(name: "a", password: "b"))
                .send(Self.mail(), at: Fixture.now)
        }
        #expect(account.outcome == .retry && account.error.contains("the account of the plan's mail"), "\(account)")
    }

    @Test func aServerThatFallsSilentIsTriedAgain() async throws {
        try await MailServer.serve(.init(answers: [("RCPT", "say nothing")])) { _, port in
            let outcome = try await Self.sender(port, timeout: .milliseconds(300)).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .retry && outcome.verdict == "unknown")
        }
    }

    @Test func nobodyThereIsTriedAgain() async throws {
        #expect(try await Self.sender(1).send(Self.mail(), at: Fixture.now).outcome == .retry)
    }

    @Test func aForbiddenServerIsNotCalled() async throws {
        try await MailServer.serve { server, port in
            let outcome = try await Self.sender(port, allows: false).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .refused)
            #expect(server.lines.isEmpty)
        }
    }

    @Test func aMessageAboveTheServersSizeIsRefusedBeforeItIsSent() async throws {
        try await MailServer.serve { server, port in
            let outcome = try await Self.sender(port).send(
                Self.mail { $0.body = String(repeating: "长", count: 400_000) }, at: Fixture.now)
            #expect(outcome.outcome == .refused && outcome.error.contains("takes up to 1000000"))
            #expect(!server.lines.contains("DATA"))
        }
    }

    @Test(arguments: ["PLAIN", "LOGIN"])
    func afterSTARTTLSTheAccountIsProven(way: String) async throws {
        let hello = "250-mail.lanjiang.example\r\n250-STARTTLS\r\n250 AUTH \(way)"
        var script = MailServer.Script(
            answers: [
                ("EHLO", hello), ("STARTTLS", "220 go"), ("AUTH PLAIN", "235 welcome"),
                ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
                (Data("fenghuo".utf8).base64EncodedString(), "334 UGFzc3dvcmQ6"),
                (Data("secret".utf8).base64EncodedString(), "235 welcome"),
            ])
        script.tls = try Self.serverTLS()
        try await MailServer.serve(script) { server, port in
            let account = SMTPDialogue.Account(name: "fenghuo", password: "secret")
            let outcome = try await Self.sender(port, security: .startTLS, account: account)
                .send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .delivered, "\(outcome.error)")
            #expect(server.lines.filter { $0.hasPrefix("EHLO") }.count == 2, "what was said in clear is forgotten")
            if way == "PLAIN" {
                #expect(server.lines.contains("AUTH PLAIN \(Data("\0fenghuo\0secret".utf8).base64EncodedString())"))
            }
        }
    }

    @Test func tlsFromTheFirstByte() async throws {
        var script = MailServer.Script()
        script.tls = try Self.serverTLS()
        script.isImplicitTLS = true
        try await MailServer.serve(script) { _, port in
            let outcome = try await Self.sender(port, security: .tls).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .delivered, "\(outcome.error)")
        }
    }

    @Test func aCertificateForSomebodyElseIsNotTrusted() async throws {
        var script = MailServer.Script()
        script.tls = try Self.serverTLS()
        script.isImplicitTLS = true
        try await MailServer.serve(script) { server, port in
            var sender = try Self.sender(port, security: .tls)
            sender.host = "other.example"
            #expect(await sender.send(Self.mail(), at: Fixture.now).outcome == .retry)
            #expect(server.lines.isEmpty)
        }
    }

    @Test func nothingGoesOutInClearWhereThePlanAsksForTLS() async throws {
        try await MailServer.serve { server, port in
            let outcome = try await Self.sender(port, security: .startTLS).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .retry && outcome.error.contains("STARTTLS"))
            #expect(!server.lines.contains { $0.hasPrefix("MAIL") })
        }
        try await MailServer.serve { server, port in
            let account = SMTPDialogue.Account(name: "fenghuo", password: "secret")
            let outcome = try await Self.sender(port, account: account).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .retry && outcome.error.contains("in clear"))
            #expect(!server.lines.contains { $0.hasPrefix("AUTH") })
        }
    }

    @Test func whatTheServerSaysAfterSTARTTLSInClearIsNotBelieved() async throws {
        let hello = "250-mail.lanjiang.example\r\n250 STARTTLS"
        var script = MailServer.Script(answers: [("EHLO", hello), ("STARTTLS", "220 go\r\n250 injected")])
        script.tls = try Self.serverTLS()
        try await MailServer.serve(script) { server, port in
            let outcome = try await Self.sender(port, security: .startTLS).send(Self.mail(), at: Fixture.now)
            #expect(outcome.outcome == .retry)
            #expect(!server.lines.contains { $0.hasPrefix("MAIL") })
        }
    }

    @Test(arguments: [
        (".", "..\r\n.\r\n"), ("a\r\n.b\r\n", "a\r\n..b\r\n.\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
        ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"),
    ])
    func aDotAtTheBeginningOfALineIsDoubled(text: String, sent: String) {
        #expect(String(decoding: SMTPDialogue.stuffed(Array(text.utf8)), as: UTF8.self) == sent)
    }
}
