public import Hosting
import Processing
public import ServiceLifecycle

/// The analysis service: one stream application, nothing on the edge.
public enum AnalysisService {
    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        let plan = environment.plan
        let application = StreamApplication(
            log: environment.log,
            options: StreamOptions(partitions: environment.partitions, contentType: environment.contentType),
            clock: environment.clock, logger: environment.logger
        ) { _ in AnalysisProcessor(plan: plan) }
        environment.health.register(application.status)
        return [application]
    }
}
