import Plan
import Schemas

/// Mentions by source, those of one kind of medium together, the heaviest medium first.
struct SpreadChart {
    private struct Row {
        var name: String
        var tier: Int
        var mentions: Int64
    }

    let sources: [SourceCount]
    let naming: Naming

    private var rows: [Row] {
        sources.filter { $0.mentions > 0 }.map { count in
            Row(
                name: naming.source(count.source), tier: naming.plan.source(count.source)?.tier ?? 0,
                mentions: count.mentions)
        }
        .sorted {
            ($0.tier == 0 ? 9 : $0.tier, -$0.mentions, $0.name) < ($1.tier == 0 ? 9 : $1.tier, -$1.mentions, $1.name)
        }
    }

    private func tierName(_ tier: Int) -> String { naming.words[tier == 0 ? "tier_unknown" : "tier_\(tier)"] }

    /// `nil` when there is nothing to draw.
    var chart: Chart? {
        let rows = rows
        guard !rows.isEmpty else { return nil }
        let words = naming.words
        let total = rows.reduce(0) { $0 + $1.mentions }
        let tiers = Dictionary(grouping: rows, by: \.tier).mapValues { $0.reduce(0) { $0 + $1.mentions } }
            .sorted { ($0.key == 0 ? 9 : $0.key) < ($1.key == 0 ? 9 : $1.key) }
        let parts = tiers.map { words.filled("chart_spreadPart", tierName($0.key), String($0.value)) }
        return Chart(
            id: "spread", title: words["chart_spread"],
            description: words.filled("chart_spreadText", String(rows.count), String(total), naming.list(parts)),
            drawings: [ChartFrame.desk, .phone].map { ($0, draw(rows, total: total, $0)) }, keys: [],
            head: [words["source"], words["chart_tier"], words["mentions"], words["chart_part"]],
            rows: rows.map {
                [$0.name, tierName($0.tier), String($0.mentions), naming.percent(Double($0.mentions) / Double(total))]
            })
    }

    private func draw(_ rows: [Row], total: Int64, _ frame: ChartFrame) -> Drawing {
        let rowHeight = 34.0
        let headHeight = 22.0
        let groups = Set(rows.map(\.tier)).count
        let height = 8 + Double(rows.count) * rowHeight + Double(groups) * headHeight
        var drawing = Drawing(width: frame.width, height: height)
        let peak = rows.map(\.mentions).max() ?? 1
        let left = 8.0
        let room = frame.width - left - 100
        var y = 4.0
        var tier: Int?
        for row in rows {
            if tier != row.tier {
                tier = row.tier
                drawing.text("spread-tier", tierName(row.tier), at: .init(x: 1, y: y + 14))
                y += headHeight
            }
            drawing.text("axis strong", row.name, at: .init(x: left, y: y + 11))
            let width = max(Double(row.mentions) / Double(peak) * room, 2)
            let share = naming.percent(Double(row.mentions) / Double(total))
            drawing.rect("tier-\(row.tier)", x: left, y: y + 16, width: width, height: 10)
            drawing.text(
                "axis", "\(naming.count(row.mentions)) · \(share)", at: .init(x: left + width + 6, y: y + 25))
            y += rowHeight
        }
        return drawing
    }
}
