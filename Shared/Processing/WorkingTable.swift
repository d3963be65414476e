public import Schemas
public import SwiftProtobuf

/// A row kept in the form a processor works with; it becomes a message only when it is committed or looked at.
public protocol WorkingRow: AnyObject {
    associatedtype Value: Message & Sendable
    var key: String { get }
    /// For the table's use.
    var mark: RowMark { get set }
    /// The subject the row belongs to.
    var partitionKey: String { get }
    var isDrill: Bool { get }
    /// What the changelog says. The same state gives the same bytes, however it came about.
    func message() -> Value
}

/// What a table notes on a row.
public struct RowMark: Sendable {
    fileprivate var stamp = ChangeStamp.restored
    fileprivate var isTouched = false
    fileprivate var isChanged = false
    public init() {}
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
    private var touched: [Row] = []
    /// What rows were at `begin`; `nil` where there was none.
    private var saved: [String: Row?] = [:]
    private var changed: [String] = []
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
    @inline(__always)
    public func touch(_ row: Row) {
        guard !row.mark.isTouched else { return }
        row.mark.isTouched = true
        touched.append(row)
    }

    public func insert(_ row: Row) {
        save(row.key, values[row.key])
        values[row.key] = row
        touch(row)
    }

    public func remove(_ key: String) {
        guard let row = values.removeValue(forKey: key) else { return }
        save(key, row)
    }

    private func save(_ key: String, _ row: Row?) {
        if saved[key] == nil { saved[key] = .some(row) }
    }

    // MARK: ChangelogTable

    public func restore(key: String, data: [UInt8]?, contentType: ContentType) throws {
        guard let data else {
            values.removeValue(forKey: key)
            return
        }
        values[key] = restoring(key, try EventCodec.decode(Row.Value.self, from: data, contentType: contentType))
    }

    public func removeAll() {
        values = [:]
        touched = []
        saved = [:]
        changed = []
        removed = [:]
    }

    public func begin() {
        guard !touched.isEmpty || !saved.isEmpty else { return }
        for row in touched { row.mark.isTouched = false }
        touched.removeAll(keepingCapacity: true)
        saved.removeAll(keepingCapacity: true)
    }

    public func rollBack() {
        for row in touched where saved[row.key] == nil {
            preconditionFailure("\(kind.topic): row \(row.key) was touched before an error, and cannot be taken back")
        }
        for (key, row) in saved {
            row?.mark.isTouched = false
            values[key] = row
        }
        begin()
    }

    @discardableResult
    public func keep(stamp: ChangeStamp) -> Bool {
        guard !touched.isEmpty || !saved.isEmpty else { return false }
        for row in touched {
            row.mark.stamp = stamp
            if !row.mark.isChanged {
                row.mark.isChanged = true
                changed.append(row.key)
            }
        }
        for (key, row) in saved {
            if values[key] != nil {
                removed[key] = nil
            } else if let row {
                removed[key] = (row.partitionKey, row.isDrill, stamp)
            }  // else made and removed by the same event: as before
        }
        begin()
        return true
    }

    public func takeChanges() -> [TableChange] {
        var changes: [TableChange] = []
        changes.reserveCapacity(changed.count + removed.count)
        for key in Set(changed) {
            guard let row = values[key] else { continue }
            changes.append(change(row, stamp: row.mark.stamp))
            row.mark.isChanged = false
        }
        for (key, owner) in removed {
            changes.append(
                TableChange(
                    kind: kind, key: key, message: nil, partitionKey: owner.partitionKey, isDrill: owner.isDrill,
                    stamp: owner.stamp))
        }
        changed.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        return changes.sorted { $0.key < $1.key }
    }

    public func snapshot() -> [TableChange] {
        values.sorted { $0.key < $1.key }.map { change($0.value, stamp: .restored) }
    }

    private func change(_ row: Row, stamp: ChangeStamp) -> TableChange {
        TableChange(
            kind: kind, key: row.key, message: row.message(), partitionKey: row.partitionKey, isDrill: row.isDrill,
            stamp: stamp)
    }
}
