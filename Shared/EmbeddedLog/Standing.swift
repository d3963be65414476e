import EventLog

/// What a member has been told, compared with what the file says: the next change follows from the two. Pure.
struct Standing: Sendable {
    /// What the file says of a living member.
    struct View: Hashable, Sendable {
        /// The partition numbers it owns, and whether it should keep them.
        var owned: [Int32: Bool]
    }

    enum Step: Hashable, Sendable {
        case tell(MembershipChange)
        /// Owned, not wanted, and never handed out or already released: give back without a word.
        case giveBack([Int32])
        case rejoin
        case wait
    }

    /// This member's number in the file; `nil` when it is to join again. A number is never used twice.
    private(set) var number: Int64?
    private(set) var hasLeft = false
    private var held: Set<Int32> = []
    private var revoking: Set<Int32> = []

    mutating func join(as number: Int64) { self.number = number }

    mutating func leave() -> Int64? {
        defer { self = Standing(hasLeft: true) }
        return number
    }

    mutating func release(_ partitions: [Int32]) {
        held.subtract(partitions)
        revoking.subtract(partitions)
    }

    func holds(_ partitions: Set<Int32>) -> Bool { held.isSuperset(of: partitions) }

    /// - Parameter view: `nil` when the member is no longer in the file.
    mutating func observe(_ view: View?) -> Step {
        guard let view else {
            number = nil
            return lose(held) ?? .rejoin
        }
        if let lost = lose(held.subtracting(view.owned.keys)) { return lost }
        let unwanted = Set(view.owned.lazy.filter { !$0.value }.map(\.key))
        let toRevoke = unwanted.intersection(held).subtracting(revoking)
        if !toRevoke.isEmpty {
            revoking.formUnion(toRevoke)
            return .tell(.revoked(toRevoke.sorted()))
        }
        let toGiveBack = unwanted.subtracting(held)
        if !toGiveBack.isEmpty { return .giveBack(toGiveBack.sorted()) }
        let new = Set(view.owned.keys).subtracting(held)
        if !new.isEmpty {
            held.formUnion(new)
            return .tell(.assigned(new.sorted()))
        }
        return .wait
    }

    private mutating func lose(_ lost: Set<Int32>) -> Step? {
        guard !lost.isEmpty else { return nil }
        held.subtract(lost)
        revoking.subtract(lost)
        return .tell(.lost(lost.sorted()))
    }
}

extension Standing {
    fileprivate init(hasLeft: Bool) {
        self.init()
        self.hasLeft = hasLeft
    }
}
