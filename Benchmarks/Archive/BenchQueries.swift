import Archive
import Foundation

/// What people look up, timed.
struct BenchQueries {
    let file: ArchiveFile
    let count: Int
    let now: Int64

    func run() async throws {
        let reader = ArchiveReader()
        reader.answer(from: file)
        try await time("list, newest", reader, (0..<100).map { _ in ArchiveQuery() })
        try await time(
            "list, anywhere by cursor", reader,
            (0..<100).map { at in
                var query = ArchiveQuery()
                query.until = now - Int64(count / 100 * at) * 1_000
                return query
            })
        try await time(
            "list of a source", reader,
            (0..<100).map { at in
                var query = ArchiveQuery()
                query.kinds = [.mention]
                query.source = "source-\(at % 40)"
                query.until = now - Int64(count / 100 * at) * 1_000
                return query
            })
        try await time(
            "list of a subject, in a language, drills only", reader,
            (0..<40).map { at in
                var query = ArchiveQuery()
                query.subject = "subject-\(at % 5)"
                query.language = "zh-Hant"
                query.drills = .only
                return query
            })
        for (name, ranks) in [
            ("frequent", 0..<50), ("common", 200..<400), ("rare", 5_000..<5_200), ("rarest", 38_000..<38_200),
        ] {
            for length in 1...4 {
                let words = ranks.map { BenchText.word($0) }.filter { $0.count == length }.prefix(60)
                try await time(
                    "search, \(name) word of \(length)", reader,
                    words.map { word in
                        var query = ArchiveQuery()
                        query.text = word
                        return query
                    })
            }
        }
        try await time(
            "search, two words, one frequent and one rare", reader,
            (0..<60).map { at in
                var query = ArchiveQuery()
                query.text = "\(BenchText.word(at % 20)) \(BenchText.word(20_000 + at))"
                return query
            })
        try await time(
            "search, a frequent word in a source", reader,
            (0..<60).map { at in
                var query = ArchiveQuery()
                query.text = BenchText.word(at)
                query.source = "source-\(at % 40)"
                return query
            })
        try await time(
            "search, nothing found", reader,
            (0..<60).map { at in
                var query = ArchiveQuery()
                query.text = BenchText.word(at + 100) + BenchText.word(at + 30_000) + BenchText.word(at + 20_000)
                return query
            })
    }

    private func time(_ name: String, _ reader: ArchiveReader, _ queries: [ArchiveQuery]) async throws {
        guard !queries.isEmpty else { return }
        var times: [Duration] = []
        var found = 0
        var failed = 0
        for query in queries {
            times.append(
                await ContinuousClock().measure {
                    do { found += try await reader.page(query).entries.count } catch { failed += 1 }
                })
        }
        times.sort()
        let p95 = times[min(times.count - 1, times.count * 95 / 100)]
        print(
            "\(name): \(times.count) asked, \(found) found, \(failed) refused, median \(times[times.count / 2]), p95 \(p95), longest \(times[times.count - 1])"
        )
    }
}
