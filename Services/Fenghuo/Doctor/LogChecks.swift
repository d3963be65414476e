import EventLog
import Foundation
import Hosting
import Plan
import Schemas

/// What can be asked of the log: is it there, are its topics, may we, and does its clock agree with ours. Nothing is
/// written to it.
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
            await rights(log, topics, settings), await clock(log, topics),
        ]
    }

    static func topics(_ found: [TopicDescription], _ settings: Settings) -> Finding {
        guard let partitions = try? settings.int("fenghuo.partitions", default: 6, in: 1...1024) else {
            return .failure("topics", "FENGHUO_PARTITIONS is no number from 1 to 1024", "correct it")
        }
        let namespace = (try? settings.namespace) ?? .standard
        return topics(found.map(\.specification), partitions: Int32(partitions), in: namespace)
    }

    /// - Parameter found: by the catalogue's names.
    static func topics(_ found: [TopicSpecification], partitions: Int32, in namespace: Namespace) -> Finding {
        let there = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
        let wanted = CatalogueTopics.specifications(partitions: partitions)
        let missing = wanted.filter { there[$0.name] == nil }.map { namespace.topic($0.name) }
        let counts = Set(wanted.compactMap { there[$0.name]?.partitions })
        if let count = counts.first, counts.count == 1, count != partitions {
            return .failure(
                "topics", "they have \(count) partitions, and FENGHUO_PARTITIONS says \(partitions)",
                "set it to \(count), for every service and command; where partitions were added on the broker, "
                    + TopicSpecification.wayToOtherPartitions)
        }
        let broken = wanted.compactMap { wanted -> String? in
            guard let topic = there[wanted.name], wanted.isBroken(by: topic) else { return nil }
            return "\(namespace.topic(wanted.name)) has \(shape(topic)), expected \(shape(wanted))"
        }
        if !broken.isEmpty {
            return .failure(
                "topics", broken.joined(separator: "; "),
                counts == [partitions]
                    ? "set cleanup.policy and retention.ms back"
                    : TopicSpecification.wayToOtherPartitions)
        }
        if !missing.isEmpty {
            return .warning(
                "topics", "not there, or not to be seen by this user: \(missing.joined(separator: ", "))",
                "`fenghuo topics create` makes them, and so does a service that starts and may; a Kafka user needs "
                    + "Describe and DescribeConfigs on them")
        }
        return .ok("topics", "all there, each with \(partitions) partitions")
    }

    private static func shape(_ topic: TopicSpecification) -> String {
        let kept =
            switch topic.cleanup {
            case .compact: "compacted"
            case .delete(nil): "kept for ever"
            case .delete(let milliseconds?): "kept for \(milliseconds) ms"
            }
        return "\(topic.partitions) partitions, \(kept)"
    }

    /// What may be read is tried; what may be written is not, as that would leave something behind: a service says what
    /// it lacks on /readyz, which `services` shows.
    private static func rights(
        _ log: any EventLog, _ topics: [TopicDescription], _ settings: Settings
    ) async -> Finding {
        let namespace = (try? settings.namespace) ?? .standard
        var (tried, refused): (Int, [String]) = (0, [])
        do {
            _ = try await log.describeGroups()
            let reader = try await log.makeReader()
            for topic in topics where EventCatalogue.topics.contains(where: { $0.name == topic.specification.name }) {
                guard let number = topic.ranges.firstIndex(where: { $0.high > $0.low }) else { continue }
                tried += 1
                do {
                    _ = try await reader.read(
                        TopicPartition(topic.specification.name, Int32(number)), from: topic.ranges[number].low,
                        to: topic.ranges[number].high, limit: 1, wait: .zero)
                } catch let error as EventLogError where error.isForbidden {
                    refused.append(namespace.topic(topic.specification.name))
                }
            }
            await reader.close()
        } catch {
            return .failure("rights", "\(error)", "grant what `fenghuo topics acls` lists")
        }
        return rights(topics: topics.count, tried: tried, refused: refused)
    }

    /// - Parameters:
    ///   - topics: how many this account may see.
    ///   - tried: from how many of them a record was asked for.
    ///   - refused: those of them that may not be read.
    static func rights(topics: Int, tried: Int, refused: [String]) -> Finding {
        if topics == 0 {
            return .warning(
                "rights",
                "no topic is to be seen, so nothing was tried: none is there yet, or this account has no right",
                "`fenghuo topics create` makes them; an account needs what `fenghuo topics acls` lists")
        }
        guard refused.isEmpty else {
            return .warning(
                "rights", "may not read \(refused.joined(separator: ", "))",
                "right for a service that does not read them; what it needs `fenghuo topics acls` lists")
        }
        let empty = tried < topics ? "; \(topics - tried) are empty" : ""
        return .ok("rights", "may describe \(topics) topics and read \(tried)\(empty)")
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
