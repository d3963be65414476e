import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compares what two namespaces of the log made of the same events.",
        discussion: """
            Cases and incidents that one has and the other has not, and those that are otherwise, what matters most first. \
            A namespace is what begins its topics: fenghuo is production.

              fenghuo diff fenghuo trial --since 7d
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "The namespace before.") var before: String
    @Argument(help: "The namespace after.") var after: String
    @Option(parsing: .unconditional, help: ArgumentHelp("Compare from this time …", valueName: "time"))
    var since: String?
    @Option(
        parsing: .unconditional, help: ArgumentHelp("… and before this one; the end of the record.", valueName: "time"))
    var until: String?
    @OptionGroup var shown: DifferenceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try Self.namespace(before)
        _ = try Self.namespace(after)
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text { _ = try Moment.read(name, text, zone: .gmt) }
        }
    }

    private static func namespace(_ text: String) throws -> Namespace {
        do {
            return try Namespace(prefix: text.hasSuffix(".") ? text : text + ".")
        } catch {
            throw ValidationError(
                "namespace \(Terminal.harmless(String(text.prefix(60)))): found \(Terminal.harmless(error.found)), expected \(error.expected)"
            )
        }
    }

    func run() async throws {
        try await withWholeLog(options) { house, settings in
            let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
            let since = try self.since.map { try Moment.read("--since", $0, zone: zone) }
            let until = try self.until.map { try Moment.read("--until", $0, zone: zone) }
            func read(_ name: String) async throws -> RecordedCourses {
                try await RecordedCourses.read(
                    NamespacedLog(house.log, namespace: try Self.namespace(name)), until: until ?? .max)
            }
            let (old, new) = (try await read(before), try await read(after))
            let comparison = Comparison(
                before: old.courses, after: new.courses,
                window: Window(since: since ?? old.courses.begin ?? 0, until: until ?? max(old.end, new.end) + 1),
                decisions: old.decisions.merging(new.decisions) { own, _ in own },
                firstKept: [old.firstKept, new.firstKept].compactMap { $0 }.max())
            let difference = comparison.difference(
                (
                    before: .init(name: before, plan: old.courses.plan),
                    after: .init(name: after, plan: new.courses.plan)
                ))
            try shown.show(difference, in: zone, output)
        }
    }
}
