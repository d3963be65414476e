import Foundation

/// The words of written times.
enum TimeWords {
    /// What stands behind a number, in one spelling.
    static let units: [Unicode.Scalar: String] = [
        "年": "年", "년": "年", "月": "月", "월": "月", "日": "日", "号": "日", "號": "日", "일": "日", "时": "时", "時": "时",
        "点": "时", "點": "时", "시": "时", "分": "分", "분": "分", "秒": "秒", "초": "秒",
    ]

    /// Years before the first of an era.
    static let eras = [
        "roc": 1_911, "reiwa": 2_018, "heisei": 1_988, "showa": 1_925, "r": 2_018, "h": 1_988, "be": -543,
    ]

    static let justNow: Set<String> = ["now", "justnow"]
    static let days = ["today": 0, "yesterday": 1, "daybefore": 2]

    /// In milliseconds.
    static let lengths: [String: Int64] = {
        var lengths: [String: Int64] = [:]
        for (names, length) in [
            (["second", "seconds", "sec", "secs", "s"], 1_000), (["minute", "minutes", "min", "mins", "m"], 60_000),
            (["hour", "hours", "hr", "hrs", "h"], 3_600_000), (["day", "days", "d"], 86_400_000),
            (["week", "weeks", "w"], 604_800_000),
        ] as [([String], Int64)] {
            for name in names { lengths[name] = length }
        }
        return lengths
    }()

    /// Zones by name. Military letters but Z are left out: RFC 822 had their signs wrong, and nobody means them.
    static let zones: [String: TimeTokens.Offset] = {
        var zones: [String: TimeTokens.Offset] = ["cst": .chinaOrChicago, "ist": .indiaOrIreland]
        for (names, minutes) in [
            ("z ut utc gmt wet", 0), ("est", -300), ("edt", -240), ("cdt", -300), ("mst", -420), ("mdt", -360),
            ("pst", -480), ("pdt", -420), ("akst", -540), ("akdt", -480), ("hst", -600), ("ast", -240), ("adt", -180),
            ("bst west", 60), ("cet met mez", 60), ("cest mest mesz eet", 120), ("eest msk", 180), ("jst kst", 540),
            ("hkt sgt awst myt pht", 480), ("aest", 600), ("aedt", 660), ("acst", 570), ("nzst", 720), ("nzdt", 780),
            ("brt art", -180), ("wib ict", 420), ("pkt", 300), ("gst", 240), ("sast", 120),
        ] {
            for name in names.split(separator: " ") { zones[String(name)] = .minutes(minutes) }
        }
        return zones
    }()

    /// 1 to 12; by a name in full, or cut to three letters or more.
    static func month(_ name: String) -> Int? {
        if let month = months[name] { return month }
        return months[name.folding(options: .diacriticInsensitive, locale: nil)]
    }

    private static let months: [String: Int] = {
        let languages = [
            "january february march april may june july august september october november december",
            "jan feb mar apr may jun jul aug sep oct nov dec", "_ _ _ _ _ _ _ _ sept _ _ _",
            "januar februar marz april mai juni juli august september oktober november dezember",
            "janner _ mrz _ _ _ _ _ _ okt _ dez",
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
            "janv fevr _ avr _ _ juil aou _ _ _ _",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene _ _ abr _ _ _ ago setiembre _ _ dic",
            "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
            "_ fev _ _ _ _ _ _ set out _ _",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen _ _ _ mag giu lug _ _ ott _ _",
            "januari februari maart april mei juni juli augustus september oktober november december",
            "_ _ mrt _ maj _ _ augusti _ _ _ desember",
            "_ _ maret _ _ _ _ agustus _ _ _ des",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
            "янв фев мар апр май июн июл авг сен окт ноя дек", "_ февр _ _ _ _ _ _ сент _ нояб _",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
            "sty lut _ kwi _ cze lip sie wrz paz lis gru",
            "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
            "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
            "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ", "_ _ _ _ μαϊ ιον ιολ _ _ _ νοεμ _",
        ]
        var months: [String: Int] = [:]
        for language in languages {
            for (place, name) in language.split(separator: " ").enumerated() where name != "_" {
                let plain = name.folding(options: .diacriticInsensitive, locale: nil)
                months[plain] = months[plain] ?? place + 1
                months[String(name)] = months[String(name)] ?? place + 1
            }
        }
        return months
    }()

    // MARK: East Asia

    /// With the words of Chinese, Japanese and Korean dates in the spelling that is read further, and numbers in digits.
    static func plain(_ text: String) -> String {
        var text = text
        // `五, 27 十一月 2026`: a day of the week, cut to its last character.
        if let first = text.first, "一二三四五六日".contains(first), let comma = text.dropFirst().first, comma == "," {
            text = String(text.dropFirst(2))
        }
        for (form, word) in phrases where text.contains(form) {
            text = text.replacingOccurrences(of: form, with: word)
        }
        return withDigits(text)
    }

    /// In this order: what holds another stands before it.
    private static let phrases: [(String, String)] = {
        var phrases: [(String, String)] = [
            ("中国标准时间", " +0800 "), ("中國標準時間", " +0800 "), ("北京时间", " +0800 "), ("台北時間", " +0800 "),
            ("台北标准时间", " +0800 "), ("香港时间", " +0800 "), ("日本標準時", " +0900 "),
            ("中華民國", " roc "), ("中华民国", " roc "), ("民國", " roc "), ("民国", " roc "), ("令和", " reiwa "),
            ("平成", " heisei "), ("昭和", " showa "), ("元年", "1年"), ("公元", " "), ("西元", " "),
            ("分钟前", " minutes ago "), ("分鐘前", " minutes ago "), ("分前", " minutes ago "), ("분 전", " minutes ago "),
            ("分钟以前", " minutes ago "), ("小时以前", " hours ago "), ("小时前", " hours ago "), ("小時前", " hours ago "),
            ("時間前", " hours ago "), ("시간 전", " hours ago "), ("秒钟前", " seconds ago "), ("秒前", " seconds ago "),
            ("초 전", " seconds ago "), ("天前", " days ago "), ("日前", " days ago "), ("일 전", " days ago "),
            ("周前", " weeks ago "), ("週間前", " weeks ago "), ("星期前", " weeks ago "),
            ("刚刚", " justnow "), ("剛剛", " justnow "), ("刚才", " justnow "), ("たった今", " justnow "),
            ("今天", " today "), ("今日", " today "), ("昨天", " yesterday "),
            ("昨日", " yesterday "), ("前天", " daybefore "), ("一昨日", " daybefore "), ("오늘", " today "),
            ("어제", " yesterday "),
            ("上午", " am "), ("早上", " am "), ("凌晨", " am "), ("清晨", " am "), ("早晨", " am "), ("午前", " am "),
            ("오전", " am "), ("下午", " pm "), ("晚上", " pm "), ("傍晚", " pm "), ("晚间", " pm "), ("晚間", " pm "),
            ("午後", " pm "), ("午后", " pm "), ("오후", " pm "), ("中午", " noon "), ("星期天", " "), ("礼拜天", " "),
        ]
        for day in ["一", "二", "三", "四", "五", "六", "日"] {
            for week in ["星期", "周", "週", "礼拜", "禮拜"] { phrases.append((week + day, " ")) }
        }
        for day in "月火水木金土日" { phrases += [("\(day)曜日", " "), ("\(day)曜", " "), ("(\(day))", " ")] }
        for day in "一二三四五六日" { phrases.append(("(\(day))", " ")) }
        for day in "월화수목금토일" { phrases += [("\(day)요일", " "), ("(\(day))", " ")] }
        return phrases
    }()

    private static let numerals: [Unicode.Scalar: Int] = [
        "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
        "十": 10, "廿": 20,
    ]

    /// 二〇二六 is 2026, 二十七 is 27.
    private static func withDigits(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var run: [Int] = []
        func digits() -> String {
            guard run.contains(where: { $0 >= 10 }) else { return run.map(String.init).joined() }
            var sum = 0
            for number in run.prefix(6) { sum = number == 10 ? max(sum, 1) * 10 : sum + number }
            return String(sum)
        }
        for scalar in text.unicodeScalars {
            if let number = numerals[scalar] {
                run.append(number)
                continue
            }
            if !run.isEmpty {
                out.append(contentsOf: digits().unicodeScalars)
                run = []
            }
            out.append(scalar)
        }
        if !run.isEmpty { out.append(contentsOf: digits().unicodeScalars) }
        return String(out)
    }
}
