import ArgumentParser
import Hosting
import Schemas

struct AsyncAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi", abstract: "Prints the AsyncAPI 3.0 document of the public topics.")
    @Option(help: "Partitions to state.") var partitions = 6

    func run() async throws {
        CommandRun.print(AsyncAPIDocument.yaml(partitions: partitions))
    }
}
