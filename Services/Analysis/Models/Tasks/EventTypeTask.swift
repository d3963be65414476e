import Text

/// Which event a text tells of, and of whom.
struct EventTypeTask: MeasuredTask {
    let name = "event-type"
    let fields = "text, events[]: each with event, and subject where one is named; title where present"
    /// The classifier that ships, and what finds subjects.
    let shipped: @Sendable () -> (TextClassifier, SubjectSpans)

    private struct Sample {
        var text: [UInt32]
        var events: [(event: String, subject: [UInt32])]
        var subjects: [[UInt32]] { events.map(\.subject).filter { !$0.isEmpty } }
    }

    /// How data sets write that an event has no subject.
    private static let nobody: Set<String> = ["", "NaN", "nan", "null"]

    private func samples(_ rows: LabelledRows) throws -> [Sample] {
        try rows.rows.map { row in
            let events = try row.objects("events")
            guard !events.isEmpty else { throw row.mistake("events", expected: "at least one event") }
            return Sample(
                text: try RowText.folded(row),
                events: try events.map { event in
                    let subject = try event.optionalString("subject")
                    return (
                        try event.string("event"),
                        Self.nobody.contains(subject) ? [] : TextFolding.standard.foldScalars(subject)
                    )
                })
        }
    }

    private func fit(_ rows: LabelledRows) throws -> (TextClassifier, SubjectSpans) {
        let samples = try samples(rows)
        let labels = Set(samples.flatMap { $0.events.map(\.event) }).sorted()
        guard labels.count > 1 else {
            throw TaskMistake(task: name, found: "\(rows.name) with one event only", expected: "at least two")
        }
        let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        let trainer = ClassifierTrainer(
            labels: labels, search: .manyLabels,
            objective: { $0.accuracy + $0.macroF1 })
        let outcome = trainer.train(samples.map(\.text), answers: samples.map { numbers[$0.events[0].event] ?? 0 })
        let examples = samples.flatMap { sample in
            sample.events.filter { !$0.subject.isEmpty }.prefix(4).map { event in
                SubjectSpans.Example(text: sample.text, event: Self.hash(event.event), name: event.subject)
            }
        }
        return (outcome.classifier, SubjectSpans.train(examples))
    }

    static func hash(_ event: String) -> UInt64 { Hashing.stableHash(event) }

    func train(_ rows: LabelledRows) throws -> ModelFile {
        let (classifier, spans) = try fit(rows)
        var file = ModelFile(task: name)
        try classifier.put(into: &file)
        file.put("spans", spans.bytes)
        return file
    }

    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport {
        let began = ContinuousClock.now
        let samples = try samples(test)
        let (classifier, spans): (TextClassifier, SubjectSpans) =
            switch source {
            case .shipped: shipped()
            case .trained(let rows): try fit(rows)
            case .model(let file):
                (
                    try TextClassifier(try file.expecting(task: name)),
                    try SubjectSpans(bytes: try file.part("spans"))
                )
            }
        let labels = classifier.head.labels
        let verdicts = classifier.verdicts(samples.map(\.text)).map(\.verdict)
        let found = samples.indices.map { index in
            spans.span(in: samples[index].text, event: Self.hash(labels[verdicts[index].label]))
        }
        let seconds = began.duration(to: .now).inSeconds

        // Labels only the test has are classes too, which are never answered.
        let classes = labels + Set(samples.flatMap { $0.events.map(\.event) }).subtracting(labels).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let answers = verdicts.map(\.label)
        let isRight = samples.indices.map { index in
            samples[index].events.contains { $0.event == labels[answers[index]] }
        }
        // Where the answer is one of a row's events it is that one which was met, else the first was missed.
        let truths = samples.indices.map { index in
            isRight[index] ? answers[index] : numbers[samples[index].events[0].event] ?? 0
        }
        let isExact = samples.indices.map { index in
            found[index].map { samples[index].subjects.contains(Array(samples[index].text[$0])) } ?? false
        }
        let metrics = Bootstrap().measures(of: samples.count) { indices in
            let sample = Confusion(
                classes: classes.count, truths: indices.map { truths[$0] }, answers: indices.map { answers[$0] })
            let named = indices.filter { !samples[$0].subjects.isEmpty }
            var figures = [
                "anyLabelAccuracy": Double(indices.count { isRight[$0] }) / Double(indices.count),
                "accuracy": Double(
                    indices.count { samples[$0].events[0].event == labels[answers[$0]] }) / Double(indices.count),
                "macroF1": sample.macroF1,
                "ece": CalibrationError.expected(indices.map { (verdicts[$0].probability, isRight[$0]) }),
            ]
            if !named.isEmpty {
                figures["subjectExact"] = Double(named.count { isExact[$0] }) / Double(named.count)
            }
            return figures
        }
        let confusion = Confusion(classes: classes.count, truths: truths, answers: answers)
        return TaskReport(
            task: name, n: samples.count, seconds: seconds, metrics: metrics, tables: [confusion.table(classes)],
            notes: [
                "subjectExact: of the rows that name a subject, those where the stretch found is, letter for letter "
                    + "after folding, the subject of one of the row's events"
            ])
    }
}
