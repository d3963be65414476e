import Foundation
import Hosting

/// What goes to a person: standard error for progress and mistakes, standard output for results.
enum Terminal {
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Nobody to say it to is no reason to stop.
    static func say(_ text: String) { try? StandardStream.error.write(text + "\n") }

    /// Ends the process where it cannot be written: quietly when the reader has enough, with a word and 74 otherwise.
    static func print(_ text: String) { CommandRun.print(text + "\n") }

    /// What a process that goes on afterwards has to say on standard output: a house does not stop because the reader of
    /// its first lines has gone.
    static func announce(_ lines: [String]) { try? StandardStream.output.write(lines.joined(separator: "\n") + "\n") }

    /// Text from outside, safe to show: control characters, among them terminal escapes, become visible.
    static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{fffd}"
                    default: scalar
                    }
                }))
    }
}

/// A bar that redraws itself on a terminal and stays silent elsewhere.
struct ProgressBar {
    let title: String
    private(set) var total: Int64
    private var lastDrawn = ContinuousClock.now - .seconds(1)
    private let started = ContinuousClock.now

    init(_ title: String, total: Int64) {
        self.title = title
        self.total = total
    }

    mutating func update(_ done: Int64, note: String = "") {
        guard Terminal.isInteractive, ContinuousClock.now - lastDrawn > .milliseconds(100) else { return }
        lastDrawn = .now
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let elapsed = started.duration(to: .now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let left = share > 0 ? seconds / share - seconds : 0
        let estimate = share > 0.01 ? String(format: "%.0f s left", left) : ""
        try? StandardStream.error.write(
            "\r\u{1b}[2K\(title) \(bar) \(Int(share * 100)) % \(note) \(estimate)")
    }

    /// Where it turns out on the way how much there is.
    mutating func expect(_ total: Int64) { self.total = total }

    func finish() {
        if Terminal.isInteractive { try? StandardStream.error.write("\r\u{1b}[2K") }
    }
}

/// Columns as wide as their widest cell; wide characters count as two.
func table(_ rows: [[String]]) -> String {
    func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (($1.value >= 0x1100 && $1.properties.isIdeographic) ? 2 : 1) }
    }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0 }
    return rows.map { row in
        row.enumerated().map { at, cell in
            at == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[at] - width(cell))
        }.joined(separator: "  ")
    }.joined(separator: "\n")
}
