import Foundation

/// One process of a service, started as often as it ends.
final class Instance {
    let service: String
    let number: Int
    /// Of health and metrics.
    let operationsPort: Int
    private let executable: URL
    private let environment: [String: String]
    private let folder: URL
    private var process: Process?
    private(set) var isPaused = false
    private(set) var starts = 0

    init(
        service: String, number: Int, executable: URL, environment: [String: String], folder: URL, operationsPort: Int
    ) {
        self.service = service
        self.number = number
        self.executable = executable
        self.environment = environment
        self.folder = folder
        self.operationsPort = operationsPort
    }

    var name: String { "\(service)-\(number + 1)" }
    var isRunning: Bool { process?.isRunning == true }
    /// Of the process that ended last.
    var exitCode: Int32? { process.flatMap { $0.isRunning ? nil : $0.terminationStatus } }

    func start() throws {
        let process = Process()
        process.executableURL = executable
        process.currentDirectoryURL = folder
        process.environment = environment
        let log = folder.appending(path: "\(name).log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
        process.standardOutput = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try handle.close()
        self.process = process
        isPaused = false
        starts += 1
    }

    /// The process is not asked: only the kernel knows.
    func kill() { signal(SIGKILL) }

    /// As an orchestrator stops it.
    func terminate() { signal(SIGTERM) }

    func pause() {
        signal(SIGSTOP)
        isPaused = true
    }

    func wake() {
        signal(SIGCONT)
        isPaused = false
    }

    private func signal(_ number: Int32) {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, number)
    }
}
