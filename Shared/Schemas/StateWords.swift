// The names of states as they stand in journals, refusals, classes and the console's catalogue: said once.

extension DirectiveState {
    /// `proposed`, `issued`, …; `none` where it is not set.
    public var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .proposed: "proposed"
        case .issued: "issued"
        case .delivered: "delivered"
        case .accepted: "accepted"
        case .done: "done"
        case .waived: "waived"
        case .overdue: "overdue"
        }
    }

    /// Done or waived: nothing is left to do.
    public var isSettled: Bool { self == .done || self == .waived }
}

extension StatementState {
    /// `draft`, `signed`, …; `none` where it is not set.
    public var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .draft: "draft"
        case .signed: "signed"
        case .released: "released"
        case .published: "published"
        case .withdrawn: "withdrawn"
        }
    }
}

extension ClockState {
    /// `running`, `met`, `missed`; `none` where it is not set.
    public var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .running: "running"
        case .met: "met"
        case .missed: "missed"
        }
    }
}

extension RumourState {
    /// `unverified`, `confirmed`, `refuted`; an unknown one counts as unverified.
    public var word: String {
        switch self {
        case .unverified, .UNRECOGNIZED: "unverified"
        case .confirmed: "confirmed"
        case .refuted: "refuted"
        }
    }
}

extension ResourceState {
    /// `requested`, `approved`, `refused`; `none` where it is not set.
    public var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .requested: "requested"
        case .approved: "approved"
        case .refused: "refused"
        }
    }
}
