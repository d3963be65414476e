import Foundation

/// The built executables as processes on one embedded log, each with ports of its own.
final class Fleet {
    enum Name: String, CaseIterable { case monitoring, analysis, response, logistics, leadership }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let folder: URL
    let intakePort: Int
    let consolePort: Int
    let environment: [String: String]
    private var processes: [Name: Process] = [:]
    private let operations: [Name: Int]

    /// - Parameters:
    ///   - plan: text of the plan's file, put into the fleet's folder.
    ///   - extra: environment variables besides.
    init(plan: String, extra: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let planFile = folder.appending(path: "plan.yaml")
        try Data(plan.utf8).write(to: planFile)
        let ports = try Self.freePorts(7)
        intakePort = ports[0]
        consolePort = ports[1]
        operations = Dictionary(uniqueKeysWithValues: zip(Name.allCases, ports.dropFirst(2)))
        // On the embedded log whatever broker the tests of the log are given.
        var environment = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("KAFKA_") && !$0.key.hasPrefix("FENGHUO_")
        }
        environment["FENGHUO_DATA"] = folder.path
        environment["FENGHUO_PLAN"] = planFile.path
        environment["FENGHUO_PARTITIONS"] = "2"
        environment["FENGHUO_LOG_LEVEL"] = "warning"
        environment["MONITORING_PORT"] = String(intakePort)
        environment["LEADERSHIP_PORT"] = String(consolePort)
        environment.merge(extra) { $1 }
        self.environment = environment
    }

    deinit {
        for process in processes.values where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Where the test's own build put the executables.
    static func executable(_ name: String) -> URL {
        Bundle.main.executableURL.map { url in
            // …/debug/fenghuoPackageTests.xctest, or the helper that loads it
            var folder = url.deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appending(path: name)
                if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
                folder = folder.deletingLastPathComponent()
            }
            return root.appending(path: ".build/debug/\(name)")
        } ?? root.appending(path: ".build/debug/\(name)")
    }

    func start(_ name: Name) throws {
        let process = Process()
        process.executableURL = Self.executable(name.rawValue)
        process.currentDirectoryURL = folder
        process.environment = environment.merging(["OPERATIONS_PORT": String(operations[name] ?? 0)]) { $1 }
        let log = folder.appending(path: "\(name.rawValue).log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
        process.standardOutput = handle
        try process.run()
        processes[name] = process
    }

    func startAll() throws { for name in Name.allCases { try start(name) } }

    /// SIGKILL: nothing is drained, nothing is said.
    func kill9(_ name: Name) async throws {
        guard let process = processes[name], process.isRunning else { throw NotRunning(name: name) }
        kill(process.processIdentifier, SIGKILL)
        try await eventually("the end of \(name)") { !process.isRunning }
    }

    /// SIGTERM to all; their exit codes, and how long the slowest took to drain.
    func stopAll() async throws -> (codes: [Name: Int32], slowest: Duration) {
        let began = ContinuousClock.now
        for process in processes.values { process.terminate() }
        try await eventually("all processes to drain", within: .seconds(20)) {
            processes.values.allSatisfy { !$0.isRunning }
        }
        return (processes.mapValues(\.terminationStatus), began.duration(to: .now))
    }

    /// Awaits that a process is assigned and restored; says what it wrote when it is not.
    func ready(_ name: Name) async throws {
        do {
            try await eventually("\(name) to be ready") {
                guard processes[name]?.isRunning == true else { throw NotRunning(name: name) }
                return await HTTPCall.status(operationsURL(name, "readyz")) == 200
            }
        } catch {
            let said = (try? await HTTPCall.send(.GET, operationsURL(name, "readyz")).text) ?? "no answer"
            throw NotReady(name: name, reason: "\(error)", readyz: said, output: String(output(name).suffix(4_000)))
        }
    }

    func output(_ name: Name) -> String {
        (try? String(contentsOf: folder.appending(path: "\(name.rawValue).log"), encoding: .utf8)) ?? ""
    }

    func operationsURL(_ name: Name, _ path: String) -> String { "http://127.0.0.1:\(operations[name] ?? 0)/\(path)" }

    /// The `fenghuo` command on the same log: its exit code and standard output.
    func fenghuo(_ arguments: String...) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.executable("fenghuo")
        process.currentDirectoryURL = folder
        process.arguments = arguments
        process.environment = environment
        let out = Pipe()
        process.standardOutput = out
        process.standardError = FileHandle.standardError
        try process.run()
        let data = out.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Ports nobody listens on, all held at once while they are chosen.
    static func freePorts(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { sockets.forEach { close($0) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            guard bound else { throw POSIXError(.EADDRINUSE) }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}

extension Fleet {
    struct NotRunning: Error, CustomStringConvertible {
        var name: Name
        var description: String { "\(name) does not run" }
    }

    struct NotReady: Error, CustomStringConvertible {
        var name: Name
        var reason: String
        var readyz: String
        var output: String
        var description: String { "\(name): \(reason)\n/readyz: \(readyz)\nit wrote:\n\(output)" }
    }
}

/// Awaits a condition: asked again until it holds or the time is over.
func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    throw NeverCame(what: what, limit: limit)
}

struct NeverCame: Error, CustomStringConvertible {
    var what: String
    var limit: Duration
    var description: String { "waited \(limit) for: \(what)" }
}
