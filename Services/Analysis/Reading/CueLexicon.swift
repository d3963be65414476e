import Plan
import Text

/// Everything a text is searched for, in one automaton: the seed lexicon, the plan's terms, and the institutions' names.
struct CueLexicon: Sendable {
    /// One of the plan's lists of terms.
    struct Mark: Hashable, Sendable {
        enum List: Hashable, Sendable {
            case sensitive(index: Int)
            case axis(ResponsePlan.ImpactAxis, index: Int)
        }
        var list: List
        /// `sensitive:<id>`, `axis:<axis>:<n>`: how a cluster's row names it.
        var name: String
        /// Where in the plan.
        var keyPath: String
        /// Points.
        var score: Double
    }

    /// What a phrase is; words of spaced scripts count only where they stand whole.
    struct Phrase: Sendable {
        var roles: [CueRole]
        var startsWordlike: Bool
        var endsWordlike: Bool
        var length: Int
        /// Folded.
        var text: String
    }

    /// What of a phrase's roles a reader asks for at every occurrence: no list to walk.
    struct Traits: OptionSet, Sendable {
        let rawValue: UInt16
        static let startsWordlike = Traits(rawValue: 1)
        static let endsWordlike = Traits(rawValue: 2)
        static let shield = Traits(rawValue: 4)
        static let feeling = Traits(rawValue: 8)
        static let negator = Traits(rawValue: 16)
        static let question = Traits(rawValue: 32)
        static let prevention = Traits(rawValue: 64)
        static let contrast = Traits(rawValue: 128)
        static let partBehind = Traits(rawValue: 256)
        static let partBefore = Traits(rawValue: 512)
        static let firstPerson = Traits(rawValue: 1024)

        init(rawValue: UInt16) { self.rawValue = rawValue }

        init(_ phrase: Phrase) {
            var traits: Traits = []
            if phrase.startsWordlike { traits.insert(.startsWordlike) }
            if phrase.endsWordlike { traits.insert(.endsWordlike) }
            for role in phrase.roles {
                switch role {
                case .shield: traits.insert(.shield)
                case .negative, .positive: traits.insert(.feeling)
                case .negator: traits.insert(.negator)
                case .question: traits.insert(.question)
                case .prevention: traits.insert(.prevention)
                case .contrast: traits.insert(.contrast)
                case .partBehind: traits.insert(.partBehind)
                case .partBefore: traits.insert(.partBefore)
                case .firstPerson, .complaint: traits.insert(.firstPerson)
                default: break
                }
            }
            self = traits
        }
    }

    /// A phrase for those who meet it again and again: nothing in it is counted by reference.
    struct Entry: Sendable {
        var traits: Traits
        /// The first institution whose name it is, or -1.
        var owner: Int32 = -1
        /// Its roles, in `roles`.
        var firstRole: Int32
        var endRole: Int32
    }

    /// Subjects first, in the plan's order, then peers.
    let owners: [String]
    let marks: [Mark]
    let matterHashes: [UInt64]
    let phrases: [Phrase]
    /// For each phrase.
    let entries: [Entry]
    /// Of all phrases, one after the other.
    private let roles: [CueRole]
    let automaton: PatternAutomaton

    init(plan: ResponsePlan, folding: TextFolding = .standard) {
        var order: [[UInt32]] = []
        var index: [[UInt32]: Int] = [:]
        var phrases: [Phrase] = []
        func add(_ phrase: String, _ role: CueRole) {
            let folded = folding.foldScalars(phrase)
            guard let first = folded.first, let last = folded.last else { return }
            if let known = index[folded] {
                if !phrases[known].roles.contains(role) { phrases[known].roles.append(role) }
                return
            }
            index[folded] = order.count
            order.append(folded)
            phrases.append(
                Phrase(
                    roles: [role], startsWordlike: ScalarKind(first).isWordlike,
                    endsWordlike: ScalarKind(last).isWordlike, length: folded.count,
                    text: TextFolding.string(folded)))
        }
        func addAll(_ cues: String, _ role: CueRole) {
            for phrase in Lexicon.phrases(cues) { add(phrase, role) }
        }

        for level in Lexicon.negative { addAll(level.cues, .negative(level.weight)) }
        for level in Lexicon.positive { addAll(level.cues, .positive(level.weight)) }
        for level in Lexicon.rumours { addAll(level.cues, .rumour(level.weight)) }
        addAll(Lexicon.negators, .negator)
        addAll(Lexicon.contrast, .contrast)
        addAll(Lexicon.questions, .question)
        addAll(Lexicon.irony, .irony)
        addAll(Lexicon.shields, .shield)
        addAll(Lexicon.prevention, .prevention)
        addAll(Lexicon.firstPerson, .firstPerson)
        addAll(Lexicon.complaint, .complaint)
        addAll(Lexicon.refutation, .refutation)
        addAll(Lexicon.advertisements, .advertisement)
        addAll(Lexicon.denials, .denial)
        addAll(Lexicon.past, .past)
        addAll(Lexicon.solicitations, .solicitation)
        addAll(Lexicon.partBehind, .partBehind)
        addAll(Lexicon.partBefore, .partBefore)
        for (number, matter) in Lexicon.matters.enumerated() { addAll(matter.cues, .matter(number)) }

        var marks: [Mark] = []
        for (number, list) in plan.grading.sensitiveTerms.enumerated() {
            for term in list.terms { add(term, .mark(marks.count)) }
            marks.append(
                Mark(
                    list: .sensitive(index: number), name: "sensitive:\(list.id)",
                    keyPath: "grading.sensitiveTerms[\(number)]", score: list.score))
        }
        for axis in ResponsePlan.ImpactAxis.allCases {
            for (number, list) in (plan.grading.impact.axes[axis]?.terms ?? []).enumerated() {
                for term in list.terms { add(term, .mark(marks.count)) }
                marks.append(
                    Mark(
                        list: .axis(axis, index: number), name: "axis:\(axis.rawValue):\(number)",
                        keyPath: "grading.impact.axes.\(axis.rawValue).terms[\(number)]", score: list.score))
            }
        }

        var owners: [String] = []
        for subject in plan.subjects {
            for name in subject.allNames { add(name, .name(owners.count)) }
            owners.append(subject.id)
        }
        for (number, peer) in plan.peers.enumerated() {
            for name in [peer.name] + peer.aliases { add(name, .name(owners.count)) }
            owners.append("peer/\(number)")
        }

        // Of those whom the plan does not name.
        let planned = Set(plan.subjects.flatMap(\.allNames) + plan.peers.flatMap { [$0.name] + $0.aliases })
        for name in Lexicon.phrases(Lexicon.otherParties) where !planned.contains(where: { $0.contains(name) }) {
            add(name, .name(owners.count))
        }
        owners.append("other")

        self.owners = owners
        self.marks = marks
        self.matterHashes = Lexicon.matters.map { Hashing.stableHash("matter/\($0.id)") }
        self.phrases = phrases
        var roles: [CueRole] = []
        entries = phrases.map { phrase in
            var entry = Entry(
                traits: Traits(phrase), firstRole: Int32(roles.count), endRole: Int32(roles.count + phrase.roles.count))
            for role in phrase.roles.reversed() { if case .name(let owner) = role { entry.owner = Int32(owner) } }
            roles += phrase.roles
            return entry
        }
        self.roles = roles
        self.automaton = PatternAutomaton(order)
    }

    /// The roles of a phrase, in order.
    @inline(__always)
    func forEachRole(of phrase: Int, _ body: (CueRole) -> Void) {
        let entry = entries[phrase]
        for index in Int(entry.firstRole)..<Int(entry.endRole) { body(roles[index]) }
    }
}
