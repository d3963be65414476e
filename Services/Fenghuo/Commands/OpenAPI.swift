import ArgumentParser
import Foundation
import Leadership

struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the OpenAPI 3.1 document of the console's API.")

    func run() async throws {
        FileHandle.standardOutput.write(Data(try OpenAPIDocument.text.utf8))
    }
}
