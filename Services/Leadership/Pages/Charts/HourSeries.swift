import Schemas

/// Hourly volumes, joined to as many columns as there is room for.
struct HourSeries {
    struct Column: Hashable {
        /// Start, milliseconds since 1970.
        var at: Int64
        var mentions: Int64 = 0
        /// At most `mentions`.
        var negative: Int64 = 0
        /// What is usual in these hours; `nil` where nothing is known of it.
        var expected: Double?

        /// 0…1; `nil` where there is nothing to have a share of.
        var share: Double? { mentions > 0 ? Double(negative) / Double(mentions) : nil }
    }

    /// The last five years at the most: what lies before is no part of the same story.
    private static let longest = 5 * 8_784 * TimeScale.hour

    /// Milliseconds since 1970; the end is that of the last column.
    let start: Int64
    let end: Int64
    /// Length of a column in milliseconds.
    let span: Int64
    let columns: [Column]
    let mentions: Int64
    let negative: Int64

    /// - Parameters:
    ///   - until: the curve goes on to there at least, within a quarter of its length: what we do after the last mention
    ///     is part of the story.
    ///   - expected: mentions that are usual in the hour that starts there.
    /// - Returns: `nil` when there is nothing to draw.
    init?(_ volume: [HourlyVolume], atMost count: Int, until: Int64 = 0, expected: ((Int64) -> Double?)? = nil) {
        let hour = TimeScale.hour
        let all = volume.filter { $0.hour > 0 && $0.hour < Int64.max / 4 }.sorted { $0.hour < $1.hour }
        guard let newest = all.last?.hour else { return nil }
        let sorted = all.filter { newest - $0.hour <= Self.longest }
        let first = sorted.first?.hour ?? newest
        let room = max(6 * hour, (newest - first) / 4)
        let last = max(newest, min(until, newest + room) / hour * hour)
        let hours = (last - first) / hour + 1
        let together = max(1, (hours + Int64(count) - 1) / Int64(count))
        let span = together * hour
        var columns = (0..<Int((hours + together - 1) / together)).map { Column(at: first + Int64($0) * span) }
        for one in sorted {
            let index = Int((one.hour - first) / span)
            columns[index].mentions += max(one.mentions, 0)
            columns[index].negative += min(max(one.negative, 0), max(one.mentions, 0))
        }
        if let expected {
            for index in columns.indices {
                let usual = (0..<together).compactMap { expected(columns[index].at + $0 * hour) }
                columns[index].expected = usual.isEmpty ? nil : usual.reduce(0, +)
            }
        }
        start = first
        end = first + Int64(columns.count) * span
        self.span = span
        self.columns = columns
        mentions = columns.reduce(0) { $0 + $1.mentions }
        negative = columns.reduce(0) { $0 + $1.negative }
    }

    var peak: Int64 { columns.map(\.mentions).max() ?? 0 }
}
