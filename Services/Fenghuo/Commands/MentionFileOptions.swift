import ArgumentParser
import Foundation
import Hosting
import Monitoring
import Plan
import Schemas

/// How a file of mentions is read, the same for import and backtest.
struct MentionFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("jsonl or csv; by the file's name otherwise.", valueName: "format"))
    var format: String?

    @Option(
        help: ArgumentHelp(
            "Take a mention that names no subject as one about this subject, instead of dropping it.",
            valueName: "subject id"))
    var subject: String?

    @Flag(help: "Refuse a line with fields that are none of a mention's, instead of passing over them.")
    var strict = false

    @Flag(help: ArgumentHelp("What is done anyway since 0.2.", visibility: .hidden))
    var ignoreUnknownFields = false

    func validate() throws {
        if let format, MentionFile.Format(rawValue: format) == nil {
            throw ValidationError("--format \(format): expected jsonl or csv")
        }
    }

    /// - Parameter zone: where times are told that name none.
    func open(_ path: String, zone: TimeZone) throws -> MentionFile {
        try MentionFile(
            path: path, format: format.flatMap { .init(rawValue: $0) }, unknownFields: strict ? .refuse : .ignore,
            zone: zone, now: ServiceHost.wallClock())
    }

    /// - Throws: `ValidationError` when the plan does not know the subject.
    func assumedSubject(_ plan: ResponsePlan) throws -> String? {
        guard let subject else { return nil }
        guard plan.subjects.contains(where: { $0.id == subject }) else {
            throw ValidationError(
                "--subject \(subject): the plan has \(plan.subjects.map(\.id).joined(separator: ", "))")
        }
        return subject
    }
}

/// Lines of a file as the mentions they become, without a log.
struct MentionIntake {
    private let normaliser: Normaliser
    private let source: ResponsePlan.Source
    private let assumed: String?
    /// For lines that do not say when: they follow one another by a second.
    private var undated: Int64 = 1_767_225_600_000

    init(plan: ResponsePlan, source: String?, options: MentionFileOptions) throws {
        normaliser = Normaliser(plan: plan)
        assumed = try options.assumedSubject(plan)
        self.source = try plan.importSource(source)
    }

    mutating func mentions(of item: MentionFile.Item) throws -> [Mention] {
        var draft = try item.result.get()
        if draft.publishedAt == nil {
            undated += 1000
            draft.publishedAt = undated
        }
        return try normaliser.intakes(
            of: draft, from: source, receivedAt: draft.publishedAt ?? undated, assuming: assumed
        ).map(\.mention)
    }
}

extension ResponsePlan {
    /// The source imported mentions count as from: the one named, else the first that is a file, else the first.
    func importSource(_ id: String?) throws -> ResponsePlan.Source {
        if let id {
            guard let found = sources.first(where: { $0.id == id }) else {
                throw ValidationError("--source \(id): the plan has \(sources.map(\.id).joined(separator: ", "))")
            }
            return found
        }
        guard let first = sources.first(where: { $0.kind == .file }) ?? sources.first else {
            throw ValidationError("the plan has no source that mentions could count as from")
        }
        return first
    }
}
