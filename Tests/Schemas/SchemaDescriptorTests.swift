import Foundation
import Schemas
import SwiftProtobuf
import Testing

@Suite("What is compiled in of the schemas")
struct SchemaDescriptorTests {
    @Test("Is what protoc says of them today")
    func today() throws {
        let all = SchemaDescriptors.all
        for file in try CompatibilityTests.today().file {
            for message in file.messageType {
                let found = try #require(all.messages[message.name], "\(message.name): run Scripts/generate-schemas")
                #expect(found.fields.map(\.name) == message.field.map(\.name), "\(message.name)")
                #expect(found.fields.map(\.jsonName) == message.field.map(\.jsonName), "\(message.name)")
                #expect(found.fields.allSatisfy { !$0.comment.isEmpty }, "\(message.name)")
            }
            for kind in file.enumType {
                #expect(all.enumerations[kind.name]?.map(\.name) == kind.value.map(\.name), "\(kind.name)")
            }
        }
    }

    @Test("Fields are of their kind")
    func kinds() throws {
        let fields = try #require(SchemaDescriptors.all.messages["JournalEntry"]).fields
        func kind(_ name: String) -> SchemaDescriptors.Kind? { fields.first { $0.name == name }?.kind }
        #expect(kind("details") == .map(.text))
        #expect(kind("hash") == .bytes)
        #expect(kind("sequence") == .long)
        let decision = try #require(SchemaDescriptors.all.messages["Decision"]).fields
        #expect(decision.count { $0.oneOf == "kind" } >= 27)
        #expect(decision.first { $0.name == "regrade" }?.kind == .message("Regrade"))
        #expect(SchemaDescriptors.values(of: Grade.self).first { $0.name == "GRADE_II" }?.number == 2)
    }

    @Test("Topics of a namespace of its own are in its document")
    func namespace() throws {
        let document = try AsyncAPIDocument.yaml(partitions: 3, prefix: "bank2-")
        #expect(document.contains("address: bank2-mentions.v1\n"))
        #expect(document.contains("partitions: 3\n"))
        #expect(!document.contains("address: fenghuo."))
        #expect(document.contains("name: fenghuo.mention.published.v1\n"))
    }

    @Test("Every public kind has an example, chained where it is a journal")
    func examples() throws {
        for kind in EventCatalogue.kinds where !kind.isPrivate {
            #expect(try EventExamples.message(of: kind) != nil, "\(kind.type)")
        }
        #expect(JournalChain.verify(try EventExamples.journal(4)) == nil)
    }
}
