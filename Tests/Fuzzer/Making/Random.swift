/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, and the same everywhere.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// 0..<count; 0 where there is nothing to choose from.
    mutating func below(_ count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }
    mutating func chance(_ one: Int, in of: Int) -> Bool { below(of) < one }
    mutating func pick<T>(_ some: [T]) -> T? { some.isEmpty ? nil : some[below(some.count)] }
    mutating func pick<T>(_ some: [T], else other: T) -> T { pick(some) ?? other }
}
