import Synchronization

/// Room for requests under way: what is beyond it is sent away at once, so that nothing grows without limit, and no key
/// takes the room of the others. A body that is still coming takes none of the places of those that are worked on.
final class IntakeRoom: Sendable {
    struct Limits: Hashable, Sendable {
        /// Requests whose mentions are being taken in.
        var working: Int
        /// Of one key.
        var workingOfKey: Int
        /// Requests of one key whose body is coming.
        var comingOfKey: Int
        /// Of all bodies held in memory.
        var bytes = 128 << 20
        var bytesOfKey = 48 << 20

        init(requests: Int) {
            working = max(1, requests)
            workingOfKey = max(1, requests - requests / 4)
            comingOfKey = working
        }
    }

    private struct Held {
        var coming = 0
        var working = 0
        var bytes = 0
    }

    let limits: Limits
    private let state = Mutex<(keys: [String: Held], all: Held)>(([:], Held()))

    init(limits: Limits) { self.limits = limits }

    /// A body begins to come.
    func begin(_ key: String) -> Bool {
        change(key) { held, _ in
            guard held.coming < limits.comingOfKey else { return false }
            held.coming += 1
            return true
        }
    }

    /// So many more bytes of it are held.
    func grow(_ key: String, by bytes: Int) -> Bool {
        change(key) { held, all in
            guard bytes <= limits.bytesOfKey - held.bytes, bytes <= limits.bytes - all.bytes else { return false }
            held.bytes += bytes
            all.bytes += bytes
            return true
        }
    }

    /// The body came to its end, and its bytes are let go of.
    func end(_ key: String, bytes: Int) {
        _ = change(key) { held, all in
            held.coming -= 1
            held.bytes -= bytes
            all.bytes -= bytes
            return true
        }
    }

    func takePlace(_ key: String) -> Bool {
        change(key) { held, all in
            guard held.working < limits.workingOfKey, all.working < limits.working else { return false }
            held.working += 1
            all.working += 1
            return true
        }
    }

    func giveBack(_ key: String) {
        _ = change(key) { held, all in
            held.working -= 1
            all.working -= 1
            return true
        }
    }

    private func change(_ key: String, _ body: (inout Held, inout Held) -> Bool) -> Bool {
        state.withLock { state in
            var held = state.keys[key] ?? Held()
            let isDone = body(&held, &state.all)
            state.keys[key] = held.coming == 0 && held.working == 0 && held.bytes == 0 ? nil : held
            return isDone
        }
    }
}
