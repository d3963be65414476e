import Foundation
import Schemas
import SwiftProtobuf

enum Samples {
    static let now = ConsoleFixture.now
    static let hour: Int64 = 3_600_000

    static func incident(
        id: String = "inc1", grade: Grade = .ii, title: String = "澜江宝转账异常", excerpt: String = "转账一直处理中，客服打不通。"
    ) -> Incident {
        .with {
            $0.id = id
            $0.subject = "lanjiang-bank"
            $0.title = title
            $0.state = .open
            $0.grade = grade
            $0.highestGrade = grade
            $0.kind = .complaint
            $0.mentions = 42
            $0.negative = 30
            $0.distinct = 21
            $0.reach = 123_456
            $0.distinctAuthors = 19
            $0.firstMentionAt = now - 6 * hour
            $0.lastMentionAt = now - hour
            $0.discoveredAt = now - 6 * hour + 60_000
            $0.revision = 7
            $0.volume = (0..<7).map { i in
                .with {
                    $0.hour = (now / hour - 6 + Int64(i)) * hour
                    $0.mentions = Int64(2 + i * 2)
                    $0.negative = Int64(i)
                }
            }
            $0.evidence = ["m1", "m2"].map { id in
                .with {
                    $0.mentionID = id
                    $0.source = "weibo-stream"
                    $0.tier = .personal
                    $0.title = "澜江宝转账不到账"
                    $0.excerpt = excerpt
                    $0.url = "https://weibo.example/\(id)"
                    $0.author = "江边的猫"
                    $0.publishedAt = now - 2 * hour
                    $0.negativity = 0.8
                    $0.reach = 900
                }
            }
            $0.assessment = .with {
                $0.computedGrade = grade
                $0.total = 61.5
                $0.confidence = 0.8
                $0.credibility = 0.6
                $0.assessedAt = now - hour
                $0.planHash = String(repeating: "a", count: 64)
                $0.confidenceReasons = ["media-push 已静默 3 小时"]
                $0.indicators = ["severity", "scope", "spread", "duration"].enumerated().map { index, name in
                    .with {
                        $0.name = name
                        $0.step = Int32(index + 1)
                        $0.value = 12.5
                        $0.unit = "points"
                        $0.rule = "grading.indicators.\(name)"
                        $0.mentionIds = ["m1", "m2"]
                        $0.reason = "2 mentions name the wallet"
                    }
                }
            }
        }
    }

    static let hash = String(repeating: "c", count: 64)

    static func matter(id: String = "inc1", statementState: StatementState = .draft) -> Case {
        .with {
            $0.incidentID = id
            $0.subject = "lanjiang-bank"
            $0.title = "澜江宝转账异常"
            $0.state = .analysed
            $0.grade = .ii
            $0.highestGrade = .ii
            $0.openedAt = now - 5 * hour
            $0.revision = 11
            $0.proposal = .with {
                $0.strategy = "diminish"
                $0.allowed = ["diminish", "rebuild"]
                $0.responsibility = "accident"
                $0.reasons = ["意外事故，此前声誉中性"]
            }
            $0.statements = [
                .with {
                    $0.id = "st1"
                    $0.channel = "website"
                    $0.language = "zh-Hans"
                    $0.title = "关于转账延迟的说明"
                    $0.body = "截至今日16时，部分客户转账到账延迟。"
                    $0.contentHash = hash
                    $0.version = 1
                    $0.state = statementState
                    $0.requiredRoles = ["response-lead", "legal-counsel"]
                    $0.draftedBy = "plan"
                    $0.draftedAt = now - hour
                }
            ]
            $0.directives = [
                .with {
                    $0.id = "d1"
                    $0.department = "it"
                    $0.assignee = "he-junyi"
                    $0.title = "查明故障原因"
                    $0.text = "给出原因与恢复时间"
                    $0.state = .accepted
                    $0.dueAt = now + hour
                    $0.requiredFields = ["cause"]
                    $0.issuedAt = now - hour
                },
                .with {
                    $0.id = "d2"
                    $0.department = "customer-service"
                    $0.title = "增开热线坐席"
                    $0.state = .proposed
                    $0.dueSeconds = 7200
                },
            ]
            $0.clocks = [
                .with {
                    $0.id = "regulator-report"
                    $0.name = "监管报告"
                    $0.startedAt = now - 5 * hour
                    $0.dueAt = now + 7 * hour
                    $0.state = .running
                    $0.proofRequired = true
                    $0.ruleSource = "銀監發〔2009〕82號"
                }
            ]
        }
    }

    static func journal(_ count: Int, id: String = "inc1") throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        var previous = Data()
        for sequence in 1...count {
            let entry = JournalEntry.with {
                $0.incidentID = id
                $0.sequence = Int64(sequence)
                $0.at = now - hour + Int64(sequence) * 1000
                $0.actor = sequence == 1 ? "system" : "lin-yue"
                $0.action = sequence == 1 ? "case-opened" : "note-added"
                $0.details = ["grade": "II"]
                $0.subject = "lanjiang-bank"
            }
            let sealed = try JournalChain.seal(entry, after: previous)
            entries.append(sealed)
            previous = sealed.hash
        }
        return entries
    }

    static func delivery(id: String = "del1", to recipient: String = "lin-yue", state: DeliveryState = .delivered)
        -> Delivery
    {
        .with {
            $0.id = id
            $0.incidentID = "inc1"
            $0.subject = "lanjiang-bank"
            $0.what = "notice"
            $0.recipient = recipient
            $0.channel = "webhook"
            $0.title = "Ⅱ级事件"
            $0.state = state
            $0.attempts = 1
            $0.createdAt = now - hour
            $0.acknowledge = true
            $0.verdict = "accepted"
            $0.grade = .ii
        }
    }

    static func request(by person: String = "tang-xiaoyu") -> ResourceRequest {
        .with {
            $0.id = "req1"
            $0.incidentID = "inc1"
            $0.subject = "lanjiang-bank"
            $0.kind = "money"
            $0.quantity = 5000
            $0.unit = "CNY"
            $0.purpose = "热线扩容"
            $0.state = .requested
            $0.requestedBy = person
            $0.requestedAt = now - hour
            $0.approverRoles = ["finance-head", "leadership-deputy"]
        }
    }
}
