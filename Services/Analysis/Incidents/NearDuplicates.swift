import Text

/// Finds the copy a mention is of, by bands of signatures (locality-sensitive hashing).
struct NearDuplicates {
    /// Signatures at least this alike are of copies.
    static let likeness = 0.7

    /// Places of incidents by band; one may be there several times.
    private var places = HashMap<[Int32]>(absent: [])

    mutating func add(_ signature: SmallSignature, place: Int) {
        for band in 0..<SmallSignature.bands { places[signature.key(ofBand: band)].append(Int32(place)) }
    }

    mutating func remove(_ signature: SmallSignature, place: Int) {
        for band in 0..<SmallSignature.bands {
            let key = signature.key(ofBand: band)
            var left = places[key]
            if let at = left.firstIndex(of: Int32(place)) { left.remove(at: at) }
            if left.isEmpty { places.removeValue(forKey: key) } else { places[key] = left }
        }
    }

    /// Places that may hold a copy, distinct, in no order.
    func candidates(for signature: SmallSignature) -> [Int] {
        var found: [Int] = []
        for band in 0..<SmallSignature.bands {
            for place in places[signature.key(ofBand: band)] where !found.contains(Int(place)) {
                found.append(Int(place))
            }
        }
        return found
    }
}
