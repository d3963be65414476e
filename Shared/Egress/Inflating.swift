import CInflate

/// Unpacks what was sent packed: gzip, deflate as its standard has it and as others send it, br, zstd. How far it may grow is
/// said in bytes; how many times its packed size that is does not matter.
public enum Inflating {
    public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        public var found: String
        public var expected: String
        public var description: String { "found \(found), expected \(expected)" }
    }

    /// What is asked for.
    public static let accepted = "gzip, deflate, br, zstd"

    /// Unpacks a body by the names of its `Content-Encoding`; packed once more than it says, as a file that was stored packed, too.
    /// - Parameter limit: in bytes, unpacked.
    public static func unpacked(_ body: [UInt8], encodings: [String], limit: Int) throws(Mistake) -> [UInt8] {
        var body = body
        guard encodings.count <= 4 else {
            throw Mistake(found: "\(encodings.count) encodings one over the other", expected: "at most 4")
        }
        for name in encodings.reversed() { body = try unpacked(body, name, limit) }
        if body.starts(with: [0x1f, 0x8b, 0x08]) { body = try unpacked(body, "gzip", limit) }
        return body
    }

    private static func unpacked(_ body: [UInt8], _ name: String, _ limit: Int) throws(Mistake) -> [UInt8] {
        switch name.lowercased() {
        case "identity", "", "none", "utf-8": return body
        case "gzip", "x-gzip":
            guard body.starts(with: [0x1f, 0x8b]) else {
                // Said, and not done, or done otherwise: some servers do.
                let isDeflated = body.count > 2 && body[0] == 0x78 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
                return isDeflated ? (try? inflated(body, window: 15, limit)) ?? body : body
            }
            return try inflated(body, window: 31, limit)
        case "deflate":
            do {
                return try inflated(body, window: 15, limit)
            } catch {
                // Without zlib's header, as IIS sent it.
                return try inflated(body, window: -15, limit)
            }
        case "br": return try brotli(body, limit)
        case "zstd": return try zstandard(body, limit)
        default: throw Mistake(found: "the encoding \(name.prefix(40))", expected: "one of \(accepted)")
        }
    }

    private static func tooLong(_ limit: Int) -> Mistake {
        Mistake(found: "more than \(limit) bytes unpacked", expected: "at most so many")
    }

    private static func broken(_ name: String) -> Mistake {
        Mistake(found: "a body that is no \(name)", expected: "what its Content-Encoding says")
    }

    private static func inflated(_ body: [UInt8], window: Int32, _ limit: Int) throws(Mistake) -> [UInt8] {
        var stream = z_stream()
        guard let count = UInt32(exactly: body.count),
            inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw broken("deflate") }
        defer { inflateEnd(&stream) }
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var input = body
        let state: Int32 = input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = count
            var state = Z_OK
            repeat {
                let written = chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = UInt32(chunk.count)
                    state = inflate(&stream, Z_NO_FLUSH)
                    return chunk.count - Int(stream.avail_out)
                }
                out.append(contentsOf: chunk[..<written])
                // One member of gzip may follow another.
                if state == Z_STREAM_END, stream.avail_in > 2, window == 31, inflateReset(&stream) == Z_OK {
                    state = Z_OK
                }
            } while state == Z_OK && out.count <= limit
            return state
        }
        if out.count > limit { throw tooLong(limit) }
        // What is cut off, or followed by rubbish, is read as far as it goes.
        guard state == Z_STREAM_END || !out.isEmpty else { throw broken("deflate") }
        return out
    }

    private static func brotli(_ body: [UInt8], _ limit: Int) throws(Mistake) -> [UInt8] {
        guard let decoder = BrotliDecoderCreateInstance(nil, nil, nil) else { throw broken("br") }
        defer { BrotliDecoderDestroyInstance(decoder) }
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let isWhole: Bool = body.withUnsafeBufferPointer { input in
            var next = input.baseAddress
            var left = input.count
            while true {
                var state = BROTLI_DECODER_RESULT_ERROR
                let written = chunk.withUnsafeMutableBufferPointer { chunk in
                    var to = chunk.baseAddress
                    var room = chunk.count
                    state = BrotliDecoderDecompressStream(decoder, &left, &next, &room, &to, nil)
                    return chunk.count - room
                }
                out.append(contentsOf: chunk[..<written])
                guard state == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT, out.count <= limit else {
                    return state == BROTLI_DECODER_RESULT_SUCCESS || out.count > limit
                }
            }
        }
        if out.count > limit { throw tooLong(limit) }
        guard isWhole else { throw broken("br") }
        return out
    }

    private static func zstandard(_ body: [UInt8], _ limit: Int) throws(Mistake) -> [UInt8] {
        guard let decoder = ZSTD_createDStream() else { throw broken("zstd") }
        defer { ZSTD_freeDStream(decoder) }
        // 8 MB, as RFC 9659 has it for HTTP.
        _ = ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax, 23)
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let isWhole: Bool = body.withUnsafeBytes { input in
            var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
            while true {
                var left = 0
                let written = chunk.withUnsafeMutableBytes { chunk in
                    var target = ZSTD_outBuffer(dst: chunk.baseAddress, size: chunk.count, pos: 0)
                    left = ZSTD_decompressStream(decoder, &target, &source)
                    return target.pos
                }
                guard ZSTD_isError(left) == 0 else { return false }
                out.append(contentsOf: chunk[..<written])
                if out.count > limit { return true }
                if source.pos == source.size, written < chunk.count { return left == 0 }
            }
        }
        if out.count > limit { throw tooLong(limit) }
        guard isWhole else { throw broken("zstd") }
        return out
    }
}
