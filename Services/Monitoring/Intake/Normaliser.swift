public import Plan
public import Schemas
import SwiftProtobuf
import Text

/// Makes of a draft what enters the log: cleaned, its language known, one intake for each subject it names.
public struct Normaliser: Sendable {
    private let matching: SubjectMatching
    private let sources: [String: ResponsePlan.Source]
    /// The plan's subjects, in the order of their ids.
    private let known: [String]

    public init(plan: ResponsePlan) {
        matching = SubjectMatching(plan: plan)
        known = plan.subjects.map(\.id).sorted()
        sources = Dictionary(plan.sources.map { ($0.id, $0) }) { first, _ in first }
    }

    /// - Parameters:
    ///   - source: where it came by; the draft may name another of the plan.
    ///   - receivedAt: milliseconds since 1970.
    ///   - drill: the drill it is part of: what is said in one is no copy of anything outside it. nil for what is real.
    ///   - assuming: the subject it is taken to be about when it names none; nil: it is dropped.
    /// - Returns: one intake for each subject named, in the order of subject ids; none when it names none. Of an edit one
    ///   more for each other subject: what was a mention of it before is heard by those who quote it.
    public func intakes(
        of draft: MentionDraft, from source: ResponsePlan.Source, receivedAt: Int64, drill: String? = nil,
        assuming assumed: String? = nil
    ) throws(DraftMistake) -> [Intake] {
        try draft.check(now: receivedAt)
        let source = try named(draft.source) ?? source
        let address = try address(draft.url, isLoose: draft.isMended)
        var mention = Mention()
        mention.source = source.id
        mention.tier = SourceTier(rawValue: source.tier) ?? .unspecified
        mention.title = SafeText.line(draft.title ?? "", maximumCharacters: 500)
        let whole = SafeText.clean(
            draft.text,
            maximumCharacters: draft.isMended ? draft.text.utf8.count : MentionDraft.textCharacters)
        mention.textCut = whole.utf8.count > MentionDraft.textCharacters && whole.count > MentionDraft.textCharacters
        mention.text = mention.textCut ? String(whole.prefix(MentionDraft.textCharacters)) : whole
        mention.url = address?.string ?? ""
        mention.author = SafeText.line(draft.author ?? "", maximumCharacters: 200)
        mention.externalID = SafeText.line(draft.externalID ?? "", maximumCharacters: 500)
        mention.reach = draft.reach
        mention.publishedAt = draft.publishedAt ?? receivedAt
        mention.publishedUnknown = draft.isMended && draft.publishedAt == nil
        mention.backlog = draft.isBacklog
        mention.receivedAt = receivedAt
        mention.drill = drill != nil
        guard !mention.text.allSatisfy(\.isWhitespace) else {
            throw DraftMistake(field: "text", found: "only invisible characters", expected: "what was said")
        }
        mention.language = try language(draft.language, of: mention, from: source)
        var subjects = matching.subjects(title: mention.title, text: whole)
        if subjects.isEmpty, let assumed { subjects = [(assumed, [])] }
        let all = subjects.map(\.id)
        func intake(naming subject: (id: String, aliases: [String])) -> Intake {
            self.intake(
                of: mention, naming: subject, besides: all, host: address?.host ?? "",
                identity: draft.identity, drill: drill.map { ["drill", $0] } ?? [])
        }
        let named = subjects.map { intake(naming: $0) }
        guard draft.isEdit else { return named }
        return named
            + known.filter { !all.contains($0) }.map { id in
                var edit = intake(naming: (id, []))
                edit.isEdit = true
                return edit
            }
    }

    private func intake(
        of mention: Mention, naming subject: (id: String, aliases: [String]), besides all: [String], host: String,
        identity: [String]?, drill: [String]
    ) -> Intake {
        let contentKey = MentionKeys.content(subject: subject.id, mention: mention, host: host, drill: drill)
        // A source's own id is as good as an address: an edited text under it is no second mention.
        let address: [String]? =
            if let identity {
                drill + ["item", mention.source] + identity
            } else if !mention.url.isEmpty {
                drill + ["url", mention.url]
            } else if !mention.externalID.isEmpty {
                drill + ["external", mention.source, mention.externalID]
            } else {
                nil
            }
        return Intake.with {
            $0.mention = mention
            $0.mention.subject = subject.id
            $0.mention.id = EventID.derive(["mention", subject.id] + (address ?? ["content", contentKey]))
            $0.mention.matchedAliases = subject.aliases
            $0.mention.alsoSubjects = all.filter { $0 != subject.id }
            $0.contentKey = contentKey
            $0.addressKey = address.map { MentionKeys.address(subject: subject.id, parts: $0) } ?? ""
        }
    }

    private func named(_ id: String?) throws(DraftMistake) -> ResponsePlan.Source? {
        guard let id, !id.isEmpty else { return nil }
        guard let source = sources[id] else {
            throw DraftMistake(
                field: "source", found: DraftMistake.shown(id),
                expected: "a source of the plan: " + sources.keys.sorted().joined(separator: ", "))
        }
        return source
    }

    private func address(_ text: String?, isLoose: Bool) throws(DraftMistake) -> CanonicalURL? {
        guard let text, !text.isEmpty else { return nil }
        guard let url = CanonicalURL(text) else {
            // A bad link loses the link, not the item.
            if isLoose { return nil }
            throw DraftMistake(
                field: "url", found: DraftMistake.shown(text),
                expected: "an absolute http or https address of at most \(CanonicalURL.maximumLength) bytes")
        }
        return url
    }

    private func language(
        _ tag: String?, of mention: Mention, from source: ResponsePlan.Source
    ) throws(DraftMistake) -> String {
        guard let tag, !tag.isEmpty else {
            return source.language?.rawValue ?? LanguageGuess.guess(mention.title + mention.text)
        }
        guard let language = LanguageGuess.canonical(tag) else {
            throw DraftMistake(
                field: "language", found: DraftMistake.shown(tag), expected: "a BCP 47 tag such as zh-Hans or en")
        }
        return language
    }
}
