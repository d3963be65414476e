#if FUZZ
    /// A door behind which harm is certain: what a fuzzer that finds nothing has to be told apart from.
    enum SelfTest {
        static let door = Door(
            "self-test", .text, seeds: ["a!b", "c?d", "e$f", "ggggg"], words: ["!", "?", "$"], limit: 300
        ) {
            { input in
                if input.contains(UInt8(ascii: "!")) { _ = input[input.count] }
                if input.contains(UInt8(ascii: "?")) { while true { if input.isEmpty { break } } }
                if input.contains(UInt8(ascii: "$")) { throw Finding("a dollar") }
            }
        }
    }
#endif
