import Foundation
import Schemas
import Testing

@testable import Monitoring

@Suite("Times as sites write them") struct WrittenTimeTests {
    private static let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    /// 2026-11-27T10:20:30+08:00.
    private static let moment: Int64 = 1_795_746_030_000
    private static let midnight: Int64 = 1_795_708_800_000
    private static let minute: Int64 = 1_795_746_000_000

    private func read(_ text: String, zone: TimeZone = Self.zone, now: Int64? = Self.moment) -> Int64? {
        WrittenTime(zone: zone, now: now).milliseconds(text)
    }

    @Test(
        "the same second in every way",
        arguments: [
            "Fri, 27 Nov 2026 10:20:30 +0800", "Fri, 27 Nov 2026 02:20:30 GMT", "27 Nov 26 10:20:30 +0800",
            "Fri,27 Nov 2026 10:20:30 +0800", "Thu, 27 Nov 2026 10:20:30 +0800", "Fri, 27 Nov 2026 10:20:30 CST",
            "Fri, 27 Nov 2026 10:20:30 +08:00", "Fri, 27 Nov 2026 10:20:30 GMT+8",
            "Fri, 27 Nov 2026 10:20:30 UTC+08:00",
            "Fri, 27-Nov-2026 10:20:30 +0800", "Friday, 27-Nov-26 02:20:30 GMT", "Fri Nov 27 10:20:30 +0800 2026",
            "Fri Nov 27 10:20:30 2026", "Fri Nov 27 2026 10:20:30 GMT+0800 (中国标准时间)", "Nov 27, 2026 10:20:30 AM",
            "November 27th, 2026 10:20:30", "27th of November 2026 10:20:30", "2026-11-27T10:20:30+08:00",
            "2026-11-27T02:20:30Z", "2026-11-27T10:20:30+0800", "2026-11-27T10:20:30", "2026-11-27 10:20:30",
            "2026-11-27  10:20:30  +0800", "2026-11-27 02:20:30 UTC", "20261127T102030", "20261127T022030Z",
            "20261127102030", "2026-11-27T10:20:30+08", "2026-11-27T10:20:30[Asia/Shanghai]", "2026/11/27 10:20:30",
            "2026.11.27 10:20:30", "11/27/2026 10:20:30", "27/11/2026 10:20:30", "27.11.2026 10:20:30",
            "11/27/2026 10:20:30 AM", "2026年11月27日 10:20:30", "2026年11月27日10时20分30秒", "2026年11月27日 上午10:20:30",
            "2026年11月27日 星期五 10:20:30", "二〇二六年十一月二十七日 10:20:30", "２０２６年１１月２７日　１０：２０：３０",
            "周五, 27 十一月 2026 10:20:30 +0800", "民國115年11月27日 10:20:30", "115/11/27 10:20:30", "令和8年11月27日 10:20:30",
            "2026年11月27日(金) 11:20:30 JST", "2026년 11월 27일 오전 10:20:30", "1795746030", "1795746030000",
            "1795746030000000",
            "vendredi 27 novembre 2026 à 10:20:30", "ven., 27 nov. 2026 10:20:30 +0800", "Fr, 27 Nov 2026 03:20:30 CET",
            "Пт, 27 ноя 2026 05:20:30 MSK", "27 de noviembre de 2026 10:20:30", "27 listopada 2026 10:20:30",
            "\n2026-11-27 10:20:30\r\n", "Fri, 27 Nov 2026 10.20.30 +0800", "五, 27 十一月 2026 10:20:30 +0800",
            "Fri, 27 11 2026 10:20:30 +0800", "27 11 2026 10:20:30", "2026 11 27 10:20:30", "26/11/27 10:20:30",
            "/Date(1795746030000)/", "/Date(1795746030000+0800)/", "1.79574603E+12", "1.79574603e9",
            "27/Nov/2026:10:20:30 +0800", "mar., 27 nov. 2026 10:20:30",
        ])
    func same(text: String) {
        #expect(read(text) == Self.moment, "\(text): \(read(text).map(Timestamps.rfc3339) ?? "none")")
    }

    @Test(
        "what says less, or more",
        arguments: [
            ("27 Nov 2026", midnight), ("2026-11-27", midnight), ("2026年11月27日", midnight), ("11月27日", midnight),
            ("20261127", midnight), ("2026-331", midnight), ("2026-W48-5", midnight),
            ("Thu, 26 Nov 2026 24:00:00 +0800", midnight), ("2026/11/27 10:20", minute), ("11-27 10:20", minute),
            ("2026-11-27T10:20+08:00", minute), ("Friday, November 27, 2026 - 10:20", minute),
            ("今天 10:20", minute), ("昨天 10:20", minute - 86_400_000), ("yesterday 10:20", minute - 86_400_000),
            ("27.11.2026, 10.20 Uhr", minute), ("2026-11-27T10:20:30,123+08:00", moment + 123),
            ("1795746030.5", moment + 500), ("3分钟前", moment - 180_000), ("2小时前", moment - 7_200_000),
            ("5 minutes ago", moment - 300_000), ("an hour ago", moment - 3_600_000), ("刚刚", moment),
            ("2026年11月27日 下午3:04", midnight + 54_240_000), ("12月1日", midnight - 361 * 86_400_000),
            ("Sat, 27 Jun 2026 10:20:30 BST", 1_782_552_030_000), ("2026-11", 1_793_462_400_000),
        ] as [(String, Int64)])
    func other(text: String, expected: Int64) {
        #expect(read(text) == expected, "\(text): \(read(text).map(Timestamps.rfc3339) ?? "none")")
    }

    @Test(
        "what is no time",
        arguments: [
            "", "yesterday's news", "Mon, 32 Mar 2026 08:00:00 GMT", "0000-00-00 00:00:00", "2026-02-30", "2026-13-01",
            "Sun, 31 Dec 1899 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "2026", "12:99", "Nov", "N/A", "null",
            "0",
            "9999-12-31", "2026-11-27 25:00", "99999999999999999999", "-", "Mon, 01 Jan -500 00:00:00 GMT",
            "2026-11-30T12:00:00+99:99", "2026-11-30 12:00:00 +99:99", "-5天前", "-5 days ago",
        ])
    func none(text: String) {
        #expect(read(text) == nil, "\(text): \(read(text).map(Timestamps.rfc3339) ?? "none")")
    }

    @Test("a zone that is not said is the source's, and CST is China's only in China")
    func zones() {
        let chicago = TimeZone(identifier: "America/Chicago") ?? .gmt
        #expect(read("2026-11-27 10:20:30", zone: chicago) == Self.moment + 14 * 3_600_000)
        #expect(read("Fri, 27 Nov 2026 10:20:30 CST", zone: chicago) == Self.moment + 14 * 3_600_000)
        #expect(read("5 minutes ago", now: nil) == nil)
        #expect(WrittenTime(zone: Self.zone).milliseconds(excel: "46353.430902777778") == Self.moment)
    }
}
