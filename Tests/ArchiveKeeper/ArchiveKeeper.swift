import Archive
import EmbeddedLog
import EventLog
import Foundation
import Logging

/// Fills an archive from a log, and says on its output how far it is: to be killed while it does.
///
/// `ArchiveKeeper LOG FOLDER BATCH`: a line for each change of what is in it; ends when it has everything.
@main
struct ArchiveKeeper {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let number = Int(arguments[3]) else {
            print("usage: ArchiveKeeper LOG FOLDER BATCH")
            return
        }
        let log = try await EmbeddedLog(path: arguments[1])
        let reader = ArchiveReader()
        var options = ArchiveFiller.Options(
            partitions: 1, folder: URL(filePath: arguments[2]), retention: 1 << 50,
            clock: { 1_790_000_000_000 })
        options.batch = number
        let filler = ArchiveFiller(log: log, reader: reader, options: options, logger: Logger(label: "archive"))
        Task { await filler.work() }
        var said = ""
        while true {
            let status = reader.status
            let line = "\(status.phase) \(status.lag)"
            if line != said {
                said = line
                FileHandle.standardOutput.write(Data("\(line)\n".utf8))
            }
            if status.phase == .following, status.lag == 0 { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        // Whoever fills goes on until it is killed.
        exit(0)
    }
}
