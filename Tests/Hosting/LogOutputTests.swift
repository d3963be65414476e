import Foundation
import Hosting
import Logging
import Synchronization
import Testing

@Suite struct LogOutputTests {
    /// What was written, piece by piece.
    private final class Lines: Sendable {
        private let written = Mutex<[String]>([])
        var all: [String] { written.withLock { $0 } }

        func logger(_ format: LogOutput.Format, label: String = "analysis") -> Logger {
            var logger = Logger(label: label) { label in
                LogOutput(label: label, format: format, clock: { 1_767_225_600_123 }) { line in
                    self.written.withLock { $0.append(line) }
                }
            }
            logger.logLevel = .trace
            return logger
        }
    }

    private func object(_ line: String) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
    }

    @Test func `JSON is one object a line with time, level, logger, message and metadata`() throws {
        let lines = Lines()
        lines.logger(.json).warning("restored", metadata: ["partition": "3", "topic": "fenghuo.incidents.v1"])
        #expect(lines.all.count == 1)
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("}\n") && line.filter { $0 == "\n" }.count == 1)
        #expect(
            try object(line) == [
                "time": "2026-01-01T00:00:00.123Z", "level": "warning", "logger": "analysis", "message": "restored",
                "partition": "3", "topic": "fenghuo.incidents.v1",
            ])
    }

    /// What would end a line, end a string or move a terminal's cursor.
    static let hostile = [
        "a\nb", "a\r\nb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "\u{1b}[2J\u{1b}[31mred", "\u{9b}31m", "a\u{0}b",
        "\",\"level\":\"info", "back\\slash\\\"", "\u{7f}\u{8}\u{8}", "\u{202e}drowssap", "{\"time\":\"x\"}\n{\"y\":1}",
        "澜江银行 🔥", "e\u{301}\u{200d}\n",
    ]

    /// Scalars a reader may take for the end of a line or a terminal for an order.
    private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\t"
        case .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    @Test("No message, key or value forges a JSON line", arguments: hostile)
    func jsonHolds(text: String) throws {
        let lines = Lines()
        lines.logger(.json, label: text).error("\(text)", metadata: ["k\(text)": "\(text)"])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(!line.dropLast().unicodeScalars.contains(where: isHarmful))
        let fields = try object(line)
        #expect(fields["message"] == text && fields["k\(text)"] == text && fields["logger"] == text)
        #expect(fields["level"] == "error")
    }

    @Test("No message, key or value forges a line on a terminal", arguments: hostile)
    func terminalHolds(text: String) throws {
        let lines = Lines()
        lines.logger(.terminal, label: text).error("\(text)", metadata: ["k\(text)": "\(text)"])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1 && line.hasSuffix("\n"))
        #expect(!line.dropLast().unicodeScalars.contains(where: isHarmful))
        #expect(line.hasPrefix("00:00:00.123 ERROR "))
    }

    @Test func `Metadata never takes the place of time, level, logger or message`() throws {
        let lines = Lines()
        lines.logger(.json).info("real", metadata: ["message": "false", "level": "critical", "time": "never"])
        let line = try #require(lines.all.first)
        for name in ["time", "level", "logger", "message"] {
            #expect(line.ranges(of: "\"\(name)\":").count == 1, "\(name) stands once in \(line)")
        }
        let fields = try object(line)
        #expect(fields["message"] == "real" && fields["level"] == "info" && fields["time"]?.hasPrefix("2026") == true)
        #expect(fields.values.contains("false") && fields.values.contains("never"), "and none of it is lost")
    }

    @Test func `A terminal gets one readable line, metadata in order`() {
        let lines = Lines()
        var logger = lines.logger(.terminal)
        logger[metadataKey: "b"] = "2"
        logger.notice("started", metadata: ["a": "1"])
        #expect(lines.all == ["00:00:00.123 NOTE  analysis: started a=1 b=2\n"])
    }

    @Test func `A message's own metadata wins over the logger's`() throws {
        let lines = Lines()
        var logger = lines.logger(.json)
        logger[metadataKey: "partition"] = "1"
        logger.info("x", metadata: ["partition": "2"])
        #expect(try object(try #require(lines.all.first))["partition"] == "2")
    }

    @Test(
        arguments: [
            (nil, true, "terminal"), (nil, false, "json"), ("json", true, "json"), ("terminal", false, "terminal"),
            ("other", false, "json"),
        ] as [(String?, Bool, String)])
    func `The format follows the terminal unless the environment says otherwise`(
        variable: String?, isTerminal: Bool, expected: String
    ) {
        let format = LogOutput.format(
            environment: variable.map { ["FENGHUO_LOG_FORMAT": $0] } ?? [:], isTerminal: isTerminal)
        #expect("\(format)" == expected)
    }
}
