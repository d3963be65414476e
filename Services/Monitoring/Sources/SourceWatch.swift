import EventLog
import Logging
import Metrics
import Plan
import Schemas
import SwiftProtobuf
import Text

/// Watches one polled source: looks, takes in what is new, commits it with the cursor, waits; for ever.
struct SourceWatch: Sendable {
    let source: ResponsePlan.Source
    let collector: any SourceCollector
    let normaliser: Normaliser
    let pace: Pace
    let logger: Logger
    /// Told, before each wait, how many milliseconds it is until the next look.
    var beat: @Sendable (Int64) -> Void = { _ in }

    /// A row that says nothing new is written at most once in so many milliseconds.
    static let quietCommit: Int64 = 60_000

    /// Kept of what could not be taken.
    static let mostRejected = 20

    private var interval: Int64 { Int64(source.schedule?.seconds ?? 60) * 1_000 }

    /// Returns when there will be nothing more. - Throws: when cancelled, fenced or the log fails for good.
    func run(_ commits: inout SourceCommits) async throws {
        if commits.row.lastAttemptAt == 0 { try await commit([], commits.row, &commits) }
        while true {
            let wait = commits.row.nextAttemptAt - pace.now()
            beat(wait)
            if wait > 0 { try await pace.sleep(min(wait, 86_400_000)) }
            try Task.checkCancellation()
            if try await look(&commits) == .done { return }
        }
    }

    enum Outcome { case again, done }

    /// One look, one commit.
    func look(_ commits: inout SourceCommits) async throws -> Outcome {
        var rest: Int64 = 0
        let started = pace.now()
        let before = commits.row
        do {
            var harvest = try await collector.collect(from: before)
            let now = pace.now()
            IntakeMetrics.fetched(source.id, milliseconds: now - started)
            if let notice = harvest.notice { logger.notice("\(notice)", metadata: ["source": "\(source.id)"]) }
            let intakes = takeIn(&harvest, at: now)
            harvest.row.attempted(at: now)
            // Where there was something, and none of it could be read, nothing was heard.
            if harvest.refused.isEmpty || harvest.row.received > before.received { harvest.row.lastSuccessAt = now }
            harvest.row.consecutiveFailures = 0
            harvest.row.nextAttemptAt = harvest.hasMore ? now : now + interval
            if isWorthWriting(harvest, since: before) { try await commit(intakes, harvest.row, &commits) }
            if harvest.isDone, !harvest.hasMore { return .done }
            rest = harvest.row.nextAttemptAt - now
        } catch let error as EventLogError {
            throw error
        } catch {
            try Task.checkCancellation()
            try await note(error, &commits)
        }
        // A row that was not written still sets the pace.
        beat(rest)
        if rest > 0 { try await pace.sleep(rest) }
        return .again
    }

    private func isWorthWriting(_ harvest: Harvest, since before: Source) -> Bool {
        if !harvest.drafts.isEmpty || !harvest.refused.isEmpty || harvest.isDone { return true }
        if before.consecutiveFailures > 0 || harvest.row.lastAttemptAt - before.lastAttemptAt >= Self.quietCommit {
            return true
        }
        var same = harvest.row
        same.lastAttemptAt = before.lastAttemptAt
        same.lastSuccessAt = before.lastSuccessAt
        same.nextAttemptAt = before.nextAttemptAt
        return same != before
    }

    private func takeIn(_ harvest: inout Harvest, at now: Int64) -> [Intake] {
        var intakes: [Intake] = []
        var counts = IntakeCounts()
        for (place, draft) in harvest.drafts {
            do throws(DraftMistake) {
                let found = try normaliser.intakes(of: draft, from: source, receivedAt: now)
                let isNamed = found.contains { !$0.isEdit }
                counts.add(matched: isNamed, publishedAt: draft.publishedAt ?? now, receivedAt: now)
                intakes += found
            } catch {
                harvest.refused.append("\(place): \(error)")
            }
        }
        counts.refused += Int64(harvest.refused.count)
        // What is kept and shown of an address is what stands before its query.
        counts.lastError = harvest.refused.last.map {
            "\(source.address.map(ListedSource.shown) ?? source.id), \($0)"
        }
        counts.apply(to: &harvest.row, at: now)
        for said in harvest.refused.suffix(Self.mostRejected) {
            harvest.row.rejected.append(
                Rejected.with {
                    $0.at = now
                    $0.mistake = String(said.prefix(500))
                    $0.excerpt = SafeText.line(harvest.excerpts[said] ?? "", maximumCharacters: 400)
                })
        }
        harvest.row.rejected = Array(harvest.row.rejected.suffix(Self.mostRejected))
        IntakeMetrics.count(counts, source: source.id)
        return intakes
    }

    private func note(_ error: any Error, _ commits: inout SourceCommits) async throws {
        let now = pace.now()
        var row = commits.row
        let said = String("\(error)".prefix(500))
        // Said once, not at every look: the source's row and the console show that it goes on.
        let isNews = row.consecutiveFailures == 0 || row.lastError != said
        row.attempted(at: now)
        row.lastError = said
        row.lastErrorAt = now
        row.consecutiveFailures += 1
        row.nextAttemptAt =
            now
            + pace.backoff(
                failures: row.consecutiveFailures, interval: interval, retryAfter: (error as? FetchFailure)?.retryAfter)
        logger.log(
            level: isNews ? .warning : .debug, "\(error)",
            metadata: ["source": "\(source.id)", "failures": "\(row.consecutiveFailures)"])
        try await commit([], row, &commits)
    }

    /// Tries a commit again while the log says that it may be.
    private func commit(_ intakes: [Intake], _ row: Source, _ commits: inout SourceCommits) async throws {
        var attempt: Int64 = 0
        while true {
            do {
                return try await commits.commit(intakes, row: row, now: pace.now())
            } catch EventLogError.retriable(let doing, let found) {
                attempt += 1
                logger.warning("\(doing): \(found); trying again", metadata: ["source": "\(source.id)"])
                beat(0)
                try await pace.sleep(pace.backoff(failures: attempt, interval: 250, retryAfter: nil))
            }
        }
    }
}

extension Source {
    /// It was asked, or it sent.
    mutating func attempted(at now: Int64) {
        lastAttemptAt = now
        if firstAttemptAt == 0 { firstAttemptAt = now }
    }
}
