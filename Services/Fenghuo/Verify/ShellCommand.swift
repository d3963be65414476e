import Foundation

/// A command line that may leave something running behind it, such as a broker: what counts is that the shell ended.
/// Foundation's `Process` would wait for whatever inherited its descriptors.
struct ShellCommand {
    let line: String

    /// - Returns: the shell's exit code; 128 and the signal's number when one ended it.
    /// - Throws: when it cannot be started.
    func run() async throws -> Int32 {
        let arguments = Self.copies(of: ["/bin/sh", "-c", line])
        let variables = Self.copies(of: ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" })
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", nil, nil, arguments, variables)
        guard code == 0 else {
            throw VerificationFailure("starting /bin/sh for \(line): \(String(cString: strerror(code)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(50)) }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// As C wants a list of texts: ended by nil. To be freed.
    private static func copies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        copies.append(nil)
        return copies
    }
}
