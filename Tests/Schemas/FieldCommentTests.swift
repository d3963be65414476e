import SwiftProtobuf
import Testing

/// Whoever reads a message has nothing but its fields' comments: the documents take them from there.
@Suite("Every field says what it means")
struct FieldCommentTests {
    /// What stands beside a declaration, before it or behind it on its line.
    static func comments(of file: Google_Protobuf_FileDescriptorProto) -> [[Int32]: String] {
        Dictionary(
            file.sourceCodeInfo.location.map { ($0.path, $0.leadingComments + $0.trailingComments) }
        ) { $0 + $1 }
    }

    /// What is wrong with the comments of a file, by the name of the field.
    static func faults(in file: Google_Protobuf_FileDescriptorProto) -> [String] {
        let comments = comments(of: file)
        func comment(_ path: [Int32]) -> String { comments[path] ?? "" }
        var faults: [String] = []
        for (index, message) in file.messageType.enumerated() {
            for (place, field) in message.field.enumerated() {
                let said = comment([4, Int32(index), 2, Int32(place)])
                func ask(_ unit: String) {
                    if !said.contains(unit) { faults.append("\(message.name).\(field.name) says no unit: \(unit)") }
                }
                if said.allSatisfy(\.isWhitespace) { faults.append("\(message.name).\(field.name) says nothing") }
                guard field.type == .int64 else { continue }
                if field.name == "at" || field.name.hasSuffix("_at") { ask("ms since 1970") }
                if field.name.hasSuffix("seconds") { ask("seconds") }
            }
        }
        for (index, kind) in file.enumType.enumerated() {
            for (place, value) in kind.value.enumerated()
            where comment([5, Int32(index), 2, Int32(place)]).allSatisfy(\.isWhitespace) {
                faults.append("\(value.name) says nothing")
            }
        }
        return faults
    }

    @Test("Every field and value has a comment, and times and spans say their unit")
    func all() throws {
        let set = try CompatibilityTests.today()
        #expect(set.file.reduce(0) { $0 + $1.messageType.reduce(0) { $0 + $1.field.count } } > 800)
        for file in set.file { #expect(Self.faults(in: file) == [], "\(file.name)") }
    }

    @Test("A field without one is found")
    func broken() throws {
        var file = try #require(try CompatibilityTests.today().file.first { $0.name.hasSuffix("mention.proto") })
        #expect(Self.faults(in: file).isEmpty)
        file.sourceCodeInfo.location.removeAll { $0.path == [4, 0, 2, 0] }
        #expect(Self.faults(in: file) == ["Mention.id says nothing"])
    }
}
