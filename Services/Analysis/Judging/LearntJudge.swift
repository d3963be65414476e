import Text

/// What the models make of a mention: of what it tells of its subject, not of what it tells of others.
struct LearntJudge: Sendable {
    struct Opinion: Sendable {
        /// That it is negative for the subject, that it is hearsay, that somebody complains: calibrated, 0…1.
        var negative: Double
        var rumour: Double
        var complaint: Double
    }

    private let models: JudgingModels
    private let reader = HashedNGrams(cues: SignalLexicon.table)
    private var features = TextFeatures(groups: SignalLexicon.groups.count)
    private var scratch: LinearModel.Scratch
    private var ownScratch: [LinearModel.Scratch?]
    private var text: [UInt32] = []
    /// To all of the models.
    private let known: BucketSet

    init(models: JudgingModels = .shipped) {
        self.models = models
        var known = models.shipped.model.known
        for own in [models.negative, models.rumour, models.complaint] {
            if let own { known.formUnion(own.model.known) }
        }
        self.known = known
        scratch = models.shipped.model.makeScratch()
        ownScratch = [models.negative, models.rumour, models.complaint].map { $0?.model.makeScratch() }
    }

    /// Where the institution's own model has learnt whose trouble it is and the text names several, it says so; else
    /// clauses decide.
    mutating func opinion(_ reading: MentionReading) -> Opinion {
        var opinion = opinionOfClauses(reading)
        if let negative = attributed(reading) { opinion.negative = negative }
        return opinion
    }

    /// No more names of a text than this are told apart: lists of banks are no news of any.
    private static let mostNames = 8

    /// That the whole text is negative for somebody, as far as the subject is meant; nil where nobody learnt it or the text
    /// does not name the subject beside others.
    private mutating func attributed(_ reading: MentionReading) -> Double? {
        guard let attribution = models.attribution, reading.names.contains(where: \.isSubject),
            reading.names.contains(where: { !$0.isSubject })
        else { return nil }
        var names: [[UInt32]] = []
        var wanted: [Int] = []
        for name in reading.names {
            let spelling = Array(reading.scalars[name.range])
            guard !names.contains(spelling), names.count < Self.mostNames || name.isSubject else { continue }
            if name.isSubject { wanted.append(names.count) }
            names.append(spelling)
        }
        reader.read(reading.scalars, known: known, into: &features)
        return probability(ShippedModels.negative, models.negative, 0)
            * attribution.share(of: wanted, reading.scalars, names: names)
    }

    /// Clauses that tell of others are left out, so that a peer's trouble is not the subject's; nothing left is nothing
    /// said.
    private mutating func opinionOfClauses(_ reading: MentionReading) -> Opinion {
        if reading.clauses.contains(where: { $0.owner == .somebodyElse }) {
            text.removeAll(keepingCapacity: true)
            for clause in reading.clauses where clause.owner != .somebodyElse {
                if !text.isEmpty { text.append(0x2c) }
                MaskedNames.append(reading.scalars, clause.range, masking: reading.names.lazy.map(\.range), to: &text)
            }
            guard !text.isEmpty else { return Opinion(negative: 0, rumour: 0, complaint: 0) }
            reader.read(text, known: known, into: &features)
        } else {
            text.removeAll(keepingCapacity: true)
            MaskedNames.append(
                reading.scalars, 0..<reading.scalars.count, masking: reading.names.lazy.map(\.range), to: &text)
            reader.read(text, known: known, into: &features)
        }
        models.shipped.model.score(features, &scratch)
        return Opinion(
            negative: probability(ShippedModels.negative, models.negative, 0),
            rumour: probability(ShippedModels.rumour, models.rumour, 1),
            complaint: probability(ShippedModels.complaint, models.complaint, 2))
    }

    private mutating func probability(_ output: Int, _ own: TextClassifier?, _ at: Int) -> Double {
        guard let own, var room = ownScratch[at] else {
            return Double(models.shipped.probability(output, scratch.margins))
        }
        ownScratch[at] = nil
        own.model.score(features, &room)
        ownScratch[at] = room
        return Double(own.head.calibrations[0].probability(room.margins[0]))
    }
}
