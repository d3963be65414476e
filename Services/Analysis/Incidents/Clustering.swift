import Foundation
import Text

/// The open incidents of one subject, and which of them a text belongs to. Derived from the tables.
///
/// Single-pass clustering of a stream, in the line of Miranda et al. (EMNLP 2018): a text is compared with the incidents
/// that share its weightiest terms, found by an inverted index, and joins the most alike or opens one of its own.
/// What is found depends on what the incidents hold and on nothing else: not on the order in which they were put in.
struct Clustering {
    private(set) var places: [OpenCluster?] = []
    /// Of each place, a hash of the incident's id: the same wherever it is put.
    private var ranks: [UInt64] = []
    /// Of each place, when passing time may change its incident: side by side, to find the few among thousands. Not part of
    /// the state: too early is always right, only slower.
    private var dues: [Int64] = []
    private var free: [Int] = []
    private var placeByID: [String: Int] = [:]
    private var terms = TermIndex()
    private var copies = NearDuplicates()
    var statistics = TermStatistics()
    /// Those with the newest mentions, the newest first: what is being talked about.
    private(set) var lively: [OpenCluster] = []

    /// Incidents compared exactly with a text; a stream of documents, where lively ones are not looked at as well, needs
    /// more.
    var compared = 8
    static let comparedOfDocuments = 16
    static let maximumLively = 16
    private static let tellingTerms = 32

    var count: Int { placeByID.count }
    var clusters: some Sequence<OpenCluster> { places.lazy.compactMap { $0 } }
    subscript(id: String) -> OpenCluster? { placeByID[id].flatMap { places[$0] } }

    // MARK: Keeping

    mutating func insert(_ cluster: OpenCluster) {
        let place = free.popLast() ?? places.count
        if place == places.count {
            places.append(nil)
            ranks.append(0)
            dues.append(.max)
        }
        ranks[place] = Hashing.stableHash(cluster.id)
        places[place] = cluster
        cluster.place = place
        placeByID[cluster.id] = place
        for term in cluster.centroid.hashes { terms.add(term, place: place) }
        for signature in cluster.members.signatures { copies.add(signature, place: place) }
        for refuted in cluster.refuted { copies.add(refuted, place: place) }
        enliven(cluster)
    }

    mutating func remove(_ cluster: OpenCluster) {
        guard let place = placeByID.removeValue(forKey: cluster.id) else { return }
        places[place] = nil
        dues[place] = .max
        for term in cluster.centroid.hashes { forget(term, place: place) }
        for signature in cluster.members.signatures { copies.remove(signature, place: place) }
        for refuted in cluster.refuted { copies.remove(refuted, place: place) }
        cluster.place = -1
        free.append(place)
        if let at = lively.firstIndex(where: { $0 === cluster }) {
            lively.remove(at: at)
            if count > lively.count { refillLively() }
        }
    }

    /// Changes what an incident is about, and keeps the index in step.
    mutating func change(
        _ cluster: OpenCluster, _ body: (inout Centroid, (UInt64, Bool) -> Void) -> Void
    ) {
        var centroid = Centroid()
        swap(&centroid, &cluster.centroid)
        let place = cluster.place
        var gone: [UInt64] = []
        body(&centroid) { term, comes in if comes { terms.add(term, place: place) } else { gone.append(term) } }
        swap(&centroid, &cluster.centroid)
        for term in gone { forget(term, place: place) }
    }

    private mutating func forget(_ term: UInt64, place: Int) {
        let places = places
        terms.remove(term, place: place) { term in
            places.indices.filter { places[$0]?.centroid.holds(term) ?? false }
        }
    }

    /// Takes a distinct text in: what it is about, and by what its copies are known.
    mutating func add(_ vector: TermVector, _ member: Member?, to cluster: OpenCluster, at time: Int64?) {
        let isLong = vector.distinct > Int(Likeness.long)
        var (decay, share): (Float, Float) = (1, 1)
        if let time, cluster.centroid.mass > 0 {
            let gap = Double(abs(time - cluster.last))
            let left = Float(exp2(-gap / (isLong ? OpenCluster.longHalfLife : OpenCluster.halfLife)))
            if time >= cluster.last { decay = left } else { share = left }
        }
        change(cluster) { centroid, change in
            centroid.add(
                vector, decay: decay, share: share,
                capacity: isLong ? OpenCluster.longCapacity : OpenCluster.shortCapacity, change: change)
        }
        guard let member else { return }
        cluster.members.append(member)
        copies.add(member.signature, place: cluster.place)
        if cluster.members.count > OpenCluster.maximumMembers {
            copies.remove(cluster.members.removeFirst(), place: cluster.place)
        }
    }

    mutating func replaceMembers(_ members: [Member], of cluster: OpenCluster) {
        for signature in cluster.members.signatures { copies.remove(signature, place: cluster.place) }
        cluster.members = MemberList(members)
        for member in members { copies.add(member.signature, place: cluster.place) }
    }

    mutating func setRefuted(_ refuted: [SmallSignature], of cluster: OpenCluster) {
        for signature in cluster.refuted { copies.remove(signature, place: cluster.place) }
        cluster.refuted = refuted
        for signature in refuted { copies.add(signature, place: cluster.place) }
    }

    // MARK: Liveliness

    private static func isLivelier(_ a: OpenCluster, _ b: OpenCluster) -> Bool { (a.last, b.id) > (b.last, a.id) }

    /// To be called when an incident's last mention changes.
    mutating func enliven(_ cluster: OpenCluster) {
        look(at: cluster, from: .min)
        if let first = lively.first, first === cluster { return }
        if let at = lively.firstIndex(where: { $0 === cluster }) { lively.remove(at: at) }
        let at = lively.firstIndex { Self.isLivelier(cluster, $0) } ?? lively.count
        if at == Self.maximumLively { return }
        lively.insert(cluster, at: at)
        if lively.count > Self.maximumLively { lively.removeLast() }
    }

    private mutating func refillLively() {
        var all = Array(clusters)
        all.sort(by: Self.isLivelier)
        lively = Array(all.prefix(Self.maximumLively))
    }

    // MARK: Passing time

    /// That an incident need not be looked at before then, unless it changes.
    mutating func look(at cluster: OpenCluster, from time: Int64) {
        if cluster.place >= 0 { dues[cluster.place] = time }
    }

    func due(at time: Int64) -> [OpenCluster] {
        places.indices.filter { dues[$0] <= time }.compactMap { places[$0] }
    }

    // MARK: Finding

    /// The incidents that share most with a text and their cosine with it, the most sharing first.
    mutating func nearest(_ vector: TermVector, where isMeant: (OpenCluster) -> Bool) -> [(OpenCluster, Float)] {
        let found = terms.nearest(vector.hashes, vector.weights, ranks: ranks, limit: compared)
        var nearest: [(OpenCluster, Float)] = []
        nearest.reserveCapacity(found.count)
        for place in found {
            guard let cluster = places[place], isMeant(cluster) else { continue }
            nearest.append((cluster, cluster.centroid.cosine(vector)))
        }
        return nearest
    }

    /// An incident that has become one with this one: the most alike of those enough alike.
    mutating func twin(
        of cluster: OpenCluster, isSpaced: Bool, names: MarkNames? = nil, where isMeant: (OpenCluster) -> Bool
    )
        -> OpenCluster?
    {
        let telling = cluster.centroid.heaviest(Self.tellingTerms).sorted()
        let found = terms.nearest(
            telling, [Float](repeating: 1, count: telling.count), ranks: ranks, limit: compared)
        var best: (cluster: OpenCluster, likeness: Float)?
        for other in found.compactMap({ places[$0] }) + (names == nil ? [] : lively)
        where other !== cluster && isMeant(other) {
            let terms = min(cluster.centroid.hashes.count, other.centroid.hashes.count)
            let measure = Likeness(terms: terms, isSpaced: isSpaced)
            let lexical = measure.value(cosine: cluster.centroid.cosine(other.centroid), gap: nil)
            let likeness =
                1 - (1 - lexical) * (1 - Self.twinMatter * (names.map { sameMatter(cluster, other, $0) } ?? 0))
            if likeness >= Likeness.twin, likeness > best?.likeness ?? 0 { best = (other, likeness) }
        }
        return best?.cluster
    }

    private static let twinMatter: Float = 0.9
    /// Hours in which two incidents of one matter have to be talked of together, and negative mentions at which one is in
    /// half its swing.
    private static let together: Int64 = 6
    private static let halfTwinSwing: Float = 1.5
    /// What weighs this much says all of what a text is about.
    private static let fullWeight: Float = 3

    /// How far two incidents are of one matter and talked of at the same time, 0…1.
    private func sameMatter(_ one: OpenCluster, _ other: OpenCluster, _ names: MarkNames) -> Float {
        guard let row = one.row, let otherRow = other.row else { return 0 }
        let time = max(one.last, other.last)
        let least = Float(
            min(
                row.recentNegative(at: time, hours: Self.together),
                otherRow.recentNegative(at: time, hours: Self.together)))
        guard least > 0 else { return 0 }
        let (texts, otherTexts) = (Float(max(1, one.distinct)), Float(max(1, other.distinct)))
        var (common, all): (Float, Float) = (0, 0)
        for (index, matter) in Lexicon.matters.enumerated() {
            let number = names.number(ofMatter: index)
            let share = min(1, one.marks.mentions(number) / texts)
            let otherShare = min(1, other.marks.mentions(number) / otherTexts)
            common += matter.weight * min(share, otherShare)
            all += matter.weight * max(share, otherShare)
        }
        guard all > 0 else { return 0 }
        return common / all * min(1, common / Self.fullWeight) * least / (least + Self.halfTwinSwing)
    }

    /// What a text copies, with the most alike incident first: refuted texts before others.
    mutating func copied(
        _ signature: SmallSignature, details: UInt32, where isMeant: (OpenCluster) -> Bool
    ) -> (cluster: OpenCluster, member: Int?, isRefuted: Bool)? {
        var best: (cluster: OpenCluster, member: Int, likeness: Double)?
        var refuted: OpenCluster?
        for place in copies.candidates(for: signature) {
            guard let cluster = places[place] else { continue }
            if cluster.repeatsRefuted(signature), cluster.id < refuted?.id ?? "\u{10ffff}" { refuted = cluster }
            guard isMeant(cluster), let found = cluster.members.original(of: signature, details: details) else {
                continue
            }
            if let known = best, (known.likeness, cluster.id) > (found.likeness, known.cluster.id) { continue }
            best = (cluster, found.index, found.likeness)
        }
        if let refuted { return (refuted, best?.cluster === refuted ? best?.member : nil, true) }
        return best.map { ($0.cluster, $0.member, false) }
    }
}

extension Centroid {
    func holds(_ term: UInt64) -> Bool {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == term
    }
}
