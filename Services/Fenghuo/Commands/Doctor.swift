import ArgumentParser
import Hosting
import Logging

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks whether everything is as it should be, and says what to do where it is not.",
        discussion: """
            Settings, plan, secrets, log, topics, rights, clock, ports, services, disk: with the settings of this shell, \
            as a service started here would find them; services that run here say why they are not ready. Nothing is \
            changed or left behind. Exits with 0 when all is well or there are only \
            warnings, with 1 otherwise.

              fenghuo doctor
              docker compose run --rm fenghuo doctor --json
            """)
    @OptionGroup var options: LogOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        // What the client of Kafka says of each attempt is in the findings.
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let diagnosis = Diagnosis(await findings())
        try output.print(diagnosis, text: diagnosis.text)
        if !diagnosis.isWell { throw ExitCode(1) }
    }

    private func findings() async -> [Finding] {
        let settings: Settings
        do {
            settings = try await Settings.load(overrides: options.overrides)
        } catch {
            return [.failure("settings", "\(error)", "correct the configuration file")]
        }
        let (plan, onPlan) = MachineChecks.plan(settings)
        var findings = [Finding.ok("version", BuildFacts.line)]
        findings += MachineChecks.settings(settings, plan) + [onPlan]
        if let plan { findings.append(MachineChecks.secrets(settings, plan)) }
        findings += await LogChecks.findings(settings)
        findings += await MachineChecks.ports(settings)
        findings.append(MachineChecks.disk(settings.dataFolder))
        return findings
    }
}
