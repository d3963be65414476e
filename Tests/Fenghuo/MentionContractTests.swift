import Foundation
import Leadership
import Monitoring
import Testing

@Suite("The document of the API and the door for mentions")
struct MentionContractTests {
    @Test("The members of a pushed mention are those that intake reads")
    func members() throws {
        let document = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8)) as? [String: Any]
        let components = document?["components"] as? [String: Any]
        let schemas = components?["schemas"] as? [String: [String: Any]]
        let properties = try #require(schemas?["MentionDraft"]?["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(MentionDraft.Field.allCases.map(\.rawValue)))
        let text = try #require(properties["text"] as? [String: Any])
        #expect(text["maxLength"] as? Int == MentionDraft.textBytes)
        let title = try #require(properties["title"] as? [String: Any])
        #expect(title["maxLength"] as? Int == MentionDraft.lineBytes)
    }
}
