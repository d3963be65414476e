import ArgumentParser
import Hosting
import Schemas

struct AsyncAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi", abstract: "Prints the AsyncAPI 3.0 document of the public topics.")
    @Option(help: "Partitions to state.") var partitions = 6

    @Option(help: "What begins the topics, as FENGHUO_TOPICS_PREFIX has it.") var prefix = AsyncAPIDocument
        .standardPrefix

    func run() async throws {
        CommandRun.print(try AsyncAPIDocument.yaml(partitions: partitions, prefix: prefix))
    }
}
