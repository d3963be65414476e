#if FUZZ
    import Schemas

    @testable import Casework
    @testable import Response
    @testable import Text

    /// Times as our own formats have them.
    enum Times {
        /// From year 0 to 9999, and a day for zones, ms since 1970.
        static let within: ClosedRange<Int64> = -62_167_219_200_000 - 86_400_000...253_402_300_799_999 + 86_400_000

        static func milliseconds(_ text: String) -> Int64? { Timestamps.milliseconds(rfc3339: text) }
    }

    /// What texts go through wherever they come from.
    enum TextDoors {
        static let all = [texts, addresses, figures, times]

        private static let texts = Door(
            "text", .text,
            seeds: [
                "澜江银行转不出钱，三千多人排队！官方客服打不通。", "LANJIANG Bank's app is down: 3,000 people can’t withdraw (again)!",
                "銀行 𠮷野家 ﬃ Ⅳ ①②③ ｶﾞ", "a\u{301}\u{327}e\u{0300} \u{202e}gnp.exe",
            ], words: ["澜江", "银行", "，", "。", "！", "%", "亿", "从3倍到5倍"]
        ) {
            let features = HashedNGrams()
            let minHash = MinHash()
            let matcher = AliasMatcher([
                AliasPattern(id: "a", pattern: "澜江银行", kind: .alias),
                AliasPattern(id: "b", pattern: "LJ Bank", kind: .alias),
            ])
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                for limit in [0, 1, 60, 500] {
                    _ = SafeText.line(text, maximumCharacters: limit)
                    _ = SafeText.clean(text, maximumCharacters: limit)
                }
                let folded = TextFolding.standard.foldScalars(text)
                let tokens = Tokens(folded: folded)
                for token in tokens.items.prefix(50) { _ = tokens.text(of: token) }
                var found = TextFeatures()
                features.read(folded, into: &found)
                let signature = minHash.signature(ofFolded: folded)
                _ = signature.bands(rows: 4)
                _ = MinHashSignature(bytes: input)
                _ = Sentences.sentences(in: text).count
                _ = matcher.subjects(inFolded: folded)
            }
        }

        private static let addresses = Door(
            "addresses", .text,
            seeds: [
                "https://User@A.Example:443/a/../b;c?utm_source=x&b=1#f", "http://[2001:db8::1]:8080/%7Euser",
                "a.example/x",
                "https://例子.测试/路径?q=值", "HTTP://1.2.3.4:99999/",
            ], words: ["http://", "https://", "?", "#", "@", "[", "]", ":", "%", "/../", "/./", "&utm_x=", "xn--"]
        ) {
            { input in
                let text = String(decoding: input, as: UTF8.self)
                if let address = try? WebAddress(text) {
                    guard (1...65_535).contains(address.port) else {
                        throw Finding("\(text.debugDescription) has the port \(address.port)")
                    }
                    _ = try? address.resolving(text)
                }
                if let base = try? WebAddress("https://a.example/b/c?d") { _ = try? base.resolving(text) }
                guard let address = CanonicalURL(text) else { return }
                guard let again = CanonicalURL(address.string) else {
                    throw Finding("\(text.debugDescription) becomes \(address.string), which is no address itself")
                }
                if again.string != address.string {
                    throw Finding("\(text.debugDescription) becomes \(address.string), which becomes \(again.string)")
                }
            }
        }

        private static let figures = Door(
            "figures", .text,
            seeds: [
                "2026年3月2日晚上10点半起，三千一百二十万元，12.5%，CNY 31.2 million", "on 2 March 2026 at 2:30 pm; 一亿两千万元; 百分之十二",
                "3成客户 US$2 billion 罰款80萬元",
            ], words: ["亿", "万", "%", "百分之", "点", "月", "日", "am", "pm", "billion", "CNY", "一", "零", "两千", ".", ","],
            longest: 8 * 1024
        ) {
            let scanner = FigureScanner(year: 2026)
            return { input in
                for figure in scanner.figures(in: String(decoding: input, as: UTF8.self)) { _ = figure.shown }
            }
        }

        /// Numbers as times.
        private static let times = Door(
            "times", .text, seeds: ["1772416800000", "-1", "0", "253402300799999"], words: ["-", "9"]
        ) {
            { input in
                guard let time = Int64(String(decoding: input.prefix(24), as: UTF8.self)) else { return }
                let text = Timestamps.rfc3339(time)
                guard (0...253_402_300_799_999).contains(time) else { return }
                if Timestamps.milliseconds(rfc3339: text) != time { throw Finding("\(time) is written \(text)") }
            }
        }
    }
#endif
