import Analysis
import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

struct SandboxCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Tries this build, or another plan, on recorded days, in a namespace beside the live one.",
        discussion: """
            A sandbox has its own topics and groups on the same log, named after it. Nothing live is touched, nothing goes \
            out, and dropping it leaves no trace.

              fenghuo sandbox create trial --since 7d --plan new.yaml --execute
              fenghuo sandbox run trial
              fenghuo sandbox diff trial --html trial.html
              fenghuo sandbox drop trial --execute
            """,
        subcommands: [List.self, Create.self, Run.self, Diff.self, Drop.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every sandbox on the log.")
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withWholeLog(options) { live, _ in
                let found = try await SandboxDescription.all(on: live.log)
                var rows = [["SANDBOX", "OF", "SINCE", "UNTIL", "PLAN", "MENTIONS", "RUN"]]
                for one in found {
                    rows.append([
                        one.name, one.source, String(one.since.prefix(16)), String(one.until.prefix(16)),
                        String(one.planHash.prefix(12)), String(one.copied[EventKind.mentionPublished.topic] ?? 0),
                        one.ranAt.map { String($0.prefix(16)) } ?? "not yet",
                    ])
                }
                try output.print(
                    found.map(SandboxStanding.init), text: found.isEmpty ? "no sandboxes" : table(rows))
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a sandbox: topics, the plan, and the recorded inputs of a window.",
            discussion: """
                Without --execute it says what it would copy. The inputs begin --lead before --since, so that what was \
                open then is known; with all that is kept where none is given. Times are as for `fenghuo tail`.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The sandbox's name: small letters, digits and hyphens.") var name: String
        @Option(parsing: .unconditional, help: ArgumentHelp("Compare from this time …", valueName: "time"))
        var since: String
        @Option(parsing: .unconditional, help: ArgumentHelp("… and before this one; now.", valueName: "time"))
        var until: String?
        @Option(
            help: ArgumentHelp(
                "Copy what came so long before --since too; all that is kept otherwise. 7d", valueName: "span"))
        var lead: String?
        @Flag(help: "Do it.") var execute = false
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Made: Encodable {
            var sandbox: SandboxStanding
            /// Records by topic; before it is done, offsets.
            var copied: [String: Int64]
            var executed: Bool
        }

        func validate() throws {
            _ = try SandboxDescription.namespace(name)
            _ = try Moment.read("--since", since, zone: .gmt)
            if let until { _ = try Moment.read("--until", until, zone: .gmt) }
            if let lead, Moment.span(lead) == nil {
                throw ValidationError("--lead \(Terminal.harmless(lead)): expected a span such as 12h, 7d or 2w")
            }
        }

        func run() async throws {
            try await withWholeLog(options) { live, settings in
                let sandbox = NamespacedLog(live.log, namespace: try SandboxDescription.namespace(name))
                guard live.namespace != sandbox.namespace else {
                    throw ValidationError("sandbox \(name): it is the namespace that is worked on")
                }
                let taken = try await sandbox.describeTopics().map { sandbox.namespace.topic($0.specification.name) }
                guard taken.isEmpty else {
                    throw ValidationError(
                        "sandbox \(name): \(taken.count) topics of that name are there already (\(taken.sorted()[0])); "
                            + "drop it, or take another name")
                }
                let file = settings.string("fenghuo.plan", default: ServiceHost.defaultPlan)
                let plan = try settings.plan()
                let zone = plan.institution.timeZone
                let since = try Moment.read("--since", since, zone: zone)
                let until = try self.until.map { try Moment.read("--until", $0, zone: zone) } ?? ServiceHost.wallClock()
                guard since < until else { throw ValidationError("--since is not before --until") }
                let making = SandboxMaking(
                    live: live, sandbox: sandbox, name: name,
                    plan: (try String(contentsOf: URL(filePath: file), encoding: .utf8), plan.hash), since: since,
                    until: until, lead: lead.flatMap(Moment.span))
                let found = try await making.look()
                guard found.counts[EventKind.mentionPublished.topic, default: 0] > 0 else {
                    throw ValidationError("no mention was recorded in that window: nothing to try anything on")
                }
                guard execute else {
                    let counts = found.counts.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
                    return try output.print(
                        Made(sandbox: .init(planned: making, found), copied: found.counts, executed: false),
                        text:
                            "would make sandbox \(name) under plan \(plan.hash.prefix(12)) and copy, offsets at the most:\n"
                            + counts.joined(separator: "\n") + "\nNothing is done without --execute.")
                }
                var bar = ProgressBar("copy", total: 0)
                let made = try await making.make(found) { done, all in
                    bar.expect(all)
                    bar.update(done)
                }
                bar.finish()
                try output.print(
                    Made(sandbox: SandboxStanding(made), copied: made.copied, executed: true),
                    text: "sandbox \(name): \(made.copied.values.reduce(0, +)) records copied; "
                        + "next: fenghuo sandbox run \(name)")
            }
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs analysis, response and logistics of this build over a sandbox, in event time.",
            discussion: """
                Whatever an earlier run left is deleted first. People's decisions of the record are taken again; every \
                delivery ends as withheld. Nothing is signed, nothing goes out.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The sandbox.") var name: String
        @Option(
            help: ArgumentHelp(
                "The folder of the institution's own models; those that ship otherwise.", valueName: "folder"))
        var models: String?
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Ran: Encodable {
            var sandbox: SandboxStanding
            var mentions: Int64
            /// Records written.
            var written: Int64
            /// Records that no service could process.
            var rejected: Int64
            var seconds: Double
        }

        func validate() throws { _ = try SandboxDescription.namespace(name) }

        func run() async throws {
            try await withSandbox(name, options) { live, sandbox, description, settings in
                guard description.partitions > 0 else {
                    throw ValidationError("sandbox \(name) was not made to its end; drop it and make it again")
                }
                let run = SandboxRun(
                    live: live, sandbox: sandbox, models: try JudgingModels.named(models, settings))
                var bar = ProgressBar("run", total: 0)
                let outcome = try await run.run(description) { done, all in
                    bar.expect(all)
                    bar.update(done)
                }
                bar.finish()
                let ran = try await SandboxDescription.read(from: sandbox) ?? description
                try await ran.keep(try await ran.difference(live: live, sandbox: sandbox), to: sandbox)
                try output.print(
                    Ran(
                        sandbox: SandboxStanding(ran),
                        mentions: outcome.mentions, written: outcome.written, rejected: outcome.rejected,
                        seconds: outcome.seconds),
                    text: String(
                        format: "%lld mentions in %.1f s, %lld records written, %lld that no service could process; ",
                        outcome.mentions, outcome.seconds, outcome.written, outcome.rejected)
                        + "next: fenghuo sandbox diff \(name)")
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares a sandbox with what the live house made of the same window.")
        @OptionGroup var options: LogOptions
        @Argument(help: "The sandbox.") var name: String
        @OptionGroup var shown: DifferenceOptions
        @OptionGroup var output: OutputOptions

        func validate() throws { _ = try SandboxDescription.namespace(name) }

        func run() async throws {
            try await withSandbox(name, options) { live, sandbox, description, _ in
                guard description.ranAt != nil else {
                    throw ValidationError("sandbox \(name) has not been run to its end: fenghuo sandbox run \(name)")
                }
                let difference = try await description.difference(live: live, sandbox: sandbox)
                try shown.show(difference, in: try description.loadPlan().institution.timeZone, output)
            }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a sandbox's topics and groups, and nothing else.",
            discussion: "Without --execute it names what it would delete.")
        @OptionGroup var options: LogOptions
        @Argument(help: "The sandbox.") var name: String
        @Flag(help: "Do it.") var execute = false
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Dropped: Encodable {
            var sandbox: String
            var topics: [String]
            var groups: [String]
            var executed: Bool
        }

        func validate() throws { _ = try SandboxDescription.namespace(name) }

        func run() async throws {
            try await withSandbox(name, options) { _, sandbox, _, _ in
                let dropping = SandboxDropping(sandbox: sandbox)
                let found = try await dropping.look()
                if execute { try await dropping.drop(found) }
                let namespace = sandbox.namespace
                let topics = found.topics.map { namespace.topic($0) }
                let groups = found.groups.map { namespace.group($0) }
                try output.print(
                    Dropped(sandbox: name, topics: topics, groups: groups, executed: execute),
                    text: execute
                        ? "sandbox \(name): \(topics.count) topics and \(groups.count) groups deleted"
                        : (["would delete:"] + topics + groups.map { "group \($0)" }).joined(separator: "\n  ")
                            + "\nNothing is done without --execute.")
            }
        }
    }
}

/// With the log of every namespace beneath.
func withWholeLog(
    _ options: LogOptions, _ body: (NamespacedLog, Settings) async throws -> Void
) async throws {
    try await withLog(options) { log, settings in
        guard let house = log as? NamespacedLog else {
            throw ValidationError("a log without namespaces, expected one that has them")
        }
        try await body(house, settings)
    }
}

/// With a sandbox that is there.
private func withSandbox(
    _ name: String, _ options: LogOptions,
    _ body: (NamespacedLog, NamespacedLog, SandboxDescription, Settings) async throws -> Void
) async throws {
    try await withWholeLog(options) { house, settings in
        let sandbox = NamespacedLog(house.log, namespace: try SandboxDescription.namespace(name))
        guard let description = try await SandboxDescription.read(from: sandbox) else {
            let others = try await SandboxDescription.all(on: house.log).map(\.name)
            throw ValidationError(
                "no sandbox \(name); there are: \(others.isEmpty ? "none" : others.joined(separator: ", "))")
        }
        // Compared with whatever it was copied from, wherever this command looks.
        let live = NamespacedLog(house.log, namespace: try Namespace(prefix: description.source))
        try await body(live, sandbox, description, settings)
    }
}
