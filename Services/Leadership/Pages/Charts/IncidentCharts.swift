import Schemas

/// The four charts of an incident, as far as there is something to draw.
struct IncidentCharts {
    let volume: [HourlyVolume]
    let sources: [SourceCount]
    let matter: Case?
    let journal: [JournalEntry]
    /// Where the grade's line ends: now, or the end of the case. Milliseconds since 1970.
    let end: Int64
    let naming: Naming
    /// Mentions that are usual in the hour that starts there.
    var expected: ((Int64) -> Double?)?

    var charts: [Fields] {
        let marks = ChartMark.of(matter, naming: naming)
        let charts = [
            VolumeChart(volume: volume, marks: marks, naming: naming, expected: expected).chart,
            NegativityChart(volume: volume, marks: marks, naming: naming).chart,
            GradeChart(steps: GradeChart.steps(journal), end: end, naming: naming).chart,
            SpreadChart(sources: sources, naming: naming).chart,
        ]
        return charts.compactMap { $0?.fields(naming) }
    }
}
