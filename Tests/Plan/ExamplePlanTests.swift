import Foundation
import Testing

@testable import Plan

@Suite("The example plan")
struct ExamplePlanTests {
    @Test("has no mistakes")
    func loads() throws {
        do {
            let plan = try ResponsePlan.load(file: ExamplePlan.file.path)
            #expect(plan.institution.names[.traditionalChinese] == "瀾江銀行")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("is named by the SHA-256 of its bytes, and by another when one byte changes")
    func hash() throws {
        let yaml = try ExamplePlan.yaml()
        let plan = try ResponsePlan.read(yaml: yaml, fileName: "a.yaml").get()
        let again = try ResponsePlan.read(yaml: yaml, fileName: "b.yaml").get()
        let changed = try ResponsePlan.read(yaml: yaml + "#", fileName: "a.yaml").get()
        #expect(plan.hash == ResponsePlan.hash(of: Data(yaml.utf8)))
        #expect(again == plan)
        #expect(changed.hash != plan.hash)
        // FIPS 180-2, appendix B.1.
        #expect(
            ResponsePlan.hash(of: Data("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("says who somebody is, what they may do, and who is told")
    func people() throws {
        let plan = try ExamplePlan.plan()
        #expect(plan.person("shen-qihang")?.names?[.traditionalChinese] == "沈啟航")
        #expect(plan.may("shen-qihang", .release))
        #expect(!plan.may("meng-shulan", .release))
        #expect(plan.permissions(of: "nobody").isEmpty)
        #expect(plan.people(withRole: "legal-counsel").map(\.id) == ["xu-wenqing"])
        let told = plan.people(for: [.group("leadership"), .role("president"), .department("it")], at: .now)
        #expect(told.map(\.id) == ["shen-qihang", "lin-yue", "zhou-heng", "xu-wenqing", "he-junyi"])
    }

    @Test("a deputy acts by the absent person's roles in what the plan lets deputies do")
    func deputies() throws {
        var plan = try ExamplePlan.plan()
        #expect(plan.isDeputy("fang-jing", of: "lin-yue"))
        #expect(!plan.isDeputy("lin-yue", of: "fang-jing"))
        #expect(plan.roleHolder(of: "fang-jing", for: "lin-yue", .sign) == "lin-yue")
        #expect(plan.roleHolder(of: "qiao-lan", for: "lin-yue", .sign) == "qiao-lan")
        #expect(plan.roleHolder(of: "fang-jing", for: "", .sign) == "fang-jing")
        plan.deputising.permissions.remove(.sign)
        #expect(plan.roleHolder(of: "fang-jing", for: "lin-yue", .sign) == "fang-jing")
    }

    @Test(
        "duty turns every seven days at 08:30",
        arguments: [
            ("2026-01-05T00:29:59Z", "tang-xiaoyu"), ("2026-01-05T00:30:00Z", "tang-xiaoyu"),
            ("2026-01-12T00:29:59Z", "tang-xiaoyu"), ("2026-01-12T00:30:00Z", "gu-zhenyu"),
            ("2026-01-19T00:30:00Z", "pan-rui"), ("2026-01-26T00:30:00Z", "tang-xiaoyu"),
        ])
    func duty(moment: String, person: String) throws {
        let date = try Date(moment, strategy: .iso8601)
        #expect(try ExamplePlan.plan().onDuty(in: "monitoring", at: date).map(\.id) == [person])
    }

    @Test("has a template for every strategy, channel and language, filled without a rest")
    func templates() throws {
        let plan = try ExamplePlan.plan()
        var values = plan.statements.texts.mapValues { $0[.english] }
        for placeholder in ResponsePlan.Placeholder.allCases { values[placeholder.rawValue] = "{{facts}}" }
        for strategy in ResponsePlan.Strategy.ID.allCases {
            for channel in plan.channels {
                for language in channel.languages {
                    let template = try #require(
                        plan.statements.template(strategy: strategy, channel: channel.id, language: language))
                    let filled = template.filled(with: values)
                    #expect(filled.missing.isEmpty)
                    #expect(!filled.body.contains("{{attitude}}"))
                }
            }
        }
    }

    @Test(
        "proposes strategies by Coombs' table",
        arguments: [
            (
                ResponsePlan.Responsibility.victim, ResponsePlan.EventKind.rumour, false, ResponsePlan.Reputation.good,
                "rumour"
            ),
            (.victim, .negativeNews, true, .poor, "victim"),
            (.accident, .complaint, false, .neutral, "accident"),
            (.accident, .complaint, true, .good, "accident-bad-history"),
            (.accident, .complaint, false, .poor, "accident-poor-reputation"),
            (.preventable, .rumour, false, .good, "preventable"),
        ])
    func strategies(
        responsibility: ResponsePlan.Responsibility, kind: ResponsePlan.EventKind, badHistory: Bool,
        reputation: ResponsePlan.Reputation, rule: String
    ) throws {
        let found = try ExamplePlan.plan().allowedStrategies(
            responsibility: responsibility, kind: kind, badHistory: badHistory, reputation: reputation)
        #expect(found?.id == rule)
    }
}

@Suite("Grades and scores")
struct GradingTests {
    @Test(
        "a value reaches a step at its cut-off",
        arguments: [(0, 1), (9.99, 1), (10, 2), (20, 3), (29, 3), (30, 4), (1e9, 4)])
    func steps(value: Double, step: Int) {
        #expect(ResponsePlan.Cutoffs(second: 10, third: 20, fourth: 30).step(for: value) == step)
    }

    @Test("all steps 1 score 0, all steps 4 score 100, and the grade follows")
    func scores() throws {
        let grading = try ExamplePlan.plan().grading
        func score(_ step: Int) -> Double {
            grading.score(
                indicatorSteps: Dictionary(uniqueKeysWithValues: ResponsePlan.Indicator.allCases.map { ($0, step) }),
                impactSteps: Dictionary(uniqueKeysWithValues: ResponsePlan.ImpactAxis.allCases.map { ($0, step) }))
        }
        #expect(abs(score(1)) < 1e-9)
        #expect(abs(score(2) - 100.0 / 3) < 1e-9)
        #expect(abs(score(4) - 100) < 1e-9)
        #expect(grading.grade(score: score(1)) == nil)
        #expect(grading.grade(score: score(2)) == .four)
        #expect(grading.grade(score: 75) == .one)
        #expect(grading.grade(score: 74.9) == .two)
    }

    @Test("a weight shifts the score in proportion")
    func weights() throws {
        let grading = try ExamplePlan.plan().grading
        // Severity alone at step 4: 0.7 of the score is the indicators', 0.35 of those is severity.
        #expect(abs(grading.score(indicatorSteps: [.severity: 4], impactSteps: [:]) - 24.5) < 1e-9)
    }

    @Test("grade I is the gravest")
    func order() {
        #expect(ResponsePlan.Grade.one.isGraver(than: .two))
        #expect(ResponsePlan.Grade.two.isAtLeastAsGrave(as: .two))
        #expect(ResponsePlan.Grade.allCases.min() == .one)
        #expect(ResponsePlan.Grade.allCases.map(\.label) == ["I", "II", "III", "IV"])
    }

    @Test(arguments: [("intake/c.jsonl", "/data/x/intake/c.jsonl"), ("/srv/c.jsonl", "/srv/c.jsonl")])
    func `a file's address is relative to the data folder`(address: String, path: String) throws {
        var source = try #require(try ExamplePlan.plan().sources.first { $0.kind == .file })
        source.address = address
        let folder = URL(filePath: "/data/x", directoryHint: .isDirectory)
        #expect(source.file(in: folder)?.path == path)
        source.kind = .rss
        #expect(source.file(in: folder) == nil)
    }
}
