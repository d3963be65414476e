import ArgumentParser
import Foundation
import Schemas

struct AsyncAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi", abstract: "Prints the AsyncAPI 3.0 document of the public topics.")
    @Option(help: "Partitions to state.") var partitions = 6

    func run() async throws {
        FileHandle.standardOutput.write(Data(AsyncAPIDocument.yaml(partitions: partitions).utf8))
    }
}
