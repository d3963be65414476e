import Text

/// The text of a labelled row, folded: title and text as one, the title once.
enum RowText {
    /// No more of a text is read than this, in scalars: as in ``MentionReader``.
    static let maximum = 4096

    static func folded(_ row: LabelledRow) throws -> [UInt32] {
        let text = try row.string("text")
        let title = try row.optionalString("title")
        let repeated = title.isEmpty || text.hasPrefix(title.prefix(12))
        return Array(
            TextFolding.standard.foldScalars(repeated ? text : title + "\u{3002}" + text).prefix(maximum))
    }
}
