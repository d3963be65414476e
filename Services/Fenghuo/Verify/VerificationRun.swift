import EventLog
import Foundation
import Hosting
import Plan
import Schemas
import ServiceLifecycle

/// Starts the fleet, pushes, disturbs, waits for the rest, and counts.
struct VerificationRun: Service {
    struct Options: Sendable {
        var mentions: Int
        var rate: Int
        var seed: UInt64
        var instances: Int
        /// Seconds between two disturbances.
        var every: Int
        /// How long an instance is stopped, in seconds; beyond the session timeout of 10.
        var pause: Int
        var brokerRestart: String?
        var firstPort: Int
        /// The whole may take so long.
        var limit: Duration
        var folder: URL
    }

    let options: Options
    let log: any EventLog
    let fleet: Fleet
    let pushing: Pushing
    let onReport: @Sendable (VerificationReport) -> Void

    func run() async throws {
        do {
            try await withThrowingTaskGroup(of: VerificationReport.self) { group in
                group.addTask { try await verify() }
                group.addTask {
                    try await Task.sleep(for: options.limit)
                    throw VerificationFailure(
                        "not done after \(options.limit); the instances' logs are in "
                            + options.folder.path)
                }
                defer { group.cancelAll() }
                if let report = try await group.next() { onReport(report) }
            }
        } catch {
            await fleet.killAll()
            throw error
        }
        await fleet.killAll()
    }

    private func verify() async throws -> VerificationReport {
        let began = ContinuousClock.now
        Terminal.say("starting \(fleet.places.map(\.name).joined(separator: ", "))")
        try await fleet.start()
        try await fleet.waitUntilReady(within: .seconds(90))
        Terminal.say("pushing \(options.mentions) mentions, \(options.rate) a second at most")
        async let pushed = pushing.run { made in
            if made % 10_000 < Pushing.batch { Terminal.say("  \(made) pushed") }
        }
        let disturbed = try await disturb(whilePushing: options.mentions)
        let outcome = try await pushed
        Terminal.say("all pushed, nothing is disturbed any more; waiting for what is left")
        let lag = try await drain(expecting: outcome.ids.count)
        let stopped = await fleet.stop()
        Terminal.say("reading the log from beginning to end")
        let census = try await Census.take(log)

        var report = VerificationReport()
        let kills = await fleet.kills.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        report.tell("killed (SIGKILL)", kills.joined(separator: ", "))
        report.tell("paused and woken", "\(disturbed.pauses.joined(separator: ", ")), \(options.pause) s each")
        report.tell("broker restarted", "\(disturbed.restarts) times")
        let own = await fleet.ownEnds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        report.tell("ended by themselves and started anew", own.isEmpty ? "none" : own.joined(separator: ", "))
        report.check(census, against: outcome, lag: lag)
        report.check(
            "stops on SIGTERM within 10 s", stopped.unclean.isEmpty && stopped.slowest < .seconds(10),
            "the slowest of \(fleet.places.count) took \(stopped.slowest.formatted(.units(allowed: [.seconds, .milliseconds])))"
                + (stopped.unclean.isEmpty ? "" : "; not cleanly: \(stopped.unclean.joined(separator: ", "))"))
        report.tell("took", "\(began.duration(to: .now).components.seconds) s")
        return report
    }

    // MARK: Disturbing

    private struct Disturbed {
        var pauses: [String] = []
        var restarts = 0
    }

    /// Until everything was published that was pushed so far, all is pushed, and all that has to happen happened.
    private func disturb(whilePushing total: Int) async throws -> Disturbed {
        var disturbances = Disturbances(
            places: fleet.places, restartsBroker: options.brokerRestart != nil, seed: options.seed)
        var done = Disturbed()
        var woken: [(place: Fleet.Place, at: ContinuousClock.Instant)] = []
        while true {
            let next = ContinuousClock.now + .seconds(options.every)
            while ContinuousClock.now < next {
                try await Task.sleep(for: .milliseconds(200))
                for (place, at) in woken where at <= .now {
                    await fleet.wake(place)
                    Terminal.say("  woke \(place.name)")
                }
                woken.removeAll { $0.at <= .now }
                try await fleet.supervise()
            }
            // Beyond nine tenths of the load and with all that has to happen behind: the rest runs undisturbed.
            if disturbances.isComplete, woken.isEmpty, try await publications() >= total * 9 / 10 { return done }
            switch disturbances.next() {
            case .kill(let place):
                try await fleet.replace(place)
            case .pause(let place):
                Terminal.say("  pausing \(place.name) for \(options.pause) s")
                await fleet.pause(place)
                woken.append((place, .now + .seconds(options.pause)))
                done.pauses.append(place.name)
            case .restartBroker:
                Terminal.say("  restarting the broker")
                try await restartBroker()
                done.restarts += 1
            }
        }
    }

    private func restartBroker() async throws {
        guard let command = options.brokerRestart else { return }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.standardError
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        guard process.terminationStatus == 0 else {
            throw VerificationFailure("restarting the broker: \(command) ended with \(process.terminationStatus)")
        }
    }

    // MARK: Waiting for the rest

    /// Records on the topic of mentions, transaction markers counted; 0 while the log cannot be asked.
    private func publications() async throws -> Int {
        guard let topics = try? await log.describeTopics() else { return 0 }
        let mentions = topics.first { $0.specification.name == EventKind.mentionPublished.topic }
        return Int(mentions?.ranges.reduce(0) { $0 + $1.high - $1.low } ?? 0)
    }

    /// Until all groups have read all there is, or the lag has not changed for a minute.
    /// - Returns: what is left.
    private func drain(expecting count: Int) async throws -> Int64 {
        var (last, since) = (Int64.max, ContinuousClock.now)
        var zeros = 0
        while true {
            try await Task.sleep(for: .milliseconds(500))
            try await fleet.supervise()
            guard let groups = try? await log.describeGroups(), let topics = try? await log.describeTopics() else {
                continue
            }
            let standings = GroupStanding.all(of: groups, topics: topics).filter { Fleet.services.contains($0.group) }
            let lag = standings.reduce(0) { $0 + $1.lag }
            // What one service puts out is the next one's input: nothing may be left three times in a row.
            zeros = lag == 0 && standings.count == Fleet.services.count ? zeros + 1 : 0
            if zeros == 3 { return 0 }
            if lag != last { (last, since) = (lag, .now) }
            if since.duration(to: .now) > .seconds(60) { return lag }
            if Int(since.duration(to: .now).components.seconds) % 10 == 9 { Terminal.say("  lag \(lag)") }
        }
    }
}
