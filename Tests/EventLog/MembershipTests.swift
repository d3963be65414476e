import EventLog
import Testing

@testable import KafkaLog

/// What a member is told, and when the group may go on.
@Suite struct MembershipTests {
    private func member(holding partitions: Set<Int32>) -> Membership {
        var membership = Membership()
        membership.assign(partitions)
        _ = membership.next()
        return membership
    }

    /// All that there is to tell.
    private func changes(_ membership: inout Membership) -> [MembershipChange] {
        var changes: [MembershipChange] = []
        while let change = membership.next() { changes.append(change) }
        return changes
    }

    @Test func anAssignmentIsHeldOnceItWasTold() {
        var membership = Membership()
        membership.assign([1, 0])
        #expect(!membership.holds([0]))
        let told = changes(&membership)
        #expect(told == [.assigned([0, 1])])
        #expect(membership.holds([0, 1]))
    }

    @Test func theGroupWaitsUntilAllThatIsRevokedIsReleased() {
        var membership = member(holding: [0, 1, 2])
        let goesOnAtOnce = membership.revoke([1, 2])
        let told = changes(&membership)
        #expect(!goesOnAtOnce && told == [.revoked([1, 2])])
        #expect(membership.holds([0, 1, 2]))
        let goesOnAfterOne = membership.release([1])
        #expect(!goesOnAfterOne && membership.holds([0, 2]) && !membership.holds([1]))
        let goesOnAfterBoth = membership.release([2])
        let goesOnTwice = membership.release([2])
        #expect(goesOnAfterBoth && !goesOnTwice)
    }

    @Test func whatWasNeverToldIsGivenBackWithoutAWord() {
        var membership = Membership()
        membership.assign([0, 1])
        let goesOn = membership.revoke([0, 1])
        let told = changes(&membership)
        #expect(goesOn && told.isEmpty)
    }

    @Test func whatIsLostIsToldBeforeItIsAssignedAgain() {
        var membership = member(holding: [0, 1])
        membership.lose([0, 1])
        membership.assign([1])
        #expect(!membership.holds([1]))
        let told = changes(&membership)
        #expect(told == [.lost([0, 1]), .assigned([1])])
    }

    @Test func aLossEndsARevocation() {
        var membership = member(holding: [0, 1])
        _ = membership.revoke([1])
        membership.lose(membership.held)
        let told = changes(&membership)
        #expect(membership.awaited.isEmpty && told == [.lost([0, 1])])
    }

    @Test func whoHasLeftHoldsNothing() {
        var membership = member(holding: [0])
        membership.leave()
        let told = changes(&membership)
        #expect(membership.hasLeft && !membership.holds([0]) && told.isEmpty)
    }

    @Test(arguments: [
        ("CGMDv2:\u{5}\u{0}\u{0}\u{0}group\u{0}member\u{0}\u{1}", 5, true),
        ("CGMDv2:\u{5}\u{0}\u{0}\u{0}group\u{0}\u{0}\u{1}", 5, false),
        ("CGMDv9:\u{5}\u{0}\u{0}\u{0}group\u{0}member\u{0}\u{1}", -1, false),
        ("", -1, false),
    ])
    func theProofOfMembershipIsReadAsLibrdkafkaWritesIt(text: String, generation: Int32, hasMember: Bool) {
        let parsed = Array(text.utf8).withUnsafeBytes { GroupMetadata.parse($0) }
        #expect(parsed.generation == generation && parsed.hasMember == hasMember)
    }
}
