import Testing
import Text

@Suite struct FigureMovesTests {
    private static let cues: CueTable = {
        let groups: [(String, FigureMoves.Role)] = [
            ("rose grew up widened rise", .rise), ("fell narrowed down lower fall", .fall),
            ("profit sales income cash_flow", .gain), ("loss costs negative", .drain), ("from compared than", .against),
            ("other", .none),
        ]
        return CueTable(
            groups: groups.map { cues, _ in
                (
                    cues.split(separator: " ").map {
                        TextFolding.standard.foldScalars($0.split(separator: "_").joined(separator: " "))
                    }, false
                )
            }, negators: [], roles: Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($0, $1.1) }))
    }()

    private static func moves(_ text: String) -> [FigureMoves.Move: UInt32] {
        var features = TextFeatures(groups: cues.groups)
        HashedNGrams(cues: cues).read(TextFolding.standard.foldScalars(text), into: &features)
        return FigureMoves.Move.allCases.reduce(into: [:]) { found, move in
            if features.moves[move] > 0 { found[move] = features.moves[move] }
        }
    }

    @Test(
        arguments: [
            ("Profit rose sharply", .gainRose), ("The loss widened", .drainRose),
            ("Sales in the north fell", .gainFell),
            ("The loss narrowed", .drainFell), ("a rise in costs", .drainRose), ("lower profit", .gainFell),
            ("cash flow grew", .gainRose),
        ] as [(String, FigureMoves.Move)])
    func wordsTellWhichWayAFigureWent(_ text: String, _ expected: FigureMoves.Move) {
        #expect(Self.moves(text) == [expected: 1])
    }

    @Test(
        arguments: [
            ("The profit of the bank was EUR 6.4 mn, compared to EUR 9.75 mn before.", .numberWorse),
            ("Sales of 900 million, compared to 1.2 billion", .numberWorse),
            ("Sales of 1,250 compared to 980", .numberBetter),
            ("A loss of 4 mn compared to a loss of 9 mn", .numberBetter),
            ("A loss of 1 mn compared to a profit of 0.2 mn", .numberWorse),
            ("A profit of 0.1 mn, compared to a loss of 7 mn", .numberBetter),
            ("Profit of 2 mn compared to a negative cash flow of 1 mn", .numberBetter),
            ("Profit went from 5 to 7 mn", .numberBetter), ("The loss went from 5 to 7 mn", .numberWorse),
            ("Sales were 12m, more than 9m", .numberBetter), ("It has 40 sites compared to 35", .numberUp),
            ("It has 30 sites compared to 35", .numberDown),
            ("Profit of EUR0 .6 m compared to EUR0 .5 m", .numberBetter),
        ] as [(String, FigureMoves.Move)])
    func twoNumbersAreHeldAgainstEachOther(_ text: String, _ expected: FigureMoves.Move) {
        #expect(Self.moves(text) == [expected: 1])
    }

    @Test(arguments: [
        "", "Profit.", "Profit. It rose.", "Sales of 5 mn in 2009 from 2008", "Profit of 5 mn compared to 5 mn",
        "profit 99999999999999999999999999 compared to 1", "compared to", "from 5", "利润增长5亿元", "other rose",
        "profit one two three four five six seven eight nine rose",
    ])
    func nothingIsSaidOfAFigure(_ text: String) {
        #expect(Self.moves(text).isEmpty)
    }

    @Test func sentencesAreReadApart() {
        #expect(
            Self.moves("Profit rose to 5.1 mn from 4.2 mn. Costs fell to 3 mn from 4 mn; sales fell.")
                == [.gainRose: 1, .drainFell: 1, .gainFell: 1, .numberBetter: 2])
    }
}
