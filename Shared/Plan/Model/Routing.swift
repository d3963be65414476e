extension ResponsePlan {
    /// What people are told of.
    public enum Notice: String, Sendable, Hashable, CaseIterable {
        case incidentGraded, coverageLost, clockWarning, clockMissed, signOffRequested, directiveIssued,
            directiveReminder, directiveOverdue, directiveEscalated, statementReleased, statementWithdrawn,
            resourceRequested, tacticalReport, executiveReport, caseClosed,
            evaluationDue, journalCheckpoint
    }

    /// Somebody to tell: `group:leadership`, `role:legal-counsel`, `department:it`, `person:lin-yue`,
    /// `duty:monitoring` (whoever is on duty in that group), or `concerned` (whom the matter names: the directive's
    /// department, the roles still to sign, the request's approvers).
    public enum Recipient: Sendable, Hashable, CustomStringConvertible {
        case group(String)
        case role(String)
        case department(String)
        case person(String)
        case duty(String)
        case concerned

        public init?(_ text: String) {
            if text == "concerned" {
                self = .concerned
                return
            }
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return nil }
            let id = String(parts[1])
            switch parts[0] {
            case "group": self = .group(id)
            case "role": self = .role(id)
            case "department": self = .department(id)
            case "person": self = .person(id)
            case "duty": self = .duty(id)
            default: return nil
            }
        }

        public var description: String {
            switch self {
            case .group(let id): "group:\(id)"
            case .role(let id): "role:\(id)"
            case .department(let id): "department:\(id)"
            case .person(let id): "person:\(id)"
            case .duty(let id): "duty:\(id)"
            case .concerned: "concerned"
            }
        }
    }

    /// Who hears of what, on which channel.
    public struct Route: Sendable, Hashable {
        public struct Repetition: Sendable, Hashable {
            public var every: Span
            /// How many further times at most.
            public var times: Int
        }

        public var what: Notice
        public var grades: [Grade]
        public var to: [Recipient]
        /// In order; for each person the first of these that the person has.
        public var channels: [Contact.Medium]
        /// Asked again until acknowledged; nil is once.
        public var repetition: Repetition?
        /// Told when nobody has acknowledged within `escalateAfter`.
        public var escalateTo: [Recipient]
        public var escalateAfter: Span?
        /// Whether an acknowledgement is asked for.
        public var acknowledge: Bool
    }

    /// Alertmanager's grouping: wait for more of the same, then at intervals, and again after a while.
    public struct Grouping: Sendable, Hashable {
        /// Of the cases whose notices may wait for others; a graver case's go out at once, and so does every notice
        /// that asks for an acknowledgement.
        public var grades: [Grade]
        public var wait: Span
        public var interval: Span
        public var repeatAfter: Span
    }

    /// Where released statements go.
    public struct Channel: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        public var endpoints: [Contact]
        /// Placeholders without which a template for this channel is refused.
        public var requires: [String]
        /// Who reads it.
        public var audience: Audience
        /// The languages spoken there; those of the institution where the plan names none.
        public var languages: [Language]

        public enum Audience: String, Sendable, Hashable, CaseIterable {
            /// Everybody: what is released there is a public word.
            case everybody = "public"
            /// A closed circle, such as the client service or the regulator: no public word.
            case closed
        }
    }

    public struct Mail: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// Each message is written as a file into a directory.
            case file
            case smtp
        }
        public enum Security: String, Sendable, Hashable, CaseIterable {
            case none, startTLS, tls
        }
        public var kind: Kind
        /// For `file`: where messages are written, relative to the data folder.
        public var directory: String?
        /// For `smtp`.
        public var host: String?
        public var port: Int
        /// The sender's address.
        public var from: String
        public var security: Security
        /// Names of the environment variables that hold the account's name and password.
        public var username: String?
        public var password: String?
    }

    /// The routes for a notice about an incident of a grade; without a grade those for any.
    public func routes(for notice: Notice, grade: Grade?) -> [Route] {
        routing.filter { route in
            route.what == notice && (grade.map { route.grades.contains($0) } ?? true)
        }
    }

    /// Whether the plan allows a host although its address is not a public one.
    public func allows(host: String, port: Int?) -> Bool {
        let host = host.lowercased()
        return allowHosts.contains { entry in
            entry == host || (port.map { entry == "\(host):\($0)" } ?? false)
        }
    }
}
