extension ResponsePlan {
    /// A deadline with a named start.
    public struct ClockRule: Sendable, Hashable, Identifiable {
        /// The event that starts a clock.
        public enum Start: String, Sendable, Hashable, CaseIterable {
            case firstMention, discovered, graded, caseOpened, complaintReceived, statementReleased
        }
        /// What meets a deadline.
        public enum Stop: String, Sendable, Hashable, CaseIterable {
            /// A person records that it was done, with proof where the rule asks for it.
            case filing
            case gradeConfirmed, statementReleased, caseClosed, evaluationSigned
        }
        public enum Proof: String, Sendable, Hashable, CaseIterable {
            case none
            /// The receipt number of the filing.
            case receipt
            /// The SHA-256 of the document filed.
            case document
            /// Both.
            case filing

            public var asksReceipt: Bool { self == .receipt || self == .filing }
            public var asksDocument: Bool { self == .document || self == .filing }
        }
        public struct Warning: Sendable, Hashable {
            /// The fraction of the time, 0…1, at which to warn.
            public var at: Double
            public var to: [Recipient]
        }
        /// More time, with somebody's approval.
        public struct Extension: Sendable, Hashable, Identifiable {
            /// Unique in its clock.
            public var id: String
            public var names: Localized
            /// Added to the due time.
            public var duration: Span
            /// Ids of roles, any of which grants it; empty where the case's being complex is enough.
            public var roles: [String]
        }

        public var id: String
        public var names: Localized
        public var start: Start
        public var stop: Stop
        public var duration: Span
        public var time: Timekeeping
        /// The grades it runs for.
        public var grades: [Grade]
        /// The kinds of event it runs for.
        public var kinds: [EventKind]
        /// In order of time.
        public var warnAt: [Warning]
        public var extensions: [Extension]
        public var proof: Proof
        /// The rule it comes from, as text.
        public var source: String
        /// False for a rule of another profile that is kept for reference and does not run.
        public var enabled: Bool

        public func applies(to grade: Grade, kind: EventKind) -> Bool {
            enabled && grades.contains(grade) && kinds.contains(kind)
        }
    }
}
