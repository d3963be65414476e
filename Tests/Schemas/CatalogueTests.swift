import Foundation
import Schemas
import SwiftProtobuf
import Testing

@Suite("Event catalogue")
struct CatalogueTests {
    @Test("Types, topics and messages are each said once")
    func unique() {
        let kinds = EventCatalogue.kinds
        #expect(Set(kinds.map(\.type)).count == kinds.count)
        #expect(Set(kinds.map(\.topic)).count == kinds.count)
        // A private table may keep a public message; the contract names each message once.
        let contract = kinds.filter { !$0.isPrivate }
        #expect(Set(contract.map { $0.message.protoMessageName }).count == contract.count)
    }

    @Test("Names follow the house", arguments: EventCatalogue.kinds.map { ($0.type, $0.topic) })
    func names(type: String, topic: String) throws {
        #expect(type.wholeMatch(of: /fenghuo\.[a-z]+\.[a-z-]+\.v1/) != nil)
        #expect(topic.wholeMatch(of: /fenghuo\.[a-z-]+\.v1/) != nil)
    }

    @Test("The committed AsyncAPI document is the catalogue's")
    func asyncAPI() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/asyncapi.yaml")
        let committed = try String(contentsOf: file, encoding: .utf8)
        let made = try AsyncAPIDocument.yaml(partitions: 6)
        #expect(
            committed == made,
            "write it anew: swift run fenghuo asyncapi > Documentation/asyncapi.yaml")
    }
}
