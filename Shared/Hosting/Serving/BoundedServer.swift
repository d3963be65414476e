public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore

/// Every server of ours is made here: HTTP/1.1 with bounds on what a client may hold before anybody knows who it is.
public enum BoundedServer {
    /// - Parameter name: the server's, for logs and metrics.
    public static func application<Context: RequestContext>(
        _ name: String, router: Router<Context>, host: String, port: Int, limits: ServerLimits, logger: Logger,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> some ApplicationProtocol where Context.Source == ApplicationRequestContextSource {
        // Hummingbird says when it starts and stops; that is noise beside our own lines.
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        return Application(
            router: router, server: http(name, limits: limits, logger: logger),
            configuration: .init(
                address: .hostname(host, port: port), serverName: "fenghuo",
                // Cutting takes a moment: what comes meanwhile waits in the kernel.
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections + 64, logger: quiet)),
            onServerRunning: onServerRunning, logger: quiet)
    }

    static func http(_ name: String, limits: ServerLimits, logger: Logger) -> HTTPServerBuilder {
        let connections = ServerConnections(limits: limits, name: name, logger: logger)
        return .http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionWatch(connections: connections)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100)))
    }
}
