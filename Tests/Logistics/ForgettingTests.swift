import EventLog
import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

/// The response service drops a case that the plan keeps no longer: a tombstone on the cases' topic.
@Suite struct ForgettingTests {
    @Test func aCaseThatIsKeptNoLongerTakesWhatWasDeliveredAndAskedForAlong() throws {
        var driver = Fixture.driver(try Fixture.plan())
        func aCase(_ id: String) -> Case {
            Fixture.aCase {
                $0.incidentID = id
                $0.notices = [Fixture.notice("notice of \(id)", to: ["lin-yue", "zhou-heng"])]
            }
        }
        try driver.see(aCase("incident-1"))
        try driver.see(aCase("incident-2"))
        var request = RequestResource()
        request.kind = "money"
        request.quantity = 100
        request.purpose = "客户补偿"
        let decision = Fixture.decision(by: "qiao-lan", .requestResource(request))
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
        #expect(driver.deliveries.count == 4)
        #expect(driver.processor.resources.count == 1)
        let gone = try EventRecord.make(
            kind: .caseAdvanced, message: nil, key: "incident-1", about: "incident-1",
            partitionKey: "lanjiang-bank", partitions: 1, id: "tombstone", source: "/test", now: Fixture.now,
            contentType: .protobuf)
        try driver.pipe(
            LogRecord(
                topicPartition: TopicPartition(EventKind.caseAdvanced.topic, 0), offset: 99, timestamp: Fixture.now,
                key: gone.key, value: nil, headers: gone.headers))
        #expect(Set(driver.deliveries.map(\.incidentID)) == ["incident-2"])
        #expect(driver.processor.resources.count == 0)
        #expect(driver.deadLetters().isEmpty)
        try driver.restart()
        #expect(driver.deliveries.count == 2)
        // What is told of it again is told anew.
        try driver.see(aCase("incident-1"))
        #expect(driver.deliveries.count == 4)
    }
}
