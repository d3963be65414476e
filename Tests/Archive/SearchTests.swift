import Foundation
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive

@Suite struct SearchTests {
    /// Looks in an archive of these mentions.
    private func looking(
        in mentions: [Mention], _ body: (ArchiveReader) async throws -> Void
    ) async throws {
        let rig = try await ArchiveRig()
        try await rig.append(mentions)
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            try await body(reader)
        }
    }

    @Test(arguments: [
        ("银行", ["a", "b"]), ("宕机", ["a"]), ("手机银行宕机", ["a"]), ("银行宕机了吗", []), ("機", ["a", "b", "d"]),
        ("手機銀行", ["a", "b"]), ("机银", ["a", "b"]), ("app", ["c"]), ("APP", ["c"]), ("ＡＰＰ", ["c"]), ("crash", ["c"]),
        ("rash", []), ("app crashed", ["c"]), ("crashed app", ["c"]), ("\"app crashed\"", ["c"]),
        ("\"crashed app\"", []),
        ("机", ["a", "b", "d"]), ("了", ["a"]), ("工行app", ["c"]), ("行app", ["c"]), ("20,017", ["d"]), ("20", ["d"]),
        ("手机 银行 宕机", ["a"]), ("手机 飞机", []), ("飞机", ["d"]), ("作者甲", ["b"]),
    ])
    func `What is typed is found where it stands`(_ text: String, _ expected: [String]) async throws {
        try await looking(in: [
            ArchiveRig.mention("a", "手机银行宕机了", at: ArchiveRig.now),
            .with {
                $0 = ArchiveRig.mention("b", "手机银行很好", at: ArchiveRig.now - 1_000)
                $0.author = "作者甲"
            }, ArchiveRig.mention("c", "The 工行App crashed today", at: ArchiveRig.now - 2_000, language: "en"),
            ArchiveRig.mention("d", "飞机晚点 20,017 次", at: ArchiveRig.now - 3_000),
        ]) { reader in
            try await reader.expect(expected, text)
        }
    }

    @Test(arguments: [
        ("0f3a9c", ["a"]), ("https://post.example/p/77", ["a"]), ("post.example", ["a"]), ("林悦", ["b"]),
        ("lin-yue", ["b"]),
        ("林悦 银行", ["b"]), ("悦", ["c"]),
    ])
    func `Ids, links and people are found by what they are called`(_ text: String, _ expected: [String]) async throws {
        let rig = try await ArchiveRig()
        try await rig.append([
            .with {
                $0 = ArchiveRig.mention("a", "银行转账慢", at: ArchiveRig.now)
                $0.id = "0f3a9c"
                $0.url = "https://post.example/p/77"
            },
            .with {
                $0 = ArchiveRig.mention("b", "银行", at: ArchiveRig.now - 1_000)
                $0.author = "lin-yue"
            }, ArchiveRig.mention("c", "不悦", at: ArchiveRig.now - 2_000),
        ])
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            var query = ArchiveQuery()
            query.text = text
            query.people = ["林悦": "lin-yue"]
            query.isCounted = true
            let page = try await reader.page(query)
            let found = try page.entries.map { try Mention(serializedBytes: $0.data).id == "0f3a9c" ? "a" : "x" }
            #expect(found.count == expected.count && found.contains("a") == expected.contains("a"), "\(text)")
            #expect(page.total == ArchiveTotal(count: expected.count, isMore: false))
        }
    }

    @Test func `How many were found is counted up to a thousand, whatever page is looked at`() async throws {
        try await looking(
            in: (0..<1_100).map { ArchiveRig.mention("m\($0)", "手机银行宕机", at: ArchiveRig.now - Int64($0) * 1_000) }
        ) { reader in
            for text in ["银行", "手机银行宕机", ""] {
                var query = ArchiveQuery()
                query.text = text
                query.isCounted = true
                let first = try await reader.page(query)
                #expect(first.total == ArchiveTotal(count: 1_000, isMore: true))
                query.after = first.next
                query.since = ArchiveRig.now - 499 * 1_000
                #expect(try await reader.page(query).total == ArchiveTotal(count: 500, isMore: false))
            }
        }
    }

    @Test func `Anything may be typed`() async throws {
        let words = ["\u{0}银行\u{0}", "\u{202e}银行", "银\u{200b}行", "银行*", "(银行)", "银行\"", "-银行", "^银行"]
        let nothing = [
            "", " ", "\"", "***", "\u{200b}\u{202e}", "§d", "''; DROP TABLE entries; --", "NEAR(", "🙂", "AND OR NOT",
            "tokens:银行",
        ]
        try await looking(in: [ArchiveRig.mention("a", "银行"), ArchiveRig.mention("b", "钱", isDrill: true)]) { reader in
            for word in words { #expect(try await reader.mentions(word) == ["a"], "\(word.debugDescription)") }
            for text in nothing {
                let found = try await reader.mentions(text)
                let isEmpty = text.allSatisfy { $0 == " " }
                #expect(found == (isEmpty ? ["a"] : []), "\(text.debugDescription)")
            }
            let long = String(repeating: "银行", count: 5_000)
            #expect(ArchiveSearchTerms(long).isCut)
            try await reader.expect([], long)
            try await reader.expect([], String(repeating: "a b c ", count: 2_000))
            try await reader.expect(["a"], String(repeating: "银行 ", count: 2_000))
        }
    }

    @Test func `Filters are met together, and drills are left out unless asked for`() async throws {
        try await looking(in: [
            ArchiveRig.mention("a", "银行", subject: "bank", source: "weibo"),
            ArchiveRig.mention("b", "银行", at: ArchiveRig.now - 10_000, subject: "bank", source: "news"),
            ArchiveRig.mention("c", "银行", at: ArchiveRig.now - 20_000, subject: "card", source: "news", language: "en"),
            ArchiveRig.mention("d", "银行", at: ArchiveRig.now - 30_000, isDrill: true),
        ]) { reader in
            try await reader.expect(["a", "b", "c"])
            try await reader.expect(["d"]) { $0.drills = .only }
            try await reader.expect(["a", "b", "c", "d"], "银行") { $0.drills = .also }
            try await reader.expect(["a", "b", "c", "d"]) {
                $0.kinds = []
                $0.drills = .also
            }
            try await reader.expect(["b", "c"]) { $0.source = "news" }
            try await reader.expect(["b"], "银行") {
                $0.source = "news"
                $0.subject = "bank"
            }
            try await reader.expect(["c"]) { $0.language = "en" }
            try await reader.expect([]) { $0.source = "never met" }
            try await reader.expect(["a", "b"]) { $0.since = ArchiveRig.now - 10_000 }
            try await reader.expect(["c"]) { $0.until = ArchiveRig.now - 10_000 }
            try await reader.expect([]) { $0.kinds = [.journal] }
        }
    }

    @Test(arguments: ["", "银行", "银行的钱", "不在"])
    func `Pages have each once, whatever comes meanwhile`(_ text: String) async throws {
        let rig = try await ArchiveRig()
        // A thousand in one millisecond, as a file of days has them.
        let mentions = (0..<2_500).map { number in
            ArchiveRig.mention(
                "m\(number)", number % 2 == 0 ? "银行的钱 \(number)" : "银行",
                at: ArchiveRig.now - Int64(number / 1_000) * 1_000)
        }
        try await rig.append(mentions)
        try await rig.filling { reader in
            try await rig.untilFollowing(reader)
            var seen: [String] = []
            var query = ArchiveQuery()
            query.text = text
            query.kinds = [.mention]
            query.limit = 97
            var pages = 0
            while true {
                let page = try await reader.page(query)
                seen += try page.entries.map { try Mention(serializedBytes: $0.data).id }
                guard let next = page.next else { break }
                query.after = next
                pages += 1
                if pages == 3 { try await rig.append([ArchiveRig.mention("new", "银行的钱", at: ArchiveRig.now + 60_000)]) }
            }
            let expected = text == "不在" ? 0 : text == "银行的钱" ? 1_250 : 2_500
            #expect(seen.count == expected)
            #expect(Set(seen).count == expected)
            #expect(!seen.contains("new"))
        }
    }
}
