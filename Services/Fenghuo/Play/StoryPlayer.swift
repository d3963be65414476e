import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Schemas
import ServiceLifecycle

/// Plays the story through monitoring's real doors: posts to `/v1/mentions`, entries in a feed that is polled, lines in
/// a file that is followed.
struct StoryPlayer: Service {
    let story: Story
    let clock: DemoClock
    /// Monitoring's address: `http://127.0.0.1:8081`.
    let intake: String
    /// API key by source.
    let keys: [String: String]
    let world: DemoWorld
    /// Followed by a file source of the plan.
    let complaintsFile: URL
    let logger: Logger

    func run() async throws {
        try FileManager.default.createDirectory(
            at: complaintsFile.deletingLastPathComponent(), withIntermediateDirectories: true)
        do {
            try await cancelWhenGracefulShutdown { try await play() }
        } catch is CancellationError {
        }
        try? await gracefulShutdown()
    }

    private func play() async throws {
        var bar = ProgressBar("story", total: Int64(story.lines.count))
        for (at, line) in story.lines.enumerated() {
            try await clock.sleep(until: clock.start + line.offsetSeconds * 1000)
            try await send(line)
            bar.update(Int64(at + 1), note: "hour \(line.offsetSeconds / 3600)")
        }
        bar.finish()
        logger.info("the story is told", metadata: ["mentions": "\(story.lines.count)"])
    }

    private func send(_ line: Story.Line) async throws {
        var fields: [String: Any] = [
            "text": line.text, "publishedAt": Timestamps.rfc3339(clock.now),
        ]
        for (name, value) in [
            ("externalId", line.externalId), ("title", line.title), ("author", line.author), ("url", line.url),
            ("language", line.language),
        ] { fields[name] = value }
        fields["reach"] = line.reach
        switch line.source {
        case "media-push": world.publish(line, at: clock.now)
        case "complaints-push": try append(fields)
        default: try await post(fields, source: line.source)
        }
    }

    private func append(_ fields: [String: Any]) throws {
        var data = try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        data.append(0x0a)
        if !FileManager.default.fileExists(atPath: complaintsFile.path) {
            try data.write(to: complaintsFile)
            return
        }
        let file = try FileHandle(forWritingTo: complaintsFile)
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: data)
    }

    /// Posts until it is taken in; a server that is not up yet, full or away is asked again.
    private func post(_ fields: [String: Any], source: String) async throws {
        let body = try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        var pause = Duration.milliseconds(20)
        while true {
            try Task.checkCancellation()
            var request = HTTPClientRequest(url: intake + "/v1/mentions")
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.headers.add(name: "authorization", value: "Bearer \(keys[source] ?? "")")
            request.body = .bytes(ByteBuffer(bytes: body))
            if let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(10)) {
                let answer = try? await response.body.collect(upTo: 65_536)
                switch response.status.code {
                case 202: return
                case 429, 500...: break
                default:
                    logger.warning(
                        "a mention of the story was refused",
                        metadata: [
                            "status": "\(response.status.code)",
                            "answer": "\(answer.map { String(buffer: $0) } ?? "")",
                        ])
                    return
                }
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }
}
