import Analysis
import Schemas

/// The incidents of a month as they came, grew and became one.
struct MonthLife {
    struct Told {
        var incident: String
        /// ms since 1970.
        var at: Int64
    }

    private(set) var created = 0
    /// Each change to grade III or a graver one.
    private(set) var grades: [Told] = []
    private(set) var cases: [Told] = []
    private var mergedInto: [String: String] = [:]
    private var members: [String: [MonthLabels.Label]] = [:]
    private var joined: [(label: MonthLabels.Label, incident: String)] = []
    private var negatives: [String: Int] = [:]

    /// The first grade of III or worse of each incident.
    var firstGrades: [Told] {
        var met: Set<String> = []
        return grades.filter { met.insert($0.incident).inserted }
    }

    init(_ record: MonthRecord, _ labels: MonthLabels) {
        for step in record.steps {
            switch step {
            case .opened(let incident, let at): cases.append(Told(incident: incident, at: at))
            case .analysis(.merged(let id, let into, _)):
                mergedInto[id] = into
                members[into, default: []] += members.removeValue(forKey: id) ?? []
            case .analysis(.graded(let id, let grade, let at)):
                if (Grade.i.rawValue...Grade.iii.rawValue).contains(grade.rawValue) {
                    grades.append(Told(incident: id, at: at))
                }
            case .analysis(.mention(let url, let incident, let isNegative, _, _)):
                guard let label = labels.byAddress[url] else { continue }
                if isNegative { negatives[label.what, default: 0] += 1 }
                guard let incident else { continue }
                if members[incident] == nil { created += 1 }
                members[incident, default: []].append(label)
                joined.append((label, incident))
            }
        }
    }

    /// The incident that it became.
    private func end(of incident: String) -> String {
        var (incident, steps) = (incident, 0)
        while let next = mergedInto[incident], steps <= mergedInto.count { (incident, steps) = (next, steps + 1) }
        return incident
    }

    /// Of an incident's mentions until then those of an event; nil: of any.
    func share(of event: String?, in incident: String, at time: Int64) -> Double {
        let known = (members[end(of: incident)] ?? []).filter { $0.at <= time + 1000 }
        guard !known.isEmpty else { return 0 }
        let own = known.count { label in event.map { label.what == $0 } ?? label.isEvent }
        return Double(own) / Double(known.count)
    }

    func negatives(of event: String) -> Int { negatives[event] ?? 0 }

    /// Of each incident that holds mentions of an event, how many of them and how many in all; the most first.
    func holdings(of event: String) -> [(own: Int, all: Int)] {
        var counts: [String: (own: Int, all: Int)] = [:]
        for (label, incident) in joined {
            counts[end(of: incident), default: (0, 0)].all += 1
            if label.what == event { counts[end(of: incident), default: (0, 0)].own += 1 }
        }
        return counts.filter { $0.value.own > 0 }.sorted { a, b in
            (b.value.own, a.key) < (a.value.own, b.key)
        }.map(\.value)
    }

    /// Of all that joined, what joined an incident that had begun so long before, in ms.
    func share(olderThan age: Int64) -> Double {
        guard !joined.isEmpty else { return 0 }
        var begun: [String: Int64] = [:]
        var old = 0
        for (label, incident) in joined.sorted(by: { $0.label.at < $1.label.at }) {
            let first = begun[end(of: incident)] ?? label.at
            begun[end(of: incident)] = first
            if label.at - first > age { old += 1 }
        }
        return Double(old) / Double(joined.count)
    }
}
