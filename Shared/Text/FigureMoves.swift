/// What a text says of figures: that one which is good when it grows (profit, sales) or one which is bad when it grows
/// (loss, costs) rose or fell, told in words or by two numbers held against each other.
public struct FigureMoves: Hashable, Sendable {
    public enum Move: Int, CaseIterable, Sendable {
        case gainRose, drainRose, gainFell, drainFell
        /// Two numbers of a figure: the later is the better one, or a loss became a profit; the other way round.
        case numberBetter, numberWorse
        /// Two numbers of something that is no known figure.
        case numberUp, numberDown
    }

    /// What a cue is to such a statement.
    public enum Role: UInt8, Sendable {
        case none, rise, fall, gain, drain
        /// Stands before the number that another is held against: "from", "compared".
        case against
    }

    private var counts = SIMD8<UInt32>.zero

    public init() {}

    public static let count = Move.allCases.count

    /// Nothing is said of any figure, as in most texts.
    public var isEmpty: Bool { counts == .zero }

    public subscript(_ move: Move) -> UInt32 { counts[move.rawValue] }

    /// By ``Move``'s number.
    public subscript(_ number: Int) -> UInt32 { counts[number] }

    mutating func note(_ move: Move) { counts[move.rawValue] &+= 1 }
}

/// Reads ``FigureMoves``: one pass over words and numbers, with what was met last of each kind kept for as long as a
/// statement reaches.
struct FigureReader {
    /// In words and numbers: how far a verb stands behind its figure ("sales of the unit in Asia rose").
    private static let verbReach = 8
    /// How far a figure stands behind its verb ("a fall in net profit").
    private static let figureReach = 4
    /// From "compared to" to the number.
    private static let numberReach = 9
    /// From "from 5" to "to 7".
    private static let targetReach = 6

    private struct Amount {
        var value: Double
        /// Of ten; nil where no unit follows.
        var exponent: Int?
    }

    private(set) var moves = FigureMoves()
    private let cues: CueTable.Lent
    /// Words and numbers so far.
    private var at = 0
    private var figure: (sign: Int, at: Int)?
    private var verb: (sign: Int, at: Int)?
    /// Where "against" stood, with the sign of the figure named behind it, 0 for none.
    private var against: (at: Int, sign: Int)?
    /// The number the statement is about.
    private var amount: Amount?
    /// A number right behind "from", which waits for the one it went to.
    private var origin: (amount: Amount, at: Int)?
    private var previous: UInt64 = 0

    init(cues: CueTable.Lent) { self.cues = cues }

    mutating func read(_ text: UnsafeBufferPointer<UInt32>) {
        var position = 0
        while position < text.count {
            let scalar = text[position]
            if Self.isDigit(scalar) {
                number(text, &position)
            } else if scalar < 0x3400, ScalarKind(scalar) == .letter {
                word(text, &position)
            } else {
                // What is no decimal point ends the statement; "%" parts words.
                if scalar == 0x2e || scalar == 0x3b || scalar == 0x3002 { end() }
                if scalar == 0x25 { previous = 0 }
                position += 1
            }
        }
    }

    private mutating func end() {
        (figure, verb, against, amount, origin, previous) = (nil, nil, nil, nil, nil, 0)
    }

    private mutating func word(_ text: UnsafeBufferPointer<UInt32>, _ position: inout Int) {
        var hash = HashedNGrams.wordSeed
        while position < text.count, Self.continuesWord(text, position) {
            hash = HashedNGrams.extended(hash, text[position])
            position += 1
        }
        at += 1
        var role = FigureMoves.Role.none
        if previous != 0 { role = cues.role(HashedNGrams.mixed(HashedNGrams.pair(previous, hash))) }
        if role == .none { role = cues.role(HashedNGrams.mixed(hash)) }
        previous = hash
        switch role {
        case .none: break
        case .rise: verb(1)
        case .fall: verb(-1)
        case .gain: figure(1)
        case .drain: figure(-1)
        case .against: (against, origin) = ((at, 0), nil)
        }
    }

    private mutating func verb(_ sign: Int) {
        if let figure, at - figure.at <= Self.verbReach { note(figure.sign, verb: sign) }
        verb = (sign, at)
    }

    private mutating func figure(_ sign: Int) {
        if let against, at - against.at <= Self.numberReach {
            // "Negative cash flow" stays negative.
            if sign < 0 || against.sign >= 0 { self.against?.sign = sign }
            return
        }
        if let verb, at - verb.at <= Self.figureReach, (figure?.at ?? 0) <= verb.at { note(sign, verb: verb.sign) }
        if let figure, figure.sign < 0, sign > 0, at - figure.at <= 2 {
            self.figure?.at = at
        } else {
            figure = (sign, at)
        }
        amount = nil
    }

    private mutating func note(_ figure: Int, verb: Int) {
        moves.note(verb > 0 ? (figure > 0 ? .gainRose : .drainRose) : (figure > 0 ? .gainFell : .drainFell))
    }

    private mutating func number(_ text: UnsafeBufferPointer<UInt32>, _ position: inout Int) {
        let found = Self.amount(text, &position)
        at += 1
        previous = 0
        guard let found else { return }
        guard let against, at - against.at <= Self.numberReach else {
            if let origin, at - origin.at <= Self.targetReach {
                compare(found, with: origin.amount)
            }
            (amount, self.against, origin) = (found, nil, nil)
            return
        }
        self.against = nil
        if let amount {
            let sign = figure?.sign ?? 0
            if against.sign != 0, sign != 0, against.sign != sign {
                moves.note(sign > 0 ? .numberBetter : .numberWorse)
            } else {
                compare(amount, with: found)
            }
        } else {
            origin = (found, at)
        }
    }

    /// Notes how a number stands to the one before it in time.
    private mutating func compare(_ new: Amount, with old: Amount) {
        // A unit said once holds for both.
        let newValue = new.value * Self.power(new.exponent ?? old.exponent)
        let oldValue = old.value * Self.power(old.exponent ?? new.exponent)
        guard newValue != oldValue else { return }
        let sign = newValue > oldValue ? 1 : -1
        switch (figure?.sign ?? 0) * sign {
        case 1: moves.note(.numberBetter)
        case -1: moves.note(.numberWorse)
        default: moves.note(sign > 0 ? .numberUp : .numberDown)
        }
    }
}

extension FigureReader {
    /// Reads a number and its unit; nil for a year, and for digits without end.
    private static func amount(_ text: UnsafeBufferPointer<UInt32>, _ position: inout Int) -> Amount? {
        var value = 0.0
        while position < text.count, isDigit(text[position]) || text[position] == 0x2c {
            if text[position] != 0x2c { value = value * 10 + Double(text[position] - 0x30) }
            position += 1
        }
        // Some write "0 .5".
        let point = position < text.count && text[position] == 0x20 ? position + 1 : position
        if point + 1 < text.count, text[point] == 0x2e, isDigit(text[point + 1]) {
            var place = 0.1
            position = point + 1
            while position < text.count, isDigit(text[position]) {
                value += place * Double(text[position] - 0x30)
                place /= 10
                position += 1
            }
        }
        let exponent = unit(text, position)
        let isYear = exponent == nil && value >= 1900 && value <= 2100 && value == value.rounded()
        return isYear || value > 1e15 ? nil : Amount(value: value, exponent: exponent)
    }

    /// The power of ten of the word behind a number; nil where it is none. The word itself is read on as a word.
    private static func unit(_ text: UnsafeBufferPointer<UInt32>, _ position: Int) -> Int? {
        var start = position
        if start < text.count, text[start] == 0x20 { start += 1 }
        guard start < text.count else { return nil }
        if text[start] == 0x25 { return 0 }
        var packed: UInt64 = 0
        var end = start
        while end < text.count, text[end] >= 0x61, text[end] <= 0x7a, end - start < 8 {
            packed = packed << 8 | UInt64(text[end])
            end += 1
        }
        guard end == text.count || !continuesWord(text, end) else { return nil }
        return units[packed]
    }

    private static let units: [UInt64: Int] = {
        let words = [
            (0, "pct percent per pc"), (3, "k thousand"), (6, "m mn mln million millions"),
            (9, "b bn bln billion billions"), (12, "tn trillion"),
        ]
        return words.reduce(into: [:]) { units, entry in
            for word in entry.1.split(separator: " ") {
                units[word.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = entry.0
            }
        }
    }()

    private static func power(_ exponent: Int?) -> Double {
        (0..<(exponent ?? 0)).reduce(1) { power, _ in power * 10 }
    }

    private static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

    /// Letters, and the apostrophe and hyphen between letters.
    private static func continuesWord(_ text: UnsafeBufferPointer<UInt32>, _ position: Int) -> Bool {
        let scalar = text[position]
        if scalar < 0x3400, ScalarKind(scalar) == .letter { return true }
        return (scalar == 0x27 || scalar == 0x2d) && position + 1 < text.count && text[position + 1] < 0x3400
            && ScalarKind(text[position + 1]) == .letter
    }
}
