import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What a feed's server answered.
struct FeedAnswer: Sendable {
    enum Content: Sendable {
        case notModified
        case document([UInt8], charset: String?)
    }
    var content: Content
    var etag: String
    var lastModified: String
    /// Where it was found in the end; links are relative to it.
    var url: URL
    /// Where the source has moved for good, if it has.
    var movedTo: String?
}

/// A fetch that failed, for a person to read.
struct FetchFailure: Error, CustomStringConvertible {
    var description: String
    /// Milliseconds the server asked to wait.
    var retryAfter: Int64?
}

/// Fetches a feed: conditionally, following redirects, within limits, and never from the inside.
struct FeedFetch: Sendable {
    static let maximumRedirects = 5

    var guardian: AddressGuard
    var turns: HostTurns
    var now: @Sendable () -> Int64
    /// Of the document, uncompressed.
    var maximumBytes = 5 << 20
    /// For one request and its whole answer.
    var limit: Duration = .seconds(30)

    func fetch(_ address: String, etag: String, lastModified: String) async throws -> FeedAnswer {
        var address = address
        var visited: [String] = []
        var isPermanent = true
        var movedTo: String?
        while true {
            guard let url = URL(string: address), let host = url.host(percentEncoded: false),
                let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https"
            else {
                throw FetchFailure(
                    description: "fetching a feed: found address \(address.prefix(200)), expected http or https")
            }
            guard !visited.contains(address) else {
                throw FetchFailure(description: "fetching \(visited[0]): found redirects in a loop, at \(address)")
            }
            visited.append(address)
            let port = url.port ?? (scheme == "https" ? 443 : 80)
            let pinned = try await guardian.address(host: host, port: port)
            let hop = try await turns.turn(at: host) { [address] in
                try await withinLimit(address) {
                    try await get(address, host: host, pinned: pinned, etag: etag, lastModified: lastModified)
                }
            }
            switch hop {
            case .answer(let content, let etag, let lastModified):
                return FeedAnswer(
                    content: content, etag: etag, lastModified: lastModified, url: url, movedTo: movedTo)
            case .redirect(let location, let permanent):
                guard visited.count <= Self.maximumRedirects else {
                    throw FetchFailure(
                        description: "fetching \(visited[0]): found more than \(Self.maximumRedirects) redirects")
                }
                guard let next = URL(string: location, relativeTo: url)?.absoluteURL else {
                    throw FetchFailure(
                        description: "fetching \(visited[0]): found a redirect to \(location.prefix(200)), no address")
                }
                isPermanent = isPermanent && permanent
                address = next.absoluteString
                if isPermanent { movedTo = address }
            }
        }
    }

    private func withinLimit(_ address: String, _ body: @escaping @Sendable () async throws -> Hop) async throws
        -> Hop
    {
        try await withThrowingTaskGroup(of: Hop.self) { race in
            race.addTask { try await body() }
            race.addTask { [limit] in
                try await Task.sleep(for: limit)
                throw FetchFailure(description: "fetching \(address): found no end after \(limit), expected one sooner")
            }
            defer { race.cancelAll() }
            guard let hop = try await race.next() else { throw CancellationError() }
            return hop
        }
    }

    private enum Hop: Sendable {
        case answer(FeedAnswer.Content, etag: String, lastModified: String)
        case redirect(String, permanent: Bool)
    }

    private func get(_ address: String, host: String, pinned: NetworkAddress, etag: String, lastModified: String)
        async throws -> Hop
    {
        // The default decompresses up to 25 times the size received; beyond that it is a bomb.
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(15))
        configuration.dnsOverride = [host: pinned.description]
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let hop = try await get(address, with: client, etag: etag, lastModified: lastModified)
            try await client.shutdown()
            return hop
        } catch {
            try? await client.shutdown()
            if error is FetchFailure || error is CancellationError { throw error }
            throw FetchFailure(description: "fetching \(address): \(error)")
        }
    }

    private func get(_ address: String, with client: HTTPClient, etag: String, lastModified: String) async throws
        -> Hop
    {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "User-Agent", value: "Fenghuo/1")
        request.headers.add(
            name: "Accept",
            value:
                "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml, text/xml, */*;q=0.1")
        request.headers.add(name: "Accept-Encoding", value: "gzip, deflate")
        if !etag.isEmpty { request.headers.add(name: "If-None-Match", value: etag) }
        if !lastModified.isEmpty { request.headers.add(name: "If-Modified-Since", value: lastModified) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let headers = response.headers
        let newTag = headers.first(name: "ETag") ?? ""
        let newModified = headers.first(name: "Last-Modified") ?? ""
        switch response.status.code {
        case 200:
            let charset = headers.first(name: "Content-Type").flatMap(TextEncoding.charset(ofContentType:))
            return .answer(
                .document(try await body(response, address), charset: charset), etag: newTag, lastModified: newModified)
        case 304:
            return .answer(
                .notModified, etag: newTag.isEmpty ? etag : newTag,
                lastModified: newModified.isEmpty ? lastModified : newModified)
        case 301, 302, 303, 307, 308:
            guard let location = headers.first(name: "Location") else {
                throw FetchFailure(description: "fetching \(address): found \(response.status) without Location")
            }
            return .redirect(location, permanent: [301, 308].contains(response.status.code))
        default:
            throw FetchFailure(
                description: "fetching \(address): found \(response.status), expected 200 or 304",
                retryAfter: headers.first(name: "Retry-After").flatMap(retryAfter))
        }
    }

    private func body(_ response: HTTPClientResponse, _ address: String) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= maximumBytes else {
                throw FetchFailure(
                    description: "fetching \(address): found more than the \(maximumBytes) bytes allowed")
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now.
    func retryAfter(_ header: String) -> Int64? {
        let text = header.trimming(" \t")
        if let seconds = Int64(text), seconds >= 0 { return min(seconds, 86_400) * 1_000 }
        return FeedDates.rfc822(text).map { max(0, $0 - now()) }
    }
}
