import NIOCore
import NIOPosix
import Testing

@testable import Hosting

@Suite struct TakenPortsTests {
    @Test func `A port that somebody else listens on is named by its setting`() async throws {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        let settings = try await Settings.load(environment: [
            "OPERATIONS_PORT": "0", "MONITORING_PORT": "\(port)", "LEADERSHIP_PORT": "\(port)",
        ])
        let mistake = TakenPorts(settings: settings, name: "leadership").mistake()
        #expect(mistake.key == "leadership.port")
        #expect(mistake.description.contains("LEADERSHIP_PORT") && mistake.description.contains("\(port)"))
        #expect(TakenPorts(settings: settings, name: "monitoring").mistake().key == "monitoring.port")
        try await listener.close()
    }
}
