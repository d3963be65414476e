import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server on loopback that follows a script: what it answers to each command, and what it was told.
final class MailServer: Sendable {
    struct Script: Sendable {
        var greeting = "220 mail.lanjiang.example ESMTP"
        /// The first whose key begins the command answers.
        var answers: [(command: String, reply: String)] = []
        var tls: NIOSSLContext?
        /// TLS from the first byte.
        var isImplicitTLS = false

        func reply(to line: String) -> String? {
            if let answer = answers.first(where: { line.hasPrefix($0.command) }) { return answer.reply }
            if line.hasPrefix("EHLO") { return "250-mail.lanjiang.example\r\n250-8BITMIME\r\n250 SIZE 1000000" }
            if line.hasPrefix("MAIL") || line.hasPrefix("RCPT") { return "250 OK" }
            if line.hasPrefix("DATA") { return "354 go ahead" }
            if line == "." { return "250 2.0.0 queued as 4711" }
            if line.hasPrefix("QUIT") { return "221 bye" }
            return "500 what?"
        }
    }

    private let said = Mutex<[String]>([])
    /// Every line a client said, in order; the message's lines too.
    var lines: [String] { said.withLock { $0 } }
    /// The message as it came, without the lone dot.
    var message: [String] {
        let lines = lines
        guard let start = lines.firstIndex(of: "DATA"), let end = lines.lastIndex(of: ".") else { return [] }
        return Array(lines[(start + 1)..<end])
    }

    static func serve<R: Sendable>(
        _ script: Script = Script(), _ body: (MailServer, Int) async throws -> R
    ) async throws -> R {
        let server = MailServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if script.isImplicitTLS, let tls = script.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(Conversation(script: script, server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: R
        do {
            result = try await body(server, channel.localAddress?.port ?? 0)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
        return result
    }

    private final class Conversation: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let script: Script
        let server: MailServer
        var buffer: [UInt8] = []
        var isReadingMessage = false

        init(script: Script, server: MailServer) {
            self.script = script
            self.server = server
        }

        func channelActive(context: ChannelHandlerContext) { say(script.greeting, context) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for byte in unwrapInboundIn(data).readableBytesView {
                guard byte == 10 else {
                    buffer.append(byte)
                    continue
                }
                if buffer.last == 13 { buffer.removeLast() }
                let line = String(decoding: buffer, as: UTF8.self)
                buffer = []
                take(line, context)
            }
        }

        private func take(_ line: String, _ context: ChannelHandlerContext) {
            server.said.withLock { $0.append(line) }
            if isReadingMessage {
                guard line == "." else { return }
                isReadingMessage = false
            }
            guard let reply = script.reply(to: line) else { return }
            if reply == "hang up" {
                context.close(promise: nil)
                return
            }
            if reply == "say nothing" { return }
            say(reply, context)
            if line == "DATA", reply.hasPrefix("354") { isReadingMessage = true }
            if line == "STARTTLS", reply.hasPrefix("220"), let tls = script.tls {
                try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
            }
        }

        private func say(_ line: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "\(line)\r\n")), promise: nil)
        }
    }
}
