import Foundation

/// Leave, rotas, and who takes whose duty.
extension PlanMapping {
    func rota(in zone: TimeZone, of people: [ResponsePlan.Person]) -> ResponsePlan.Rota {
        let rota = ResponsePlan.Rota(
            id: id(.rota), group: reference("group", to: .group),
            people: list("people", atLeastOne: true) { $0.reference(to: .person) }.compactMap { $0 },
            turn: span("turn"), from: moment("from", in: zone), zone: zone,
            overrides: mappingsIfAny("overrides") {
                ResponsePlan.Swap(person: $0.reference("person", to: .person), time: $0.time(in: zone))
            })
        if let gap = rota.gap(among: people) {
            nodeIfAny("people")?.mistake(
                found: "everybody on leave from \(gap.words(in: zone))",
                expected: "somebody on duty at any time: another person, or one in overrides for that time")
        }
        return rota
    }

    func leave(in zone: TimeZone) -> [ResponsePlan.Leave] { mappingsIfAny("leave") { $0.time(in: zone) } }

    private func time(in zone: TimeZone) -> ResponsePlan.Leave {
        let from = has("from") ? moment("from", in: zone) : nil
        _ = nodeIfAny("from")
        let until = moment("until", in: zone)
        if let from, has("until"), until <= from {
            nodeIfAny("until")?.mistake(expected: "a moment after from")
        }
        return .init(from: from, until: until)
    }

    private func moment(_ key: String, in zone: TimeZone) -> Date {
        let expected = "a date and time such as 2026-01-05 08:30, in the institution's time zone"
        guard let node = node(key, expected), let text = node.characters(expected) else { return .distantPast }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard parts.count == 2, let day = ResponsePlan.WorkingCalendar.Day(parts[0]), let minute = minutes(parts[1]),
            let date = calendar.date(
                from: DateComponents(
                    year: day.year, month: day.month, day: day.day, hour: minute / 60, minute: minute % 60))
        else {
            node.mistake(expected: expected)
            return .distantPast
        }
        return date
    }
}

extension ResponsePlan.Rota {
    /// The first time in which everybody on it is on leave and nobody takes the duty.
    fileprivate func gap(among all: [ResponsePlan.Person]) -> ResponsePlan.Leave? {
        let own = Set(people + overrides.map(\.person))
        let leave = Dictionary(all.filter { own.contains($0.id) }.map { ($0.id, $0.leave) }) { first, _ in first }
        func isAway(_ id: String, _ date: Date) -> Bool { leave[id]?.contains { $0.contains(date) } ?? false }
        func isGap(_ date: Date) -> Bool {
            people.allSatisfy { isAway($0, date) }
                && !overrides.contains { $0.time.contains(date) && !isAway($0.person, date) }
        }
        // It can only begin and end where a leave or a swap does.
        let times = leave.values.flatMap { $0 } + overrides.map(\.time)
        let edges = Set(times.flatMap { [$0.from ?? from, $0.until] }).sorted()
        guard !people.isEmpty, let begin = edges.first(where: isGap) else { return nil }
        return .init(from: begin, until: edges.first { $0 > begin && !isGap($0) } ?? begin)
    }
}

extension ResponsePlan.Leave {
    fileprivate func words(in zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        func words(_ date: Date) -> String {
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
            func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
            return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute))"
        }
        return "\(words(from ?? until)) until \(words(until))"
    }
}
