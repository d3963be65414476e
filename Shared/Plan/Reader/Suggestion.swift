/// ` (did you mean …?)` with the known word nearest to what was written; what there is, where none is near and the
/// list is short.
func suggestion(for written: String, among known: [String]) -> String {
    if let near = nearestWord(to: written, among: known) { return " (did you mean \(quoted(near))?)" }
    if known.isEmpty || known.count > 14 { return "" }
    return " (there are: \(known.joined(separator: ", ")))"
}

/// The known word that was probably meant: at most a third of its characters away, and 2 in any case.
/// - Parameter most: so many characters away instead.
package func nearestWord(to written: String, among known: [String], most: Int? = nil) -> String? {
    // What is longer is near nothing that is known, and may be as long as a file.
    let written = String(written.unicodeScalars.prefix(80)).lowercased()
    let near = known.map { ($0, distance(written, $0.lowercased())) }.min { $0.1 < $1.1 }
    guard let near, near.1 <= most ?? max(2, written.count / 3) else { return nil }
    return near.0
}

/// How many characters must be put in, taken out, exchanged, or swapped with their neighbour (Damerau-Levenshtein,
/// optimal string alignment).
private func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.prefix(80))
    let b = Array(right.prefix(80))
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
            row.append(best)
        }
        before = last
        last = row
    }
    return last[b.count]
}
