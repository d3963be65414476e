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
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        return groups.flatMap { group -> [DutyTurn] in
            let rotas = duty.filter { $0.group == group.id }
            guard rotas.isEmpty else { return rotas.compactMap { turn(on: $0, at: date) } }
            return onDuty(in: group.id, at: date).map { DutyTurn(group: group.id, person: $0.id) }
        }
    }

    private func turn(on rota: Rota, at date: Date) -> DutyTurn? {
        guard let turn = turn(of: rota, at: date) else { return nil }
        func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
        return DutyTurn(
            group: rota.group, rota: rota.id, person: turn.person, from: turn.from.map(milliseconds),
            until: turn.until.map(milliseconds),
            next: turn.until.flatMap { self.turn(of: rota, at: $0.addingTimeInterval(1)) }?.person)
    }
}
