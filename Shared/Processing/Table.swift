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
    /// Keeps the changes since `begin`; `stamp` says which input made them and when.
    /// - Returns: whether there were any.
    func keep(stamp: ChangeStamp) -> Bool
    /// The keys changed since the last call, each with its newest value, in the order of keys; and forgets them.
    func takeChanges() -> [TableChange]
    /// Every row, in the order of keys.
    func snapshot() -> [TableChange]
}

/// Which input made a change: event ids of changelog records derive from it.
public struct ChangeStamp: Hashable, Sendable {
    /// `topic/partition/offset` of the input, or `tick/<now>`.
    public var origin: String
    public var now: Int64
    public var traceParent: String?

    public init(origin: String, now: Int64, traceParent: String? = nil) {
        self.origin = origin
        self.now = now
        self.traceParent = traceParent
    }
}

/// A changed key with its newest value; `nil` was removed.
public struct TableChange: Sendable {
    public var kind: EventKind
    public var key: String
    public var message: (any Message & Sendable)?
    public var partitionKey: String
    public var isDrill: Bool
    public var stamp: ChangeStamp
}

/// A typed table in memory. Reads and writes are of decoded values; encoding happens once a commit for each changed
/// key. Used by one task at a time.
public final class Table<Value: Message & Sendable>: ChangelogTable {
    public let kind: EventKind
    private let partitionKey: (String, Value) -> String
    private let isDrill: (Value) -> Bool
    private var values: [String: Value] = [:]
    /// Values before `begin`, of the keys changed since.
    private var undo: [String: Value?] = [:]
    private var changed: [String: (stamp: ChangeStamp, last: Value?)] = [:]

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
            if undo.index(forKey: key) == nil { undo[key] = .some(values[key]) }
            values[key] = newValue
        }
    }

    /// Changes a row, if there is one. The value before is kept until the step is over, so that it can be taken back.
    public func update<R>(_ key: String, _ body: (inout Value) throws -> R) rethrows -> R? {
        guard let index = values.index(forKey: key) else { return nil }
        if undo.index(forKey: key) == nil { undo[key] = .some(values.values[index]) }
        return try body(&values.values[index])
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
        undo = [:]
        changed = [:]
    }

    public func begin() { undo.removeAll(keepingCapacity: true) }

    public func rollBack() {
        for (key, value) in undo { values[key] = value }
        undo = [:]
    }

    public func keep(stamp: ChangeStamp) -> Bool {
        guard !undo.isEmpty else { return false }
        for (key, before) in undo { changed[key] = (stamp, before ?? changed[key]?.last) }
        undo.removeAll(keepingCapacity: true)
        return true
    }

    public func snapshot() -> [TableChange] {
        values.sorted { $0.key < $1.key }.map { key, value in
            TableChange(
                kind: kind, key: key, message: value, partitionKey: partitionKey(key, value), isDrill: isDrill(value),
                stamp: ChangeStamp(origin: "restored", now: 0))
        }
    }

    public func takeChanges() -> [TableChange] {
        let keys = changed.keys.sorted()
        let changes = keys.compactMap { key -> TableChange? in
            guard let change = changed[key] else { return nil }
            let value = values[key]
            guard let known = value ?? change.last else { return nil }  // made and removed within one commit
            return TableChange(
                kind: kind, key: key, message: value, partitionKey: partitionKey(key, known), isDrill: isDrill(known),
                stamp: change.stamp)
        }
        changed = [:]
        return changes
    }
}
