import EventLog
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

@Suite struct DeterminismTests {
    private func rows(_ driver: ProcessorDriver<AnalysisProcessor>) throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for (id, row) in driver.processor.incidents.rows { rows["i/" + id] = try row.serializedBytes() }
        for (id, row) in driver.processor.clusters.rows { rows["c/" + id] = try row.serializedBytes() }
        for (id, row) in driver.processor.profiles.rows { rows["s/" + id] = try row.serializedBytes() }
        return rows
    }

    @Test func batchesDoNotMatterToAByte() throws {
        let mentions = try DemoStory().mentions.prefix(260).map(\.mention)
        var results: [[String: [UInt8]]] = []
        for batch in [1, 7, 1000] {
            var driver = try Bench.driver(batch: batch)
            for mention in mentions { try driver.say(mention) }
            try driver.commit()
            results.append(try rows(driver))
        }
        #expect(results[0].count > 5)
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    @Test func restartsDoNotMatterToAByte() throws {
        let mentions = try DemoStory().mentions.map(\.mention)
        var steady = try Bench.driver(batch: 10)
        var crashing = try Bench.driver(batch: 10)
        for (index, mention) in mentions.enumerated() {
            try steady.say(mention)
            try crashing.say(mention)
            if index % 40 == 39 {
                try crashing.commit()
                try crashing.restart()
            }
        }
        try steady.commit()
        try crashing.commit()
        #expect(try rows(steady) == rows(crashing))
    }

    /// An incident writes itself from parts that are kept written: readers find what its message says.
    @Test func bytesOfAnIncidentAreItsMessage() throws {
        var driver = try Bench.driver(batch: 50)
        for mention in try DemoStory().mentions.map(\.mention) { try driver.say(mention) }
        try driver.commit()
        let rows = driver.processor.incidents.working.sorted { $0.key < $1.key }
        #expect(rows.contains { $0.evidence.count > 3 })
        for row in rows {
            let bytes = try #require(row.bytes())
            let message = try Incident(serializedBytes: bytes)
            #expect(message == row.message())
            // Rendered by hand, field by field: a restored row keeps what the library makes of it.
            let assessment = try EventCodec.encode(message.assessment, as: .protobuf)
            #expect(bytes.firstRange(of: assessment) != nil)
        }
        for row in driver.processor.clusters.working {
            let bytes = try #require(row.bytes())
            #expect(try EventCodec.encode(row.message(), as: .protobuf) == bytes)
        }
    }

    @Test func rejectionLeavesNothingBehind() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", ClusteringTests.run[0]))
        let before = try rows(driver)
        _ = try driver.decide("nowhere", .falseAlarm(FalseAlarm()))
        var timeless = Bench.mention("b", ClusteringTests.run[1])
        timeless.publishedAt = 0
        timeless.receivedAt = 0
        try driver.pipe(.mentionPublished, timeless, key: "b")
        #expect(try rows(driver) == before)
        #expect(driver.deadLetters().count == 2)
    }
}
