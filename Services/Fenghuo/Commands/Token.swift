import ArgumentParser
import Hosting
import Leadership
import Plan

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Issues tokens with which people sign in.", subcommands: [Issue.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a token for a person of the plan.",
            discussion: """
                Signed with the key in the data folder (token.key), or LEADERSHIP_TOKEN_KEY. Whoever holds the token is \
                that person: hand it over on a safe way. `fenghuo token issue` without a person lists the plan's.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The person's id.") var person: String?
        @Option(help: "Valid for so many days, 1 to 366.") var days = 1
        @OptionGroup var output: OutputOptions

        /// As `--json` prints them, where no person is named.
        struct Listed: Encodable {
            var person: String
            var name: String
            var roles: [String]
        }

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
            let settings = try await Settings.load(overrides: options.overrides)
            let plan = try settings.plan()
            try settings.refuseUnknown(plan: plan)
            guard let person else {
                let rows = plan.people.map { [$0.id, $0.name, $0.roles.joined(separator: ", ")] }
                return try output.print(
                    plan.people.map { Listed(person: $0.id, name: $0.name, roles: $0.roles) },
                    text: table([["PERSON", "NAME", "ROLES"]] + rows))
            }
            let token = try await Token.issue(person: person, settings: settings, plan: plan, days: days)
            try output.print(Issued(person: person, token: token, days: days), text: token)
        }
    }

    static func issue(person: String, settings: Settings, plan: ResponsePlan, days: Int) async throws -> String {
        let issuer = await TokenIssuer(key: try TokenKey.load(settings: settings))
        return try await issuer.issue(person: person, plan: plan, validFor: .seconds(days * 86_400))
    }
}
