/// What happens to the fleet while it works: the same for the same seed.
struct Disturbances {
    enum Step: Hashable {
        case kill(Fleet.Place)
        /// Stopped for longer than its session lasts, then woken: it believes that its partitions are still its own.
        case pause(Fleet.Place)
        case restartBroker
    }

    private let places: [Fleet.Place]
    private let restartsBroker: Bool
    private var random: SplitMix
    private var made = 0

    init(places: [Fleet.Place], restartsBroker: Bool, seed: UInt64) {
        self.places = places
        self.restartsBroker = restartsBroker
        random = SplitMix(state: seed)
    }

    /// Whether everything that has to happen at least once did.
    var isComplete: Bool { made > (restartsBroker ? Self.brokerAt : Self.pauseAt) }

    /// The first zombie is of analysis, whose state shows a mention counted twice; later ones take turns.
    private static let pauseAt = 3
    private static let pauseEvery = 12
    private static let brokerAt = 9

    mutating func next() -> Step {
        defer { made += 1 }
        if restartsBroker, made == Self.brokerAt { return .restartBroker }
        if made % Self.pauseEvery == Self.pauseAt {
            let services = ["analysis", "monitoring", "response", "logistics"]
            let service = services[made / Self.pauseEvery % services.count]
            if let place = places.first(where: { $0.service == service }) { return .pause(place) }
        }
        return .kill(places[random.next(below: places.count)])
    }
}
