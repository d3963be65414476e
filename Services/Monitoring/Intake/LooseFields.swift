import Foundation
import Text

/// Reads a mention's fields as crawlers and spreadsheets write them: names in any case or in Chinese, numbers where text is
/// asked and text where numbers are, times of every form. What of a field cannot be read is lost, not the mention; only a mention
/// without a text is refused, and a source the plan does not know.
struct LooseFields: Sendable {
    /// What becomes of fields that are none of a mention's.
    var unknown = MentionFile.UnknownFields.ignore
    let zone: TimeZone
    /// Milliseconds since 1970.
    let now: Int64

    // MARK: JSON

    /// - Parameter ignored: told of each field that is none of a mention's.
    func draft(_ node: JSONNode, ignored: (String) -> Void) throws(DraftMistake) -> MentionDraft {
        guard case .object(let members) = node else {
            throw DraftMistake(field: "", found: node.shown, expected: "a JSON object")
        }
        var draft = MentionDraft(text: "")
        var ranks: [MentionDraft.Field: FieldNames.Rank] = [:]
        for name in members.keys.sorted() {
            guard let (field, rank) = FieldNames.match(name) else {
                if unknown == .refuse { throw .unknownField(name) }
                ignored(name)
                continue
            }
            guard let value = members[name], value != .null else { continue }
            // Of several names of one field the plainest counts.
            if let other = ranks[field], other <= rank { continue }
            guard let text = LooseValue.text(value, of: field) else {
                ignored(name)
                continue
            }
            ranks[field] = rank
            set(field, to: text, of: &draft)
        }
        return finished(draft)
    }

    // MARK: Cells

    /// - Parameter columns: nil for one that is passed over.
    func draft(_ cells: [String], columns: [MentionDraft.Field?], separator: Character) -> MentionDraft {
        var draft = MentionDraft(text: "")
        for (place, column) in columns.enumerated() where place < cells.count {
            guard let column else { continue }
            var cell = Self.unwrapped(cells[place])
            // More cells than columns: the text held the separator, where it is the last.
            if place == columns.count - 1, column == .text, cells.count > columns.count {
                let last = cells.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? place
                cell = cells[place...max(place, last)].joined(separator: String(separator))
            }
            if !cell.isEmpty { set(column, to: cell, of: &draft) }
        }
        return finished(draft)
    }

    /// `="00123"`, as spreadsheets are kept from taking it for a number.
    private static func unwrapped(_ cell: String) -> String {
        guard cell.hasPrefix("=\""), cell.hasSuffix("\""), cell.utf8.count >= 3 else { return cell }
        return String(cell.dropFirst(2).dropLast())
    }

    // MARK: Fields

    private func set(_ field: MentionDraft.Field, to value: String, of draft: inout MentionDraft) {
        switch field {
        case .text: draft.text = value
        case .title: draft.title = value
        case .url: draft.url = LooseAddress.absolute(value)
        case .author: draft.author = value
        case .source: draft.source = value
        case .language: draft.language = LanguageGuess.canonical(value) == nil ? nil : value
        case .externalId: draft.externalID = value
        case .reach: draft.reach = LooseNumber.whole(value).map { max(0, $0) } ?? 0
        case .publishedAt:
            let times = WrittenTime(zone: zone, now: now)
            draft.publishedAt = times.milliseconds(value) ?? times.milliseconds(excel: value)
        }
    }

    private func finished(_ draft: MentionDraft) -> MentionDraft {
        var draft = draft
        if draft.text.allSatisfy(\.isWhitespace), let title = draft.title { draft.text = title }
        return draft.mended(now: now)
    }
}
