import EventLog
import Foundation
import Processing
import Schemas
import Testing

@testable import Fenghuo

/// What accounts must be allowed, made from what the services do.
@Suite struct AccessRuleTests {
    private let rights = Topics.ACLs.rights

    @Test func `A service may write exactly the topics that the catalogue says it writes`() {
        for one in rights {
            let own = EventCatalogue.kinds.filter { $0.writer == one.service }.map(\.topic)
            #expect(Set(one.writes).subtracting([EventKind.deadLetters]) == Set(own), "\(one.service)")
        }
    }

    @Test func `Every topic but those of dead letters is read by a service`() {
        let read = Set(rights.flatMap(\.reads))
        let letters = [EventKind.deadLetters, EventKind.letterRedriven.topic]
        for (topic, _) in EventCatalogue.topics where !letters.contains(topic) {
            #expect(read.contains(topic), "\(topic)")
        }
    }

    @Test func `Groups and ids are all there`() {
        #expect(
            rights.flatMap(\.groups) == [
                "monitoring", "monitoring-coverage", "monitoring-sources", "analysis", "response", "response-notary",
                "logistics",
            ])
        #expect(
            AccessRule.all(of: rights, in: .standard).filter { $0.resource == .transactionalID }.map(\.name) == [
                "monitoring-", "analysis-", "response-", "logistics-", "monitoring-", "analysis-", "response-",
                "logistics-",
                "dead-letter-redrives",
            ])
    }

    @Test func `Names follow the namespace`() throws {
        let sandbox = try Namespace(prefix: "sandbox.")
        let rules = AccessRule.all(of: rights, in: sandbox).filter { $0.resource != .cluster }
        #expect(rules.allSatisfy { $0.name.hasPrefix("sandbox.") })
        #expect(rules.first?.principal(nil, in: sandbox) == "User:sandbox-monitoring")
    }

    @Test func `A line is what kafka-acls takes`() {
        let rule = AccessRule(
            service: "analysis", resource: .transactionalID, name: "analysis-", pattern: .prefixed,
            operations: ["Write", "Describe"])
        #expect(
            rule.command(principal: "User:CN=fenghuo,O=Bank") == "--add --allow-principal 'User:CN=fenghuo,O=Bank' "
                + "--operation Write --operation Describe --transactional-id analysis- --resource-pattern-type prefixed"
        )
    }

    @Test func `The document has the list of today`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/operations.md")
        let document = try String(contentsOf: file, encoding: .utf8)
        let text = Topics.ACLs.text(AccessRule.all(of: rights, in: .standard), principal: nil, in: .standard)
        #expect(document.contains("```\n" + text + "\n```"), "write it anew: fenghuo topics acls")
    }
}
