import Schemas

/// What is otherwise about one incident, and how much it matters.
struct CourseChanges {
    let old: IncidentCourse?
    let new: IncidentCourse?
    let oldCase: CaseCourse?
    let newCase: CaseCourse?
    /// The two have different ids: the incident begins with another mention.
    let isMoved: Bool

    struct Found {
        var change: Difference.Entry.Kind
        var about: Difference.Entry.About
        var changes: [Difference.Change]
        var minutesLater: Double?
        var gravity: Int

        /// A plan owner first wants to know what would have been missed.
        func weight(isFalseAlarm: Bool, isHandled: Bool) -> Double {
            var weight = Double(gravity) * 30
            switch (about, change) {
            case (.aCase, .removed): weight += isHandled ? 1000 : isFalseAlarm ? 300 : 500
            case (.aCase, .added): weight += 600
            case (.aCase, .changed): weight += isHandled ? 100 : 50
            case (.incident, _): weight += 0
            }
            for change in changes {
                switch change.what {
                case "opened":
                    let minutes = minutesLater ?? 0
                    weight += minutes > 0 ? 250 + min(minutes, 200) : 150 + min(-minutes, 100)
                case "grades": weight += 150
                case "strategy": weight += 120
                case "end", "reopened": weight += 80
                case "directives": weight += 60
                default: weight += 10
                }
            }
            return weight
        }
    }

    /// Nil where nothing is otherwise that anybody would look at.
    var found: Found? {
        let gravity =
            [old?.highestGrade, new?.highestGrade, oldCase?.highestGrade, newCase?.highestGrade]
            .compactMap { $0?.gravity }.max() ?? 0
        switch (oldCase, newCase) {
        case (let was?, nil):
            let reason = new == nil ? "no such incident" : "no case: highest grade \(new?.highestGrade.label ?? "–")"
            return Found(
                change: .removed, about: .aCase,
                changes: [.init(what: "case", before: Self.opened(was), after: reason)], gravity: gravity)
        case (nil, let now?):
            let reason = old == nil ? "no such incident" : "no case: highest grade \(old?.highestGrade.label ?? "–")"
            return Found(
                change: .added, about: .aCase,
                changes: [.init(what: "case", before: reason, after: Self.opened(now))], gravity: gravity)
        case (let was?, let now?):
            let (changes, minutes) = differences(was, now)
            guard !changes.isEmpty else { return nil }
            return Found(
                change: .changed, about: .aCase, changes: changes, minutesLater: minutes, gravity: gravity)
        case (nil, nil): return withoutCase(gravity)
        }
    }

    /// What has no grade on either side is chatter: counted, not listed.
    private func withoutCase(_ gravity: Int) -> Found? {
        guard gravity > 0 else { return nil }
        switch (old, new) {
        case (let was?, nil):
            // Merged away on the one side, and not made on the other.
            guard was.mergedInto.isEmpty else { return nil }
            return Found(
                change: .removed, about: .incident,
                changes: [.init(what: "incident", before: was.highestGrade.label, after: "–")], gravity: gravity)
        case (nil, let now?):
            guard now.mergedInto.isEmpty else { return nil }
            return Found(
                change: .added, about: .incident,
                changes: [.init(what: "incident", before: "–", after: now.highestGrade.label)], gravity: gravity)
        case (let was?, let now?):
            let changes = incidentChanges(was, now)
            return changes.isEmpty
                ? nil : Found(change: .changed, about: .incident, changes: changes, gravity: gravity)
        case (nil, nil): return nil
        }
    }

    private func incidentChanges(_ was: IncidentCourse, _ now: IncidentCourse) -> [Difference.Change] {
        var changes: [Difference.Change] = []
        func compare(_ what: String, _ before: String, _ after: String) {
            if before != after { changes.append(.init(what: what, before: before, after: after)) }
        }
        if was.highestGrade != now.highestGrade {
            compare("grade", was.highestGrade.label, now.highestGrade.label)
        } else {
            compare("grade", was.grade.label, now.grade.label)
        }
        compare("kind", "\(was.kind)", "\(now.kind)")
        compare("end", Self.end(of: was), Self.end(of: now))
        // A few mentions more or less are nobody's matter.
        let most = max(was.mentions, now.mentions)
        if abs(was.mentions - now.mentions) * 10 > most { compare("mentions", "\(was.mentions)", "\(now.mentions)") }
        return changes
    }

    private static func end(of incident: IncidentCourse) -> String {
        if incident.isFalseAlarm { return "false alarm" }
        return incident.mergedInto.isEmpty ? "" : "merged into \(incident.mergedInto)"
    }

    private func differences(_ was: CaseCourse, _ now: CaseCourse) -> ([Difference.Change], Double?) {
        var changes: [Difference.Change] = []
        var minutes: Double?
        func compare(_ what: String, _ before: String, _ after: String) {
            if before != after { changes.append(.init(what: what, before: before, after: after)) }
        }
        if !Self.isSame(was.openedAt, now.openedAt) {
            minutes = (Double(now.openedAt - was.openedAt) / 60_000).rounded()
            compare("opened", Timestamps.rfc3339(was.openedAt), Timestamps.rfc3339(now.openedAt))
        }
        if !Self.haveSameGrades(was.grades, now.grades) {
            compare("grades", Self.words(was.grades), Self.words(now.grades))
        }
        compare("strategy", was.strategy, now.strategy)
        let (fewer, more) = (was.directives.subtracting(now.directives), now.directives.subtracting(was.directives))
        compare("directives", fewer.sorted().joined(separator: ", "), more.sorted().joined(separator: ", "))
        compare("reopened", "\(was.reopened)", "\(now.reopened)")
        if was.end != now.end || (was.end != nil && !Self.isSame(was.endedAt, now.endedAt)) {
            compare("end", Self.words(was), Self.words(now))
        }
        // A case follows its incident: its mentions count where nothing else would say that it is another size.
        if isMoved, let old, let new, changes.isEmpty { return (incidentChanges(old, new), nil) }
        return (changes, minutes)
    }

    private static func isSame(_ one: Int64, _ other: Int64) -> Bool {
        abs(one - other) <= Difference.tolerance
    }

    /// Grades that are the same, one after the other, at about the same times; the first is the opening's.
    private static func haveSameGrades(_ one: [CaseCourse.Step], _ other: [CaseCourse.Step]) -> Bool {
        guard one.map(\.grade) == other.map(\.grade) else { return false }
        return zip(one, other).enumerated().allSatisfy { index, pair in index == 0 || isSame(pair.0.at, pair.1.at) }
    }

    private static func opened(_ aCase: CaseCourse) -> String {
        "opened \(Timestamps.rfc3339(aCase.openedAt)), grade \(aCase.grades.first?.grade ?? "–")"
    }

    private static func words(_ steps: [CaseCourse.Step]) -> String {
        steps.map { "\($0.grade) from \(Timestamps.rfc3339($0.at))" }.joined(separator: ", ")
    }

    private static func words(_ aCase: CaseCourse) -> String {
        aCase.end.map { "\($0.rawValue) \(Timestamps.rfc3339(aCase.endedAt))" } ?? "open"
    }
}
