import Foundation

/// What is said to a mail server, reply by reply (RFC 5321; STARTTLS of RFC 3207, AUTH of RFC 4954). No I/O.
struct SMTPDialogue {
    enum Action: Hashable {
        case send([UInt8])
        /// Put TLS under the connection, then say `secured()`.
        case startTLS
        case finish(SendOutcome)
    }

    enum Security { case none, startTLS, tls }

    struct Account: Sendable {
        var name: String
        var password: String
    }

    private enum State {
        case greeting, hello, startingTLS, authenticating(next: [String]), sender, recipient, data, content, done
    }

    private let message: MailMessage
    private let account: Account?
    private let security: Security
    private var isSecure: Bool
    private var state = State.greeting

    init(_ message: MailMessage, account: Account?, security: Security) {
        self.message = message
        self.account = account
        self.security = security
        isSecure = security == .tls
    }

    /// TLS stands; everything said before is forgotten.
    mutating func secured() -> Action {
        isSecure = true
        return hello()
    }

    /// The connection ended without a last reply.
    mutating func ended(_ reason: String) -> SendOutcome {
        if case .content = state {
            return .retry("unknown", "the mail server took the message and did not answer: \(reason)")
        }
        return .retry("unknown", "talking to the mail server: \(reason)")
    }

    mutating func received(_ reply: SMTPReply) -> Action {
        if reply.code >= 500 { return finish(refused(reply)) }
        if reply.code >= 400 {
            return finish(.retry("refused (\(reply.code))", "the mail server answered \(reply.text)"))
        }
        switch (state, reply.code) {
        case (.greeting, 220): return hello()
        case (.hello, 250): return greeted(reply)
        case (.startingTLS, 220): return .startTLS
        case (.authenticating(let next), 334):
            guard let word = next.first else { return unexpected(reply) }
            state = .authenticating(next: Array(next.dropFirst()))
            return say(word)
        case (.authenticating, 235): return mail()
        case (.sender, 250):
            state = .recipient
            return say("RCPT TO:<\(message.to)>")
        case (.recipient, 250), (.recipient, 251):
            state = .data
            return say("DATA")
        case (.data, 354):
            state = .content
            return .send(Self.stuffed(message.bytes))
        case (.content, 250): return finish(.delivered("accepted (\(reply.text.prefix(120)))"))
        default: return unexpected(reply)
        }
    }

    /// RFC 5321, 4.2.1: 5xx is for good. What it is said of tells for whom: the recipient and the message are refused; a
    /// server that refuses us has refused nobody's message, and a person has to mend that.
    private func refused(_ reply: SMTPReply) -> SendOutcome {
        let verdict = "refused (\(reply.code))"
        let whom: String
        switch state {
        case .recipient: return .refused(verdict, "the mail server refuses \(message.to): \(reply.text)")
        case .data, .content: return .refused(verdict, "the mail server refuses this message: \(reply.text)")
        case .authenticating: whom = "the account of the plan's mail"
        case .sender: whom = "the sender \(message.from)"
        case .greeting, .hello, .startingTLS, .done: whom = "us"
        }
        return .retry(
            verdict,
            "the mail server refuses \(whom), not the recipient: \(reply.text); correct the plan's mail or the server")
    }

    private mutating func greeted(_ reply: SMTPReply) -> Action {
        let offers = reply.lines.dropFirst().map { $0.uppercased().split(separator: " ").map(String.init) }
        if security == .startTLS, !isSecure {
            guard offers.contains(["STARTTLS"]) else {
                return finish(.retry("unknown", "the mail server does not offer STARTTLS, which the plan asks for"))
            }
            state = .startingTLS
            return say("STARTTLS")
        }
        if let size = offers.first(where: { $0.first == "SIZE" })?.dropFirst().first.flatMap({ Int($0) }), size > 0,
            message.bytes.count > size
        {
            return finish(
                .refused(
                    "refused", "the message has \(message.bytes.count) bytes, the mail server takes up to \(size)"))
        }
        guard let account else { return mail() }
        guard isSecure else {
            return finish(
                .retry("unknown", "no password is sent in clear; set the plan's mail.security to startTLS or tls"))
        }
        let ways = offers.first { $0.first == "AUTH" }?.dropFirst() ?? []
        if ways.contains("PLAIN") {
            state = .authenticating(next: [])
            return say("AUTH PLAIN \(Self.base64("\0\(account.name)\0\(account.password)"))")
        }
        if ways.contains("LOGIN") {
            state = .authenticating(next: [Self.base64(account.name), Self.base64(account.password)])
            return say("AUTH LOGIN")
        }
        return finish(.retry("unknown", "the mail server offers neither AUTH PLAIN nor AUTH LOGIN"))
    }

    private mutating func hello() -> Action {
        state = .hello
        return say("EHLO \(message.from.domain)")
    }

    private mutating func mail() -> Action {
        state = .sender
        return say("MAIL FROM:<\(message.from)>")
    }

    private mutating func unexpected(_ reply: SMTPReply) -> Action {
        finish(.retry("unknown", "the mail server answered \(reply.text), which was not expected here"))
    }

    private mutating func finish(_ outcome: SendOutcome) -> Action {
        state = .done
        return .finish(outcome)
    }

    private func say(_ line: String) -> Action { .send(Array("\(line)\r\n".utf8)) }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// A dot at the beginning of a line is doubled, and a line with one dot ends it (RFC 5321, section 4.5.2).
    static func stuffed(_ message: [UInt8]) -> [UInt8] {
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(message.count + 8)
        var atStart = true
        for byte in message {
            if atStart, byte == UInt8(ascii: ".") { stuffed.append(byte) }
            stuffed.append(byte)
            atStart = byte == 10
        }
        if !atStart { stuffed += [13, 10] }
        return stuffed + Array(".\r\n".utf8)
    }
}
