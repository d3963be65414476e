/// An edge that acts on the outside: it is told what was committed, never before.
public protocol CommitObserver: Sendable {
    /// A partition came; these are all its rows.
    func restored(partition: Int32, rows: [TableChange]) async
    /// These rows changed, and the change is durable.
    func committed(partition: Int32, changes: [TableChange]) async
    /// The partition went to another member: stop acting on it.
    func revoked(partition: Int32) async
}
