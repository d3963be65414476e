import Foundation

/// How an embedded log behaves; the defaults suit operation.
public struct EmbeddedLogOptions: Sendable {
    /// What an acknowledged commit survives.
    public enum Durability: Sendable {
        /// The process killed at any point (`synchronous=NORMAL`: the operating system has the bytes).
        case processCrash
        /// The machine losing power too (`synchronous=FULL`: each commit is flushed to the disk).
        case powerLoss
    }

    public var durability: Durability
    /// How often retention and compaction run; `nil`: only when `maintain()` is called. Of several processes on one
    /// file only one does it each time.
    public var maintenanceInterval: Duration?
    /// Records removed in one step, between which writers get their turn.
    public var maintenanceStep: Int
    /// A record replaced by a newer one of its key stays at least so long after that (`min.compaction.lag.ms`).
    public var compactionLag: Duration
    /// A tombstone stays at least so long, for slow readers to see it (`delete.retention.ms`).
    public var tombstoneRetention: Duration
    /// How often it is found out whether the log can be written; `nil`: not.
    public var pulseInterval: Duration?
    /// With less room on the disk the log counts as one that cannot be written, in bytes.
    public var leastRoom: UInt64
    /// How often the file is looked at for other processes' commits while someone waits.
    public var pollInterval: Duration
    /// A larger record (key, value and headers together) is refused, in bytes.
    public var maximumRecordBytes: Int
    /// One fetch or read returns early past so many bytes (`fetch.max.bytes`).
    public var fetchBytes: Int
    /// The clock of sessions, retention and compaction: milliseconds since 1970.
    public var now: @Sendable () -> Int64

    public init(
        durability: Durability = .powerLoss, maintenanceInterval: Duration? = .seconds(30), maintenanceStep: Int = 500,
        compactionLag: Duration = .zero, tombstoneRetention: Duration = .seconds(86_400),
        pulseInterval: Duration? = .seconds(4), leastRoom: UInt64 = 1 << 20,
        pollInterval: Duration = .milliseconds(8), maximumRecordBytes: Int = 8 << 20, fetchBytes: Int = 32 << 20,
        now: @escaping @Sendable () -> Int64 = Self.wallClock
    ) {
        self.durability = durability
        self.maintenanceInterval = maintenanceInterval
        self.maintenanceStep = maintenanceStep
        self.compactionLag = compactionLag
        self.tombstoneRetention = tombstoneRetention
        self.pulseInterval = pulseInterval
        self.leastRoom = leastRoom
        self.pollInterval = pollInterval
        self.maximumRecordBytes = maximumRecordBytes
        self.fetchBytes = fetchBytes
        self.now = now
    }

    /// Milliseconds since 1970.
    public static let wallClock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
