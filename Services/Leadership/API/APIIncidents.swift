import Schemas
import SwiftProtobuf

/// Incidents, and what is drilled.
enum APIIncidents {
    private static let filters = [
        APIParameter.choice("grade", of: Grade.self, "Only of this grade."),
        .choice("state", of: IncidentState.self, "Only in this state."), .subject, .since("changed"),
    ]

    static let routes = [
        APIRoute(
            path: "/api/v1/incidents", id: "listIncidents", summary: "Incidents by id.", tag: "Incidents",
            query: APIParameter.paging + filters + [.drill], answer: .list(Incident.self)
        ) { call in
            try call.page(call.snapshot.incidents.values.filter { admits($0, call) }, key: \.id) { $0 }
        },
        APIRoute(
            path: "/api/v1/incidents/{incident}", id: "getIncident",
            summary: "An incident with its evidence, assessment and volume.", tag: "Incidents",
            answer: .one(Incident.self), problems: [404]
        ) { call in try call.one(try call.incident()) },
        APIRoute(
            path: "/api/v1/drills", id: "listDrills", summary: "Incidents of drills by id.", tag: "Incidents",
            query: APIParameter.paging + filters, answer: .list(Incident.self)
        ) { call in
            let drills = call.snapshot.drills.compactMap { call.snapshot.incidents[$0] }
            return try call.page(drills.filter { admits($0, call) }, key: \.id) { $0 }
        },
    ]

    private static func admits(_ incident: Incident, _ call: APICall) -> Bool {
        (call.choice("grade", Grade.self).map { $0 == incident.grade } ?? true)
            && (call.choice("state", IncidentState.self).map { $0 == incident.state } ?? true)
            && (call["subject"].map { $0 == incident.subject } ?? true)
            && (call.number("since").map { incident.updatedAt >= $0 } ?? true)
            && (call.flag("drill").map { $0 == incident.drill } ?? true)
    }
}

extension APICall {
    /// The incident that the path names.
    func incident() throws -> Incident {
        let id = try capture("incident")
        guard let incident = snapshot.incidents[id] else {
            throw Problem(.notFound, "there is no incident \"\(Refusals.shown(id))\"")
        }
        return incident
    }

    /// The case of the incident that the path names.
    func matter() throws -> Case {
        let id = try capture("incident")
        guard let matter = snapshot.cases[id] else {
            throw Problem(.notFound, "there is no case of incident \"\(Refusals.shown(id))\"")
        }
        return matter
    }
}
