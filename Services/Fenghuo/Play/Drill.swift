import Monitoring
import Plan
import Schemas

/// A drill (演练): a story told to the groups in their own house, each mention marked. What is marked goes the same way as
/// the real thing and cannot reach the outside.
struct Drill: Sendable {
    /// Tells its mentions from real ones, and from those of other drills.
    let id: String
    private let drafts: [(offset: Int64, draft: MentionDraft)]

    /// - Throws: `StoryError` naming the first line that monitoring would not take in, before anything is told.
    init(id: String, story: Story, plan: ResponsePlan, writer: IntakeWriter) throws {
        self.id = id
        guard !story.lines.isEmpty else {
            throw StoryError(description: "reading the story: found no line, expected one mention at least")
        }
        drafts = story.lines.map { line in
            var draft = MentionDraft(text: line.text)
            draft.title = line.title
            draft.url = line.url
            draft.author = line.author
            draft.source = line.source
            draft.language = line.language
            draft.reach = line.reach ?? 0
            draft.externalID = line.externalId
            return (line.offsetSeconds * 1000, draft)
        }
        let source = try plan.importSource(nil).id
        for (place, (_, draft)) in drafts.enumerated() {
            do {
                try writer.check(draft, from: source)
            } catch {
                throw StoryError(description: "reading the story: mention \(place + 1): \(error)")
            }
        }
    }

    var count: Int { drafts.count }
    /// From its first mention to its last, milliseconds of the story.
    var length: Int64 { (drafts.last?.offset ?? 0) - (drafts.first?.offset ?? 0) }

    /// Tells it, its first mention at once.
    /// - Parameters:
    ///   - speed: so many seconds of the story pass in one.
    ///   - now: milliseconds since 1970.
    ///   - sleep: until that time.
    ///   - told: called with how many have been told.
    func tell(
        to writer: IntakeWriter, speed: Double, now: @Sendable () -> Int64,
        sleep: @Sendable (_ until: Int64) async throws -> Void, told: (Int) -> Void
    ) async throws {
        let (began, first) = (now(), drafts.first?.offset ?? 0)
        for (place, (offset, draft)) in drafts.enumerated() {
            let due = began + Int64(Double(offset - first) / speed)
            if due > now() { try await sleep(due) }
            var draft = draft
            draft.publishedAt = now()
            _ = try await writer.append([draft], from: draft.source ?? "", drill: id)
            told(place + 1)
        }
    }
}
