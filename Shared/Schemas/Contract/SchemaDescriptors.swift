import Foundation
package import SwiftProtobuf

/// The messages and enumerations of Proto/ with their comments, as protoc described them (`Generated/*.descriptor.swift`).
/// Documents about events and answers are made from here.
package struct SchemaDescriptors: Sendable {
    package indirect enum Kind: Hashable, Sendable {
        case text, bytes, flag
        /// 32 bits or fewer.
        case whole
        /// 64 bits.
        case long, unsignedLong
        case number
        /// By its name, without the package.
        case message(String)
        case enumeration(String)
        case list(Kind)
        /// The keys are texts.
        case map(Kind)
    }

    package struct Field: Hashable, Sendable {
        /// As in the .proto file.
        package var name: String
        /// In proto3's canonical JSON.
        package var jsonName: String
        package var kind: Kind
        package var comment: String
        /// The `oneof` it is of.
        package var oneOf: String?
    }

    package struct Message: Hashable, Sendable {
        package var name: String
        package var comment: String
        /// Below Proto/.
        package var file: String
        package var fields: [Field]
    }

    package struct Value: Hashable, Sendable {
        package var name: String
        package var number: Int
        package var comment: String
    }

    /// By name, without the package.
    package private(set) var messages: [String: Message] = [:]
    package private(set) var enumerations: [String: [Value]] = [:]

    package static let all: SchemaDescriptors = {
        var all = SchemaDescriptors()
        for text in GeneratedDescriptors.files {
            // What is compiled in is what protoc wrote; a test counts the messages.
            guard let bytes = Data(base64Encoded: text, options: .ignoreUnknownCharacters),
                let set = try? Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
            else { continue }
            for file in set.file { all.add(file) }
        }
        return all
    }()

    package static func name(of type: any SwiftProtobuf.Message.Type) -> String { last(type.protoMessageName) }

    /// The values of an enumeration by its generated type.
    package static func values<E: SwiftProtobuf.Enum>(of type: E.Type) -> [Value] {
        all.enumerations[String(describing: type)] ?? []
    }

    private static func last(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }

    private mutating func add(_ file: Google_Protobuf_FileDescriptorProto) {
        let comments = Dictionary(
            file.sourceCodeInfo.location.map { ($0.path, Self.sentence($0.leadingComments, $0.trailingComments)) }
        ) { first, _ in first }
        for (index, message) in file.messageType.enumerated() {
            let place: [Int32] = [4, Int32(clamping: index)]
            let fields = message.field.enumerated().map { position, field in
                Field(
                    name: field.name, jsonName: field.jsonName, kind: Self.kind(of: field, in: message),
                    comment: comments[place + [2, Int32(clamping: position)]] ?? "",
                    oneOf: field.hasOneofIndex && !field.proto3Optional
                        && message.oneofDecl.indices.contains(Int(field.oneofIndex))
                        ? message.oneofDecl[Int(field.oneofIndex)].name : nil)
            }
            messages[message.name] = Message(
                name: message.name, comment: comments[place] ?? "", file: file.name, fields: fields)
        }
        for (index, enumeration) in file.enumType.enumerated() {
            enumerations[enumeration.name] = enumeration.value.enumerated().map { position, value in
                Value(
                    name: value.name, number: Int(value.number),
                    comment: comments[[5, Int32(clamping: index), 2, Int32(clamping: position)]] ?? "")
            }
        }
    }

    private static func kind(
        of field: Google_Protobuf_FieldDescriptorProto, in message: Google_Protobuf_DescriptorProto
    ) -> Kind {
        let name = last(field.typeName)
        if let entry = message.nestedType.first(where: { $0.name == name && $0.options.mapEntry }) {
            return .map(entry.field.first { $0.number == 2 }.map { kind(of: $0, in: entry) } ?? .text)
        }
        let one: Kind =
            switch field.type {
            case .double, .float: .number
            case .int64, .sfixed64, .sint64: .long
            case .uint64, .fixed64: .unsignedLong
            case .int32, .uint32, .fixed32, .sfixed32, .sint32: .whole
            case .bool: .flag
            case .bytes: .bytes
            case .message, .group: .message(name)
            case .enum: .enumeration(name)
            case .string: .text
            }
        return field.label == .repeated ? .list(one) : one
    }

    /// One line, beginning with a capital and ending with a full stop.
    private static func sentence(_ leading: String, _ trailing: String) -> String {
        let words = (leading + " " + trailing).split { $0.isWhitespace }.joined(separator: " ")
        guard let first = words.first else { return "" }
        return first.uppercased() + words.dropFirst() + (words.hasSuffix(".") ? "" : ".")
    }
}
