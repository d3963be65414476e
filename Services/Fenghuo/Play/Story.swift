import Foundation
import Text

/// What is said about a bank over some days: the demo within 72 hours, or the scenario of a drill.
struct Story: Sendable {
    struct Line: Sendable, Decodable {
        /// From the story's beginning.
        var offsetSeconds: Int64
        var source: String
        var externalId: String?
        var author: String?
        var title: String?
        var text: String
        var url: String?
        var language: String?
        var reach: Int64?
        /// What it belongs to; never sent, only for whoever checks or plays the leadership group.
        var storyline: String?
    }

    var lines: [Line]

    /// The story that ships with the command.
    static func shipped() throws -> Story {
        guard let url = Bundle.module.url(forResource: "Demo/story", withExtension: "jsonl") else {
            throw StoryError(description: "reading the demo: Demo/story.jsonl is not beside the executable; build anew")
        }
        return try Story(file: url)
    }

    init(lines: [Line]) { self.lines = lines }

    /// Reads a scenario: JSON objects, one a line, with the fields above.
    /// - Throws: `StoryError` with the line that is not one, or when times run backwards.
    init(file: URL) throws {
        let name = file.lastPathComponent
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw StoryError(description: "reading the story \(name): \(error.localizedDescription)")
        }
        let decoder = JSONDecoder()
        lines = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            func mistake(_ what: String) -> StoryError {
                StoryError(description: "reading the story \(name): line \(number + 1): \(what)")
            }
            let read: Line
            do {
                let bytes = Array(line.utf8)
                try StrictJSON.check(bytes, limits: .init(bytes: 1 << 20, values: 1_000))
                read = try decoder.decode(Line.self, from: Data(bytes))
            } catch DecodingError.keyNotFound(let key, _) {
                throw mistake("\(key.stringValue) is missing; expected offsetSeconds, source and text at least")
            } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
                let field = context.codingPath.map(\.stringValue).joined(separator: ".")
                throw mistake("\(field): \(context.debugDescription)")
            } catch {
                throw mistake("found no JSON object, expected one with offsetSeconds, source and text")
            }
            let earliest = lines.last?.offsetSeconds ?? 0
            guard read.offsetSeconds >= earliest, read.offsetSeconds <= Self.longest else {
                throw mistake(
                    "offsetSeconds is \(read.offsetSeconds), expected \(earliest) (the line before) to \(Self.longest)")
            }
            lines.append(read)
        }
    }

    /// Thirty days, in seconds.
    private static let longest: Int64 = 30 * 86_400
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
