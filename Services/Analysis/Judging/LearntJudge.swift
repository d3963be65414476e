import Text

/// What the models make of a mention: of what it tells of its subject, not of what it tells of others.
struct LearntJudge: Sendable {
    struct Opinion: Sendable {
        /// That it is negative for the subject, that it is hearsay, that somebody complains: calibrated, 0…1.
        var negative: Double
        var rumour: Double
        var complaint: Double
    }

    private let models: ShippedModels
    private let reader = HashedNGrams(cues: SignalLexicon.table)
    private var features = TextFeatures(groups: SignalLexicon.groups.count)
    private var scratch: LinearModel.Scratch
    private var own: [UInt32] = []

    init(models: ShippedModels = .standard) {
        self.models = models
        scratch = models.model.makeScratch()
    }

    /// Clauses that tell of others are left out, so that a peer's trouble is not the subject's; nothing left is nothing
    /// said.
    mutating func opinion(_ reading: MentionReading) -> Opinion {
        if reading.clauses.contains(where: { $0.owner == .somebodyElse }) {
            own.removeAll(keepingCapacity: true)
            for clause in reading.clauses where clause.owner != .somebodyElse {
                if !own.isEmpty { own.append(0x2c) }
                own.append(contentsOf: reading.scalars[clause.range])
            }
            guard !own.isEmpty else { return Opinion(negative: 0, rumour: 0, complaint: 0) }
            reader.read(own, into: &features)
        } else {
            reader.read(reading.scalars, into: &features)
        }
        models.model.score(features, &scratch)
        func probability(_ output: Int) -> Double { Double(models.probability(output, scratch.margins)) }
        return Opinion(
            negative: probability(ShippedModels.negative), rumour: probability(ShippedModels.rumour),
            complaint: probability(ShippedModels.complaint))
    }
}
