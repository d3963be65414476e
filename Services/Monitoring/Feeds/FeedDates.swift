import Schemas

/// Times as feeds and HTTP write them: RFC 822 with the years of RFC 2822, and RFC 3339.
enum FeedDates {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    /// Hours from UTC (RFC 822, 5.1).
    private static let zones = [
        "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
        "pst": -8, "pdt": -7,
    ]

    /// No date is longer, in bytes: what is, is not looked into.
    private static let longest = 128

    /// Milliseconds since 1970; nil when it is neither.
    static func milliseconds(_ text: String) -> Int64? {
        guard text.utf8.count <= longest else { return nil }
        let text = text.trimming(" \t\r\n")
        if let time = Timestamps.milliseconds(rfc3339: text) { return time }
        // W3C-DTF, the profile of Dublin Core, may stop at the day.
        if text.utf8.count == 10, let day = Timestamps.milliseconds(rfc3339: text + "T00:00:00Z") { return day }
        return rfc822(text)
    }

    /// `Fri, 02 Jan 2026 03:04:05 +0800`; the weekday and the seconds may be missing.
    static func rfc822(_ text: String) -> Int64? {
        guard text.utf8.count <= longest else { return nil }
        let afterWeekday = text.firstIndex(of: ",").map { text[text.index(after: $0)...] } ?? text[...]
        let parts = afterWeekday.split { $0 == " " || $0 == "\t" || $0 == "-" && !afterWeekday.contains(":") }
        guard parts.count >= 4, let day = Int(parts[0]), let year = Int(parts[2]),
            let month = months.firstIndex(of: parts[1].prefix(3).lowercased())
        else { return nil }
        let clock = parts[3].split(separator: ":")
        guard clock.count == 2 || clock.count == 3 else { return nil }
        func two(_ text: some StringProtocol) -> String { text.count == 1 ? "0\(text)" : String(text) }
        let century = year < 50 ? 2000 : year < 1000 ? 1900 : 0
        guard let zone = zone(parts.count > 4 ? parts[4] : "gmt") else { return nil }
        let seconds = clock.count == 3 ? two(clock[2]) : "00"
        return Timestamps.milliseconds(
            rfc3339: "\(year + century)-\(two(String(month + 1)))-\(two(String(day)))T"
                + "\(two(clock[0])):\(two(clock[1])):\(seconds)\(zone)")
    }

    private static func zone(_ text: some StringProtocol) -> String? {
        func offset(_ hours: Int) -> String { "\(hours < 0 ? "-" : "+")\(abs(hours) < 10 ? "0" : "")\(abs(hours)):00" }
        if let hours = zones[text.lowercased()] { return offset(hours) }
        guard text.count == 5, text.first == "+" || text.first == "-" else { return nil }
        return "\(text.prefix(3)):\(text.suffix(2))"
    }
}
