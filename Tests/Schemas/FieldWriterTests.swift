import Foundation
import Schemas
import SwiftProtobuf
import Testing

/// What a row writes of itself by hand is what its message would be.
@Suite struct FieldWriterTests {
    private func written(_ score: Score) -> [UInt8] {
        var writer = FieldWriter()
        writer.string(1, score.name)
        writer.integer(2, Int64(score.step))
        writer.number(3, score.value)
        writer.string(4, score.unit)
        for mention in score.mentionIds { writer.element(6, mention) }
        writer.string(7, score.reason)
        return writer.bytes
    }

    @Test(arguments: [
        Score(),
        Score.with {
            $0.name = "严重性"
            $0.step = 4
            $0.value = -0.5
        },
        Score.with {
            $0.step = -1
            $0.value = -0.0
            $0.mentionIds = ["", "a", String(repeating: "长", count: 70)]
            $0.reason = String(repeating: "x", count: 300)
        },
    ])
    func `fields are written as the library writes them`(score: Score) throws {
        #expect(try written(score) == EventCodec.encode(score, as: .protobuf))
    }

    /// Lengths of one, two and three bytes.
    @Test(arguments: [0, 1, 127 - 3, 128, 16_383, 16_384, 70_000])
    func `messages of any length are framed`(length: Int) throws {
        let score = Score.with { $0.reason = String(repeating: "r", count: length) }
        let assessment = Assessment.with {
            $0.indicators = [score, score]
            $0.total = 1.25
        }
        var writer = FieldWriter()
        writer.message(1) { $0.string(7, score.reason) }
        writer.message(1, try EventCodec.encode(score, as: .protobuf))
        writer.number(3, assessment.total)
        #expect(try writer.bytes == EventCodec.encode(assessment, as: .protobuf))
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, -1, Int64.max])
    func `a last field is framed with what is written before it`(copies: Int64) throws {
        var evidence = Evidence.with { $0.excerpt = String(repeating: "e", count: 125) }
        var writer = FieldWriter()
        writer.message(10, try EventCodec.encode(evidence, as: .protobuf), thenInteger: 12, copies)
        evidence.copies = copies
        #expect(try writer.bytes == EventCodec.encode(Incident.with { $0.evidence = [evidence] }, as: .protobuf))
    }

    @Test func `high field numbers, floats and bytes`() throws {
        let cluster = Cluster.with {
            $0.packedTerms = .init([1, 2, 3])
            $0.mass = 2.5
            $0.packedWords = .init([9])
        }
        var writer = FieldWriter()
        writer.bytes(11, count: 3) { $0.copyBytes(from: [1, 2, 3]) }
        writer.bytes(12, count: 0) { _ in }
        writer.number(16, cluster.mass)
        writer.number(17, Float(0))
        writer.bytes(18, count: 1) { $0[0] = 9 }
        #expect(try writer.bytes == EventCodec.encode(cluster, as: .protobuf))
    }
}
