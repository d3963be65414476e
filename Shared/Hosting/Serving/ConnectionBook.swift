/// Who is connected to a server, and who makes room when it is full. Pure: no sockets, no clock.
///
/// Nobody is kept waiting by those who say nothing: a server at its limit takes a newcomer and lets the connection go
/// that has waited longest without a request, of the address that has most of them; then one whose request does not
/// come to its end. Only where every connection is being answered is the newcomer sent away.
struct ConnectionBook {
    typealias ID = UInt64

    enum Phase: Int, Comparable {
        /// No request has come, or none since the last answer.
        case waiting
        /// A head has come, its body not yet.
        case receiving
        case answering

        static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
    }

    enum Opening: Hashable {
        case admitted
        /// And this one goes.
        case replacing(ID)
        case refused
    }

    private struct Entry {
        var address: String
        var phase = Phase.waiting
        /// Counts up with every change, so that the smallest has been so for longest.
        var since: UInt64
    }

    private let total: Int
    private let perAddress: Int
    private var entries: [ID: Entry] = [:]
    private var counts: [String: Int] = [:]
    private var changes: UInt64 = 0

    init(total: Int, perAddress: Int) {
        self.total = total
        self.perAddress = perAddress
    }

    var count: Int { entries.count }

    mutating func opened(_ id: ID, from address: String) -> Opening {
        var opening = Opening.admitted
        if counts[address, default: 0] >= perAddress {
            guard let leaving = longestIdle({ $0 == address }) else { return .refused }
            opening = .replacing(leaving)
        } else if entries.count >= total {
            let most = counts.values.max() ?? 0
            guard let leaving = longestIdle({ counts[$0] == most }) ?? longestIdle({ _ in true }) else {
                return .refused
            }
            opening = .replacing(leaving)
        }
        if case .replacing(let leaving) = opening { closed(leaving) }
        changes &+= 1
        entries[id] = Entry(address: address, since: changes)
        counts[address, default: 0] += 1
        return opening
    }

    mutating func moved(_ id: ID, to phase: Phase) {
        changes &+= 1
        entries[id]?.phase = phase
        entries[id]?.since = changes
    }

    mutating func closed(_ id: ID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        let left = counts[entry.address, default: 1] - 1
        counts[entry.address] = left > 0 ? left : nil
    }

    private func longestIdle(_ isMeant: (String) -> Bool) -> ID? {
        entries.filter { $0.value.phase < .answering && isMeant($0.value.address) }
            .min { ($0.value.phase.rawValue, $0.value.since) < ($1.value.phase.rawValue, $1.value.since) }?.key
    }
}
