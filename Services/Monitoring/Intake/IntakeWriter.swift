public import EventLog
public import Plan
import Processing
public import Schemas
import Tracing

/// What came of appending drafts.
public struct IntakeOutcome: Hashable, Sendable {
    /// For each draft the ids of its mentions: one for each subject it names, none when it names none.
    public var ids: [[String]]
    public var matched: Int { ids.count { !$0.isEmpty } }
    public var dropped: Int { ids.count - matched }
    /// The newest time of publication; nil when nothing came.
    public var newest: Int64?

    public init(ids: [[String]], newest: Int64?) {
        self.ids = ids
        self.newest = newest
    }
}

/// Some of the drafts are not what they should be; nothing was appended.
public struct RefusedDrafts: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Item: Hashable, Sendable {
        /// The draft's place, from 0.
        public var index: Int
        public var mistake: DraftMistake

        public init(index: Int, mistake: DraftMistake) {
            self.index = index
            self.mistake = mistake
        }
    }
    public var items: [Item]

    public init(items: [Item]) { self.items = items }

    public var description: String { items.map { "item \($0.index): \($0.mistake)" }.joined(separator: "; ") }
}

/// Drafts in, intake records out: what the push endpoint, `fenghuo mentions import` and the demo share.
public struct IntakeWriter: Sendable {
    private let plan: ResponsePlan
    private let producer: any Producer
    private let normaliser: Normaliser
    private let records: IntakeRecords
    private let clock: @Sendable () -> Int64
    private let assumed: String?

    /// - Parameters:
    ///   - clock: milliseconds since 1970: when a mention came in.
    ///   - assuming: the subject that a draft which names none is taken to be about; nil: it is dropped.
    public init(
        plan: ResponsePlan, producer: any Producer, partitions: Int32, contentType: ContentType,
        clock: @escaping @Sendable () -> Int64, assuming assumed: String? = nil
    ) {
        self.assumed = assumed
        self.plan = plan
        self.producer = producer
        normaliser = Normaliser(plan: plan)
        records = IntakeRecords(partitions: partitions, contentType: contentType)
        self.clock = clock
    }

    /// Appends all of them, or none. The same drafts again are duplicates and are dropped by the processor.
    /// - Parameters:
    ///   - source: a source id of the plan, for drafts that name none.
    ///   - drill: the drill they are part of; nil for what is real.
    /// - Throws: `RefusedDrafts` when any is malformed; `EventLogError` when the log cannot be written.
    public func append(_ drafts: [MentionDraft], from source: String, drill: String? = nil) async throws
        -> IntakeOutcome
    {
        guard let source = plan.source(source) else {
            throw RefusedDrafts(items: [
                .init(
                    index: 0,
                    mistake: DraftMistake(
                        field: "source", found: DraftMistake.shown(source),
                        expected: "a source of the plan: " + plan.sources.map(\.id).joined(separator: ", ")))
            ])
        }
        let now = clock()
        var refused: [RefusedDrafts.Item] = []
        var intakes: [[Intake]] = []
        for (index, draft) in drafts.enumerated() {
            do throws(DraftMistake) {
                intakes.append(
                    try normaliser.intakes(
                        of: draft, from: source, receivedAt: now, drill: drill, assuming: assumed))
            } catch {
                refused.append(.init(index: index, mistake: error))
            }
        }
        guard refused.isEmpty else { throw RefusedDrafts(items: refused) }
        let topic = EventKind.mentionTakenIn.topic
        try await Trace.step("send \(topic)", ofKind: .producer, attributes: Trace.messaging("send", topic)) {
            let appended = try intakes.flatMap { try $0.map { try records.record(of: $0) } }
            if !appended.isEmpty { try await producer.append(appended) }
        }
        return IntakeOutcome(
            ids: intakes.map { $0.map(\.mention.id) }, newest: drafts.map { $0.publishedAt ?? now }.max())
    }

    /// Whether a draft would be taken.
    /// - Throws: what is wrong with it.
    public func check(_ draft: MentionDraft, from source: String) throws(DraftMistake) {
        guard let source = plan.source(source) else { return }
        _ = try normaliser.intakes(of: draft, from: source, receivedAt: clock(), assuming: assumed)
    }
}
