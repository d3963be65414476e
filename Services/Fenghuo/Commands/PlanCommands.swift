import ArgumentParser
import Plan

struct PlanCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Checks a plan.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names every mistake of a plan: file, line, key, what was found, what was expected.",
            discussion: """
                Exits with 0 when there is none, with 1 otherwise. Of a plan without mistakes it says besides what leads \
                nowhere: a contact on no route, somebody whom a route cannot reach, a template that is longer than its \
                channel takes.
                """)
        @Argument(help: "The plan's file.") var file: String
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Verdict: Encodable {
            struct Mistake: Encodable {
                var file: String
                /// Counted from 1; 0 for the file as a whole.
                var line: Int
                var column: Int
                var key: String
                var found: String
                var expected: String
            }
            var file: String
            var isValid: Bool
            /// Of a plan without mistakes.
            var name: String?
            var version: String?
            var hash: String?
            var mistakes: [Mistake]
            /// What is no mistake and yet leads nowhere.
            var remarks: [String]
        }

        func run() async throws {
            guard output.isJSON else { return try tell() }
            let verdict: Verdict
            do {
                let plan = try ResponsePlan.load(file: file)
                verdict = Verdict(
                    file: file, isValid: true, name: plan.name, version: plan.version, hash: plan.hash, mistakes: [],
                    remarks: plan.remarks)
            } catch {
                verdict = Verdict(
                    file: file, isValid: false,
                    mistakes: error.mistakes.map {
                        .init(
                            file: $0.file, line: $0.line, column: $0.column, key: $0.keyPath, found: $0.found,
                            expected: $0.expected)
                    }, remarks: [])
            }
            Terminal.print(try OutputOptions.json(verdict))
            if !verdict.isValid { throw ExitCode(1) }
        }

        private func tell() throws {
            do {
                let plan = try ResponsePlan.load(file: file)
                Terminal.print("\(file): no mistakes")
                Terminal.print(
                    "\(plan.name), version \(plan.version): \(plan.subjects.count) subjects, \(plan.people.count) people, "
                        + "\(plan.sources.count) sources, \(plan.clocks.count) clocks, \(plan.playbooks.count) playbooks"
                )
                Terminal.print("hash \(plan.hash)")
                for remark in plan.remarks { Terminal.say(remark) }
            } catch {
                Terminal.print("\(error)")
                throw ExitCode(1)
            }
        }
    }
}
