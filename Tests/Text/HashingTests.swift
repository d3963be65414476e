import Testing
import Text

@Suite struct HashingTests {
    /// From the reference test vectors of Landon Curt Noll's FNV page.
    @Test(arguments: [
        ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ])
    func `FNV-1a as published`(text: String, hash: UInt64) {
        #expect(Hashing.fnv1a(text.utf8) == hash)
    }

    /// From MurmurHash3's fmix64, computed independently.
    @Test func `the finaliser as published`() {
        #expect(Hashing.finalize(0) == 0)
        #expect(Hashing.finalize(1) == 0xb456_bcfc_34c2_cb2c)
    }

    @Test func `seeds and order matter`() {
        #expect(Hashing.stableHash("澜江") != Hashing.stableHash("澜江", seed: 1))
        #expect(Hashing.combine(1, 2) != Hashing.combine(2, 1))
        #expect(Hashing.stableHash("澜江") == Hashing.stableHash(Array("澜江".utf8)))
    }

    @Test func `one changed bit changes about half of the hash`() {
        var flipped = 0
        for value: UInt32 in 0..<1000 {
            let change = Hashing.stableHash(scalars: [value, 7]) ^ Hashing.stableHash(scalars: [value ^ 1, 7])
            flipped += change.nonzeroBitCount
        }
        #expect((28_000...36_000).contains(flipped))
    }
}
