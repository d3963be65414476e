import Testing

@testable import Casework
@testable import Response

/// What the scanner reads from a text, written `kind value`.
@Suite("Figures in a text") struct FigureTests {
    static func read(_ text: String) -> [String] {
        FigureScanner(year: 2026).figures(in: text).map { "\($0.kind.rawValue) \($0.shown)" }
    }

    static let datesWritten: [(String, [String])] = [
        ("2026年3月2日10:05起", ["date 2026-03-02", "time 10:05"]),
        ("3月2日晚上10点半", ["date 2026-03-02", "time 22:30"]),
        ("2026-03-02 07:01", ["date 2026-03-02", "time 07:01"]),
        ("on 2 March 2026 at 2:30 pm", ["date 2026-03-02", "time 14:30"]),
        ("March 2nd, 2026", ["date 2026-03-02"]),
        ("２０２６年３月２号", ["date 2026-03-02"]),
        ("下午2時30分", ["time 14:30"]),
        ("12 am", ["time 00:00"]),
        ("2026年13月2日", ["count 2026 年", "count 13 月", "count 2 日"]),
    ]
    @Test("dates and times in every writing", arguments: datesWritten)
    func dates(text: String, figures: [String]) { #expect(Self.read(text) == figures) }

    static let amountsWritten: [(String, [String])] = [
        ("3120万元", ["amount CNY 31200000"]), ("三千一百二十万元", ["amount CNY 31200000"]),
        ("人民币3,120萬", ["amount CNY 31200000"]), ("CNY 31.2 million", ["amount CNY 31200000"]),
        ("31,200,000 yuan", ["amount CNY 31200000"]), ("1亿2000万元", ["amount CNY 120000000"]),
        ("一亿两千万元", ["amount CNY 120000000"]), ("0.5亿元", ["amount CNY 50000000"]),
        ("500港元", ["amount HKD 500"]), ("US$2 billion", ["amount USD 2000000000"]), ("罰款80萬元", ["amount CNY 800000"]),
    ]
    @Test("amounts with their magnitudes and currencies", arguments: amountsWritten)
    func amounts(text: String, figures: [String]) { #expect(Self.read(text) == figures) }

    static let sharesWritten: [(String, [String])] = [
        ("12.5%", ["share 12.5 %"]), ("百分之十二", ["share 12 %"]), ("百分之12.5", ["share 12.5 %"]),
        ("三成客户", ["share 30 %"]), ("3成", ["share 30 %"]), ("12.5 per cent", ["share 12.5 %"]), ("99％", ["share 99 %"]),
    ]
    @Test("shares", arguments: sharesWritten)
    func shares(text: String, figures: [String]) { #expect(Self.read(text) == figures) }

    static let countsWritten: [(String, [String])] = [
        ("312户", ["count 312 户"]), ("三百一十二戶", ["count 312 户"]), ("312 clients", ["count 312 clients"]),
        ("3.2万名客户", ["count 32000 名"]), ("24小时内", ["count 24 小时"]), ("两家网点", ["count 2 家"]),
        ("1.2 million clients", ["count 1200000 clients"]),
    ]
    @Test("counts with what they are of", arguments: countsWritten)
    func counts(text: String, figures: [String]) { #expect(Self.read(text) == figures) }

    @Test(
        "words, list numbers, telephone numbers and identifiers are none",
        arguments: [
            "一、已知事实", "1. What we know", "统一口径", "第一时间", "进一步核实", "千万不要相信", "40000-LJBK", "一条龙", "press@x.example",
            "十分重视", "万一", "版本v2",
        ])
    func none(text: String) { #expect(Self.read(text).isEmpty, "\(Self.read(text))") }

    @Test("what is left out is not read")
    func leavingOut() {
        let text = "编号 LJ-20260302-A-1，截至2026年3月2日10:05，共312户"
        let figures = FigureScanner(year: 2026).figures(in: text, leavingOut: ["LJ-20260302-A-1", "2026年3月2日10:05"])
        #expect(figures.map(\.shown) == ["312 户"])
    }

    @Test("likeness is of the words around")
    func likeness() throws {
        func figure(_ text: String) throws -> Figure {
            try #require(FigureScanner(year: 2026).figures(in: text).first)
        }
        let one = try figure("经核查，受影响客户共312户，已全部联系")
        #expect(one.likeness(to: try figure("受影响客户320户，正在联系")) >= 0.5)
        #expect(one.likeness(to: try figure("全行网点共36户正常营业")) < 0.5)
    }
}
