/// The host and port of an address, in canonical spelling.
struct URLAuthority {
    let host: String
    /// `:8080`, or empty for the scheme's default.
    let port: String

    /// Nil where the host is empty or holds what a host cannot, or the port is no number in 0...65535.
    init?(_ bytes: ArraySlice<UInt8>, defaultPort: Int) {
        var rest = bytes
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        let hostBytes: ArraySlice<UInt8>
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostBytes = rest[...close]
            guard hostBytes.count >= 4, hostBytes.dropFirst().dropLast().allSatisfy(Self.isAddressByte) else {
                return nil
            }
            host = String(decoding: hostBytes, as: UTF8.self).lowercased()
            rest = rest[(close + 1)...]
        } else {
            let colon = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            guard let name = Self.name(rest[..<colon]) else { return nil }
            host = name
            rest = rest[colon...]
        }
        guard rest.first == UInt8(ascii: ":") || rest.isEmpty else { return nil }
        let digits = rest.dropFirst()
        guard !digits.isEmpty else {
            port = ""
            return
        }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = UInt16(String(decoding: digits, as: UTF8.self))
        else { return nil }
        port = Int(number) == defaultPort ? "" : ":\(number)"
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        var name = bytes.allSatisfy { $0 < 0x80 } ? text.lowercased() : TextFolding.standard.fold(text)
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty, name.utf8.count <= 253, name.utf8.allSatisfy(isNameByte), !name.contains(".."),
            !name.hasPrefix("."), !name.hasSuffix(".")
        else { return nil }
        return name
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f, 0x80...: true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x46, 0x61...0x66, 0x2e: true
        default: false
        }
    }
}
