import Foundation
import NIOCore

/// Which of the ports a process was to listen on somebody else listens on.
///
/// Servers that fail to bind say only that some address is in use. Asked after the process's own servers have stopped.
public struct TakenPorts {
    let settings: Settings
    /// The executable's name.
    let name: String

    /// The first setting whose port is taken, with what to do; a general word where none is found to be.
    func mistake() -> SettingMistake {
        for setting in SettingCatalogue.all where setting.key.hasSuffix(".port") && isRead(setting) {
            let standard = Int(setting.standard) ?? ServiceHost.defaultPort(name)
            guard let port = try? settings.port(setting.key, default: standard), port > 0, Self.isTaken(port) else {
                continue
            }
            return SettingMistake(
                key: setting.key, found: "\(port), on which another program listens",
                expected: "a free port: stop that program (`ss -ltnp 'sport = :\(port)'` names it), or set another")
        }
        return SettingMistake(
            key: "operations.port", found: "that one of the ports of \(name) is taken",
            expected: "free ports: `fenghuo settings` lists them")
    }

    private func isRead(_ setting: KnownSetting) -> Bool {
        setting.readers.isEmpty || setting.readers.contains { $0.rawValue == name }
    }

    /// Whether nobody can listen on that port of any address just now.
    public static func isTaken(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let address = try? SocketAddress(ipAddress: "0.0.0.0", port: port) else { return false }
        return address.withSockAddr { bind(descriptor, $0, socklen_t($1)) != 0 && errno == EADDRINUSE }
    }
}
