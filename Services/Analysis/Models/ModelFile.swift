import Crypto
import Foundation

/// What was learnt, as it lies on disk: named parts under one checksum.
///
/// Layout, little-endian: the eight bytes `FENGHUOM`, the version as 32 bits, the number of parts as 32 bits, the
/// task's name and then each part, every one of them as a 32-bit length of its name, the name in UTF-8, a 64-bit
/// length and the bytes; at the end the SHA-256 of all that.
package struct ModelFile: Hashable, Sendable {
    package static let magic = Array("FENGHUOM".utf8)
    package static let version: UInt32 = 1
    /// More is no model of ours; it bounds what a damaged length can make us ask for.
    static let maximumBytes = 1 << 30

    package let task: String
    /// By name.
    package private(set) var parts: [String: [UInt8]]

    package init(task: String, parts: [String: [UInt8]] = [:]) {
        self.task = task
        self.parts = parts
    }

    package mutating func put(_ name: String, _ bytes: [UInt8]) { parts[name] = bytes }

    /// - Throws: ``ModelFileMistake`` when there is no such part.
    package func part(_ name: String) throws(ModelFileMistake) -> [UInt8] {
        guard let bytes = parts[name] else {
            throw ModelFileMistake(
                found: "a model of task \(task) without part \"\(name)\"",
                expected: "one written by this version: train it anew")
        }
        return bytes
    }

    package mutating func put(_ name: String, json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        parts[name] = Array(try encoder.encode(value))
    }

    package func decode<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        let bytes = try part(name)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw ModelFileMistake(
                found: "part \"\(name)\" of a model of task \(task) that does not decode",
                expected: "one written by this version: train it anew")
        }
    }

    package var bytes: [UInt8] {
        var writer = BinaryWriter()
        writer.bytes(Self.magic)
        writer.integer(Self.version)
        writer.integer(UInt32(parts.count))
        writer.named("task", Array(task.utf8))
        for (name, bytes) in parts.sorted(by: { $0.key < $1.key }) { writer.named(name, bytes) }
        return writer.buffer + SHA256.hash(data: writer.buffer)
    }

    /// - Throws: ``ModelFileMistake`` for anything but a whole model file of this version.
    package init(bytes: [UInt8]) throws(ModelFileMistake) {
        let least = Self.magic.count + 8 + SHA256.byteCount
        guard bytes.count >= least, bytes.prefix(Self.magic.count).elementsEqual(Self.magic) else {
            throw ModelFileMistake(
                found: "\(bytes.count) bytes that do not begin as a model does",
                expected: "a file written by `fenghuo model train`")
        }
        var reader = BinaryReader(bytes.dropLast(SHA256.byteCount).dropFirst(Self.magic.count))
        let version: UInt32 = try reader.integer()
        guard version == Self.version else {
            throw ModelFileMistake(
                found: "a model of version \(version)", expected: "version \(Self.version): train it anew")
        }
        let digest = SHA256.hash(data: bytes.dropLast(SHA256.byteCount))
        guard bytes.suffix(SHA256.byteCount).elementsEqual(digest) else {
            throw ModelFileMistake(
                found: "a model whose checksum does not fit", expected: "an undamaged file: copy or train it anew")
        }
        let count: UInt32 = try reader.integer()
        task = String(decoding: try reader.named().bytes, as: UTF8.self)
        var parts: [String: [UInt8]] = [:]
        for _ in 0..<count {
            let (name, bytes) = try reader.named()
            parts[name] = bytes
        }
        self.parts = parts
    }
}

extension ModelFile {
    /// - Throws: ``ModelFileMistake`` with the file's name.
    package static func read(_ path: String) throws -> ModelFile {
        let url = URL(filePath: path)
        let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
        guard size <= maximumBytes else {
            throw ModelFileMistake(
                file: path, found: "\(size) bytes", expected: "a model file of at most \(maximumBytes) bytes")
        }
        guard let data = try? Data(contentsOf: url) else {
            throw ModelFileMistake(file: path, found: "no readable file", expected: "a model file")
        }
        do {
            return try ModelFile(bytes: Array(data))
        } catch {
            throw ModelFileMistake(file: path, found: error.found, expected: error.expected)
        }
    }

    /// Whole or not at all.
    package func write(to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    }
}

/// Why a file is no model that can be used.
package struct ModelFileMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package var file = ""
    package var found: String
    package var expected: String

    package init(file: String = "", found: String, expected: String) {
        self.file = file
        self.found = found
        self.expected = expected
    }

    package var description: String {
        "\(file.isEmpty ? "model" : "model \(file)"): found \(found), expected \(expected)"
    }
}
