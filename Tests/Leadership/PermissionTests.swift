import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// Who may do what: each role of the plan against each page, route and kind of decision.
@Suite("Permissions")
struct PermissionTests {
    /// Written out, so that a change of the plan or of the policy is seen here and wanted.
    static let roles: [(role: String, permissions: Set<ResponsePlan.Permission>)] = [
        ("president", [.read, .report, .regrade, .sign, .instruct, .release, .allocate, .close]),
        (
            "leadership-deputy",
            [.read, .report, .mergeSplit, .regrade, .draft, .sign, .instruct, .release, .allocate, .close]
        ), ("compliance-head", [.read, .report, .regrade, .sign, .instruct, .close, .administer]),
        ("legal-counsel", [.read, .report, .draft, .sign]),
        ("response-lead", [.read, .report, .mergeSplit, .regrade, .draft, .sign, .instruct, .release, .close]),
        ("monitoring-lead", [.read, .report, .mergeSplit, .regrade]), ("analyst", [.read, .report, .mergeSplit]),
        ("logistics-lead", [.read, .report, .allocate]), ("finance-head", [.read, .report, .allocate]),
        ("department-head", [.read, .report]), ("administrator", [.read, .administer]), ("nothing", []),
    ]

    static let kinds: [(Decision.OneOf_Kind, ResponsePlan.Permission)] = [
        (.regrade(.init()), .regrade), (.confirmGrade(.init()), .regrade), (.falseAlarm(.init()), .regrade),
        (.rumour(.init()), .regrade), (.openCase(.init()), .regrade), (.merge(.init()), .mergeSplit),
        (.split(.init()), .mergeSplit), (.strategy(.init()), .instruct), (.issueDirective(.init()), .instruct),
        (.waiveDirective(.init()), .instruct), (.editStatement(.init()), .draft), (.sign(.init()), .sign),
        (.release(.init()), .release), (.withdraw(.init()), .release), (.updateDirective(.init()), .report),
        (.meetClock(.init()), .report), (.explainClock(.init()), .report), (.note(.init()), .report),
        (.requestResource(.init()), .report), (.retryDelivery(.init()), .allocate), (.extendClock(.init()), .report),
        (.requestReport(.init()), .report),
        (.writeEvaluation(.init()), .report), (.close(.init()), .close),
        (.reopen(.init()), .close), (.acknowledge(.init()), .read), (.decideResource(.init()), .allocate),
    ]

    /// A console whose plan has one person of that role and no other.
    private func fixture(_ role: String) async throws -> ConsoleFixture {
        try await ConsoleFixture { plan in
            var nothing = plan.roles[0]
            nothing.id = "nothing"
            nothing.permissions = []
            plan.roles.append(nothing)
            guard let index = plan.people.firstIndex(where: { $0.id == "ye-qing" }) else { return }
            plan.people[index].roles = [role]
        }
    }

    @Test("The plan's roles give what is written here")
    func plan() async throws {
        let plan = try await ConsoleFixture().plan
        #expect(plan.roles.map(\.id).sorted() == Self.roles.map(\.role).filter { $0 != "nothing" }.sorted())
        for (role, permissions) in Self.roles where role != "nothing" {
            #expect(plan.role(role)?.permissions == permissions, "\(role)")
        }
    }

    @Test("Each role may take the decisions that its permissions give, and no other", arguments: roles.map(\.role))
    func decisions(_ role: String) async throws {
        let permissions = try #require(Self.roles.first { $0.role == role }).permissions
        let fixture = try await fixture(role)
        let visitor = try #require(fixture.console.visitor("ye-qing", .bearer))
        for (index, (kind, needed)) in Self.kinds.enumerated() {
            let draft = Decision.with {
                $0.incidentID = "inc1"
                $0.kind = kind
            }
            var lacks = false
            do {
                _ = try await fixture.console.desk.decide(draft, by: visitor, key: "key-0000-\(index)")
            } catch let problem as Problem {
                lacks = problem.kind == .permission && problem.detail.contains("lacks the permission")
            }
            // What goes out once more is also for those who instruct and publish.
            let wide: Set<ResponsePlan.Permission> = [.allocate, .instruct, .release, .administer]
            let given = kind.name == "retry-delivery" ? wide : [needed]
            #expect(lacks == permissions.isDisjoint(with: given), "\(role) \(kind.name)")
        }
    }

    @Test("Each role sees the pages and routes that its permissions give, and no other", arguments: roles.map(\.role))
    func reading(_ role: String) async throws {
        let permissions = try #require(Self.roles.first { $0.role == role }).permissions
        let fixture = try await fixture(role)
        let browser = fixture.browser("ye-qing")
        let open: Set<String> = ["/sign-in", "/api/v1/openapi.json", "/events"]
        let paths = fixture.console.router().routes.filter { $0.method == .get }.map(\.path.description)
            .filter { !$0.hasPrefix("/assets") && !open.contains($0) }
        #expect(paths.count > 30)
        try await fixture.app().test(.router) { client in
            for path in paths {
                let needed = ResponsePlan.Permission.read
                let asked = path.split(separator: "/").map {
                    $0.hasPrefix("{") || $0.hasPrefix(":") ? "inc1" : String($0)
                }
                let answer = try await client.execute(
                    uri: "/" + asked.joined(separator: "/"), method: .get, headers: browser.headers)
                #expect(
                    (answer.status == .forbidden) == !permissions.contains(needed), "\(role) \(path): \(answer.status)")
            }
        }
    }

    @Test("Who signed in and what was refused to others is for those who administer", arguments: roles.map(\.role))
    func audit(_ role: String) async throws {
        let permissions = try #require(Self.roles.first { $0.role == role }).permissions
        guard permissions.contains(.read) else { return }
        let fixture = try await fixture(role)
        try await fixture.show([
            (
                .accessRecorded, "lin-yue",
                Access.with {
                    $0.id = "another's"
                    $0.kind = .refused
                    $0.person = "lin-yue"
                    $0.reason = "permission"
                }
            )
        ])
        let browser = fixture.browser("ye-qing")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/api/v1/audit", method: .get, headers: browser.headers)
            #expect(String(buffer: answer.body).contains("another's") == permissions.contains(.administer))
        }
    }

    @Test(
        "A deputy acts with the roles of the person they stand in for, and in nobody else's",
        arguments: [("luo-siyuan", "qiao-lan", true), ("lin-yue", "zhou-heng", false), ("nobody", "lin-yue", false)])
    func deputies(_ absent: String, _ deputy: String, _ isDeputy: Bool) async throws {
        let fixture = try await ConsoleFixture { plan in
            for index in plan.people.indices where plan.people[index].id == "luo-siyuan" {
                plan.people[index].roles = ["legal-counsel"]
            }
        }
        let visitor = try #require(fixture.console.visitor(deputy, .bearer))
        let draft = Decision.with {
            $0.incidentID = "inc1"
            $0.deputyFor = absent
            $0.reason = "出差"
            $0.sign = .with {
                $0.statementID = "st1"
                $0.contentHash = Samples.hash
            }
        }
        do {
            let outcome = try await fixture.console.desk.decide(draft, by: visitor, key: "key-00000001")
            #expect(isDeputy)
            #expect(outcome.decision.person == deputy)
            #expect(outcome.decision.role == "legal-counsel")
        } catch let problem as Problem {
            #expect(!isDeputy, "\(problem.detail)")
            #expect(problem.field == "deputyFor")
        }
    }

    @Test("Nobody is in the plan any more: the session ends at once")
    func gone() async throws {
        let fixture = try await ConsoleFixture { $0.people.removeAll { $0.id == "ye-qing" } }
        let browser = fixture.browser("ye-qing")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/api/v1/me", method: .get, headers: browser.headers)
            #expect(answer.status == .unauthorized)
        }
    }
}
