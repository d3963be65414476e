import Foundation
import Testing

@testable import Hosting

@Suite struct TakenPortsTests {
    @Test func `A port that somebody else listens on is named by its setting`() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isListening)
        let port = Int(UInt16(bigEndian: address.sin_port))
        let settings = try await Settings.load(environment: [
            "OPERATIONS_PORT": "0", "MONITORING_PORT": "\(port)", "LEADERSHIP_PORT": "\(port)",
        ])
        let mistake = TakenPorts(settings: settings, name: "leadership").mistake()
        #expect(mistake.key == "leadership.port")
        #expect(mistake.description.contains("LEADERSHIP_PORT") && mistake.description.contains("\(port)"))
        #expect(TakenPorts(settings: settings, name: "monitoring").mistake().key == "monitoring.port")
    }
}
