/// One name under which a subject is spoken of, or a phrase in which such a name means something else.
public struct AliasPattern: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A name of the subject.
        case alias
        /// A phrase that speaks of something else: aliases *of the same subject* inside it do not count
        /// (alias 澜江 inside the bridge 澜江大桥).
        case exclusion
    }

    /// The subject's id.
    public let id: String
    /// As the plan writes it; it is folded before matching. A pattern that folds to nothing never matches.
    public let pattern: String
    public let kind: Kind

    public init(id: String, pattern: String, kind: Kind) {
        self.id = id
        self.pattern = pattern
        self.kind = kind
    }
}

/// A subject's alias found in a text.
public struct AliasMatch: Hashable, Sendable {
    /// The subject's id.
    public let id: String
    /// The alias as the plan writes it.
    public let pattern: String
    /// Where, in offsets of the folded text's scalars (`TextFolding.foldScalars`).
    public let range: Range<Int>

    public init(id: String, pattern: String, range: Range<Int>) {
        self.id = id
        self.pattern = pattern
        self.range = range
    }
}
