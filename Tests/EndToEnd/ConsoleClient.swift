import Foundation
import Plan
import Schemas
import SwiftProtobuf

/// People of the plan deciding through the console's API.
final class ConsoleClient {
    private let fleet: Fleet
    private var tokens: [String: String] = [:]
    /// How many decisions were taken; each was asked for twice.
    private(set) var taken = 0

    init(fleet: Fleet) { self.fleet = fleet }

    /// A token from `fenghuo token issue`.
    func token(_ person: String) throws -> String {
        if let token = tokens[person] { return token }
        let issued = try fleet.fenghuo("token", "issue", person)
        let words = issued.output.split { $0.isWhitespace || $0 == "#" }
        guard issued.code == 0,
            let token = words.first(where: { $0.hasPrefix("ey") && $0.filter { $0 == "." }.count == 2 })
        else { throw Refused(what: "token issue \(person)", answer: "exit \(issued.code): \(issued.output)") }
        tokens[person] = String(token)
        return String(token)
    }

    /// What stands after the # of a link from `fenghuo token link`: it opens one session.
    func link(_ person: String) throws -> String {
        let made = try fleet.fenghuo("token", "link", person)
        guard made.code == 0, let link = made.output.split(whereSeparator: { $0 == "#" || $0.isWhitespace }).last else {
            throw Refused(what: "token link \(person)", answer: "exit \(made.code): \(made.output)")
        }
        return String(link)
    }

    /// Takes a decision, and asks for the same once more: it must count once. What people see follows the log at a
    /// small distance, so a refusal is asked again for a while.
    func decide(
        _ what: String, on incident: String, by person: String, reason: String = "", _ kind: Decision.OneOf_Kind
    ) async throws {
        var decision = Decision()
        decision.incidentID = incident
        decision.reason = reason
        decision.kind = kind
        let headers = [
            "authorization": "Bearer \(try token(person))", "content-type": "application/json",
            "idempotency-key": "\(incident)-\(what)-\(person)",
        ]
        let url = "http://127.0.0.1:\(fleet.consolePort)/api/v1/decisions"
        let body = try decision.jsonUTF8Data()
        var last = "no answer"
        do {
            try await eventually("\(what) by \(person)", within: .seconds(60)) {
                let answer = try? await HTTPCall.send(.POST, url, headers: headers, body: body)
                last = answer.map { "\($0.status) \($0.text)" } ?? "no answer"
                return answer.map { (200..<300).contains($0.status) } ?? false
            }
        } catch {
            throw Refused(what: "\(what) by \(person) on \(incident)", answer: last)
        }
        taken += 1
        let again = try await HTTPCall.send(.POST, url, headers: headers, body: body)
        guard (200..<300).contains(again.status) else {
            throw Refused(what: "\(what) by \(person), asked again", answer: "\(again.status) \(again.text)")
        }
    }

    struct Refused: Error, CustomStringConvertible {
        var what: String
        var answer: String
        var description: String { "\(what): \(answer)" }
    }
}
