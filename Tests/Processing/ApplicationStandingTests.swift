import EventLog
import Synchronization
import Testing

@testable import Processing

/// When an application says that it is ready.
@Suite struct ApplicationStandingTests {
    private let start = ContinuousClock.now
    private let away = EventLogError.retriable(doing: "asking", found: "nobody")
    private let forbidden = EventLogError.forbidden(
        doing: "joining group analysis", found: "GROUP_AUTHORIZATION_FAILED", expected: "a right")

    private func time(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }
    private func heard(_ seconds: Int, _ complaint: String? = nil) -> LogContact {
        LogContact(heard: time(seconds), complaint: complaint)
    }
    private func working(_ partitions: Int32...) -> ApplicationStanding {
        var standing = ApplicationStanding(group: "analysis (reads fenghuo.mentions.v1)")
        standing.joined(at: start)
        for partition in partitions {
            standing.assigned(partition)
            standing.restored(partition, at: start)
        }
        return standing
    }

    @Test func `Ready is what is in its group, has heard from the log within 15 s, and is restored`() {
        var standing = working(0, 1)
        #expect(standing.verdict(at: time(15), contact: heard(0)).cause == nil)
        let silent = standing.verdict(at: time(16), contact: heard(0, "nobody"))
        #expect(silent.cause == .logAway)
        for word in ["analysis", "fenghuo.mentions.v1", "16 s ago", "nobody"] { #expect(silent.detail.contains(word)) }
        #expect(standing.verdict(at: time(17), contact: heard(17)).cause == nil, "heard from again")
        standing.restoring(1)
        #expect(standing.verdict(at: time(1), contact: heard(1)).cause == .restoring)
    }

    @Test func `A spare is ready and says so`() {
        let standing = working()
        let verdict = standing.verdict(at: time(1), contact: heard(1))
        #expect(verdict.cause == nil && verdict.isSpare && verdict.detail.hasPrefix("spare"))
        let lost = standing.verdict(at: time(7), contact: heard(1))
        #expect(lost.cause == .joining && !lost.isSpare, "what the group does not count in just now")
    }

    @Test func `No partitions because nobody answers is not ready, and is no spare`() {
        let standing = working()
        #expect(standing.verdict(at: time(5), contact: LogContact()).cause == .joining)
        let verdict = standing.verdict(at: time(20), contact: LogContact(complaint: "nobody"))
        #expect(verdict.cause == .logAway && !verdict.isSpare)
        #expect(verdict.detail.contains("not yet in group analysis") && verdict.detail.contains("nobody"))
    }

    @Test func `A log that does not tell is given 10 s to hand out partitions`() {
        let standing = working()
        #expect(standing.verdict(at: time(10), contact: nil).cause == .joining)
        #expect(standing.verdict(at: time(11), contact: nil).isSpare)
    }

    @Test func `A missing right is not ready until the group counts us in`() {
        var standing = ApplicationStanding(group: "analysis")
        standing.failed(forbidden, partition: nil, at: start)
        let verdict = standing.verdict(at: time(1), contact: nil)
        #expect(verdict.cause == .forbidden && verdict.detail.contains("GROUP_AUTHORIZATION_FAILED"))
        standing.joined(at: time(2))
        standing.failed(forbidden, partition: nil, at: time(3))
        #expect(standing.verdict(at: time(4), contact: heard(2)).cause == .forbidden)
        #expect(standing.verdict(at: time(5), contact: heard(4)).cause == nil)
    }

    @Test func `What a task meets stands until it turns again`() {
        var standing = working(3)
        standing.failed(EventLogError.abortable(doing: "committing", found: "it again"), partition: 3, at: time(1))
        let verdict = standing.verdict(at: time(1), contact: heard(1))
        #expect(verdict.cause == .failing && verdict.detail.contains("partition 3"))
        standing.turned(3, at: time(2))
        #expect(standing.verdict(at: time(2), contact: heard(2)).cause == nil)
    }

    @Test func `An id that another has taken, though the partition is ours, is said`() {
        var standing = working(3)
        standing.fenced(
            3, EventLogError.fenced(doing: "committing as analysis-3", found: "a newer producer"), at: time(1))
        let verdict = standing.verdict(at: time(1), contact: heard(1))
        #expect(verdict.cause == .forbidden && verdict.detail.contains("analysis-3"))
        #expect(standing.isAlive(at: time(100)))
    }

    @Test func `A loop that does not turn for 30 s is not alive; one that waits for the log is`() {
        var standing = working(0)
        #expect(standing.isAlive(at: time(30)) && !standing.isAlive(at: time(31)))
        standing.failed(away, partition: 0, at: time(31))
        #expect(standing.isAlive(at: time(61)))
    }

    @Test func `A commit that waits for brokers to come back is alive, and the loop counts again after it`() {
        var standing = working(0)
        standing.commits(0)
        #expect(standing.isAlive(at: time(70)))
        standing.committed(0, at: time(70))
        #expect(standing.isAlive(at: time(100)) && !standing.isAlive(at: time(101)))
        standing.commits(0)
        standing.restoring(0)
        standing.restored(0, at: time(110))
        #expect(!standing.isAlive(at: time(141)))
    }
}

/// What is told of lag while nobody can be reached.
@Suite struct ApplicationStatusTests {
    private final class Member: GroupMember {
        let heard = Mutex(ContinuousClock.now)
        let group = "analysis"
        var contact: LogContact? { LogContact(heard: heard.withLock { $0 }) }
        func nextChange() async throws -> MembershipChange? { nil }
        func release(_ partitions: [Int32]) async throws {}
        func committedOffsets(partition: Int32) async throws -> [String: Int64] { [:] }
        func fetch(
            partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
        ) async throws -> Fetched { Fetched(records: [], next: [:], high: [:]) }
        func leave() async {}
    }

    private func status(_ member: Member) throws -> ApplicationStatus {
        let status = ApplicationStatus(
            name: "analysis", topics: ["fenghuo.mentions.v1"], namespace: try Namespace(prefix: "sandbox."))
        status.joined(member)
        status.assigned(0)
        status.restored(0)
        status.turned(0, lag: ["fenghuo.mentions.v1": 7], offsets: ["fenghuo.mentions.v1": 5])
        return status
    }

    @Test func `Lag does not vanish with the log, and goes when the group speaks again`() throws {
        let member = Member()
        let status = try status(member)
        #expect(status.lags.map(\.topic) == ["sandbox.mentions.v1"] && status.group == "sandbox.analysis")
        status.removed(0, isLost: true)
        #expect(status.lags.map(\.lag) == [7])
        member.heard.withLock { $0 = .now }
        #expect(status.lags.isEmpty)
    }

    @Test func `What is given to another is its to tell of`() throws {
        let status = try status(Member())
        status.removed(0, isLost: false)
        #expect(status.lags.isEmpty)
    }
}
