extension ResponsePlan {
    /// What to do about a kind of event at a grade.
    public struct Playbook: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        public var eventKinds: [EventKind]
        public var grades: [Grade]
        public var directives: [DirectiveTemplate]
    }

    /// A task for a department, to be issued as a directive.
    public struct DirectiveTemplate: Sendable, Hashable, Identifiable {
        /// Unique in its playbook.
        public var id: String
        /// The id of a department.
        public var department: String
        public var title: Localized
        public var text: Localized
        public var due: Span
        public var time: Timekeeping
        /// What must be told before it counts as done.
        public var requiredFields: [RequiredField]
        /// What a statement may say about it once it was issued; part of `{{measures}}`.
        public var publicWording: Localized?
    }

    public struct RequiredField: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
    }

    /// The directives of every playbook for a kind of event at a grade, in the plan's order.
    public func playbooks(for kind: EventKind, grade: Grade) -> [Playbook] {
        playbooks.filter { $0.eventKinds.contains(kind) && $0.grades.contains(grade) }
    }
}
