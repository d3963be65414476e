import Text

/// Groups texts that arrive one after another by what they are about: the engine of incidents alone, without subjects,
/// judgement or people. For measuring on labelled documents.
public struct DocumentClustering {
    private var clustering = Clustering()
    private let reader = TermReader()
    private let names = MarkNames(lexicon: nil)
    private var made = 0
    /// Which group each group went into when the two became one.
    private var merged: [String: String] = [:]
    private var distinct: [String: Int] = [:]

    public init() {
        clustering.statistics = TermStatistics(capacity: TermStatistics.maximumTermsOfDocuments)
        clustering.compared = Clustering.comparedOfDocuments
    }

    /// The group a text belongs to, a new one or one seen before.
    ///
    /// - Parameter time: ms since 1970; nil where none is known.
    /// - Returns: the group's name; ask `group(_:)` at the end, since groups become one later.
    public mutating func place(title: String, text: String, time: Int64?) -> String {
        let folding = TextFolding.standard
        let terms = reader.read(title: folding.foldScalars(title), body: folding.foldScalars(text), written: text)
        clustering.statistics.learn(terms.hashes)
        let vector = TermVector(terms, clustering.statistics)
        let measure = Likeness(terms: vector.distinct, isSpaced: vector.isSpaced)
        var best: (cluster: OpenCluster, likeness: Float)?
        for (cluster, cosine) in clustering.nearest(vector, where: { _ in true }) {
            let likeness = measure.value(cosine: cosine, gap: time.map(cluster.gap))
            guard likeness >= Likeness.even, likeness > best?.likeness ?? 0 else { continue }
            best = (cluster, likeness)
        }
        let cluster = best?.cluster ?? open(at: time)
        clustering.add(vector, nil, to: cluster, at: time)
        if let time {
            cluster.first = min(cluster.first, time)
            cluster.last = max(cluster.last, time)
        }
        let count = distinct[cluster.id, default: 0] + 1
        distinct[cluster.id] = count
        if count > 1, count & (count - 1) == 0 { mergeTwin(of: cluster, isSpaced: vector.isSpaced) }
        return cluster.id
    }

    /// Where a group's texts are in the end.
    public func group(_ name: String) -> String {
        var name = name
        while let next = merged[name] { name = next }
        return name
    }

    private mutating func open(at time: Int64?) -> OpenCluster {
        made += 1
        let cluster = OpenCluster(id: String(made), subject: "", names: names)
        cluster.first = time ?? 0
        cluster.last = time ?? 0
        clustering.insert(cluster)
        return cluster
    }

    private mutating func mergeTwin(of cluster: OpenCluster, isSpaced: Bool) {
        let isClose: (OpenCluster) -> Bool = {
            max($0.first, cluster.first) - min($0.last, cluster.last) < Int64(Likeness.leanTime)
        }
        guard let twin = clustering.twin(of: cluster, isSpaced: isSpaced, where: isClose) else { return }
        clustering.remove(twin)
        clustering.change(cluster) { centroid, change in
            centroid.add(twin.centroid, own: 1, others: 1, capacity: OpenCluster.longCapacity, change: change)
        }
        cluster.first = min(cluster.first, twin.first)
        cluster.last = max(cluster.last, twin.last)
        distinct[cluster.id, default: 0] += distinct[twin.id] ?? 0
        merged[twin.id] = cluster.id
    }
}
