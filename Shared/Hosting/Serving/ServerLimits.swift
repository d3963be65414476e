public import NIOCore

/// What one server of ours bears: the same rules for the console, the intake and the operations port.
public struct ServerLimits: Hashable, Sendable {
    /// Open at once; one more makes the connection give way that has said nothing for longest.
    public var connections: Int
    /// Of one address (an IPv6 network of 64 bits counts as one), a proxy's too.
    public var perAddress: Int
    /// From a connection's opening, or the answer before, to the end of a request's head.
    public var head = TimeAmount.seconds(20)
    /// From the end of the head to the end of the body.
    public var body = TimeAmount.seconds(30)
    /// A body may be late by this much, and is then to come at `pace`.
    public var grace = TimeAmount.seconds(5)
    /// Bytes a second that a body comes at, at least.
    public var pace = 1_024
    /// How long an answer may wait for its reader to take anything.
    public var stalled = TimeAmount.seconds(30)

    public init(connections: Int, perAddress: Int) {
        self.connections = max(1, connections)
        self.perAddress = min(max(1, perAddress), self.connections)
    }

    /// The console and API.
    public static func console(_ settings: Settings) throws -> ServerLimits {
        try ServerLimits(
            settings, share: 2, total: settings.int("leadership.connections.total", default: 1_024, in: most),
            perAddress: settings.int("leadership.connections.per.address", default: 512, in: most))
    }

    /// `POST /v1/mentions`.
    public static func intake(_ settings: Settings) throws -> ServerLimits {
        try ServerLimits(
            settings, share: 4, total: settings.int("monitoring.connections.total", default: 512, in: most),
            perAddress: settings.int("monitoring.connections.per.address", default: 256, in: most))
    }

    /// Health and metrics.
    static func operations(_ settings: Settings) throws -> ServerLimits {
        try ServerLimits(
            settings, share: 16, total: settings.int("operations.connections.total", default: 64, in: most),
            perAddress: settings.int("operations.connections.per.address", default: 32, in: most))
    }

    private static let most = 1...100_000

    /// - Parameter share: the part of the files that may be open, beyond those reserved, that this server may take.
    private init(_ settings: Settings, share: Int, total: Int, perAddress: Int) throws {
        let files = max(64, OpenFiles.current - OpenFiles.reserved)
        self.init(connections: min(total, files / share), perAddress: perAddress)
        head = .seconds(Int64(try settings.int("server.head.seconds", default: 20, in: 1...600)))
        body = .seconds(Int64(try settings.int("server.body.seconds", default: 30, in: 1...600)))
    }
}
