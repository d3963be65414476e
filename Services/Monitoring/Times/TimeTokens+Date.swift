extension TimeTokens {
    /// The date among what is left; the year may be missing.
    mutating func takeDate() -> Moment? {
        let left = remaining
        return byUnits(left) ?? byMonthName(left) ?? byNumbers(left)
    }

    // MARK: 2026年11月27日

    private func byUnits(_ left: [Token]) -> Moment? {
        var (year, month, day): (Int?, Int?, Int?) = (nil, nil, nil)
        for (place, token) in left.enumerated() {
            guard case .number(let value, let digits) = token, place + 1 < left.count,
                case .word(let unit) = left[place + 1], digits <= 4
            else { continue }
            switch unit {
            case "年": year = year ?? Self.year(value, digits: digits, era: place > 0 ? left[place - 1] : nil)
            case "月": month = month ?? value
            case "日": day = day ?? value
            default: continue
            }
        }
        guard let month else { return nil }
        if year == nil || day == nil {
            // `27 11月 2026`: the months of a Chinese calendar in an English date.
            let bare = left.enumerated().compactMap { place, token -> (Int, Int)? in
                guard case .number(let value, let digits) = token else { return nil }
                if place + 1 < left.count, case .word(let unit) = left[place + 1], ["年", "月", "日"].contains(unit) {
                    return nil
                }
                return (value, digits)
            }
            if year == nil { year = bare.first { $0.1 == 4 }?.0 }
            if day == nil { day = bare.first { $0.1 <= 2 && 1...31 ~= $0.0 }?.0 }
        }
        if day == nil, year != nil { day = 1 }
        return day.map { Moment(year: year, month: month, day: $0) }
    }

    static func year(_ value: Int, digits: Int, era: Token?) -> Int? {
        if case .word(let name)? = era, let before = TimeWords.eras[name] { return value + before }
        switch digits {
        case 4: return 2_443...2_643 ~= value ? value - 543 : value
        case 3: return 80...189 ~= value ? value + 1_911 : nil
        case 2: return value + (value < 70 ? 2_000 : 1_900)
        default: return nil
        }
    }

    // MARK: 27 Nov 2026

    private func byMonthName(_ left: [Token]) -> Moment? {
        let names = left.enumerated().compactMap { place, token -> (place: Int, month: Int)? in
            guard case .word(let name) = token, let month = TimeWords.month(name) else { return nil }
            return (place, month)
        }
        // Tuesday is `mar.` in three languages: of two months the last is meant.
        guard let (place, month) = names.last else { return nil }
        let numbers = left.enumerated().compactMap { at, token -> (at: Int, value: Int, digits: Int)? in
            if case .number(let value, let digits) = token { return (at, value, digits) }
            return nil
        }
        let yearToken = numbers.first { $0.digits == 4 } ?? numbers.last { $0.digits == 2 && $0.value > 31 }
        let days = numbers.filter { $0.digits <= 2 && 1...31 ~= $0.value && $0.at != yearToken?.at }
        // The day stands next to the month; of two that do, the first.
        let isMonthAlone = numbers.count == 1
        guard
            let day = days.min(by: { distance($0.at, place) < distance($1.at, place) })
                ?? (isMonthAlone ? dayOne(yearToken) : nil)
        else { return nil }
        let short = yearToken == nil ? days.last { $0.at != day.at && $0.digits == 2 } : nil
        guard let year = yearToken ?? short else {
            // A year of three digits or of five is none; it is not left out either.
            return numbers.contains { $0.digits > 2 } ? nil : Moment(year: nil, month: month, day: day.value)
        }
        return Moment(year: Self.year(year.value, digits: year.digits, era: nil), month: month, day: day.value)
    }

    private func distance(_ at: Int, _ place: Int) -> Int { abs(at - place) * 2 + (at > place ? 1 : 0) }

    /// `November 2026` is its first day.
    private func dayOne(_ year: (at: Int, value: Int, digits: Int)?) -> (at: Int, value: Int, digits: Int)? {
        year?.digits == 4 ? (at: -1, value: 1, digits: 1) : nil
    }

    // MARK: 2026-11-27

    private func byNumbers(_ left: [Token]) -> Moment? {
        var start = 0
        while start < left.count {
            guard case .number(let first, let digits) = left[start] else {
                start += 1
                continue
            }
            if digits == 8 { return Moment(year: first / 10_000, month: first / 100 % 100, day: first % 100) }
            if let apart = byNumbersApart(left[start...]) { return apart }
            guard start + 2 < left.count, case .mark(let mark) = left[start + 1], "-/.".unicodeScalars.contains(mark)
            else {
                start += 1
                continue
            }
            if mark == "-", digits == 4, case .word("w") = left[start + 2] {
                return byWeek(first, left[(start + 3)...])
            }
            guard case .number(let second, let secondDigits) = left[start + 2] else {
                start += 1
                continue
            }
            var third: (value: Int, digits: Int)?
            if start + 4 < left.count, left[start + 3] == .mark(mark),
                case .number(let value, let count) = left[start + 4]
            {
                third = (value, count)
            }
            let era: Token? = start > 0 ? left[start - 1] : nil
            return byNumbers((first, digits), (second, secondDigits), third, mark, era)
        }
        return nil
    }

    /// `27 11 2026` and `2026 11 27`.
    private func byNumbersApart(_ left: ArraySlice<Token>) -> Moment? {
        let numbers = left.prefix(3).compactMap { token -> (value: Int, digits: Int)? in
            if case .number(let value, let digits) = token { return (value, digits) }
            return nil
        }
        guard numbers.count == 3, left.count == 3 || left.dropFirst(3).first != .mark("-") else { return nil }
        let (first, second, third) = (numbers[0], numbers[1], numbers[2])
        guard second.digits <= 2, 1...12 ~= second.value else { return nil }
        if first.digits == 4, third.digits <= 2 {
            return Moment(year: Self.year(first.value, digits: 4, era: nil), month: second.value, day: third.value)
        }
        guard first.digits <= 2, third.digits == 4 else { return nil }
        return Moment(year: Self.year(third.value, digits: 4, era: nil), month: second.value, day: first.value)
    }

    private func byNumbers(
        _ first: (value: Int, digits: Int), _ second: (value: Int, digits: Int), _ third: (value: Int, digits: Int)?,
        _ mark: Unicode.Scalar, _ era: Token?
    ) -> Moment? {
        guard let third else {
            if first.digits == 4, second.digits == 3 { return byDayOfYear(first.value, second.value) }
            if first.digits == 4 { return Moment(year: first.value, month: second.value, day: 1) }
            guard first.digits <= 2, second.digits <= 2 else { return nil }
            let isDayFirst = first.value > 12 || mark == "."
            return Moment(
                year: nil, month: isDayFirst ? second.value : first.value, day: isDayFirst ? first.value : second.value)
        }
        guard second.digits <= 2 else { return nil }
        if case .word(let name)? = era, TimeWords.eras[name] != nil {
            return Moment(
                year: Self.year(first.value, digits: first.digits, era: era), month: second.value, day: third.value)
        }
        if first.digits >= 3 {
            return Self.year(first.value, digits: first.digits, era: nil).map {
                Moment(year: $0, month: second.value, day: third.value)
            }
        }
        if third.digits == 4 {
            // Americans put the month first, and write slashes; a month of 13 is a day.
            let isDayFirst = second.value <= 12 && (first.value > 12 || mark != "/")
            return Moment(
                year: Self.year(third.value, digits: 4, era: nil), month: isDayFirst ? second.value : first.value,
                day: isDayFirst ? first.value : second.value)
        }
        guard first.digits == 2, third.digits == 2 else { return nil }
        if mark == "-" || first.value > 31 || isYearFirst && first.value > 12 {
            return Moment(year: Self.year(first.value, digits: 2, era: nil), month: second.value, day: third.value)
        }
        let isDayFirst = second.value <= 12 && (first.value > 12 || mark == ".")
        return Moment(
            year: Self.year(third.value, digits: 2, era: nil), month: isDayFirst ? second.value : first.value,
            day: isDayFirst ? first.value : second.value)
    }

    /// ISO 8601: `2026-331`.
    private func byDayOfYear(_ year: Int, _ day: Int) -> Moment? {
        guard 1...366 ~= day, let first = Moment(year: year, month: 1, day: 1).local,
            let moment = Moment(day: first + Int64(day - 1) * 86_400_000), moment.year == year
        else { return nil }
        return moment
    }

    /// ISO 8601: `2026-W48-5`.
    private func byWeek(_ year: Int, _ rest: ArraySlice<Token>) -> Moment? {
        var numbers: [Int] = []
        for token in rest { if case .number(let value, _) = token { numbers.append(value) } }
        guard let week = numbers.first, 1...53 ~= week, let fourth = Moment(year: year, month: 1, day: 4).local else {
            return nil
        }
        let day = numbers.count > 1 ? numbers[1] : 1
        guard 1...7 ~= day else { return nil }
        // 1970-01-01 was a Thursday; the week with January 4 is the first.
        let weekday = (fourth / 86_400_000 + 3) % 7
        return Moment(day: fourth + (Int64(week - 1) * 7 - weekday + Int64(day - 1)) * 86_400_000)
    }
}
