import Schemas
import SwiftProtobuf

/// A file that somebody takes out of the archive.
struct Exported: Hashable, Sendable {
    var person: String
    var means: String
    var format: String
    /// What was asked for.
    var filters: String
    var address: String
}

extension AccessLedger {
    /// The audit has it before the first byte goes out.
    /// - Throws: `Problem` when the log does not take it.
    func exported(_ asked: Exported) async throws(Problem) {
        try await record(access(of: asked, detail: "begins: \(asked.filters)"))
    }

    /// It is written to its end.
    func exported(_ asked: Exported, count: Int) {
        later(access(of: asked, detail: "\(count) entries: \(asked.filters)"))
    }

    private func access(of asked: Exported, detail: String) -> Access {
        let now = clock()
        return .with {
            $0.id = EventID.derive("access", epoch, "exported", asked.person, String(now), Sessions.random())
            $0.kind = .exported
            $0.person = asked.person
            $0.means = asked.means
            $0.method = "GET"
            $0.path = "/api/v1/export"
            $0.reason = asked.format
            $0.detail = String(detail.prefix(500))
            $0.at = now
            $0.lastAt = now
            $0.count = 1
            $0.address = asked.address
        }
    }
}
