import Plan
import Testing

@testable import Monitoring

@Suite("Names as they sound") struct SoundMatcherTests {
    private static let matcher = SoundMatcher(["澜江银行", "沧澜宝", "澜江"])

    @Test(
        "other characters of the same sound, and Latin letters",
        arguments: [
            "岚江银行的钱取不出来", "今天蓝江银行又崩了", "澜姜银航", "兰江银行", "LanJiang YinHang 倒闭了", "lanjiangyinhang", "澜jiang银行", "蓝-江 银行",
            "瀾江銀行",
        ])
    func heard(text: String) {
        #expect(Self.matcher?.matches(in: text) == ["澜江银行"])
    }

    @Test(
        "what only resembles it is not it",
        arguments: [
            "浙江银行", "长江银行", "lanjiang", "lanjiangyinhanger", "xlanjiangyinhang", "兰将吟航", "银行", "澜江", "蓝江大桥通车，银行休息",
        ])
    func unheard(text: String) {
        #expect(Self.matcher?.matches(in: text).isEmpty == true)
    }

    @Test("names that are too short, or not of ideographs, are not listened for")
    func short() {
        #expect(SoundMatcher(["澜江", "Lanjiang Bank", "澜江Bank"]) == nil)
    }

    @Test("a subject is heard by its sound where the plan says so, and what is somebody else's stays so")
    func option() throws {
        var plan = try Fixture.plan()
        let id = plan.subjects[0].id
        func named(_ text: String) -> [String] { SubjectMatching(plan: plan).subjects(title: "", text: text).map(\.id) }
        #expect(named("岚江银行的钱取不出来").isEmpty)
        plan.subjects[0].soundsLike = true
        #expect(named("岚江银行的钱取不出来") == [id])
        #expect(named("澜江银杏黄了").isEmpty && named("澜江银行停业") == [id])
    }
}
