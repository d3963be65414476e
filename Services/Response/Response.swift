public import Hosting
package import Processing
import Schemas
public import ServiceLifecycle

/// The emergency response group: carries each case from report to evaluation by the plan.
public enum ResponseService {
    /// What its account must be allowed.
    package static let rights = LogRights(
        service: "response", topologies: [ResponseProcessor.topology, Notary.topology])

    /// The services to run: the processor over the log and the notary over its journals, one task for each partition.
    public static func services(in environment: ServiceEnvironment) async throws -> [any ServiceLifecycle.Service] {
        let plan = environment.plan
        let application = StreamApplication(
            log: environment.log,
            options: environment.streamOptions,
            clock: environment.clock, logger: environment.logger
        ) { _ in ResponseProcessor(plan: plan) }
        environment.health.register(application.status)
        let key = try CheckpointKey.load(settings: environment.settings)
        let notary = StreamApplication(
            log: environment.log, options: environment.streamOptions, clock: environment.clock,
            logger: environment.logger
        ) { _ in Notary(key: key) }
        environment.health.register(notary.status)
        return [application, notary]
    }
}
