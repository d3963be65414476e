#if FUZZ
    import Foundation
    import Schemas
    import SwiftProtobuf

    /// One full message of each kind.
    enum Samples {
        private static let now = House.now
        private static let hour = House.hour

        static func message<M: Message>(_ type: M.Type) -> M {
            let all: [any Message] = [
                intake, seen, mention("m1"), source, coverage, cluster, profile, incident(), decision, aCase,
                journalEntry,
                attempt, MailDoors.delivery(), resource, evaluation, access,
            ]
            return all.lazy.compactMap { $0 as? M }.first ?? M()
        }

        static let hash = String(repeating: "c", count: 64)

        static func mention(_ id: String, text: String = "澜江银行转不出钱，客服打不通", at time: Int64 = now) -> Mention {
            .with {
                $0.id = id
                $0.subject = "lanjiang-bank"
                $0.source = "forum-push"
                $0.tier = .personal
                $0.title = "转不出来了"
                $0.text = text
                $0.url = "https://a.example/\(id)"
                $0.author = "甲"
                $0.language = "zh-Hans"
                $0.reach = 900
                $0.publishedAt = time
                $0.receivedAt = time + 1000
                $0.matchedAliases = ["澜江银行"]
            }
        }

        static let intake = Intake.with {
            $0.mention = mention("m1")
            $0.addressKey = "lanjiang-bank/a1"
            $0.contentKey = "lanjiang-bank/c1"
        }
        static let seen = Seen.with {
            $0.mentionID = "m1"
            $0.at = now
        }
        static let source = Source.with {
            $0.id = "weibo-stream"
            $0.kind = "push"
            $0.cadenceSeconds = 600
            $0.lastAttemptAt = now
            $0.lastSuccessAt = now
            $0.lastMentionAt = now
            $0.lagMilliseconds = 12
            $0.lastError = "x"
            $0.consecutiveFailures = 1
            $0.received = 3
            $0.recentKeys = ["a"]
        }
        static let coverage = CoverageChange.with {
            $0.source = "weibo-stream"
            $0.subject = "lanjiang-bank"
            $0.lost = true
            $0.since = now - hour
            $0.at = now
            $0.cadenceSeconds = 600
        }
        static let cluster = Cluster.with {
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.authors = Data(repeating: 1, count: 256)
            $0.negativitySum = 2
            $0.kinds = [
                .with {
                    $0.kind = .complaint; $0.mentions = 3
                }
            ]
            $0.packedTerms = Data(repeating: 7, count: 24)
            $0.packedSignatures = Data(repeating: 9, count: 128)
            $0.packedMembers = Data(repeating: 1, count: 44)
            $0.signatureMentions = ["m1", "m2"]
            $0.marks = [
                .with {
                    $0.name = "x"; $0.mentions = 1
                }
            ]
            $0.packedWords = Data(repeating: 7, count: 24)
            $0.mass = 1
        }
        static let profile = SubjectProfile.with {
            $0.subject = "lanjiang-bank"
            $0.mentions = 5
            $0.eventTime = now
            $0.baseline = .with {
                $0.level = 1
                $0.levelWeight = 1
                $0.hourOfDay = Array(repeating: 1, count: 24)
                $0.hourWeight = Array(repeating: 1, count: 24)
                $0.dayOfWeek = Array(repeating: 1, count: 7)
                $0.dayWeight = Array(repeating: 1, count: 7)
                $0.hour = now / hour
                $0.firstHour = now / hour - 300
                $0.recent = [
                    .with {
                        $0.mentions = 2; $0.sources = 3; $0.expected = 1
                    }
                ]
            }
            $0.silent = [
                .with {
                    $0.source = "weibo-stream"; $0.since = now - hour
                }
            ]
            $0.burst = .with {
                $0.score = 4; $0.since = now; $0.hours = 3
            }
        }

        static func incident(_ id: String = "incident-1", grade: Grade = .ii, revision: Int64 = 1, at: Int64 = now)
            -> Incident
        {
            .with {
                $0.id = id
                $0.subject = "lanjiang-bank"
                $0.title = "澜江宝转不出"
                $0.state = .open
                $0.grade = grade
                $0.highestGrade = grade
                $0.kind = .complaint
                $0.mentions = 64
                $0.negative = 48
                $0.distinct = 20
                $0.reach = 123_456
                $0.distinctAuthors = 19
                $0.firstMentionAt = at - 3 * hour
                $0.discoveredAt = at - 600_000
                $0.lastMentionAt = at
                $0.revision = revision
                $0.updatedAt = at
                $0.keywords = ["转账"]
                $0.volume = (0..<4).map { index in
                    .with {
                        $0.hour = (at / hour - 4 + Int64(index)) * hour
                        $0.mentions = Int64(4 + index * 9)
                        $0.negative = 3
                        $0.reach = 100
                        $0.expected = 2
                    }
                }
                $0.evidence = (1...3).map { number in
                    .with {
                        $0.mentionID = "mention-\(number)"
                        $0.source = "forum-push"
                        $0.tier = .personal
                        $0.title = "转不出来了 \(number)"
                        $0.excerpt = "三千人转不出"
                        $0.url = "https://a.example/\(number)"
                        $0.publishedAt = at - 2 * hour
                        $0.negativity = 0.8
                        $0.kind = .complaint
                        $0.reach = 900
                        $0.copies = 2
                    }
                }
                $0.sources = [
                    .with {
                        $0.source = "forum-push"; $0.mentions = 3
                    }
                ]
                $0.assessment = .with {
                    $0.computedGrade = grade
                    $0.total = 61.5
                    $0.confidence = 0.8
                    $0.credibility = 0.6
                    $0.assessedAt = at
                    $0.indicators = ["severity", "scope", "spread", "duration"].map { name in
                        .with {
                            $0.name = name
                            $0.step = 2
                            $0.value = 12.5
                            $0.rule = "grading.indicators.\(name)"
                            $0.mentionIds = ["mention-1"]
                        }
                    }
                }
                $0.burst = .with {
                    $0.score = 5; $0.since = at - hour; $0.hours = 3; $0.observed = 20; $0.expected = 2
                }
            }
        }

        static let decision = Decision.with {
            $0.id = "decision-1"
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.person = "lin-yue"
            $0.role = "response-lead"
            $0.decidedAt = now
            $0.reason = "x"
            $0.seenRevision = 1
            $0.issueDirective = .with {
                $0.directiveID = "d1"; $0.title = "t"; $0.text = "x"; $0.dueAt = now + hour
            }
        }

        static let aCase = Case.with {
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.title = "澜江宝转账异常"
            $0.state = .analysed
            $0.grade = .ii
            $0.highestGrade = .ii
            $0.openedAt = now - 5 * hour
            $0.revision = 11
            $0.incident = incident()
            $0.proposal = .with {
                $0.strategy = "diminish"; $0.allowed = ["diminish", "rebuild"]; $0.responsibility = "accident"
            }
            $0.statements = [
                .with {
                    $0.id = "st1"
                    $0.channel = "website"
                    $0.language = "zh-Hans"
                    $0.title = "关于转账延迟的说明"
                    $0.body = "截至今日16时，三千一百二十万元，部分客户转账到账延迟。"
                    $0.contentHash = hash
                    $0.version = 1
                    $0.state = .draft
                    $0.requiredRoles = ["response-lead"]
                    $0.draftedAt = now - hour
                    $0.nextWordAt = now + hour
                    $0.signOffs = [
                        .with {
                            $0.person = "lin-yue"; $0.role = "response-lead"; $0.contentHash = hash; $0.at = now
                        }
                    ]
                    $0.facts = [
                        .with {
                            $0.name = "n"; $0.value = "v"
                        }
                    ]
                }
            ]
            $0.directives = [
                .with {
                    $0.id = "d1"
                    $0.department = "it"
                    $0.assignee = "he-junyi"
                    $0.title = "查明故障原因"
                    $0.text = "x"
                    $0.state = .accepted
                    $0.dueAt = now + hour
                    $0.issuedAt = now - hour
                    $0.requiredFields = ["cause"]
                    $0.fields = ["cause": "y"]
                    $0.notes = [
                        .with {
                            $0.at = now; $0.person = "he-junyi"; $0.step = "accepted"
                        }
                    ]
                    $0.nextReminderAt = now + hour
                    $0.dueSeconds = 7200
                }
            ]
            $0.clocks = [
                .with {
                    $0.id = "regulator-report"
                    $0.name = "监管报告"
                    $0.startedAt = now - 5 * hour
                    $0.dueAt = now + 7 * hour
                    $0.state = .running
                    $0.warned = [0.5]
                    $0.warnings = [
                        .with {
                            $0.fraction = 0.5; $0.at = now
                        }
                    ]
                    $0.extensions = [
                        .with {
                            $0.`extension` = "e"; $0.grantedAt = now; $0.dueAfter = now
                        }
                    ]
                }
            ]
            $0.notices = [
                .with {
                    $0.id = "n1"; $0.what = "incidentGraded"; $0.title = "t"; $0.text = "x"; $0.at = now;
                    $0.people = ["lin-yue"]; $0.repeatSeconds = 600
                }
            ]
            $0.reports = [
                .with {
                    $0.id = "r1"; $0.kind = "executive"; $0.at = now;
                    $0.sections = [
                        .with {
                            $0.content = "status"; $0.lines = [.with { $0.text = "x" }]
                        }
                    ]
                }
            ]
            $0.contradictions = [
                .with {
                    $0.id = "x"; $0.what = "amount";
                    $0.sides = [
                        .with {
                            $0.statementID = "st1"; $0.values = ["CNY 1"]
                        }
                    ]; $0.foundAt = now
                }
            ]
            $0.wording = .with {
                $0.round = 1; $0.asOf = now; $0.nextWordAt = now
            }
            $0.resources = [
                .with {
                    $0.requestID = "req1"; $0.quantity = 3; $0.cost = 5; $0.approvedAt = now
                }
            ]
            $0.nextExecutiveReportAt = now + hour
        }

        static let journalEntry = JournalEntry.with {
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.sequence = 1
            $0.at = now
            $0.actor = "system"
            $0.action = "case-opened"
            $0.details = ["grade": "II"]
        }
        static let attempt = Attempt.with {
            $0.deliveryID = "d0123456789abcdef"
            $0.number = 1
            $0.at = now
            $0.outcome = .retry
            $0.error = "x"
            $0.retryAfterSeconds = 60
            $0.subject = "lanjiang-bank"
            $0.joined = 1
        }
        static let resource = ResourceRequest.with {
            $0.id = "req1"
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.kind = "money"
            $0.quantity = 5000
            $0.unit = "CNY"
            $0.purpose = "热线扩容"
            $0.neededAt = now + hour
            $0.state = .requested
            $0.requestedBy = "tang-xiaoyu"
            $0.requestedAt = now - hour
            $0.cost = 10
            $0.approverRoles = ["finance-head"]
        }
        static let evaluation = Evaluation.with {
            $0.incidentID = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.title = "t"
            $0.firstMentionAt = now - 9 * hour
            $0.closedAt = now
            $0.mentions = 3
            $0.volume = incident().volume
            $0.outcome = "closed"
            $0.effects = [
                .with {
                    $0.action = "statement released"; $0.at = now; $0.reachPerHourBefore = 12; $0.hoursBefore = 3
                }
            ]
            $0.clauses = [
                .with {
                    $0.keyPath = "clocks.regulator-report"; $0.outcome = "executed"
                }
            ]
            $0.timeline = [journalEntry]
            $0.milestones = [
                .with {
                    $0.name = "closed"; $0.at = now; $0.sinceFirstMention = 9 * hour
                }
            ]
            $0.clocks = aCase.clocks
            $0.directives = aCase.directives
            $0.statements = aCase.statements
            $0.grades = [
                .with {
                    $0.at = now; $0.grade = .ii
                }
            ]
            $0.costs = [
                .with {
                    $0.cost = 4; $0.quantity = 1
                }
            ]
            $0.proposals = [
                .with {
                    $0.keyPath = "x"; $0.current = "1h"; $0.proposed = "2h"
                }
            ]
            $0.keepUntil = now + hour
            $0.cost = 12
        }
        static let access = Access.with {
            $0.id = "a1"
            $0.kind = .refused
            $0.person = "lin-yue"
            $0.path = "/x"
            $0.at = now
            $0.lastAt = now
            $0.count = 2
            $0.sessionUntil = now + hour
        }
    }
#endif
