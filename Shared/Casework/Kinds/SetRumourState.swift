import Schemas

extension CaseFile {
    /// What is established about a rumour: a word that there is.
    func setRumour(_ rumour: SetRumourState) throws(Refusal) {
        if case .UNRECOGNIZED(let value) = rumour.state {
            throw .invalid("found rumour state \(value), expected unverified, confirmed or refuted", "state")
        }
        _ = try ownIncident()
    }
}
