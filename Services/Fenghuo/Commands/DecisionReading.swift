import Analysis
import EventLog
import Foundation
import Hosting
import Processing
import Schemas
import SwiftProtobuf

/// Reads from the log what people decided, and about what.
enum DecisionReading {
    /// - Parameters:
    ///   - folder: of the embedded log; the setting `fenghuo.data` where nil.
    ///   - environment: of the settings: where it names a Kafka cluster, that is read.
    static func labels(
        folder: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> DecisionLabels {
        let settings = try await Settings.load(
            overrides: folder.map { ["fenghuo.data": $0] } ?? [:], environment: environment)
        let log = try await ServiceHost.openLog(settings: settings, creating: false)
        do {
            let reader = try await log.makeReader()
            let decisions: [Decision] = try await messages(.decisionTaken, log, reader)
            let labels = DecisionLabels(
                incidents: try await messages(.incidentAssessed, log, reader),
                mentions: try await messages(.mentionPublished, log, reader),
                decisions: decisions.sorted { ($0.decidedAt, $0.id) < ($1.decidedAt, $1.id) })
            await reader.close()
            await ServiceHost.close(log)
            return labels
        } catch {
            await ServiceHost.close(log)
            throw error
        }
    }

    /// Every message of a topic up to the end known at the start, partition by partition.
    private static func messages<M: Message>(
        _ kind: EventKind, _ log: any EventLog, _ reader: any LogReader
    ) async throws -> [M] {
        guard let topic = try await log.describeTopics().first(where: { $0.specification.name == kind.topic }) else {
            throw EventLogError.unknownTopic(kind.topic)
        }
        var messages: [M] = []
        for (partition, range) in topic.ranges.enumerated() {
            var position = range.low
            while position < range.high {
                let read = try await reader.read(
                    TopicPartition(kind.topic, Int32(partition)), from: position, to: range.high, limit: 1000,
                    wait: .zero)
                for record in read.records {
                    let event = try InputEvent(record, kind: kind)
                    if event.data != nil { messages.append(try event.decode(M.self)) }
                }
                guard read.next > position else { break }
                position = read.next
            }
        }
        return messages
    }
}
