import Text

/// How fast texts are read and judged by what ships: the hot path alone, on texts of 80 characters.
public struct ClassificationBench {
    private var texts: [[UInt32]] = []
    private var reader = HashedNGrams(cues: SignalLexicon.table)
    private var features = TextFeatures(groups: SignalLexicon.groups.count)
    private let models: ShippedModels
    private var scratch: LinearModel.Scratch

    /// Trains what ships, and makes a few hundred texts from its corpus.
    public init() {
        models = .standard
        scratch = models.model.makeScratch()
        var flow: [UInt32] = []
        for row in (try? Corpus.shipped())?.rows ?? [] where row.text.contains(where: { $0 >= 0x4e00 }) {
            flow.append(contentsOf: row.text)
            while flow.count >= 80, texts.count < 512 {
                texts.append(Array(flow.prefix(80)))
                flow.removeFirst(80)
            }
        }
    }

    /// - Returns: the seconds that judging `count` texts took.
    public func run(count: Int) -> Double {
        var copy = self
        let began = ContinuousClock.now
        copy.judge(count: count)
        return began.duration(to: .now).inSeconds
    }

    /// Judges `count` texts.
    public mutating func judge(count: Int) {
        guard !texts.isEmpty else { return }
        for index in 0..<count {
            reader.read(texts[index % texts.count], known: models.model.known, into: &features)
            models.model.score(features, &scratch)
        }
    }
}
