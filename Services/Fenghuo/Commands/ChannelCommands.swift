import ArgumentParser
import Foundation
import Hosting
import Logistics
import Plan

struct ChannelCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "The channels that people are reached on.",
        subcommands: [List.self, Test.self, Check.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the channels there are, and who is reached on them.",
            discussion: """
                webhook and email, the presets that ship, and the plan's own channelPresets. Nothing goes out on a channel \
                that no route of the plan's routing names, whoever has a contact there.
                """)
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Listed: Encodable {
            var channel: String
            var name: String
            var people: [String]
            /// Of the plan's routing, how many routes name it.
            var routes: Int
        }

        func run() async throws {
            let (_, plan) = try await ChannelCommands.setting(options)
            let language = plan.institution.languages.first ?? .simplifiedChinese
            let builtIn = ResponsePlan.Contact.Medium.builtIn.map { ($0.rawValue, $0.rawValue) }
            let presets = plan.allPresets.map { ($0.id, $0.names[language]) }
            let listed = (builtIn + presets).map { id, name in
                Listed(
                    channel: id, name: name,
                    people: plan.people.filter { $0.contacts.contains { $0.channel.rawValue == id } }.map(\.id),
                    routes: plan.routing.count { $0.channels.contains { $0.rawValue == id } })
            }
            let rows = listed.map { [$0.channel, $0.name, "\($0.routes)", $0.people.joined(separator: ", ")] }
            try output.print(listed, text: table([["CHANNEL", "NAME", "ROUTES", "PEOPLE"]] + rows))
            for one in listed where one.routes == 0 && !one.people.isEmpty {
                Terminal.say(
                    "\(one.people.joined(separator: ", ")) have a contact on \(one.channel), which no route names: nothing "
                        + "goes out there; add it to channels in the plan's routing")
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a marked test and shows what the channel says.",
            discussion: """
                To every place of a person, or to everybody's place on a channel. It goes out at once and leaves no \
                trace in the log. Exits with 1 when a place did not take it.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "A person's id, or a channel.") var name: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (settings, plan) = try await ChannelCommands.setting(options)
            let test = try ChannelTest(
                plan: plan, settings: settings, now: Int64(Date().timeIntervalSince1970 * 1000))
            let places = test.places(of: name)
            guard !places.isEmpty else {
                let known = (plan.people.map(\.id) + plan.people.flatMap(\.contacts).map(\.channel.rawValue))
                throw ValidationError(
                    "the plan has neither a person \"\(name)\" nor a place on such a channel; it has "
                        + Array(Set(known)).sorted().joined(separator: ", "))
            }
            var results: [ChannelTest.Result] = []
            for (recipient, contact) in places { results.append(await test.send(to: recipient, on: contact)) }
            let rows = results.map { [$0.recipient, $0.channel, $0.verdict, $0.error] }
            try output.print(results, text: table([["RECIPIENT", "CHANNEL", "VERDICT", "ERROR"]] + rows))
            if !results.allSatisfy(\.taken) { throw ExitCode(1) }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks a channel preset's file.",
            discussion:
                "Every mistake is named with its line and key. A file that holds goes into the plan's channelPresets.")
        @Argument(help: "The preset's file, in YAML.") var file: String
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Checked: Encodable {
            var preset: String
            var mistakes: [String]
        }

        func run() throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ValidationError("\(file): found no file that can be read, expected a channel preset in YAML")
            }
            do {
                let preset = try ResponsePlan.ChannelPreset.read(data, fileName: file)
                try output.print(Checked(preset: preset.id, mistakes: []), text: "\(file): no mistakes")
            } catch let mistakes as PlanMistakes {
                let lines = mistakes.mistakes.map { "\($0)" }
                try output.print(Checked(preset: "", mistakes: lines), text: lines.joined(separator: "\n"))
                throw ExitCode(1)
            }
        }
    }

    private static func setting(_ options: LogOptions) async throws -> (settings: Settings, plan: ResponsePlan) {
        let settings = try await Settings.load(overrides: options.overrides)
        let plan = try settings.plan()
        try settings.refuseUnknown(plan: plan)
        return (settings, plan)
    }
}
