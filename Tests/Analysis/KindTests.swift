import Schemas
import Testing

@testable import Analysis

@Suite struct KindTests {
    @Test(arguments: [
        ("我的澜江宝转不出来，要求赔偿", "weibo-stream", SourceTier.personal, MentionKind.complaint),
        ("余额显示为0，请尽快处理", "complaints-file", .industry, .complaint),
        ("听说澜江银行资金链断了，要限额取款，真的假的？", "weibo-stream", .personal, .rumour),
        ("聽講瀾江銀行資金鏈斷裂，聽日開始限額提款", "weibo-stream", .personal, .rumour),
        ("Hearing that Lanjiang Bank has run out of cash. Anyone confirm?", "weibo-stream", .personal, .rumour),
        ("澜江银行因违规被罚款八十万元", "media-push", .national, .news),
        ("网传“澜江银行资金链断裂”系谣言，均为伪造", "media-push", .national, .other),
        ("路过澜江银行，天气真好", "weibo-stream", .personal, .other),
        ("听说澜江银行食堂对外开放了", "weibo-stream", .personal, .other),
        ("云港银行客户资料外泄，监管介入", "media-push", .national, .other),
    ])
    func tellsKinds(_ text: String, _ source: String, _ tier: SourceTier, _ kind: MentionKind) throws {
        let found = try Bench.judge(text, source: source, tier: tier)
        #expect(found.kind == kind, "\(text): \(found.kind), rumour \(found.rumour), negativity \(found.negativity)")
    }

    @Test func officialSourcesHardlySpreadRumours() throws {
        let text = "网传澜江银行资金链断裂，限额取款"
        #expect(try Bench.judge(text, tier: .official).rumour < 0.2)
        #expect(try Bench.judge(text, tier: .personal).rumour >= 0.5)
    }
}
