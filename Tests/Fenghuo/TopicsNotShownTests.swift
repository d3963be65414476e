import Testing

@testable import Fenghuo

/// What `topics list` says of topics that it cannot show.
@Suite struct TopicsNotShownTests {
    @Test func aListThatIsWholeNeedsNoWord() {
        #expect(TopicsNotShown.note(shown: ["b", "a"], catalogue: ["a", "b"]) == nil)
    }

    @Test func aUserWithoutRightsIsToldSo() throws {
        let note = try #require(TopicsNotShown.note(shown: [], catalogue: ["b", "a"]))
        #expect(note.hasPrefix("none of the catalogue's 2 topics shown"))
        #expect(note.contains("a and 1 more") && note.contains("DescribeConfigs"))
    }
}
