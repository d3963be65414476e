import Foundation
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

/// What an incident's row keeps apart is the whole incident.
@Suite struct IncidentRowTests {
    private static let full = Incident.with {
        $0.id = "i1"
        $0.subject = "lanjiang-bank"
        $0.title = "网传澜江银行系统宕机"
        $0.state = .quiet
        $0.grade = .ii
        $0.highestGrade = .i
        $0.kind = .rumour
        $0.rumourState = .refuted
        $0.assessment = .with {
            $0.total = 61.5
            $0.computedGrade = .iii
            $0.planHash = "p1"
        }
        $0.evidence = (0..<2).map { index in
            .with {
                $0.mentionID = "m\(index)"
                $0.excerpt = String(repeating: "长", count: 80)
                $0.copies = Int64(index)
            }
        }
        $0.firstMentionAt = 1
        $0.lastMentionAt = 2
        $0.discoveredAt = 3
        $0.mentions = 4
        $0.distinct = 5
        $0.negative = 6
        $0.reach = EventBounds.largest
        $0.distinctAuthors = 8
        $0.volume = [
            .with {
                $0.hour = 3_600_000
                $0.mentions = 4
                $0.expected = 0.5
            }
        ]
        $0.sources = [
            .with {
                $0.source = "weibo-stream"
                $0.mentions = 4
            }
        ]
        $0.mergedInto = "i0"
        $0.mergedFrom = ["i2", "i3"]
        $0.splitFrom = ["i4"]
        $0.regradedTo = .iii
        $0.regradedBy = "wang"
        $0.regradeReason = "已核实"
        $0.lowerSince = 9
        $0.updatedAt = 10
        $0.planHash = "p2"
        $0.drill = true
        $0.keywords = ["宕机", ""]
        $0.revision = 11
        $0.computedAtRegrade = .iv
        $0.refutedCopies = 12
        $0.burst = .with { $0.score = 3.25 }
        $0.firstStory = true
        $0.silentSources = ["paper-feed"]
        $0.negativeAuthors = 13
        $0.negativeReach = 14
        $0.firstNegativeAt = 15
        $0.lastNegativeAt = 16
        $0.answers = [
            .with {
                $0.decisionID = "d1"
                $0.details = ["reason": "已核实"]
            }
        ]
    }

    private func row(_ incident: Incident) throws -> IncidentRow {
        let plan = try Bench.plan.get()
        return IncidentRow(incident, assessor: AnalysisProcessor(plan: plan).assessor)
    }

    /// Each field of the schema as the library writes it: a field that comes later is missing here first.
    @Test func writesEveryFieldOfTheSchema() throws {
        let incident = Self.full
        let written = try EventCodec.encode(incident, as: .protobuf)
        #expect(try Self.numbers(in: written) == Self.schema, "the incident of this test sets every field")
        let row = try row(incident)
        #expect(row.bytes() == written)
        #expect(row.message() == incident)
        #expect(row.key == incident.id && row.partitionKey == incident.subject && row.isDrill)
    }

    @Test func leavesOutWhatHoldsItsDefault() throws {
        let incident = Incident.with { $0.id = "i1" }
        #expect(try row(incident).bytes() == EventCodec.encode(incident, as: .protobuf))
        #expect(try row(incident).message() == incident)
    }

    /// What a newer Fenghuo wrote is not lost when this one takes the incident on.
    @Test func keepsFieldsItDoesNotKnow() throws {
        var writer = FieldWriter()
        writer.append(try EventCodec.encode(Self.full, as: .protobuf))
        writer.string(2000, "later")
        let incident = try EventCodec.decode(Incident.self, from: writer.bytes, contentType: .protobuf)
        #expect(!incident.unknownFields.data.isEmpty)
        #expect(try row(incident).bytes() == writer.bytes)
    }

    /// The field numbers the library knows of an incident: whatever does not end up among the unknown ones.
    private static let schema = Set(
        (1...200).filter { number in
            let payloads: [(wire: UInt64, bytes: [UInt8])] = [(0, [1]), (1, [UInt8](repeating: 1, count: 8)), (2, [0])]
            return payloads.contains { wire, payload in
                let bytes = varint(UInt64(number) << 3 | wire) + payload
                let incident = try? Incident(serializedBytes: bytes)
                return incident?.unknownFields.data.isEmpty ?? false
            }
        })

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
    }

    /// The numbers of the fields in a message.
    private static func numbers(in bytes: [UInt8]) throws -> Set<Int> {
        var numbers: Set<Int> = []
        var at = 0
        func read() -> UInt64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while bytes[at] >= 0x80 {
                value |= UInt64(bytes[at] & 0x7f) << shift
                shift += 7
                at += 1
            }
            value |= UInt64(bytes[at]) << shift
            at += 1
            return value
        }
        while at < bytes.count {
            let tag = read()
            numbers.insert(Int(tag >> 3))
            switch tag & 7 {
            case 0: _ = read()
            case 1: at += 8
            case 2: at += Int(read())
            default: at += 4
            }
        }
        return numbers
    }
}
