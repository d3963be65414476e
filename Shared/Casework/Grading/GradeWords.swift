public import Plan

/// A ``GradeOutlook`` in plain words.
public struct GradeWords: Sendable {
    private let plan: ResponsePlan
    private let language: ResponsePlan.Language

    public init(plan: ResponsePlan, language: ResponsePlan.Language) {
        self.plan = plan
        self.language = language
    }

    private func say(_ hans: String, _ hant: String, _ english: String) -> String {
        switch language {
        case .simplifiedChinese: hans
        case .traditionalChinese: hant
        case .english: english
        }
    }

    private var isEnglish: Bool { language == .english }

    /// One or more sentences: why it is this grade, what would raise it, when it falls.
    public func text(_ outlook: GradeOutlook) -> String {
        var sentences = [why(outlook)]
        if let graver = outlook.graver, !outlook.raising.isEmpty {
            let changes = outlook.raising.map(change).joined(separator: say("，或", "，或", ", or "))
            sentences.append(
                say(
                    "\(changes)时升为 \(graver.label) 级", "\(changes)時升為 \(graver.label) 級",
                    "\(graver.label) \(changes)"))
        }
        if outlook.falls {
            let quiet = max(1, Int(plan.grading.hysteresis.quietPeriod.seconds) / 3600)
            let (most, lower) = (outlook.peakBelow, outlook.lower)
            sentences.append(
                say(
                    "一日内每小时负面不到 \(most) 条、持续 \(quiet) 小时后\(lower.map { "降为 \($0.label) 级" } ?? "不再分级")",
                    "一日內每小時負面不到 \(most) 則、持續 \(quiet) 小時後\(lower.map { "降為 \($0.label) 級" } ?? "不再分級")",
                    "\(lower?.label ?? "No grade") \(quiet) h after the last hour of a day with \(most) negative mentions or more"
                ))
        }
        return sentences.joined(separator: say("。", "。", ". ")) + say("。", "。", ".")
    }

    private func why(_ outlook: GradeOutlook) -> String {
        let values = outlook.values
        let least = plan.grading.clustering.minimumMentions
        guard let grade = outlook.grade else {
            return values.negative < Int64(least)
                ? say(
                    "未分级：负面提及 \(values.negative) 条，满 \(least) 条才分级", "未分級：負面提及 \(values.negative) 則，滿 \(least) 則才分級",
                    "No grade: \(values.negative) negative mentions, graded from \(least) on")
                : say("未分级：影响尚小", "未分級：影響尚小", "No grade: it hurts too little yet")
        }
        let hours = figure(values.value(.duration))
        var grounds = [
            say(
                "\(hours) 小时内有 \(values.authors) 个不同的人\(doing(values.kind))",
                "\(hours) 小時內有 \(values.authors) 個不同的人\(doing(values.kind))",
                "\(values.authors) different people \(doing(values.kind)) within \(hours) h")
        ]
        let lists = plan.grading.sensitiveTerms
        if let growth = values.growth, let at = growth.list, lists.indices.contains(at) {
            let list = lists[at].names[language]
            grounds.append(
                say(
                    "\(growth.hours) 小时内 \(growth.mentions) 人说到“\(list)”，平常少见",
                    "\(growth.hours) 小時內 \(growth.mentions) 人說到「\(list)」，平常少見",
                    "\(growth.mentions) of them within \(growth.hours) h name “\(list)”, which is rare"))
        } else if let growth = values.growth {
            grounds.append(
                say(
                    "近 \(growth.hours) 小时负面 \(growth.mentions) 条，远多于平常",
                    "近 \(growth.hours) 小時負面 \(growth.mentions) 則，遠多於平常",
                    "\(growth.mentions) negative mentions within \(growth.hours) h are far more than usual"))
        }
        if plan.grading.indicators.spread.cutoffs.step(for: values.value(.spread)) > 1 {
            grounds.append(
                say(
                    "传播达 \(figure(values.value(.spread)))", "傳播達 \(figure(values.value(.spread)))",
                    "it spreads at \(figure(values.value(.spread))) an hour, sources counted"))
        }
        return say("\(grade.label) 级：", "\(grade.label) 級：", "\(grade.label) because ")
            + grounds.joined(separator: say("；", "；", " and "))
    }

    private func doing(_ kind: ResponsePlan.EventKind) -> String {
        switch kind {
        case .complaint: say("投诉", "投訴", "complained")
        case .negativeNews: say("负面报道", "負面報道", "reported it")
        case .rumour: say("传播疑似传闻", "傳播疑似傳聞", "passed on what reads like a rumour")
        case .other: say("说到此事", "說到此事", "spoke of it")
        }
    }

    private func change(_ change: GradeOutlook.Change) -> String {
        switch change {
        case .people(let count):
            say("达到 \(count) 人", "達到 \(count) 人", "from \(count) people on")
        case .peak(let count):
            say(
                "传播达 \(count)（每小时条数，每个信源加计）", "傳播達 \(count)（每小時則數，每個信源加計）",
                "when it spreads at \(count) an hour, sources counted")
        case .terms(let id):
            say("三分之一命中“\(list(id))”", "三分之一命中「\(list(id))」", "when a third of them meet “\(list(id))”")
        case .kind(.negativeNews):
            say("媒体以负面报道为主", "媒體以負面報道為主", "when most of it is media reports")
        case .kind(let kind):
            say(
                kind == .rumour ? "三成像传闻" : "性质改变", kind == .rumour ? "三成像傳聞" : "性質改變",
                kind == .rumour ? "when three in ten read like a rumour" : "when its kind changes")
        case .peopleAndPeak(let people, let peak):
            say(
                "达到 \(people) 人且传播达 \(peak)", "達到 \(people) 人且傳播達 \(peak)",
                "from \(people) people and \(peak) an hour on, sources counted")
        }
    }

    private func list(_ id: String) -> String {
        plan.grading.sensitiveTerms.first { $0.id == id }?.names[language] ?? id
    }

    /// One decimal at most.
    private func figure(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        guard abs(tenths) < 1e15 else { return "\(value)" }
        let whole = Int64(tenths)
        return whole % 10 == 0 ? "\(whole / 10)" : "\(whole / 10).\(abs(whole % 10))"
    }
}
