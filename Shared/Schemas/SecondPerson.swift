/// Who acts, and for whom. Where the plan asks for a second person, both count: nobody confirms what they, their
/// principal or who stood in for them has asked for.
public struct ActingPerson: Hashable, Sendable {
    public var person: String
    /// The absent person by whose roles they act; empty for their own.
    public var principal: String

    public init(_ person: String, for principal: String = "") {
        self.person = person
        self.principal = principal
    }

    /// Everybody whose hand is in it.
    public var everybody: Set<String> { Set([person, principal]).subtracting([""]) }

    public func isSecond(to first: ActingPerson) -> Bool { everybody.isDisjoint(with: first.everybody) }
}

extension SignOff {
    public var signer: ActingPerson { ActingPerson(person, for: deputyFor) }
}

extension Statement {
    public var drafter: ActingPerson { ActingPerson(draftedBy, for: draftedFor) }
    /// Who signed it; a refusal is no signature.
    public var signers: [ActingPerson] { signOffs.filter { !$0.refused }.map(\.signer) }

    /// Why this person's signature, or refusal, is none more; `nil` where it is. One person, one signature, whoever they
    /// stand in for and whoever stands in for them; and what somebody said in person stands.
    public func objection(toSignatureOf person: ActingPerson) -> String? {
        for signOff in signOffs where !signOff.refused {
            if signOff.person == person.person {
                return "\(person.person) has signed this text already; nobody signs for two roles"
            }
            guard !signOff.signer.isSecond(to: person) else { continue }
            let name = signOff.signer.everybody.intersection(person.everybody).sorted().first ?? ""
            return signOff.person == name
                ? "\(name) has signed, or refused to sign, this text in person"
                : "\(signOff.person) has signed this text for \(name) already; nobody signs for two roles"
        }
        let refusal = signOffs.first { $0.refused && $0.person == person.principal && !person.principal.isEmpty }
        return refusal.map { "\($0.person) has signed, or refused to sign, this text in person" }
    }
}

extension GradeLowering {
    /// What a second person says to agree.
    public var confirmation: ConfirmGrade {
        var confirmation = ConfirmGrade()
        confirmation.falseAlarm = falseAlarm
        if !falseAlarm { confirmation.grade = grade }
        return confirmation
    }

    public var asker: ActingPerson { ActingPerson(askedBy, for: askedFor) }

    /// Why this person may not confirm it; `nil` when they may.
    public func objection(to second: ActingPerson) -> String? {
        guard !second.isSecond(to: asker) else { return nil }
        let (what, done) = falseAlarm ? ("a false alarm", "said it") : ("a less grave grade", "set it")
        return
            "\(what) is confirmed by a second person: \(askedBy) \(done), so neither \(askedBy) nor a person "
            + "who stands in for them, or for whom they stood in"
    }
}

extension ResourceRequest {
    public var requester: ActingPerson { ActingPerson(requestedBy, for: requestedFor) }

    /// Why this person may not decide it; `nil` when they may.
    public func objection(to person: ActingPerson) -> String? {
        guard !person.isSecond(to: requester) else { return nil }
        return "nobody decides a request of their own: \(requestedBy) asked for it"
    }
}

extension Grade {
    /// The graver of two; any grade is graver than none.
    public static func graver(_ one: Grade, _ other: Grade) -> Grade { one.gravity >= other.gravity ? one : other }

    /// 4 for grade I down to 1 for grade IV; 0 for none.
    private var gravity: Int { (1...4).contains(rawValue) ? 5 - rawValue : 0 }

    public func isLessGrave(than other: Grade) -> Bool { gravity < other.gravity }
}

extension Case {
    /// The grade by which a statement is signed and released: the gravest that the case has had since the statement's
    /// round began. A row from before that was recorded goes by the gravest the case ever had.
    public func ruleGrade(of statement: Statement) -> Grade {
        let recorded = statement.ruleGrade == .unspecified ? highestGrade : statement.ruleGrade
        return .graver(recorded, grade)
    }

    /// Whether anybody has been bound by the grade: a strategy was decided, a text written, signed or released, here or in
    /// a case that this one carries on. From then on it takes two people to make it less grave.
    public var isBoundByGrade: Bool {
        hasStrategy || reopened > 0 || !boundBy.isEmpty
            || statements.contains {
                $0.releasedAt > 0 || !$0.signOffs.isEmpty || ($0.draftedBy != "plan" && !$0.draftedBy.isEmpty)
            }
    }
}
