import ArgumentParser
import EventLog
import Schemas

struct JournalCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Verifies the audit record.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks every case's hash chain: no entry altered, missing or out of order.",
            discussion: "Exits with 1 when a chain is broken.")
        @OptionGroup var options: LogOptions
        @Option(help: ArgumentHelp("Only this incident's.", valueName: "incident id")) var incident: String?

        func run() async throws {
            try await withLog(options) { log, _ in
                let chains = try await Self.entries(log).filter { incident == nil || $0.key == incident }
                if let incident, chains[incident] == nil {
                    throw ValidationError("no journal of incident \(incident)")
                }
                var broken = 0
                for (id, entries) in chains.sorted(by: { $0.key < $1.key }) {
                    if let fault = JournalChain.verify(entries) {
                        broken += 1
                        Terminal.print("BROKEN \(id): \(fault)")
                    } else {
                        Terminal.print("intact \(id): \(entries.count) entries")
                    }
                }
                Terminal.print("\(chains.count) journals, \(broken) broken")
                if broken > 0 { throw ExitCode(1) }
            }
        }

        static func entries(_ log: any EventLog) async throws -> [String: [JournalEntry]] {
            let topic = EventKind.journalEntered.topic
            guard let found = try await log.describeTopics().first(where: { $0.specification.name == topic }) else {
                throw EventLogError.unknownTopic(topic)
            }
            let reader = try await log.makeReader()
            var chains: [String: [JournalEntry]] = [:]
            for (number, range) in found.ranges.enumerated() {
                let place = TopicPartition(topic, Int32(number))
                var position = range.low
                while position < range.high {
                    let read = try await reader.read(
                        place, from: position, to: range.high, limit: 1000, wait: .zero)
                    for record in read.records {
                        guard let value = record.value else { continue }
                        let type = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
                        let entry = try EventCodec.decode(JournalEntry.self, from: value, contentType: type)
                        chains[entry.incidentID, default: []].append(entry)
                    }
                    guard read.next > position else { break }
                    position = read.next
                }
            }
            await reader.close()
            return chains
        }
    }
}
