public import Hosting
package import Processing
public import ServiceLifecycle

/// The emergency response group: carries each case from report to evaluation by the plan.
public enum ResponseService {
    /// What its account must be allowed.
    package static let rights = LogRights(service: "response", topologies: [ResponseProcessor.topology])

    /// The services to run: the processor over the log, one task for each partition.
    public static func services(in environment: ServiceEnvironment) async throws -> [any ServiceLifecycle.Service] {
        let plan = environment.plan
        let application = StreamApplication(
            log: environment.log,
            options: environment.streamOptions,
            clock: environment.clock, logger: environment.logger
        ) { _ in ResponseProcessor(plan: plan) }
        environment.health.register(application.status)
        return [application]
    }
}
