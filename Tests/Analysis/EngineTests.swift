import Foundation
import Schemas
import Testing
import Text

@testable import Analysis

/// The parts clustering and bursts are made of.
@Suite struct EngineTests {
    @Test func mapAgreesWithADictionaryThroughGrowthAndRemoval() {
        var random = SplitMix(seed: 7)
        var map = HashMap<UInt64, Int>(absent: -1)
        var truth: [UInt64: Int] = [:]
        for step in 0..<20_000 {
            // Few keys that meet in few places, 0 not among them: it is kept as 1.
            let key = UInt64(random.below(600)) &* 64 &+ 2
            if random.below(3) == 0 {
                map.removeValue(forKey: key)
                truth[key] = nil
            } else {
                map[key] = step
                truth[key] = step
            }
        }
        #expect(map.count == truth.count)
        for key in 0..<600 { #expect(map[UInt64(key) &* 64 &+ 2] == truth[UInt64(key) &* 64 &+ 2] ?? -1) }
    }

    @Test func indexFollowsATermAgainWhenItHasBecomeRare() {
        var index = TermIndex()
        var holding = Set(0..<600)
        for place in holding { index.add(42, place: place) }
        func found() -> [Int] { index.nearest([42], [1], ranks: (0..<600).map(UInt64.init), limit: 600) }
        #expect(found().isEmpty)
        for place in 100..<600 {
            holding.remove(place)
            index.remove(42, place: place) { _ in Array(holding) }
        }
        #expect(found() == Array(0..<100))
        index.remove(42, place: 0) { _ in Array(holding) }
        #expect(found() == Array(1..<100))
    }

    /// Against sets: lists grow over several blocks, shrink to one place and to none, and become too long and short again.
    @Test(arguments: UInt64(1)...4)
    func indexHoldsWhatASetHolds(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var index = TermIndex()
        var truth: [UInt64: Set<Int>] = [:]
        let places = 500
        for step in 0..<6000 {
            let term = UInt64.random(in: 1...6, using: &random)
            let place = Int.random(in: 0..<(term == 1 ? places : 20), using: &random)
            // Mostly puts in at first, mostly takes away later.
            if Int.random(in: 0..<6000, using: &random) > step {
                if truth[term, default: []].insert(place).inserted { index.add(term, place: place) }
            } else if truth[term]?.remove(place) != nil {
                index.remove(term, place: place) { Array(truth[$0] ?? []) }
            }
            guard step % 50 == 0 else { continue }
            for (term, held) in truth where held.count <= TermIndex.maximumFollowed {
                let found = index.nearest([term], [1], ranks: (0..<UInt64(places)).map(\.self), limit: places)
                // One that was too long is kept again from its bound on; until then nothing is found.
                #expect(found == held.sorted() || found.isEmpty && term == 1)
            }
        }
        let found = index.nearest([1], [1], ranks: (0..<UInt64(places)).map(\.self), limit: places)
        #expect(found == truth[1, default: []].sorted())
    }

    @Test func nearestAreOrderedByShareThenByWhatTheyHold() {
        var index = TermIndex()
        for (place, terms) in [[UInt64(1)], [1, 2], [2, 1], [3]].enumerated() {
            for term in terms { index.add(term, place: place) }
        }
        #expect(index.nearest([1, 2], [0.5, 0.5], ranks: [4, 3, 2, 1], limit: 2) == [2, 1])
    }

    /// Poisson's own figures: with a dispersion near 1 the tails are his.
    @Test(arguments: [(3.0, 10.0, 0.00110), (1, 5, 0.00366), (20, 40, 0.00005320), (0.5, 3, 0.0144)])
    func upperTailIsPoissonsAtTheLimit(_ mean: Double, _ count: Double, _ probability: Double) {
        let surprise = CountTail(mean: mean, dispersion: 1.0001).surprise(atLeast: count)
        #expect(abs(pow(10, -surprise) / probability - 1) < 0.05)
    }

    @Test func tailsWidenWithDispersionAndLowOnesAreOfFewMentions() {
        let narrow = CountTail(mean: 20, dispersion: 1.05)
        let wide = CountTail(mean: 20, dispersion: 3)
        #expect(narrow.surprise(atLeast: 40) > wide.surprise(atLeast: 40))
        #expect(narrow.surprise(atLeast: 10) == 0)
        // e^-20: no mention where twenty are usual.
        #expect(abs(CountTail(mean: 20, dispersion: 1.0001).surprise(atMost: 0) - 20 / log(10)) < 0.05)
        #expect(CountTail(mean: 20, dispersion: 1.05).surprise(atMost: 30) == 0)
    }

    @Test func smallSignatureSaysWhatTheWholeOneSays() throws {
        let texts = [
            "澜江银行手机银行昨晚升级后转账失败，余额显示异常，客服热线难以接通", "澜江银行手机银行昨晚升级后转账失败，余额显示异常，客服一直打不通",
            "路过澜江银行，门口的石狮子戴了围巾，拍照的人不少",
        ]
        for one in texts {
            for other in texts {
                let (a, b) = (MinHash.standard.signature(of: one), MinHash.standard.signature(of: other))
                let small = try #require(SmallSignature(a)).likeness(to: try #require(SmallSignature(b)))
                #expect(abs(small - a.similarity(to: b)) < 0.05)
            }
        }
        let signature = try #require(SmallSignature(MinHash.standard.signature(of: texts[0])))
        var bytes = [UInt8](repeating: 0, count: SmallSignature.byteCount)
        bytes.withUnsafeMutableBytes { signature.store(to: $0, at: 0) }
        #expect(SmallSignature(bytes: bytes[...]) == signature)
    }

    @Test func copiesAreFoundAmongThoseWithTheSameBandsUntilTheyAreTakenOut() throws {
        let signature = try #require(SmallSignature(MinHash.standard.signature(of: "澜江银行转账失败余额显示异常")))
        var copies = NearDuplicates()
        for place in [3, 5, 3, 8] { copies.add(signature, place: place) }
        #expect(Set(copies.candidates(for: signature)) == [3, 5, 8])
        copies.remove(signature, place: 3)
        copies.remove(signature, place: 8)
        #expect(Set(copies.candidates(for: signature)) == [3, 5])
        copies.remove(signature, place: 5)
        copies.remove(signature, place: 3)
        #expect(copies.candidates(for: signature).isEmpty)
    }

    @Test func rowsOutlastPacking() throws {
        let packed = PackedTerms(hashes: [1, 7, .max], weights: [0.5, 2, -1])
        #expect(PackedTerms(packed.data) == packed)
        #expect(PackedTerms(packed.data + Data([1, 2, 3])) == packed)
        let signature = try #require(SmallSignature(MinHash.standard.signature(of: "澜江银行转账失败余额显示异常")))
        var member = Member(
            mention: "m", signature: signature,
            facts: MemberFacts(hour: 491_000, kind: .rumour, isNegative: true, author: .max - 5, details: 77))
        member.facts.copies = 3
        let other = Member(mention: "n", signature: signature, facts: MemberFacts())
        let cluster = OpenCluster(id: "i", subject: "s", names: MarkNames(lexicon: nil))
        cluster.members = MemberList([member, other])
        let row = cluster.message()
        let read = MemberList(
            mentions: row.signatureMentions + ["cut off"], signatures: row.packedSignatures + Data([1]),
            facts: row.packedMembers
        ).all
        #expect(read == [member, other])
        // Facts that are cut off are not made up.
        let short = MemberList(
            mentions: ["m", "n"], signatures: row.packedSignatures, facts: row.packedMembers.prefix(30))
        #expect(short.all == [member, Member(mention: "n", signature: signature)])
    }

    @Test(arguments: [
        ("a a b b", "1 1 2 2", 1.0, 1.0), ("a a b b", "1 1 1 1", 0.5, 1), ("a a b b", "1 2 3 4", 1, 0.5),
        // Bagga and Baldwin's kind of example, by hand: one of three misplaced.
        ("a a a b", "1 1 2 2", 0.75, 0.666_666_7),
    ])
    func bCubedIsAsComputedByHand(_ labels: String, _ groups: String, _ precision: Double, _ recall: Double) {
        func split(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        let figures = BCubed(labels: split(labels), groups: split(groups)).figures(Array(0..<4))
        #expect(abs((figures["b3Precision"] ?? 0) - precision) < 1e-6)
        #expect(abs((figures["b3Recall"] ?? 0) - recall) < 1e-6)
    }

    @Test func documentsAreGroupedByWhatTheyAreAbout() {
        var clustering = DocumentClustering()
        let texts = [
            "台风登陆东南沿海，渔船回港避风，学校停课一天", "新款电动汽车发布，续航里程达到七百公里", "东南沿海台风登陆，渔船已经全部回港，停课一天",
            "电动汽车新款今日发布，厂家称续航七百公里", "Ferry strike stops island traffic, unions demand higher pay",
            "Unions on the islands strike again: ferry traffic stops over pay demands",
        ]
        let groups = texts.map { clustering.place(title: "", text: $0, time: nil) }.map(clustering.group)
        #expect(groups[0] == groups[2] && groups[1] == groups[3] && groups[4] == groups[5])
        #expect(Set(groups).count == 3)
    }

    @Test func addressesPluralsAndThoseSpokenToAreNoTerms() {
        let reader = TermReader(names: ["澜江银行"])
        func terms(_ text: String) -> Set<UInt64> {
            Set(reader.read(title: [], body: TextFolding.standard.foldScalars(text), written: text).hashes)
        }
        #expect(terms("outages https://t.example/abc?x=1 @some_body") == terms("outage"))
        #expect(terms("澜江银行") == [])
        #expect(terms("瀾江銀行，停電") == terms("停电"))
        #expect(terms("《长夜》上映") != terms("长夜上映"))
    }
}
