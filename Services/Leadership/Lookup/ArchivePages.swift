import Archive
import Foundation
import Hummingbird
import Plan
import Schemas
import SwiftProtobuf

/// Looking things up: a search over everything that was, and a mention's own page.
struct ArchivePages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("archive") { _, context in try await search(context) }
        pages.get("archive/mentions/:id") { _, context in
            try await mention(try context.parameters.require("id"), context)
        }
    }

    private func search(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let words = naming.words
        let snapshot = await console.view.snapshot
        var filters = ArchiveFilters(
            zone: console.plan.institution.timeZone, incident: { snapshot.incident($0) },
            address: { context.address[$0] })
        filters.query.people = naming.peopleByName
        filters.query.isCounted = true
        let terms = ArchiveSearchTerms(filters.query.text)
        var page: ArchivePage?
        var fault: ArchiveFault?
        if filters.wrong.isEmpty {
            do throws(ArchiveFault) { page = try await console.archive.page(filters.query) } catch { fault = error }
        }
        let rows = ArchiveRows(naming: naming, snapshot: snapshot)
        let isFirst = filters.query.after == nil
        return try console.page(
            "archive", title: words["nav_archive"],
            Fields([
                "text": String(filters.query.text.prefix(1_000)), "choices": choices(context.address, naming),
                "since": context.address["since"] ?? "", "until": context.address["until"] ?? "",
                "standing": ArchiveStanding(status: console.archive.status, words: words, naming: naming).fields,
                "notes": notes(filters, terms, fault, words), "entries": (page?.entries ?? []).map { rows.row($0) },
                "isEmpty": page?.entries.isEmpty != false && fault == nil && filters.wrong.isEmpty
                    && page?.isCutShort != true,
                "isCutShort": page?.isCutShort == true,
                "first": isFirst ? nil : ["href": context.address.with("after", nil).href] as Fields,
                "next": page?.next.map { ["href": context.address.with("after", String($0)).href] as Fields },
                "exports": exports(filters, context.address),
                "exportHint": words.filled("archive_exportHint", naming.count(Int64(ArchiveExport.longest))),
                "total": page?.total.map { total($0, naming) }, "hints": hints(filters, context.address, words),
                "incident": filters.incident.map { of($0, naming) },
                "isFiltered": !context.address.items.isEmpty,
                "incidentID": context.address["incident"] ?? "",
            ]), context: context)
    }

    private func total(_ total: ArchiveTotal, _ naming: Naming) -> String {
        naming.words.filled(total.isMore ? "archive_moreThan" : "archive_total", naming.count(Int64(total.count)))
    }

    /// What to do where nothing was found: each as a link where it is one.
    private func hints(_ filters: ArchiveFilters, _ address: PageAddress, _ words: Words) -> [Fields] {
        func hint(_ key: String, _ href: String? = nil) -> Fields { Fields(["hint": words[key], "hintHref": href]) }
        let narrow = ["kind", "subject", "source", "grade", "language", "incident"].filter { address[$0] != nil }
        let dates = ["since", "until"].filter { address[$0] != nil }
        var hints: [Fields] = []
        if !narrow.isEmpty {
            hints.append(
                hint("archive_hintFilters", narrow.reduce(address) { $0.with($1, nil) }.with("after", nil).href))
        }
        if !dates.isEmpty {
            hints.append(hint("archive_hintDates", dates.reduce(address) { $0.with($1, nil) }.with("after", nil).href))
        }
        if filters.query.drills == .without {
            hints.append(hint("archive_hintDrills", address.with("drill", "also").with("after", nil).href))
        }
        if !filters.query.text.isEmpty { hints.append(hint("archive_hintWords")) }
        return hints + [hint("archive_hintSources", "/sources")]
    }

    private func notes(
        _ filters: ArchiveFilters, _ terms: ArchiveSearchTerms, _ fault: ArchiveFault?, _ words: Words
    ) -> [String] {
        var notes = filters.wrong.map { words.filled("archive_wrong", words["archive_\($0)"]) }
        if terms.isCut { notes.append(words.filled("archive_cut", String(ArchiveSearchTerms.longest))) }
        if terms.isNothing { notes.append(words["archive_nothing"]) }
        switch fault {
        case nil: break
        case .tooSlow?: notes.append(words["archive_slow"])
        case .busy?: notes.append(words["archive_busy"])
        case .absent?, .broken?, .unwritable?: notes.append(words["archive_absent"])
        }
        return notes
    }

    private func of(_ incident: Incident, _ naming: Naming) -> Fields {
        [
            "href": PageAddress(path: "/incidents/\(incident.id)").href,
            "ofText": naming.words.filled(
                "archive_ofIncident", naming.title(incident),
                naming.time(incident.firstMentionAt) ?? "", naming.time(incident.lastMentionAt) ?? "",
                naming.count(incident.mentions)),
        ]
    }

    /// The choices of the form, each with what is chosen.
    private func choices(_ address: PageAddress, _ naming: Naming) -> [Fields] {
        let plan = console.plan
        let words = naming.words
        func choice(_ name: String, _ all: [(value: String, text: String)]) -> Fields {
            [
                "name": name, "label": words["archive_\(name)"],
                "options": all.map { value, text -> Fields in
                    ["value": value, "optionText": text, "isChosen": address[name] == value]
                },
            ]
        }
        let grades: [Grade] = [.i, .ii, .iii, .iv]
        return [
            choice("kind", ArchiveKind.allCases.map { ($0.word, words["archiveKind_\($0.word)"]) }),
            choice("subject", plan.subjects.map { ($0.id, naming.subject($0.id)) }),
            choice("source", plan.sources.map { ($0.id, naming.source($0.id)) }),
            choice("grade", grades.map { ($0.label, naming.grade($0)) }),
            choice("language", ["zh-Hans", "zh-Hant", "en"].map { ($0, words["language_\($0)"]) }),
            choice("drill", [("only", words["archive_drillOnly"]), ("also", words["archive_drillAlso"])]),
        ]
    }

    /// The same as a file.
    private func exports(_ filters: ArchiveFilters, _ address: PageAddress) -> [Fields] {
        let base = PageAddress(
            path: "\(APIRoutes.root)/export",
            items: ArchiveExport.items(filters.query).map { .init(name: $0.name, value: $0.value) })
        return ArchiveExport.Format.allCases.map {
            ["href": base.with("format", $0.rawValue).href, "formatName": $0.rawValue.uppercased()]
        }
    }

    private func mention(_ id: String, _ context: ConsoleContext) async throws -> Response {
        let found: ArchivedEntry?
        do { found = try await console.archive.entry(.mention, id.removingPercentEncoding ?? id) } catch {
            throw Problem(error)
        }
        guard let found, let mention = try? Mention(serializedBytes: found.data) else {
            throw Problem(.notFound, "there is no mention \"\(Refusals.shown(id))\" in the archive")
        }
        let naming = console.naming(context)
        let rows = ArchiveRows(naming: naming, snapshot: await console.view.snapshot)
        var fields = rows.row(found)
        fields["mentionID"] = mention.id
        fields["text"] = mention.text
        fields["isCut"] = mention.textCut
        fields["received"] = naming.time(mention.receivedAt)
        fields["aliases"] = naming.list(mention.matchedAliases)
        fields["hasAliases"] = !mention.matchedAliases.isEmpty
        return try console.page(
            "archive-mention", title: mention.title.isEmpty ? naming.words["archiveKind_mention"] : mention.title,
            fields,
            context: context)
    }
}

extension Problem {
    /// What the archive cannot do just now.
    init(_ fault: ArchiveFault) {
        switch fault {
        case .busy: self.init(.busy, fault.description)
        case .tooSlow, .absent, .broken, .unwritable: self.init(.unavailable, fault.description)
        }
    }
}
