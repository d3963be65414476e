import Foundation
import Testing

@testable import Plan

/// The example plan with one text in it exchanged for another.
struct Spoilt: Sendable, CustomTestStringConvertible {
    /// What is exchanged; its first line is where the mistake is looked for, unless `at` says otherwise.
    let good: String
    let bad: String
    /// A text on the line of the mistake.
    let at: String
    let keyPath: String
    let found: String
    let expected: String

    init(_ good: String, _ bad: String, at: String? = nil, _ keyPath: String, found: String, expected: String) {
        self.good = good
        self.bad = bad
        self.at = at ?? bad
        self.keyPath = keyPath
        self.found = found
        self.expected = expected
    }

    var testDescription: String { "\(keyPath): \(found)" }
}

@Suite("Mistakes in a plan")
struct PlanMistakesTests {
    static let table: [Spoilt] = [
        // Keys
        .init(
            "priorReputation: neutral", "priorReputatoin: neutral", "subjects[0].priorReputatoin",
            found: "unknown key", expected: "did you mean \"priorReputation\"?"),
        .init(
            "openCaseAt: III", "colour: red\n  openCaseAt: III", "grading.colour", found: "unknown key",
            expected: "a known key"),
        .init(
            "  timeZone: Asia/Shanghai\n", "", at: "id: lanjiang\n", "institution.timeZone", found: "nothing",
            expected: "Asia/Shanghai"),
        .init(
            "name: 澜江银行舆情应对预案", "name: 澜江银行舆情应对预案\nname: 又一个", at: "name: 又一个", "name", found: "\"name\" again",
            expected: "each key once (also on line"),
        .init(
            "openCaseAt: III", "openCaseAt:", at: "openCaseAt:", "grading.openCaseAt", found: "nothing",
            expected: "one of I"),
        // Types
        .init("version: \"2026.1\"", "version: 2026.1", "version", found: "\"2026.1\"", expected: "quotation marks"),
        .init(
            "margin: 3}", "margin: three}", "grading.hysteresis.margin", found: "\"three\"",
            expected: "a number from 0 to 100"),
        .init(
            "closing:\n", "closing: [1]\nwas:\n", at: "closing: [1]", "closing", found: "a list", expected: "a mapping"),
        .init(
            "allDirectivesDone: true", "allDirectivesDone: perhaps", "closing.allDirectivesDone", found: "perhaps",
            expected: "true or false"),
        .init(
            "resources:\n", "resources:\n  rates: {CNY: 2}\n", at: "rates: {CNY: 2}", "resources.rates.CNY",
            found: "a rate for CNY", expected: "another currency"),
        .init("follow: true", "follow: [true]", "sources[6].follow", found: "a list", expected: "true or false"),
        .init("keepYears: 10", "keepYears: 10.5", "evaluation.keepYears", found: "10.5", expected: "a whole number"),
        .init(
            "  languages: [zh-Hans, zh-Hant, en]", "  languages: [zh-Hans, zh-Hant, de, en]",
            "institution.languages[2]", found: "\"de\"", expected: "zh-Hans, zh-Hant, en"),
        // References
        .init(
            "head: lin-yue}", "head: lin-you}", "departments[0].head", found: "\"lin-you\"",
            expected: "did you mean \"lin-yue\"?"),
        .init(
            "    roles: [president]\n", "    roles: [presidnet]\n", at: "roles: [presidnet]", "people[0].roles[0]",
            found: "\"presidnet\"",
            expected: "did you mean \"president\"?"),
        .init(
            "    group: leadership\n    department: pr", "    group: leaders\n    department: pr",
            at: "group: leaders\n",
            "people[1].group", found: "\"leaders\"", expected: "the id of a group"),
        .init(
            "        department: it\n", "        department: ti\n", at: "department: ti",
            "playbooks[0].directives[0].department", found: "\"ti\"", expected: "the id of a department"),
        .init(
            "to: [\"role:response-lead\"]}\n    # The plan's own",
            "to: [\"role:response-leader\"]}\n    # The plan's own", at: "role:response-leader",
            "clocks[10].warnAt[0].to[0]", found: "response-leader", expected: "the id of a role"),
        .init(
            "strategies: [inform, deny, bolster]", "strategies: [infrom, deny]", "strategyRules[1].strategies[0]",
            found: "infrom", expected: "did you mean \"inform\"?"),
        .init(
            "channel: customer_script\n      language: en", "channel: customer-script\n      language: en",
            at: "channel: customer-script", "statements.templates[14].channel", found: "customer-script",
            expected: "did you mean \"customer_script\"?"),
        .init(
            "what: caseClosed, grades: all, to: [\"group:leadership\"",
            "what: caseClosed, grades: all, to: [\"everybody\"", "routing[17].to[0]", found: "everybody",
            expected: "group:ID"),
        .init(
            "    deputies: [gu-zhenyu]", "    deputies: [tang-xiaoyu]",
            at:
                "    deputies: [tang-xiaoyu]\n    contacts:\n      - {channel: webhook, address: \"http://127.0.0.1:8090/people/tang",
            "people[5].deputies[0]", found: "tang-xiaoyu", expected: "somebody else"),
        // Ids
        .init(
            "{id: retail, ", "{id: legal, ", at: "{id: legal, names: {zh-Hans: 零售", "departments[4].id",
            found: "\"legal\" again",
            expected: "an id no other department has (line"),
        .init(
            "- id: lanjiang-wealth", "- id: Lanjiang Wealth", "subjects[1].id", found: "Lanjiang Wealth",
            expected: "lower-case letters"),
        .init(
            "id: filed-at", "id: filing-number", at: "id: filing-number, names: {zh-Hans: 报送时间",
            "playbooks[3].directives[0].requiredFields[1].id", found: "\"filing-number\" again",
            expected: "field of this directive"),
        .init(
            "  - id: logistics\n", "  - id: supplies\n", at: "  - id: leadership\n", "groups",
            found: "no group logistics", expected: "leadership, monitoring, response and logistics"),
        // Values
        .init(
            "duration: 12h", "duration: 12 hours", "clocks[4].duration", found: "12 hours",
            expected: "a duration above zero such as 30s"),
        .init("duration: 12h", "duration: 0h", "clocks[4].duration", found: "0h", expected: "above zero"),
        .init(
            "cutoffs: [8, 30, 120]", "cutoffs: [8, 120, 30]", "grading.indicators.scope.cutoffs", found: "8, 120, 30",
            expected: "three ascending numbers"),
        .init(
            "cutoffs: [8, 30, 120]", "cutoffs: [8, 30]", "grading.indicators.scope.cutoffs", found: "2 numbers",
            expected: "three ascending numbers"),
        .init(
            "levels: {I: 75, II: 50,", "levels: {I: 75, II: 75,", "grading.levels", found: "75, 75, 36, 12",
            expected: "fall from I to IV"),
        .init(
            "timeZone: Asia/Shanghai", "timeZone: Asia/Shangai", "institution.timeZone", found: "Asia/Shangai",
            expected: "IANA"),
        .init("timeZone: Asia/Shanghai", "timeZone: CST", "institution.timeZone", found: "CST", expected: "IANA"),
        .init(
            "- 2026-01-01\n", "- 2026-02-29\n", at: "- 2026-02-29", "calendar.holidays[0]", found: "2026-02-29",
            expected: "a day of the calendar"),
        .init(
            "- 2026-01-04\n", "- 2026-01-02\n", at: "- 2026-01-02\n    - 2026-02-14", "calendar.extraWorkdays[0]",
            found: "also a holiday", expected: "either"),
        .init(
            "{from: \"13:30\", to: \"18:00\"}", "{from: \"11:30\", to: \"18:00\"}", "calendar.hours[1]",
            found: "before the end", expected: "in order"),
        .init(
            "{from: \"09:00\", to: \"12:00\"}", "{from: 9, to: \"12:00\"}", "calendar.hours[0].from", found: "\"9\"",
            expected: "a time of day"),
        .init(
            "{at: 0.75, to: [\"group:response\"", "{at: 0.4, to: [\"group:response\"", "clocks[1].warnAt[1].at",
            found: "0.4", expected: "above the one before, 0.5"),
        .init(
            "- {grades: [III], roles: [response-lead, legal-counsel]}", "- {grades: [II], roles: [response-lead]}",
            "statements.signOffs[2].grades", found: "II again", expected: "one entry only"),
        .init(
            "roles: [response-lead, legal-counsel]", "roles: [response-lead, analyst]",
            "statements.signOffs[2].roles[1]", found: "which may not sign", expected: "a role that may sign"),
        .init(
            "address: http://127.0.0.1:8099/feed.xml", "address: file:///etc/passwd", "sources[0].address",
            found: "file:///etc/passwd", expected: "http or https"),
        .init(
            "address: http://127.0.0.1:8099/feed.xml", "address: http://93.184.216.34:99999/feed.xml",
            "sources[0].address", found: "99999", expected: "a port from 1 to 65535"),
        .init(
            "http://127.0.0.1:8090/people/shen-qihang", "https://robot:secret@hooks.example/x",
            "people[0].contacts[0].address", found: "a name or password", expected: "none there"),
        .init(
            "allowHosts: [\"127.0.0.1:8090\"", "allowHosts: [\"*:8090\"", "allowHosts[0]", found: "*:8090",
            expected: "a host such as"),
        .init(
            "allowHosts: [\"127.0.0.1:8090\"", "allowHosts: [\"exa mple\"", "allowHosts[0]", found: "exa mple",
            expected: "a host such as"),
        .init(
            "allowHosts: [\"127.0.0.1:8090\"", "allowHosts: [\"例子\"", "allowHosts[0]", found: "例子",
            expected: "a host such as"),
        .init(
            "apiKey: FENGHUO_KEY_MEDIA_PUSH}", "apiKey: hunter2}", "sources[1].apiKey", found: "something else",
            expected: "environment variable"),
        .init(
            "tier: 2, cadence: 12h, apiKey: FENGHUO_KEY_MEDIA_PUSH}", "tier: 2}", at: "id: media-push",
            "sources[1].apiKey", found: "nothing", expected: "environment variable"),
        .init(
            "    escalateAfter: 20m\n", "", at: "escalateTo: [\"person:shen-qihang\"]", "routing[0].escalateTo",
            found: "escalateTo alone", expected: "together"),
        // Deputies, consistency, following, reports, retention
        .init(
            "permissions: [read, report, mergeSplit, regrade, draft, sign, instruct, release, close, allocate]",
            "permissions: [report, singn]", "deputising.permissions[1]", found: "\"singn\"",
            expected: "did you mean \"sign\"?"),
        .init(
            "  reason: true\n", "  reason: always\n", "deputising.reason", found: "always", expected: "true or false"),
        .init(
            "    otherSigners: 2", "    otherSigners: -1", "statements.twoPersons.otherSigners", found: "-1",
            expected: "from 0 to 10"),
        .init(
            "effect: {I: refuse, II: refuse, III: reason, IV: reason}", "effect: {I: refuse, II: refuse, III: reason}",
            "statements.consistency.effect.IV", found: "nothing", expected: "a value for every one"),
        .init(
            "effectOnEarlier: reason", "effectOnEarlier: shout", "statements.consistency.effectOnEarlier",
            found: "shout", expected: "list, reason, refuse"),
        .init(
            "likeness: 0.5", "likeness: 1.5", "statements.consistency.likeness", found: "1.5", expected: "from 0.1 to 1"
        ),
        .init(
            "compare: [date, time,", "compare: [date, tmie,", "statements.consistency.compare[1]", found: "tmie",
            expected: "did you mean \"time\"?"),
        .init(
            "zh-Hans: 自{{moment}}起，", "zh-Hans: 自某时起，", "statements.phrases.firstSeen", found: "in zh-Hans",
            expected: "a sentence with {{moment}}"),
        .init(
            "    noNextWord: {zh-Hans: 另行通知, zh-Hant: 另行通知, en: further notice}\n", "", at: "    firstSeen:\n",
            "statements.phrases.noNextWord", found: "nothing", expected: "the sentence"),
        .init(
            "    audience: closed\n    # Reports", "    audience: secret\n    # Reports", at: "audience: secret",
            "channels[5].audience", found: "secret", expected: "public, closed"),
        .init(
            "{id: approved, names", "{id: complex, names",
            at: "{id: complex, names: {zh-Hans: 经批准", "clocks[8].extensions[1].id", found: "\"complex\" again",
            expected: "extension of this clock"),
        .init(
            "proof: receipt", "proof: letter", "clocks[8].proof", found: "letter", expected: "none, receipt, document"),
        .init(
            "remindAt: [0.5, 0.9]", "remindAt: [0.9, 0.5]", "following.remindAt[1]", found: "0.5",
            expected: "above the one before, 0.9"),
        .init(
            "{after: 4h, to: [\"role:leadership-deputy\"]}", "{after: 30m, to: [\"role:leadership-deputy\"]}",
            "following.escalation[1].after", found: "30m", expected: "longer than the step before"),
        .init(
            "  - kind: tactical", "  - kind: executive", at: "  - kind: executive\n    names: {zh-Hans: 处置报告",
            "reports[1].kind", found: "executive again", expected: "each kind once"),
        .init(
            "{grades: [II], every: 6h", "{grades: [I], every: 6h", "reports[0].schedule[1].grades", found: "I again",
            expected: "one entry only"),
        .init(
            "{content: needs, names", "{content: neds, names", "reports[1].sections[2].content", found: "neds",
            expected: "did you mean \"needs\"?"),
        .init(
            "rebound: {fraction: 0.1,", "rebound: {fraction: 2,", "closing.rebound.fraction", found: "2",
            expected: "from 0 to 1"),
        .init("effectHours: 6", "effectHours: 0", "evaluation.effectHours", found: "0", expected: "from 1 to 168"),
        .init(
            "retention: {journalCopies: 60d,", "retention: {journalCopies: 10d,", "retention.journalCopies",
            found: "10d", expected: "at least closing.rebound.within, 30d"),
        .init(
            "journalCopies: 60d, cases: 1095d,", "journalCopies: 60d, cases: 20d,", "retention.cases", found: "20d",
            expected: "at least journalCopies, 60d"),
        .init(
            "history: {within: 1095d,", "history: {within: ever,", "history.within", found: "ever", expected: "duration"
        ),
        // Templates
        .init(
            "title: 客户公告（{{number}}）", "title: 客户公告（{{numbr}}）{{number}}", "statements.templates[6].title",
            found: "{{numbr}}", expected: "did you mean \"number\"?"),
        .init(
            "title: 客户公告（{{number}}）", "title: 客户公告{{number}}{{asOf", "statements.templates[6].title",
            found: "braces that do not match", expected: "{{name}}"),
        .init(
            "        {{attitude}}{{measures}}\n        下次通报：", "        {{measures}}\n        下次通报：",
            at: "      body: |\n        【关于", "statements.templates[9].body", found: "no {{attitude}}",
            expected: "the channel social requires"),
        .init(
            "channel: social\n      language: en", "channel: social\n      language: zh-Hant",
            at: "    - strategies: [deny, inform, diminish]\n      channel: press\n      language: zh-Hans",
            "statements.templates", found: "0 templates for deny on social in en", expected: "one for each"),
        .init(
            "    website: {zh-Hans", "    facts: {zh-Hans", "statements.texts.facts",
            found: "a fixed text for {{facts}}", expected: "not filled in by itself"),
    ]

    @Test("are named by line, key path, what was found and what was expected", arguments: table)
    func mistake(_ spoilt: Spoilt) throws {
        let example = try ExamplePlan.yaml()
        let range = try #require(example.range(of: spoilt.good), "the example no longer contains \(spoilt.good)")
        let yaml = example.replacingCharacters(in: range, with: spoilt.bad)
        let line = try #require(ExamplePlan.line(of: spoilt.at, in: yaml))
        let mistakes = ExamplePlan.mistakes(in: yaml)
        let matching = mistakes.filter { $0.keyPath == spoilt.keyPath }
        #expect(
            matching.contains {
                $0.line == line && $0.found.contains(spoilt.found) && $0.expected.contains(spoilt.expected)
            }, "line \(line); found: \(PlanMistakes(mistakes: Array(mistakes.prefix(6))))")
    }

    @Test("are all reported at once, in the file's order, each in one line")
    func severalAtOnce() throws {
        let yaml = try ExamplePlan.yaml()
            .replacing("timeZone: Asia/Shanghai", with: "timeZone: Mars/Olympus")
            .replacing("duration: 12h", with: "duration: soon")
            .replacing("keepYears: 10", with: "keepYears: ever")
            .replacing("head: lin-yue}", with: "head: nobody-here}")
            .replacing("III, IV], wait: 30s,", with: "III, IV], wait: 30s, wait: 31s, hold: 1,")
        let mistakes = ExamplePlan.mistakes(in: yaml)
        #expect(
            mistakes.map(\.keyPath) == [
                "institution.timeZone", "departments[0].head", "clocks[4].duration", "grouping.wait", "grouping.hold",
                "evaluation.keepYears",
            ])
        #expect(mistakes.map(\.line) == mistakes.map(\.line).sorted())
        #expect(PlanMistakes(mistakes: mistakes).description.split(separator: "\n").count == 6)
        let hold = try #require(mistakes.first { $0.keyPath == "grouping.hold" })
        let line = try #require(
            yaml.split(separator: "\n", omittingEmptySubsequences: false).first { $0.contains("hold: 1") })
        let offset = try #require(line.range(of: "hold")).lowerBound
        #expect(hold.column == line.distance(from: line.startIndex, to: offset) + 1)
    }
}

@Suite("Files that are no plan")
struct NoPlanTests {
    @Test(
        "are refused with one mistake",
        arguments: [
            ("", 1, "an empty file"), ("a: [1\nb: 2\n", 2, "','"), ("a: 1\n\tb: 2\n", 2, "tab"),
            ("a: &x [1]\nb: *x\n", 2, "the alias *x"),
            ("a: &a [x]\nb: &b [*a, *a]\n? [*b, *b]\n: 1\n", 2, "the alias *a"),
            ("? &a [x]\n: 0\n? {*a: 1}\n: 0\n", 3, "the alias *a"), ("{&a b: 1, c: \"d\"*a}\n", 1, "the alias *a"),
            ("a: &x\u{301}\u{2028} [1]\nb: *x\n", 2, ""), ("a: \u{E000}\u{301}\n", 1, "private use"),
            (String(repeating: "- ", count: 50_000) + "a", 1, ""),
            (String(repeating: "? ", count: 50_000) + "a", 1, ""),
            ((0..<40_000).map { "k\($0): 1\n" }.joined(), 1, "signs that make its structure"),
            ("a: \u{E000}\n", 1, "private use"), ("--- 1\n--- 2\n", 2, "document"),
            (String(repeating: "[", count: 5_000), 1, ""),
        ])
    func refuse(yaml: String, line: Int, found: String) throws {
        let mistakes = ExamplePlan.mistakes(in: yaml)
        let mistake = try #require(mistakes.first)
        #expect(mistakes.count == 1)
        #expect(mistake.line == line)
        #expect(found.isEmpty || mistake.found.contains(found), "\(mistake)")
    }

    @Test("Keys as aliases of keys, doubled twenty-seven times, are refused at once", .timeLimit(.minutes(1)))
    func aliasesAsKeys() {
        var yaml = "? &a0 [x, x]\n: 0\n"
        for level in 1...27 { yaml += "? &a\(level) {*a\(level - 1): 1, b: *a\(level - 1)}\n: 0\n" }
        #expect(ExamplePlan.mistakes(in: yaml).map(\.found) == ["the alias *a0"])
    }

    @Test("Thousands of unknown and of doubled keys are told of in part", .timeLimit(.minutes(1)))
    func manyMistakes() {
        let unknown = ExamplePlan.mistakes(in: (0..<14_000).map { "k\($0): 1\n" }.joined())
        #expect(unknown.count <= MistakeLog.most)
        let doubled = ExamplePlan.mistakes(in: String(repeating: "k: 1\n", count: 14_000))
        #expect(doubled.map(\.found) == ["more than 10 keys that stand twice"])
    }

    @Test("are refused when too large, and when not UTF-8")
    func bytes() {
        let large = Data(repeating: UInt8(ascii: "#"), count: Composition.largest + 1)
        let latin = Data([0x61, 0x3A, 0x20, 0xE9])
        for data in [large, latin] {
            guard case .failure(let mistakes) = ResponsePlan.read(data: data, fileName: "plan.yaml") else {
                Issue.record("was read")
                continue
            }
            #expect(mistakes.mistakes.count == 1)
        }
    }

    @Test("are named when they are not there")
    func absent() {
        #expect(throws: PlanMistakes.self) { try ResponsePlan.load(file: "/nowhere/plan.yaml") }
    }

    @Test("a list in place of the plan asks for a mapping, and for nothing more")
    func list() {
        let mistakes = ExamplePlan.mistakes(in: "[1, 2]")
        #expect(mistakes.map(\.expected) == ["a mapping (key: value)"])
    }

    @Test("everything that an empty plan lacks is named")
    func empty() {
        let mistakes = ExamplePlan.mistakes(in: "version: \"1\"\n")
        let missing = Set(mistakes.map(\.keyPath))
        #expect(
            missing.isSuperset(of: ["name", "institution", "subjects", "grading", "statements", "routing", "drill"]))
        #expect(!missing.contains("version"))
        #expect(mistakes.allSatisfy { $0.found == "nothing" })
    }
}
