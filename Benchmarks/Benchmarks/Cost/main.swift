// AnalysisCost INCIDENTS MENTIONS: opens so many incidents, then takes so many mentions more, in commits of 500. What it
// costs is counted from outside, by `Scripts/count-instructions`. Without concurrency: valgrind cannot follow a main
// thread that hands itself over to a queue.

import Foundation

func argument(_ place: Int, _ name: String) -> Int {
    guard CommandLine.arguments.count > place, let value = Int(CommandLine.arguments[place]), value >= 0 else {
        FileHandle.standardError.write(
            Data("AnalysisCost: argument \(place), \(name): expected a number of at least 0\n".utf8))
        exit(2)
    }
    return value
}

var workload = try Workload(incidents: argument(1, "INCIDENTS"))
try workload.open()
for batch in workload.batches(of: 500, count: argument(2, "MENTIONS") / 500) { try workload.run(batch) }
