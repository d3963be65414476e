extension ResponsePlan {
    /// A length of time as a plan writes it: `30s`, `30m`, `2h`, `15d`, `1h30m`.
    ///
    /// Days are kept apart from the rest, because in working time a day is a working day, not 24 working hours.
    public struct Span: Sendable, Hashable, CustomStringConvertible {
        public var days: Int
        /// Seconds beyond the whole days as written; may exceed a day (`48h` is no day and 172800 seconds).
        public var rest: Int

        public init(days: Int = 0, seconds: Int = 0) {
            self.days = days
            self.rest = seconds
        }

        /// Reads `15d`, `2h`, `1h30m`; nil where it is not one or more of number and unit (d, h, m, s) in that order,
        /// each at most once, ten years at most.
        public init?(_ text: String) {
            let units: [(letter: Character, seconds: Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
            var days = 0
            var rest = 0
            var next = 0
            var digits = ""
            guard !text.isEmpty else { return nil }
            for character in text {
                if character.isASCII, character.isNumber {
                    digits.append(character)
                    continue
                }
                guard let unit = units[next...].firstIndex(where: { $0.letter == character }),
                    digits.count <= 9, let amount = Int(digits)
                else { return nil }
                if unit == 0 { days = amount } else { rest += amount * units[unit].seconds }
                next = unit + 1
                digits = ""
            }
            guard digits.isEmpty, days * 86_400 + rest <= Span.longest else { return nil }
            self.init(days: days, seconds: rest)
        }

        /// Ten years, the longest a rule may be.
        static let longest = 3_660 * 86_400

        /// Calendar seconds, a day being 86400.
        public var seconds: Int { days * 86_400 + rest }
        public var duration: Duration { .seconds(seconds) }

        public var description: String {
            var text = days > 0 ? "\(days)d" : ""
            let parts = [(rest / 3_600, "h"), (rest % 3_600 / 60, "m"), (rest % 60, "s")]
            for (amount, letter) in parts where amount > 0 { text += "\(amount)\(letter)" }
            return text.isEmpty ? "0s" : text
        }
    }

    /// How a span is counted.
    public enum Timekeeping: String, Sendable, Hashable, CaseIterable {
        /// Around the clock.
        case calendar
        /// Only in working hours; a day is a working day.
        case working
    }
}
