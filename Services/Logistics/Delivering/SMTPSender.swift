import Egress
import NIOCore
import NIOPosix
import NIOSSL
import Schemas

/// Hands a message to a mail server.
struct SMTPSender: Sender {
    var host: String
    var port: Int
    var from: MailAddress
    var security: SMTPDialogue.Security
    var account: SMTPDialogue.Account?
    var guardian: AddressGuard
    var tls: TLSConfiguration = .makeClientConfiguration()
    var connectTimeout: TimeAmount = .seconds(10)
    /// Of the whole conversation.
    var timeout: TimeAmount = .seconds(60)

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        let message: MailMessage
        do {
            message = try MailMessage(delivery, from: from)
        } catch {
            return .refused("refused", "\(error)")
        }
        var dialogue = SMTPDialogue(message, account: account, security: security)
        do {
            let addresses = try await guardian.addresses(of: host, port: port)
            let place = Int(delivery.attempts.magnitude) % addresses.count
            let address = try SocketAddress(
                packedIPAddress: ByteBuffer(bytes: addresses[place].bytes), port: port)
            return try await converse(&dialogue, with: address)
        } catch let refusal as AddressRefusal {
            guard case .notPublic = refusal else { return dialogue.ended("\(refusal)") }
            return .refused("refused", "\(refusal)")
        } catch {
            return dialogue.ended("\(host):\(port): \(error)")
        }
    }

    private struct Ended: Error, CustomStringConvertible {
        var description: String
    }

    private func converse(_ dialogue: inout SMTPDialogue, with address: SocketAddress) async throws -> SendOutcome {
        let context = security == .none ? nil : try NIOSSLContext(configuration: tls)
        let isTLS = security == .tls
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(connectTimeout)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isTLS, let context { try Self.secure(channel, context, host) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let channel = connection.channel
        let alarm = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        defer { alarm.cancel() }
        var outcome: SendOutcome?
        do {
            try await connection.executeThenClose { inbound, outbound in
                var parser = SMTPReply.Parser()
                for try await buffer in inbound {
                    let replies = try parser.feed(buffer.readableBytesView)
                    for (index, reply) in replies.enumerated() {
                        switch dialogue.received(reply) {
                        case .send(let bytes): try await outbound.write(ByteBuffer(bytes: bytes))
                        case .startTLS:
                            guard index == replies.count - 1, parser.isEmpty, let context else {
                                throw Ended(description: "the server spoke on in clear after STARTTLS")
                            }
                            try await channel.eventLoop.submit { try Self.secure(channel, context, host) }.get()
                            if case .send(let bytes) = dialogue.secured() {
                                try await outbound.write(ByteBuffer(bytes: bytes))
                            }
                        case .finish(let result):
                            outcome = result
                            try await outbound.write(ByteBuffer(string: "QUIT\r\n"))
                            return
                        }
                    }
                }
            }
        } catch {
            if outcome == nil { throw error }  // once the server has judged, how the connection ends is no matter
        }
        if let outcome { return outcome }
        throw Ended(description: "the connection ended or took longer than \(timeout.nanoseconds / 1_000_000_000) s")
    }

    private static func secure(_ channel: any Channel, _ context: NIOSSLContext, _ host: String) throws {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let handler = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }
}
