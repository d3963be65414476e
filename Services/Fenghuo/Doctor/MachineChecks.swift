import Foundation
import Hosting
import Plan

/// What can be looked at without the log: settings, plan, secrets, disk, ports.
enum MachineChecks {
    static func settings(_ settings: Settings, _ plan: ResponsePlan?) -> [Finding] {
        do {
            try settings.refuseUnknown(plan: plan)
            return [.ok("settings", "every variable and key that is set is a setting")]
        } catch let found as SettingMistakes {
            return found.mistakes.map { .failure("settings", "\($0)", "correct it, or unset it") }
        } catch {
            return [.failure("settings", "\(error)", "`fenghuo settings` lists them")]
        }
    }

    static func plan(_ settings: Settings) -> (plan: ResponsePlan?, finding: Finding) {
        do {
            let plan = try settings.plan()
            return (plan, .ok("plan", "\(plan.name), version \(plan.version), hash \(plan.hash.prefix(12))"))
        } catch {
            let first = error.mistakes.prefix(3).map(\.description).joined(separator: "; ")
            let more = error.mistakes.count > 3 ? " and \(error.mistakes.count - 3) more" : ""
            return (nil, .failure("plan", first + more, "mend it; `fenghuo plan check FILE` names every mistake"))
        }
    }

    static func secrets(_ settings: Settings, _ plan: ResponsePlan) -> Finding {
        let missing = plan.environmentNames.filter { settings.environmentVariable($0)?.isEmpty ?? true }.sorted()
        guard !missing.isEmpty else { return .ok("secrets", "every variable that the plan names is set") }
        return .warning(
            "secrets", "the plan names \(missing.joined(separator: ", ")), which this process does not have",
            "set them for the service that uses them: without its key nobody pushes to a source, without its secret a "
                + "webhook's deliveries wait")
    }

    static func disk(_ folder: URL) -> Finding {
        // The nearest folder that is there: a data folder may still have to be made.
        var place = folder.standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        guard let free = DiskSpace.free(at: place) else {
            return .warning("disk", "\(place.path): the system does not say how much is free", "look with `df`")
        }
        let megabytes = free >> 20
        let found = "\(megabytes) MB free at \(place.path)"
        switch megabytes {
        case ..<100: return .failure("disk", found, "free some space: a log that cannot be written stops everything")
        case ..<1024: return .warning("disk", found, "free some space before it is none")
        default: return .ok("disk", found)
        }
    }

    /// Ports on which somebody listens are either our own process's, which then answers for itself, or somebody else's.
    static func ports(_ settings: Settings) async -> [Finding] {
        let host = settings.string("operations.host", default: "127.0.0.1")
        var own: [RunningService] = []
        var taken: [String] = []
        var asked: Set<Int> = []
        for name in KnownSetting.Reader.allCases.map(\.rawValue) {
            let standard = ServiceHost.defaultPort(name)
            // One that is set is every service's.
            guard let port = try? settings.port("operations.port", default: standard), asked.insert(port).inserted,
                TakenPorts.isTaken(port)
            else { continue }
            let answer = await HealthQuestion.ready.ask(host: host, port: port)
            // Words of a health page begin each line with how it is.
            if answer.detail.hasPrefix("ok ") || answer.detail.hasPrefix("NO ") {
                own.append(RunningService(name: port == standard ? name : "port \(port)", answer: answer))
            } else {
                taken.append("\(port)")
            }
        }
        for setting in SettingCatalogue.all where setting.key.hasSuffix(".port") && setting.key != "operations.port" {
            guard let standard = Int(setting.standard), let port = try? settings.port(setting.key, default: standard)
            else { continue }
            if port > 0, own.isEmpty, TakenPorts.isTaken(port) { taken.append("\(port) (\(setting.variable))") }
        }
        return [ports(own: own, taken: taken)] + own.compactMap(\.finding)
    }

    private static func ports(own: [RunningService], taken: [String]) -> Finding {
        if !taken.isEmpty {
            return .warning(
                "ports", "another program listens on \(taken.joined(separator: ", "))",
                "stop it (`ss -ltnp` names it), or set other ports")
        }
        let running = own.map { "\($0.name) (\($0.answer.isGood ? "ready" : "not ready"))" }
        return .ok("ports", running.isEmpty ? "all free" : "running here: \(running.joined(separator: ", "))")
    }
}

/// A service of this machine, and what it says of itself.
struct RunningService {
    var name: String
    /// Of /readyz: a line for each part, that begins with `ok` or `NO`.
    var answer: HealthQuestion.Answer

    /// Why it is not ready, in its own words; `nil` when it is.
    var finding: Finding? {
        guard !answer.isGood else { return nil }
        let why = answer.detail.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("NO ") }.map {
            $0.dropFirst(3)
        }
        return .failure(
            "services", "\(name) is not ready: \(why.joined(separator: "; "))",
            "it asks again by itself; mend what it names, and wait where it starts or restores")
    }
}
