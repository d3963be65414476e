import Casework
import Hummingbird
import Plan
import Schemas

/// One incident with its case: what happened, how it was judged, what is decided, and the forms to decide.
struct IncidentPage: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        for tab in IncidentTab.allCases {
            let path = tab == .overview ? "incidents/:id" : "incidents/:id/\(tab.rawValue)"
            pages.get(RouterPath(path)) { request, context in
                let id = try context.parameters.require("id")
                let snapshot = await console.view.snapshot
                guard let incident = snapshot.incident(id) else {
                    throw Problem(.notFound, "there is no incident \"\(id)\"")
                }
                let query = FormFields(body: request.uri.query ?? "")
                let behalf = StandingIn(
                    principal: query[StandingIn.forWhom] ?? "",
                    reason: String((query[StandingIn.why] ?? "").prefix(300)))
                return try page(tab, incident, snapshot, behalf, context)
            }
        }
    }

    private func page(
        _ tab: IncidentTab, _ incident: Incident, _ snapshot: ViewSnapshot, _ behalf: StandingIn,
        _ context: ConsoleContext
    ) throws -> Response {
        guard let own = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
        let visitor = try own.acting(for: behalf.principal, in: console.plan)
        let naming = console.naming(context)
        let file = IncidentFile(
            incident: incident, matter: snapshot.cases[incident.id], snapshot: snapshot, visitor: visitor,
            naming: naming, now: console.clock())
        let title = naming.title(incident)
        var fields = file.fields(of: tab)
        fields["tabs"] = file.tabs(tab, for: behalf)
        fields["backTab"] = tab.rawValue
        fields["deputyFor"] = behalf.principal.isEmpty ? nil : behalf.principal
        fields["deputyReason"] = behalf.reason
        fields["standIn"] = standIn(own, behalf, incident, naming)
        return try console.page("incident", title: title, fields, live: incident.id, context: context)
    }

    /// For whom the visitor acts, or may act; `nil` for who is nobody's deputy.
    private func standIn(
        _ visitor: Visitor, _ behalf: StandingIn, _ incident: Incident, _ naming: Naming
    ) -> Fields? {
        let principals = console.plan.people.filter { $0.deputies.contains(visitor.person.id) }
        guard !principals.isEmpty else { return nil }
        var fields: Fields = [
            "action": StandingIn().address(ofIncident: incident.id), "why": behalf.reason,
            "choices": principals.map { ["id": $0.id, "name": naming.person($0.id)] as Fields },
        ]
        if !behalf.principal.isEmpty { fields["acting"] = naming.person(behalf.principal) }
        return fields
    }
}

/// Everything a page about one incident is made of.
struct IncidentFile {
    let incident: Incident
    let matter: Case?
    let snapshot: ViewSnapshot
    let visitor: Visitor
    let naming: Naming
    let now: Int64

    /// Mentions that stand open on the page, the most telling; the others are folded.
    static let shownEvidence = 8

    var plan: ResponsePlan { naming.plan }
    var words: Words { naming.words }
    /// What services say of it, in the reader's language.
    var said: Said { Said(naming: naming, matter: matter) }
    var isOpen: Bool { matter.map { !$0.state.isOver } ?? false }

    /// What every part has, and what stands in this one: nothing else is made.
    func fields(of tab: IncidentTab) -> Fields {
        var fields = Fields([
            "incident": head, "hasCase": matter != nil, "incidentRevision": incident.revision,
            "caseRevision": matter?.revision ?? 0, "people": people,
            (tab == .overview ? "overview" : "\(tab.rawValue)Tab"): true,
        ])
        let decisions = PendingDecisions(snapshot: snapshot, naming: naming)
        let pending = decisions.rows(about: incident)
        let refused = decisions.refused(about: incident)
        if !refused.isEmpty { fields["refusals"] = ["refusedDecisions": refused] as Fields }
        if !pending.isEmpty { fields["underWay"] = ["pending": pending] as Fields }
        fields.merge(part(tab)) { $1 }
        return fields
    }

    private func part(_ tab: IncidentTab) -> Fields {
        switch tab {
        case .overview: return overview
        case .brief: return brief
        case .mentions:
            var fields = evidenceFields
            fields["charts"] = charts.charts
            return fields
        case .statements:
            guard let matter else { return [:] }
            var part = statementFields(matter)
            let contradictions = contradictions(matter)
            if !contradictions.isEmpty { part["disagreement"] = ["contradictions": contradictions] as Fields }
            return ["matter": part]
        case .directives:
            var fields = resourceFields
            if let matter { fields["matter"] = directiveFields(matter) }
            return fields
        case .clocks: return matter.map { ["matter": clockFields($0)] } ?? [:]
        case .messages: return deliveryFields
        case .record:
            var fields = journalFields
            if let matter { fields["matter"] = reportFields(matter) }
            return fields
        }
    }

    var charts: IncidentCharts {
        IncidentCharts(
            volume: incident.volume, sources: incident.sources, matter: matter,
            journal: snapshot.journal[incident.id] ?? [],
            end: matter.map { $0.closedAt > 0 ? $0.closedAt : now } ?? now, naming: naming)
    }

    /// Where a decision of that kind is posted.
    func action(_ kind: String) -> String { "/incidents/\(incident.id)/decisions/\(kind)" }

    /// What stands against the visitor's decision now.
    func refusal(of kind: Decision.OneOf_Kind) -> Refusal? {
        snapshot.refusal(of: kind, about: incident.id, by: visitor, plan: plan, now: now)
    }

    func may(_ kind: Decision.OneOf_Kind) -> Bool { visitor.may(kind) }

    func may(_ permission: ResponsePlan.Permission) -> Bool { visitor.may(permission) }

    var people: [Fields] { plan.people.map { ["id": $0.id, "name": naming.person($0.id)] } }

    /// Links to mentions, each by the first characters of its id.
    func mentions(_ ids: [String]) -> [Fields] {
        ids.prefix(12).map {
            [
                "mentionHref": IncidentTab.mentions.address(of: incident.id, anchor: "mention-\($0)"),
                "short": String($0.prefix(6)),
            ]
        }
    }

    var head: Fields {
        return Fields([
            "id": incident.id, "title": naming.title(incident),
            "grade": incident.grade.label, "gradeName": naming.grade(incident.grade),
            "colourName": naming.colour(incident.grade), "colour": incident.grade.colour,
            "revision": incident.revision, "incidentHref": "/incidents/\(incident.id)",
            "isUnconfirmed": isOpen && matter?.gradeConfirmed == false
                && matter?.grade.plan.flatMap { plan.grading.confirmation(of: $0) } != nil,
            "subject": naming.subject(incident.subject), "kind": naming.kind(incident.kind),
            "incidentState": naming.state(incident, in: matter), "rumourState": naming.state(incident.rumourState),
            "caseState": matter.map { naming.state($0.state) }, "caseWord": matter?.state.word,
            "regraded": regraded,
            "mergedInto": incident.mergedInto.isEmpty ? nil : incident.mergedInto,
        ])
    }

    /// Who set another grade, or confirmed the one in force.
    private var regraded: String? {
        guard !incident.regradedBy.isEmpty else { return nil }
        let (person, reason) = (naming.person(incident.regradedBy), incident.regradeReason)
        guard incident.regradedTo.plan != nil else {
            return words.filled("incident_confirmed", person, reason.isEmpty ? "" : words["colon"] + reason)
        }
        return words.filled("incident_regraded", incident.regradedTo.label, person, reason)
    }

    var numbers: [Fields] {
        let share = incident.mentions > 0 ? Double(incident.negative) / Double(incident.mentions) : 0
        let rows: [(String, String?)] = [
            ("mentions", naming.count(incident.mentions)), ("distinct", naming.count(incident.distinct)),
            ("negativeShare", naming.percent(share)), ("reach", naming.count(incident.reach)),
            ("authors", naming.count(incident.distinctAuthors)), ("firstMention", naming.time(incident.firstMentionAt)),
            ("lastMention", naming.time(incident.lastMentionAt)), ("discovered", naming.time(incident.discoveredAt)),
        ]
        return rows.compactMap { key, value in value.map { ["label": words[key], "value": $0] } }
    }

    var assessment: Fields {
        let assessment = incident.assessment
        let scores =
            assessment.indicators.filter { $0.name != GradeOutlook.Values.grade }.map { ($0, "indicator_\($0.name)") }
            + assessment.impacts.map { ($0, "impact_\($0.name)") }
        return Fields([
            "computed": assessment.computedGrade.label, "computedName": naming.grade(assessment.computedGrade),
            "computedColour": assessment.computedGrade.colour,
            "total": naming.number(assessment.total), "confidence": naming.percent(assessment.confidence),
            "credibility": naming.percent(assessment.credibility),
            "rumour": naming.percent(assessment.rumourLikelihood),
            "confidenceReasons": assessment.confidenceReasons.map { said.text($0) }, "planHash": assessment.planHash,
            "assessedAt": naming.time(assessment.assessedAt), "outlook": outlook,
            "scores": scores.map { score, key -> Fields in
                let step = min(max(Int(score.step), 1), 4)
                return [
                    "name": words.texts[key] ?? score.name, "step": step,
                    "pips": String(repeating: "●", count: step) + String(repeating: "○", count: 4 - step),
                    "measured": naming.number((score.value * 10).rounded() / 10),
                    "unit": naming.unit(score.unit), "why": said.text(score.reason),
                    "rule": score.rule, "mentions": mentions(score.mentionIds),
                ]
            },
        ])
    }

    /// Why it is this grade, what would raise it and when it falls; nothing of a grade that a person gave.
    var outlook: String? {
        guard incident.regradedBy.isEmpty, let values = GradeOutlook.Values(incident) else { return nil }
        return GradeWords(plan: plan, language: words.language).text(GradeOutlook(values, plan.grading))
    }

    /// What its source says there since it was edited.
    private func revised(_ evidence: Evidence) -> Fields? {
        guard evidence.revisedAt > 0 else { return nil }
        return Fields([
            "revisedText": words.filled("evidence_revised", naming.time(evidence.revisedAt) ?? ""),
            "revisedTitle": evidence.revisedTitle.isEmpty ? nil : evidence.revisedTitle,
            "revisedExcerpt": evidence.revisedExcerpt,
        ])
    }

    private var evidenceFields: Fields {
        let rows = incident.evidence.map { evidence in
            Fields([
                "mentionID": evidence.mentionID, "title": evidence.title.isEmpty ? evidence.mentionID : evidence.title,
                "excerpt": evidence.excerpt, "revised": revised(evidence), "sourceName": naming.source(evidence.source),
                "tierName": naming.tier(evidence.tier), "author": evidence.author,
                "publishedAt": naming.time(evidence.publishedAt), "negativity": naming.percent(evidence.negativity),
                "evidenceReach": naming.count(evidence.reach),
                "copies": evidence.copies > 0 ? String(evidence.copies) : nil,
                "link": WebLink.address(evidence.url),
            ])
        }
        return [
            "evidenceList": Array(rows.prefix(Self.shownEvidence)),
            "moreEvidence": rows.count > Self.shownEvidence
                ? [
                    "list": Array(rows.dropFirst(Self.shownEvidence)),
                    "moreText": words.filled("evidence_more", String(rows.count - Self.shownEvidence)),
                ] as Fields : [:] as Fields, "hasMoreEvidence": rows.count > Self.shownEvidence,
            "archiveHref": PageAddress(
                path: "/archive",
                items: [.init(name: "kind", value: "mention"), .init(name: "incident", value: incident.id)]
            ).href,
            "canSplit": rows.count > 1 && !incident.state.isOver && may(.split(SplitIncident())),
            "splitAction": action("split-incident"),
        ]
    }
}

/// A link from outside: only the web, nothing that runs.
enum WebLink {
    static func address(_ text: String) -> String? {
        let lower = text.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), text.utf8.count <= 2048,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f && $0 != "\"" && $0 != "<" })
        else { return nil }
        return text
    }
}
