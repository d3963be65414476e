import Foundation
import Hosting

/// The clock that a paced copy goes by; tests set theirs by hand.
struct ReplayClock: Sendable {
    /// Milliseconds since 1970.
    var now: @Sendable () -> Int64
    /// Returns at that time, or at once when it is past.
    var sleep: @Sendable (_ until: Int64) async throws -> Void

    static let wall = ReplayClock(now: ServiceHost.wallClock) { time in
        while true {
            let left = time.subtractingReportingOverflow(ServiceHost.wallClock()).partialValue
            guard left > 0 else { return }
            // In pieces: a machine that slept is not slept through once more.
            try await Task.sleep(for: .milliseconds(min(left, 1000)))
        }
    }
}
