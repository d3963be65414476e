import Foundation
import Plan
import Schemas
import Testing

@testable import Leadership

/// What services say in English, read in every language.
@Suite("Said in the reader's language")
struct SaidTests {
    static func naming(_ language: ResponsePlan.Language) throws -> Naming {
        let plan = try ResponsePlan.load(file: ConsoleFixture.root.appending(path: "Plans/commercial-bank.yaml").path)
        let catalogue = try WordsTests.catalogue()
        return Naming(plan: plan, words: catalogue[language], sentences: catalogue.sentences)
    }

    @Test("A refusal is read in Chinese, people and things by name; in English as it was said")
    func translated() throws {
        let refusal = "a case is closed by leadership-deputy, compliance-head, not by lin-yue"
        let naming = try Self.naming(.simplifiedChinese)
        let said = Said(naming: naming).text(refusal)
        #expect(said.contains(naming.person("lin-yue")) && said.contains(naming.role("compliance-head")))
        #expect(!said.contains("closed by"))
        #expect(try Said(naming: Self.naming(.english)).text(refusal) == refusal)
        // A sentence in a sentence.
        let nested =
            "the strategy rebuild was decided by lin-yue meanwhile; read what stands there now, and decide again"
        let inner = Said(naming: naming).text(nested)
        #expect(inner.contains(naming.strategy("rebuild")) && !inner.contains("meanwhile"))
        // What is no sentence of the house stays.
        #expect(Said(naming: naming).text("译文有误") == "译文有误")
    }

    /// The sentences of a source file: what is given to a refusal, with `{}` for what is put in.
    static func sentences(_ text: String) -> [String] {
        var found: [String] = []
        for call in text.matches(of: /\.(?:conflict|invalid|forbidden|missing|refused)\(\s*/) {
            var rest = text[call.range.upperBound...]
            var sentence = ""
            while rest.first == "\"" {
                rest = rest.dropFirst()
                var depth = 0
                while let character = rest.first, character != "\"" || depth > 0 {
                    if rest.hasPrefix("\\(") {
                        if depth == 0 { sentence += "{}" }
                        depth += 1
                        rest = rest.dropFirst(2)
                        continue
                    }
                    if depth > 0 {
                        depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    } else if rest.hasPrefix("\\\"") {
                        sentence += "\""
                        rest = rest.dropFirst()
                    } else {
                        sentence.append(character)
                    }
                    rest = rest.dropFirst()
                }
                rest = rest.dropFirst()
                let next = rest.drop { $0.isWhitespace }
                guard next.first == "+" else { break }
                rest = next.dropFirst().drop { $0.isWhitespace }
            }
            if sentence.contains(" ") { found.append(sentence) }
        }
        return found
    }

    @Test("Every refusal of the one room of decisions has its sentence in the catalogue")
    func complete() throws {
        let sentences = try WordsTests.catalogue().sentences
        var read = 0
        let folder = ConsoleFixture.root.appending(path: "Shared/Casework")
        for (name, text) in try WordsTests.files(folder, "swift") {
            for sentence in Self.sentences(text) {
                read += 1
                let said = sentence.replacing("{}", with: "x")
                // One made of holes only is made of other sentences.
                guard sentence.replacing("{}", with: "").contains(where: \.isLetter) else { continue }
                let found = Said.sentence(of: said, among: sentences)
                #expect(found.map { $0.key != "said_and" } == true, "\(name): \(sentence)")
            }
        }
        #expect(read > 80)
    }

    /// What pages refuse with, beside the one room of decisions: what programs are told is told in English.
    @Test("Every refusal of a page has its sentence in the catalogue")
    func pagesComplete() throws {
        let sentences = try WordsTests.catalogue().sentences
        var read = 0
        for folder in ["Decisions", "Lookup", "Package", "Pages", "People/StandingIn.swift", "Web"] {
            let place = ConsoleFixture.root.appending(path: "Services/Leadership/\(folder)")
            let files =
                folder.hasSuffix(".swift")
                ? [(name: folder, text: try String(contentsOf: place, encoding: .utf8))]
                : try WordsTests.files(place, "swift")
            for (name, text) in files {
                let plain = text.replacing(/(?:Problem|refusal)\(\s*\.\w+(?:\([^)]*\))?,\s*/, with: ".invalid(")
                for sentence in Self.sentences(plain) {
                    guard sentence.replacing("{}", with: "").contains(where: \.isLetter) else { continue }
                    read += 1
                    let found = Said.sentence(of: sentence.replacing("{}", with: "x"), among: sentences)
                    #expect(found != nil, "\(name): \(sentence)")
                }
            }
        }
        #expect(read > 25)
    }

    @Test("Each language has the holes that the English has, each once")
    func holes() throws {
        let catalogue = try WordsTests.catalogue()
        for (key, english) in catalogue[.english].texts where key.hasPrefix("said_") {
            let wanted = english.matches(of: /\{[0-9]\}/).map { String($0.0) }
            #expect(wanted == (1...max(wanted.count, 1)).prefix(wanted.count).map { "{\($0)}" }, "\(key)")
            for language in [ResponsePlan.Language.simplifiedChinese, .traditionalChinese] {
                let has = Set(catalogue[language][key].matches(of: /\{[0-9]\}/).map { String($0.0) })
                #expect(has.isSubset(of: Set(wanted)), "\(language) \(key)")
            }
        }
    }
}
