import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

struct GroupsReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Sets where a group goes on reading.",
        discussion: """
            Nothing is set without --execute: where the group stands, where it would and what lies between is shown. On a \
            terminal it asks once more. All partitions are set, or none. It is refused while the group has members (stop the \
            service first), for an offset beyond the end, and where the target is past retention: what would be missing is \
            said, and --accept-missing goes on with the first record that is kept.

            --to is earliest, latest, an offset (4711), so many records on or back (+100, -100), a time as `tail --since` \
            takes it (2026-01-31 08:00, yesterday, -2h), or file:PATH with lines of topic,partition,offset or what `fenghuo \
            groups GROUP --json` printed.

              fenghuo groups reset logistics --to -2h
              fenghuo groups reset our-dashboard --to "yesterday 09:00" --topic incidents --execute
              fenghuo groups analysis --json > before.json; fenghuo groups reset analysis --to file:before.json --execute
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "The group: analysis.") var group: String
    @Option(parsing: .unconditional, help: ArgumentHelp("Where it goes on.", valueName: "target")) var to: String
    @Option(help: ArgumentHelp("Only this topic, whole or short. Can be repeated.", valueName: "topic"))
    var topic: [String] = []
    @Flag(help: "Do it.") var execute = false
    @Flag(help: "Do not ask on a terminal.") var yes = false
    @Flag(help: "Go on with the first record kept where the target is past retention.") var acceptMissing = false
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try ResetTarget(to.hasPrefix("file:") ? "latest" : to, now: 0, zone: .gmt) }

    func run() async throws {
        try await withLog(options) { log, settings in
            let namespace = try settings.namespace
            let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
            let target = try ResetTarget(to, now: ServiceHost.wallClock(), zone: zone)
            let own =
                !namespace.isStandard && group.hasPrefix(namespace.prefix)
                ? String(group.dropFirst(namespace.prefix.count)) : group
            let topics = Set(try topic.map { try topicName($0, in: namespace) })
            var reset = try await OffsetReset.plan(own, to: target, topics: topics, on: log, in: namespace)
            guard execute else {
                try output.print(reset, text: reset.text)
                if !reset.members.isEmpty || (!reset.missing.isEmpty && !acceptMissing) { throw ExitCode(1) }
                return
            }
            if !acceptMissing, let first = reset.missing.first {
                throw ValidationError(
                    "\(first.text)\(reset.missing.count > 1 ? ", and \(reset.missing.count - 1) more" : ""); "
                        + "--accept-missing goes on with what is kept")
            }
            if reset.members.isEmpty, !yes, Terminal.isAsked {
                Terminal.say(reset.text)
                guard Terminal.agrees("Set \(reset.partitions.count) offsets of group \(reset.group)?") else {
                    throw ExitCode(1)
                }
            }
            try await reset.execute(own, on: log, in: namespace)
            try output.print(reset, text: reset.text)
        }
    }
}

extension Terminal {
    /// Whether a person is there to be asked.
    static var isAsked: Bool { isatty(STDIN_FILENO) == 1 && isInteractive }

    /// Anything but a yes is a no.
    static func agrees(_ question: String) -> Bool {
        say("\(question) (yes/no)")
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        guard answer == "yes" || answer == "y" else {
            say("nothing was done")
            return false
        }
        return true
    }
}
