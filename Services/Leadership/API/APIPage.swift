import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SwiftProtobuf

/// Answers of the API: one message, or a page of many.
extension APICall {
    func one(_ message: any Message, status: HTTPResponse.Status = .ok) throws -> Response {
        let bytes: [UInt8] = try OutwardClocks.of(message).jsonUTF8Bytes()
        return Self.json(bytes, status: status)
    }

    func csv(_ table: CSVText, name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: table.text)))
    }

    /// A page of items in the order of their keys: `{"items": […], "next": "…"}`; `next` goes into `after`. An item that is
    /// there all the while is on exactly one page, whatever comes and goes meanwhile.
    ///
    /// Of many items only as many as fit on a page are ordered.
    func page<Item>(
        _ items: some Sequence<Item>, key: (Item) -> String, message: (Item) -> any Message
    ) throws -> Response {
        let after = after ?? ""
        var kept: [(key: String, item: Item)] = []
        for item in items {
            let key = key(item)
            guard key > after else { continue }
            if kept.count > limit, let last = kept.last, last.key <= key { continue }
            var low = 0
            var high = kept.count
            while low < high {
                let middle = (low + high) / 2
                if kept[middle].key < key { low = middle + 1 } else { high = middle }
            }
            kept.insert((key, item), at: low)
            if kept.count > limit + 1 { kept.removeLast() }
        }
        let shown = kept.prefix(limit)
        return try page(shown.map { message($0.item) }, next: kept.count > limit ? shown.last?.key : nil)
    }

    /// A page of what is in order already.
    func page(_ messages: [any Message], next: String?) throws -> Response {
        var body: [UInt8] = Array("{\"items\":[".utf8)
        for (index, message) in messages.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            let bytes: [UInt8] = try OutwardClocks.of(message).jsonUTF8Bytes()
            body += bytes
        }
        body += Array("]".utf8)
        if let next { body += Array(",\"next\":".utf8) + (try JSONEncoder().encode(next)) }
        body.append(UInt8(ascii: "}"))
        return Self.json(body, status: .ok)
    }

    static func json(_ body: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// A moment as a key that sorts by it.
    static func ascending(_ moment: Int64) -> String {
        let digits = String(max(moment, 0))
        return String(repeating: "0", count: 19 - digits.count) + digits
    }

    /// A moment as a key that sorts the newest first.
    static func descending(_ moment: Int64) -> String { ascending(.max - max(moment, 0)) }
}
