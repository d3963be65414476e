import Plan

/// The size of a drawing and the place of its plot: one for a desk, one for a phone, where the same letters need more of
/// the width.
struct ChartFrame {
    let name: String
    let width: Double
    let height: Double
    var left = 46.0
    var right = 14.0
    var top = 26.0
    var bottom = 28.0
    /// Columns of hours there is room for, and labels below them.
    let columns: Int
    let ticks: Int

    static let desk = ChartFrame(name: "desk", width: 760, height: 220, columns: 168, ticks: 7)
    static let phone = ChartFrame(name: "phone", width: 356, height: 210, columns: 60, ticks: 3)

    var base: Double { height - bottom }
    var plotWidth: Double { width - left - right }
    var plotHeight: Double { height - top - bottom }

    /// - Parameter fraction: 0 at the base, 1 at the top.
    func y(_ fraction: Double) -> Double { base - min(max(fraction, 0), 1) * plotHeight }

    func scale(_ start: Int64, _ end: Int64) -> TimeScale {
        TimeScale(start: start, end: end, left: left, right: width - right)
    }
}

extension Drawing {
    /// Horizontal lines with their labels to the left.
    mutating func grid(_ frame: ChartFrame, _ labels: [(fraction: Double, text: String)]) {
        for label in labels {
            let y = frame.y(label.fraction)
            line(
                label.fraction == 0 ? "axis-line" : "grid", from: .init(x: frame.left, y: y),
                to: .init(x: frame.width - frame.right, y: y))
            text("axis", label.text, at: .init(x: frame.left - 6, y: y + 4), anchor: .end)
        }
    }

    /// Times below the plot.
    mutating func times(_ frame: ChartFrame, _ scale: TimeScale, _ naming: Naming) {
        let ticks = scale.ticks(in: naming.plan.institution.timeZone, atMost: frame.ticks)
        let isDays = ticks.count > 1 && ticks[1] - ticks[0] >= 24 * TimeScale.hour
        for tick in ticks {
            guard let time = naming.time(tick) else { continue }
            let x = scale.x(tick)
            line("grid", from: .init(x: x, y: frame.base), to: .init(x: x, y: frame.base + 4))
            let label = time.dropFirst(5)
            text(
                "axis", String(isDays ? label.prefix(5) : label), at: .init(x: x, y: frame.base + 18), anchor: .middle)
        }
    }

    /// The moments of our actions, numbered as in the list below the drawing.
    mutating func marks(_ marks: [ChartMark], _ frame: ChartFrame, _ scale: TimeScale) {
        // Numbers that would stand on each other are joined: the list below tells them apart.
        var joined: [(x: Double, first: Int, last: Int)] = []
        for mark in marks {
            let x = scale.x(mark.at)
            line("mark", from: .init(x: x, y: frame.top - 4), to: .init(x: x, y: frame.base))
            if let previous = joined.last, x - previous.x < 30 {
                joined[joined.count - 1].last = mark.number
            } else {
                joined.append((x, mark.number, mark.number))
            }
        }
        for group in joined {
            let label = group.first == group.last ? String(group.first) : "\(group.first)–\(group.last)"
            text("mark-number", label, at: .init(x: group.x, y: frame.top - 9), anchor: .middle)
        }
    }
}
