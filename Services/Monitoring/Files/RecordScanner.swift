/// Cuts a stream of bytes into lines, into CSV records, whose quoted fields may hold line ends (RFC 4180), or into JSON values
/// that stand one after the other or in an array.
///
/// Constant memory: a record beyond `maximumBytes` is passed over to the next line end and said to be too long. No quotation mark
/// swallows what follows: one within a cell is text, and one that is never closed, or whose record makes no sense, is text too.
struct RecordScanner {
    enum Mode: Hashable, Sendable {
        case lines
        /// - Parameter columns: fields that a record has; nil: not known.
        case csv(separator: UInt8, columns: Int?)
        case values
        /// The same, each as long as a whole file of an interface's answer may be.
        case document
    }
    enum Step {
        /// One record without its line end.
        case record(bytes: [UInt8], line: Int)
        case tooLong(line: Int)
        /// Feed it more.
        case hungry
    }

    static let maximumBytes = 1 << 20
    static let maximumDocument = 32 << 20
    /// A quoted cell with more line ends than this is none.
    static let maximumLineEnds = 2_000
    /// And with more than this once marks that are never closed have cost too much: each line is looked at so often at most.
    static let leastLineEnds = 8

    private enum Cell { case start, plain, quoted, quoteInQuoted }

    var mode: Mode
    let writing: FileWriting
    private var buffer: [UInt8] = []
    private var start = 0
    private var at = 0
    private var cell = Cell.start
    /// Of a JSON value: levels open, and where a text is.
    private var depth = 0
    private var isText = false
    private var isEscaped = false
    private var isBegun = false
    private var isSkipping = false
    /// Where the first line of a record of several ends.
    private var firstLineEnd: Int?
    private var lineEnds = 0
    /// Line ends that may still be passed in vain: looking for a mark's other one costs them, lines that are taken bring them
    /// back, so that the time is linear in the bytes whatever they are.
    private var credit = Self.maximumLineEnds
    private var lineAtStart: Int
    private var line: Int
    /// How many units were looked at in all: a few for each byte, whatever the bytes are.
    private(set) var looked: Int64 = 0
    /// Bytes up to the end of the last record returned, from where the stream began.
    private(set) var consumed: Int64 = 0

    /// - Parameter line: the number of the first line, from 1.
    init(_ mode: Mode, line: Int, writing: FileWriting = FileWriting()) {
        self.mode = mode
        self.writing = writing
        self.line = line
        lineAtStart = line
    }

    var maximumBytes: Int { mode == .document ? Self.maximumDocument : Self.maximumBytes }

    var isEmpty: Bool { start == buffer.count }

    mutating func feed(_ bytes: some Collection<UInt8>) {
        buffer.removeFirst(start)
        at -= start
        if let end = firstLineEnd { firstLineEnd = end - start }
        start = 0
        buffer.append(contentsOf: bytes)
    }

    mutating func next() -> Step {
        let width = writing.width
        while at + width <= buffer.count {
            let unit = writing.unit(buffer, at)
            at += width
            looked += 1
            let isLineEnd = unit == writing.lineEnd
            if isLineEnd { line += 1 }
            if isSkipping {
                if isLineEnd { return take(through: at) }
                if at - start > 65_536 { drop() }
                continue
            }
            switch mode {
            case .lines: if isLineEnd { return take(through: at) }
            case .csv(let separator, _): if let end = csv(unit, separator, isLineEnd) { return take(through: end) }
            case .values, .document: if value(unit, isLineEnd) { return take(through: at) }
            }
            if at - start > maximumBytes {
                if let step = giveUpQuote() { return step }
                isSkipping = true
            }
        }
        return .hungry
    }

    /// What is left when nothing more comes: the last record of a file that does not end with a line end.
    mutating func last() -> Step {
        if let step = giveUpQuote() { return step }
        if isEmpty && !isSkipping { return .hungry }
        return take(through: buffer.count)
    }

    /// The first line of a record that a quotation mark keeps open over line ends, the mark taken for text.
    mutating func giveUpQuote() -> Step? {
        guard case .csv = mode, let end = firstLineEnd else { return nil }
        return take(through: inVain(end))
    }

    /// The record is its first line alone.
    private mutating func inVain(_ end: Int) -> Int {
        credit = max(0, credit - lineEnds)
        lineEnds = 0
        line = lineAtStart + 1
        return end
    }

    // MARK: CSV

    /// Where the record ends, if it does.
    private mutating func csv(_ unit: UInt8, _ separator: UInt8, _ isLineEnd: Bool) -> Int? {
        switch cell {
        case .quoted:
            if unit == 0x22 { cell = .quoteInQuoted }
            if isLineEnd {
                firstLineEnd = firstLineEnd ?? at
                lineEnds += 1
                if lineEnds > max(Self.leastLineEnds, credit) { return firstLineEnd.map { inVain($0) } }
            }
            return nil
        case .quoteInQuoted:
            if isLineEnd { return whole() }
            // A mark in the midst of quoted text is text.
            cell = unit == separator ? .start : unit == 0x0d ? .quoteInQuoted : .quoted
        case .start, .plain:
            if isLineEnd { return whole() }
            cell = unit == separator ? .start : unit == 0x22 && cell == .start ? .quoted : .plain
        }
        return nil
    }

    /// Of a record of several lines that has not as many fields as it should, while its first line has, that line.
    private mutating func whole() -> Int {
        guard case .csv(let separator, let columns?) = mode, let end = firstLineEnd else { return at }
        func count(_ end: Int) -> Int {
            CSVRecord.fields(writing.text(Array(buffer[start..<end])), separator: separator).count
        }
        guard count(at) != columns, count(end) == columns else { return at }
        return inVain(end)
    }

    // MARK: JSON

    private mutating func value(_ unit: UInt8, _ isLineEnd: Bool) -> Bool {
        if isText {
            if isEscaped {
                isEscaped = false
            } else if unit == 0x5c {
                isEscaped = true
            } else if unit == 0x22 {
                isText = false
            }
            return false
        }
        if !isBegun {
            switch unit {
            case 0x20, 0x09, 0x0d, 0x0a, 0x2c, 0x5b, 0x5d:
                skipToHere()
                return false
            default: isBegun = true
            }
        }
        switch unit {
        case 0x22: isText = true
        case 0x7b, 0x5b: depth += 1
        case 0x7d, 0x5d:
            depth -= 1
            return depth <= 0
        default: return depth == 0 && isLineEnd
        }
        return false
    }

    private mutating func skipToHere() {
        consumed += Int64(at - start)
        start = at
        lineAtStart = line
    }

    // MARK: Taking

    private mutating func drop() {
        consumed += Int64(at - start)
        start = at
        if start > 65_536 { feed([]) }
    }

    private mutating func take(through end: Int) -> Step {
        let bytes = Array(buffer[start..<end])
        let first = lineAtStart
        consumed += Int64(end - start)
        start = end
        at = end
        lineAtStart = line
        credit = min(Self.maximumLineEnds, credit + 1 + lineEnds)
        (cell, firstLineEnd, lineEnds) = (.start, nil, 0)
        (depth, isText, isEscaped, isBegun) = (0, false, false, false)
        if isSkipping {
            isSkipping = false
            return .tooLong(line: first)
        }
        return .record(bytes: writing.withoutLineEnd(bytes), line: first)
    }
}
