#if FUZZ
    import EventLog
    import Foundation
    import Processing
    import Schemas
    import SwiftProtobuf

    /// Every message of the topics in both content types, and the headers around it.
    enum MessageDoors {
        static let all: [Door] = {
            var names: Set<String> = []
            var doors: [Door] = []
            for kind in EventCatalogue.kinds where names.insert("\(kind.message)").inserted {
                doors.append(door(kind.message))
            }
            return doors + [headers]
        }()

        private static func door<M: Message & Sendable>(_ type: M.Type) -> Door {
            let sample = Samples.message(type)
            let binary = (try? EventCodec.encode(sample, as: .protobuf)) ?? []
            let json = (try? EventCodec.encode(sample, as: .json)) ?? []
            return Door("message-\(type)", .protobuf, binary: [binary, [], json]) {
                { input in
                    let isJSON = input.first == UInt8(ascii: "{")
                    let message = try EventCodec.decode(M.self, from: input, contentType: isJSON ? .json : .protobuf)
                    let bytes = try EventCodec.encode(message, as: .protobuf)
                    let again = try EventCodec.decode(M.self, from: bytes, contentType: .protobuf)
                    if try EventCodec.encode(again, as: .protobuf) != bytes {
                        throw Finding("read again, it is another")
                    }
                    if let text = try? EventCodec.encode(message, as: .json) {
                        _ = try? EventCodec.decode(M.self, from: text, contentType: .json)
                    }
                }
            }
        }

        private static let headers = Door(
            "event-headers", .text,
            seeds: [
                "ce_specversion: 1.0\nce_id: 1\nce_type: fenghuo.mention.published.v1\nce_source: /x\nce_time: 2026-03-02T01:00:00.000Z\nce_subject: s\nce_partitionkey: p\ncontent-type: application/json; charset=utf-8\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\nce_drill: true\n\n{}"
            ],
            words: [
                "ce_time: ", "content-type: ", "traceparent: ", "application/protobuf", "00-", "-01", "ce_drill: ",
                "__fenghuo.errors.attempts: ", "9223372036854775807",
            ]
        ) {
            var driver = ProcessorDriver(now: House.now) { HeaderTaker() }
            return { input in
                let (headers, body) = House.parted(input)
                let record = LogRecord(
                    topicPartition: TopicPartition(EventKind.mentionPublished.topic, 0), offset: 1,
                    timestamp: House.now,
                    key: nil, value: body, headers: headers.map { RecordHeader($0.name, $0.value) })
                _ = try driver.pipe(record)
            }
        }

        /// Takes every event, and keeps nothing.
        private struct HeaderTaker: Processor {
            static let topology = Topology(
                name: "headers", inputs: [.mentionPublished], tables: [], outputs: [], tick: 1000)
            var tables: [any ChangelogTable] { [] }
            mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
                _ = try event.decode(Mention.self)
            }
        }
    }
#endif
