import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Plays a vendor on loopback: answers as a script says, each answer once and the last one ever after, and remembers what
/// was asked.
final class FakeVendor: Sendable {
    struct Answer: Sendable {
        var status: Int
        var body: String
        var headers: [(String, String)] = []
        /// Says this much of the body and hangs up.
        var isHalf = false
    }

    struct Call: Sendable {
        var method: String
        var path: String
        /// Of the address, undecoded.
        var query: String
        var headers: HTTPFields
        var body: [UInt8]
    }

    private struct State {
        var calls: [Call] = []
        var answers: [Answer]
    }
    private let state: Mutex<State>
    var calls: [Call] { state.withLock { $0.calls } }

    private init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    private func next(_ call: Call) -> Answer {
        state.withLock { state in
            state.calls.append(call)
            if state.answers.count > 1 { return state.answers.removeFirst() }
            return state.answers.first ?? Answer(status: 200, body: "")
        }
    }

    static func serve<R: Sendable>(
        _ answers: [Answer], _ body: @escaping @Sendable (FakeVendor, Int) async throws -> R
    ) async throws -> R {
        let vendor = FakeVendor(answers)
        let router = Router()
        let answer: @Sendable (Request, BasicRequestContext) async throws -> Response = { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let answer = vendor.next(
                Call(
                    method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
                    headers: request.headers, body: Array(bytes.readableBytesView)))
            var headers = HTTPFields()
            for (name, value) in answer.headers {
                if let name = HTTPField.Name(name) { headers[name] = value }
            }
            let text = ByteBuffer(string: answer.body)
            guard answer.isHalf else {
                return Response(status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: text))
            }
            return Response(
                status: .init(code: answer.status), headers: headers,
                body: .init(contentLength: text.readableBytes * 2) { writer in
                    try await writer.write(text)
                    throw CancellationError()
                })
        }
        for path in ["", "**"] as [RouterPath] {
            router.post(path, use: answer)
            router.get(path, use: answer)
        }
        return try await Loopback.serve(router) { port in try await body(vendor, port) }
    }
}
