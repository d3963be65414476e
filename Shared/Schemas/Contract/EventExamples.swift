import Foundation
package import SwiftProtobuf

/// One event of each public kind as it may stand on its topic: for documents, and for those who try their reader on it.
package enum EventExamples {
    /// Data in proto3's canonical JSON, by the kind's type. Checked against the schemas by other people's readers.
    package static func data(of kind: EventKind) throws -> JSONValue? {
        try message(of: kind).map { try JSONValue(json: try $0.jsonUTF8Bytes()) }
    }

    private static let hash = "9f2c3a51d07be46a8f15c2d4e6b7a8091c3e5f708192a3b4c5d6e7f8091a2b3c"
    private static let contentHash = "1c9d0be5f7a24c68b3d1e0f29a8b7c6d5e4f30214365879a0bcdef1234567890"
    private static let incident = "4be9f9d4d2ab4d3a5f1c7e8091b2a3c4"
    private static let mentions = ["7d1f0c6b5a493827160f5e4d3c2b1a09", "a0b1c2d3e4f5061728394a5b6c7d8e9f"]
    private static let subject = "lanjiang-bank"
    /// 2026-03-02T06:30:00Z.
    private static let at: Int64 = 1_772_433_000_000
    private static let hour: Int64 = 3_600_000

    package static func message(of kind: EventKind) throws -> (any Message & Sendable)? {
        switch kind.type {
        case EventKind.mentionPublished.type: mention
        case EventKind.sourceObserved.type: source
        case EventKind.coverageChanged.type: coverage
        case EventKind.incidentAssessed.type: assessed
        case EventKind.decisionTaken.type: decision
        case EventKind.caseAdvanced.type: advanced
        case EventKind.recordKept.type: record
        case EventKind.journalEntered.type: try journal(1).first
        case EventKind.deliveryUpdated.type: delivery
        case EventKind.resourceUpdated.type: resource
        case EventKind.evaluationWritten.type: evaluation
        case EventKind.accessRecorded.type: access
        case EventKind.checkpointSigned.type: checkpoint
        case EventKind.letterRedriven.type: redrive
        default: nil
        }
    }

    private static let mention = Mention.with {
        $0.id = mentions[0]
        $0.subject = subject
        $0.source = "weibo-stream"
        $0.tier = .personal
        $0.title = "澜江宝转账不到账"
        $0.text = "澜江宝转账一直处理中，客服打不通。"
        $0.url = "https://social.example/status/1"
        $0.author = "江边的猫"
        $0.language = "zh-Hans"
        $0.reach = 900
        $0.externalID = "1"
        $0.publishedAt = at
        $0.receivedAt = at + 4_000
        $0.matchedAliases = ["澜江宝"]
    }

    private static let source = Source.with {
        $0.id = "weibo-stream"
        $0.kind = "push"
        $0.cadenceSeconds = 3_600
        $0.lastAttemptAt = at
        $0.lastSuccessAt = at
        $0.lastMentionAt = at - 60_000
        $0.lagMilliseconds = 4_000
        $0.received = 120
        $0.matched = 18
        $0.dropped = 102
    }

    private static let coverage = CoverageChange.with {
        $0.source = "weibo-stream"
        $0.subject = subject
        $0.lost = true
        $0.since = at - 2 * hour
        $0.at = at
        $0.cadenceSeconds = 3_600
        $0.lastError = "nothing was pushed"
    }

    private static let assessed = Incident.with {
        $0.id = incident
        $0.subject = subject
        $0.title = "澜江宝转账不到账"
        $0.state = .open
        $0.grade = .ii
        $0.highestGrade = .ii
        $0.kind = .complaint
        $0.assessment = .with {
            $0.indicators = [
                .with {
                    $0.name = "spread"
                    $0.step = 3
                    $0.value = 42
                    $0.unit = "mentions/hour"
                    $0.rule = "grading.indicators.spread"
                    $0.mentionIds = mentions
                    $0.reason = "42 mentions an hour; 3 from 30 on."
                }
            ]
            $0.total = 2.75
            $0.computedGrade = .ii
            $0.confidence = 0.8
            $0.credibility = 0.6
            $0.planHash = hash
            $0.assessedAt = at
        }
        $0.evidence = [
            .with {
                $0.mentionID = mentions[0]
                $0.source = "weibo-stream"
                $0.tier = .personal
                $0.excerpt = "澜江宝转账一直处理中，客服打不通。"
                $0.publishedAt = at
                $0.negativity = 0.8
                $0.kind = .complaint
            }
        ]
        $0.firstMentionAt = at - hour
        $0.lastMentionAt = at
        $0.discoveredAt = at - hour + 4_000
        $0.mentions = 42
        $0.distinct = 21
        $0.negative = 30
        $0.reach = 123_456
        $0.updatedAt = at
        $0.planHash = hash
        $0.revision = 7
    }

    private static let decision = Decision.with {
        $0.id = "c4d5e6f708192a3b4c5d6e7f8091a2b3"
        $0.incidentID = incident
        $0.subject = subject
        $0.person = "zhou-heng"
        $0.role = "ceo"
        $0.decidedAt = at + hour
        $0.planHash = hash
        $0.reason = "客户投诉集中，影响面扩大"
        $0.regrade = .with { $0.grade = .i }
    }

    private static let advanced = Case.with {
        $0.incidentID = incident
        $0.subject = subject
        $0.title = "澜江宝转账不到账"
        $0.state = .analysed
        $0.grade = .ii
        $0.highestGrade = .ii
        $0.kind = .complaint
        $0.openedAt = at
        $0.planHash = hash
        $0.clocks = [
            .with {
                $0.id = "first-word"
                $0.name = "首次发声"
                $0.startedAt = at
                $0.dueAt = at + 4 * hour
                $0.firstDueAt = at + 4 * hour
                $0.state = .running
            }
        ]
        $0.journalEntries = 3
        $0.journalHash = contentHash
        $0.revision = 2
        $0.updatedAt = at
    }

    private static let record = CaseRecord.with {
        $0.id = "note/1"
        $0.incidentID = incident
        $0.subject = subject
        $0.keptAt = at + hour
        $0.about = "d5e6f708192a3b4c5d6e7f8091a2b3c4"
        $0.note = .with {
            $0.at = at
            $0.person = "lin-yue"
            $0.step = "accepted"
        }
    }

    /// One case's journal from its first entry on, chained.
    package static func journal(_ count: Int) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for (index, action) in ["case-opened", "clock-started", "strategy-proposed", "noted"].prefix(count).enumerated()
        {
            let entry = JournalEntry.with {
                $0.incidentID = incident
                $0.sequence = Int64(index + 1)
                $0.at = at + Int64(index) * 60_000
                $0.actor = action == "noted" ? "lin-yue" : "system"
                $0.action = action
                $0.details = ["grade": "II", "title": "澜江宝转账不到账", "place": "\(index)"]
                $0.planHash = hash
                $0.subject = subject
            }
            entries.append(try JournalChain.seal(entry, after: entries.last?.hash ?? Data()))
        }
        return entries
    }

    private static let delivery = Delivery.with {
        $0.id = "d5e6f708192a3b4c5d6e7f8091a2b3c4"
        $0.incidentID = incident
        $0.subject = subject
        $0.what = "notice"
        $0.about = "e6f708192a3b4c5d6e7f8091a2b3c4d5"
        $0.thing = $0.about
        $0.recipient = "zhou-heng"
        $0.channel = "webhook"
        $0.address = "https://receiver.example/hooks/zhou-heng"
        $0.title = "II 级：澜江宝转账不到账"
        $0.body = "42 条，覆盖 123456 人。"
        $0.state = .delivered
        $0.attempts = 1
        $0.createdAt = at
        $0.deliveredAt = at + 800
        $0.acknowledge = true
        $0.verdict = "accepted"
        $0.grade = .ii
        $0.revision = 2
        $0.planHash = hash
    }

    private static let resource = ResourceRequest.with {
        $0.id = "f708192a3b4c5d6e7f8091a2b3c4d5e6"
        $0.incidentID = incident
        $0.subject = subject
        $0.kind = "hotline-seats"
        $0.quantity = 10
        $0.unit = "seats"
        $0.purpose = "客服热线加席"
        $0.neededAt = at + 2 * hour
        $0.state = .requested
        $0.requestedBy = "lin-yue"
        $0.requestedAt = at
        $0.cost = 8_000
        $0.currency = "CNY"
        $0.planHash = hash
    }

    private static let evaluation = Evaluation.with {
        $0.incidentID = incident
        $0.subject = subject
        $0.title = "澜江宝转账不到账"
        $0.highestGrade = .ii
        $0.firstMentionAt = at - hour
        $0.discoveredAt = at - hour + 4_000
        $0.caseOpenedAt = at
        $0.firstWordAt = at + 2 * hour
        $0.closedAt = at + 48 * hour
        $0.mentions = 420
        $0.negative = 300
        $0.reach = 1_234_560
        $0.writtenBy = "system"
        $0.outcome = "closed"
        $0.planHash = hash
        $0.journalEntries = 37
        $0.journalHash = contentHash
        $0.milestones = [
            .with {
                $0.name = "first-word"
                $0.at = at + 2 * hour
                $0.sinceFirstMention = 3 * hour
                $0.sinceDiscovered = 3 * hour - 4_000
                $0.clockID = "first-word"
                $0.met = true
                $0.journalSequence = 12
            }
        ]
    }

    /// What it is, not one that verifies: nobody has the key.
    private static let checkpoint = Checkpoint.with {
        $0.chain = "journal-2"
        $0.sequence = 41
        $0.at = at + hour
        $0.reason = "hourly"
        $0.previousHash = hash
        $0.heads = [
            .with {
                $0.incidentID = incident
                $0.entries = 3
                $0.hash = contentHash
            }
        ]
        $0.hash = contentHash
        $0.publicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        $0.signature = String(repeating: "A", count: 86) + "=="
    }

    private static let access = Access.with {
        $0.id = "08192a3b4c5d6e7f8091a2b3c4d5e6f7"
        $0.kind = .signedIn
        $0.person = "zhou-heng"
        $0.means = "token"
        $0.at = at
        $0.lastAt = at
        $0.count = 1
        $0.address = "192.0.2.7"
    }

    private static let redrive = Redrive.with {
        $0.letter = "18293a4b5c6d7e8f90a1b2c3d4e5f607"
        $0.letterPartition = 2
        $0.letterOffset = 17
        $0.topic = EventKind.mentionPublished.topic
        $0.partition = 2
        $0.offset = 4_711
        $0.toPartition = 2
        $0.eventID = mentions[0]
        $0.processor = "analysis"
        $0.reason = "rejected"
        $0.count = 1
        $0.by = "lin-yue"
        $0.at = at + hour
    }
}
