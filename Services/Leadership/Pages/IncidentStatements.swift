import Casework
import Plan
import Schemas

/// The statements of one case: what they say, who signed, and what this person may do with them.
extension IncidentFile {
    func statementFields(_ matter: Case) -> Fields {
        Fields([
            "statements": snapshot.statements(of: matter).map { statement($0) },
            "packageHref": matter.statements.isEmpty ? nil : "/incidents/\(PageAddress.encoded(incident.id))/package",
        ])
    }

    func statement(_ statement: Statement) -> Fields {
        text(of: statement).merging(standing(of: statement)) { $1 }.merging(forms(for: statement)) { $1 }
    }

    private func text(of statement: Statement) -> Fields {
        let facts = statement.facts.map { fact -> Fields in
            [
                "name": words.texts["fact_\(fact.name)"] ?? fact.name, "value": fact.value,
                "mentions": mentions(fact.mentionIds),
            ]
        }
        return Fields([
            "id": statement.id, "title": statement.title, "body": statement.body,
            "contentHash": statement.contentHash, "channel": statement.channel,
            "channelName": naming.channel(statement.channel), "code": statement.language,
            "languageName": words.texts["language_\(statement.language)"] ?? statement.language,
            "version": statement.version, "draftedBy": naming.person(statement.draftedBy),
            "draftedAt": naming.time(statement.draftedAt), "facts": facts,
            "factIDs": Array(Set(statement.facts.flatMap(\.mentionIds))).sorted(),
            "statementHref": address(of: statement.id),
        ])
    }

    private func standing(of statement: Statement) -> Fields {
        let released: String? =
            statement.releasedAt > 0
            ? words.filled(
                "statement_releasedNote", naming.person(statement.releasedBy), naming.time(statement.releasedAt) ?? "")
            : nil
        let taken = [
            statement.withdrawnBy.isEmpty ? "" : naming.person(statement.withdrawnBy), statement.withdrawReason,
            statement.correction,
        ]
        let withdrawn = taken.filter { !$0.isEmpty }.joined(separator: words["colon"])
        let promise: String? =
            statement.nextWordAt > 0
            ? words.filled("statement_nextWord", naming.time(statement.nextWordAt) ?? "") : nil
        return Fields([
            "stateWord": statement.state.word, "stateName": naming.state(statement.state),
            "signOffs": signOffs(statement), "releasedNote": released,
            "withdrawnNote": withdrawn.isEmpty ? nil : withdrawn, "nextWord": promise,
            "corrects": statement.corrects.isEmpty ? nil : address(of: statement.corrects),
            "correctedBy": statement.correctedBy.isEmpty ? nil : address(of: statement.correctedBy),
        ])
    }

    private func forms(for statement: Statement) -> Fields {
        let isDraft = statement.state == .draft || statement.state == .signed
        let hasSigned = statement.signOffs.contains { $0.person == visitor.person.id && !$0.refused }
        let mine = !Set(statement.missingRoles).isDisjoint(with: visitor.person.roles) && !hasSigned
        let grade = matter?.ruleGrade(of: statement) ?? incident.grade
        let isReady = isOpen && statement.state == .signed && may(.release(ReleaseStatement()))
        let objection = plan.objection(to: visitor.acting, releasing: statement, at: grade)
        let others = String(plan.statements.twoPersons.otherSigners)
        let needsTwo: String? =
            isReady && objection != nil ? words.filled("statement_needsTwo", naming.grade(grade), others) : nil
        let isOut = statement.state == .released || statement.state == .published
        let mayEdit = isOpen && may(.editStatement(EditStatement()))
        return Fields([
            "isOpen": (isDraft && mine) || isReady, "needsTwo": needsTwo,
            "disagrees": disagrees(statement),
            "canSign": isOpen && statement.state == .draft && mine && may(.sign(SignStatement())),
            "canRelease": isReady && objection == nil, "canEdit": isDraft && mayEdit,
            "canCorrect": isOut && statement.correctedBy.isEmpty && mayEdit,
            "canWithdraw": isOut && may(.withdraw(WithdrawStatement())), "signAction": action("sign-statement"),
            "releaseAction": action("release-statement"), "editAction": action("edit-statement"),
            "withdrawAction": action("withdraw-statement"),
        ])
    }

    /// Whether another version says otherwise, and nobody has released in spite of it.
    func disagrees(_ statement: Statement) -> Bool {
        (matter?.contradictions ?? []).contains { found in
            found.acceptedBy.isEmpty && found.sides.contains { $0.statementID == statement.id }
        }
    }

    private func address(of statement: String) -> String { "/incidents/\(incident.id)/statements/\(statement)" }

    private func signOffs(_ statement: Statement) -> [Fields] {
        statement.requiredRoles.map { role -> Fields in
            let given = statement.signOffs.last { $0.role == role && $0.contentHash == statement.contentHash }
            let mark = given.map { $0.refused ? "refused-sign" : "given" } ?? "missing"
            return Fields([
                "mark": mark, "roleName": naming.role(role), "by": given.map { naming.person($0.person) },
                "signedAt": given.flatMap { naming.time($0.at) }, "verdict": words["sign_\(mark)"],
                "why": given.flatMap { $0.reason.isEmpty ? nil : $0.reason },
            ])
        }
    }
}
