import Plan
import Schemas

/// What people read beside a score, in the institution's own language.
struct Wording: Sendable {
    let isChinese: Bool

    init(plan: ResponsePlan) { isChinese = plan.institution.languages.first != .english }

    private func say(_ chinese: @autoclosure () -> String, _ english: @autoclosure () -> String) -> String {
        isChinese ? chinese() : english()
    }

    /// One decimal at most.
    private func figure(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        guard abs(tenths) < 1e15 else { return "\(value)" }
        let whole = Int64(tenths)
        return whole % 10 == 0 ? "\(whole / 10)" : "\(whole / 10).\(abs(whole % 10))"
    }

    func severity(kind: ResponsePlan.EventKind, terms: String?, negativeShare: Double) -> String {
        let share = figure(negativeShare * 100)
        let kind = self.kind(kind)
        return say(
            "类型：\(kind)；敏感词：\(terms ?? "无")；负面占比 \(share)%",
            "kind: \(kind); sensitive terms: \(terms ?? "none"); \(share)% negative")
    }

    func scope(authors: Int64, reach: Int64) -> String {
        say(
            "负面提及来自约 \(authors) 位不同作者，累计覆盖 \(reach) 人次",
            "negative mentions by about \(authors) different authors, reach \(reach)")
    }

    func spread(peak: Double, sources: Int) -> String {
        say(
            "近一日负面峰值每小时 \(figure(peak)) 条，来自 \(sources) 个信源",
            "peak of \(figure(peak)) negative mentions an hour within the last day, from \(sources) sources")
    }

    func burst(_ burst: Burst) -> String {
        say(
            "；\(burst.hours) 小时内 \(figure(burst.observed)) 条，平时约 \(figure(burst.expected)) 条，明显异常",
            "; \(figure(burst.observed)) mentions within \(burst.hours) h where \(figure(burst.expected)) are usual: a burst"
        )
    }

    /// - Parameter list: the list of sensitive terms they hit; nil for any.
    func growth(_ growth: Growth, list: String?) -> String {
        if let list {
            return say(
                "近 \(growth.hours) 小时 \(figure(growth.observed)) 人说到“\(list)”，平时约 \(figure(growth.expected)) 条，增长异常",
                "\(figure(growth.observed)) people name “\(list)” within \(growth.hours) h where \(figure(growth.expected)) are usual: it grows"
            )
        }
        return say(
            "近 \(growth.hours) 小时负面 \(figure(growth.observed)) 条，按此前约 \(figure(growth.expected)) 条，增长异常",
            "\(figure(growth.observed)) negative mentions within \(growth.hours) h where its past explains \(figure(growth.expected)): it grows"
        )
    }

    func silent(_ sources: [String]) -> String {
        let names = sources.prefix(5).joined(separator: isChinese ? "、" : ", ")
        return say(
            "\(sources.count) 个信源超过预期间隔没有数据（\(names)），可能有遗漏",
            "\(sources.count) sources are silent past their cadence (\(names)): mentions may be missing")
    }

    func duration(hours: Double) -> String {
        say("首末负面提及相隔 \(figure(hours)) 小时", "\(figure(hours)) hours from the first negative mention to the last")
    }

    func impact(kind: ResponsePlan.EventKind, hits: Int) -> String {
        say("类型：\(self.kind(kind))；命中 \(hits) 组词", "kind: \(self.kind(kind)); \(hits) lists of terms met")
    }

    func fewSources(_ count: Int) -> String {
        say("仅 \(count) 个信源，缺少相互印证", "only \(count) source: not corroborated")
    }
    func fewAuthors(_ count: Int64) -> String { say("仅 \(count) 位作者", "only \(count) authors") }
    var onlyPersonal: String { say("只有个人账号，没有媒体或官方信源", "personal accounts only, no media or official source") }
    func refuted(isOfficial: Bool) -> String {
        isOfficial
            ? say("已有官方信源辟谣", "refuted by an official source")
            : say("已有人辟谣，尚无官方信源", "refuted, by no official source yet")
    }
    var hearsay: String { say("多数提及带有传闻特征", "most mentions read like hearsay") }

    private func kind(_ kind: ResponsePlan.EventKind) -> String {
        switch kind {
        case .complaint: say("客户投诉", "complaint")
        case .negativeNews: say("负面报道", "negative news")
        case .rumour: say("疑似传闻", "rumour-like")
        case .other: say("其他", "other")
        }
    }
}
