import EventLog

/// How a stream application stands, and whether that is ready: from what it and its tasks went through, and from when
/// the log was last heard from. Pure: time is a parameter.
struct ApplicationStanding: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Why it is not ready, in a word for alerts.
    enum Cause: String, CaseIterable, Sendable {
        /// Not yet in its group.
        case joining
        /// Tables are being read.
        case restoring
        /// Nothing was heard from the log for 15 s, or never.
        case logAway = "log-away"
        /// A right is missing, or a group or id is somebody else's.
        case forbidden
        /// A task meets an error again and again.
        case failing
    }

    struct Verdict: Hashable, Sendable {
        /// `nil`: ready.
        var cause: Cause?
        /// One line for a person.
        var detail: String
        /// Ready, and the group has no partition for it.
        var isSpare = false
    }

    /// Without a log that tells when it was heard from, an application without partitions counts as a spare after so long.
    static let spareAfter: Duration = .seconds(10)
    /// One whose partitions were lost with the log is no spare: the group has to have counted it in just now.
    static let spareWithin: Duration = .seconds(5)

    /// `analysis (topics fenghuo.mentions.v1, fenghuo.decisions.v1)`: what a person has to look at.
    let group: String
    private(set) var joinedAt: Instant?
    private(set) var assigned: Set<Int32> = []
    private(set) var restored: Set<Int32> = []
    private var turns: [Int32: Instant] = [:]
    private var committing: Set<Int32> = []
    /// What the group complained of, until it counts us in again.
    private var groupTrouble: Trouble?
    /// What a partition's task meets, until it turns again.
    private var taskTrouble: [Int32: Trouble] = [:]

    private struct Trouble {
        var error: String
        var cause: Cause
        var at: Instant

        init(_ error: any Error, at time: Instant) {
            self.error = "\(error)"
            at = time
            switch error as? EventLogError {
            case .forbidden?: cause = .forbidden
            case .retriable?: cause = .logAway
            default: cause = .failing
            }
        }
    }

    init(group: String) { self.group = group }

    // MARK: What happens

    mutating func joined(at now: Instant) {
        joinedAt = now
        groupTrouble = nil
    }
    mutating func left() { self = Self(group: group) }
    mutating func assigned(_ partition: Int32) { assigned.insert(partition) }
    mutating func restoring(_ partition: Int32) {
        restored.remove(partition)
        committing.remove(partition)
    }
    mutating func restored(_ partition: Int32, at now: Instant) {
        restored.insert(partition)
        turned(partition, at: now)
    }
    mutating func removed(_ partition: Int32) {
        assigned.remove(partition)
        restored.remove(partition)
        committing.remove(partition)
        turns[partition] = nil
        taskTrouble[partition] = nil
    }
    mutating func commits(_ partition: Int32) { committing.insert(partition) }
    /// Or failed to.
    mutating func committed(_ partition: Int32, at now: Instant) {
        committing.remove(partition)
        if turns[partition] != nil { turns[partition] = now }
    }
    mutating func turned(_ partition: Int32, at now: Instant) {
        committing.remove(partition)
        turns[partition] = now
        taskTrouble[partition] = nil
    }
    /// - Parameter partition: `nil` for the group as a whole.
    mutating func failed(_ error: any Error, partition: Int32?, at now: Instant) {
        guard let partition else {
            groupTrouble = Trouble(error, at: now)
            return
        }
        taskTrouble[partition] = Trouble(error, at: now)
        // What waits for an error to pass is alive.
        if turns[partition] != nil { turns[partition] = now }
    }
    /// Another has taken over, though the partition is still ours: the id may be somebody else's.
    mutating func fenced(_ partition: Int32, _ error: any Error, at now: Instant) {
        restored.remove(partition)
        committing.remove(partition)
        turns[partition] = nil
        taskTrouble[partition] = Trouble(error, at: now)
        taskTrouble[partition]?.cause = .forbidden
    }

    // MARK: What follows

    /// Every restored task's loop turned within the last 30 s, or waits for a commit: that has limits of its own, which
    /// are longer where brokers are away.
    func isAlive(at now: Instant) -> Bool {
        restored.allSatisfy { partition in
            committing.contains(partition) || (turns[partition].map { now - $0 <= .seconds(30) } ?? true)
        }
    }

    /// - Parameter contact: of the member; `nil` where the log does not tell.
    func verdict(at now: Instant, contact: LogContact?) -> Verdict {
        if let groupTrouble, !isOver(groupTrouble, contact) {
            return Verdict(cause: groupTrouble.cause, detail: "\(group): \(groupTrouble.error)")
        }
        guard let joinedAt else { return Verdict(cause: .joining, detail: "joining group \(group)") }
        if let contact, contact.heard.map({ now - $0 > LogContact.patience }) ?? true {
            return away(contact, since: joinedAt, at: now)
        }
        if let (partition, trouble) = taskTrouble.min(by: { $0.key < $1.key }) {
            return Verdict(cause: trouble.cause, detail: "\(group), partition \(partition): \(trouble.error)")
        }
        if assigned.isEmpty {
            if contact == nil, now - joinedAt <= Self.spareAfter {
                return Verdict(cause: .joining, detail: "waiting for partitions of group \(group)")
            }
            if let heard = contact?.heard, now - heard > Self.spareWithin {
                return Verdict(
                    cause: .joining,
                    detail: "without partitions, and group \(group) has not counted us in for "
                        + "\((now - heard).components.seconds) s")
            }
            return Verdict(cause: nil, detail: "spare: group \(group) has a member for every partition", isSpare: true)
        }
        let waiting = assigned.subtracting(restored)
        return waiting.isEmpty
            ? Verdict(cause: nil, detail: "\(assigned.count) partitions")
            : Verdict(cause: .restoring, detail: "restoring \(waiting.count) of \(assigned.count) partitions")
    }

    /// Whether the group has counted us in since it complained.
    private func isOver(_ trouble: Trouble, _ contact: LogContact?) -> Bool {
        contact?.heard.map { $0 > trouble.at } ?? false
    }

    private func away(_ contact: LogContact, since joinedAt: Instant, at now: Instant) -> Verdict {
        let why = contact.complaint.map { "; \($0)" } ?? ""
        guard let heard = contact.heard else {
            return Verdict(
                cause: now - joinedAt > LogContact.patience ? .logAway : .joining,
                detail: "not yet in group \(group): nobody has answered since \((now - joinedAt).components.seconds) s"
                    + why)
        }
        return Verdict(
            cause: .logAway,
            detail: "group \(group) was last heard from \((now - heard).components.seconds) s ago\(why)")
    }
}
