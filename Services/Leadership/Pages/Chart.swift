import Foundation
import Schemas

/// Volume and negativity over time, with the moments of our actions, drawn on the server as SVG.
struct Chart {
    struct Mark: Hashable {
        var at: Int64
        var action: String
    }

    static let width = 760.0
    static let height = 220.0
    private static let left = 44.0
    private static let right = 10.0
    private static let top = 22.0
    private static let bottom = 26.0
    /// More hours than that are drawn together.
    static let maximumBars = 168
    private static let hour: Int64 = 3_600_000

    let volume: [HourlyVolume]
    let marks: [Mark]
    let naming: Naming

    /// `nil` when there is nothing to draw.
    var fields: Fields? {
        let sorted = volume.filter { $0.hour > 0 }.sorted { $0.hour < $1.hour }
        guard let first = sorted.first?.hour, let last = sorted.last?.hour else { return nil }
        let hours = (last - first) / Self.hour + 1
        let together = max(1, (hours + Int64(Self.maximumBars) - 1) / Int64(Self.maximumBars))
        let span = together * Self.hour
        var columns = [(mentions: Int64, negative: Int64)](
            repeating: (0, 0), count: Int((hours + together - 1) / together))
        for one in sorted {
            let index = Int((one.hour - first) / span)
            columns[index].mentions += max(one.mentions, 0)
            columns[index].negative += min(max(one.negative, 0), max(one.mentions, 0))
        }
        let peak = columns.map(\.mentions).max() ?? 0
        let scale = Self.ceiling(peak)
        let inner = Self.width - Self.left - Self.right
        let tall = Self.height - Self.top - Self.bottom
        let step = inner / Double(columns.count)
        let base = Self.top + tall
        let bars = columns.enumerated().compactMap { index, column -> Fields? in
            guard column.mentions > 0 else { return nil }
            let h = Double(column.mentions) / Double(scale) * tall
            let nh = Double(column.negative) / Double(scale) * tall
            let time = naming.time(first + Int64(index) * span) ?? ""
            return [
                "x": number(Self.left + Double(index) * step + min(step * 0.1, 1)), "y": number(base - h),
                "w": number(max(step - min(step * 0.2, 2), 0.5)), "h": number(h), "ny": number(base - nh),
                "nh": number(nh),
                "label": naming.words.filled("chart_bar", time, String(column.mentions), String(column.negative)),
            ]
        }
        let grid = [0, scale / 2, scale].map { value -> Fields in
            let y = base - Double(value) / Double(scale) * tall
            return [
                "x1": number(Self.left), "x2": number(Self.width - Self.right), "y": number(y),
                "textX": number(Self.left - 6), "textY": number(y + 4), "label": value,
            ]
        }
        let total = columns.reduce(into: (mentions: Int64(0), negative: Int64(0))) {
            $0.mentions += $1.mentions
            $0.negative += $1.negative
        }
        let drawn = drawnMarks(first: first, span: span, columns: columns.count, step: step, base: base)
        return [
            "width": Int(Self.width), "height": Int(Self.height), "bars": bars, "grid": grid,
            "ticks": ticks(first: first, span: span, columns: columns.count, step: step, base: base),
            "marks": drawn, "hasMarks": !drawn.isEmpty,
            "description": naming.words.filled(
                "chart_text", naming.time(first) ?? "", naming.time(last) ?? "", String(total.mentions),
                String(total.negative), String(peak)),
        ]
    }

    /// A round even number at or above the peak.
    static func ceiling(_ peak: Int64) -> Int64 {
        guard peak > 2 else { return 2 }
        var unit: Int64 = 1
        while unit <= Int64.max / 100 {
            for factor in [2, 4, 6, 10] as [Int64] where unit * factor >= peak { return unit * factor }
            unit *= 10
        }
        return peak
    }

    private func ticks(first: Int64, span: Int64, columns: Int, step: Double, base: Double) -> [Fields] {
        let count = min(columns, 5)
        let every = max(1, columns / count)
        return stride(from: 0, to: columns, by: every).map { index in
            let time = naming.time(first + Int64(index) * span) ?? ""
            return [
                "x": number(max(Self.left + (Double(index) + 0.5) * step, Self.left + 34)), "y": number(base + 17),
                "label": String(time.dropFirst(5)),
            ]
        }
        .filter { ($0["x"] as? String).flatMap(Double.init) ?? 0 < Self.width - 30 }
    }

    private func drawnMarks(first: Int64, span: Int64, columns: Int, step: Double, base: Double) -> [Fields] {
        let end = first + span * Int64(columns)
        return marks.filter { $0.at > 0 }.sorted { ($0.at, $0.action) < ($1.at, $1.action) }.prefix(24).enumerated()
            .map { index, mark in
                // What we do after the last mention stands at the right edge.
                let at = Double(min(max(mark.at, first), end) - first) / Double(span)
                return [
                    "x": number(Self.left + at * step), "top": number(Self.top - 6), "bottom": number(base),
                    "textY": number(Self.top - 9), "number": index + 1, "time": naming.time(mark.at) ?? "",
                    "action": mark.action,
                ]
            }
    }

    private func number(_ value: Double) -> String {
        String(format: "%.1f", locale: Locale(identifier: "en_US_POSIX"), value)
    }

    /// The moments of a case that people look for in the curve.
    static func marks(of matter: Case?, incident: Incident, naming: Naming) -> [Mark] {
        guard let matter else { return [] }
        let words = naming.words
        var marks = [Mark(at: matter.openedAt, action: words["mark_caseOpened"])]
        if matter.hasStrategy {
            marks.append(
                Mark(
                    at: matter.strategy.decidedAt,
                    action: words.filled("mark_strategy", naming.strategy(matter.strategy.strategy))))
        }
        marks += matter.statements.filter { $0.releasedAt > 0 }
            .map { Mark(at: $0.releasedAt, action: words.filled("mark_released", naming.channel($0.channel))) }
        marks += matter.directives.filter { $0.doneAt > 0 }
            .map { Mark(at: $0.doneAt, action: words.filled("mark_done", naming.directive($0))) }
        if matter.closedAt > 0 { marks.append(Mark(at: matter.closedAt, action: words["mark_closed"])) }
        return marks.filter { $0.at > 0 }
    }
}
