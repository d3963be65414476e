import Analysis
import ArgumentParser
import EventLog
import Hosting
import Leadership
import Logistics
import Monitoring
import Processing
import Response

extension Topics {
    struct ACLs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "acls", abstract: "Lists what each service's account must be allowed on a Kafka cluster.",
            discussion: """
                Made from what the services read and write, in the namespace of FENGHUO_TOPICS_PREFIX. `operator` is who \
                runs `fenghuo topics create` and looks into the log, `replayer` who puts dead letters back and sets groups and \
                states. Nothing is asked or changed; with --commands each line \
                is what kafka-acls.sh takes:

                  fenghuo topics acls --commands | xargs -L 1 kafka-acls.sh --bootstrap-server kafka:9092
                """)
        @Option(help: ArgumentHelp("Only this service's.", valueName: "service")) var service: String?
        @Option(
            help: ArgumentHelp(
                "One account for all, such as User:fenghuo; otherwise each service has its own, User:fenghuo-analysis.",
                valueName: "principal"))
        var principal: String?
        @Flag(help: "Arguments of kafka-acls.sh instead of a table.") var commands = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let namespace = try await Settings.load().namespace
            let names = Self.rights.map(\.service) + [AccessRule.operatorName, AccessRule.replayerName]
            if let service, !names.contains(service) {
                throw ValidationError("--service \(service): expected one of \(names.joined(separator: ", "))")
            }
            let rules = AccessRule.all(of: Self.rights, in: namespace).filter {
                service == nil || $0.service == service
            }
            guard commands else {
                return try output.print(rules, text: Self.text(rules, principal: principal, in: namespace))
            }
            // One account for all needs the same right once.
            var seen: Set<String> = []
            let lines = rules.map { $0.command(principal: $0.principal(principal, in: namespace)) }
            Terminal.print(lines.filter { seen.insert($0).inserted }.joined(separator: "\n"))
        }

        /// Of the services in the order of the plan.
        static let rights = [
            MonitoringService.rights, AnalysisService.rights, ResponseService.rights, LogisticsService.rights,
            LeadershipService.rights,
        ]

        static func text(_ rules: [AccessRule], principal: String?, in namespace: Namespace) -> String {
            table(
                [["ACCOUNT", "RESOURCE", "NAME", "PATTERN", "OPERATIONS"]]
                    + rules.map { rule in
                        [
                            rule.principal(principal, in: namespace), rule.resource.rawValue, rule.name,
                            rule.pattern.rawValue, rule.operations.joined(separator: ", "),
                        ]
                    })
        }
    }
}
