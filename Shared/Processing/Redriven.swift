public import EventLog

/// An event that was put back from the dead letters: it has its own id, time and headers, and says so.
///
/// Of the processors of its topic only the one that refused it takes it again; all others have taken it where it stood
/// first.
public enum Redriven {
    /// How often it was put back, from 1.
    public static let header = "__fenghuo.redriven"
    /// The letter that it was put back from, by its id.
    public static let letterHeader = header + ".letter"
    /// Which processor refused it.
    public static let processorHeader = header + ".processor"

    /// How often a record was put back; 0: it stands where it stood first.
    public static func count(_ record: LogRecord) -> Int {
        bounded(record.header(header))
    }

    /// What a header from outside counts; 0 for anything that is no count.
    static func bounded(_ text: String?) -> Int {
        min(max(text.flatMap { Int($0) } ?? 0, 0), Int(Int32.max) - 1)
    }

    /// Whether a record was put back for another processor than this one.
    static func isForAnother(_ record: LogRecord, than processor: String) -> Bool {
        guard let wanted = record.header(processorHeader) else { return false }
        return wanted != processor && count(record) > 0
    }
}
