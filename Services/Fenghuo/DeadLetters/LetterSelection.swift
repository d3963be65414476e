import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Processing
import Schemas

/// Which dead letters are meant.
struct LetterSelection {
    /// The reason's word, or words of the message.
    var reason: String?
    var processor: String?
    /// By the catalogue's name.
    var topic: String?
    /// Milliseconds since 1970, of the event's record.
    var since: Int64?
    var until: Int64?
    var key: String?
    /// Ids of letters, their beginnings (8 digits at least), or where they stand: partition/offset.
    var ids: [String] = []

    func matches(_ letter: Letter) -> Bool {
        if let reason, letter.reason != reason, !letter.message.contains(reason) { return false }
        if let processor, letter.processor != processor { return false }
        if let topic, letter.place?.topic != topic { return false }
        if let since, letter.record.timestamp < since { return false }
        if let until, letter.record.timestamp >= until { return false }
        if let key, letter.key != key { return false }
        return ids.isEmpty || ids.contains { Self.names($0, letter) }
    }

    static func names(_ text: String, _ letter: Letter) -> Bool {
        letter.id == text || letter.standing == text || (text.utf8.count >= 8 && letter.id.hasPrefix(text))
    }
}

/// The selection on the command line.
struct LetterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only for this reason: undecodable, rejected, too-large, or words of the message.", valueName: "reason"))
    var reason: String?
    @Option(help: ArgumentHelp("Only those that this processor refused: analysis.", valueName: "processor"))
    var processor: String?
    @Option(help: ArgumentHelp("Only of this topic, whole or short: mentions.", valueName: "topic"))
    var topic: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only letters of events that were written from this time on, whenever they were put aside …",
            valueName: "time"))
    var since: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("… and before this time.", valueName: "time"))
    var until: String?
    @Option(help: ArgumentHelp("Only events with this record key.", valueName: "key")) var key: String?
    @Option(
        help: ArgumentHelp(
            "Only this letter: its id, the beginning of it, or where it stands (3/17). Can be repeated.",
            valueName: "letter"))
    var id: [String] = []

    /// Whether nothing was said: all letters are meant.
    var isEmpty: Bool {
        reason == nil && processor == nil && topic == nil && since == nil && until == nil && key == nil && id.isEmpty
    }

    func selection(_ settings: Settings) throws -> LetterSelection {
        let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
        func time(_ option: String, _ text: String?) throws -> Int64? {
            guard let text else { return nil }
            guard let time = Moment.milliseconds(text, now: ServiceHost.wallClock(), zone: zone) else {
                throw ValidationError("\(option) \(Terminal.harmless(text)): expected \(Moment.expected)")
            }
            return time
        }
        return LetterSelection(
            reason: reason, processor: processor, topic: try topic.map { try topicName($0, in: settings.namespace) },
            since: try time("--since", since), until: try time("--until", until), key: key, ids: id)
    }
}
