import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Style, script and emblem, read once.
struct Assets: Sendable {
    struct Asset: Sendable {
        var type: String
        var body: ByteBuffer
        var tag: String

        func response(to request: Request) -> Response {
            let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
            if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
        }
    }

    let files: [String: Asset]

    init(folder: URL) throws {
        let types = ["css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"]
        var files: [String: Asset] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            guard let type = types[file.pathExtension] else { continue }
            let data = try Data(contentsOf: file)
            let tag = "\"\(Sessions.hex(SHA256.hash(data: data)).prefix(16))\""
            files[file.lastPathComponent] = Asset(type: type, body: ByteBuffer(bytes: data), tag: tag)
        }
        self.files = files
    }
}
