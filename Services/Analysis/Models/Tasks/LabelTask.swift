import Text

/// A task of one label for each text.
struct LabelTask: MeasuredTask {
    let name: String
    let fields: String
    /// The labels it knows, with how rows write each; nil where a row's own words are the labels.
    let vocabulary: [(label: String, spellings: Set<String>)]
    let field: String
    /// Measured besides accuracy, macro F1, kappa and calibration: F1 of this label, by this name.
    let watched: (label: String, metric: String)?
    let objective: ClassifierTrainer.Objective
    /// The answers of what ships.
    let shipped: @Sendable ([[UInt32]]) -> [TextClassifier.Verdict]

    func train(_ rows: LabelledRows) throws -> ModelFile {
        let (classifier, _) = try fit(rows)
        var file = ModelFile(task: name)
        try classifier.put(into: &file)
        return file
    }

    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport {
        let began = ContinuousClock.now
        let texts = try test.rows.map(RowText.folded)
        let labels: [String]
        let verdicts: [TextClassifier.Verdict]
        var notes: [String] = []
        switch source {
        case .shipped:
            labels = vocabulary.map(\.label)
            verdicts = shipped(texts)
        case .trained(let rows):
            let (classifier, score) = try fit(rows)
            labels = classifier.head.labels
            verdicts = classifier.verdicts(texts).map(\.verdict)
            notes = [classifier.note(score)]
        case .model(let file):
            let classifier = try TextClassifier(try file.expecting(task: name))
            labels = classifier.head.labels
            verdicts = classifier.verdicts(texts).map(\.verdict)
        }
        let truths = try test.rows.map { try index(of: $0, in: labels) }
        let seconds = began.duration(to: .now).inSeconds
        let answers = verdicts.map(\.label)
        let confusion = Confusion(classes: labels.count, truths: truths, answers: answers)
        let metrics = Bootstrap().measures(of: truths.count) { indices in
            let sample = Confusion(
                classes: labels.count, truths: indices.map { truths[$0] }, answers: indices.map { answers[$0] })
            var figures = ["accuracy": sample.accuracy, "macroF1": sample.macroF1, "kappa": sample.kappa]
            figures["ece"] = CalibrationError.expected(
                indices.map { (verdicts[$0].probability, truths[$0] == answers[$0]) })
            if let watched, let at = labels.firstIndex(of: watched.label) { figures[watched.metric] = sample.f1(at) }
            return figures
        }
        return TaskReport(
            task: name, n: truths.count, seconds: seconds, metrics: metrics, tables: [confusion.table(labels)],
            notes: notes)
    }

    private func fit(_ rows: LabelledRows) throws -> (TextClassifier, Double) {
        let texts = try rows.rows.map(RowText.folded)
        let found = Set(try rows.rows.map(label))
        let labels = vocabulary.map(\.label).filter(found.contains)
        guard labels.count > 1 else {
            throw TaskMistake(
                task: name, found: "\(rows.name) with one label only", expected: "rows of at least two labels")
        }
        let trainer = ClassifierTrainer(labels: labels, search: .wide, objective: objective)
        let outcome = trainer.train(texts, answers: try rows.rows.map { try index(of: $0, in: labels) })
        return (outcome.classifier, outcome.score)
    }

    private func label(_ row: LabelledRow) throws -> String {
        let written: String =
            switch row.fields[field] {
            case .string(let text): text
            case .number(let number): number == number.rounded() ? String(Int(number)) : String(number)
            case .bool(let flag): flag ? "1" : "0"
            default: ""
            }
        guard let known = vocabulary.first(where: { $0.spellings.contains(written) }) else {
            let spellings = vocabulary.flatMap { $0.spellings.sorted() }.joined(separator: ", ")
            throw row.mistake(field, expected: "one of \(spellings)")
        }
        return known.label
    }

    private func index(of row: LabelledRow, in labels: [String]) throws -> Int {
        let label = try label(row)
        guard let index = labels.firstIndex(of: label) else {
            throw row.mistake(field, expected: "a label the model was trained on: \(labels.joined(separator: ", "))")
        }
        return index
    }
}

extension TextClassifier {
    /// For people: what was chosen.
    func note(_ score: Double) -> String {
        "cross-validation chose cost \(head.options.cost), ratios \(head.options.ratios), signals \(head.shape.signalScale), document frequencies "
            + "\(head.shape.usesFrequencies ? "on" : "off"), offsets \(head.offsets); "
            + "objective on held-out rows \(Confusion.rounded(score))"
    }
}

extension ModelFile {
    /// - Throws: ``ModelFileMistake`` when it is a model of another task.
    func expecting(task name: String) throws(ModelFileMistake) -> ModelFile {
        guard task == name else {
            throw ModelFileMistake(found: "a model of task \(task)", expected: "one of task \(name)")
        }
        return self
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
