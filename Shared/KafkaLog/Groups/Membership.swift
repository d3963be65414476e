import EventLog

/// What a member holds and what it is still to be told, from what the group says. Pure.
struct Membership: Sendable {
    /// Ours to commit for: handed to us, not yet given back or lost.
    private(set) var held: Set<Int32> = []
    private(set) var hasLeft = false
    private var told: Set<Int32> = []
    private var toAssign: Set<Int32> = []
    private var toRevoke: Set<Int32> = []
    private var toLose: Set<Int32> = []
    /// Revoked, and not released yet: the group waits for these.
    private(set) var awaited: Set<Int32> = []

    mutating func assign(_ partitions: Set<Int32>) {
        held.formUnion(partitions)
        toAssign.formUnion(partitions)
    }

    /// What was never handed out is given back without a word.
    /// - Returns: whether all can be given back at once.
    mutating func revoke(_ partitions: Set<Int32>) -> Bool {
        let untold = partitions.intersection(toAssign)
        toAssign.subtract(untold)
        held.subtract(untold)
        let rest = partitions.intersection(told)
        toRevoke.formUnion(rest)
        awaited.formUnion(rest)
        return awaited.isEmpty
    }

    mutating func lose(_ partitions: Set<Int32>) {
        toLose.formUnion(partitions.intersection(told))
        held.subtract(partitions)
        told.subtract(partitions)
        toAssign.subtract(partitions)
        toRevoke.subtract(partitions)
        awaited.subtract(partitions)
    }

    /// - Returns: whether the group was waiting for these and need not any more.
    mutating func release(_ partitions: Set<Int32>) -> Bool {
        let isAwaited = !awaited.isEmpty
        let released = partitions.intersection(awaited)
        awaited.subtract(released)
        toRevoke.subtract(released)
        held.subtract(released)
        told.subtract(released)
        return isAwaited && awaited.isEmpty
    }

    mutating func leave() {
        self = Membership()
        hasLeft = true
    }

    func holds(_ partitions: Set<Int32>) -> Bool { held.isSuperset(of: partitions) }

    /// The next change to tell, losses first: what is lost and assigned again begins anew.
    mutating func next() -> MembershipChange? {
        if !toLose.isEmpty {
            defer { toLose = [] }
            return .lost(toLose.sorted())
        }
        if !toRevoke.isEmpty {
            defer { toRevoke = [] }
            return .revoked(toRevoke.sorted())
        }
        if !toAssign.isEmpty {
            told.formUnion(toAssign)
            defer { toAssign = [] }
            return .assigned(toAssign.sorted())
        }
        return nil
    }
}
