import Foundation
import SwiftProtobuf
import Testing

/// The released descriptor set is what topics out there were written with; a replay reads them for ever.
/// `Scripts/generate-schemas --descriptors FILE` makes one; `FENGHUO_DESCRIPTORS` names today's when protoc is at hand.
@Suite("Schemas stay readable")
struct CompatibilityTests {
    typealias Field = Google_Protobuf_FieldDescriptorProto

    static func descriptors(_ url: URL) throws -> Google_Protobuf_FileDescriptorSet {
        try Google_Protobuf_FileDescriptorSet(serializedBytes: Data(contentsOf: url))
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Today's descriptors, by protoc.
    static func today() throws -> Google_Protobuf_FileDescriptorSet {
        let file = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString).binpb")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = root.appending(path: "Scripts/generate-schemas")
        process.arguments = ["--descriptors", file.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "protoc refused the schemas (Debian: protobuf-compiler)")
        return try descriptors(file)
    }

    static func breaks(
        from old: Google_Protobuf_FileDescriptorSet, to new: Google_Protobuf_FileDescriptorSet
    ) -> [String] {
        var found: [String] = []
        let messages = Dictionary(
            uniqueKeysWithValues: new.file.flatMap { file in file.messageType.map { ("\(file.package).\($0.name)", $0) }
            })
        let enums = Dictionary(
            uniqueKeysWithValues: new.file.flatMap { file in file.enumType.map { ("\(file.package).\($0.name)", $0) } })
        for file in old.file {
            for message in file.messageType {
                let name = "\(file.package).\(message.name)"
                guard let now = messages[name] else {
                    found.append("\(name) is gone")
                    continue
                }
                for field in message.field {
                    guard let other = now.field.first(where: { $0.number == field.number }) else {
                        if !now.reservedRange.contains(where: { $0.start <= field.number && field.number < $0.end }) {
                            found.append("\(name) field \(field.number) \(field.name) is gone and not reserved")
                        }
                        continue
                    }
                    if other.name != field.name { found.append("\(name) field \(field.number) was \(field.name)") }
                    if other.type != field.type || other.typeName != field.typeName || other.label != field.label {
                        found.append("\(name) field \(field.number) \(field.name) is of another type")
                    }
                }
            }
            for kind in file.enumType {
                let name = "\(file.package).\(kind.name)"
                for value in kind.value
                where !(enums[name]?.value.contains { $0.number == value.number && $0.name == value.name } ?? false) {
                    found.append("\(name) value \(value.number) \(value.name) is gone or renamed")
                }
            }
        }
        return found
    }

    @Test("No field number is reused or retyped since the release")
    func compatible() throws {
        let url = try #require(Bundle.module.url(forResource: "Released/v1", withExtension: "binpb"))
        #expect(Self.breaks(from: try Self.descriptors(url), to: try Self.today()).isEmpty)
    }

    @Test("A reused, retyped, renamed or dropped field is found")
    func found() throws {
        let old = try Self.today()
        var new = old
        let file = try #require(new.file.firstIndex { $0.name.hasSuffix("mention.proto") })
        new.file[file].messageType[0].field[0].type = .int64
        new.file[file].messageType[0].field[1].name = "topic"
        new.file[file].messageType[0].field.remove(at: 2)
        new.file[file].messageType.removeLast()
        new.file[file].enumType[0].value.removeLast()
        #expect(Self.breaks(from: old, to: new).count == 5)
        #expect(Self.breaks(from: new, to: new).isEmpty)
    }
}
