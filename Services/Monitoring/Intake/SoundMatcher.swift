import Foundation

/// Finds names where they are written as they sound: 岚江银行, 兰姜银航, `lanjiang yinhang`, 澜jiang银行 for 澜江银行. Tones do not count.
struct SoundMatcher: Sendable {
    private struct Name: Sendable {
        let alias: String
        let scalars: [Unicode.Scalar]
        /// For each character the sounds it has.
        let sounds: [[UInt16]]
        /// The same, as it is spelt.
        let readings: [[[UInt8]]]
    }

    private let names: [Name]
    private let table: SoundTable

    /// Shorter names sound like too much, in ideographs.
    static let shortest = 3
    /// White space and marks that may stand between two characters.
    private static let mostBetween = 2

    /// - Parameter names: those that are not of ideographs alone, or too short, are left out. Nil where none is left.
    init?(_ names: [String]) {
        let table = SoundTable.shared
        self.names = names.compactMap { alias in
            let scalars = Array(alias.unicodeScalars)
            let sounds = scalars.map { table.sounds(of: $0) }
            guard scalars.count >= Self.shortest, sounds.allSatisfy({ !$0.isEmpty }) else { return nil }
            return Name(
                alias: alias, scalars: scalars, sounds: sounds,
                readings: sounds.map { $0.map { table.spelling(of: $0) } })
        }
        self.table = table
        if self.names.isEmpty { return nil }
    }

    /// Each name that sounds in the text, once.
    func matches(in text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let sounds = scalars.map { table.sound(of: $0) }
        var found: [String] = []
        for name in names {
            for at in scalars.indices where canBegin(name, scalars[at], sounds[at]) {
                guard isSaid(name, in: scalars, sounds, at: at) else { continue }
                found.append(name.alias)
                break
            }
        }
        return found
    }

    private func canBegin(_ name: Name, _ scalar: Unicode.Scalar, _ sound: UInt16) -> Bool {
        if sound > 0 { return name.sounds[0].contains(sound) }
        return Self.isLetter(scalar) && name.readings[0].contains { UInt32($0.first ?? 0) == scalar.value | 0x20 }
    }

    private func isSaid(_ name: Name, in text: [Unicode.Scalar], _ sounds: [UInt16], at start: Int) -> Bool {
        var at = start
        // A word does not begin in the midst of another.
        if Self.isLetter(text[at]), at > 0, Self.isLetter(text[at - 1]) { return false }
        var (others, latin) = (0, 0)
        for place in name.scalars.indices {
            if place > 0 {
                var between = 0
                while at < text.count, between < Self.mostBetween, Self.isMark(text[at]) {
                    at += 1
                    between += 1
                }
            }
            guard at < text.count else { return false }
            if text[at] == name.scalars[place] {
                at += 1
            } else if Self.isLetter(text[at]) {
                guard let reading = name.readings[place].first(where: { Self.begins(text, at, with: $0) }) else {
                    return false
                }
                at += reading.count
                latin += 1
            } else {
                guard sounds[at] > 0, name.sounds[place].contains(sounds[at]) else { return false }
                at += 1
                others += 1
            }
        }
        if at < text.count, at > 0, Self.isLetter(text[at - 1]), Self.isLetter(text[at]) { return false }
        // Of a name of three another character or two; of a longer one half. All in Latin letters it is a spelling, too.
        return latin == name.scalars.count || others + latin <= (name.scalars.count + 1) / 2
    }

    private static func begins(_ text: [Unicode.Scalar], _ at: Int, with reading: [UInt8]) -> Bool {
        guard at + reading.count <= text.count else { return false }
        for (offset, byte) in reading.enumerated() where UInt32(byte) != text[at + offset].value | 0x20 { return false }
        return true
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { 0x61...0x7a ~= scalar.value | 0x20 }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "-_.·・'’*/|".unicodeScalars.contains(scalar)
    }
}

/// How ideographs are read, without tones, as ICU has it; made when it is first asked for.
struct SoundTable: Sendable {
    static let shared = SoundTable()

    private static let first: UInt32 = 0x4e00
    private static let last: UInt32 = 0x9fff
    /// By number; the first is none.
    private let spellings: [[UInt8]]
    /// The number of each ideograph's sound; 0 where nobody knows it.
    private let sounds: [UInt16]
    private let more: [Unicode.Scalar: [UInt16]]

    /// Characters of names that are read in more than one way; ICU says one.
    private static let others: [(Unicode.Scalar, [String])] = [
        ("行", ["hang", "xing"]), ("长", ["chang", "zhang"]), ("重", ["chong", "zhong"]), ("厦", ["sha", "xia"]),
        ("乐", ["le", "yue"]), ("盛", ["sheng", "cheng"]), ("单", ["dan", "shan"]), ("都", ["du", "dou"]),
        ("会", ["hui", "kuai"]), ("大", ["da", "dai"]),
    ]

    private init() {
        var spellings: [[UInt8]] = [[]]
        var numbers: [[UInt8]: UInt16] = [:]
        func number(_ spelling: [UInt8]) -> UInt16 {
            guard !spelling.isEmpty, spelling.allSatisfy({ 0x61...0x7a ~= $0 }) else { return 0 }
            if let known = numbers[spelling] { return known }
            let next = UInt16(clamping: spellings.count)
            spellings.append(spelling)
            numbers[spelling] = next
            return next
        }
        let scalars = (Self.first...Self.last).compactMap { Unicode.Scalar($0) }
        let text = scalars.map { String(Character($0)) }.joined(separator: "\n")
        let latin = text.applyingTransform(StringTransform("Han-Latin"), reverse: false) ?? ""
        let lines = latin.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
            .split(separator: "\n", omittingEmptySubsequences: false)
        sounds = lines.count == scalars.count ? lines.map { number($0.utf8.filter { $0 != 0x20 }) } : []
        var more: [Unicode.Scalar: [UInt16]] = [:]
        for (scalar, readings) in Self.others { more[scalar] = readings.map { number(Array($0.utf8)) } }
        self.more = more
        self.spellings = spellings
    }

    /// The one it has in a text; 0 for what is no ideograph, or of nobody knows which sound.
    func sound(of scalar: Unicode.Scalar) -> UInt16 {
        guard Self.first...Self.last ~= scalar.value else { return 0 }
        let place = Int(scalar.value - Self.first)
        return place < sounds.count ? sounds[place] : 0
    }

    /// Those it may have in a name.
    func sounds(of scalar: Unicode.Scalar) -> [UInt16] {
        if let more = more[scalar] { return more }
        let one = sound(of: scalar)
        return one > 0 ? [one] : []
    }

    func spelling(of sound: UInt16) -> [UInt8] { Int(sound) < spellings.count ? spellings[Int(sound)] : [] }
}
