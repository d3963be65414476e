import ArgumentParser
import EventLog
import Foundation
import Hosting
import Schemas

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies records of topics into another namespace, a file or standard output.",
        discussion: """
            Nothing is changed where the records stand. A copy has the key, value, headers, timestamp and partition of \
            its record, and says where it comes from: ce_replay is the run, __fenghuo.replay.topic, .partition and \
            .offset the place. The end is frozen when the run begins. Without --execute it only says what it would do.

            As fast as it goes, unless --speed or --rate say otherwise. A run that was ended before its end is gone on \
            with by --run: what was written is not written again.

            Times are as for `fenghuo tail`. Lines in files are those of `fenghuo topics export`.

              fenghuo replay mentions decisions --since "yesterday 09:00" --until "yesterday 11:00" --into sandbox.
              fenghuo replay mentions --since 2h --subject lanjiang-bank --output - | jq .
              fenghuo replay mentions --from 0:1200 --to 0:1300 --into sandbox. --speed 60 --execute
              fenghuo replay --run 20260131T080000-3f2a --into sandbox. --execute
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "Topics, whole or short: fenghuo.mentions.v1 or mentions.") var topics: [String] = []
    @OptionGroup var window: WindowOptions
    @Option(
        help: ArgumentHelp("Gaps between timestamps are so many times shorter, 0.001 to 1000000.", valueName: "factor"))
    var speed: Double?
    @Option(help: ArgumentHelp("At most so many records a second, 0.1 to 10000000.", valueName: "records"))
    var rate: Double?
    @Option(help: ArgumentHelp("Write into the topics of this namespace, such as sandbox. …", valueName: "namespace"))
    var into: String?
    @Option(help: ArgumentHelp("… or as lines of JSON into this file; - is standard output.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("The run's name: to go on with it, or to give a new one a name.", valueName: "id"))
    var run: String?
    @Flag(help: "Do it.") var execute = false
    @OptionGroup var format: ShortOutputOptions

    func validate() throws {
        guard (into == nil) != (output == nil) else {
            throw ValidationError("expected one of --into NAMESPACE and --output FILE")
        }
        guard speed == nil || rate == nil else { throw ValidationError("--speed and --rate exclude each other") }
        if let speed, !(0.001...1_000_000).contains(speed) {
            throw ValidationError("--speed \(speed): expected 0.001 to 1000000")
        }
        if let rate, !(0.1...10_000_000).contains(rate) {
            throw ValidationError("--rate \(rate): expected 0.1 to 10000000")
        }
        if let run, !ReplayRun.isName(run) {
            throw ValidationError("--run \(Terminal.harmless(run)): expected 1 to 64 letters, digits and hyphens")
        }
        guard !topics.isEmpty || run != nil else {
            throw ValidationError("expected a topic, or --run to go on with a run")
        }
        guard !topics.isEmpty || window.isEverything else {
            throw ValidationError("a run that is gone on with has its window already: leave it out, or name topics")
        }
        if let into { _ = try Self.namespace(into) }
    }

    /// With or without the dot at its end.
    static func namespace(_ text: String) throws -> Namespace {
        do {
            return try Namespace(prefix: text.hasSuffix(".") ? text : text + ".")
        } catch {
            throw ValidationError(
                "namespace \(Terminal.harmless(text)): found \(error.found), expected \(error.expected)")
        }
    }

    private var pace: Pace? { speed.map { Pace(.factor($0)) } ?? rate.map { Pace(.rate($0)) } }

    func run() async throws {
        var options = options
        // Paced, every partition is read side by side and slowly: little is fetched ahead of each.
        if pace != nil { options.extra["kafka.properties.queued.max.messages.kbytes"] = "1024" }
        try await withLog(options) { log, settings in
            let own = try settings.namespace
            let whole = (log as? NamespacedLog)?.log ?? log
            let found = try await whole.describeTopics()
            let chosen = try topics.map { try own.topic(topicName($0, in: own)) }.map { name in
                guard let topic = found.first(where: { $0.specification.name == name }) else {
                    throw EventLogError.unknownTopic(name)
                }
                return topic
            }
            let selection = try window.selection(settings)
            let lanes =
                chosen.isEmpty
                ? []
                : try await ReplayWindow(
                    selection: selection, from: window.from, to: window.to, isPartial: window.partial
                ).lanes(of: chosen, in: whole)
            let now = ServiceHost.wallClock()
            let wanted = ReplayRun(
                id: run ?? ReplayRun.freshName(at: now), kind: .replay, source: own.prefix, selection: selection,
                lanes: lanes, begun: now)
            if let into {
                try await replay(wanted, chosen, found, whole, from: own, into: Self.namespace(into))
            } else if let output {
                try await write(wanted, chosen, whole, to: output)
            }
        }
    }

    // MARK: Into a namespace

    private func replay(
        _ wanted: ReplayRun, _ chosen: [TopicDescription], _ found: [TopicDescription], _ log: any EventLog,
        from own: Namespace, into target: Namespace
    ) async throws {
        guard target != own else {
            throw EventLogError.refused(
                doing: "replaying into \(target.prefix)", found: "the namespace that the records stand in",
                expected: "another: what happened is not changed by what is replayed")
        }
        let ledger = ReplayLedger(log: log, namespace: target)
        let begun = run == nil ? nil : try await ledger.glance(at: wanted.id).run
        guard begun != nil || !wanted.lanes.isEmpty else {
            throw EventLogError.refused(
                doing: "going on with run \(wanted.id)", found: "no such run in \(ledger.topic)",
                expected: "topics for a new one")
        }
        let lanes = begun?.lanes ?? wanted.lanes
        var targets: [String: TopicSpecification] = [:]
        for topic in found where lanes.contains(where: { $0.topic == topic.specification.name }) {
            var copy = topic.specification
            copy.name = target.topic(own.own(copy.name) ?? copy.name)
            targets[topic.specification.name] = copy
        }
        let missing = try CopyIntoLog.missing(targets, in: found)
        var summary = CopySummary(
            run: wanted.id, into: target.prefix,
            topics: CopySummary.topics(lanes, targets: targets, missing: missing))
        guard execute else { return try format.print(summary, text: summary.text(verb: "", again: again(wanted.id))) }
        let copy = CopyIntoLog(
            run: wanted.id, log: log, namespace: target, targets: targets,
            shape: Self.shape(run: wanted.id, targets: targets))
        try await copy.prepare()
        Terminal.say("run \(wanted.id); to go on with it: \(again(wanted.id))")
        let started = ContinuousClock.now
        let (run, isResumed) = try await copy.run(wanted, pace: pace, title: "replay") { try await log.makeReader() }
        (summary.isExecuted, summary.isResumed) = (true, isResumed)
        (summary.read, summary.written) = (run.read, run.written)
        summary.seconds = (ContinuousClock.now - started).inSeconds
        try format.print(summary, text: summary.text(verb: "written into", again: ""))
    }

    /// A record in the same partition of the other namespace's topic, which has as many.
    static func shape(run: String, targets: [String: TopicSpecification]) -> LogTarget.Shape {
        { lane in
            guard let name = targets[lane.topic]?.name else { throw EventLogError.unknownTopic(lane.topic) }
            let (place, common) = (TopicPartition(name, lane.partition), ReplayMark.common(run: run, lane: lane))
            return { record in
                ProducerRecord(
                    to: place, key: record.key, value: record.value,
                    packedHeaders: ReplayMark.headers(of: record, common: common), timestamp: record.timestamp)
            }
        }
    }

    // MARK: Into a file

    private func write(
        _ wanted: ReplayRun, _ chosen: [TopicDescription], _ log: any EventLog, to output: String
    ) async throws {
        let path = output == "-" ? nil : output
        let begun = path.flatMap { self.run == nil ? nil : LineTarget.run(in: $0) }
        let run = begun ?? wanted
        guard !run.lanes.isEmpty else {
            throw EventLogError.refused(
                doing: "going on with run \(run.id)", found: "nothing of it beside \(output)",
                expected: "topics for a new one")
        }
        var summary = CopySummary(
            run: run.id, into: output, topics: CopySummary.topics(run.lanes, targets: [:], missing: []))
        // Reading changes nothing: standard output needs no second word.
        guard execute || path == nil else {
            return try format.print(summary, text: summary.text(verb: "", again: again(run.id)))
        }
        let target = try LineTarget(run, path: path, goesOn: self.run != nil)
        let progress = CopyProgress("replay", lanes: run.lanes)
        let started = ContinuousClock.now
        try await TopicCopy(
            lanes: run.lanes, selection: run.selection, pace: pace, atOnce: 1,
            source: { try await log.makeReader() }, target: target, progress: progress
        ).run()
        await target.close()
        try await target.finish()
        let totals = progress.totals
        (summary.isExecuted, summary.isResumed) = (true, begun != nil)
        (summary.read, summary.written) = (totals.read, totals.written)
        summary.seconds = (ContinuousClock.now - started).inSeconds
        let text = summary.text(verb: "written to", again: "")
        guard path != nil else { return Terminal.say(format.isJSON ? try OutputOptions.json(summary) : text) }
        try format.print(summary, text: text)
    }

    /// The command that does it, or goes on with it.
    private func again(_ id: String) -> String {
        let to = into.map { "--into \($0)" } ?? "--output \(output ?? "")"
        let pace = speed.map { " --speed \($0)" } ?? rate.map { " --rate \($0)" } ?? ""
        let data = options.data.map { " --data \($0)" } ?? ""
        guard !execute, run == nil || !topics.isEmpty else {
            return "fenghuo replay --run \(id) \(to)\(pace)\(data) --execute"
        }
        return "the same with --run \(id) --execute"
    }
}

extension CopySummary {
    static func topics(
        _ lanes: [Lane], targets: [String: TopicSpecification], missing: Set<String>
    ) -> [Topic] {
        Dictionary(grouping: lanes, by: \.topic).sorted { $0.key < $1.key }.map { name, lanes in
            let target = targets[name]
            return Topic(
                from: name, to: target?.name, partitions: Int(target?.partitions ?? Int32(lanes.count)),
                atMost: lanes.reduce(0) { $0 + $1.to - $1.from },
                isNew: target.map { missing.contains($0.name) } ?? false)
        }
    }
}
