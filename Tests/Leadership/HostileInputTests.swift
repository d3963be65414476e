import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import SwiftProtobuf
import Testing
import Text

@testable import Leadership

/// What clients send that mean harm. Mentions that mean harm are in `PageTests`, tokens in `SignInTests` and `OIDCTests`.
@Suite("Hostile input")
struct HostileInputTests {
    private func post(_ body: [UInt8], type: String = "application/json", key: String? = "key-00000001") async throws
        -> (TestResponse, ConsoleFixture)
    {
        let fixture = try await ConsoleFixture()
        var headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("lin-yue"))", .contentType: type]
        if let key { headers[.idempotencyKey] = key }
        let answer = try await fixture.app().test(.router) { [headers] client in
            try await client.execute(
                uri: "/api/v1/decisions", method: .post, headers: headers, body: ByteBuffer(bytes: body))
        }
        return (answer, fixture)
    }

    static let unreadable: [(what: String, body: [UInt8])] = [
        ("no UTF-8", Array(#"{"incidentId":"inc1","note":{"text":""#.utf8) + [0xff, 0xfe] + Array(#""}}"#.utf8)),
        ("overlong UTF-8", Array(#"{"incidentId":"inc1","note":{"text":""#.utf8) + [0xc0, 0xaf] + Array(#""}}"#.utf8)),
        ("NUL, escaped", Array(#"{"incidentId":"inc1","note":{"text":"a\u0000b"}}"#.utf8)),
        ("NUL", Array("{\"incidentId\":\"inc1\",\"note\":{\"text\":\"a\0b\"}}".utf8)),
        ("half a surrogate pair", Array(#"{"incidentId":"inc1","note":{"text":"\ud83d"}}"#.utf8)),
        ("a member twice", Array(#"{"incidentId":"inc1","incidentId":"inc2","note":{"text":"x"}}"#.utf8)),
        ("a member twice, escaped", Array(#"{"incidentId":"inc1","incident\u0049d":"x","note":{"text":"x"}}"#.utf8)),
        ("a member twice, inside", Array(#"{"incidentId":"inc1","note":{"text":"x","text":"y"}}"#.utf8)),
        ("two kinds", Array(#"{"incidentId":"inc1","note":{"text":"x"},"close":{}}"#.utf8)),
        ("unknown members", Array(#"{"incidentId":"inc1","note":{"text":"x"},"isAdmin":true}"#.utf8)),
        ("deep objects", Array((String(repeating: "{\"note\":", count: 10_000) + "1").utf8)),
        ("deep arrays", Array(String(repeating: "[", count: 100_000).utf8)),
        (
            "a number beyond 64 bits",
            Array(#"{"incidentId":"inc1","seenRevision":99999999999999999999,"note":{}}"#.utf8)
        ),
        ("more behind it", Array(#"{"incidentId":"inc1","note":{"text":"x"}} {"a":1}"#.utf8)),
        ("an array", Array("[]".utf8)), ("nothing", []), ("white space", Array("  \n".utf8)),
        ("cut off", Array(#"{"incidentId":"inc1","note":{"text":"x"#.utf8)), ("no JSON", Array("incidentId=inc1".utf8)),
        (
            "XML",
            Array("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>".utf8)
        ),
    ]

    @Test("A body that cannot be read, or could be read in two ways, is refused", arguments: unreadable.indices)
    func bodies(_ index: Int) async throws {
        let (answer, fixture) = try await post(Self.unreadable[index].body)
        #expect(answer.status == .badRequest, "\(Self.unreadable[index].what): \(String(buffer: answer.body))")
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try fixture.decisions.isEmpty)
    }

    @Test(
        "Another content type, or none, is 415",
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
            "application/jsonp",
        ])
    func mediaTypes(_ type: String) async throws {
        let (answer, _) = try await post(Array(#"{"incidentId":"inc1","note":{"text":"x"}}"#.utf8), type: type)
        #expect(answer.status == .unsupportedMediaType)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test(
        "A missing key is 400, one too short or long 422",
        arguments: [(nil, 400), ("short", 422), ("ok-key-123", 201)] as [(String?, Int)])
    func keys(_ key: String?, _ status: Int) async throws {
        let (answer, _) = try await post(Array(#"{"incidentId":"inc1","note":{"text":"x"}}"#.utf8), key: key)
        #expect(answer.status.code == status)
    }

    @Test(
        "A method that is not there is 405 and says what is; a path that is not there is 404; both are problem details",
        arguments: [
            ("DELETE", "/api/v1/incidents", 405, "GET, HEAD"), ("PUT", "/api/v1/decisions", 405, "GET, HEAD, POST"),
            ("TRACE", "/api/v1/incidents/inc1", 405, "GET, HEAD"), ("PROPFIND", "/api/v1/me", 405, "GET, HEAD"),
            ("POST", "/events", 405, "GET, HEAD"), ("GET", "/api/v1", 404, nil), ("GET", "/api/v1/", 404, nil),
            ("GET", "/api/v1/nothing", 404, nil), ("GET", "/api/v1/incidents/../../etc/passwd", 404, nil),
            ("GET", "/api/v1/incidents/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, nil),
            ("GET", "/api/v1/incidents/inc1%00.json", 404, nil), ("GET", "/api/v1/incidents/%ff%fe", 404, nil),
        ] as [(String, String, Int, String?)])
    func router(_ method: String, _ path: String, _ status: Int, _ allow: String?) async throws {
        let fixture = try await ConsoleFixture()
        let headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("lin-yue"))"]
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: path, method: try #require(HTTPRequest.Method(rawValue: method)), headers: headers)
            #expect(answer.status.code == status, "\(method) \(path)")
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.headers[.allow] == allow)
        }
    }

    @Test(
        "Nothing leads from the sign-in to elsewhere",
        arguments: [
            "https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:%20a=b", "\\\\evil.example",
            "javascript:alert(1)", "/a:b", " /", "/\u{9}/evil.example", "/x\r\nLocation: https://evil.example", "",
            "sign-in",
            "/sign-out", "/api/v1/me", "/..//evil.example", "/x@evil.example", "/\u{ff0f}evil.example",
        ])
    func openRedirect(_ next: String) async throws {
        let fixture = try await ConsoleFixture()
        let token = try fixture.link("lin-yue")
        try await fixture.app().test(.router) { client in
            let page = try await client.execute(uri: "/sign-in?next=\(Browser.encoded(next))", method: .get)
            // What leads on is the form's field; links of the page itself stay on the page.
            let field = String(buffer: page.body).firstMatch(of: /name="next" value="([^"]*)"/)
            #expect(field.map { $0.1 == "/" || $0.1 == next } == true)
            #expect(String(buffer: page.body).firstMatch(of: /href="(?!\/(?!\/))[^"]*evil/) == nil)
            let answer = try await client.execute(
                uri: "/sign-in", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "token=\(token)&next=\(Browser.encoded(next))"))
            #expect(answer.status == .seeOther)
            let location = try #require(answer.headers[.location])
            #expect(location == "/" || location == "/%0d%0aSet-Cookie%3a%20a%3db" || location == next, "\(location)")
            #expect(!location.contains("evil") && !location.contains("\r"))
            #expect(answer.headers[values: .setCookie].count == 1)
        }
    }

    @Test("An address within the console is kept through the sign-in", arguments: ["/incidents/inc1?page=2", "/tasks"])
    func localAddress(_ next: String) async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            let away = try await client.execute(uri: next, method: .get)
            #expect(away.headers[.location] == "/sign-in?next=\(PercentEncoding.component(next))")
        }
        #expect(LocalAddress.checked(next) == next)
    }

    @Test(
        "A form from another site, or with another session's seal, is refused and does nothing",
        arguments: [
            ("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"), ("seal", "other"), ("seal", ""), ("seal", "zz"),
        ])
    func forgery(_ what: String, _ value: String) async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        var headers = browser.formHeaders
        var seal = browser.seal
        if what == "seal" {
            seal = value == "other" ? fixture.browser("xu-wenqing").seal : value
        } else {
            headers[HTTPField.Name(what) ?? .origin] = value
        }
        try await fixture.app().test(.router) { [headers, seal] client in
            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/add-note", method: .post, headers: headers,
                body: browser.form([("text", "x")], seal: seal))
            #expect(answer.status == .forbidden)
        }
        #expect(try fixture.decisions.isEmpty)
        await fixture.console.ledger.flush()
        #expect(try fixture.accesses.first?.reason.hasPrefix("forgery-") == true)
    }

    @Test(
        "Form fields that are no text, or said twice, are refused",
        arguments: ["text=%ff%fe", "text=a%00b", "text=%c0%af", "text=a&text=b", "text=a&csrf=x"])
    func formFields(_ fields: String) async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/add-note", method: .post, headers: browser.formHeaders,
                body: ByteBuffer(string: "csrf=\(browser.seal)&nonce=nonce-0001&\(fields)"))
            #expect(answer.status == .badRequest)
        }
        #expect(try fixture.decisions.isEmpty)
    }

    @Test(
        "Ids from the log do not break a header, a stream or a page",
        arguments: ["a\r\nX: y", "a b", "a\u{202e}b", "a/../b"])
    func idsFromTheLog(_ id: String) async throws {
        let fixture = try await ConsoleFixture(incidents: [Samples.incident(id: id)], cases: [Samples.matter(id: id)])
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/incidents/\(PercentEncoding.component(id))/decisions/add-note", method: .post,
                headers: browser.formHeaders, body: browser.form([("text", "x")]))
            if answer.status == .seeOther {
                #expect(answer.headers[.location] == "/incidents/\(PercentEncoding.component(id))")
            } else {
                #expect(answer.status == .notFound)
            }
        }
        let frames = await EventFeed(console: fixture.console).frames(after: 0).text
        #expect(!frames.contains("\r"))
        #expect(
            frames.split(separator: "\n").allSatisfy {
                $0.hasPrefix("id: ") || $0.hasPrefix("event: ") || $0.hasPrefix("data: ")
            })
    }

    @Test(
        "A spreadsheet shows a cell and never runs it",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), ("  =1", "\"'  =1\""),
            ("\u{200b}=1", "\"'\u{200b}=1\""), ("\u{feff}@x", "\"'\u{feff}@x\""), ("＝1", "\"'＝1\""),
            ("=cmd|'/c calc'!A1", "\"'=cmd|'/c calc'!A1\""), ("\"=1", "\"'\"\"=1\""), ("澜江", "澜江"), ("1-2", "1-2"),
            ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("", ""),
        ])
    func formulas(_ text: String, _ cell: String) {
        #expect(CSVText.cell(text) == cell)
    }

    @Test("What is exported was made harmless")
    func export() async throws {
        let fixture = try await OpenAPITests.full()
        let headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("zhou-heng"))"]
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/v1/evaluations?format=csv", method: .get, headers: headers)
            #expect(String(buffer: answer.body).contains("\"'=cmd|"))
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"evaluations.csv\"")
        }
    }

    @Test("What a client sent is cut and cleaned before it is shown or kept")
    func shown() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            _ = try await client.execute(
                uri: "/api/v1/" + String(repeating: "%0d%0a%e2%80%ae", count: 500), method: .get,
                headers: [.authorization: "Bearer " + String(repeating: "x", count: 6_000)])
        }
        await fixture.console.ledger.flush()
        let access = try #require(try fixture.accesses.first)
        #expect(access.path.utf8.count <= 800)
        #expect(access.path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202e })
        #expect(access.detail.utf8.count <= 2_000)
    }
}
