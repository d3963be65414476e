import ArgumentParser
import EventLog
import Foundation
import Hosting
import Leadership
import Plan
import Schemas

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Links with which people sign in, tokens for programs, and their end.",
        subcommands: [Link.self, Issue.self, Revoke.self])

    /// As `--json` prints them, where no person is named.
    struct Listed: Encodable {
        var person: String
        var name: String
        var roles: [String]
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints an address that signs a person of the plan in, once.",
            discussion: """
                The link opens one session within --minutes; opened again it is refused, in every console on the log. \
                Whoever opens it first is that person: hand it over on a safe way. Signed with the key in the data folder \
                (token.key), or LEADERSHIP_TOKEN_KEY. Without a person it lists the plan's.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The person's id.") var person: String?
        @Option(help: "Valid for so many minutes, 1 to 60.") var minutes = 10
        @Option(help: ArgumentHelp("The console as browsers reach it.", valueName: "address")) var console: String?
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Made: Encodable {
            var person: String
            var link: String
            var minutes: Int
        }

        func validate() throws {
            guard (1...60).contains(minutes) else { throw ValidationError("--minutes \(minutes): expected 1 to 60") }
        }

        func run() async throws {
            let (settings, plan) = try await Token.setting(options)
            guard let person else { return try Token.list(plan, output) }
            let token = try Token.link(person: person, settings: settings, plan: plan, minutes: minutes)
            let port = try settings.port("leadership.port", default: 8080)
            let base = console ?? "http://127.0.0.1:\(port)"
            let link = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/sign-in#\(token)"
            try output.print(Made(person: person, link: link, minutes: minutes), text: link)
        }
    }

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a token with which a program asks the API in a person's name.",
            discussion: """
                For Authorization: Bearer. It opens no session in a browser: `fenghuo token link` does. Whoever holds it is \
                that person, until it ends or `fenghuo token revoke PERSON`. Without a person it lists the plan's.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The person's id.") var person: String?
        @Option(help: "Valid for so many days, 1 to 366.") var days = 1
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Issued: Encodable {
            var person: String
            var token: String
            var days: Int
        }

        func validate() throws {
            guard (1...366).contains(days) else { throw ValidationError("--days \(days): expected 1 to 366") }
        }

        func run() async throws {
            let (settings, plan) = try await Token.setting(options)
            guard let person else { return try Token.list(plan, output) }
            let token = try Token.issue(person: person, settings: settings, plan: plan, days: days)
            try output.print(Issued(person: person, token: token, days: days), text: token)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends every token, link and session that a person was given until now.",
            discussion: """
                Put into the audit's topic, from which every running console takes it at once. What is issued afterwards \
                is good again: whoever is to stay out is taken out of the plan.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The person's id.") var person: String
        @Option(help: ArgumentHelp("Why, for the audit.", valueName: "text")) var reason = ""
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Revoked: Encodable {
            var person: String
            var until: String
        }

        func run() async throws {
            let plan = try await Token.setting(options).plan
            guard plan.person(person) != nil else {
                let known = plan.people.map(\.id).joined(separator: ", ")
                throw ValidationError("the plan has no person \"\(person)\"; it has \(known)")
            }
            try await withLog(options) { log, settings in
                let now = Date()
                try await Revocation(person: person, reason: reason).record(
                    in: log, at: now, contentType: try ServiceHost.contentType(settings))
                let time = Timestamps.rfc3339(Int64(now.timeIntervalSince1970 * 1000))
                try output.print(
                    Revoked(person: person, until: time),
                    text: "revoked: what \(person) was given until \(time) signs nobody in any more")
            }
        }
    }

    private static func setting(_ options: LogOptions) async throws -> (settings: Settings, plan: ResponsePlan) {
        let settings = try await Settings.load(overrides: options.overrides)
        let plan = try settings.plan()
        try settings.refuseUnknown(plan: plan)
        return (settings, plan)
    }

    private static func list(_ plan: ResponsePlan, _ output: OutputOptions) throws {
        let rows = plan.people.map { [$0.id, $0.name, $0.roles.joined(separator: ", ")] }
        try output.print(
            plan.people.map { Listed(person: $0.id, name: $0.name, roles: $0.roles) },
            text: table([["PERSON", "NAME", "ROLES"]] + rows))
    }

    static func issue(person: String, settings: Settings, plan: ResponsePlan, days: Int) throws -> String {
        try TokenIssuer(key: try TokenKey.load(settings: settings))
            .issue(person: person, plan: plan, validFor: .seconds(days * 86_400))
    }

    static func link(person: String, settings: Settings, plan: ResponsePlan, minutes: Int) throws -> String {
        try TokenIssuer(key: try TokenKey.load(settings: settings))
            .link(person: person, plan: plan, validFor: .seconds(minutes * 60))
    }
}
