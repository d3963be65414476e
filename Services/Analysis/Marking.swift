import Plan
import Schemas

/// What a mention hits of what the plan and the lexicon look for, noted on its incident.
extension AnalysisProcessor {
    /// Notes on a cluster what a mention hits, and learns of what the subject's negative mentions are made.
    mutating func mark(_ judged: Judged, _ cluster: OpenCluster, _ subject: Subject) {
        mark(judged, cluster)
        guard judged.isCounted, !judged.mention.drill else { return }
        let (hash, hour) = (Self.hash(of: judged.mention), subject.eventTime / Volume.hour)
        if subject.everyday.count(judged.terms.hashes, mention: hash, at: hour) { touch(subject, .terms) }
    }

    /// Notes on a cluster what a mention hits.
    func mark(_ judged: Judged, _ cluster: OpenCluster) {
        let official = names.number(ofTier: 1)
        for number in hits(of: judged)
        where judged.isCounted || number >= names.firstMatter || judged.isDenial && number == official {
            cluster.marks.add(1, to: number, first: judged.mention.id)
        }
        cluster.marks.bound(names.words, to: MarkNames.maximumWords)
    }

    func unmark(_ judged: Judged, _ cluster: OpenCluster?) {
        for number in hits(of: judged) { cluster?.marks.subtract(1, from: number) }
    }

    /// The names of the lists of sensitive terms that a mention hits, each once.
    func lists(of judged: Judged) -> [String] {
        var met: [String] = []
        reader.forEachOwnCue(judged.reading) { role, _ in
            guard case .mark(let index) = role, case .sensitive = lexicon.marks[index].list else { return }
            if !met.contains(lexicon.marks[index].name) { met.append(lexicon.marks[index].name) }
        }
        return met
    }

    /// The numbers of what a mention hits: lists of terms, telling words, matters, its tier; each once.
    private func hits(of judged: Judged) -> [Int] {
        var met: [Int] = []
        met.reserveCapacity(16)
        func meet(_ number: Int) { if !met.contains(number) { met.append(number) } }
        reader.forEachOwnCue(judged.reading) { role, hit in
            if case .mark(let index) = role { meet(index) }
            if let word = names.number(ofPhrase: hit.phrase) { meet(word) }
        }
        for matter in judged.matters { meet(names.number(ofMatter: matter)) }
        if judged.isDenial { meet(names.refutation) }
        let tier = judged.mention.tier.rawValue
        if (1...4).contains(tier) { meet(names.number(ofTier: tier)) }
        return met
    }
}
