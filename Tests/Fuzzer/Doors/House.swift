#if FUZZ
    import Foundation
    import Plan
    import Schemas

    /// What doors share: the example plan, and a moment in working time.
    enum House {
        /// Monday 2026-03-02, 10:00 in Shanghai, ms since 1970.
        static let now: Int64 = 1_772_416_800_000
        static let hour: Int64 = 3_600_000

        static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()

        static func plan() throws -> ResponsePlan {
            try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
        }

        /// Like a request: header lines, an empty line, the rest.
        static func parted(_ input: [UInt8]) -> (headers: [(name: String, value: String)], body: [UInt8]) {
            var headers: [(name: String, value: String)] = []
            var rest = input[...]
            while let end = rest.firstIndex(of: 10) {
                let line = rest[rest.startIndex..<end]
                rest = rest[(end + 1)...]
                if line.isEmpty { break }
                let text = String(decoding: line, as: UTF8.self)
                guard let colon = text.firstIndex(of: ":") else { continue }
                headers.append((String(text[..<colon]), String(text[text.index(after: colon)...].drop { $0 == " " })))
            }
            return (headers, Array(rest))
        }
    }
#endif
