/// Makes an input that does harm smaller while it still does the same: pieces are left out, halves first (Zeller's ddmin).
struct Minimiser {
    let supervisor: Supervisor
    let door: Door
    /// Processes started at the most.
    var budget = 40

    func smallest(_ harm: Supervisor.Harm) async throws -> Supervisor.Harm {
        var best = harm
        var rounds = 0
        var pieces = 2
        while rounds < budget {
            let candidates = smaller(best.input, pieces: pieces)
            guard !candidates.isEmpty else { break }
            rounds += 1
            // All candidates in one process: it dies with the first that still does harm.
            if let found = try await supervisor.harm(door, candidates, name: "small"), found.harm.kind == harm.kind {
                best = found.harm
                pieces = max(2, pieces - 1)
            } else if pieces >= best.input.count || pieces >= 256 {
                break
            } else {
                pieces = min(pieces * 2, max(2, best.input.count))
            }
        }
        return best
    }

    private func smaller(_ input: [UInt8], pieces: Int) -> [[UInt8]] {
        if case .walk = door.grammar {
            let walk = Walk(input)
            return pieces > 2
                ? []
                : [walk.steps / 4, walk.steps / 2, walk.steps - 1].filter { $0 > 0 && $0 < walk.steps }
                    .map { Walk(seed: walk.seed, steps: $0).bytes }
        }
        guard input.count > 1 else { return [] }
        let size = (input.count + pieces - 1) / pieces
        return stride(from: 0, to: input.count, by: size).map { start in
            Array(input[..<start] + input[min(start + size, input.count)...])
        }
    }
}
