import Testing
import Text

@testable import Analysis

@Suite struct HashSortTests {
    @Test(arguments: [0, 1, 2, 12, 13, 40, 64, 65, 500, 4096])
    func sortsWhatIsSpread(_ count: Int) {
        let hashes = (0..<count).map { Hashing.finalize(UInt64($0) &* 7919) }
        expectSorted(hashes)
        expectSorted(hashes + hashes.prefix(count / 3))
    }

    /// Chosen so that all would come into one bucket, or into a few.
    @Test func sortsWhatIsNotSpread() {
        expectSorted((0..<4096).reversed().map { UInt64($0) })
        expectSorted((0..<200).map { UInt64.max - UInt64($0 * 37 % 200) })
        expectSorted([UInt64](repeating: 5, count: 300) + [0, .max])
        expectSorted((0..<100).map { UInt64($0 % 2) << 63 | UInt64(100 - $0) })
    }

    private func expectSorted(_ hashes: [UInt64]) {
        var sorted = hashes
        HashSort.sort(&sorted)
        #expect(sorted == hashes.sorted())
    }
}
