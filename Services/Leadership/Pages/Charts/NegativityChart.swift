import Schemas

/// The negative share of the mentions over time.
struct NegativityChart {
    let volume: [HourlyVolume]
    let marks: [ChartMark]
    let naming: Naming

    /// `nil` when there is nothing to draw.
    var chart: Chart? {
        guard let table = HourSeries(volume, atMost: ChartFrame.desk.columns / 2, until: marks.last?.at ?? 0),
            table.mentions > 0
        else { return nil }
        let words = naming.words
        let measured = table.columns.filter { $0.mentions > 0 }
        let worst = measured.max { ($0.share ?? 0, $0.mentions) < ($1.share ?? 0, $1.mentions) }
        return Chart(
            id: "negativity", title: words["chart_negativity"],
            description: words.filled(
                "chart_negativityText", naming.percent(Double(table.negative) / Double(table.mentions)),
                naming.percent(worst?.share ?? 0), worst.flatMap { naming.time($0.at) } ?? ""),
            drawings: [ChartFrame.desk, .phone].compactMap { frame in
                HourSeries(volume, atMost: frame.columns / 2, until: marks.last?.at ?? 0).map {
                    (frame, draw($0, frame))
                }
            },
            keys: [("share", words["chart_negativity"])],
            head: [words["chart_time"], words["chart_volume"], words["negativeShare"]],
            rows: measured.map { [naming.time($0.at) ?? "", String($0.mentions), naming.percent($0.share ?? 0)] })
    }

    private func draw(_ series: HourSeries, _ frame: ChartFrame) -> Drawing {
        var drawing = Drawing(width: frame.width, height: frame.height)
        drawing.grid(frame, [(0, "0%"), (0.5, "50%"), (1, "100%")])
        let scale = frame.scale(series.start, series.end)
        drawing.times(frame, scale, naming)
        // Hours without a mention have no share: the line breaks there, rather than say that all was well.
        var run: [Drawing.Point] = []
        func finish() {
            if let first = run.first, let last = run.last, run.count > 1 {
                let floor = [Drawing.Point(x: last.x, y: frame.base), Drawing.Point(x: first.x, y: frame.base)]
                drawing.path("share-area", run + floor, isClosed: true)
                drawing.path("share-line", run)
            }
            run = []
        }
        for column in series.columns {
            guard let share = column.share else {
                finish()
                continue
            }
            run.append(.init(x: scale.x(column.at + series.span / 2), y: frame.y(share)))
        }
        finish()
        for column in series.columns {
            guard let share = column.share else { continue }
            drawing.dot(
                "share-dot", at: .init(x: scale.x(column.at + series.span / 2), y: frame.y(share)),
                radius: series.columns.count > 40 ? 1.6 : 2.6,
                tip: "\(naming.time(column.at) ?? "") \(naming.percent(share))")
        }
        drawing.marks(marks, frame, scale)
        return drawing
    }
}
