import EmbeddedLog
import EventLog
import Foundation
import Plan
import Schemas
import Testing

/// World to mentions to incidents to cases to deliveries to world, by five processes that are killed on the way.
@Suite(.serialized) struct WholeRoundTests {
    @Test(.timeLimit(.minutes(6))) func `Nothing is lost and nothing counted twice while processes are killed`()
        async throws
    {
        let port = try Fleet.freePorts(1)[0]
        let story = Storyline(now: Date())
        let outside = Outside(port: port, feed: story.rss)
        outside.start()
        defer { outside.stop() }
        let fleet = try Fleet(plan: try ExamplePlan.adapted(outside: port), extra: ExamplePlan.secrets)
        try writeFile(story, in: fleet)
        try fleet.startAll()
        for name in Fleet.Name.allCases { try await fleet.ready(name) }
        let contents = try await LogContents.open(fleet)
        defer { contents.log.close() }

        try await push(story, to: fleet)
        for name in Fleet.Name.allCases { try await fleet.ready(name) }
        try await eventually("every mention to be published, and all to be read") {
            let published = try await contents.records(EventKind.mentionPublished.topic).count
            guard published >= story.count else { return false }
            return try await contents.isQuiet()
        }
        try await checkMentions(contents, story)

        let plan = try ResponsePlan.load(file: fleet.environment["FENGHUO_PLAN"] ?? "")
        let console = ConsoleClient(fleet: fleet)
        let cases = try await contents.latest(.caseAdvanced, Case.self).values
            .filter { $0.state != .closed && $0.state != .falseAlarm }.sorted { $0.openedAt < $1.openedAt }
        try #require(!cases.isEmpty, "the complaint and the rumour are grave enough for a case")
        let group = LeadershipGroup(plan: plan, console: console, contents: contents)
        for matter in cases { try await group.carryThrough(matter.incidentID) }
        try await eventually("the last messages to be out") {
            let open = try await contents.latest(.deliveryUpdated, Delivery.self).values.filter { $0.state == .pending }
            guard open.isEmpty else { return false }
            return try await contents.isQuiet()
        }

        #expect(try await contents.events(.decisionTaken, Decision.self).count == console.taken)
        try await checkStates(contents)
        try await checkJournals(contents, closed: cases.map(\.incidentID))
        try await checkDeliveries(contents, outside, plan)
        #expect(try await contents.records(EventKind.deadLetters).isEmpty)
        #expect(try await contents.lag().filter { $0.value != 0 } == [:])

        let end = try await fleet.stopAll()
        #expect(end.codes == Dictionary(uniqueKeysWithValues: Fleet.Name.allCases.map { ($0, 0) }))
        #expect(end.slowest < .seconds(10))
        try await checkCommand(fleet, contents)
        try await checkReplay(fleet, contents)
    }

    // MARK: the world

    /// Pushes every post until it is taken in, every tenth twice, and kills ten times a process that was at work.
    private func push(_ story: Storyline, to fleet: Fleet) async throws {
        let encoder = JSONEncoder()
        let pause = story.posts.count / 11
        var killed = 0
        for (number, (source, post)) in story.posts.enumerated() {
            let body = try encoder.encode(post)
            for _ in 0..<(number % 10 == 0 ? 2 : 1) { try await push(body, as: source, to: fleet) }
            guard number % pause == pause - 1, killed < 10 else { continue }
            let name = Fleet.Name.allCases[killed % Fleet.Name.allCases.count]
            try await fleet.ready(name)
            try await fleet.kill9(name)
            try fleet.start(name)
            killed += 1
        }
        #expect(killed == 10)
    }

    private func push(_ body: Data, as source: String, to fleet: Fleet) async throws {
        let headers = [
            "authorization": "Bearer \(ExamplePlan.key(of: source))", "content-type": "application/json",
        ]
        try await eventually("a post to be taken in") {
            let url = "http://127.0.0.1:\(fleet.intakePort)/v1/mentions"
            guard let answer = try? await HTTPCall.send(.POST, url, headers: headers, body: body) else { return false }
            try #require(
                answer.status == 202 || answer.status == 429 || answer.status >= 500, "\(answer.status) \(answer.text)")
            return answer.status == 202
        }
    }

    private func writeFile(_ story: Storyline, in fleet: Fleet) throws {
        let file = fleet.folder.appending(path: "intake/complaints.jsonl")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let lines = try story.file.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }
        try Data(lines.joined().utf8).write(to: file)
    }

    // MARK: what has to hold

    private func checkMentions(_ contents: LogContents, _ story: Storyline) async throws {
        let mentions = try await contents.events(.mentionPublished, Mention.self)
        #expect(mentions.count == story.count, "each once")
        #expect(Set(mentions.map(\.key)).count == story.count, "each its own id")
        let expected = story.posts.map(\.post) + story.feed + story.file
        #expect(Set(mentions.map(\.2.url)) == Set(expected.map(\.url)))
        #expect(mentions.allSatisfy { $0.2.subject == "lanjiang-bank" && $0.key == $0.2.id })

        let incidents = try await contents.latest(.incidentAssessed, Incident.self).values
        let inIncidents = incidents.filter { $0.state != .merged }.reduce(0) { $0 + $1.mentions }
        let profiles = try await contents.latest(.subjectProfiled, SubjectProfile.self).values
        let profiled = profiles.reduce(0) { $0 + $1.mentions }
        let dropped = profiles.reduce(0) { $0 + $1.dropped }
        #expect(profiled == Int64(story.count), "analysis saw each mention once")
        #expect(inIncidents + dropped == Int64(story.count), "\(inIncidents) in incidents, \(dropped) in none")
    }

    /// A key lives in one partition, its message says the same id, and revisions only grow.
    private func checkStates(_ contents: LogContents) async throws {
        func check<Row>(
            _ events: [(key: String, partition: Int32, Row)], id: (Row) -> String, revision: (Row) -> Int64,
            isSane: (Row) -> Bool
        ) {
            for (key, history) in Dictionary(grouping: events, by: \.key) {
                #expect(Set(history.map(\.partition)).count == 1, "\(key) in one partition")
                #expect(history.allSatisfy { id($0.2) == key && isSane($0.2) }, "\(key) says what it is")
                let revisions = history.map { revision($0.2) }
                #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 }, "\(key): \(revisions)")
            }
        }
        check(
            try await contents.events(.incidentAssessed, Incident.self), id: \.id, revision: \.revision,
            isSane: { $0.state != .unspecified && $0.subject == "lanjiang-bank" && !$0.planHash.isEmpty })
        check(
            try await contents.events(.caseAdvanced, Case.self), id: \.incidentID, revision: \.revision,
            isSane: { $0.state != .unspecified && $0.openedAt > 0 && !$0.planHash.isEmpty })
        check(
            try await contents.events(.deliveryUpdated, Delivery.self), id: \.id, revision: \.revision,
            isSane: { $0.state != .unspecified && !$0.recipient.isEmpty && !$0.address.isEmpty })
        let incidents = try await contents.latest(.incidentAssessed, Incident.self)
        for matter in try await contents.latest(.caseAdvanced, Case.self).values {
            #expect(incidents[matter.incidentID] != nil, "a case is of an incident")
            #expect(matter.closedAt >= matter.openedAt || matter.closedAt == 0)
        }
    }

    private func checkJournals(_ contents: LogContents, closed: [String]) async throws {
        let entries = try await contents.events(.journalEntered, JournalEntry.self)
        let cases = try await contents.latest(.caseAdvanced, Case.self)
        let evaluations = try await contents.latest(.evaluationWritten, Evaluation.self)
        let journals = Dictionary(grouping: entries, by: \.key).mapValues { $0.map(\.2) }
        #expect(Set(journals.keys) == Set(cases.keys))
        for (incident, matter) in cases {
            let journal = journals[incident] ?? []
            let fault = JournalChain.verify(journal, newestHash: matter.journalHash)
            #expect(fault == nil, "\(fault?.description ?? "")")
            #expect(Int64(journal.count) == matter.journalEntries)
        }
        for incident in closed {
            #expect(cases[incident]?.state == .closed)
            let evaluation = try #require(evaluations[incident], "a closed case is evaluated")
            #expect(evaluation.closedAt > 0 && evaluation.firstWordAt > 0 && evaluation.strategyDecidedAt > 0)
            #expect(!evaluation.timeline.isEmpty && !evaluation.clauses.isEmpty)
        }
    }

    /// Released statements reach each endpoint of their channel once, told apart by the message's id.
    private func checkDeliveries(_ contents: LogContents, _ outside: Outside, _ plan: ResponsePlan) async throws {
        let deliveries = try await contents.latest(.deliveryUpdated, Delivery.self)
        let statements = try await contents.latest(.caseAdvanced, Case.self).values.flatMap(\.statements)
            .filter { $0.state == .released || $0.state == .published }
        #expect(!statements.isEmpty)
        let seen = Dictionary(grouping: outside.received, by: \.id)
        for statement in statements {
            for endpoint in plan.channel(statement.channel)?.endpoints ?? [] {
                let sent = deliveries.values.filter { $0.about == statement.id && $0.address == endpoint.address }
                #expect(sent.count == 1, "\(statement.channel) at \(endpoint.address)")
                guard let delivery = sent.first else { continue }
                #expect(delivery.state == .delivered && delivery.contentHash == statement.contentHash)
                guard endpoint.channel == .webhook else { continue }
                #expect(seen[delivery.id]?.isEmpty == false, "the website got \(delivery.id)")
                #expect(delivery.attempts >= 2, "the first was answered 503")
            }
        }
        for (id, copies) in seen {
            let delivery = try #require(deliveries[id], "every message received is a delivery of the log")
            #expect(Set(copies.map(\.path)).count == 1 && delivery.address.hasSuffix(copies[0].path))
            #expect(copies.allSatisfy { $0.signature.hasPrefix("v1,") })
        }
        let webhooks = deliveries.values.filter { $0.channel == "webhook" && $0.deliveredAt > 0 }
        #expect(Set(webhooks.map(\.id)).subtracting(seen.keys).isEmpty, "what counts as delivered was received")
    }

    /// `fenghuo` shows what the log holds.
    private func checkCommand(_ fleet: Fleet, _ contents: LogContents) async throws {
        let listed = try fleet.fenghuo("topics", "list")
        #expect(listed.code == 0)
        for (topic, _) in EventCatalogue.topics {
            #expect(listed.output.contains(topic))
            let shown = try fleet.fenghuo("tail", topic)
            #expect(shown.code == 0)
            let lines = shown.output.split(separator: "\n")
            let records = try await contents.records(topic)
            #expect(lines.count == records.count, "tail \(topic)")
            var tombstones = 0
            for line in lines {
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                if object?["data"] is NSNull { tombstones += 1 }
                let isEvent = object?["data"] is [String: Any] || object?["data"] is NSNull
                #expect(object?["topic"] as? String == topic && isEvent, "\(line.prefix(800))")
            }
            #expect(tombstones == records.count { $0.value == nil }, "data is null for tombstones alone")
        }
    }

    /// The recorded round, taken again by this build beside it, comes out as it was, people's decisions and all.
    private func checkReplay(_ fleet: Fleet, _ contents: LogContents) async throws {
        let (lag, topics) = (try await contents.lag(), try fleet.fenghuo("topics", "list").output)
        let made = try fleet.fenghuo("sandbox", "create", "proof", "--since", "2d", "--execute")
        #expect(made.code == 0, "\(made.output)")
        let run = try fleet.fenghuo("sandbox", "run", "proof")
        #expect(run.code == 0, "\(run.output)")
        for compared in [
            try fleet.fenghuo("sandbox", "diff", "proof", "--top", "1000"),
            try fleet.fenghuo("backtest", "--from-log", "--diff", "--since", "2d", "--top", "1000"),
        ] {
            #expect(compared.code == 0 && compared.output.contains("no difference"), "\(compared.output)")
        }
        #expect(try fleet.fenghuo("sandbox", "drop", "proof", "--execute").code == 0)
        #expect(try fleet.fenghuo("topics", "list").output == topics)
        #expect(try await contents.lag() == lag)
    }
}
