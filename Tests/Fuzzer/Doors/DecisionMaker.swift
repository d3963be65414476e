#if FUZZ
    import Plan
    import Schemas
    import SwiftProtobuf

    /// Makes decisions as a person could take them, now and then with values at which something could break.
    struct DecisionMaker {
        let people: [String]
        let strategies: [String]
        var made = 0

        init(plan: ResponsePlan) {
            people = plan.people.map(\.id)
            strategies = plan.strategies.map { "\($0.id)" }
        }

        /// - Parameters:
        ///   - row: the case it is about, where there is one.
        ///   - incidents: that are known.
        mutating func decision(
            about incident: String, _ row: Case?, incidents: [String], mentions: [String], deliveries: [String],
            resources: [String], now: Int64, _ random: inout Random
        ) -> Decision {
            made += 1
            var decision = Decision()
            decision.id = random.chance(1, in: 20) ? "decision-\(made - 1)" : "decision-\(made)"
            decision.incidentID = incident
            decision.subject = "lanjiang-bank"
            decision.person = random.pick(people, else: "nobody")
            decision.deputyFor = random.chance(1, in: 10) ? random.pick(people, else: "") : ""
            decision.decidedAt = time(now, &random)
            decision.reason = random.chance(1, in: 3) ? "" : text(&random)
            decision.seenRevision = random.chance(1, in: 8) ? integer(&random) : row?.revision ?? 0
            decision.kind = kind(row, incidents, mentions, deliveries, resources, now, &random)
            return decision
        }

        private func time(_ now: Int64, _ random: inout Random) -> Int64 {
            random.chance(1, in: 5) ? integer(&random) : now + Int64(random.below(200_000_000)) - 50_000_000
        }
        private func integer(_ random: inout Random) -> Int64 { random.pick(Extremes.integers, else: 0) }
        private func double(_ random: inout Random) -> Double {
            random.chance(1, in: 3) ? random.pick(Extremes.doubles, else: 0) : Double(random.below(5000))
        }
        private func text(_ random: inout Random) -> String {
            random.chance(1, in: 3) ? random.pick(Extremes.texts, else: "") : "三千一百二十万元，2026年3月2日14:30"
        }
        private func id(_ some: [String], _ random: inout Random) -> String {
            random.chance(1, in: 12) ? text(&random) : random.pick(some, else: "none")
        }
        private func grade(_ random: inout Random) -> Grade { Grade(rawValue: random.below(7)) ?? .unspecified }

        private func kind(
            _ row: Case?, _ incidents: [String], _ mentions: [String], _ deliveries: [String], _ resources: [String],
            _ now: Int64, _ random: inout Random
        ) -> Decision.OneOf_Kind {
            let statement = random.pick(row?.statements ?? [])
            let directive = random.pick(row?.directives ?? [])
            let clock = random.pick(row?.clocks ?? [])
            switch random.below(29) {
            case 0: return .regrade(.with { $0.grade = grade(&random) })
            case 1: return .confirmGrade(.with { $0.grade = grade(&random) })
            case 2: return .falseAlarm(FalseAlarm())
            case 3: return .merge(.with { $0.into = id(incidents, &random) })
            case 4: return .split(.with { $0.mentionIds = mentions.filter { _ in random.chance(1, in: 2) } })
            case 5:
                return .rumour(
                    .with {
                        $0.state = RumourState(rawValue: random.below(4)) ?? .unverified
                        $0.mentionIds = mentions.filter { _ in random.chance(1, in: 2) }
                    })
            case 6, 7: return .openCase(OpenCase())
            case 8, 9:
                return .strategy(
                    .with {
                        $0.strategy = id(strategies + (row?.proposal.allowed ?? []), &random)
                        $0.responsibility = random.pick(["", "victim", "accident", "preventable", "x"], else: "")
                        $0.supplement = random.chance(1, in: 4) ? id(strategies, &random) : ""
                    })
            case 10, 11:
                return .editStatement(
                    .with {
                        $0.statementID = statement?.id ?? ""
                        $0.channel = statement?.channel ?? "press"
                        $0.language = statement?.language ?? "zh-Hans"
                        $0.title = text(&random)
                        $0.body = text(&random) + text(&random)
                        $0.factMentionIds = mentions
                        $0.corrects = random.chance(1, in: 4) ? statement?.id ?? "" : ""
                        $0.nextWordAt = random.chance(1, in: 2) ? 0 : time(now, &random)
                    })
            case 12, 13, 14:
                return .sign(
                    .with {
                        $0.statementID = statement?.id ?? ""
                        $0.contentHash = statement?.contentHash ?? text(&random)
                        $0.refuse = random.chance(1, in: 6)
                    })
            case 15:
                return .release(
                    .with {
                        $0.statementID = statement?.id ?? ""
                        $0.contentHash = statement?.contentHash ?? ""
                    })
            case 16:
                return .withdraw(
                    .with {
                        $0.statementID = statement?.id ?? ""
                        $0.correction = text(&random)
                    })
            case 17, 18:
                return .issueDirective(
                    .with {
                        $0.directiveID = random.chance(1, in: 3) ? "" : directive?.id ?? ""
                        $0.playbookItem = random.chance(1, in: 2) ? "" : directive?.playbookItem ?? ""
                        $0.department = directive?.department ?? "it"
                        $0.assignee = id(people, &random)
                        $0.title = text(&random)
                        $0.text = text(&random)
                        $0.dueAt = time(now, &random)
                        $0.requiredFields = random.chance(1, in: 2) ? [] : [text(&random), text(&random)]
                    })
            case 19, 20:
                return .updateDirective(
                    .with {
                        $0.directiveID = directive?.id ?? "none"
                        $0.step = DirectiveStep(rawValue: random.below(7)) ?? .unspecified
                        $0.progress = text(&random)
                        $0.assignee = id(people, &random)
                        $0.fields = Dictionary((directive?.requiredFields ?? []).map { ($0, text(&random)) }) { $1 }
                        $0.title = text(&random)
                        $0.dueAt = time(now, &random)
                    })
            case 21: return .waiveDirective(.with { $0.directiveID = directive?.id ?? "none" })
            case 22:
                return .meetClock(
                    .with {
                        $0.clockID = clock?.id ?? "none"
                        $0.documentHash = random.chance(1, in: 2) ? Samples.hash : text(&random)
                        $0.receiptNumber = text(&random)
                    })
            case 23:
                return random.chance(1, in: 2)
                    ? .explainClock(.with { $0.clockID = clock?.id ?? "none" })
                    : .extendClock(
                        .with {
                            $0.clockID = clock?.id ?? "none"
                            $0.`extension` = clock?.extensionsOpen.first ?? text(&random)
                        })
            case 24: return random.chance(1, in: 2) ? .close(CloseCase()) : .reopen(ReopenCase())
            case 25:
                return random.chance(1, in: 2)
                    ? .note(.with { $0.text = text(&random) })
                    : .requestReport(.with { $0.kind = random.pick(["executive", "tactical", "x"], else: "") })
            case 26:
                return random.chance(1, in: 2)
                    ? .acknowledge(.with { $0.deliveryID = id(deliveries, &random) })
                    : .retryDelivery(.with { $0.deliveryID = id(deliveries, &random) })
            case 27:
                return .requestResource(
                    .with {
                        $0.requestID = random.chance(1, in: 2) ? "" : id(resources, &random)
                        $0.kind = random.pick(["money", "people", "venue", "x"], else: "money")
                        $0.quantity = double(&random)
                        $0.purpose = text(&random)
                        $0.neededAt = time(now, &random)
                        $0.cost = double(&random)
                        $0.currency = "CNY"
                    })
            default:
                return random.chance(1, in: 2)
                    ? .decideResource(
                        .with {
                            $0.requestID = id(resources, &random)
                            $0.approve = random.chance(1, in: 2)
                            $0.cost = double(&random)
                        })
                    : .writeEvaluation(
                        .with {
                            $0.section = random.pick(["aftermath", "lessons", "x"], else: "")
                            $0.text = text(&random)
                        })
            }
        }
    }
#endif
