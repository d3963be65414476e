import Foundation
import Testing

@testable import Fenghuo

@Suite struct MentionGeneratorTests {
    private func made(_ count: Int, seed: UInt64 = 1, days: Int = 30) -> [MentionGenerator.Generated] {
        Array(
            MentionGenerator(
                count: count, seed: seed, subject: "澜江银行", sources: ["weibo-stream", "forum-push"], days: days))
    }

    @Test func `The same seed gives the same mentions, another seed others`() {
        let one = made(400), same = made(400), other = made(400, seed: 2)
        #expect(one.map(\.text) == same.map(\.text) && one.map(\.author) == same.map(\.author))
        #expect(one.map(\.reach) == same.map(\.reach) && one.map(\.source) == same.map(\.source))
        #expect(one.map(\.text) != other.map(\.text))
    }

    @Test(arguments: [0, 1, 7, 1_000])
    func `As many as asked for, each with an id and an address of its own`(count: Int) {
        let mentions = made(count)
        #expect(mentions.count == count)
        #expect(Set(mentions.map(\.externalId)).count == count && Set(mentions.map(\.url)).count == count)
    }

    @Test func `Times go up and stay within the days asked for`() throws {
        let mentions = made(500, days: 3)
        let times = mentions.map(\.publishedAt)
        #expect(times == times.sorted())
        let (first, last) = (try #require(times.first), try #require(times.last))
        #expect(first == 1_767_225_600_000 && last < first + 3 * 86_400_000)
    }

    @Test func `Every text names the subject and no placeholder is left`() {
        for mention in made(2_000) {
            #expect(mention.text.contains("澜江银行") && !mention.text.contains("{"), "\(mention.text)")
            #expect(["weibo-stream", "forum-push"].contains(mention.source) && mention.reach > 0)
        }
    }

    @Test func `There is chatter, there are storms, and storms have copies`() {
        let texts = made(5_000).map(\.text)
        let copies = texts.filter { $0.hasPrefix("转发 ") }
        let originals = Set(texts)
        #expect(copies.count > 100 && copies.count < 3_000)
        #expect(copies.allSatisfy { originals.contains(String($0.dropFirst(3))) }, "a copy is of what was said")
        #expect(texts.contains { $0.contains("周末开门吗") }, "chatter")
        #expect(texts.contains { $0.contains("转账") || $0.contains("倒闭") || $0.contains("罚") }, "a storm")
    }

    /// From the authors' own generator: seed 1234567 (https://prng.di.unimi.it/splitmix64.c).
    @Test func `SplitMix64 is the published one`() {
        var random = SplitMix(state: 1_234_567)
        #expect(
            [random.next(), random.next(), random.next()] == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
        for _ in 0..<1_000 {
            #expect((0..<1).contains(random.fraction()) && (0..<7).contains(random.next(below: 7)))
        }
    }
}
