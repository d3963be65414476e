#if FUZZ
    import Foundation
    import Schemas
    import SwiftProtobuf

    @testable import Egress
    @testable import Logistics

    /// What mail servers and webhook recipients answer, and what is made for them.
    enum MailDoors {
        static let all = [replies, recipients, messages]

        private static let account = SMTPDialogue.Account(name: "n", password: "p")

        private static let replies = Door(
            "smtp", .text,
            seeds: [
                "220 a ESMTP\r\n250-a\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n220 go\r\n250-a\r\n250 AUTH LOGIN\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n",
                "220 a\r\n250 a\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 Ok\r\n", "421 busy\r\n",
                "554-5.7.1 no\r\n554 no\r\n",
            ], words: ["250-", "250 ", "SIZE ", "AUTH ", "STARTTLS", "\r\n", "334 ", "9999999999999999999", "-"]
        ) {
            let message = try MailMessage(delivery(), from: MailAddress("a@bank.example"))
            return { input in
                for security in [SMTPDialogue.Security.none, .startTLS, .tls] {
                    var parser = SMTPReply.Parser()
                    var dialogue = SMTPDialogue(message, account: security == .none ? nil : account, security: security)
                    for piece in stride(from: 0, to: input.count, by: 97) {
                        guard let replies = try? parser.feed(input[piece..<min(piece + 97, input.count)]) else { break }
                        for reply in replies {
                            switch dialogue.received(reply) {
                            case .startTLS: _ = dialogue.secured()
                            default: break
                            }
                        }
                    }
                    _ = dialogue.ended("over")
                }
            }
        }

        private static let recipients = Door(
            "recipients", .text,
            seeds: [
                "120", "T\u{301}", "Wed, 21 Oct 2026 07:28:00 GMT", "https://hooks.a.example:8443/x", "http://[::1]/",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw8sNiWwTbCo", "a.b@bank.example", "1.2.3.4", "fe80::1%lo",
            ], words: ["https://", "whsec_", "@", ":", "[", "]", " GMT", "%", "."]
        ) {
            { input in
                let text = String(decoding: input, as: UTF8.self)
                let seconds = RetryAfter.seconds(text, now: House.now) ?? 0
                if !(0...RetryAfter.longest).contains(seconds) {
                    throw Finding("Retry-After \(text.debugDescription) is \(seconds) seconds")
                }

                _ = try? WebhookSecret.list(text)
                _ = try? MailAddress(text)
            }
        }

        /// Deliveries as the topic has them, made into mail and a webhook's body.
        private static let messages = Door(
            "outgoing", .protobuf, binary: [(try? delivery().serializedBytes()) ?? []]
        ) {
            let from = try MailAddress("a@bank.example")
            return { input in
                let delivery = try Delivery(serializedBytes: input)
                _ = try? MailMessage(delivery, from: from)
                _ = try? WebhookBody.bytes(of: delivery)
            }
        }

        static func delivery() -> Delivery {
            Delivery.with {
                $0.id = "d0123456789abcdef"
                $0.incidentID = "incident-1"
                $0.subject = "lanjiang-bank"
                $0.what = "notice"
                $0.about = "notice-1"
                $0.recipient = "lin-yue"
                $0.channel = "email"
                $0.address = "lin.yue@lanjiang.example"
                $0.title = "Ⅰ级事件 " + String(repeating: "长", count: 80)
                $0.body = "请立即处理。\n第二行"
                $0.state = .pending
                $0.createdAt = House.now
                $0.nextAttemptAt = House.now
                $0.joined = [
                    .with {
                        $0.id = "n2"; $0.title = "t"; $0.text = "x"
                    }
                ]
            }
        }
    }
#endif
