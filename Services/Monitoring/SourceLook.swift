public import Egress
import Foundation
public import Hosting
public import Plan
import Schemas
import SwiftProtobuf

extension SourceTrial {
    /// Looks at a source of the plan as its watch would at the first time, and writes nothing.
    /// - Parameters:
    ///   - settings: where the data folder is, and how the outside is called.
    ///   - now: milliseconds since 1970.
    /// - Returns: what was given, each with the subjects it names; at most 500 of a file.
    /// - Throws: what is wrong with the source, to be read by a person.
    public static func look(
        at source: ResponsePlan.Source, of plan: ResponsePlan, settings: Settings, egress: Egress, now: Int64
    ) async throws -> SourceTrial {
        let pace = Pace(now: { now })
        let fetch = FeedFetch(egress: egress, turns: HostTurns(gap: 0, pace: pace), now: { now })
        guard
            let collector = MonitoringService.collector(
                of: source, fetch: fetch, folder: settings.dataFolder, zone: plan.institution.timeZone, pace: pace,
                variable: { settings.environmentVariable($0) })
        else { throw Mistake(source: source.id) }
        let harvest = try await collector.collect(from: Source.with { $0.id = source.id })
        var trial = SourceTrial(failure: "")
        trial.failure = nil
        trial.file = source.address.map(ListedSource.shown) ?? ""
        trial.mistake = harvest.notice
        trial.refused = harvest.refused.map { Refusal(place: source.id, mistake: $0) }
        let normaliser = Normaliser(plan: plan)
        for (place, draft) in harvest.drafts {
            trial.add(place, draft, now)
            guard let last = trial.items.last, last.place == place else { continue }
            let named = try? normaliser.intakes(of: draft, from: source, receivedAt: now).map(\.mention.subject)
            trial.items[trial.items.count - 1].subjects = named ?? []
        }
        return trial
    }

    /// A source that is not looked at.
    public struct Mistake: Error, CustomStringConvertible {
        public var source: String
        public var description: String {
            "source \(source) is pushed: it sends to POST /v1/mentions, and is not looked at; `fenghuo sources rejected \(source)` shows what could not be taken"
        }
    }
}
