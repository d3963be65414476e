import Schemas

/// What one recipient is to hear, on whatever channel and however often: it is opened once, so that a case seen again
/// adds nothing.
struct Matter: Hashable {
    enum What: String {
        case notice, directive, statement
    }

    var incident: String
    var what: String
    /// Id of the notice, directive or statement.
    var about: String
    /// Person id, or publication channel.
    var recipient: String
    /// Of a statement; another wording is another matter.
    var contentHash: String

    init(incident: String, what: What, about: String, recipient: String, contentHash: String = "") {
        self.incident = incident
        self.what = what.rawValue
        self.about = about
        self.recipient = recipient
        self.contentHash = contentHash
    }

    init(_ delivery: Delivery) {
        incident = delivery.incidentID
        what = delivery.what
        about = delivery.about
        recipient = delivery.recipient
        contentHash = delivery.contentHash
    }

    /// - Parameters:
    ///   - place: the channel, and which of that recipient's places on it.
    ///   - round: 0 for the first, then counted up for repetitions and other channels.
    func deliveryID(place: String, round: Int) -> String {
        var parts = ["delivery", incident, what, about, recipient, place, contentHash]
        if round > 0 { parts.append(String(round)) }
        return EventID.derive(parts)
    }
}
