import Casework
import Foundation
import Plan
import Schemas

/// Writes the after-action report from the record alone: nothing in it that was not measured or entered.
enum Evaluator {
    static func evaluate(_ file: CaseFile, outcome: String) -> Evaluation {
        let row = file.row
        let incident = row.incident
        var evaluation = Evaluation()
        evaluation.incidentID = row.incidentID
        evaluation.subject = row.subject
        evaluation.title = row.title
        evaluation.highestGrade = row.highestGrade
        evaluation.firstMentionAt = incident.firstMentionAt
        evaluation.discoveredAt = incident.discoveredAt
        evaluation.caseOpenedAt = row.openedAt
        evaluation.strategyDecidedAt = row.hasStrategy ? row.strategy.decidedAt : 0
        evaluation.firstWordAt = row.firstWordAt
        evaluation.closedAt = row.closedAt
        evaluation.mentions = incident.mentions
        evaluation.negative = incident.negative
        evaluation.reach = incident.reach
        evaluation.volume = incident.volume
        evaluation.effects = ActionEffects.of(file)
        evaluation.clocks = row.clocks
        evaluation.directives = file.directives
        evaluation.clauses = Clauses.of(file)
        evaluation.timeline = file.journal
        evaluation.writtenBy = file.actor
        evaluation.planHash = file.plan.hash
        evaluation.costs = row.resources.filter { $0.state == ResourceState.approved.word }
        evaluation.currency = currency(file)
        evaluation.cost = evaluation.costs.filter { $0.currency == evaluation.currency }.reduce(0) { $0 + $1.cost }
        evaluation.outcome = outcome
        evaluation.journalHash = row.journalHash
        evaluation.journalEntries = row.journalEntries
        evaluation.lessons = Lessons.of(file, effects: evaluation.effects)
        evaluation.milestones = Milestones.of(file)
        evaluation.reportedAt = Milestones.reportedAt(file)
        evaluation.proposals = PlanProposals.of(file)
        evaluation.statements = file.statements
        evaluation.strategy = row.strategy
        evaluation.proposal = row.proposal
        evaluation.grades = grades(file)
        evaluation.written = row.written
        if let signed = file.newest(of: [.evaluationSigned]), row.evaluationSigned {
            evaluation.signedBy = signed.actor
            evaluation.signedFor = signed.details["for"] ?? ""
            evaluation.signedAt = signed.at
        }
        evaluation.drill = row.drill
        evaluation.reopened = row.reopened
        evaluation.contradictions = file.acceptedContradictions
        evaluation.peakHourlyMentions = row.peakHourlyMentions
        evaluation.keepUntil = keepUntil(file)
        EvaluationRoom.fit(&evaluation)
        return evaluation
    }

    /// The first grade and every change of it.
    private static func grades(_ file: CaseFile) -> [GradeStep] {
        file.journal.compactMap { entry in
            let label: String
            switch entry.action {
            case JournalAction.caseOpened.rawValue: label = entry.details["grade"] ?? ""
            case JournalAction.gradeChanged.rawValue: label = entry.details["to"] ?? ""
            default: return nil
            }
            guard let grade = ResponsePlan.Grade(label: label).flatMap({ Grade(rawValue: $0.rawValue) }) else {
                return nil
            }
            var step = GradeStep()
            step.at = entry.at
            step.grade = grade
            step.by = entry.details["by"] ?? entry.actor
            step.reason = entry.details["reason"] ?? ""
            step.journalSequence = entry.sequence
            return step
        }
    }

    /// The currency of what was approved, else that of the plan's money.
    private static func currency(_ file: CaseFile) -> String {
        let approved = file.row.resources.first { $0.state == ResourceState.approved.word && !$0.currency.isEmpty }
        if let approved { return approved.currency }
        let codes = file.plan.resources.kinds.map(\.unit).filter { unit in
            unit.count == 3 && unit.allSatisfy { $0.isASCII && $0.isUppercase }
        }
        return codes.first ?? ""
    }

    /// The end of the last day of the plan's years after the case ended.
    private static func keepUntil(_ file: CaseFile) -> Int64 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = file.plan.institution.timeZone
        let end = Date(milliseconds: file.row.closedAt > 0 ? file.row.closedAt : file.now)
        return calendar.date(byAdding: .year, value: file.plan.evaluation.keepYears, to: end)?.milliseconds ?? 0
    }
}
