/// The Aho-Corasick automaton over Unicode scalars: finds all occurrences of all patterns in one pass.
///
/// Aho, Corasick: "Efficient string matching: an aid to bibliographic search", CACM 18(6), 1975. Edges are kept sorted
/// per state, because with Han characters a full table of states by symbols would be large and nearly empty.
package struct PatternAutomaton: Sendable {
    private var firstEdge: [Int32] = []
    private var edgeScalars: [UInt32] = []
    private var edgeTargets: [Int32] = []
    private var failure: [Int32] = []
    /// The pattern that ends in the state, or -1.
    private var pattern: [Int32] = []
    /// The nearest state down the failures in which a pattern ends, or -1.
    private var nextOutput: [Int32] = []
    private var lengths: [Int] = []
    /// A bit set by the low bits of each scalar a pattern starts with: most scalars of a text are passed by with it.
    private var starts = [Bool](repeating: false, count: 4096)

    /// - Parameter patterns: distinct and not empty.
    package init(_ patterns: [[UInt32]]) {
        lengths = patterns.map(\.count)
        var children: [[UInt32: Int32]] = [[:]]
        pattern = [-1]
        for (index, scalars) in patterns.enumerated() {
            var state = 0
            for scalar in scalars {
                if let next = children[state][scalar] {
                    state = Int(next)
                } else {
                    children[state][scalar] = Int32(children.count)
                    state = children.count
                    children.append([:])
                    pattern.append(-1)
                }
            }
            if state != 0 { pattern[state] = Int32(index) }
            if let first = scalars.first { starts[Int(first & 0xfff)] = true }
        }
        for edges in children {
            firstEdge.append(Int32(edgeScalars.count))
            for (scalar, target) in edges.sorted(by: { $0.key < $1.key }) {
                edgeScalars.append(scalar)
                edgeTargets.append(target)
            }
        }
        firstEdge.append(Int32(edgeScalars.count))
        linkFailures()
    }

    /// Breadth first, so that the failures of shorter prefixes are known.
    private mutating func linkFailures() {
        failure = [Int32](repeating: 0, count: pattern.count)
        nextOutput = [Int32](repeating: -1, count: pattern.count)
        var queue: [Int32] = [0]
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            for edge in edges(of: state) {
                let target = edgeTargets[edge]
                queue.append(target)
                guard state != 0 else { continue }
                let fallback = step(failure[Int(state)], edgeScalars[edge])
                failure[Int(target)] = fallback
                nextOutput[Int(target)] = pattern[Int(fallback)] >= 0 ? fallback : nextOutput[Int(fallback)]
            }
        }
    }

    private func edges(of state: Int32) -> Range<Int> {
        Int(firstEdge[Int(state)])..<Int(firstEdge[Int(state) + 1])
    }

    private func edge(from state: Int32, _ scalar: UInt32) -> Int32? {
        var low = Int(firstEdge[Int(state)])
        var high = Int(firstEdge[Int(state) + 1])
        while low < high {
            let middle = (low + high) / 2
            if edgeScalars[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < Int(firstEdge[Int(state) + 1]), edgeScalars[low] == scalar else { return nil }
        return edgeTargets[low]
    }

    private func step(_ state: Int32, _ scalar: UInt32) -> Int32 {
        var state = state
        while true {
            if let next = edge(from: state, scalar) { return next }
            if state == 0 { return 0 }
            state = failure[Int(state)]
        }
    }

    /// Calls `found` with each pattern's index and range, ordered by the range's end, longer ones first.
    package func scan(_ text: [UInt32], found: (_ pattern: Int, _ range: Range<Int>) -> Void) {
        var state: Int32 = 0
        for position in text.indices {
            let scalar = text[position]
            if state == 0 && !starts[Int(scalar & 0xfff)] { continue }
            state = step(state, scalar)
            var output = pattern[Int(state)] >= 0 ? state : nextOutput[Int(state)]
            while output >= 0 {
                let index = Int(pattern[Int(output)])
                found(index, (position + 1 - lengths[index])..<(position + 1))
                output = nextOutput[Int(output)]
            }
        }
    }
}
