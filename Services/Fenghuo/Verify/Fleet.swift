import Foundation
import Hosting

/// Several instances of each stateful service as processes, started anew whenever one ends.
actor Fleet {
    /// What is proved: whoever keeps state in the log. Leadership keeps none.
    static let services = ["monitoring", "analysis", "response", "logistics"]

    struct Place: Hashable, Sendable {
        var service: String
        var number: Int
        var name: String { "\(service)-\(number + 1)" }
    }

    nonisolated let places: [Place]
    /// Where mentions are posted to.
    nonisolated let intakes: [String]
    private var instances: [Place: Instance] = [:]
    private(set) var kills: [String: Int] = [:]
    /// Processes that ended although nobody told them to, by service.
    private(set) var ownEnds: [String: Int] = [:]

    /// - Parameters:
    ///   - environment: of every instance; ports are added.
    ///   - folder: for the instances' logs; their working folder.
    ///   - firstPort: two ports are used for each instance from here on.
    init(perService: Int, environment: [String: String], folder: URL, firstPort: Int) throws {
        guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
            throw VerificationFailure("found no path of this executable, expected the services beside it")
        }
        var (port, intakes): (Int, [String]) = (firstPort, [])
        var instances: [Place: Instance] = [:]
        let places = Self.services.flatMap { service in
            (0..<perService).map { Place(service: service, number: $0) }
        }
        for place in places {
            let executable = own.deletingLastPathComponent().appending(path: place.service)
            guard FileManager.default.isExecutableFile(atPath: executable.path) else {
                throw VerificationFailure(
                    "\(executable.path): found no executable, expected \(place.service) beside fenghuo; "
                        + "build it: swift build -c release --product \(place.service)")
            }
            var own = environment
            own["OPERATIONS_PORT"] = String(port)
            own["MONITORING_PORT"] = String(port + 1)
            if place.service == "monitoring" { intakes.append("http://127.0.0.1:\(port + 1)/v1/mentions") }
            instances[place] = Instance(
                service: place.service, number: place.number, executable: executable, environment: own, folder: folder,
                operationsPort: port)
            port += 2
        }
        self.places = places
        self.intakes = intakes
        self.instances = instances
    }

    func start() throws { for place in places { try instances[place]?.start() } }

    /// Waits until every instance says that it is ready.
    func waitUntilReady(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        for place in places {
            var answer = HealthQuestion.Answer(isGood: false, detail: "not asked")
            while !answer.isGood {
                guard ContinuousClock.now < end else {
                    throw VerificationFailure("\(place.name) is not ready after \(limit): \(answer.detail)")
                }
                try await Task.sleep(for: .milliseconds(200))
                answer = await HealthQuestion.ready.ask(
                    host: "127.0.0.1", port: instances[place]?.operationsPort ?? 0)
            }
        }
    }

    /// Starts those that ended; what a supervisor does.
    func supervise() throws {
        for (place, instance) in instances where instance.starts > 0 && !instance.isRunning {
            ownEnds[place.service, default: 0] += 1
            try instance.start()
        }
    }

    /// SIGKILL, and a new process at once.
    func replace(_ place: Place) async throws {
        guard let instance = instances[place], instance.isRunning, !instance.isPaused else { return }
        instance.kill()
        while instance.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        kills[place.service, default: 0] += 1
        try instance.start()
    }

    func pause(_ place: Place) { instances[place]?.pause() }
    func wake(_ place: Place) { instances[place]?.wake() }

    /// SIGTERM to all.
    /// - Returns: how long the slowest took, and who did not end by itself within `limit` or not with 0.
    func stop(within limit: Duration = .seconds(12)) async -> (slowest: Duration, unclean: [String]) {
        for instance in instances.values { instance.terminate() }
        let began = ContinuousClock.now
        while instances.values.contains(where: \.isRunning), began.duration(to: .now) < limit {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let slowest = began.duration(to: .now)
        let unclean = instances.values.filter { $0.isRunning || $0.exitCode != 0 }.map(\.name).sorted()
        killAll()
        return (slowest, unclean)
    }

    func killAll() { for instance in instances.values where instance.isRunning { instance.kill() } }
}
