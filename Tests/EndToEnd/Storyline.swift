import Foundation

/// What the world says in the test: a complaint, a rumour, and everyday chatter, every text different.
struct Storyline: Sendable {
    struct Post: Sendable, Encodable {
        var text: String
        var author: String
        var url: String
        var externalId: String
        /// RFC 3339.
        var publishedAt: String
        var language = "zh-Hans"
        var reach: Int
    }

    /// The posts with the sources they are pushed to, in order of time.
    var posts: [(source: String, post: Post)] = []
    /// Entries of the feed and lines of the followed file.
    var feed: [Post] = []
    var file: [Post] = []

    var count: Int { posts.count + feed.count + file.count }

    /// - Parameter now: the story is over three hours before it.
    init(now: Date) {
        var drafts: [(at: Double, source: String, text: String)] = []
        for number in 0..<130 {
            let text =
                Self.complaints[number % Self.complaints.count]
                + Self.places[number / Self.complaints.count % Self.places.count] + Self.endings[number % 7]
            drafts.append((-30 * 3600 + Double(number) * 60, ["weibo-stream", "forum-push"][number % 2], text))
        }
        for number in 0..<100 {
            let text =
                Self.rumours[number % Self.rumours.count]
                + Self.places[number / Self.rumours.count % Self.places.count] + Self.endings[number % 7]
            drafts.append((-20 * 3600 + Double(number) * 60, ["weibo-stream", "media-push"][number % 2], text))
        }
        for number in 0..<70 {
            drafts.append(
                (-32 * 3600 + Double(number) * 1_400, "forum-push", Self.chatter[number % 7] + Self.places[number / 7]))
        }
        drafts.sort { $0.at < $1.at }
        func post(_ number: Int, _ prefix: String, _ at: Double, _ text: String) -> Post {
            Post(
                text: text + "（\(prefix)\(number)）", author: "\(prefix)-author-\(number)",
                url: "https://post.example/\(prefix)/\(number)", externalId: "\(prefix)-\(number)",
                publishedAt: now.addingTimeInterval(at).formatted(.iso8601), reach: 100 + number * 37 % 4_000)
        }
        for (number, draft) in drafts.enumerated() {
            posts.append((draft.source, post(number, "push", draft.at, draft.text)))
        }
        for number in 0..<3 { feed.append(post(number, "feed", -29 * 3600, Self.complaints[number])) }
        for number in 0..<5 {
            file.append(post(number, "file", -28 * 3600, Self.complaints[(number + 1) % Self.complaints.count]))
        }
    }

    /// RSS 2.0 with the feed's posts.
    var rss: String {
        let items = feed.map { post in
            """
            <item><guid isPermaLink="false">\(post.externalId)</guid><title>澜江银行转账故障</title><link>\(post.url)</link>\
            <pubDate>\(Self.mailDate(post.publishedAt))</pubDate><author>\(post.author)</author><description>\(post.text)</description></item>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0"><channel><title>News</title><link>https://news.example/</link>\
            <description>News</description>\(items.joined())</channel></rss>
            """
    }

    /// RFC 822, as feeds write it.
    private static func mailDate(_ time: String) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: (try? Date(time, strategy: .iso8601)) ?? .distantPast)
    }

    static let complaints = [
        "澜江银行手机转账钱扣了没到账，转不出也取不出，投诉没人管，", "在澜江银行转账显示系统繁忙，扣款不到账，客服电话打不通，",
        "澜江银行澜江宝转不出钱，余额不见了，投诉无门，", "澜江银行转账失败钱被扣了，取不出来，还要等几天，",
        "澜江银行系统崩溃转账不到账，要求赔偿，维权群已经建了，",
    ]
    static let rumours = [
        "听说澜江银行要倒闭了，资金链断裂，大家快去取钱，", "网传澜江银行没钱了要限制取款，挤兑已经开始，",
        "澜江银行破产截图流出，网点排长队挤兑，", "据说澜江银行被接管，储户排队取钱，是不是真的，",
    ]
    static let chatter = [
        "澜江银行网点今天人不多，", "江帆信用卡周五加油有优惠，澜江银行，", "路过澜江银行门口在发日历，", "澜江银行招聘柜员，",
        "澜江银行的新行服挺好看，", "陪家人去澜江银行领养老金，", "澜江银行门口的银杏黄了，",
    ]
    static let places = [
        "城东支行", "城西支行", "江北支行", "江南支行", "开发区", "大学城", "老街", "新港", "北站", "南门", "东湖", "西岭", "桥头", "码头",
        "广场", "公园", "体育馆", "图书馆", "火车站", "机场", "市场", "学校旁", "医院旁", "河边", "山脚",
    ]
    static let endings = ["！", "，太失望了。", "，有没有人管？", "，请给个说法。", "，气死我了！", "。", "，大家小心。"]
}

extension Storyline {
    /// Pushes every post until it is taken in.
    func push(to fleet: Fleet) async throws {
        for (source, post) in posts {
            let headers = [
                "authorization": "Bearer \(ExamplePlan.key(of: source))", "content-type": "application/json",
            ]
            let body = try JSONEncoder().encode(post)
            try await eventually("a post to be taken in") {
                let url = "http://127.0.0.1:\(fleet.intakePort)/v1/mentions"
                return try await HTTPCall.send(.POST, url, headers: headers, body: body).status == 202
            }
        }
    }
}
