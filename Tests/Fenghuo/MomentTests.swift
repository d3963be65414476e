import Foundation
import Testing

@testable import Fenghuo

/// What a person may say for a time.
@Suite struct MomentTests {
    /// 2026-03-10T01:30:00Z, half past nine in Shanghai.
    private static let now: Int64 = 1_773_106_200_000
    private static let shanghai = TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt

    @Test(
        arguments: [
            ("2026-03-10T01:30:00Z", 0), ("2026-03-10T09:30:00+08:00", 0), ("now", 0), ("0s", 0), ("2h", -7200),
            ("-2h", -7200), ("1h30m", -5400), ("90s", -90), ("3d", -259_200), ("1w", -604_800),
            ("2026-03-10 09:00", -1800), ("2026-03-10T09:00", -1800), ("2026-03-10 09:00:30", -1770),
            ("2026-03-10", -34_200), ("09:00", -1800), ("today", -34_200), ("today 09:00", -1800),
            ("yesterday", -120_600), ("yesterday 09:00", -88_200), ("Yesterday 09:00", -88_200),
        ])
    func `A time is read in the institution's zone`(text: String, seconds: Int64) {
        #expect(
            Moment.milliseconds(text, now: Self.now, zone: Self.shanghai) == Self.now + seconds * 1000, "\(text)")
    }

    @Test(
        arguments: [
            "", "-", "2", "h", "2x", "2h3", "9999999999h", "yesterdy", "yesterday 25:00", "yesterday 9", "tomorrow",
            "2026-13-01", "2026-02-30", "2026-04-31", "2026-3-1", "0000-01-01", "2026-03-10 09:60", "09:00 09:00",
            "2026-03-10 09:00 x", "today today", "١٢:٠٠", "12:00:00:00", "--2h", "todayy",
            String(repeating: "9", count: 5000), String(repeating: "9h", count: 5000) + "x",
        ])
    func `What is no time is none, and traps nothing`(text: String) {
        #expect(Moment.milliseconds(text, now: Self.now, zone: Self.shanghai) == nil, "\(text.prefix(40))")
    }

    @Test func `Summer time begins and ends where the zone says`() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        // 2026-03-29 02:30 is skipped there; the day before is an hour longer ago than 24.
        #expect(Moment.milliseconds("2026-03-28 12:00", now: 0, zone: berlin) == 1_774_695_600_000)
        #expect(Moment.milliseconds("2026-03-29 12:00", now: 0, zone: berlin) == 1_774_778_400_000)
        #expect(Moment.milliseconds("2026-03-29 02:30", now: 0, zone: berlin) != nil)
    }
}
