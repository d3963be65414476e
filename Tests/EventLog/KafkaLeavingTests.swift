import EventLog
import Foundation
import Synchronization
import Testing

@testable import KafkaLog

/// Members that come and go while the group is being shared anew. On a real broker: the mock cluster knows neither
/// members by name nor joins that wait for others.
@Suite(.enabled(if: KafkaRig.servers != nil), .timeLimit(.minutes(5))) struct KafkaLeavingTests {
    /// librdkafka before 2.2.1 aborts the process when some of these are destroyed; those that are left alone instead
    /// keep their threads, so they have to be few.
    @Test func whoeverLeavesAtAnyMomentLeavesNothingBehind() async throws {
        let rounds = 50
        var options = KafkaRig.options(try #require(KafkaRig.servers), session: .seconds(20))
        let leftAlone = Mutex(0)
        options.report = { notice in
            if notice.text.contains("threads stay") { leftAlone.withLock { $0 += 1 } }
        }
        let name = "leaving-\(UInt32.random(in: 0...UInt32.max))"
        let topic = TopicSpecification(name: name, partitions: 6, cleanup: .delete(retentionMilliseconds: 3_600_000))
        let log = try KafkaLog(options: options)
        try await log.createTopics([topic])
        let subscription = GroupSubscription(group: name, topics: [name], sessionTimeout: .seconds(20))
        let staying = try await log.joinGroup(subscription)
        let held = Mutex<Set<Int32>>([])
        let following = Task {
            while let change = try await staying.nextChange() {
                switch change {
                case .assigned(let partitions): held.withLock { $0.formUnion(partitions) }
                case .revoked(let partitions):
                    held.withLock { $0.subtract(partitions) }
                    try await staying.release(partitions)
                case .lost(let partitions): held.withLock { $0.subtract(partitions) }
                }
            }
        }
        try await Sample.eventually { held.withLock { $0.count } == 6 }
        let before = Self.threads
        for round in 0..<rounds {
            let member = try await log.joinGroup(subscription)
            try await Task.sleep(for: .milliseconds(round * 97 % 1300))
            await member.leave()
        }
        // Whoever left as if it had died would be waited for, for the 20 s of its session.
        let began = ContinuousClock.now
        while held.withLock({ $0.count }) < 6, ContinuousClock.now - began < .seconds(60) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let waited = ContinuousClock.now - began
        try await Task.sleep(for: .seconds(4))
        let left = leftAlone.withLock { $0 }
        print("\(rounds) members left; \(left) left alone; threads \(before) -> \(Self.threads); whole after \(waited)")
        #expect(waited < .seconds(15))
        #expect(Self.threads <= before + left * 8 + 12)
        #expect(left <= rounds / 5)
        await staying.leave()
        _ = try? await following.value
        await log.close()
    }

    private static var threads: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    }
}
