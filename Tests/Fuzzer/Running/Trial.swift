import Foundation

/// The part that may die: tries inputs one after the other, noting each before it does.
struct Trial {
    let door: Door
    let scratch: Scratch

    /// How a process that found something without dying says so.
    static let foundStatus: Int32 = 3

    /// Inputs by number, until the last one or the time is over.
    /// - Parameter deadline: no further input is begun after it.
    func run(_ numbers: Range<Int>, seed: UInt64, until deadline: ContinuousClock.Instant?) async throws {
        let attempt = try await door.open()
        for number in numbers {
            if let deadline, number & 63 == 0, ContinuousClock.now > deadline {
                scratch.number = number
                return
            }
            await self.attempt(door.input(number, seed: seed), number: number, attempt)
        }
        scratch.number = numbers.upperBound
    }

    /// Inputs from files, in their order.
    func run(_ inputs: [[UInt8]]) async throws {
        let attempt = try await door.open()
        for (number, input) in inputs.enumerated() { await self.attempt(input, number: number, attempt) }
        scratch.number = inputs.count
    }

    private func attempt(_ input: [UInt8], number: Int, _ body: Door.Attempt) async {
        scratch.input = input
        scratch.number = number
        Self.allow(milliseconds: door.limit)
        do {
            try await body(input)
        } catch let finding as Finding {
            FileHandle.standardError.write(Data("Finding: \(finding)\n".utf8))
            exit(Self.foundStatus)
        } catch {
            // Refused by name: as it should be.
        }
    }

    /// From here on: the system ends the process when it has computed, or waited, longer than that.
    private static func allow(milliseconds: Int) {
        func interval(_ milliseconds: Int) -> itimerval {
            itimerval(
                it_interval: timeval(),
                it_value: timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000))
        }
        var (computing, waiting) = (interval(milliseconds), interval(milliseconds * 20))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &computing, nil)
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &waiting, nil)
    }
}
