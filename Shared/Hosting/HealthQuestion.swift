public import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// What a container's health check asks the service beside it: the answer is an exit code, so that the image needs no
/// other program.
public enum HealthQuestion: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// Do its loops turn: `/healthz`.
    case alive
    /// Is it assigned and restored, and can it reach what it needs: `/readyz`.
    case ready

    var path: String { self == .alive ? "/healthz" : "/readyz" }

    /// What the service said.
    public struct Answer: Hashable, Sendable {
        public var isGood: Bool
        /// Its own words, or why there are none.
        public var detail: String

        public init(isGood: Bool, detail: String) {
            self.isGood = isGood
            self.detail = detail
        }
    }

    /// Asks the service whose health and metrics are on that port of this machine.
    /// - Parameter within: how long connecting, and then the answer, may take.
    public func ask(host: String, port: Int, within limit: Duration = .seconds(3)) async -> Answer {
        // A service that listens on every address is asked by the loopback one.
        let host = ["0.0.0.0", "::", ""].contains(host) ? "127.0.0.1" : host
        do {
            let text = try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await self.get(host: host, port: port, within: limit) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw HealthFailure(found: "no answer within \(limit)")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? ""
            }
            return Self.read(text)
        } catch {
            return Answer(isGood: false, detail: "asking http://\(host):\(port)\(path): \(error)")
        }
    }

    /// Good is exactly 200; the body is the detail.
    static func read(_ response: String) -> Answer {
        let head = response.prefix { $0 != "\r\n" && $0 != "\n" }.split(separator: " ")
        let body = response.range(of: "\r\n\r\n").map { String(response[$0.upperBound...]) } ?? ""
        guard head.count >= 2, head[0].hasPrefix("HTTP/1.") else {
            return Answer(
                isGood: false, detail: "found no HTTP response, expected one of the service's operations port")
        }
        return Answer(isGood: head[1] == "200", detail: body)
    }

    private func get(host: String, port: Int, within limit: Duration) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.nanoseconds(limit.components.seconds * 1_000_000_000))
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            // HTTP/1.0: the answer is not chunked and its end is the connection's.
            try await outbound.write(
                ByteBuffer(string: "GET \(path) HTTP/1.0\r\nHost: \(host)\r\nConnection: close\r\n\r\n"))
            var answer = ByteBuffer()
            for try await part in inbound {
                answer.writeImmutableBuffer(part)
                guard answer.readableBytes < 65_536 else { break }
            }
            return String(buffer: answer)
        }
    }
}

private struct HealthFailure: Error, CustomStringConvertible {
    var found: String
    var description: String { found }
}
