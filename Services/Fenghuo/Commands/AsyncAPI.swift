import ArgumentParser
import EventLog
import Hosting
import Schemas

struct AsyncAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi", abstract: "Prints the AsyncAPI 3.0 document of the public topics.")
    @Option(help: "Partitions to state.") var partitions = 6

    @Option(help: "What begins the topics; FENGHUO_TOPICS_PREFIX otherwise.") var prefix: String?

    func run() async throws {
        var overrides: [String: String] = [:]
        if let prefix { overrides["fenghuo.topics.prefix"] = prefix }
        let namespace = try await Settings.load(overrides: overrides).namespace
        CommandRun.print(try AsyncAPIDocument.yaml(partitions: partitions, prefix: namespace.prefix))
    }
}
