import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

/// Which records of topics a command takes.
struct WindowOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Records from this time on …", valueName: "time"))
    var since: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("… and before this one.", valueName: "time"))
    var until: String?
    @Option(
        help: ArgumentHelp("Records from this offset on: 1200, or by partition 0:1200,3:50 …", valueName: "offsets"))
    var from: OffsetList?
    @Option(help: ArgumentHelp("… and before this one.", valueName: "offsets")) var to: OffsetList?
    @Option(help: ArgumentHelp("Only events about this subject.", valueName: "subject id")) var subject: String?
    @Option(help: ArgumentHelp("Only events about this incident.", valueName: "incident id")) var incident: String?
    @Option(help: ArgumentHelp("Only records with this key.", valueName: "key")) var key: String?
    @Option(help: ArgumentHelp("Only events of this type: mention.published.", valueName: "type")) var type: String?
    @Flag(help: "Take what is there where a part of the window is past its retention.") var partial = false

    func validate() throws {
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text { _ = try Self.time(name, text, zone: .gmt) }
        }
        _ = try wholeType()
    }

    /// Whether nothing narrows it.
    var isEverything: Bool {
        since == nil && until == nil && from == nil && to == nil && subject == nil && incident == nil && key == nil
            && type == nil
    }

    func selection(_ settings: Settings) throws -> RecordSelection {
        let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
        let selection = RecordSelection(
            since: try since.map { try Self.time("--since", $0, zone: zone) },
            until: try until.map { try Self.time("--until", $0, zone: zone) }, subject: subject, incident: incident,
            key: key, type: try wholeType())
        if let since = selection.since, let until = selection.until, since >= until {
            throw ValidationError("--since \(self.since ?? "") is not before --until \(self.until ?? "")")
        }
        return selection
    }

    private func wholeType() throws -> String? {
        guard let type else { return nil }
        let known = EventCatalogue.kinds.map(\.type)
        if let whole = [type, "fenghuo.\(type).v1"].first(where: known.contains) { return whole }
        throw ValidationError(
            "--type \(Terminal.harmless(type)): there are \(known.map { $0.dropFirst(8).dropLast(3) }.joined(separator: ", "))"
        )
    }

    private static func time(_ option: String, _ text: String, zone: TimeZone) throws -> Int64 {
        guard let time = Moment.milliseconds(text, now: ServiceHost.wallClock(), zone: zone) else {
            throw ValidationError("\(option) \(Terminal.harmless(text)): expected \(Moment.expected)")
        }
        return time
    }
}
