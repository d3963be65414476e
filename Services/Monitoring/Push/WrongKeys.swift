/// Wrong API keys, by the address they come from: each is answered later than the one before, and they are said once a
/// minute. Pure, and bounded however many addresses there are.
struct WrongKeys {
    struct Verdict: Hashable {
        /// Milliseconds to wait before the answer.
        var delay: Int64
        /// How many came from there since it was last said; nil when it was said within the minute.
        var toTell: Int?
    }

    private struct Tries {
        var count = 0
        var untold = 0
        var last: Int64
        var toldAt: Int64?
    }

    static let minute: Int64 = 60_000
    /// More addresses than these share one entry.
    static let mostAddresses = 4_096

    private var tries: [String: Tries] = [:]

    /// - Parameter now: milliseconds since 1970.
    mutating func note(_ address: String, now: Int64) -> Verdict {
        if tries.count >= Self.mostAddresses, tries[address] == nil {
            tries = tries.filter { isRecent($0.value.last, now) }
        }
        let address = tries.count >= Self.mostAddresses && tries[address] == nil ? "others" : address
        var own = tries[address] ?? Tries(last: now)
        if !isRecent(own.last, now) { own.count = 0 }
        own.count = min(own.count + 1, 1_000_000)
        own.untold = min(own.untold + 1, 1_000_000)
        own.last = now
        var verdict = Verdict(delay: min(4_000, 125 << Int64(min(own.count, 6))), toTell: nil)
        if own.toldAt.map({ !isRecent($0, now) }) ?? true {
            verdict.toTell = own.untold
            own.untold = 0
            own.toldAt = now
        }
        tries[address] = own
        return verdict
    }

    private func isRecent(_ time: Int64, _ now: Int64) -> Bool {
        let (passed, overflow) = now.subtractingReportingOverflow(time)
        return !overflow && passed < Self.minute
    }
}
