import EmbeddedLog
import EventLog
import Foundation
import Hosting
import Testing

@testable import Fenghuo

/// What the doctor makes of what it finds.
@Suite struct DoctorTests {
    @Test func `Nothing is claimed of rights where no topic is to be seen`() {
        let finding = LogChecks.rights(topics: 0, tried: 0, refused: [])
        #expect(finding.state == .warning && finding.found.contains("nothing was tried"))
    }

    @Test func `Topics that may not be read are named`() {
        let refused = ["fenghuo.cases.v1", "fenghuo.journal.v1"]
        let finding = LogChecks.rights(topics: 24, tried: 20, refused: refused)
        #expect(finding.state == .warning && refused.allSatisfy(finding.found.contains))
        #expect(LogChecks.rights(topics: 24, tried: 20, refused: []).state == .ok)
    }

    @Test func `A topic that would lose or mix up records is named as it is called on the log`() throws {
        let sandbox = try Namespace(prefix: "sandbox.")
        let all = CatalogueTopics.specifications(partitions: 6)
        #expect(LogChecks.topics(all, partitions: 6, in: sandbox).state == .ok)
        for (name, change, said) in [
            ("fenghuo.mentions.v1", { $0.cleanup = .delete(retentionMilliseconds: 86_400_000) }, "86400000 ms"),
            ("fenghuo.journal.v1", { $0.cleanup = .compact }, "compacted"),
            ("fenghuo.incidents.v1", { $0.partitions = 8 }, "8 partitions"),
        ] as [(String, (inout TopicSpecification) -> Void, String)] {
            var found = all
            let index = try #require(found.firstIndex { $0.name == name })
            change(&found[index])
            let finding = LogChecks.topics(found, partitions: 6, in: sandbox)
            #expect(finding.state == .failure)
            #expect(finding.found.contains("\(sandbox.topic(name)) has ") && finding.found.contains(said))
            #expect(finding.advice?.contains("fenghuo migrate") == (said == "8 partitions"))
        }
        // What an operator has raised is no fault.
        let raised = all.map { TopicSpecification(name: $0.name, partitions: 6, cleanup: $0.cleanup.raised) }
        #expect(LogChecks.topics(raised, partitions: 6, in: sandbox).state == .ok)
        let others = LogChecks.topics(CatalogueTopics.specifications(partitions: 8), partitions: 6, in: sandbox)
        #expect(others.state == .failure && others.advice?.contains("set it to 8") == true)
    }

    @Test func `A service that is not ready says why`() {
        let page = "ok response: 6 partitions\nNO response-notary: not authorised for group response-notary\n"
        let bad = RunningService(name: "response", answer: .init(isGood: false, detail: page))
        #expect(bad.finding?.state == .failure)
        #expect(
            bad.finding?.found == "response is not ready: response-notary: not authorised for group response-notary")
        let good = RunningService(name: "response", answer: .init(isGood: true, detail: "ok response: 6 partitions\n"))
        #expect(good.finding == nil)
    }
}

extension CleanupPolicy {
    fileprivate var raised: CleanupPolicy {
        if case .delete(let milliseconds?) = self { .delete(retentionMilliseconds: milliseconds * 2) } else { self }
    }
}
