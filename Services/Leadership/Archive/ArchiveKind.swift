/// What sort of thing an entry of the archive is. The numbers stand on disk: they are never given to another.
package enum ArchiveKind: Int64, Sendable, CaseIterable {
    case mention = 1
    case incident = 2
    case `case` = 3
    case statement = 4
    case delivery = 5
    case journal = 6
    case decision = 7

    /// The vocabulary's word, as pages and the API have it.
    package var word: String { "\(self)" }

    package init?(word: String) {
        guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }
}
