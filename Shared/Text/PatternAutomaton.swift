/// The Aho-Corasick automaton over Unicode scalars: finds all occurrences of all patterns in one pass.
///
/// Aho, Corasick: "Efficient string matching: an aid to bibliographic search", CACM 18(6), 1975. Edges are kept sorted
/// per state, because with Han characters a full table of states by symbols would be large and nearly empty. Those of the
/// root, where a text mostly is, are many, and lie in a hash table instead.
package struct PatternAutomaton: Sendable {
    private struct Edge: Sendable {
        var scalar: UInt32
        var target: Int32
    }

    private struct State: Sendable {
        /// Its edges; none for the root.
        var firstEdge: Int32 = 0
        var endEdge: Int32 = 0
        var failure: Int32 = 0
        /// The nearest state from here down the failures in which a pattern ends, itself included; or -1.
        var output: Int32 = -1
    }

    private struct Output: Sendable {
        /// Of the pattern that ends in the state, or -1.
        var pattern: Int32
        var length: Int32
        /// The nearest state further down the failures in which a pattern ends, or -1.
        var next: Int32 = -1
    }

    private var states: [State] = []
    private var outputs: [Output] = []
    private var edges: [Edge] = []
    /// Open addressing; a target of 0 marks a free place.
    private var rootEdges: [Edge]
    private let rootMask: Int
    /// A bit for the low half of each scalar a pattern starts with: most scalars of a text are passed by with it.
    private var starts = [UInt64](repeating: 0, count: 1024)

    /// - Parameter patterns: distinct and not empty.
    package init(_ patterns: [[UInt32]]) {
        var children: [[UInt32: Int32]] = [[:]]
        outputs = [Output(pattern: -1, length: 0)]
        for (index, scalars) in patterns.enumerated() {
            var state = 0
            for scalar in scalars {
                if let next = children[state][scalar] {
                    state = Int(next)
                } else {
                    children[state][scalar] = Int32(children.count)
                    state = children.count
                    children.append([:])
                    outputs.append(Output(pattern: -1, length: 0))
                }
            }
            if state != 0 { outputs[state] = Output(pattern: Int32(index), length: Int32(scalars.count)) }
            if let first = scalars.first { starts[Int(first & 0xffff) >> 6] |= 1 << UInt64(first & 63) }
        }
        var size = 64
        while size < children[0].count * 4 { size *= 2 }
        rootMask = size - 1
        rootEdges = [Edge](repeating: Edge(scalar: 0, target: 0), count: size)
        for (scalar, target) in children[0].sorted(by: { $0.key < $1.key }) {
            var place = Self.place(scalar) & rootMask
            while rootEdges[place].target != 0 { place = (place + 1) & rootMask }
            rootEdges[place] = Edge(scalar: scalar, target: target)
        }
        for (number, of) in children.enumerated() {
            var state = State()
            state.firstEdge = Int32(edges.count)
            if number > 0 {
                edges += of.sorted { $0.key < $1.key }.map { Edge(scalar: $0.key, target: $0.value) }
            }
            state.endEdge = Int32(edges.count)
            states.append(state)
        }
        linkFailures(children)
    }

    @inline(__always)
    private static func place(_ scalar: UInt32) -> Int { Int(truncatingIfNeeded: scalar &* 0x9e37_79b1 >> 12) }

    /// Breadth first, so that the failures of shorter prefixes are known.
    private mutating func linkFailures(_ children: [[UInt32: Int32]]) {
        var queue: [Int32] = [0]
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            for (scalar, target) in children[Int(state)].sorted(by: { $0.key < $1.key }) {
                queue.append(target)
                let fallback = state == 0 ? 0 : lend { $0.step(states[Int(state)].failure, scalar) }
                states[Int(target)].failure = fallback
                outputs[Int(target)].next = states[Int(fallback)].output
                states[Int(target)].output =
                    outputs[Int(target)].pattern >= 0 ? target : outputs[Int(target)].next
            }
        }
    }

    /// Calls `found` with each pattern's index and range, ordered by the range's end, longer ones first.
    @inline(__always)
    package func scan(_ text: [UInt32], found: (_ pattern: Int, _ range: Range<Int>) -> Void) {
        text.withUnsafeBufferPointer { text in
            lend { tables in
                var state: Int32 = 0
                for position in text.indices {
                    let scalar = text[position]
                    if state == 0 && !tables.mayStart(scalar) { continue }
                    state = tables.step(state, scalar)
                    var output = tables.states[Int(state)].output
                    while output >= 0 {
                        let end = tables.outputs[Int(output)]
                        found(Int(end.pattern), (position &+ 1 &- Int(end.length))..<(position &+ 1))
                        output = end.next
                    }
                }
            }
        }
    }

    @inline(__always)
    private func lend<R>(_ body: (Tables) -> R) -> R {
        states.withUnsafeBufferPointer { states in
            outputs.withUnsafeBufferPointer { outputs in
                edges.withUnsafeBufferPointer { edges in
                    rootEdges.withUnsafeBufferPointer { rootEdges in
                        starts.withUnsafeBufferPointer { starts in
                            body(
                                Tables(
                                    states: states, outputs: outputs, edges: edges, rootEdges: rootEdges,
                                    rootMask: rootMask, starts: starts))
                        }
                    }
                }
            }
        }
    }

    /// The tables, lent for as long as a text is scanned.
    private struct Tables {
        let states: UnsafeBufferPointer<State>
        let outputs: UnsafeBufferPointer<Output>
        let edges: UnsafeBufferPointer<Edge>
        let rootEdges: UnsafeBufferPointer<Edge>
        let rootMask: Int
        let starts: UnsafeBufferPointer<UInt64>

        @inline(__always)
        func mayStart(_ scalar: UInt32) -> Bool {
            starts[Int(scalar & 0xffff) >> 6] >> UInt64(scalar & 63) & 1 != 0
        }

        @inline(__always)
        func step(_ from: Int32, _ scalar: UInt32) -> Int32 {
            var state = from
            while state != 0 {
                let known = states[Int(state)]
                if let next = edge(known, scalar) { return next }
                state = known.failure
            }
            return root(scalar)
        }

        @inline(__always)
        private func root(_ scalar: UInt32) -> Int32 {
            var place = PatternAutomaton.place(scalar) & rootMask
            while true {
                let edge = rootEdges[place]
                if edge.scalar == scalar || edge.target == 0 { return edge.target }
                place = (place &+ 1) & rootMask
            }
        }

        /// Mostly there are one or two.
        @inline(__always)
        private func edge(_ state: State, _ scalar: UInt32) -> Int32? {
            var low = Int(state.firstEdge)
            var high = Int(state.endEdge)
            while high &- low > 8 {
                let middle = (low &+ high) / 2
                if edges[middle].scalar <= scalar { low = middle } else { high = middle }
            }
            while low < high {
                if edges[low].scalar == scalar { return edges[low].target }
                low &+= 1
            }
            return nil
        }
    }
}
