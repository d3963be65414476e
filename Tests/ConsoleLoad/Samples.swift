import Foundation
import Schemas
import SwiftProtobuf

/// Incidents and cases as a busy week leaves them.
enum Samples {
    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
    private static let hour: Int64 = 3_600_000

    static func incident(_ index: Int, changed: Int64 = 0) -> Incident {
        let now = now
        return .with {
            $0.id = "load-\(index)"
            $0.subject = "lanjiang-bank"
            $0.title = "澜江宝转账迟迟不到账，客服电话一直打不通（\(index)）"
            $0.state = .open
            $0.grade = Grade(rawValue: index % 4 + 1) ?? .iv
            $0.kind = .complaint
            $0.mentions = Int64(index % 300 + 3)
            $0.negative = $0.mentions / 2
            $0.distinct = $0.mentions / 3
            $0.reach = Int64(index) * 1_000
            $0.firstMentionAt = now - Int64(index % 72 + 2) * hour
            $0.lastMentionAt = now - Int64(index % 50) * 60_000
            $0.updatedAt = now
            $0.revision = changed
            $0.volume = (0..<48).map { hours in
                .with {
                    $0.hour = (now / hour - 47 + Int64(hours)) * hour
                    $0.mentions = Int64((hours * 7 + index) % 30)
                    $0.negative = $0.mentions / 2
                }
            }
            $0.evidence = (0..<20).map { number in
                .with {
                    $0.mentionID = "mention-\(index)-\(number)"
                    $0.source = "weibo-stream"
                    $0.title = "转账不到账"
                    $0.excerpt = String(repeating: "转账一直处理中，客服打不通。", count: 12)
                    $0.publishedAt = now - Int64(number) * 60_000
                    $0.negativity = 0.8
                }
            }
        }
    }

    static func matter(_ index: Int) -> Case {
        let now = now
        return .with {
            $0.incidentID = "load-\(index)"
            $0.subject = "lanjiang-bank"
            $0.title = "澜江宝转账迟迟不到账（\(index)）"
            $0.state = .analysed
            $0.grade = Grade(rawValue: index % 4 + 1) ?? .iv
            $0.openedAt = now - hour
            $0.updatedAt = now
            $0.statements = (0..<3).map { number in
                .with {
                    $0.id = "st-\(index)-\(number)"
                    $0.channel = ["press", "website", "social"][number]
                    $0.language = "zh-Hans"
                    $0.title = "关于转账延迟的说明"
                    $0.body = String(repeating: "截至今日，部分客户转账到账延迟。", count: 20)
                    $0.contentHash = "hash-\(index)-\(number)"
                    $0.state = .draft
                    $0.requiredRoles = ["response-lead", "legal-counsel"]
                    $0.draftedBy = "plan"
                    $0.draftedAt = now
                }
            }
            $0.directives = (0..<6).map { number in
                .with {
                    $0.id = "d-\(index)-\(number)"
                    $0.department = ["it", "customer-service", "pr"][number % 3]
                    $0.title = "查明原因"
                    $0.state = number < 3 ? .issued : .proposed
                    $0.dueAt = now + Int64(number - 2) * hour
                }
            }
            $0.clocks = (0..<3).map { number in
                .with {
                    $0.id = "clock-\(number)"
                    $0.name = "监管报告"
                    $0.startedAt = now - hour
                    $0.dueAt = now + Int64(number + 1) * hour
                    $0.state = .running
                    $0.proofRequired = true
                }
            }
        }
    }
}
