import Archive
import Casework
import Foundation
import Schemas
import SwiftProtobuf
import Text

/// Entries of the archive as people read them.
struct ArchiveRows {
    let naming: Naming
    let snapshot: ViewSnapshot

    /// Characters of a text that a row shows.
    static let excerpt = 220

    func row(_ entry: ArchivedEntry) -> Fields {
        var fields = Fields([
            "kind": entry.kind.word, "kindName": naming.words["archiveKind_\(entry.kind.word)"],
            "subjectName": naming.subject(entry.subject), "isDrill": entry.isDrill,
            "incidentHref": entry.incident.isEmpty ? nil : PageAddress(path: "/incidents/\(entry.incident)").href,
            "incidentTitle": title(ofIncident: entry.incident),
        ])
        let own = (try? details(of: entry)) ?? ["title": naming.words["archive_unreadable"]]
        fields.merge(own) { $1 }
        return fields
    }

    private func title(ofIncident id: String) -> String {
        snapshot.title(ofIncident: id, naming)
    }

    private func details(of entry: ArchivedEntry) throws -> Fields {
        switch entry.kind {
        case .mention: return mention(try Mention(serializedBytes: entry.data))
        case .incident:
            let incident = try Incident(serializedBytes: entry.data)
            return lines(
                at: incident.discoveredAt, incident.title,
                [
                    naming.grade(incident.grade), naming.state(incident.state),
                    naming.words.filled("archive_mentions", naming.count(incident.mentions)),
                ], incident.keywords.prefix(8).joined(separator: naming.words["list_separator"]))
        case .case:
            let matter = try Case(serializedBytes: entry.data)
            return lines(
                at: matter.openedAt, matter.title, [naming.grade(matter.grade), naming.state(matter.state)], "")
        case .statement:
            let statement = try Statement(serializedBytes: entry.data)
            return lines(
                at: statement.draftedAt, statement.title,
                [
                    naming.channel(statement.channel),
                    naming.words.texts["language_\(statement.language)"] ?? statement.language,
                    naming.state(statement.state),
                ], statement.body)
        case .delivery:
            let delivery = try Delivery(serializedBytes: entry.data)
            return lines(
                at: delivery.createdAt, delivery.title,
                [naming.recipient(delivery.recipient), naming.medium(delivery.channel), naming.state(delivery.state)],
                delivery.body)
        case .journal:
            let step = try JournalEntry(serializedBytes: entry.data)
            let details = step.details.sorted { $0.key < $1.key }.prefix(6)
                .map { "\(naming.words.texts["detail_\($0.key)"] ?? $0.key): \($0.value)" }
            return lines(
                at: step.at, naming.words.texts["journal_\(step.action)"] ?? step.action,
                [naming.person(step.actor), "#\(step.sequence)"],
                details.joined(separator: naming.words["list_separator"]))
        case .decision:
            let decision = try Decision(serializedBytes: entry.data)
            let kind = decision.kind?.name ?? ""
            return lines(
                at: decision.decidedAt, naming.words.texts["decision_\(kind)"] ?? kind,
                [naming.person(decision.person)], decision.reason)
        }
    }

    private func mention(_ mention: Mention) -> Fields {
        var fields = lines(
            at: mention.publishedAt,
            mention.title.isEmpty ? SafeText.headline(mention.text, maximumCharacters: 60) : mention.title,
            [
                naming.source(mention.source), naming.tier(mention.tier), mention.author,
                naming.words.texts["language_\(mention.language)"] ?? mention.language,
            ], mention.text)
        fields["mentionHref"] = PageAddress(path: "/archive/mentions/\(mention.id)").href
        fields["link"] = WebLink.address(mention.url)
        return fields
    }

    private func lines(at time: Int64, _ title: String, _ facts: [String], _ text: String) -> Fields {
        Fields([
            "at": naming.time(time), "title": SafeText.headline(title, maximumCharacters: Self.excerpt),
            "facts": facts.map { SafeText.line($0, maximumCharacters: 120) }.filter { !$0.isEmpty },
            "excerpt": SafeText.headline(text, maximumCharacters: Self.excerpt),
        ])
    }
}
