import Foundation
public import Logging
import Metrics
import Processing
import Schemas
import Tracing

/// One JSON object a line where a machine reads, one readable line on a terminal.
public struct LogOutput: LogHandler {
    public enum Format: Sendable { case json, terminal }

    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .info
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: Format
    private let clock: @Sendable () -> Int64
    private let write: @Sendable (String) -> Void

    public init(
        label: String, format: Format, clock: @escaping @Sendable () -> Int64,
        write: @escaping @Sendable (String) -> Void = LogOutput.toStandardError
    ) {
        self.label = label
        self.format = format
        self.clock = clock
        self.write = write
    }

    /// A service whose log nobody can take goes on with its work; what is lost is counted.
    public static let toStandardError: @Sendable (String) -> Void = { line in
        do {
            try StandardStream.error.write(line)
        } catch {
            lost.increment()
        }
    }

    static var lost: Counter { Counter(label: "fenghuo_log_lines_lost_total") }

    /// The trace that what is logged belongs to, where it belongs to one.
    public static let traceOfTask = Logger.MetadataProvider {
        guard let trace = ServiceContext.current?.traceParent else { return [:] }
        return ["trace_id": "\(trace.traceID)", "span_id": "\(trace.spanID)"]
    }

    /// JSON unless standard error is a terminal; `FENGHUO_LOG_FORMAT` (`json`, `terminal`) decides otherwise.
    public static func format(environment: [String: String], isTerminal: Bool) -> Format {
        switch environment["FENGHUO_LOG_FORMAT"] {
        case "json": .json
        case "terminal": .terminal
        default: isTerminal ? .terminal : .json
        }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadataProvider?.get() ?? [:]
        fields.merge(metadata) { $1 }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let time = Timestamps.rfc3339(clock())
        switch format {
        case .json: write(json(time: time, event: event, fields: fields))
        case .terminal:
            let extra = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            let line = "\(time.dropFirst(11).dropLast(1)) \(Self.short(event.level)) \(label): \(event.message)\(extra)"
            write(String(line.unicodeScalars.filter { $0 == "\t" || !$0.properties.isControl }) + "\n")
        }
    }

    private func json(time: String, event: LogEvent, fields: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"logger\":\(Self.quote(label))"
        line += ",\"message\":\(Self.quote("\(event.message)"))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            let name = Self.ownNames.contains(key) ? "metadata.\(key)" : key
            line += ",\(Self.quote(name)):\(Self.quote("\(value)"))"
        }
        return line + "}\n"
    }

    /// A line's own names; metadata so called is kept under another.
    private static let ownNames: Set<String> = ["time", "level", "logger", "message"]

    private static func short(_ level: Logger.Level) -> String {
        switch level {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO "
        case .notice: "NOTE "
        case .warning: "WARN "
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }

    /// A JSON string; control characters escaped, so that no message can forge a line.
    static func quote(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            case _ where scalar.properties.isControl:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension Unicode.Scalar.Properties {
    /// Ends a line for some reader, or is an order to a terminal (C0, DEL, C1).
    var isControl: Bool {
        switch generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
