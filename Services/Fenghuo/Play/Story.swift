import Foundation

/// The demo: what is said about a fictional bank within 72 hours.
struct Story: Sendable {
    struct Line: Sendable, Decodable {
        /// From the story's beginning.
        var offsetSeconds: Int64
        var source: String
        var externalId: String
        var author: String?
        var title: String?
        var text: String
        var url: String?
        var language: String?
        var reach: Int64?
        /// What it belongs to; never sent, only for whoever checks or plays the leadership group.
        var storyline: String
    }

    var lines: [Line]

    /// The story that ships with the command.
    static func shipped() throws -> Story {
        guard let url = Bundle.module.url(forResource: "Demo/story", withExtension: "jsonl") else {
            throw StoryError(description: "reading the demo: Demo/story.jsonl is not beside the executable; build anew")
        }
        let decoder = JSONDecoder()
        let text = try String(contentsOf: url, encoding: .utf8)
        var lines: [Line] = []
        for (number, line) in text.split(separator: "\n").enumerated() {
            do {
                lines.append(try decoder.decode(Line.self, from: Data(line.utf8)))
            } catch {
                throw StoryError(description: "reading the demo: line \(number + 1) of story.jsonl: \(error)")
            }
        }
        return Story(lines: lines)
    }
}

struct StoryError: Error, CustomStringConvertible {
    var description: String
}

/// A clock that runs faster than the wall's, so that 72 hours pass in minutes for every service alike.
struct DemoClock: Sendable {
    /// Milliseconds since 1970, in the demo's time.
    let start: Int64
    let speed: Double
    private let began = ContinuousClock.now

    init(start: Int64, speed: Double) {
        self.start = start
        self.speed = speed
    }

    var now: Int64 {
        let passed = began.duration(to: .now).components
        return start + Int64((Double(passed.seconds) * 1000 + Double(passed.attoseconds) / 1e15) * speed)
    }

    func sleep(until time: Int64) async throws {
        let left = Double(time - now) / speed
        if left > 0 { try await Task.sleep(for: .milliseconds(left.rounded(.up))) }
    }
}

extension Duration {
    static func milliseconds(_ value: Double) -> Duration { .microseconds(Int64(value * 1000)) }
}
