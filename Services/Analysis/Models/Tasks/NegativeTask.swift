import Text

/// Whether a text is negative for somebody, and for whom of those it names.
struct NegativeTask: MeasuredTask {
    let name = "negative"
    let fields = "text, negative 0/1; title, entities[] and neg_entities[] where present"
    /// The answers of what ships.
    let shipped: @Sendable () -> (classifier: @Sendable ([[UInt32]]) -> [TextClassifier.Verdict], Attribution)

    private struct Sample {
        var text: [UInt32]
        var isNegative: Bool
        var names: [[UInt32]]
        var isMeant: [Bool]
    }

    private func samples(_ rows: LabelledRows) throws -> [Sample] {
        try rows.rows.map { row in
            let names = try row.strings("entities")
            let meant = Set(try row.strings("neg_entities"))
            if let stray = meant.subtracting(names).min() {
                throw row.mistake(
                    "neg_entities", found: .string(stray), expected: "only names that stand in \"entities\"")
            }
            return Sample(
                text: try RowText.folded(row), isNegative: try row.flag("negative"),
                names: names.map(TextFolding.standard.foldScalars), isMeant: names.map(meant.contains))
        }
    }

    private func fit(_ rows: LabelledRows) throws -> (TextClassifier, Double, Attribution?) {
        let samples = try samples(rows)
        guard Set(samples.map(\.isNegative)).count == 2 else {
            throw TaskMistake(
                task: name, found: "\(rows.name) with one label only", expected: "rows of both labels")
        }
        let trainer = ClassifierTrainer(
            labels: ["0", "1"], search: .signalled, objective: { $0.f1(1) })
        let outcome = trainer.train(samples.map(\.text), answers: samples.map { $0.isNegative ? 1 : 0 })
        let examples = samples.filter { $0.isNegative && !$0.names.isEmpty }.map {
            Attribution.Example(text: $0.text, names: $0.names, isMeant: $0.isMeant)
        }
        let attribution = examples.isEmpty ? nil : Attribution.train(examples).attribution
        return (outcome.classifier, outcome.score, attribution)
    }

    func train(_ rows: LabelledRows) throws -> ModelFile {
        let (classifier, _, attribution) = try fit(rows)
        var file = ModelFile(task: name)
        try classifier.put(into: &file)
        try attribution?.put(into: &file)
        return file
    }

    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport {
        let began = ContinuousClock.now
        let samples = try samples(test)
        let texts = samples.map(\.text)
        let verdicts: [TextClassifier.Verdict]
        let attribution: Attribution?
        var notes: [String] = []
        switch source {
        case .shipped:
            let (classifier, shipped) = shipped()
            verdicts = classifier(texts)
            attribution = shipped
        case .trained(let rows):
            let (classifier, score, trained) = try fit(rows)
            verdicts = classifier.verdicts(texts).map(\.verdict)
            attribution = trained
            notes = [classifier.note(score)]
        case .model(let file):
            let file = try file.expecting(task: name)
            verdicts = try TextClassifier(file).verdicts(texts).map(\.verdict)
            attribution = file.holdsAttribution ? try Attribution(file) : nil
        }
        let answers = verdicts.map(\.label)
        let truths = samples.map { $0.isNegative ? 1 : 0 }
        let hasNames = samples.contains { !$0.names.isEmpty }
        let chosen: [[Int]] = samples.indices.map { index in
            guard answers[index] == 1, let attribution, !samples[index].names.isEmpty else { return [] }
            return attribution.chosen(samples[index].text, names: samples[index].names)
        }
        let seconds = began.duration(to: .now).inSeconds
        let metrics = Bootstrap().measures(of: samples.count) { indices in
            let sample = Confusion(
                classes: 2, truths: indices.map { truths[$0] }, answers: indices.map { answers[$0] })
            var figures = [
                "accuracy": sample.accuracy, "macroF1": sample.macroF1, "kappa": sample.kappa,
                "f1Negative": sample.f1(1),
            ]
            figures["ece"] = CalibrationError.expected(
                indices.map { (verdicts[$0].probability, truths[$0] == answers[$0]) })
            if hasNames, attribution != nil {
                let entityF1 = Self.entityF1(indices, samples, chosen)
                figures["entityF1"] = entityF1
                figures["combined"] = 0.4 * sample.f1(1) + 0.6 * entityF1
            }
            return figures
        }
        let confusion = Confusion(classes: 2, truths: truths, answers: answers)
        return TaskReport(
            task: name, n: samples.count, seconds: seconds, metrics: metrics,
            tables: [confusion.table(["not negative", "negative"])], notes: notes)
    }

    /// F1 of names answered against names meant, over all texts.
    private static func entityF1(_ indices: [Int], _ samples: [Sample], _ chosen: [[Int]]) -> Double {
        var (right, answered, meant) = (0.0, 0.0, 0.0)
        for index in indices {
            answered += Double(chosen[index].count)
            meant += Double(samples[index].isMeant.count { $0 })
            right += Double(chosen[index].count { samples[index].isMeant[$0] })
        }
        return right > 0 ? 2 * right / (answered + meant) : 0
    }
}
