/// Noticing that a subject is talked of more than usual, hour by hour.
///
/// `recall`: the share of events found by an alarm within six hours, the onset's own hour the first. The alarm must be
/// given then: one that was given before does not count. `falseAlarmsPer30Days`: alarms before the onset, or at any time
/// where there is none, over the hours watched; the week in which the baseline is learnt is not watched.
struct BurstTask: MeasuredTask {
    let name = "burst"
    let fields = "counts (mentions an hour), onset (the hour, from 0; null where nothing happened)"

    static let within = 6
    private static let month = 720.0

    func train(_ rows: LabelledRows) throws -> ModelFile {
        throw TaskMistake(
            task: name, found: "a request to train", expected: "evaluate only: the baseline is each series' own past")
    }

    private struct Outcome {
        var isEvent = false
        var isFound = false
        var falseAlarms = 0
        var hours = 0
    }

    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport {
        let began = ContinuousClock.now
        let outcomes = try test.rows.map { row in
            Self.compare(
                alarms: Self.alarms(in: try row.numbers("counts")), onset: try row.optionalInt("onset"),
                hours: try row.numbers("counts").count)
        }
        let seconds = began.duration(to: .now) / .seconds(1)
        let metrics = Bootstrap().measures(of: outcomes.count) { indices in
            var (events, found, alarms, hours) = (0.0, 0.0, 0.0, 0.0)
            for index in indices {
                let outcome = outcomes[index]
                if outcome.isEvent { events += 1 }
                if outcome.isFound { found += 1 }
                alarms += Double(outcome.falseAlarms)
                hours += Double(outcome.hours)
            }
            return [
                "recall": events > 0 ? found / events : .nan,
                "falseAlarmsPer30Days": hours > 0 ? alarms / hours * Self.month : .nan,
            ]
        }
        return TaskReport(
            task: name, n: test.rows.count, seconds: seconds, metrics: metrics,
            notes: ["\(outcomes.count { $0.isEvent }) events; an alarm at a score of \(BurstAlarm.shipped.score)"])
    }

    /// The hours at whose end an alarm is given.
    static func alarms(in counts: [Double]) -> [Int] {
        var detector = BurstDetector()
        var alarm = BurstAlarm.shipped
        var found: [Int] = []
        for (hour, count) in counts.enumerated() {
            detector.count(count, source: 0, hour: Int64(hour))
            detector.advance(to: Int64(hour) + 1) { burst, _ in
                if alarm.isGiven(for: burst) { found.append(hour) }
            }
        }
        return found
    }

    private static func compare(alarms: [Int], onset: Int?, hours: Int) -> Outcome {
        let end = onset ?? hours
        var outcome = Outcome()
        outcome.isEvent = onset != nil
        if let onset { outcome.isFound = alarms.contains { (onset..<(onset + within)).contains($0) } }
        outcome.falseAlarms = alarms.count { $0 < end }
        outcome.hours = max(0, end - Int(HourlyBaseline.warmUp))
        return outcome
    }
}
