public import Schemas
public import SwiftProtobuf

/// A table whose changelog is a topic; the runtime restores it, commits its changes and takes them back.
public protocol ChangelogTable: AnyObject {
    var kind: EventKind { get }
    var count: Int { get }
    /// Sets a key from changelog bytes; `nil` removes it. No change is recorded.
    func restore(key: String, data: [UInt8]?, contentType: ContentType) throws
    func removeAll()
    /// From here on, changes can be taken back to this point.
    func begin()
    /// Takes back all changes since `begin`.
    func rollBack()
    /// Whether everything since `begin` can be taken back; otherwise only a new restore takes back what happened in a row.
    var takesBackAll: Bool { get }
    /// The rows changed since `begin`, as `keep` would have them written.
    func touched(stamp: ChangeStamp) -> [TableChange]
    /// Keeps the changes since `begin`; `stamp` says which input made them and when.
    /// - Returns: whether there were any.
    @discardableResult
    func keep(stamp: ChangeStamp) -> Bool
    /// The keys changed since the last call, each with its newest value, in the order of keys; and forgets them.
    /// - Parameter asBytes: a row that can write itself may come as bytes instead of a message.
    func takeChanges(asBytes: Bool) -> [TableChange]
    /// Every row, in the order of keys, as if all of them had just changed.
    func snapshot() -> [TableChange]
}

extension ChangelogTable {
    /// The keys changed since the last call, each with its newest message, in the order of keys; and forgets them.
    public func takeChanges() -> [TableChange] { takeChanges(asBytes: false) }
}

/// Which input made a change: event ids of changelog records derive from it.
public struct ChangeStamp: Hashable, Sendable {
    /// What made a change; its text is made only where it is written.
    package enum Source: Hashable, Sendable {
        case record(topic: String, partition: Int32, offset: Int64)
        case tick(Int64)
        case named(String)
    }

    package var source: Source
    public var now: Int64
    public var traceParent: String?

    package init(_ source: Source, now: Int64, traceParent: String? = nil) {
        self.source = source
        self.now = now
        self.traceParent = traceParent
    }

    public init(origin: String, now: Int64, traceParent: String? = nil) {
        self.init(.named(origin), now: now, traceParent: traceParent)
    }

    /// `topic/partition/offset` of the input, or `tick/<now>`.
    public var origin: String {
        switch source {
        case .record(let topic, let partition, let offset): "\(topic)/\(partition)/\(offset)"
        case .tick(let time): "tick/\(time)"
        case .named(let name): name
        }
    }

    /// Of rows that stand as the changelog has them.
    public static let restored = ChangeStamp(origin: "restored", now: 0)
}

/// A changed key with its newest value; `nil` was removed.
public struct TableChange: Sendable {
    public var kind: EventKind
    public var key: String
    public var message: (any Message & Sendable)?
    /// The value as protobuf, instead of a message, where the row has written itself.
    public var bytes: [UInt8]?
    public var partitionKey: String
    public var isDrill: Bool
    public var stamp: ChangeStamp

    public init(
        kind: EventKind, key: String, message: (any Message & Sendable)?, bytes: [UInt8]? = nil, partitionKey: String,
        isDrill: Bool = false, stamp: ChangeStamp
    ) {
        self.kind = kind
        self.key = key
        self.message = message
        self.bytes = bytes
        self.partitionKey = partitionKey
        self.isDrill = isDrill
        self.stamp = stamp
    }
}

/// A typed table in memory. Reads and writes are of decoded values; encoding happens once a commit for each changed
/// key. Used by one task at a time.
public final class Table<Value: Message & Sendable>: ChangelogTable {
    /// How to take back what happened to one key since `begin`: first the saved value, then the inverses backwards.
    private struct Undo {
        /// The outer optional: whether one was saved; the inner: whether there was a row.
        var saved: Value??
        var inverses: [(inout Value) -> Void] = []
    }

    private struct Change {
        var stamp: ChangeStamp
        /// Whose row it was when it was last removed.
        var removedFrom: (partitionKey: String, isDrill: Bool)?
    }

    public let kind: EventKind
    private let partitionKey: (String, Value) -> String
    private let isDrill: (Value) -> Bool
    private var values: [String: Value] = [:]
    private var undos: [String: Undo] = [:]
    private var changed: [String: Change] = [:]

    /// - Parameter partitionKey: the subject a row belongs to; removed rows use their last value.
    public init(
        _ kind: EventKind, partitionKey: @escaping (String, Value) -> String,
        isDrill: @escaping (Value) -> Bool = { _ in false }
    ) {
        self.kind = kind
        self.partitionKey = partitionKey
        self.isDrill = isDrill
    }

    public var count: Int { values.count }
    /// All rows, in no order: sort before anything that must be deterministic.
    public var rows: [String: Value] { values }

    public subscript(key: String) -> Value? {
        get { values[key] }
        set {
            save(key)
            values[key] = newValue
        }
        _modify {
            save(key)
            var value = takeOut(key)
            defer { values[key] = value }
            yield &value
        }
    }

    /// Changes a row in place.
    ///
    /// The first change of a row by an event keeps what the row was: of the row's fields only those that `body` changes
    /// are copied. For a row with a very large map or list, changed by every event, use `update(_:inverse:_:)`.
    /// - Parameter body: may use the table, but not this row otherwise than by its argument.
    /// - Returns: `nil` when there is no such row.
    public func update<R>(_ key: String, _ body: (inout Value) throws -> R) rethrows -> R? {
        guard values.index(forKey: key) != nil else { return nil }
        save(key)
        guard var value = takeOut(key) else { return nil }
        defer { values[key] = value }
        return try body(&value)
    }

    /// Changes a row in place without keeping what it was: nothing of it is copied, however large it is.
    /// - Parameters:
    ///   - inverse: undoes exactly what `body` does; called only if the event is refused later.
    ///   - body: may use the table, but not this row otherwise than by its argument.
    /// - Returns: `nil` when there is no such row.
    public func update<R>(
        _ key: String, inverse: @escaping (inout Value) -> Void, _ body: (inout Value) -> R
    ) -> R? {
        guard var value = takeOut(key) else { return nil }
        defer { values[key] = value }
        if undos[key]?.saved == nil { undos[key, default: Undo()].inverses.append(inverse) }
        return body(&value)
    }

    public func restore(key: String, data: [UInt8]?, contentType: ContentType) throws {
        guard let data else {
            values.removeValue(forKey: key)
            return
        }
        values[key] = try EventCodec.decode(Value.self, from: data, contentType: contentType)
    }

    public func removeAll() {
        values = [:]
        undos = [:]
        changed = [:]
    }

    public func begin() { undos.removeAll(keepingCapacity: true) }

    public func rollBack() {
        for (key, undo) in undos {
            if let saved = undo.saved { values[key] = saved }
            guard !undo.inverses.isEmpty, var value = takeOut(key) else { continue }
            for inverse in undo.inverses.reversed() { inverse(&value) }
            values[key] = value
        }
        begin()
    }

    public var takesBackAll: Bool { true }

    public func touched(stamp: ChangeStamp) -> [TableChange] {
        undos.keys.compactMap { key in values[key].map { row(key, $0, stamp: stamp) } }
    }

    @discardableResult
    public func keep(stamp: ChangeStamp) -> Bool {
        guard !undos.isEmpty else { return false }
        for (key, undo) in undos {
            if values.index(forKey: key) != nil {
                changed[key, default: Change(stamp: stamp)].stamp = stamp
            } else if let saved = undo.saved, let before = saved {
                changed[key] = Change(stamp: stamp, removedFrom: (partitionKey(key, before), isDrill(before)))
            }  // else made and removed by the same event: as before
        }
        begin()
        return true
    }

    public func takeChanges(asBytes: Bool) -> [TableChange] {
        let changes = changed.sorted { $0.key < $1.key }.compactMap { key, change -> TableChange? in
            if let value = values[key] { return row(key, value, stamp: change.stamp) }
            guard let owner = change.removedFrom else { return nil }
            return TableChange(
                kind: kind, key: key, message: nil, partitionKey: owner.partitionKey, isDrill: owner.isDrill,
                stamp: change.stamp)
        }
        changed.removeAll(keepingCapacity: true)
        return changes
    }

    public func snapshot() -> [TableChange] {
        values.sorted { $0.key < $1.key }.map { row($0.key, $0.value, stamp: .restored) }
    }

    private func row(_ key: String, _ value: Value, stamp: ChangeStamp) -> TableChange {
        TableChange(
            kind: kind, key: key, message: value, partitionKey: partitionKey(key, value), isDrill: isDrill(value),
            stamp: stamp)
    }

    private func save(_ key: String) {
        if undos[key]?.saved == nil { undos[key, default: Undo()].saved = .some(values[key]) }
    }

    /// Hands over the row so that nothing else refers to it, leaving an empty one in its place.
    private func takeOut(_ key: String) -> Value? {
        guard let index = values.index(forKey: key) else { return nil }
        var value = Value()
        swap(&value, &values.values[index])
        return value
    }
}
