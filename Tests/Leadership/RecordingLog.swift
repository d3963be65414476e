import EventLog
import Schemas
import SwiftProtobuf
import Synchronization

/// A log that keeps what is appended, and fails when told.
final class RecordingLog: EventLog {
    private let state = Mutex<(records: [ProducerRecord], failures: Int)>(([], 0))

    var appended: [ProducerRecord] { state.withLock { $0.records } }
    func failNext(_ count: Int) { state.withLock { $0.failures = count } }

    func createTopics(_ topics: [TopicSpecification]) async throws {}
    func deleteTopics(_ names: [String]) async throws {}
    func deleteGroups(_ names: [String]) async throws {}
    func identity() async throws -> String? { nil }
    var maximumRecordBytes: Int { 1_000_000 }
    func describeTopics() async throws -> [TopicDescription] {
        let audit = TopicSpecification(
            name: EventKind.accessRecorded.topic, partitions: 4, cleanup: .delete(retentionMilliseconds: nil))
        return [TopicDescription(specification: audit, ranges: [])]
    }
    func describeGroups() async throws -> [GroupDescription] { [] }
    func makeProducer() async throws -> any Producer { Appender(log: self) }
    func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer { throw unused }
    func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember { throw unused }
    func makeReader() async throws -> any LogReader { throw unused }

    private var unused: EventLogError {
        .refused(doing: "using a test's log", found: "a reader", expected: "a producer")
    }

    private struct Appender: Producer {
        let log: RecordingLog

        func append(_ records: [ProducerRecord]) async throws {
            try log.state.withLock { state in
                if state.failures > 0 {
                    state.failures -= 1
                    throw EventLogError.retriable(doing: "appending", found: "no broker")
                }
                state.records += records
            }
        }
        func close() async {}
    }
}

/// Messages that tests put into the view.
protocol MessageOfOurs: Sendable {
    func encoded() throws -> [UInt8]
}

extension MessageOfOurs where Self: Message {
    func encoded() throws -> [UInt8] { try EventCodec.encode(self, as: .protobuf) }
}

extension Incident: MessageOfOurs {}
extension Case: MessageOfOurs {}
extension CaseRecord: MessageOfOurs {}
extension Delivery: MessageOfOurs {}
extension ResourceRequest: MessageOfOurs {}
extension Source: MessageOfOurs {}
extension Evaluation: MessageOfOurs {}
extension JournalEntry: MessageOfOurs {}
extension Decision: MessageOfOurs {}
extension Access: MessageOfOurs {}
