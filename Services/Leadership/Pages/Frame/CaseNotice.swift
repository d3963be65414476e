/// One thing that stands above every page of a case.
struct CaseNotice: Sendable, Hashable {
    enum Word: String, Sendable, CaseIterable { case drill, falseAlarmWaits, loweringWaits, falseAlarm }

    var word: Word
    var text: String
    /// In the words of who said so.
    var reason = ""
    /// Where something can be done about it.
    var href = ""

    var fields: Fields {
        Fields([
            "noticeWord": word.rawValue, "noticeText": text, "noticeReason": reason.isEmpty ? nil : reason,
            "noticeHref": href.isEmpty ? nil : href,
        ])
    }
}
