import ArgumentParser
import Hosting
import Leadership

struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the OpenAPI 3.1 document of the console's API.")

    @OptionGroup var output: JSONAnyway

    func run() async throws {
        CommandRun.print(try OpenAPIDocument.text)
    }
}
