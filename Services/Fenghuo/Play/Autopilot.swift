import AsyncHTTPClient
import EventLog
import Foundation
import Hosting
import Logging
import NIOCore
import NIOHTTP1
import Plan
import Schemas
import ServiceLifecycle

/// Plays the plan's people in the demo: reads the cases as the console shows them and posts decisions to its API, each
/// as a person whose role allows it. Ends when every case is closed after the story, with the evaluations printed.
struct Autopilot: Service {
    let run: DemoRun
    let environment: ServiceEnvironment
    private let console: String

    init(run: DemoRun, environment: ServiceEnvironment) throws {
        self.run = run
        self.environment = environment
        console = "http://127.0.0.1:\(try environment.settings.port("leadership.port", default: 8080))"
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await play() }
        } catch is CancellationError {
        }
    }

    private func play() async throws {
        let people = try await AutopilotPeople(environment: environment)
        var reader = StateFollower(log: environment.log)
        let end = run.clock.start + (run.story.lines.last?.offsetSeconds ?? 0) * 1000
        var answered: Set<String> = []
        while true {
            try Task.checkCancellation()
            try await reader.catchUp()
            let script = AutopilotScript(
                plan: environment.plan, people: people, now: run.clock.now, falseAlarms: falseAlarms)
            for step in script.steps(reader) where !answered.contains(step.key) {
                if try await post(step, people: people) { answered.insert(step.key) }
            }
            let open = reader.cases.values.filter { $0.state != .closed && $0.state != .falseAlarm }
            if run.clock.now > end, !reader.cases.isEmpty, open.isEmpty, reader.evaluations.count >= reader.cases.count
            {
                break
            }
            try await Task.sleep(for: .milliseconds(150))
        }
        for evaluation in reader.evaluations.values.sorted(by: { $0.firstMentionAt < $1.firstMentionAt }) {
            Terminal.print(EvaluationText(evaluation, plan: environment.plan).text)
        }
    }

    /// Addresses of the story's false alarm: the person in the room knows it for one.
    private var falseAlarms: Set<String> {
        Set(run.story.lines.filter { $0.storyline == "false-alarm" }.compactMap(\.url))
    }

    /// Whether it was taken; a refusal is said once and not tried again.
    private func post(_ step: AutopilotStep, people: AutopilotPeople) async throws -> Bool {
        guard let token = people.tokens[step.person] else { return true }
        var request = HTTPClientRequest(url: console + "/api/v1/decisions")
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "idempotency-key", value: EventID.derive("autopilot", step.key))
        request.body = .bytes(ByteBuffer(bytes: try EventCodec.encode(step.decision, as: .json)))
        guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(5)) else { return false }
        let body = try? await response.body.collect(upTo: 65_536)
        if response.status.code >= 500 || response.status.code == 429 { return false }
        if response.status.code >= 400 {
            // 409: somebody else's act settled it between the look and the post, as happens among people.
            environment.logger.log(
                level: response.status == .conflict ? .debug : .warning,
                "the console refused a decision of the autopilot",
                metadata: [
                    "step": "\(step.key)", "person": "\(step.person)", "status": "\(response.status.code)",
                    "answer": "\(body.map { String(buffer: $0) } ?? "")",
                ])
        }
        return true
    }
}

/// A decision somebody is about to take.
struct AutopilotStep {
    /// Names the step, so that it is taken once.
    var key: String
    var person: String
    var decision: Decision
}

/// Who may do what in the plan, each with a token.
struct AutopilotPeople {
    let plan: ResponsePlan
    private(set) var tokens: [String: String] = [:]

    init(environment: ServiceEnvironment) async throws {
        plan = environment.plan
        for person in plan.people {
            tokens[person.id] = try Token.issue(
                person: person.id, settings: environment.settings, plan: plan, days: 30)
        }
    }

    func first(may permission: ResponsePlan.Permission, besides: Set<String> = []) -> String? {
        plan.people.first { !besides.contains($0.id) && plan.may($0.id, permission) }?.id
    }

    func first(withRole role: String, besides: Set<String>) -> String? {
        plan.people.first { $0.roles.contains(role) && !besides.contains($0.id) }?.id
            ?? plan.people.first { $0.roles.contains(role) }?.id
    }
}
