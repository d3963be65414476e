import Testing
import Text

@testable import Analysis

@Suite struct WrittenNamesTests {
    /// So many different words, none of them a name.
    private static func filler(_ words: Range<Int>) -> String { words.map(word).joined(separator: " ") }

    private static func word(_ number: Int) -> String {
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        return "ab" + letters[number % 26] + letters[number / 26 % 26] + letters[number / 676 % 26] + "o"
    }

    private func weight(of word: String, in text: String, title: String = "") -> Float? {
        let fold = TextFolding.standard.foldScalars
        let terms = TermReader().read(title: fold(title), body: fold(text), written: text)
        let hash = TermReader.word(fold(word))
        return zip(terms.hashes, terms.weights).first { $0.0 == hash }?.1
    }

    @Test(arguments: [
        ("Marlow", true), ("marlow", false), ("Marlow marlow", true), ("Marlow marlow marlow", false), ("MARLOW", true),
        ("Marlow's", true), ("(Marlow)", true), ("Märlow", true), ("Ärlow", true), ("ärlow", false),
    ])
    func aWordWithACapitalInHalfOfItsUsesIsAName(_ uses: String, _ isName: Bool) throws {
        let text = Self.filler(0..<200)
        let word = String(uses.split(separator: " ")[0].filter { $0.isLetter || $0 == "'" })
        let found = try #require(weight(of: word, in: "\(text) \(uses)"))
        let plain = try #require(weight(of: word, in: "\(text) \(uses.lowercased())"))
        #expect(found == (isName ? plain * 2 : plain))
    }

    @Test func aTitleMakesNoNameButANameInItWeighsMore() throws {
        let text = Self.filler(0..<200)
        let plain = try #require(weight(of: "marlow", in: text + " marlow", title: "Marlow Closes"))
        let name = try #require(weight(of: "marlow", in: text + " Marlow", title: "marlow closes"))
        #expect(name == plain * 2)
        #expect(
            weight(of: "closes", in: text, title: "Marlow Closes") == weight(of: "closes", in: text, title: "closes"))
    }

    @Test func capitalsOfAShortPostSayNothing() {
        let text = Self.filler(0..<20)
        #expect(weight(of: "marlow", in: text + " Marlow") == weight(of: "marlow", in: text + " marlow"))
    }

    @Test func capitalsWithinIdeographsSayNothing() {
        let text = TextFolding.string((0..<300).map { 0x4e00 + UInt32($0) * 7 })
        #expect(weight(of: "marlow", in: text + " Marlow") == weight(of: "marlow", in: text + " marlow"))
    }

    @Test func aRepeatedWordWeighsMoreThanARepeatedPairOfIdeographs() throws {
        let word = try #require(weight(of: "marlow", in: String(repeating: "marlow ", count: 10)))
        #expect(word > UseWeights.ofPair(uses: 10))
        #expect(word < 10)
        #expect(UseWeights.ofWord(uses: 1) == 1 && UseWeights.ofPair(uses: 1) == 1)
        #expect(UseWeights.ofWord(uses: 63) < UseWeights.ofWord(uses: 64))
        #expect(UseWeights.ofPair(uses: 63) < UseWeights.ofPair(uses: 64))
    }

    /// Eight long texts of two happenings of one kind: the same five hundred words, other names.
    @Test(arguments: [(true, 2), (false, 1)])
    func happeningsOfOneKindAreToldApartByTheirNames(_ hasCapitals: Bool, _ groups: Int) {
        let names = [["Ostmark", "Velden", "Harrow", "Quist"], ["Tamsin", "Borgia", "Lindqvy", "Pellam"]]
        var random = SplitMix(seed: 7)
        var clustering = DocumentClustering()
        let found = (0..<8).map { index in
            var words = (0..<180).map { _ in Self.word(random.below(500)) }
            for name in names[index % 2] { words += [String](repeating: name, count: 5) }
            let text = words.joined(separator: " ")
            return clustering.place(title: "", text: hasCapitals ? text : text.lowercased(), time: nil)
        }.map(clustering.group)
        #expect(Set(found).count == groups)
        #expect(Set(stride(from: 0, to: 8, by: 2).map { found[$0] }).count == 1)
        #expect(Set(stride(from: 1, to: 8, by: 2).map { found[$0] }).count == 1)
    }
}
