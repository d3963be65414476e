import Plan
import Schemas

extension CaseFile {
    /// A deadline that is not due yet gets more time: the next extension of its rule, for what takes an approval comes
    /// after what does not; by who may grant it.
    func extend(_ extend: ExtendClock, _ ruling: Ruling) throws(Refusal) {
        let clock = try clock(extend.clockID, in: anyCase())
        guard clock.state == .running, now < clock.dueAt else {
            throw .conflict("clock \(clock.id) is \(clock.state.word); only one that runs and is not due is extended")
        }
        guard let rule = plan.rule(of: clock) else {
            throw .conflict("the plan has no rule for clock \(clock.id) any more")
        }
        let granted = Set(clock.extensions.map(\.extension))
        guard let next = rule.extensions.first(where: { !granted.contains($0.id) }) else {
            throw .conflict("clock \(clock.id) has no extension left in the plan")
        }
        guard extend.extension == next.id else {
            throw .invalid(
                "the next extension of clock \(clock.id) is \(next.id), not \"\(extend.extension)\"", "extension")
        }
        guard holds(ruling, oneOf: next.roles) else {
            throw .forbidden(
                "extension \(next.id) is granted by \(next.roles.joined(separator: ", ")), not by \(ruling.holder)")
        }
    }
}
