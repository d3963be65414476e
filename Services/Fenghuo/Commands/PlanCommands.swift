import ArgumentParser
import Plan

struct PlanCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Checks a plan.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names every mistake of a plan: file, line, key, what was found, what was expected.",
            discussion: "Exits with 0 when there is none, with 1 otherwise.")
        @Argument(help: "The plan's file.") var file: String

        func run() async throws {
            do {
                let plan = try ResponsePlan.load(file: file)
                Terminal.print("\(file): no mistakes")
                Terminal.print(
                    "\(plan.name), version \(plan.version): \(plan.subjects.count) subjects, \(plan.people.count) people, "
                        + "\(plan.sources.count) sources, \(plan.clocks.count) clocks, \(plan.playbooks.count) playbooks"
                )
                Terminal.print("hash \(plan.hash)")
            } catch {
                Terminal.print("\(error)")
                throw ExitCode(1)
            }
        }
    }
}
