import Foundation
import Plan

/// Who is on duty in a group at a moment.
struct DutyTurn: Hashable, Sendable {
    /// Ids of the plan's group, rota and person; no rota where the first of the group's members stands by.
    var group: String
    var rota: String?
    var person: String
    /// When the turn began and ends (ms since 1970); `nil` without a rota.
    var from: Int64?
    var until: Int64?
    /// Who has the next turn.
    var next: String?
}

extension ResponsePlan {
    /// Everybody who is on duty, by group in the plan's order.
    func duty(at now: Int64) -> [DutyTurn] {
        groups.flatMap { group -> [DutyTurn] in
            let rotas = duty.filter { $0.group == group.id }
            guard rotas.isEmpty else { return rotas.compactMap { $0.turn(at: now) } }
            return group.members.prefix(1).map { DutyTurn(group: group.id, person: $0) }
        }
    }
}

extension ResponsePlan.Rota {
    /// The turn at a moment (ms since 1970). Before the first turn it is the first person's, without a beginning.
    func turn(at now: Int64) -> DutyTurn? {
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        guard let person = onDuty(at: date) else { return nil }
        let first = Int64(from.timeIntervalSince1970 * 1000)
        let length = Int64(turn.seconds) * 1000
        guard length > 0, people.count > 1 || now >= first else {
            return DutyTurn(group: group, rota: id, person: person)
        }
        guard now >= first else {
            return DutyTurn(
                group: group, rota: id, person: person, until: first + length, next: onDuty(after: first + length))
        }
        let begun = first + (now - first) / length * length
        return DutyTurn(
            group: group, rota: id, person: person, from: begun, until: begun + length,
            next: onDuty(after: begun + length))
    }

    private func onDuty(after moment: Int64) -> String? {
        onDuty(at: Date(timeIntervalSince1970: Double(moment) / 1000 + 1))
    }
}
