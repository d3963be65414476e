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

    /// Other names of the fields, in lower case without spaces, hyphens and underscores.
    static let names: [String: MentionDraft.Field] = {
        var names: [String: MentionDraft.Field] = [:]
        for field in MentionDraft.Field.allCases { names[plain(field.rawValue)] = field }
        for (field, others) in [
            (.text, ["正文", "内容", "內容", "文本", "微博正文", "全文", "content", "body", "fulltext", "contenttext", "message"]),
            (.title, ["标题", "標題", "题目", "主题", "headline", "subject"]),
            (
                .url,
                [
                    "链接", "鏈接", "連結", "网址", "網址", "地址", "原文链接", "原文地址", "文章链接", "link", "href", "uri", "permalink",
                ]
            ),
            (
                .author,
                [
                    "作者", "用户", "用户名", "用户昵称", "昵称", "发布者", "发布人", "博主", "user", "username", "screenname",
                    "nickname", "creator",
                ]
            ),
            (
                .publishedAt,
                [
                    "发布时间", "發布時間", "发表时间", "發表時間", "时间", "時間", "日期", "发布日期", "发表日期", "published", "pubdate",
                    "pubtime", "publishtime", "publishdate", "publisheddate", "publishedtime", "datetime", "date",
                    "time",
                    "createdat", "createtime", "timestamp", "datepublished",
                ]
            ),
            (.source, ["来源编号"]), (.language, ["语言", "語言", "lang"]),
            (
                .reach,
                [
                    "阅读数", "閱讀數", "阅读量", "浏览量", "浏览数", "播放量", "点击量", "曝光量", "传播量", "覆盖人数", "views",
                    "reads", "readcount", "viewcount", "impressions",
                ]
            ),
            (.externalId, ["编号", "編號", "序号", "文章id", "微博id", "id", "guid", "mid", "docid"]),
        ] as [(MentionDraft.Field, [String])] {
            for name in others { names[plain(name)] = field }
        }
        return names
    }()

    private static func plain(_ name: String) -> String {
        var name = name.lowercased()
        name.unicodeScalars.removeAll {
            $0.properties.isWhitespace || $0 == "_" || $0 == "-" || $0 == "\u{feff}" || $0 == "\"" || $0 == "'"
        }
        return name
    }

    /// The field of that name; nil for none.
    static func field(_ name: String) -> MentionDraft.Field? {
        name.utf8.count > 120 ? nil : MentionDraft.Field(rawValue: name) ?? names[plain(name)]
    }

    // MARK: JSON

    /// - Parameter ignored: told of each field that is none of a mention's.
    func draft(_ node: JSONNode, ignored: (String) -> Void) throws(DraftMistake) -> MentionDraft {
        guard case .object(let members) = node else {
            throw DraftMistake(field: "", found: node.shown, expected: "a JSON object")
        }
        var draft = MentionDraft(text: "")
        var exact: Set<MentionDraft.Field> = []
        for name in members.keys.sorted() {
            guard let field = Self.field(name) else {
                if unknown == .refuse { throw .unknownField(name) }
                ignored(name)
                continue
            }
            guard let value = members[name], value != .null else { continue }
            // Of two names of one field its own counts.
            let isExact = field.rawValue == name
            guard isExact || !exact.contains(field) else { continue }
            guard let text = Self.text(value) else {
                if field == .text { throw DraftMistake(field: name, found: value.shown, expected: "a string") }
                ignored(name)
                continue
            }
            if isExact { exact.insert(field) }
            set(field, to: text, of: &draft)
        }
        return finished(draft)
    }

    private static func text(_ value: JSONNode) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): Int64(exactly: number).map { String($0) } ?? "\(number)"
        case .bool(let flag): "\(flag)"
        case .null, .array, .object: nil
        }
    }

    // MARK: Cells

    /// - Parameter columns: nil for one that is passed over.
    func draft(_ cells: [String], columns: [MentionDraft.Field?], separator: Character) -> MentionDraft {
        var draft = MentionDraft(text: "")
        for (place, column) in columns.enumerated() where place < cells.count {
            guard let column else { continue }
            var cell = cells[place]
            // More cells than columns: the text held the separator, where it is the last.
            if place == columns.count - 1, column == .text, cells.count > columns.count {
                cell = cells[place...].joined(separator: String(separator))
            }
            if !cell.isEmpty { set(column, to: cell, of: &draft) }
        }
        return finished(draft)
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
