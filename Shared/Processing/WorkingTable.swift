public import Schemas
public import SwiftProtobuf

/// A row kept in the form a processor works with; it becomes a message only when it is committed or looked at.
public protocol WorkingRow: AnyObject {
    associatedtype Value: Message & Sendable
    var key: String { get }
    /// For the table's use; made with the row.
    var mark: RowMark { get }
    /// The subject the row belongs to.
    var partitionKey: String { get }
    var isDrill: Bool { get }
    /// What the changelog says. The same state gives the same bytes, however it came about.
    func message() -> Value
}

/// What a table notes on a row.
public final class RowMark {
    fileprivate let key: String
    fileprivate var stamp = ChangeStamp.restored
    fileprivate var isTouched = false
    fileprivate var isChanged = false

    /// - Parameter key: the row's.
    public init(key: String) { self.key = key }
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
    private var touched: [RowMark] = []
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
    public func touch(_ row: Row) { touch(row.mark) }

    private func touch(_ mark: RowMark) {
        guard !mark.isTouched else { return }
        mark.isTouched = true
        touched.append(mark)
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
        for mark in touched { mark.isTouched = false }
        touched.removeAll(keepingCapacity: true)
        saved.removeAll(keepingCapacity: true)
    }

    public func rollBack() {
        for mark in touched where saved[mark.key] == nil {
            preconditionFailure(
                "\(kind.topic): row \(mark.key) was touched before an error, and cannot be taken back")
        }
        for (key, row) in saved { values[key] = row }
        begin()
    }

    @discardableResult
    public func keep(stamp: ChangeStamp) -> Bool {
        guard !touched.isEmpty || !saved.isEmpty else { return false }
        for mark in touched {
            mark.stamp = stamp
            if !mark.isChanged {
                mark.isChanged = true
                changed.append(mark.key)
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
        for key in (changed + removed.keys).sorted() {
            if let row = values[key] {
                // Twice in the list if it was removed and made anew in between.
                guard row.mark.isChanged else { continue }
                changes.append(change(row, stamp: row.mark.stamp))
                row.mark.isChanged = false
            } else if let owner = removed.removeValue(forKey: key) {
                changes.append(
                    TableChange(
                        kind: kind, key: key, message: nil, partitionKey: owner.partitionKey, isDrill: owner.isDrill,
                        stamp: owner.stamp))
            }
        }
        changed.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        return changes
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
