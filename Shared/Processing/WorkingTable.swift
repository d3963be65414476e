public import Schemas
public import SwiftProtobuf

/// A row kept in the form a processor works with; it becomes a message only when it is committed or looked at.
public protocol WorkingRow: MarkedRow {
    associatedtype Value: Message & Sendable
    var key: String { get }
    /// The subject the row belongs to.
    var partitionKey: String { get }
    var isDrill: Bool { get }
    /// What the changelog says. The same state gives the same bytes, however it came about.
    func message() -> Value
    /// `message()` as protobuf, for a row that keeps parts of it written: a large row of which little changes.
    /// - Returns: nil for a row that is written by its message.
    func bytes() -> [UInt8]?
}

extension WorkingRow {
    public func bytes() -> [UInt8]? { nil }
}

/// A table whose rows are working values: changing one costs nothing beyond the change, and however often a row changes
/// between two commits, it is rendered once. Used by one task at a time.
///
/// That rows come and go can be taken back; what happens within a row cannot: a processor refuses an event before it
/// touches a row, or not at all.
public final class WorkingTable<Row: WorkingRow>: ChangelogTable {
    public let kind: EventKind
    private let restoring: (_ key: String, _ value: Row.Value) -> Row
    private var values: [String: Row] = [:]
    private var marks = RowMarks()
    /// What rows were at `begin`; `nil` where there was none.
    private var saved: [String: Row?] = [:]
    /// Whether `saved` is empty: asked for every event.
    private var isSaved = false
    private var removed: [String: (partitionKey: String, isDrill: Bool, stamp: ChangeStamp)] = [:]

    /// - Parameter restoring: makes a row of what the changelog says.
    public init(_ kind: EventKind, restoring: @escaping (_ key: String, _ value: Row.Value) -> Row) {
        self.kind = kind
        self.restoring = restoring
    }

    public var count: Int { values.count }
    /// All rows, in no order: sort before anything that must be deterministic.
    public var working: Dictionary<String, Row>.Values { values.values }
    /// All rows as messages.
    public var rows: [String: Row.Value] { values.mapValues { $0.message() } }
    /// A row as a message.
    public subscript(key: String) -> Row.Value? { values[key]?.message() }
    /// A row to read, or to change after `touch`.
    public func row(_ key: String) -> Row? { values[key] }

    /// Notes that a row changes in a way that will not be taken back: nothing may throw from here on.
    public func touch(_ row: Row) {
        marks.touch(row)
    }

    public func insert(_ row: Row) {
        save(row.key, hold(row, as: row.key))
        touch(row)
    }

    /// - Returns: what stood there.
    @discardableResult
    private func hold(_ row: Row?, as key: String) -> Row? {
        let before = values[key]
        before?.isHeld = false
        row?.isHeld = true
        values[key] = row
        return before
    }

    public func remove(_ key: String) {
        guard let row = hold(nil, as: key) else { return }
        save(key, row)
    }

    private func save(_ key: String, _ row: Row?) {
        if saved[key] == nil { saved[key] = .some(row) }
        isSaved = true
    }

    // MARK: ChangelogTable

    public func restore(key: String, data: [UInt8]?, contentType: ContentType) throws {
        let row = try data.map {
            restoring(key, try EventCodec.decode(Row.Value.self, from: $0, contentType: contentType))
        }
        hold(row, as: key)
    }

    public func removeAll() {
        values = [:]
        marks = RowMarks()
        saved = [:]
        isSaved = false
        removed = [:]
    }

    public func begin() {
        marks.forgetTouched()
        guard isSaved else { return }
        saved.removeAll(keepingCapacity: true)
        isSaved = false
    }

    public func rollBack() {
        for row in marks.touched {
            guard let row = row as? Row, saved[row.key] == nil else { continue }
            preconditionFailure(
                "\(kind.topic): row \(row.key) was touched before an error, and cannot be taken back")
        }
        for (key, row) in saved { hold(row, as: key) }
        begin()
    }

    public var takesBackAll: Bool { false }

    public func touched(stamp: ChangeStamp) -> [TableChange] {
        marks.touched.compactMap { row in
            guard let row = row as? Row, row.isHeld else { return nil }
            return change(row, asBytes: true, stamp: stamp)
        }
    }

    @discardableResult
    public func keep(stamp: ChangeStamp) -> Bool {
        guard !marks.touched.isEmpty || isSaved else { return false }
        marks.keep(stamp: stamp)
        if isSaved { keepRemoved(stamp) }
        begin()
        return true
    }

    private func keepRemoved(_ stamp: ChangeStamp) {
        for (key, row) in saved {
            if values[key] != nil {
                removed[key] = nil
            } else if let row {
                removed[key] = (row.partitionKey, row.isDrill, stamp)
            }  // else made and removed by the same event: as before
        }
    }

    public func takeChanges(asBytes: Bool) -> [TableChange] {
        var changes: [TableChange] = []
        let rows = heldChanged()
        changes.reserveCapacity(rows.count + removed.count)
        for (row, stamp) in rows { changes.append(change(row, asBytes: asBytes, stamp: stamp)) }
        guard !removed.isEmpty else { return changes }
        for (key, owner) in removed where values[key] == nil {
            changes.append(
                TableChange(
                    kind: kind, key: key, message: nil, partitionKey: owner.partitionKey, isDrill: owner.isDrill,
                    stamp: owner.stamp))
        }
        removed.removeAll(keepingCapacity: true)
        return changes.sorted { $0.key < $1.key }
    }

    /// As `takeChanges`, for a recomputation that needs no changelog: the rows that are not wanted are forgotten unwritten.
    /// What was removed is always told.
    package func takeChanges(where isWanted: (Row) -> Bool) -> [TableChange] {
        var changes: [TableChange] = []
        for (row, stamp) in marks.takeChanged() where row.isHeld {
            guard let row = row as? Row, isWanted(row) else { continue }
            changes.append(change(row, asBytes: true, stamp: stamp))
        }
        for (key, owner) in removed where values[key] == nil {
            changes.append(
                TableChange(
                    kind: kind, key: key, message: nil, partitionKey: owner.partitionKey, isDrill: owner.isDrill,
                    stamp: owner.stamp))
        }
        removed.removeAll(keepingCapacity: true)
        return changes.sorted { $0.key < $1.key }
    }

    /// The changed rows that are in the table still, in the order of keys.
    private func heldChanged() -> [(row: Row, stamp: ChangeStamp)] {
        var rows: [(row: Row, stamp: ChangeStamp)] = []
        var order: [(prefix: UInt64, index: Int)] = []
        let changed = marks.takeChanged()
        rows.reserveCapacity(changed.count)
        order.reserveCapacity(changed.count)
        var isPlain = true
        for (row, stamp) in changed where row.isHeld {
            guard let row = row as? Row else { continue }
            let prefix = Self.prefix(of: row.key)
            if prefix == nil { isPlain = false }
            order.append((prefix ?? 0, rows.count))
            rows.append((row, stamp))
        }
        // Whole keys are compared where their beginnings do not tell: of thousands hardly ever.
        order.sort { a, b in
            isPlain && a.prefix != b.prefix ? a.prefix < b.prefix : rows[a.index].row.key < rows[b.index].row.key
        }
        var sorted: [(row: Row, stamp: ChangeStamp)] = []
        sorted.reserveCapacity(rows.count)
        for (_, index) in order { sorted.append(rows[index]) }
        return sorted
    }

    /// The first eight bytes of a key; nil where texts may be ordered otherwise than by their bytes, beyond ASCII.
    private static func prefix(of key: String) -> UInt64? {
        var (prefix, read): (UInt64, UInt64) = (0, 0)
        for byte in key.utf8.prefix(9) {
            guard byte < 0x80 else { return nil }
            if read < 8 { prefix = prefix << 8 | UInt64(byte) }
            read += 1
        }
        return read < 8 ? prefix << (8 * (8 - read)) : prefix
    }

    public func snapshot() -> [TableChange] {
        values.sorted { $0.key < $1.key }.map { change($0.value, asBytes: false, stamp: .restored) }
    }

    private func change(_ row: Row, asBytes: Bool, stamp: ChangeStamp) -> TableChange {
        let bytes = asBytes ? row.bytes() : nil
        return TableChange(
            kind: kind, key: row.key, message: bytes == nil ? row.message() : nil, bytes: bytes,
            partitionKey: row.partitionKey, isDrill: row.isDrill, stamp: stamp)
    }
}
