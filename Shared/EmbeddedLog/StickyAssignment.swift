/// Who should have which partition number: as even as can be, and as few moves as that allows.
enum StickyAssignment {
    /// - Parameters:
    ///   - members: the live ones, longest in the group first.
    ///   - current: who has, or is about to get, each partition number; members no longer live are ignored.
    static func assign(partitions: Int32, members: [Int64], current: [Int32: Int64]) -> [Int32: Int64] {
        guard !members.isEmpty else { return [:] }
        let live = Set(members)
        var kept: [Int64: [Int32]] = [:]
        for partition in 0..<partitions {
            if let member = current[partition], live.contains(member) { kept[member, default: []].append(partition) }
        }
        // Who has most keeps the larger share, so that nothing moves without need.
        let ranked = members.enumerated().sorted { a, b in
            let (inA, inB) = (kept[a.element]?.count ?? 0, kept[b.element]?.count ?? 0)
            return inA == inB ? a.offset < b.offset : inA > inB
        }.map(\.element)
        let (share, rest) = Int(partitions).quotientAndRemainder(dividingBy: members.count)
        var assignment: [Int32: Int64] = [:]
        var room: [(member: Int64, count: Int)] = []
        for (rank, member) in ranked.enumerated() {
            let quota = share + (rank < rest ? 1 : 0)
            let keeps = (kept[member] ?? []).prefix(quota)
            for partition in keeps { assignment[partition] = member }
            if keeps.count < quota { room.append((member, quota - keeps.count)) }
        }
        var free = (0..<partitions).filter { assignment[$0] == nil }[...]
        for (member, count) in room {
            for partition in free.prefix(count) { assignment[partition] = member }
            free = free.dropFirst(count)
        }
        return assignment
    }
}
