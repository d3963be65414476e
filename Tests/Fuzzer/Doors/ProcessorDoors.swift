#if FUZZ
    import Foundation
    import Plan
    import Processing
    import Schemas
    import SwiftProtobuf

    @testable import Analysis
    @testable import Logistics
    @testable import Monitoring
    @testable import Response

    /// Every processor, on a way of valid-looking messages and extreme decisions. An input is a whole way.
    enum ProcessorDoors {
        static let all = [monitoring, coverage, analysis, response, logistics]

        private static let sentences = [
            "澜江银行转不出钱，客服打不通", "澜江宝赎回延迟三千人排队", "听说澜江银行要倒闭了，快去取钱", "澜江银行今天发布年报",
            "Lanjiang Bank app is down, cannot withdraw", "网传澜江银行行长被带走", "澜江银行 澜江银行 澜江银行", "好",
            "澜江银行理财亏损 50%，投诉无门！", "澜江银行澄清：转账系统已恢复",
        ]

        private static let monitoring = Door("processor-monitoring", .walk(steps: 40), usual: 500) {
            { input in
                let walk = Walk(input)
                var run = ProcessorWalk(walk) { MonitoringProcessor() }
                for _ in 0..<walk.steps {
                    if run.random.chance(1, in: 8) {
                        try run.pass()
                        continue
                    }
                    let number = run.random.below(30)
                    let intake = Intake.with {
                        $0.mention = Samples.mention("m\(number)", at: run.driver.now)
                        $0.addressKey = run.random.chance(1, in: 3) ? "" : "lanjiang-bank/a\(number % 12)"
                        $0.contentKey = "lanjiang-bank/c\(number)"
                    }
                    try run.send(.mentionTakenIn, intake, key: intake.mention.id, spoilt: 2)
                }
                try run.crash()
            }
        }

        private static let coverage = Door("processor-coverage", .walk(steps: 40), usual: 500) {
            let plan = try House.plan()
            return { input in
                let walk = Walk(input)
                var run = ProcessorWalk(walk) { CoverageProcessor(plan: plan) }
                for _ in 0..<walk.steps {
                    if run.random.chance(1, in: 4) {
                        try run.pass()
                        continue
                    }
                    var source = Samples.source
                    source.id = "source-\(run.random.below(4))"
                    source.lastSuccessAt = run.driver.now
                    source.cadenceSeconds =
                        run.random.chance(1, in: 4) ? run.random.pick(Extremes.integers, else: 0) : 600
                    try run.send(.sourceObserved, source, key: source.id, partitionKey: source.id, spoilt: 2)
                }
                try run.crash()
            }
        }

        private static let analysis = Door("processor-analysis", .walk(steps: 40), usual: 500, limit: 20_000) {
            let plan = try House.plan()
            return { input in
                let walk = Walk(input)
                var run = ProcessorWalk(walk, crashes: 40) { AnalysisProcessor(plan: plan) }
                var maker = DecisionMaker(plan: plan)
                for step in 0..<walk.steps {
                    switch run.random.below(10) {
                    case 0: try run.pass()
                    case 1, 2:
                        let rows = run.driver.processor.incidents.working.sorted { $0.key < $1.key }
                        let row = run.random.pick(Array(rows))
                        let decision = maker.decision(
                            about: row?.key ?? "none", nil, incidents: rows.map(\.key),
                            mentions: row?.evidence.map(\.mentionID) ?? [], deliveries: [], resources: [],
                            now: run.driver.now, &run.random)
                        try run.send(.decisionTaken, decision, key: decision.id, spoilt: 8)
                    case 3:
                        var change = Samples.coverage
                        change.lost = run.random.chance(1, in: 2)
                        change.source = "source-\(run.random.below(3))"
                        try run.send(.coverageChanged, change, key: "lanjiang-bank/\(change.source)")
                    default:
                        let id = run.random.chance(1, in: 10) ? "m\(run.random.below(step + 1))" : "m\(step)"
                        let jump = Int64(run.random.below(20_000_000)) - 8_000_000
                        var mention = Samples.mention(
                            id,
                            text: run.random.pick(sentences, else: "") + (run.random.chance(1, in: 3) ? "\(step)" : ""),
                            at: run.driver.now + (run.random.chance(1, in: 5) ? jump : 0))
                        mention.source = "source-\(run.random.below(5))"
                        mention.author = "a\(run.random.below(9))"
                        mention.drill = run.random.chance(1, in: 20)
                        try run.send(.mentionPublished, mention, key: mention.id)
                    }
                }
                if run.random.chance(1, in: 4) { try run.crash() }
            }
        }

        private static let response = Door("processor-response", .walk(steps: 40), usual: 500, limit: 20_000) {
            let plan = try House.plan()
            return { input in
                let walk = Walk(input)
                var run = ProcessorWalk(walk) { ResponseProcessor(plan: plan) }
                var maker = DecisionMaker(plan: plan)
                let incidents = ["incident-1", "incident-2", "incident-3"]
                for step in 0..<walk.steps {
                    let id = step < 2 ? incidents[0] : run.random.pick(incidents, else: "")
                    switch step == 0 ? 1 : run.random.below(10) {
                    case 0: try run.pass()
                    case 1, 2:
                        var incident = Samples.incident(
                            id, grade: run.random.pick([.i, .ii, .iii, .iv], else: .ii), revision: Int64(step + 1),
                            at: run.driver.now)
                        incident.kind = run.random.pick([.complaint, .news, .rumour, .other], else: .complaint)
                        incident.state = run.random.pick(
                            [.open, .open, .open, .quiet, .falseAlarm, .merged, .closed], else: .open)
                        incident.drill = run.random.chance(1, in: 20)
                        try run.send(.incidentAssessed, incident, key: incident.id, spoilt: 3)
                    case 3:
                        var delivery = MailDoors.delivery()
                        delivery.incidentID = id
                        delivery.state = run.random.pick(
                            [.pending, .delivered, .acknowledged, .failed], else: .pending)
                        delivery.what = run.random.pick(["notice", "statement", "directive"], else: "notice")
                        let row = run.driver.processor.cases[id]
                        delivery.about = row?.statements.last?.id ?? row?.directives.first?.id ?? ""
                        delivery.contentHash = row?.statements.last?.contentHash ?? ""
                        delivery.deliveredAt = run.driver.now
                        try run.send(.deliveryUpdated, delivery, key: delivery.id)
                    case 4:
                        var request = Samples.resource
                        request.incidentID = id
                        request.cost = run.random.pick(Extremes.doubles, else: 0)
                        try run.send(.resourceUpdated, request, key: request.id)
                    default:
                        let row = run.driver.processor.cases[id]
                        let decision = maker.decision(
                            about: id, row, incidents: incidents, mentions: ["mention-1", "mention-2"],
                            deliveries: ["d0123456789abcdef"], resources: ["req1"], now: run.driver.now, &run.random)
                        try run.send(.decisionTaken, decision, key: decision.id, spoilt: 10)
                    }
                }
                try run.pass()
                try run.crash()
            }
        }

        private static let logistics = Door("processor-logistics", .walk(steps: 40), usual: 500, limit: 20_000) {
            let plan = try House.plan()
            return { input in
                let walk = Walk(input)
                var run = ProcessorWalk(walk) { LogisticsProcessor(plan: plan) }
                var maker = DecisionMaker(plan: plan)
                for step in 0..<walk.steps {
                    let deliveries = run.driver.processor.book.table.rows.keys.sorted()
                    let resources = run.driver.processor.resources.rows.keys.sorted()
                    switch step == 0 ? 1 : run.random.below(8) {
                    case 0: try run.pass()
                    case 1, 2, 3:
                        var row = Samples.aCase
                        row.incidentID = "incident-\(1 + run.random.below(2))"
                        row.revision = Int64(step)
                        row.state = CaseState(rawValue: run.random.below(12)) ?? .reported
                        row.grade = Grade(rawValue: run.random.below(5)) ?? .ii
                        row.notices[0].id = "n\(run.random.below(6))"
                        row.notices[0].acknowledge = run.random.chance(1, in: 2)
                        row.notices[0].repeatSeconds =
                            run.random.chance(1, in: 4) ? run.random.pick(Extremes.integers, else: 0) : 600
                        row.notices[0].escalateTo = ["shen-qihang"]
                        row.notices[0].channels = ["webhook", "email"]
                        row.directives[0].state = DirectiveState(rawValue: run.random.below(8)) ?? .issued
                        row.statements[0].contentHash = row.statements[0].signedHash
                        row.statements[0].state = StatementState(rawValue: run.random.below(6)) ?? .released
                        try run.send(.caseAdvanced, row, key: row.incidentID, spoilt: 3)
                    case 4, 5:
                        var attempt = Samples.attempt
                        attempt.deliveryID = run.random.pick(deliveries, else: "none")
                        attempt.number = Int32(1 + run.random.below(5))
                        attempt.at = run.driver.now
                        attempt.outcome = AttemptOutcome(rawValue: run.random.below(5)) ?? .retry
                        attempt.retryAfterSeconds =
                            run.random.chance(1, in: 3) ? run.random.pick(Extremes.integers, else: 0) : 0
                        try run.send(.attemptMade, attempt, key: attempt.deliveryID, spoilt: 3)
                    default:
                        let decision = maker.decision(
                            about: "incident-1", Samples.aCase, incidents: ["incident-1"], mentions: [],
                            deliveries: deliveries, resources: resources, now: run.driver.now, &run.random)
                        try run.send(.decisionTaken, decision, key: decision.id, spoilt: 6)
                    }
                }
                try run.pass()
                try run.crash()
            }
        }
    }
#endif
