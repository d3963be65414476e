import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// Pages in a language that nobody speaks: each text of the catalogue in brackets. What stands outside of them has to be
/// what somebody wrote, or what the plan calls it; a sentence of ours that is not of the catalogue is found at once.
@Suite("Pages say nothing that is not in the catalogue")
struct CatalogueOnlyTests {
    /// The catalogue with every text in brackets that no text has.
    private static func pseudo() throws -> Catalogue {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pseudo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for language in ResponsePlan.Language.allCases {
            let file = WordsTests.folder.appending(path: "strings/\(language.rawValue).json")
            let texts = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
            let marked = texts.mapValues { text in
                // Numbers that code reads, and what joins, stay.
                text.contains(where: \.isLetter) ? "⟨\(text)⟩" : text
            }
            try JSONEncoder().encode(marked).write(to: folder.appending(path: "\(language.rawValue).json"))
        }
        var catalogue = try Catalogue(folder: folder)
        // What services say is found by its own form.
        catalogue.sentences = try WordsTests.catalogue().sentences
        return catalogue
    }

    private static let reasons = [
        "类型：客户投诉；敏感词：转不出；负面占比 71%", "负面提及来自约 19 位不同作者，累计覆盖 123456 人次",
        "近一日负面峰值每小时 12 条，来自 3 个信源；2 小时内 40 条，平时约 3 条，明显异常", "首末负面提及相隔 5.5 小时",
    ]

    private func fixture() async throws -> ConsoleFixture {
        var incident = Samples.incident()
        incident.assessment.confidenceReasons = ["仅 1 个信源，缺少相互印证"]
        for index in incident.assessment.indicators.indices {
            incident.assessment.indicators[index].reason = Self.reasons[index % Self.reasons.count]
        }
        var matter = Samples.matter()
        matter.proposal.reasons = ["尚未核实为不实信息，暂不建议否认。"]
        var fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        let pseudo = try Self.pseudo()
        fixture.console.catalogue = pseudo
        try await fixture.show(Samples.journal(3).map { (.journalEntered, "inc1", $0) })
        var failed = Samples.delivery(id: "del2", state: .failed)
        failed.lastError = "lin-yue has no contact on webhook"
        try await fixture.show([
            (.deliveryUpdated, "del1", Samples.delivery()), (.deliveryUpdated, "del2", failed),
            (.resourceUpdated, "req1", Samples.request()),
            (
                .evaluationWritten, "inc1",
                .with {
                    $0.incidentID = "inc1"
                    $0.title = matter.title
                    $0.outcome = "closed"
                    $0.lessons = ["从首条信息到发现用时5分钟。", "有2次投递失败。"]
                } as Evaluation
            ),
        ])
        return fixture
    }

    /// Everything that somebody wrote, or the plan calls something by.
    private func written(_ fixture: ConsoleFixture) throws -> String {
        let plan = try String(
            contentsOf: ConsoleFixture.root.appending(path: "Plans/commercial-bank.yaml"), encoding: .utf8)
        let samples: [any Message] =
            [Samples.incident(), Samples.matter(), Samples.delivery(), Samples.request()] + (try Samples.journal(3))
        let grades = ResponsePlan.Grade.allCases.flatMap { Array($0.names.texts.values) + [$0.label] }
        // Names of file formats.
        let formats = ArchiveExport.Format.allCases.map { $0.rawValue.uppercased() }
        return try plan + samples.map { try $0.jsonString() }.joined(separator: "\n")
            + (grades + formats).joined(separator: "\n")
    }

    /// Words on a page that neither the catalogue nor anybody said.
    static func strange(on page: String, knowing written: String) -> [String] {
        var main = page
        if let start = page.range(of: "<body"), let end = page.range(of: "</body>") {
            main = String(page[start.lowerBound..<end.lowerBound])
        }
        // Code is what machines read.
        main = main.replacing(/<(code|pre|title)[ >].*?<\/\1>/.dotMatchesNewlines(), with: " ")
        // Why a grade is what it is has words of its own, in the reader's language (`GradeWords`).
        main = main.replacing(/<p data-test="grade-outlook">.*?<\/p>/.dotMatchesNewlines(), with: " ")
        let text = main.replacing(/<[^>]*>/, with: "\u{1}").replacing("&quot;", with: "\"").replacing(
            "&#39;", with: "'"
        )
        .replacing("&amp;", with: "&").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        var (outside, depth) = ("", 0)
        for character in text {
            if character == "⟨" {
                depth += 1
            } else if character == "⟩" {
                depth = max(0, depth - 1)
            } else if depth == 0 {
                outside.append(character)
            }
        }
        let known = Set(words(of: written))
        return words(of: outside).filter { word in
            word.count(where: \.isLetter) > 2 && !known.contains(word) && !written.contains(word)
        }
    }

    private static func words(of text: String) -> [String] {
        text.split { !($0.isLetter || $0 == "-" || $0 == "_" || $0 == "'") }.map(String.init)
    }

    @Test(arguments: ResponsePlan.Language.allCases)
    func `No page says a word that is neither of the catalogue nor somebody's`(
        _ language: ResponsePlan.Language
    ) async throws {
        let fixture = try await fixture()
        let written = try written(fixture)
        let headers = fixture.browser("fang-jing").headers
        // Addresses, and what the interface is asked by, are for programs; the plan's page has the words of its file.
        let programs: Set<String> = ["/api"]
        try await fixture.app().test(.router) { client in
            for uri in PageTests.pages where !programs.contains(uri) {
                let answer = try await client.execute(
                    uri: "\(uri)\(uri.contains("?") ? "&" : "?")lang=\(language.rawValue)", method: .get,
                    headers: headers)
                let strange = Set(Self.strange(on: String(buffer: answer.body), knowing: written)).sorted()
                #expect(strange.isEmpty, "\(uri): \(strange.prefix(12))")
            }
        }
    }

    @Test func `The test finds a sentence that is not of the catalogue`() {
        #expect(
            Self.strange(on: "<body><p>⟨known⟩ forgotten sentence</p></body>", knowing: "") == [
                "forgotten", "sentence",
            ])
        #expect(Self.strange(on: "<body><p>⟨known {}⟩ 江边的猫</p></body>", knowing: "江边的猫").isEmpty)
    }

    @Test func `Reasons of analysis and lessons of response are read in English`() throws {
        let naming = try SaidTests.naming(.english)
        let said = Said(naming: naming)
        for reason in Self.reasons + [
            "仅 1 个信源，缺少相互印证", "从发现到首次发声用时3小时5分钟。", "时限“监管报告”超时2小时完成。", "该对象此前有同类事件：inc7",
            "近 6 小时 12 人说到“挤兑”，平时约 1 条，增长异常", "strategyRules.rumour 未列入：选用须说明理由。先告知已知事实和客户该怎么做，不作归因。",
            "谣言且机构为受害方：可否认或通报（Coombs 2007，受害者类）。（strategyRules.rumour）",
        ] {
            let text = said.text(reason)
            let names = ["转不出", "监管报告", "挤兑"]
            let rest = names.reduce(text) { $0.replacing($1, with: "") }
            #expect(!rest.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) }, "\(reason): \(text)")
            // In its own language it stays as it was said.
            #expect(Said(naming: try SaidTests.naming(.simplifiedChinese)).text(reason) == reason)
        }
        let late = said.text("从发现到首次发声用时3小时5分钟。")
        #expect(late == "Discovery to the first word took 3 h 5 min.")
    }

    @Test func `What analysis and response can say stands in the catalogue, in each language alike`() throws {
        let catalogue = try WordsTests.catalogue()
        var read = 0
        let files = [
            "Services/Analysis/Grading/Wording.swift", "Services/Response/Evaluation/Lessons.swift",
            "Services/Response/Evaluation/PlanProposals.swift", "Services/Response/Decisions/StrategyAdvisor.swift",
        ]
        for file in files {
            let text = try String(contentsOf: ConsoleFixture.root.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /say\(\s*"((?:[^"\\]|\\"|\\\((?:[^()]|\([^()]*\))*\))*)"/) {
                let sentence = String(match.1).replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "7")
                    .replacing("\\\"", with: "\"")
                // What begins with a sign goes on another sentence.
                guard let first = sentence.first, first.isLetter || first == "“" || first == "7" else { continue }
                read += 1
                let said = sentence.hasSuffix("：") ? sentence + "7" : sentence
                #expect(Said.sentence(of: said, among: catalogue.sentences) != nil, "\(file): \(sentence)")
            }
        }
        #expect(read > 30)
    }
}
