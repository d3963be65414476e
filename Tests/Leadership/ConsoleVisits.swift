import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import Leadership

extension ConsoleFixture {
    /// A page as a person's browser gets it.
    func get(_ uri: String, by person: String) async throws -> String {
        try await app().test(.router) { client in
            String(buffer: try await client.execute(uri: uri, method: .get, headers: browser(person).headers).body)
        }
    }
}

/// A form of the incident's pages, posted by a person's browser.
/// - Parameter action: what follows the incident's address: `decisions/KIND`, `package/ACT`.
func post(
    _ action: String, _ fields: [(String, String)], _ fixture: ConsoleFixture, by person: String
) async throws -> TestResponse {
    let browser = fixture.browser(person)
    return try await fixture.app().test(.router) { client in
        try await client.execute(
            uri: "/incidents/inc1/\(action)", method: .post, headers: browser.formHeaders, body: browser.form(fields))
    }
}
