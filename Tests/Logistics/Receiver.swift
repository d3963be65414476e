import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A webhook receiver on loopback that answers as told and remembers what came.
final class Receiver: Sendable {
    struct Call: Sendable {
        var path: String
        var headers: HTTPFields
        var body: [UInt8]
    }

    private let state = Mutex<[Call]>([])
    var calls: [Call] { state.withLock { $0 } }

    private func keep(_ call: Call) { state.withLock { $0.append(call) } }

    /// Serves while `body` runs; `/status/410` answers 410, `/limited` 429 with Retry-After, `/moved` redirects, `/hang`
    /// never answers, anything else 200.
    static func serve<R: Sendable>(_ body: @escaping @Sendable (Receiver, Int) async throws -> R) async throws -> R {
        let receiver = Receiver()
        let router = Router()
        router.post("**") { request, _ -> Response in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            receiver.keep(
                Call(path: request.uri.path, headers: request.headers, body: Array(bytes.readableBytesView)))
            let parts = request.uri.path.split(separator: "/")
            switch parts.first {
            case "status": return Response(status: .init(code: Int(parts.last ?? "") ?? 500))
            case "limited": return Response(status: .tooManyRequests, headers: [.retryAfter: "17"])
            case "later": return Response(status: .serviceUnavailable, headers: [.retryAfter: "T\u{301}"])
            case "endless":
                return Response(
                    status: .ok,
                    body: .init { writer in
                        while true { try await writer.write(ByteBuffer(repeating: 0x20, count: 65_536)) }
                    })
            case "moved": return Response(status: .found, headers: [.location: "/status/200"])
            case "hang":
                try await Task.sleep(for: .seconds(3600))  // until the caller hangs up or the test ends
                return Response(status: .ok)
            default: return Response(status: .ok)
            }
        }
        return try await Loopback.serve(router) { port in try await body(receiver, port) }
    }
}
