/// The tasks that answer about one text.
enum ClassificationTasks {
    static let all: [any MeasuredTask] = [negative, eventType, sentiment, rumour, complaint]

    private static let negative = NegativeTask(shipped: {
        let models = ShippedModels.standard
        return (
            { texts in models.verdicts(texts) { models.verdict(ShippedModels.negative, $0) } }, models.attribution
        )
    })

    private static let eventType = EventTypeTask(shipped: {
        (ShippedEvents.standard.classifier, ShippedEvents.standard.spans)
    })

    private static let sentiment = LabelTask(
        name: "sentiment", fields: "text, label negative/neutral/positive; title where present",
        vocabulary: [
            ("negative", ["negative", "neg", "-1"]), ("neutral", ["neutral", "neu", "0"]),
            ("positive", ["positive", "pos", "1"]),
        ], field: "label", watched: ("negative", "f1Negative"), objective: { $0.kappa + $0.macroF1 },
        shipped: { texts in
            let models = ShippedModels.standard
            return models.verdicts(texts) { models.sentiment($0) }
        })

    private static let rumour = LabelTask(
        name: "rumour", fields: "text, label rumor/non-rumor or 1/0; title where present",
        vocabulary: [("non-rumor", ["non-rumor", "non-rumour", "0"]), ("rumor", ["rumor", "rumour", "1"])],
        field: "label", watched: nil, objective: { $0.macroF1 },
        shipped: { output(ShippedModels.rumour, $0) })

    private static let complaint = LabelTask(
        name: "complaint", fields: "text, label 0/1; title where present",
        vocabulary: [("0", ["0"]), ("1", ["1"])], field: "label", watched: nil, objective: { $0.macroF1 },
        shipped: { output(ShippedModels.complaint, $0) })

    private static func output(_ output: Int, _ texts: [[UInt32]]) -> [TextClassifier.Verdict] {
        let models = ShippedModels.standard
        return models.verdicts(texts) { models.verdict(output, $0) }
    }
}
