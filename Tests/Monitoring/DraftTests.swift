import Foundation
import Plan
import Schemas
import Testing

@testable import Monitoring

@Suite("Drafts of mentions") struct DraftTests {
    @Test(
        "a malformed draft names its field",
        arguments: [
            (#"{"title": "x"}"#, "text"), (#"{"text": "  \n "}"#, "text"), (#"{"text": 3}"#, "text"),
            (#"{"text": "x", "url": "javascript:alert(1)"}"#, "url"), (#"{"text": "x", "url": "/a"}"#, "url"),
            (#"{"text": "x", "publishedAt": "yesterday"}"#, "publishedAt"),
            (#"{"text": "x", "publishedAt": "2026-03-04T08:00:00Z"}"#, "publishedAt"),
            (#"{"text": "x", "publishedAt": 1772438400}"#, "publishedAt"),
            (#"{"text": "x", "reach": -1}"#, "reach"), (#"{"text": "x", "reach": 1.5}"#, "reach"),
            (#"{"text": "x", "reach": "many"}"#, "reach"), (#"{"text": "x", "language": "中文"}"#, "language"),
            (#"{"text": "x", "source": "nowhere"}"#, "source"), (#"{"text": "x", "txet": "y"}"#, "txet"),
            (#"{"text": "x", "author": ["a"]}"#, "author"), (#"{"text": "\u200b\u202e"}"#, "text"),
            (#"["x"]"#, ""), (#"{"text": "x""#, ""), ("", ""),
        ])
    func refused(json: String, field: String) throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        let error = #expect(throws: DraftMistake.self) {
            let draft = try MentionDraft(json: Data(json.utf8))
            _ = try Normaliser(plan: plan).intakes(of: draft, from: source, receivedAt: Fixture.start)
        }
        #expect(error?.field == field)
    }

    @Test("a text of more than 64 KiB is refused, one of more than 20,000 characters is cut")
    func lengths() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        let normaliser = Normaliser(plan: plan)
        let long = "澜江银行" + String(repeating: "a", count: 30_000)
        let intake = try #require(
            try normaliser.intakes(of: MentionDraft(text: long), from: source, receivedAt: 5).first)
        #expect(intake.mention.text.count == MentionDraft.textCharacters)
        #expect(throws: DraftMistake.self) {
            try normaliser.intakes(
                of: MentionDraft(text: String(repeating: "a", count: 65_537)), from: source, receivedAt: 5)
        }
    }

    @Test("what a drill says is no copy of what is real, nor of another drill")
    func drills() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        for draft in [
            MentionDraft(text: "澜江银行取不出钱", url: "https://news.example/a"),
            MentionDraft(text: "澜江银行取不出钱", author: "某甲", externalID: "e-1"), MentionDraft(text: "澜江银行取不出钱"),
        ] {
            let intakes = try [nil, "first", "second", "first"].map { drill in
                try #require(
                    try Normaliser(plan: plan).intakes(of: draft, from: source, receivedAt: Fixture.start, drill: drill)
                        .first)
            }
            #expect(intakes.map(\.mention.drill) == [false, true, true, true])
            #expect(intakes[1] == intakes[3])
            #expect(Set(intakes.map(\.contentKey)).count == 3)
            #expect(Set(intakes.map(\.mention.id)).count == 3)
            #expect(draft.url == nil && draft.externalID == nil || Set(intakes.map(\.addressKey)).count == 3)
        }
    }

    @Test("every field of a draft reaches the mention")
    func fields() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        let json = """
            {"text": "瀾江銀行的App又打不開", "title": "怎麼回事", "url": "HTTPS://News.Example:443/a?utm_source=x&b=1#c",
             "author": "某甲", "publishedAt": "2026-03-02T15:00:00+08:00", "source": "media-push", "language": "zh-TW",
             "reach": 120, "externalId": "e-1"}
            """
        let draft = try MentionDraft(json: Data(json.utf8))
        let intakes = try Normaliser(plan: plan).intakes(of: draft, from: source, receivedAt: Fixture.start)
        let mention = try #require(intakes.first?.mention)
        #expect(intakes.count == 1)
        #expect(mention.subject == "lanjiang-bank")
        #expect(mention.url == "https://news.example/a?b=1")
        #expect(mention.publishedAt == Fixture.start - 3_600_000)
        #expect(mention.language == "zh-Hant")
        #expect(mention.reach == 120 && mention.author == "某甲" && mention.externalID == "e-1")
        #expect(!mention.matchedAliases.isEmpty)
    }

    @Test(
        "a language is guessed from the script",
        arguments: [
            ("澜江银行的手机银行又打不开了", "zh-Hans"), ("瀾江銀行的手機銀行又打不開了", "zh-Hant"),
            ("Lanjiang Bank is down again", "en"), ("LJBK 又跌了", "zh-Hans"), ("12 34", "und"),
        ])
    func language(text: String, tag: String) {
        #expect(LanguageGuess.guess(text) == tag)
    }

    @Test("identity: the address, else the source's own id, else the content; always of one subject")
    func identity() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        func intake(_ draft: MentionDraft) throws -> Intake {
            try #require(
                try Normaliser(plan: plan).intakes(of: draft, from: source, receivedAt: Fixture.start).first)
        }
        let text = "澜江银行今天开门"
        let first = try intake(MentionDraft(text: text, url: "https://a.example/1", author: "甲"))
        let edited = try intake(MentionDraft(text: text + "！", url: "https://a.example/1?utm_medium=x", author: "甲"))
        #expect(first.mention.id == edited.mention.id && first.addressKey == edited.addressKey)
        #expect(first.contentKey != edited.contentKey)
        let traditional = try intake(MentionDraft(text: "瀾江銀行今天開門", author: "甲"))
        #expect(traditional.contentKey == first.contentKey)
        let repost = try intake(MentionDraft(text: text, author: "乙"))
        #expect(repost.contentKey != first.contentKey && repost.mention.id != traditional.mention.id)
        let own = try intake(MentionDraft(text: text, externalID: "7"))
        #expect(try intake(MentionDraft(text: text + "?", externalID: "7")).mention.id == own.mention.id)
    }

    @Test("an exclusion is no mention; what names nobody is dropped")
    func exclusions() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("media-push", kind: .push, plan)
        let normaliser = Normaliser(plan: plan)
        for text in ["澜江大桥今天封路", "今天天气不错"] {
            #expect(try normaliser.intakes(of: MentionDraft(text: text), from: source, receivedAt: 5).isEmpty)
        }
        let both = try normaliser.intakes(
            of: MentionDraft(text: "澜江银行和澜江理财都说没事"), from: source, receivedAt: 5)
        #expect(both.map(\.mention.subject) == ["lanjiang-bank", "lanjiang-wealth"])
        #expect(both[0].mention.alsoSubjects == ["lanjiang-wealth"])
    }
}
