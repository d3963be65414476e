import Plan
import Schemas

/// The parts of an incident's page, each with an address of its own: nothing is loaded that is not looked at.
enum IncidentTab: String, CaseIterable {
    /// What it is, how bad it gets, what is asked of the reader, what others are at.
    case overview
    /// The state of the case on one page, to be read or printed by who comes in.
    case brief
    case mentions, statements, directives, clocks, messages, record

    /// - Parameter anchor: a place on it, without its `#`; empty for its beginning.
    func address(of incident: String, anchor: String = "") -> String {
        let page = "/incidents/\(PageAddress.encoded(incident))" + (self == .overview ? "" : "/\(rawValue)")
        return anchor.isEmpty ? page : "\(page)#\(anchor)"
    }

    /// Where a place on an incident's pages stands, by what it is called.
    static func holding(_ anchor: String) -> IncidentTab {
        for (beginning, tab) in places where anchor.hasPrefix(beginning) { return tab }
        return .overview
    }

    private static let places: [(String, IncidentTab)] = [
        ("statement", .statements), ("directive", .directives), ("resources", .directives), ("clock", .clocks),
        ("deliver", .messages), ("mention-", .mentions), ("evidence", .mentions), ("journal", .record),
        ("report", .record),
    ]

    static func address(of incident: String, holding anchor: String) -> String {
        holding(anchor).address(of: incident, anchor: anchor)
    }
}

extension IncidentFile {
    /// The parts as links, each with how many there are of what it shows.
    func tabs(_ current: IncidentTab, for behalf: StandingIn) -> [Fields] {
        let open = matter?.directives.count { !$0.state.isSettled } ?? 0
        let running = matter?.clocks.count { $0.state == .running } ?? 0
        let troubled = snapshot.deliveries(about: incident.id).count { DeliveryRows.standing($0) == .trouble }
        let counts: [IncidentTab: Int] = [
            .mentions: Int(clamping: incident.mentions), .statements: matter?.statements.count ?? 0,
            .directives: open, .clocks: running, .messages: troubled,
        ]
        return IncidentTab.allCases.filter { $0.isOfIncident || matter != nil }.map { tab in
            let address = PageAddress(path: tab.address(of: incident.id))
            return Fields([
                "tabHref": behalf.kept(in: address).href, "tabName": words["tab_\(tab.rawValue)"],
                "tabCount": counts[tab].flatMap { $0 > 0 ? naming.count(Int64($0)) : nil }, "isCurrent": tab == current,
            ])
        }
    }
}

extension IncidentTab {
    /// It is there before there is a case.
    var isOfIncident: Bool {
        switch self {
        case .overview, .brief, .mentions, .messages, .record: true
        case .statements, .directives, .clocks: false
        }
    }
}
