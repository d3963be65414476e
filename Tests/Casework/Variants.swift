import Casework
import Plan
import Schemas
import SwiftProtobuf

extension Rooms {
    /// What decisions of a kind may say here, rightly and wrongly. A new kind does not compile without its line.
    func variants(of empty: Decision.OneOf_Kind) -> [Decision.OneOf_Kind] {
        let statements = row?.statements ?? []
        let directives = row?.directives ?? []
        let some = [DirectiveState.proposed, .issued].compactMap { state in directives.first { $0.state == state }?.id }
        let clocks = Array(Set((row?.clocks ?? []).map(\.id))).sorted().prefix(6) + ["none"]
        switch empty {
        case .regrade: return [Grade.unspecified, .i, .iv].map { grade in .regrade(.with { $0.grade = grade }) }
        case .confirmGrade:
            return [.confirmGrade(.with { $0.falseAlarm = true })]
                + [Grade.unspecified, .ii, .iii].map { grade in .confirmGrade(.with { $0.grade = grade }) }
        case .falseAlarm, .openCase, .close, .reopen: return [empty]
        case .merge:
            return ["incident-1", "incident-2", "incident-3"].map { id in .merge(.with { $0.into = id }) }
        case .split:
            return [[], ["mention-1"], ["mention-1", "mention-2", "mention-3"], ["none"]].map { ids in
                .split(.with { $0.mentionIds = ids })
            }
        case .rumour:
            return [RumourState.confirmed, .UNRECOGNIZED(9)].map { state in .rumour(.with { $0.state = state }) }
        case .strategy:
            return [
                ("diminish", "", ""), ("deny", "", "victim"), ("diminish", "bolster", "accident"),
                ("deny", "rebuild", ""), ("bolster", "", ""), ("none", "", ""), ("diminish", "", "nobody"),
            ].map { main, supplement, responsibility in
                .strategy(
                    .with {
                        $0.strategy = main
                        $0.supplement = supplement
                        $0.responsibility = responsibility
                    })
            }
        case .editStatement: return edits(statements)
        case .sign:
            return texts(statements).flatMap { id, hash in
                [false, true].map { refuse in
                    .sign(
                        .with {
                            $0.statementID = id
                            $0.contentHash = hash
                            $0.refuse = refuse
                        })
                }
            }
        case .release:
            return texts(statements).map { id, hash in
                .release(
                    .with {
                        $0.statementID = id
                        $0.contentHash = hash
                    })
            }
        case .withdraw:
            return texts(statements).flatMap { id, _ in
                ["", "以此为准"].map { correction in
                    .withdraw(
                        .with {
                            $0.statementID = id
                            $0.correction = correction
                        })
                }
            }
        case .issueDirective: return issues(some)
        case .updateDirective: return updates(some)
        case .waiveDirective: return (some + ["none"]).map { id in .waiveDirective(.with { $0.directiveID = id }) }
        case .meetClock:
            return clocks.flatMap { id in
                [("", ""), ("沪银保监-1", ""), ("沪银保监-1", String(repeating: "a", count: 64)), ("", "abc")].map {
                    receipt, hash in
                    .meetClock(
                        .with {
                            $0.clockID = id
                            $0.receiptNumber = receipt
                            $0.documentHash = hash
                        })
                }
            }
        case .explainClock: return clocks.map { id in .explainClock(.with { $0.clockID = id }) }
        case .extendClock:
            let extensions = plan.clocks.flatMap(\.extensions).map(\.id).prefix(3) + ["none"]
            return clocks.flatMap { id in
                extensions.map { name in
                    .extendClock(
                        .with {
                            $0.clockID = id
                            $0.extension = name
                        })
                }
            }
        case .note:
            return ["", "  ", "已电话报告", String(repeating: "长", count: 20_000)].map { text in
                .note(.with { $0.text = text })
            }
        case .acknowledge:
            return (deliveries.map(\.id) + ["none"]).map { id in .acknowledge(.with { $0.deliveryID = id }) }
        case .retryDelivery:
            return (deliveries.map(\.id) + ["none"]).map { id in .retryDelivery(.with { $0.deliveryID = id }) }
        case .requestResource: return asks()
        case .decideResource:
            return (requests.map(\.id) + ["none"]).flatMap { id in
                [(true, 0.0), (true, 900_000), (false, 0), (false, 900_000)].map { approve, cost in
                    .decideResource(
                        .with {
                            $0.requestID = id
                            $0.approve = approve
                            $0.cost = cost
                        })
                }
            }
        case .requestReport:
            return ["executive", "tactical", "none"].map { kind in .requestReport(.with { $0.kind = kind }) }
        case .writeEvaluation:
            let section = plan.evaluation.sections.first { $0.content == .written }?.id ?? ""
            return [(section, "已写"), (section, " "), ("none", "已写")].map { section, text in
                .writeEvaluation(
                    .with {
                        $0.section = section
                        $0.text = text
                    })
            }
        }
    }

    private func texts(_ statements: [Statement]) -> [(String, String)] {
        var seen = Set<StatementState>()
        let each = statements.filter { seen.insert($0.state).inserted }.map { ($0.id, $0.contentHash) }
        return each + [(each.first?.0 ?? "none", "other"), ("none", "other")]
    }

    private func edits(_ statements: [Statement]) -> [Decision.OneOf_Kind] {
        var all: [EditStatement] = texts(statements).map { id, _ in .with { $0.statementID = id } }
        all += texts(statements).map { id, _ in
            .with {
                $0.statementID = id
                $0.title = "说明"
                $0.body = "正在核查。"
            }
        }
        all += [("press", "zh-Hans"), ("press", "none"), ("none", "en")].map { channel, language in
            .with {
                $0.channel = channel
                $0.language = language
            }
        }
        let released = statements.first { $0.releasedAt > 0 }
        all += [("mention-1", Int64(0)), ("none", 0), ("mention-1", now - 1), ("mention-1", now + Self.hour)].map {
            mention, next in
            .with {
                $0.channel = released?.channel ?? "press"
                $0.language = released?.language ?? "zh-Hans"
                $0.title = "更正"
                $0.body = "以此为准。"
                $0.factMentionIds = [mention]
                $0.nextWordAt = next
                $0.corrects = released?.id ?? ""
            }
        }
        all.append(
            .with {
                $0.channel = "press"
                $0.language = "zh-Hans"
                $0.title = "只有标题"
            })
        return all.map { .editStatement($0) }
    }

    private func issues(_ directives: [String]) -> [Decision.OneOf_Kind] {
        var all: [IssueDirective] = (directives + ["none"]).map { id in .with { $0.directiveID = id } }
        all += [
            ("it", "核查", now + Self.hour), ("none", "核查", now + Self.hour), ("it", "", now + Self.hour),
            ("it", "核查", now - 1), ("it", "核查", 0), ("it", "核查", now + 20_000 * 24 * Self.hour),
        ].map { department, title, due in
            .with {
                $0.department = department
                $0.title = title
                $0.text = "给出原因"
                $0.dueAt = due
            }
        }
        return all.map { .issueDirective($0) }
    }

    private func updates(_ directives: [String]) -> [Decision.OneOf_Kind] {
        (directives + ["none"]).flatMap { id in
            DirectiveStep.allCases.flatMap { step -> [Decision.OneOf_Kind] in
                [("", "he-junyi"), ("已核", "none")].map { progress, assignee in
                    .updateDirective(
                        .with {
                            $0.directiveID = id
                            $0.step = step
                            $0.progress = progress
                            $0.assignee = assignee
                            $0.title = progress
                        })
                }
            }
        }
    }

    private func asks() -> [Decision.OneOf_Kind] {
        [
            ("money", 1.0, 0.0, "CNY", "现场处置", ""), ("none", 1, 0, "", "现场处置", ""), ("people", 0, 0, "", "现场处置", ""),
            ("people", 2, 90_000, "XXX", "现场处置", ""), ("people", 2, -1, "CNY", "现场处置", ""),
            ("people", 2, 90_000, "CNY", " ", ""), ("people", 2, 90_000, "CNY", "现场处置", "asked"),
        ].map { kind, quantity, cost, currency, purpose, id in
            .requestResource(
                .with {
                    $0.kind = kind
                    $0.quantity = quantity
                    $0.cost = cost
                    $0.currency = currency
                    $0.purpose = purpose
                    $0.requestID = id
                })
        }
    }
}
