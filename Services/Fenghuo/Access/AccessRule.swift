import EventLog
import Processing
import Schemas

/// One thing that an account must be allowed on a Kafka cluster, as `kafka-acls.sh` takes it.
struct AccessRule: Hashable, Codable {
    enum Resource: String, Codable { case topic, group, transactionalID = "transactional-id", cluster }
    enum Pattern: String, Codable { case literal, prefixed }

    /// The service whose account it is; `operator` for who creates topics and looks, `replayer` for who sets back.
    var service: String
    var resource: Resource
    var name: String
    var pattern: Pattern
    /// In Kafka's words.
    var operations: [String]

    static let operatorName = "operator"
    static let replayerName = "replayer"

    /// All rules, of each service in the order of the plan, then of the operator and of who replays topics.
    static func all(of rights: [LogRights], in namespace: Namespace) -> [AccessRule] {
        rights.flatMap { rules(of: $0, in: namespace) } + operatorRules(in: namespace)
            + replayerRules(of: rights, in: namespace)
    }

    static func rules(of rights: LogRights, in namespace: Namespace) -> [AccessRule] {
        let service = rights.service
        func rule(_ resource: Resource, _ name: String, _ pattern: Pattern, _ operations: String...) -> AccessRule {
            AccessRule(
                service: service, resource: resource, name: name, pattern: pattern, operations: operations)
        }
        // Every service looks at its start whether all topics are as the catalogue says.
        var rules = [rule(.topic, namespace.prefix, .prefixed, "Describe", "DescribeConfigs")]
        for (topic, _) in EventCatalogue.topics {
            switch (rights.reads.contains(topic), rights.writes.contains(topic)) {
            case (true, true): rules.append(rule(.topic, namespace.topic(topic), .literal, "Read", "Write"))
            case (true, false): rules.append(rule(.topic, namespace.topic(topic), .literal, "Read"))
            case (false, true): rules.append(rule(.topic, namespace.topic(topic), .literal, "Write"))
            case (false, false): break
            }
        }
        for group in rights.groups { rules.append(rule(.group, namespace.group(group), .literal, "Read")) }
        for id in shortest(rights.transactionalIDs) {
            rules.append(rule(.transactionalID, namespace.transactionalID(id), .prefixed, "Write", "Describe"))
        }
        // Asked for by brokers before 2.8 only; later ones are content with Write on a topic.
        rules.append(rule(.cluster, "kafka-cluster", .literal, "IdempotentWrite"))
        return rules
    }

    /// `fenghuo topics create`, `topics`, `tail`, `groups`, `journal`: everything is looked at, topics are created; and
    /// `fenghuo token revoke`, which the audit has.
    private static func operatorRules(in namespace: Namespace) -> [AccessRule] {
        func rule(_ resource: Resource, _ name: String, _ pattern: Pattern, _ operations: String...) -> AccessRule {
            AccessRule(
                service: operatorName, resource: resource, name: name, pattern: pattern, operations: operations)
        }
        return [
            rule(.topic, namespace.prefix, .prefixed, "Create", "Describe", "DescribeConfigs", "Read"),
            rule(.topic, namespace.topic(EventKind.accessRecorded.topic), .literal, "Write"),
            rule(
                .group, namespace.isStandard ? "*" : namespace.prefix, namespace.isStandard ? .literal : .prefixed,
                "Describe"),
        ]
    }

    /// `fenghuo dead-letters redrive`, `groups reset`, `state reset`: events go back to their topics, groups and states are
    /// set. Beside what the operator may.
    private static func replayerRules(of rights: [LogRights], in namespace: Namespace) -> [AccessRule] {
        func rule(_ resource: Resource, _ name: String, _ pattern: Pattern, _ operations: String...) -> AccessRule {
            AccessRule(
                service: replayerName, resource: resource, name: name, pattern: pattern, operations: operations)
        }
        let ids = shortest(rights.flatMap(\.transactionalIDs)) + [Redriving.producerID]
        return [rule(.topic, namespace.prefix, .prefixed, "Create", "Describe", "DescribeConfigs", "Read", "Write")]
            + [
                rule(
                    .group, namespace.isStandard ? "*" : namespace.prefix, namespace.isStandard ? .literal : .prefixed,
                    "Read")
            ]
            + ids.map { rule(.transactionalID, namespace.transactionalID($0), .prefixed, "Write", "Describe") }
    }

    /// Without what begins with another of them.
    private static func shortest(_ beginnings: [String]) -> [String] {
        beginnings.filter { one in !beginnings.contains { $0 != one && one.hasPrefix($0) } }
    }

    /// The account, where none is named: each service has its own, called as its clients are.
    func principal(_ given: String?, in namespace: Namespace) -> String {
        given ?? "User:\(namespace.clientID(of: service))"
    }

    /// What adds it, behind the address of a broker.
    func command(principal: String) -> String {
        let what =
            switch resource {
            case .topic: "--topic \(Self.quoted(name))"
            case .group: "--group \(Self.quoted(name))"
            case .transactionalID: "--transactional-id \(Self.quoted(name))"
            case .cluster: "--cluster"
            }
        let how = pattern == .prefixed ? " --resource-pattern-type prefixed" : ""
        let operations = operations.map { "--operation \($0)" }.joined(separator: " ")
        return "--add --allow-principal \(Self.quoted(principal)) \(operations) \(what)\(how)"
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x3a, 0x5f: true
            default: false
            }
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
