/// Names of ideographs with something between their characters: spaces, line ends, emoji, punctuation; and characters in
/// another form. 澜 江 银 行, 澜🔥江银行 and 灡江銀行 are 澜江银行 to who reads them.
///
/// Only names of at least three ideographs are found so: two neighbours are two ends of sentences too often. Marks that
/// part sentences count only where each character is parted from the next, so that 门口就是澜江，银行排着队 names nobody.
struct MarkedNames: Sendable {
    /// At least so many ideographs.
    static let shortest = 3
    /// At most so many scalars between two characters.
    static let widest = 4

    private let automaton: PatternAutomaton
    /// The place of each in the list of all names.
    private let names: [Int]

    /// - Parameter folded: all names, folded.
    init(_ folded: [[UInt32]]) {
        var places: [Int] = []
        var seen: [[UInt32]: Int] = [:]
        var plain: [[UInt32]] = []
        for (place, name) in folded.enumerated() {
            let squeezed = name.filter { ScalarKind($0) == .ideograph }.map(Self.usual)
            guard squeezed.count >= Self.shortest, name.allSatisfy({ !ScalarKind($0).isWordlike }),
                seen.updateValue(place, forKey: squeezed) == nil
            else { continue }
            places.append(place)
            plain.append(squeezed)
        }
        automaton = PatternAutomaton(plain)
        names = places
    }

    /// Each name found with marks in it, or in other characters, by its place in the list and where it stands.
    func scan(_ text: [UInt32], found: (Int, Range<Int>) -> Void) {
        guard !names.isEmpty else { return }
        var squeezed: [UInt32] = []
        var places: [Int] = []
        squeezed.reserveCapacity(text.count)
        places.reserveCapacity(text.count)
        var isChanged = false
        for (place, scalar) in text.enumerated() {
            let kind = ScalarKind(scalar)
            guard kind.isContent else {
                isChanged = true
                continue
            }
            let usual = Self.usual(scalar)
            isChanged = isChanged || usual != scalar
            squeezed.append(usual)
            places.append(place)
        }
        guard isChanged else { return }
        automaton.scan(squeezed) { index, range in
            guard let last = range.last else { return }
            let whole = places[range.lowerBound]..<(places[last] + 1)
            if whole.count == range.count {
                // Nothing between: it is new only where a character is another.
                guard whole.contains(where: { Self.usual(text[$0]) != text[$0] }) else { return }
            } else if !isOneName(places, range, text) {
                return
            }
            found(names[index], whole)
        }
    }

    private func isOneName(_ places: [Int], _ range: Range<Int>, _ text: [UInt32]) -> Bool {
        var gaps = 0
        var hasStop = false
        for index in range.dropLast() {
            let gap = (places[index] + 1)..<places[index + 1]
            guard gap.count <= Self.widest else { return false }
            if !gap.isEmpty { gaps += 1 }
            hasStop = hasStop || gap.contains { Self.stops.contains(text[$0]) }
        }
        return !hasStop || gaps == range.count - 1
    }

    /// What parts sentences and their parts, in folded form.
    private static let stops: Set<UInt32> = Set("，。！？；：、,.!?;:()[]{}<>《》「」『』“”\"…—".unicodeScalars.map(\.value))

    /// The form of a character that is common today.
    private static func usual(_ scalar: UInt32) -> UInt32 { variants[scalar] ?? scalar }

    /// Other forms of characters, old and Japanese, that simplification leaves as they are.
    private static let variants: [UInt32: UInt32] = {
        var variants: [UInt32: UInt32] = [:]
        for pair in [
            "灡澜", "欗栏", "峯峰", "羣群", "啓启", "衆众", "綫线", "産产", "広广", "沢泽", "浜滨", "桜樱", "栄荣", "竜龙", "鉄铁", "黒黑",
            "歩步", "斉齐", "証证", "険险", "経经", "済济", "売卖", "楽乐", "気气", "実实", "関关", "発发", "対对", "変变", "圧压",
            "応应", "拡扩", "団团", "単单", "戦战", "総总", "続续", "検检", "権权", "豊丰", "濶阔", "恆恒", "鑛矿",
            "銭钱", "貭质", "劵券", "囯国", "圀国", "囻国", "埗步", "邨村", "鱻鲜", "徳德", "銀银", "説说", "収收", "営营", "図图",
            "覚觉", "駅驿", "滙汇", "匯汇", "寳宝", "寶宝", "賓宾", "賔宾", "農农", "辳农", "興兴", "鋭锐",
        ] {
            let scalars = pair.unicodeScalars.map(\.value)
            if scalars.count == 2, scalars[0] != scalars[1] { variants[scalars[0]] = scalars[1] }
        }
        return variants
    }()
}
