import EventLog
import Foundation
import Hosting
import Plan
import Schemas

/// What can be asked of the log: is it there, are its topics, may we, and does its clock agree with ours. Nothing is
/// written to it but a transactional id of the doctor's own.
enum LogChecks {
    static func findings(_ settings: Settings) async -> [Finding] {
        let client = ClientNotices()
        do {
            let log = try await ServiceHost.openLog(settings: settings, creating: false) { client.hear($0) }
            let findings = await findings(log, settings, client)
            await ServiceHost.close(log)
            return findings
        } catch {
            return [.failure("log", "\(error)", "correct the setting; a new log is made by `fenghuo topics create`")]
        }
    }

    private static func findings(_ log: any EventLog, _ settings: Settings, _ client: ClientNotices) async -> [Finding]
    {
        let place = settings.string("kafka.bootstrap.servers") ?? settings.dataFolder.path
        let topics: [TopicDescription]
        do {
            topics = try await log.describeTopics()
        } catch {
            return [
                .failure(
                    "log", "\(place): \(client.explaining(error))",
                    "look whether the brokers run, are reachable from here, and take these credentials")
            ]
        }
        let records = topics.flatMap(\.ranges).reduce(0) { $0 + ($1.high - $1.low) }
        return [
            .ok("log", "\(place): \(topics.count) topics, about \(records) records"), self.topics(topics, settings),
            await rights(log, topics), await clock(log, topics),
        ]
    }

    static func topics(_ found: [TopicDescription], _ settings: Settings) -> Finding {
        guard let partitions = try? settings.int("fenghuo.partitions", default: 6, in: 1...1024) else {
            return .failure("topics", "FENGHUO_PARTITIONS is no number from 1 to 1024", "correct it")
        }
        let there = Dictionary(found.map { ($0.specification.name, $0.specification) }) { first, _ in first }
        var (missing, otherwise): ([String], [String]) = ([], [])
        for wanted in CatalogueTopics.specifications(partitions: Int32(partitions)) {
            guard let topic = there[wanted.name] else {
                missing.append(wanted.name)
                continue
            }
            if topic.partitions != wanted.partitions {
                otherwise.append("\(wanted.name) has \(topic.partitions) partitions")
            } else if (topic.cleanup == .compact) != (wanted.cleanup == .compact) {
                otherwise.append("\(wanted.name) is \(topic.cleanup == .compact ? "" : "not ")compacted")
            }
        }
        if !otherwise.isEmpty {
            return .failure(
                "topics", otherwise.joined(separator: ", "),
                "set FENGHUO_PARTITIONS (\(partitions)) to what the topics have, or use another log")
        }
        if !missing.isEmpty {
            return .warning(
                "topics", "missing: \(missing.joined(separator: ", "))",
                "`fenghuo topics create` makes them, and so does a service that starts and may")
        }
        return .ok("topics", "all there, each with \(partitions) partitions")
    }

    private static func rights(_ log: any EventLog, _ topics: [TopicDescription]) async -> Finding {
        do {
            _ = try await log.describeGroups()
            let reader = try await log.makeReader()
            if let topic = topics.first(where: { EventCatalogue.kind(ofTopic: $0.specification.name) != nil }),
                let range = topic.ranges.first
            {
                _ = try await reader.read(
                    TopicPartition(topic.specification.name, 0), from: range.low, to: range.high, limit: 1, wait: .zero)
            }
            await reader.close()
        } catch {
            return .failure(
                "rights", "\(error)", "grant what `fenghuo topics acls` lists")
        }
        do {
            // Of a name that the services' own rights cover, and that fences none of them.
            let producer = try await log.makeTransactionalProducer(id: "response-doctor")
            await producer.close()
            return .ok("rights", "may describe, read and write in transactions")
        } catch {
            return .warning(
                "rights", "may describe and read, and not write in transactions: \(error)",
                "right for the operator's account; a service's needs what `fenghuo topics acls` lists")
        }
    }

    /// Records of the future were written by somebody whose clock is ahead, or ours is behind.
    private static func clock(_ log: any EventLog, _ topics: [TopicDescription]) async -> Finding {
        let now = ServiceHost.wallClock()
        var newest: Int64 = 0
        do {
            let reader = try await log.makeReader()
            for topic in topics where EventCatalogue.kind(ofTopic: topic.specification.name) != nil {
                for (number, range) in topic.ranges.enumerated() where range.high > range.low {
                    let read = try await reader.read(
                        TopicPartition(topic.specification.name, Int32(number)), from: max(range.low, range.high - 2),
                        to: range.high, limit: 2, wait: .milliseconds(200))
                    newest = max(newest, read.records.map(\.timestamp).max() ?? 0)
                }
            }
            await reader.close()
        } catch {
            return .warning("clock", "the newest records cannot be read: \(error)", "see the lines above")
        }
        let shown = Timestamps.rfc3339(now)
        guard newest <= now + 60_000 else {
            return .warning(
                "clock", "it is \(shown) here, and the log has records of \(Timestamps.rfc3339(newest))",
                "set this machine's clock by NTP, or that of whoever wrote them; a demo's clock may run ahead")
        }
        return .ok("clock", "\(shown); no record is of the future")
    }
}
