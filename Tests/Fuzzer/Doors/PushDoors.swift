#if FUZZ
    import Foundation
    import HTTPTypes
    import Plan

    @testable import Monitoring

    /// What is pushed: bodies of every format, with their headers, and files of mentions.
    enum PushDoors {
        static let all = [
            door("push-json", "application/json", seeds: [one, "[\(one),\(small)]", "{}", "[]"]),
            door("push-ndjson", "application/x-ndjson", seeds: ["\(small)\n\(one)\n", "\n\n\(small)"]),
            door("push-cloudevent", "application/cloudevents+json", seeds: [event, base64Event]),
            door("push-cloudevents", "application/cloudevents-batch+json", seeds: ["[\(event),\(base64Event)]"]),
            requests, files("file-csv", name: "x.csv", grammar: .text, seeds: csv),
            files(
                "file-lines", name: "x.jsonl", grammar: .json,
                seeds: [
                    "\(small)\n\(one)\n{}\n", "[\n{\"text\":\n\"x\"},\(small)]",
                    "{\"text\":\"\\ud83d\",\"reach\":NaN}\n",
                ]),
        ]

        private static let small = #"{"text":"澜江银行转不出钱"}"#
        private static let one =
            #"{"title":"澜江宝","text":"澜江宝赎回延迟，客服打不通","url":"https://a.example/1?utm_source=x","author":"甲","externalId":"e1","publishedAt":"2026-03-02T01:00:00.5+08:00","language":"zh-Hans","reach":1200,"source":"forum-push"}"#
        private static let event =
            #"{"specversion":"1.0","id":"e-1","source":"/x","type":"t","time":"2026-03-02T01:00:00Z","datacontenttype":"application/json","data":"#
            + small + "}"
        private static let base64Event =
            #"{"specversion":"1.0","id":"e-2","source":"/x","type":"t","data_base64":"eyJ0ZXh0Ijoi5r6c5rGf6ZO26KGMIn0="}"#
        private static let words = [
            "text", "title", "url", "author", "externalId", "publishedAt", "language", "reach", "source", "data",
            "data_base64", "specversion", "1.0", "time", "2026-03-02T01:00:00Z", "zh-Hans", "澜江银行",
        ]
        private static let csv = [
            "text,title,reach,publishedAt\n\"澜江银行, \"\"转\"\"\n不出\",t,12,2026-03-02T01:00:00Z\nx,y,-1,z\n",
            "\u{feff}text;x\r\n1;2\r\n", "text\n\"a", "a,b\n", "sep=;\ntext;reach\na\"b;1.2万\n\"c;1\nd;2",
            "正文\t时间\r1\t2026/3/2 10:00\r",
            "\u{feff}content|url\n|www.a.example\n",
        ]

        private static func door(_ name: String, _ type: String, seeds: [String]) -> Door {
            Door(name, .json, seeds: seeds, words: words) {
                let take = try taker()
                guard let format = PushFormat(headers: [.contentType: type]) else {
                    throw Finding("\(type) is not taken")
                }
                return { input in take(try PushedDrafts.read(input, as: format, headers: [:])) }
            }
        }

        /// Bodies with headers: which format it is, and CloudEvents in headers.
        private static let requests = Door(
            "push-request", .text,
            seeds: [
                "content-type: application/json; charset=utf-8\nce-specversion: 1.0\nce-id: 1\nce-source: /x\nce-type: t\nce-time: 2026-03-02T01:00:00Z\n\n\(small)",
                "content-type: application/x-ndjson\n\n\(small)\n\(one)",
                "content-type: application/cloudevents+json\n\n\(event)",
            ],
            words: words + [
                "content-type: ", "ce-id: ", "ce-time: ", "application/json", "application/cloudevents-batch+json", ";",
            ]
        ) {
            let take = try taker()
            return { input in
                let (lines, body) = House.parted(input)
                var headers = HTTPFields()
                for (name, value) in lines {
                    guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else { continue }
                    headers.append(HTTPField(name: name, value: value))
                }
                guard let format = PushFormat(headers: headers) else { return }
                take(try PushedDrafts.read(body, as: format, headers: headers))
            }
        }

        /// What becomes of drafts behind the door.
        private static func taker() throws -> ([MentionDraft]) -> Void {
            let plan = try House.plan()
            let normaliser = Normaliser(plan: plan)
            guard let source = plan.sources.first(where: { $0.kind == .push }) ?? plan.sources.first else {
                throw Finding("the example plan has no source")
            }
            return { drafts in
                for draft in drafts {
                    _ = try? normaliser.intakes(
                        of: draft, from: source, receivedAt: House.now, drill: draft.reach == 7 ? "d" : nil,
                        assuming: "lanjiang-bank")
                }
            }
        }

        private static func files(_ name: String, name file: String, grammar: Grammar, seeds: [String]) -> Door {
            Door(name, grammar, seeds: seeds, words: words + [",", "\"", "\n", "\r\n"]) {
                let folder = URL(filePath: "/dev/shm/fuzz-\(ProcessInfo.processInfo.processIdentifier)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let path = folder.appending(path: file).path
                let take = try taker()
                return { input in
                    guard FileManager.default.createFile(atPath: path, contents: Data(input)) else { return }
                    defer { try? FileManager.default.removeItem(atPath: path) }
                    var reader = try MentionFile(path: path, now: House.now)
                    var end: Int64 = -1
                    var isWithin = false
                    while let item = try reader.next() {
                        // Only of one record, as the reader says, two end alike.
                        guard item.end > end || isWithin && item.end == end, item.end <= Int64(input.count) else {
                            throw Finding("an item ends at \(item.end), after one at \(end), of \(input.count) bytes")
                        }
                        end = item.end
                        isWithin = reader.isWithinRecord
                        if case .success(let draft) = item.result { take([draft]) }
                    }
                }
            }
        }
    }
#endif
