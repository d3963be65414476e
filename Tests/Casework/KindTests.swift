import Casework
import Plan
import Schemas
import SwiftProtobuf
import Testing

/// Every kind of decision that the schema has, each empty.
enum EveryKind {
    /// As decision.proto has them.
    static let fields: [SchemaDescriptors.Field] =
        SchemaDescriptors.all.messages["Decision"]?.fields.filter { $0.oneOf == "kind" } ?? []

    static func decisions() throws -> [Decision] {
        try fields.map { try Decision(jsonString: "{\"\($0.jsonName)\": {}}") }
    }
}

@Suite struct KindTests {
    @Test func `Every kind of decision has a name of its own, an owner and a permission of the plan`() throws {
        let kinds = try EveryKind.decisions().map { try #require($0.kind) }
        #expect(kinds.count == EveryKind.fields.count)
        #expect(kinds.count >= 27)
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        for kind in kinds { #expect(!kind.row.permissions.isEmpty, "\(kind.name)") }
    }
}
