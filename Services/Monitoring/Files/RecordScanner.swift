/// Cuts a stream of bytes into lines, or into CSV records, whose quoted fields may hold line ends (RFC 4180).
///
/// Constant memory: a record beyond `maximumBytes` is passed over to the next line end and said to be too long.
struct RecordScanner {
    enum Mode: Sendable { case lines, csv }
    enum Step {
        /// One record without its line end.
        case record(bytes: [UInt8], line: Int)
        case tooLong(line: Int)
        /// Feed it more.
        case hungry
    }

    static let maximumBytes = 1 << 20

    private let mode: Mode
    private var buffer: [UInt8] = []
    private var start = 0
    private var at = 0
    private var isQuoted = false
    private var isSkipping = false
    private var lineAtStart: Int
    private var line: Int
    /// Bytes up to the end of the last record returned, from where the stream began.
    private(set) var consumed: Int64 = 0

    /// - Parameter line: the number of the first line, from 1.
    init(_ mode: Mode, line: Int) {
        self.mode = mode
        self.line = line
        lineAtStart = line
    }

    var isEmpty: Bool { start == buffer.count }

    mutating func feed(_ bytes: some Collection<UInt8>) {
        buffer.removeFirst(start)
        at -= start
        start = 0
        buffer.append(contentsOf: bytes)
    }

    mutating func next() -> Step {
        while at < buffer.count {
            let byte = buffer[at]
            at += 1
            if byte == 0x22, mode == .csv, !isSkipping { isQuoted.toggle() }
            if byte == 0x0a {
                line += 1
                if !isQuoted { return take(through: at) }
            }
            if at - start > Self.maximumBytes, !isSkipping {
                isSkipping = true
                isQuoted = false
            }
            if isSkipping, at - start > 65_536 { drop() }
        }
        return .hungry
    }

    /// What is left when nothing more comes: the last record of a file that does not end with a line end.
    mutating func last() -> Step {
        isEmpty && !isSkipping ? .hungry : take(through: buffer.count)
    }

    private mutating func drop() {
        consumed += Int64(at - start)
        start = at
        if start > 65_536 { feed([]) }
    }

    private mutating func take(through end: Int) -> Step {
        var bytes = Array(buffer[start..<end])
        let first = lineAtStart
        consumed += Int64(end - start)
        start = end
        at = end
        lineAtStart = line
        isQuoted = false
        if isSkipping {
            isSkipping = false
            return .tooLong(line: first)
        }
        if bytes.last == 0x0a { bytes.removeLast() }
        if bytes.last == 0x0d { bytes.removeLast() }
        return .record(bytes: bytes, line: first)
    }
}
