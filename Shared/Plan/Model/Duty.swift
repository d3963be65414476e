public import Foundation

extension ResponsePlan {
    /// Whose turn it is on a rota, and when the turn began and ends.
    public struct Turn: Sendable, Hashable {
        /// The id of who is on duty: the one whose turn it is, who swapped with them, or who is next where they are away.
        public var person: String
        /// `nil` before the first turn.
        public var from: Date?
        /// When the next turn begins; `nil` where one person has every turn.
        public var until: Date?
    }

    /// A time in which somebody does not act: messages and duty pass to who stands in for them.
    public struct Leave: Sendable, Hashable {
        /// `nil`: since ever.
        public var from: Date?
        public var until: Date

        public func contains(_ date: Date) -> Bool { (from.map { $0 <= date } ?? true) && date < until }
    }

    /// Somebody takes another's duty.
    public struct Swap: Sendable, Hashable {
        /// The id of a person.
        public var person: String
        public var time: Leave
    }

    /// Who acts for a person at a moment: themselves, or where they are away the first of their deputies who is not; again
    /// themselves where all are away.
    public func acting(for person: Person, at date: Date) -> Person {
        guard person.isAway(at: date) else { return person }
        return person.deputies.lazy.compactMap { self.person($0) }.first { !$0.isAway(at: date) } ?? person
    }

    /// Whose turn it is on a rota.
    public func turn(of rota: Rota, at date: Date) -> Turn? {
        rota.turn(at: date) { id in person(id)?.isAway(at: date) ?? false }
    }
}

extension ResponsePlan.Person {
    public func isAway(at date: Date) -> Bool { leave.contains { $0.contains(date) } }
}

extension ResponsePlan.Rota {
    /// The number of the turn at a moment, from 0; before the first turn -1.
    func number(at date: Date) -> Int {
        let length = turn.seconds
        guard length > 0, date >= from else { return -1 }
        let wall = (WallTime(zone).seconds(of: date) - WallTime(zone).seconds(of: from)) / Double(length)
        // What the clock shows is a few hours off at most where it was just set: looked for by halves around it.
        let near = Int(min(wall.rounded(.down), 1e15))
        let spread = 4 * 3_600 / length + 2
        var (low, high) = (max(near - spread, 0), near + spread)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if beginning(of: middle) <= date { low = middle } else { high = middle }
        }
        return low
    }

    /// When a turn begins: at the same time of the clock on the wall as the first, whatever happened to the clock between.
    func beginning(of number: Int) -> Date {
        let wall = WallTime(zone)
        return wall.first(wall.seconds(of: from) + Double(number) * Double(turn.seconds))
    }

    /// - Parameter isAway: whether a person is.
    func turn(at date: Date, _ isAway: (String) -> Bool) -> ResponsePlan.Turn? {
        guard let first = people.first else { return nil }
        let number = number(at: date)
        let order = (0..<people.count).map { people[(max(number, 0) + $0) % people.count] }
        let swapped = overrides.last { $0.time.contains(date) && !isAway($0.person) }?.person
        let person = swapped ?? order.first { !isAway($0) } ?? order.first ?? first
        guard turn.seconds > 0, people.count > 1 || number >= 0 else { return .init(person: person) }
        return .init(
            person: person, from: number < 0 ? nil : beginning(of: number), until: beginning(of: number + 1))
    }
}

/// The clock on the wall of a place: seconds since 1970 as it shows them.
struct WallTime {
    private let zone: TimeZone

    init(_ zone: TimeZone) { self.zone = zone }

    func seconds(of date: Date) -> Double {
        date.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: date))
    }

    /// The first moment at which the clock shows so many seconds or more: of an hour that is shown twice the first, and for
    /// one that is skipped the moment of the skip.
    func first(_ wall: Double) -> Date {
        func offset(_ seconds: Double) -> Double {
            Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)))
        }
        let around = [offset(wall - 86_400), offset(wall), offset(wall + 86_400)]
        var low = wall - (around.max() ?? 0)
        var high = wall - (around.min() ?? 0)
        if low + offset(low) >= wall { return Date(timeIntervalSince1970: low) }
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if middle + offset(middle) >= wall { high = middle } else { low = middle }
        }
        return Date(timeIntervalSince1970: high)
    }
}
