public import Hosting
package import Processing
public import ServiceLifecycle

/// The analysis service: one stream application, nothing on the edge.
public enum AnalysisService {
    /// What its account must be allowed.
    package static let rights = LogRights(service: "analysis", topologies: [AnalysisProcessor.topology])

    /// - Throws: `SettingMistake` when the models named by `analysis.models` cannot be used.
    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        let plan = environment.plan
        let models = try models(environment.settings)
        var options = environment.streamOptions
        options.batch = AnalysisProcessor.batch
        let application = StreamApplication(
            log: environment.log,
            options: options,
            clock: environment.clock, logger: environment.logger
        ) { _ in AnalysisProcessor(plan: plan, models: models) }
        environment.health.register(application.status)
        return [application]
    }

    /// The institution's own models from the folder named by `analysis.models`, else those that ship.
    package static func models(_ settings: Settings) throws -> JudgingModels {
        guard let folder = settings.string("analysis.models") else { return .shipped }
        do {
            return try JudgingModels(folder: folder)
        } catch let mistake as ModelFileMistake {
            throw SettingMistake(
                key: "analysis.models", found: "\(mistake.file): \(mistake.found)", expected: mistake.expected)
        }
    }
}
