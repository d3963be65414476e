import Foundation
import Hosting
import Plan
import Schemas
import ServiceLifecycle

/// One run of the demo: its folder, clock, keys, and the services that play the outside.
struct DemoRun: Sendable {
    let folder: URL
    let clock: DemoClock
    let story: Story
    /// Seconds of real time the session of a person in the demo lasts are not the demo's: see `DemoClock`.
    let speed: Double

    init(options: LogOptions, speed: Double) throws {
        let base =
            options.data.map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? URL(filePath: "data", directoryHint: .isDirectory)
        folder = options.data == nil ? base.appending(path: "demo", directoryHint: .isDirectory) : base
        self.speed = speed
        clock = DemoClock(start: Self.start(), speed: speed)
        story = try Story.shipped()
    }

    /// The story begins on a Monday at 16:00 in Shanghai: the last one more than 72 hours ago.
    static func start(now: Date = Date()) -> Int64 {
        let week = 7 * 86_400
        // 1970-01-05 was a Monday; 16:00 in Shanghai is 08:00 UTC.
        let anchor = 4 * 86_400 + 8 * 3600
        let latest = Int(now.timeIntervalSince1970) - 72 * 3600 - anchor
        return Int64(latest - latest % week + anchor) * 1000
    }

    var overrides: [String: String] { ["fenghuo.data": folder.path] }

    /// Makes the folder anew, and the keys and secrets the plan names that are not set.
    /// - Parameter planFile: read here only for the names of its secrets; its mistakes are told when the host reads it.
    func prepare(planFile: String) throws {
        if let plan = try? ResponsePlan.load(file: planFile) { Self.provideSecrets(plan: plan) }
        let marker = folder.appending(path: "demo")
        let files = FileManager.default
        if files.fileExists(atPath: folder.path) {
            let contents = try files.contentsOfDirectory(atPath: folder.path)
            guard contents.isEmpty || contents.contains("demo") else {
                throw StoryError(
                    description:
                        "starting the demo: \(folder.path) holds other data; expected a folder of an earlier demo, or none. Name another with --data"
                )
            }
            try files.removeItem(at: folder)
        }
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("A demo's data: made anew by the next one.\n".utf8).write(to: marker)
    }

    /// Keys by source id; set in the environment where the plan expects them there.
    func keys(plan: ResponsePlan, settings: Settings) -> [String: String] {
        var keys: [String: String] = [:]
        for source in plan.sources {
            guard let name = source.apiKey else { continue }
            keys[source.id] = settings.environmentVariable(name)
        }
        return keys
    }

    /// Secrets a plan expects in the environment, made up where they are missing.
    static func provideSecrets(plan: ResponsePlan) {
        var names = plan.sources.compactMap(\.apiKey).map { ($0, false) }
        names += plan.people.flatMap(\.contacts).compactMap(\.secret).map { ($0, true) }
        names += plan.channels.flatMap(\.endpoints).compactMap(\.secret).map { ($0, true) }
        for (name, isWebhook) in names where ProcessInfo.processInfo.environment[name] == nil {
            var random = SystemRandomNumberGenerator()
            let bytes = Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
            let text = bytes.base64EncodedString()
            setenv(name, isWebhook ? "whsec_" + text : text.filter { $0.isLetter || $0.isNumber }, 0)
        }
    }

    func services(_ environment: ServiceEnvironment, autopilot: Bool) throws -> [any Service] {
        let settings = environment.settings
        let plan = environment.plan
        let world = DemoWorld(
            feedPort: try settings.port("demo.feed.port", default: 8099),
            receiverPort: try settings.port("demo.receiver.port", default: 8090), logger: environment.logger)
        let intakePort = try settings.port("monitoring.port", default: 8081)
        let file = plan.sources.lazy.compactMap { $0.file(in: settings.dataFolder) }.first
        let path = file ?? settings.dataFolder.appending(path: "intake/complaints.jsonl")
        // Other data than the demo's is neither written to nor removed.
        guard path.standardizedFileURL.path.hasPrefix(folder.standardizedFileURL.path) else {
            throw StoryError(
                description:
                    "starting the demo: the plan's file source reads \(path.path), outside the demo's folder; expected a relative address, so that the demo writes nothing that is real"
            )
        }
        let player = StoryPlayer(
            story: story, clock: clock, intake: "http://127.0.0.1:\(intakePort)",
            keys: keys(plan: plan, settings: settings), world: world, complaintsFile: path, logger: environment.logger)
        var services: [any Service] = [world, player]
        if autopilot { services.append(try Autopilot(run: self, environment: environment)) }
        return services
    }
}
