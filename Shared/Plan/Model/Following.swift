extension ResponsePlan {
    /// Who may act for an absent person. Whom somebody may stand in for is said with the person (``Person/deputies``).
    public struct Deputising: Sendable, Hashable {
        /// What a deputy may do by the principal's roles; what is not here nobody does for another.
        public var permissions: Set<Permission>
        /// Whether the deputy's decision has to say why the principal does not act.
        public var reason: Bool
    }

    /// How directives are followed until they are done: in each directive's own time, calendar or working.
    public struct Following: Sendable, Hashable {
        /// A step upward when a directive stays undone.
        public struct Escalation: Sendable, Hashable {
            /// After the due time.
            public var after: Span
            public var to: [Recipient]
        }
        /// Fractions of the time to the due time, 0…1, at which those who have to act are reminded; ascending.
        public var remindAt: [Double]
        /// What is overdue is told again after so long.
        public var repeatOverdue: Span
        /// In order of time.
        public var escalation: [Escalation]
    }

    /// A report drawn from the record: for those who lead, or for those who act.
    public struct ReportRule: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case executive, tactical
        }
        public enum Content: String, Sendable, Hashable, CaseIterable {
            case status, overview, nextSteps, conditions, actions, needs
        }
        /// By itself, this often while the case has one of these grades.
        public struct Schedule: Sendable, Hashable {
            public var grades: [Grade]
            public var every: Span
            public var time: Timekeeping
        }
        public struct Section: Sendable, Hashable {
            public var content: Content
            public var names: Localized
        }
        public var kind: Kind
        public var names: Localized
        public var schedule: [Schedule]
        public var sections: [Section]

        public func schedule(for grade: Grade) -> Schedule? { schedule.first { $0.grades.contains(grade) } }
    }

    /// How long what is kept beside the audit record stays after a case is over. Journal, decisions and evaluations stay
    /// for ``EvaluationTemplate/keepYears`` at least.
    public struct Retention: Sendable, Hashable {
        /// The private copy of the journal, from which an evaluation can be written anew.
        public var journalCopies: Span
        /// The case's row with its deliveries: the history that the strategy advisor looks at.
        public var cases: Span
        /// How long the console's archive keeps a mention after it was published.
        public var mentions: Span
    }

    /// Which past cases count as history (Coombs 2007, crisis history).
    public struct History: Sendable, Hashable {
        /// Closed within this long.
        public var within: Span
        /// Only those of the same kind of event.
        public var sameKind: Bool
    }

    public func report(_ kind: String) -> ReportRule? { reports.first { $0.kind.rawValue == kind } }

    /// Whether one person may stand in for another.
    public func isDeputy(_ person: String, of principal: String) -> Bool {
        self.person(principal)?.deputies.contains(person) ?? false
    }

    /// Whose roles count when a person acts for another: the other's where the plan makes the person their deputy in
    /// this, else the person's own.
    public func roleHolder(of person: String, for principal: String, _ permission: Permission) -> String {
        isDeputy(person, of: principal) && deputising.permissions.contains(permission) ? principal : person
    }
}
