import Foundation

/// What crawlers, spreadsheets and vendors call the fields of a mention.
enum FieldNames {
    /// How plainly a name says its field, the plainest first.
    enum Rank: Int, Comparable, Sendable {
        /// Its own name, another one, one with a word before it that says of what, and one of what may stand for it.
        case own, other, qualified, instead

        static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
    }

    /// Other names of the fields, in lower case without spaces, hyphens and underscores.
    static let names: [String: MentionDraft.Field] = {
        var names: [String: MentionDraft.Field] = [:]
        for field in MentionDraft.Field.allCases { names[plain(field.rawValue)] = field }
        for (field, others) in others {
            for name in others { names[plain(name)] = field }
        }
        return names
    }()

    private static let others: [(MentionDraft.Field, [String])] = [
        (
            .text,
            [
                "正文", "内容", "內容", "内文", "內文", "文本", "微博正文", "全文", "详情", "content", "body", "fulltext", "contenttext",
                "contenthtml", "message",
            ]
        ),
        (.title, ["标题", "標題", "题目", "主题", "headline", "subject"]),
        (
            .url,
            [
                "链接", "鏈接", "連結", "网址", "網址", "地址", "原文链接", "原文地址", "文章链接", "link", "href", "uri", "permalink",
                "weburl", "urllink",
            ]
        ),
        (
            .author,
            [
                "作者", "用户", "用户名", "用户昵称", "昵称", "发布者", "发布人", "博主", "账号", "user", "username", "screenname",
                "nickname", "creator", "authorname", "userscreenname",
            ]
        ),
        (
            .publishedAt,
            [
                "发布时间", "發布時間", "发表时间", "發表時間", "时间", "時間", "日期", "发布日期", "发表日期", "创建时间", "提交时间", "published",
                "pubdate", "pubtime", "publishtime", "publishdate", "publisheddate", "publishedtime", "datetime",
                "date",
                "time", "createdat", "createtime", "createdate", "createdatetime", "createddate", "createdtime",
                "posttime",
                "postdate", "postedat", "releasetime", "timestamp", "datepublished",
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
    ]

    /// What stands for a text where there is none.
    static let instead: Set<String> = [
        "摘要", "内容摘要", "简介", "描述", "导语", "summary", "description", "desc", "abstract", "snippet", "excerpt", "digest",
    ]

    /// Words before a name that say of what it is: `新闻标题`, `note_title`.
    static let qualifiers = [
        "新闻", "文章", "帖子", "微博", "投诉", "评论", "笔记", "稿件", "资讯", "舆情", "信息", "消息", "博文", "主贴", "主帖", "反馈", "留言", "工单",
        "诉求", "事件", "视频", "发帖", "网页", "报道", "原文", "note", "post", "article", "news", "weibo", "tweet", "status", "item",
        "doc", "document", "msg", "complaint", "comment", "page", "original", "body", "story", "entry", "blog",
        "thread",
        "review", "feedback",
    ]

    /// The field of that name; nil for none.
    static func match(_ name: String) -> (field: MentionDraft.Field, rank: Rank)? {
        guard name.utf8.count <= 120 else { return nil }
        if let field = MentionDraft.Field(rawValue: name) { return (field, .own) }
        let plain = plain(name)
        if let field = names[plain] { return (field, .other) }
        if instead.contains(plain) { return (.text, .instead) }
        for word in qualifiers where plain.hasPrefix(word) && plain != word {
            let rest = String(plain.dropFirst(word.count))
            if instead.contains(rest) { return (.text, .instead) }
            if let field = names[rest] { return (field, .qualified) }
        }
        return nil
    }

    /// In lower case and full width no more, without what sets words apart, and without what stands in brackets behind it:
    /// `发布时间（北京时间）`.
    private static func plain(_ name: String) -> String {
        var name = name.precomposedStringWithCompatibilityMapping.lowercased()
        if let open = name.firstIndex(where: { "([【".contains($0) }), open != name.startIndex,
            name.last.map({ ")]】".contains($0) }) == true
        {
            name = String(name[..<open])
        }
        name.unicodeScalars.removeAll {
            $0.properties.isWhitespace || "_-.:*#\"'".unicodeScalars.contains($0) || $0 == "\u{feff}"
                || $0 == "\u{200b}"
        }
        return name
    }
}
