import Casework
import Schemas

/// Compares two courses of the same events.
struct Comparison {
    let before: Courses
    let after: Courses
    let window: Window
    /// Of the record, by id.
    let decisions: [String: Decision]
    /// Where mentions before this time are gone: incidents that began before it are left out.
    let firstKept: Int64?

    /// The same happening on both sides; on one alone where the other has nothing like it.
    private struct Pair {
        var before: String?
        var after: String?
        var id: String { before ?? after ?? "" }
    }

    func difference(_ sides: (before: Difference.Side, after: Difference.Side)) -> Difference {
        let (pairs, left) = pairs()
        let entries = pairs.compactMap(entry).sorted { a, b in
            a.weight == b.weight ? a.incident < b.incident : a.weight > b.weight
        }
        let misfits = misfits()
        var totals = totals(pairs, entries)
        totals.misfits = misfits.count
        return Difference(
            since: Timestamps.rfc3339(window.since), until: Timestamps.rfc3339(window.until), before: sides.before,
            after: sides.after, totals: totals, entries: entries, misfits: misfits, notCompared: left,
            isEmpty: entries.isEmpty && misfits.isEmpty)
    }

    // MARK: Which belong together

    private func pairs() -> (pairs: [Pair], left: Int) {
        let ids = Set(before.incidents.keys).union(after.incidents.keys).union(before.cases.keys)
            .union(after.cases.keys).filter(isActive)
        let known = ids.filter { isComparable($0) }
        var pairs: [Pair] = []
        var (gone, new): ([String], [String]) = ([], [])
        for id in known.sorted() {
            switch (isThere(id, before), isThere(id, after)) {
            case (true, true): pairs.append(Pair(before: id, after: id))
            case (true, false): gone.append(id)
            case (false, true): new.append(id)
            case (false, false): continue
            }
        }
        var shown: [String: [String]] = [:]
        for id in new { for mention in after.incidents[id]?.evidence ?? [] { shown[mention, default: []].append(id) } }
        var taken: Set<String> = []
        for id in gone {
            let alike = Set((before.incidents[id]?.evidence ?? []).flatMap { shown[$0] ?? [] }).subtracting(taken)
            let twin = alike.max { (likeness(id, $0), $1) < (likeness(id, $1), $0) }
            guard let twin, likeness(id, twin) >= 0.5 else {
                pairs.append(Pair(before: id, after: nil))
                continue
            }
            taken.insert(twin)
            pairs.append(Pair(before: id, after: twin))
        }
        pairs += new.filter { !taken.contains($0) }.map { Pair(before: nil, after: $0) }
        return (pairs, ids.count - known.count)
    }

    private func isThere(_ id: String, _ courses: Courses) -> Bool {
        courses.incidents[id] != nil || courses.cases[id] != nil
    }

    /// Something became of it within the window, on either side.
    private func isActive(_ id: String) -> Bool {
        [before, after].contains { courses in
            let changed = max(courses.incidents[id]?.changedAt ?? 0, courses.cases[id]?.changedAt ?? 0)
            return changed >= window.since
        }
    }

    /// A drill is nobody's case, and what began with mentions that are gone cannot be told.
    private func isComparable(_ id: String) -> Bool {
        let course = before.incidents[id] ?? after.incidents[id]
        if course?.isDrill == true { return false }
        guard let firstKept else { return true }
        guard let course else { return (before.cases[id] ?? after.cases[id])?.openedAt ?? 0 >= firstKept }
        return course.discoveredAt >= firstKept
    }

    /// Of the mentions that two incidents of one subject are shown by, the share they have in common.
    private func likeness(_ one: String, _ other: String) -> Double {
        guard let a = before.incidents[one], let b = after.incidents[other], a.subject == b.subject else { return 0 }
        let fewest = min(a.evidence.count, b.evidence.count)
        return fewest == 0 ? 0 : Double(a.evidence.intersection(b.evidence).count) / Double(fewest)
    }

    // MARK: What is otherwise

    private func entry(_ pair: Pair) -> Difference.Entry? {
        let (old, new) = (pair.before.flatMap { before.incidents[$0] }, pair.after.flatMap { after.incidents[$0] })
        let (oldCase, newCase) = (pair.before.flatMap { before.cases[$0] }, pair.after.flatMap { after.cases[$0] })
        let changes = CourseChanges(
            old: old, new: new, oldCase: oldCase, newCase: newCase, isMoved: pair.before != pair.after)
        guard let found = changes.found, isOpenedWithin(oldCase, newCase) else { return nil }
        let shown = old ?? new
        return Difference.Entry(
            change: found.change, about: found.about, incident: pair.id,
            subject: shown?.subject ?? (oldCase ?? newCase)?.subject ?? "", title: shown?.title ?? "",
            kind: shown.map { "\($0.kind)" } ?? "", before: pair.before.flatMap { view($0, old, oldCase) },
            after: pair.after.flatMap { view($0, new, newCase) }, changes: found.changes,
            minutesLater: found.minutesLater, falseAlarm: isFalseAlarm(pair), handled: isHandled(oldCase),
            weight: found.weight(isFalseAlarm: isFalseAlarm(pair), isHandled: isHandled(oldCase)))
    }

    /// A case that one side alone has is of the window it was opened in: before it, inputs may be cut off.
    private func isOpenedWithin(_ one: CaseCourse?, _ other: CaseCourse?) -> Bool {
        guard (one == nil) != (other == nil), let only = one ?? other else { return true }
        return only.openedAt >= window.since
    }

    private func view(_ id: String, _ incident: IncidentCourse?, _ aCase: CaseCourse?) -> Difference.View? {
        guard incident != nil || aCase != nil else { return nil }
        let gravest = [incident?.highestGrade, aCase?.highestGrade].compactMap { $0 }.max { $0.gravity < $1.gravity }
        return Difference.View(
            incident: id, grade: (incident?.grade ?? .unspecified).label,
            highestGrade: (gravest ?? .unspecified).label, mentions: incident?.mentions ?? 0,
            caseOpenedAt: aCase.map { Timestamps.rfc3339($0.openedAt) },
            grades: aCase?.grades.map { .init(at: Timestamps.rfc3339($0.at), grade: $0.grade) } ?? [],
            strategy: aCase?.strategy ?? "", directives: aCase?.directives.sorted() ?? [],
            ended: aCase?.end?.rawValue, endedAt: aCase?.end == nil ? nil : aCase.map { Timestamps.rfc3339($0.endedAt) }
        )
    }

    private func isFalseAlarm(_ pair: Pair) -> Bool {
        guard let id = pair.before else { return false }
        return before.incidents[id]?.isFalseAlarm == true || before.cases[id]?.end == .falseAlarm
    }

    private func isHandled(_ aCase: CaseCourse?) -> Bool {
        guard let aCase, aCase.end != .falseAlarm else { return false }
        return aCase.isDecided || aCase.end == .closed
    }

    // MARK: Decisions

    private func misfits() -> [Difference.Misfit] {
        decisions.values.filter { window.since <= $0.decidedAt && $0.decidedAt < window.until }
            .sorted { ($0.decidedAt, $0.id) < ($1.decidedAt, $1.id) }.compactMap { decision in
                let (was, now) = (why(before.fates[decision.id]), why(after.fates[decision.id]))
                // What was refused on both sides was, whatever the words.
                guard (was == nil) != (now == nil), let kind = decision.kind else { return nil }
                // Logistics may not have been run at all.
                let isAnswered = before.fates[decision.id] != nil && after.fates[decision.id] != nil
                guard kind.row.owner != .logistics || isAnswered else { return nil }
                let id = decision.incidentID
                guard isComparable(id) else { return nil }
                return Difference.Misfit(
                    decision: decision.id, incident: id,
                    title: (before.incidents[id] ?? after.incidents[id])?.title ?? "", person: decision.person,
                    kind: kind.name, decidedAt: Timestamps.rfc3339(decision.decidedAt), before: was,
                    after: now)
            }
    }

    /// - Returns: nil where it was carried out, or left to a service that nothing is compared of.
    private func why(_ fate: DecisionFate?) -> String? {
        if case .refused(let reason)? = fate { reason } else { nil }
    }

    // MARK: Totals

    private func totals(_ pairs: [Pair], _ entries: [Difference.Entry]) -> DifferenceTotals {
        func opened(_ id: String?, _ courses: Courses) -> Bool {
            guard let id, let aCase = courses.cases[id] else { return false }
            return window.since <= aCase.openedAt && aCase.openedAt < window.until
        }
        var (cases, falseAlarms) = ((before: 0, after: 0), (before: 0, after: 0))
        var grades: [String: DifferenceTotals.Pair] = [:]
        for pair in pairs {
            if opened(pair.before, before) {
                cases.before += 1
                if isFalseAlarm(pair) { falseAlarms.before += 1 }
            }
            if opened(pair.after, after) {
                cases.after += 1
                if isFalseAlarm(pair) { falseAlarms.after += 1 }
            }
            for (id, courses, isBefore) in [(pair.before, before, true), (pair.after, after, false)] {
                guard let id, let incident = courses.incidents[id] else { continue }
                let label = incident.highestGrade.label
                if isBefore {
                    grades[label, default: .init(before: 0, after: 0)].before += 1
                } else {
                    grades[label, default: .init(before: 0, after: 0)].after += 1
                }
            }
        }
        let shifts = entries.compactMap(\.minutesLater)
        func aMonth(_ count: Int) -> Double { (Double(count) * 30 / window.days * 10).rounded() / 10 }
        return DifferenceTotals(
            days: (window.days * 10).rounded() / 10,
            cases: .init(before: Double(cases.before), after: Double(cases.after)),
            casesAMonth: .init(before: aMonth(cases.before), after: aMonth(cases.after)),
            falseAlarms: .init(before: Double(falseAlarms.before), after: Double(falseAlarms.after)),
            missed: entries.count { $0.about == .aCase && $0.change == .removed && $0.handled },
            earlier: .init(shifts.filter { $0 < 0 }.map { -$0 }), later: .init(shifts.filter { $0 > 0 }),
            incidents: grades,
            decisions: decisions.values.count { window.since <= $0.decidedAt && $0.decidedAt < window.until },
            misfits: 0)
    }
}
