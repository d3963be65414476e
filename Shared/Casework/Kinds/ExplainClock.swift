import Schemas

extension CaseFile {
    /// Why a deadline was missed: of one that runs or was met there is nothing to explain.
    func explain(_ explain: ExplainClock) throws(Refusal) {
        let clock = try clock(explain.clockID, in: anyCase())
        guard clock.state == .missed else {
            throw .conflict("clock \(clock.id) was not missed; there is nothing to explain")
        }
    }
}
