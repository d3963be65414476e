import Foundation

/// Runs trials in processes of their own, and learns from their ends what did harm.
struct Supervisor: Sendable {
    /// Where crash inputs and notes go.
    let folder: URL
    let program: URL

    /// An input that did harm.
    struct Harm: Sendable {
        var input: [UInt8]
        /// `trap`, `hang`, `finding`.
        var kind: String
        /// The last lines the process wrote.
        var said: String
    }

    struct Result: Sendable {
        var door: String
        var inputs = 0
        var harms: [Harm] = []
        var seconds = 0.0
        /// Too much harm: the rest was left.
        var isCutShort = false
    }

    /// A door's inputs, cut into as many ranges as processes run beside each other.
    func run(_ door: Door, inputs: Int, seed: UInt64, processes: Int, seconds: Double?, most: Int) async throws
        -> Result
    {
        let began = ContinuousClock.now
        let share = (inputs + processes - 1) / max(1, processes)
        let results = try await withThrowingTaskGroup(of: Result.self) { group in
            for shard in 0..<max(1, processes) {
                let range = min(shard * share, inputs)..<min((shard + 1) * share, inputs)
                group.addTask {
                    try await run(door, range, seed: seed, shard: shard, seconds: seconds, most: most)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var whole = Result(door: door.name)
        for result in results {
            whole.inputs += result.inputs
            whole.harms += result.harms
            whole.isCutShort = whole.isCutShort || result.isCutShort
        }
        whole.seconds = began.duration(to: .now) / .seconds(1)
        return whole
    }

    private func run(
        _ door: Door, _ range: Range<Int>, seed: UInt64, shard: Int, seconds: Double?, most: Int
    ) async throws -> Result {
        var result = Result(door: door.name)
        var next = range.lowerBound
        let end = seconds.map { ContinuousClock.now + .seconds($0) }
        while next < range.upperBound {
            var arguments = ["try", door.name, "--from", "\(next)", "--to", "\(range.upperBound)", "--seed", "\(seed)"]
            if let end {
                let left = ContinuousClock.now.duration(to: end) / .seconds(1)
                guard left > 0 else { break }
                arguments += ["--seconds", "\(left)"]
            }
            let (scratch, harm) = try await process(arguments, name: "\(door.name)-\(shard)")
            guard let harm else {
                result.inputs += scratch - next
                break
            }
            result.inputs += scratch - next + 1
            result.harms.append(harm)
            guard result.harms.count < most else {
                result.isCutShort = true
                break
            }
            next = scratch + 1
        }
        return result
    }

    /// Tries these inputs.
    /// - Returns: what did harm first, if any did.
    func harm(_ door: Door, _ inputs: [[UInt8]], name: String = "one") async throws -> (at: Int, harm: Harm)? {
        let list = folder.appending(path: "\(door.name)-\(name).inputs")
        try JSONEncoder().encode(inputs.map { Data($0) }).write(to: list)
        defer { try? FileManager.default.removeItem(at: list) }
        let (number, harm) = try await process(["try", door.name, "--list", list.path], name: "\(door.name)-\(name)")
        return harm.map { (number, $0) }
    }

    private func process(_ arguments: [String], name: String) async throws -> (number: Int, harm: Harm?) {
        let note = folder.appending(path: "\(name).scratch")
        let errors = folder.appending(path: "\(name).stderr")
        try Data().write(to: errors)
        defer {
            try? FileManager.default.removeItem(at: note)
            try? FileManager.default.removeItem(at: errors)
        }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments + ["--scratch", note.path]
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended in
                done.resume(
                    returning: ended.terminationReason == .uncaughtSignal
                        ? -ended.terminationStatus : ended.terminationStatus)
            }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        let scratch = try Scratch(path: note.path)
        if status == 0 { return (scratch.number, nil) }
        let said = String(decoding: ((try? Data(contentsOf: errors)) ?? Data()).suffix(600), as: UTF8.self)
        let kind: String
        switch status {
        case -SIGPROF, -SIGALRM: kind = "hang"
        case Trial.foundStatus: kind = "finding"
        case ..<0: kind = "trap (signal \(-status))"
        default: throw Unstartable(arguments: arguments, said: said)
        }
        return (scratch.number, Harm(input: scratch.input, kind: kind, said: said))
    }

    /// The process ended by itself: nothing was tried.
    struct Unstartable: Error, CustomStringConvertible {
        var arguments: [String]
        var said: String
        var description: String { "running \(arguments.joined(separator: " ")): \(said)" }
    }
}
