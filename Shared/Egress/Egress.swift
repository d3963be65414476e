import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
import Text

/// The one way out: whatever of ours calls the outside calls it through here. The host is looked up, judged, and the
/// very address that was judged is called; redirects begin anew; time, size and expansion are bounded.
public struct Egress: Sendable {
    public var options: EgressOptions
    public var guardian: AddressGuard

    public init(options: EgressOptions = EgressOptions(), guardian: AddressGuard = AddressGuard()) {
        self.options = options
        self.guardian = guardian
    }

    /// Goes round every hop: where turns are taken by host, they are taken here.
    public typealias Turn =
        @Sendable (
            _ host: String, _ hop: @Sendable () async throws -> OutgoingAnswer
        ) async throws -> OutgoingAnswer

    /// Calls, following redirects as far as the call's limits say.
    /// - Throws: `EgressFailure`, or `CancellationError`.
    public func send(_ call: OutgoingCall, turn: Turn = { try await $1() }) async throws -> OutgoingAnswer {
        var call = call
        var visited: Set<String> = []
        let first = call.address
        var isPermanent = true
        var movedTo: WebAddress?
        var cookies = RedirectCookies()
        let own = call.headers
        while true {
            // A gate sets a cookie and leads back to itself: that is another request.
            guard visited.insert(call.address.string + " " + (cookies.header(for: call.address) ?? "")).inserted else {
                throw EgressFailure(.failed, "calling \(first): found redirects in a loop, at \(call.address)")
            }
            var answer = try await turn(call.address.host) { [call] in try await hop(call) }
            guard call.limits.redirects > 0, [301, 302, 303, 307, 308].contains(answer.status) else {
                answer.movedTo = movedTo
                return answer
            }
            guard visited.count <= call.limits.redirects else {
                throw EgressFailure(
                    .failed, "calling \(first): found more than \(call.limits.redirects) redirects")
            }
            cookies.take(answer)
            let next = try Self.next(after: answer, from: first)
            // What was said to one host is said to no other.
            let isSame = next.host == first.host && next.port == first.port && next.scheme == first.scheme
            call.headers = isSame ? own : own.filter { !Self.isPrivate($0.name) }
            if let cookie = cookies.header(for: next) { call.headers.append(("cookie", cookie)) }
            call.address = next
            isPermanent = isPermanent && [301, 308].contains(answer.status)
            if isPermanent { movedTo = call.address }
        }
    }

    private static func isPrivate(_ header: String) -> Bool {
        let name = header.lowercased()
        return !["accept", "accept-language", "if-none-match", "if-modified-since", "content-type"].contains(name)
    }

    private static func next(after answer: OutgoingAnswer, from first: WebAddress) throws -> WebAddress {
        guard let location = answer["location"] else {
            throw EgressFailure(.failed, "calling \(first): found a redirect (\(answer.status)) without Location")
        }
        do throws(WebAddress.Mistake) {
            return try answer.address.resolving(location)
        } catch {
            throw EgressFailure(.failed, "calling \(first): a redirect leads nowhere: \(error)")
        }
    }

    // MARK: One hop

    private func hop(_ call: OutgoingCall) async throws -> OutgoingAnswer {
        try await withThrowingTaskGroup(of: OutgoingAnswer.self) { race in
            race.addTask { try await judged(call) }
            race.addTask {
                try await Task.sleep(for: call.limits.whole)
                throw EgressFailure(
                    .failed, "calling \(call.address): found no end after \(call.limits.whole), expected one sooner")
            }
            defer { race.cancelAll() }
            guard let answer = try await race.next() else { throw CancellationError() }
            return answer
        }
    }

    private func judged(_ call: OutgoingCall) async throws -> OutgoingAnswer {
        let (host, port) = (call.address.host, call.address.port)
        do {
            if let proxy = options.proxy(for: call.address) {
                try await guardian.checkForProxy(host, port: port)
                return try await exchange(call, pinned: nil, proxy: proxy)
            }
            let addresses = try await guardian.addresses(of: host, port: port)
            // Whoever asks for something may ask the host's other addresses too; what is handed in, is handed in once.
            let tries = call.method == .get ? min(3, addresses.count) : 1
            var why = "no address"
            for number in 0..<tries {
                let place = (call.attempt &+ number).magnitude % addresses.count.magnitude
                do {
                    return try await exchange(call, pinned: addresses[Int(place)], proxy: nil)
                } catch let error as Unreachable {
                    why = error.reason
                }
            }
            throw EgressFailure(.failed, "calling \(call.address): \(why)")
        } catch let error as Unreachable {
            throw EgressFailure(.failed, "calling \(call.address): \(error.reason)")
        } catch let refusal as AddressRefusal {
            guard case .notPublic = refusal else { throw EgressFailure(.failed, "\(refusal)") }
            throw EgressFailure(.refused, "\(refusal)")
        }
    }

    /// The connection never stood: nothing was said yet.
    private struct Unreachable: Error { var reason: String }

    /// A client for this exchange alone, tied to the address that was judged.
    private func exchange(
        _ call: OutgoingCall, pinned: NetworkAddress?, proxy: EgressOptions.Proxy?
    ) async throws -> OutgoingAnswer {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try tls(), redirectConfiguration: .disallow,
            timeout: .init(
                connect: .nanoseconds(call.limits.connect.nanoseconds),
                read: .nanoseconds(call.limits.whole.nanoseconds)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.refuseImpossibleAnswers()
        configuration.connectionPool.retryConnectionEstablishment = false
        if let pinned { configuration.dnsOverride = [call.address.host: pinned.description] }
        if let proxy {
            let account = proxy.user.map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
            }
            configuration.proxy = .server(host: proxy.host, port: proxy.port, authorization: account)
        }
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        do {
            let answer = try await exchange(call, by: client)
            try? await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            if error is EgressFailure || error is CancellationError { throw error }
            if error is NIOConnectionError || error is IOError || error as? HTTPClientError == .connectTimeout {
                throw Unreachable(reason: "\(error)")
            }
            throw EgressFailure(.failed, "calling \(call.address): \(error)")
        }
    }

    private func exchange(_ call: OutgoingCall, by client: HTTPClient) async throws -> OutgoingAnswer {
        var request = HTTPClientRequest(url: call.address.string)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        for (name, value) in call.headers { request.headers.add(name: name, value: value) }
        if !request.headers.contains(name: "user-agent") {
            request.headers.add(name: "user-agent", value: options.userAgent)
        }
        request.headers.replaceOrAdd(name: "accept-encoding", value: Inflating.accepted)
        if call.method == .post { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        let response = try await client.execute(request, timeout: .nanoseconds(call.limits.whole.nanoseconds))
        var answer = OutgoingAnswer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: [],
            address: call.address)
        let isFine = (200..<300).contains(answer.status)
        guard isFine || call.limits.readsErrors, call.limits.bytes > 0 else { return answer }
        for try await part in response.body {
            if !isFine, part.readableBytes > call.limits.bytes - answer.body.count { break }
            guard part.readableBytes <= call.limits.bytes - answer.body.count else {
                throw EgressFailure(
                    .failed, "calling \(call.address): found more than the \(call.limits.bytes) bytes allowed")
            }
            answer.body.append(contentsOf: part.readableBytesView)
        }
        let encodings = response.headers[canonicalForm: "content-encoding"].map { String($0) }
        do throws(Inflating.Mistake) {
            answer.body = try Inflating.unpacked(answer.body, encodings: encodings, limit: call.limits.bytes)
        } catch {
            if isFine { throw EgressFailure(.failed, "calling \(call.address): \(error)") }
            answer.body = []
        }
        return answer
    }

    /// Whom we trust: the system's authorities, and those of the operator's file.
    public func tls() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file = options.authorities { configuration.additionalTrustRoots = [.file(file)] }
        return configuration
    }
}

extension Duration {
    /// Clamped to what 64 bits hold.
    fileprivate var nanoseconds: Int64 {
        let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return components.seconds < 0 ? .min : .max }
        let (sum, tooMuch) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000)
        return tooMuch ? .max : sum
    }
}
