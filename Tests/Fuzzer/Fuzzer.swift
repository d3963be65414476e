#if FUZZ
    import ArgumentParser
    import Foundation

    /// Throws seeded inputs at every place where something from outside comes in, each door in processes of its own, so that
    /// a trap or a hang is found although it ends a process.
    @main
    struct Fuzzer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fuzz every door of Fenghuo.", subcommands: [Run.self, Replay.self, Doors.self, Try.self],
            defaultSubcommand: Run.self)

        /// The door of that name.
        static func door(_ name: String) throws -> Door {
            guard let door = (DoorCatalogue.all + [SelfTest.door]).first(where: { $0.name == name }) else {
                let known = DoorCatalogue.all.map(\.name).joined(separator: ", ")
                throw ValidationError("no door \"\(name)\"; there are \(known)")
            }
            return door
        }

        static func supervisor(_ folder: String?) throws -> Supervisor {
            let place =
                folder.map { URL(filePath: $0) }
                ?? FileManager.default.temporaryDirectory.appending(
                    path: "fuzz-\(ProcessInfo.processInfo.processIdentifier)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            return Supervisor(folder: place, program: program)
        }
    }

    extension Fuzzer {
        struct Run: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Throw inputs at doors; fails when one does harm.")

            @Argument(help: "Doors; all of them when none is named.") var doors: [String] = []
            @Option(help: "Inputs for each door; without it what is usual for the door.") var inputs: Int?
            @Option(help: "Of the usual number of inputs, so many percent.") var percent = 100
            @Option(help: "The same seed gives the same inputs.") var seed: UInt64 = 20_261_130
            @Option(help: "Seconds for each door at the most.") var seconds: Double?
            @Option(help: "Processes beside each other.") var processes = 2
            @Option(help: "Harmful inputs of a process after which it is left.") var most = 5
            @Option(help: "Folder for harmful inputs.") var output: String?

            func run() async throws {
                let supervisor = try Fuzzer.supervisor(output)
                let chosen = doors.isEmpty ? DoorCatalogue.all : try doors.map { try Fuzzer.door($0) }
                print("| door | inputs | harm | seconds |\n|---|---:|---:|---:|")
                var harmful = 0
                for door in chosen {
                    let count = inputs ?? max(1, door.usual * percent / 100)
                    let result = try await supervisor.run(
                        door, inputs: count, seed: seed, processes: processes, seconds: seconds, most: most)
                    harmful += result.harms.count
                    let seconds = (result.seconds * 10).rounded() / 10
                    print(
                        "| \(door.name) | \(result.inputs)\(result.isCutShort ? ", cut short" : "") | \(result.harms.count) | \(seconds) |"
                    )
                    for harm in result.harms { try await keep(harm, of: door, supervisor) }
                    fflush(nil)
                }
                guard harmful == 0 else { throw ExitCode(1) }
            }

            private func keep(_ harm: Supervisor.Harm, of door: Door, _ supervisor: Supervisor) async throws {
                let small = try await Minimiser(supervisor: supervisor, door: door).smallest(harm)
                let place = supervisor.folder.appending(path: door.name)
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let name = String(
                    small.input.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 },
                    radix: 16)
                let file = place.appending(path: name)
                try Data(small.input).write(to: file)
                print(
                    "  \(small.kind): \(file.path) (\(small.input.count) bytes)\n    \(small.said.split(separator: "\n").suffix(3).joined(separator: "\n    "))"
                )
            }
        }

        struct Replay: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Try the inputs kept in a folder, one folder a door; fails when one does harm.")

            @Argument(help: "The folder of doors' folders.") var folder: String

            func run() async throws {
                let supervisor = try Fuzzer.supervisor(nil)
                defer { try? FileManager.default.removeItem(at: supervisor.folder) }
                var harmful = 0
                for place in try Self.entries(URL(filePath: folder)) {
                    let door = try Fuzzer.door(place.lastPathComponent)
                    let files = try Self.entries(place)
                    let inputs = try files.map { [UInt8](try Data(contentsOf: $0)) }
                    if let found = try await supervisor.harm(door, inputs) {
                        harmful += 1
                        let file = files.indices.contains(found.at) ? files[found.at].path : place.path
                        print("\(file): \(found.harm.kind)\n\(found.harm.said)")
                    } else {
                        print("\(door.name): \(inputs.count) inputs, no harm")
                    }
                }
                guard harmful == 0 else { throw ExitCode(1) }
            }

            private static func entries(_ folder: URL) throws -> [URL] {
                try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                    .filter { !$0.lastPathComponent.hasPrefix(".") }.sorted { $0.path < $1.path }
            }
        }

        struct Doors: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Name the doors, with their usual number of inputs.")

            func run() {
                for door in DoorCatalogue.all { print("\(door.name)\t\(door.usual)\t\(door.limit) ms") }
            }
        }

        /// The part that may die.
        struct Try: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "try", abstract: "Try inputs in this process.", shouldDisplay: false)

            @Argument var name: String
            @Option var from = 0
            @Option var to = 0
            @Option var seed: UInt64 = 0
            @Option var seconds: Double?
            @Option var list: String?
            @Option(help: "A file with one input.") var file: String?
            @Option var scratch: String?

            func run() async throws {
                let note =
                    scratch ?? FileManager.default.temporaryDirectory.appending(path: "fuzz-scratch-\(getpid())").path
                let trial = Trial(door: try Fuzzer.door(name), scratch: try Scratch(path: note))
                if let file {
                    try await trial.run([[UInt8](try Data(contentsOf: URL(filePath: file)))])
                } else if let list {
                    let inputs = try JSONDecoder().decode([Data].self, from: Data(contentsOf: URL(filePath: list)))
                    try await trial.run(inputs.map { [UInt8]($0) })
                } else {
                    try await trial.run(
                        from..<max(from, to), seed: seed, until: seconds.map { ContinuousClock.now + .seconds($0) })
                }
            }
        }
    }
#else
    @main
    enum Fuzzer {
        static func main() {
            print(
                "The fuzzers look behind the services' doors: build with -c debug, or with -Xswiftc -enable-testing -Xswiftc -DFUZZ."
            )
        }
    }
#endif
