import Schemas

/// Mentions by hour with their negative part, what is usual, and the moments of our actions.
struct VolumeChart {
    let volume: [HourlyVolume]
    let marks: [ChartMark]
    let naming: Naming
    /// Mentions that are usual in the hour that starts there.
    var expected: ((Int64) -> Double?)?

    /// `nil` when there is nothing to draw.
    var chart: Chart? {
        guard let table = series(.desk) else { return nil }
        let words = naming.words
        let hasBaseline = table.columns.contains { $0.expected != nil }
        var head = [words["chart_time"], words["chart_volume"], words["chart_negative"]]
        if hasBaseline { head.append(words["chart_baseline"]) }
        return Chart(
            id: "volume", title: words["chart_title"],
            description: words.filled(
                "chart_text", naming.time(table.start) ?? "", naming.time(table.end) ?? "", String(table.mentions),
                String(table.negative), String(table.peak)),
            drawings: [ChartFrame.desk, .phone].compactMap { frame in series(frame).map { (frame, draw($0, frame)) } },
            keys: [("volume", words["chart_volume"]), ("negative", words["chart_negative"])]
                + (hasBaseline ? [("baseline", words["chart_baseline"])] : []),
            marks: marks, head: head,
            rows: table.columns.map { column in
                let cells = [naming.time(column.at) ?? "", String(column.mentions), String(column.negative)]
                return hasBaseline
                    ? cells + [column.expected.map { naming.number(($0 * 10).rounded() / 10) } ?? "–"] : cells
            })
    }

    private func series(_ frame: ChartFrame) -> HourSeries? {
        HourSeries(volume, atMost: frame.columns, until: marks.last?.at ?? 0, expected: expected)
    }

    private func draw(_ series: HourSeries, _ frame: ChartFrame) -> Drawing {
        var drawing = Drawing(width: frame.width, height: frame.height)
        let usual = series.columns.compactMap(\.expected).max() ?? 0
        let top = AxisTop.above(max(series.peak, usual < 1e15 ? Int64(usual.rounded(.up)) : 0))
        drawing.grid(frame, [0, top / 2, top].map { (Double($0) / Double(top), naming.axis($0)) })
        let scale = frame.scale(series.start, series.end)
        drawing.times(frame, scale, naming)
        let step = frame.plotWidth / Double(series.columns.count)
        for (index, column) in series.columns.enumerated() where column.mentions > 0 {
            let x = frame.left + Double(index) * step + min(step * 0.1, 1)
            let width = max(step - min(step * 0.2, 2), 0.5)
            let tip = naming.words.filled(
                "chart_bar", naming.time(column.at) ?? "", String(column.mentions), String(column.negative))
            let y = frame.y(Double(column.mentions) / Double(top))
            drawing.rect("volume", x: x, y: y, width: width, height: frame.base - y, tip: tip)
            let lower = frame.y(Double(column.negative) / Double(top))
            drawing.rect("negative", x: x, y: lower, width: width, height: frame.base - lower, tip: tip)
        }
        drawing.path(
            "baseline",
            series.columns.enumerated().compactMap { index, column in
                column.expected.map {
                    .init(x: frame.left + (Double(index) + 0.5) * step, y: frame.y($0 / Double(top)))
                }
            })
        drawing.marks(marks, frame, scale)
        return drawing
    }
}
