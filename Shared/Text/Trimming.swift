extension StringProtocol {
    /// Without any of these at either end, scalar by scalar: "\r\n" is one character of Swift's, and a mark that follows a
    /// space does not keep it.
    package func trimming(_ scalars: String) -> String {
        let unwanted = scalars.unicodeScalars
        var rest = Substring(self).unicodeScalars
        while let first = rest.first, unwanted.contains(first) { rest.removeFirst() }
        while let last = rest.last, unwanted.contains(last) { rest.removeLast() }
        return String(Substring(rest))
    }
}
