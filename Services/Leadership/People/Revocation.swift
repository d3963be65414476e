public import EventLog
public import Foundation
import Processing
public import Schemas
import SwiftProtobuf

/// The end of all that a person was given until some moment: tokens, links and sessions.
public struct Revocation: Hashable, Sendable {
    public var person: String
    /// Why, in the words of whoever revokes; empty where none were given.
    public var reason: String

    public init(person: String, reason: String) {
        self.person = person
        self.reason = reason
    }

    /// Puts it into the audit, from which every console takes it.
    /// - Parameter now: by the wall clock, as tokens and sessions are.
    /// - Throws: when the log has no audit, or does not take it.
    public func record(in log: any EventLog, at now: Date, contentType: ContentType) async throws {
        let kind = EventKind.accessRecorded
        let topics = try await log.describeTopics()
        guard let topic = topics.first(where: { $0.specification.name == kind.topic }) else {
            throw EventLogError.unknownTopic(kind.topic)
        }
        let time = Int64(now.timeIntervalSince1970 * 1000)
        let access = Access.with {
            $0.id = EventID.derive("revocation", person, String(time))
            $0.kind = .revoked
            $0.person = person
            $0.means = "command"
            $0.detail = String(reason.prefix(500))
            $0.at = time
            $0.lastAt = time
            $0.count = 1
        }
        let producer = try await log.makeProducer()
        do {
            try await producer.append([
                try EventRecord.make(
                    kind: kind, message: access, key: person, about: person, partitionKey: person,
                    partitions: topic.specification.partitions, id: access.id, source: "/fenghuo/leadership", now: time,
                    contentType: contentType)
            ])
        } catch {
            await producer.close()
            throw error
        }
        await producer.close()
    }
}
