import Testing

@testable import Analysis

@Suite struct NegativityTests {
    static let trouble = [
        "澜江银行的钱转不出来了", "澜江宝转账一晚上没到账", "澜江银行客服电话打不通，投诉无门", "余额少了两千多，澜江银行你解释一下",
        "瀾江銀行轉帳失敗，客服沒人接", "澜江手机银行又崩溃了", "澜江银行被罚款八十万", "瀾江銀行資金鏈斷裂，要限額提款", "澜江银行乱收费，太坑了",
        "客户经理误导销售，澜江银行必须赔偿", "澜江银行并不专业", "澜江银行的服务不好，也不方便，很失望", "沈启航被带走了", "沈啟航被帶走調查",
        "澜江银行泄露客户个人信息", "说是很快，结果澜江银行三天没到账", "界面挺好看，但是澜江银行转账总失败", "澜江银行态度恶劣，再也不来了", "卡被盗刷，澜江银行推诿不管",
        "呵呵，澜江银行真行，又崩了", "早上崩一次晚上崩一次，澜江银行真棒啊，服了", "澜江银行管十二个小时叫较慢，长见识", "最离谱的是澜江银行说我逾期",
        "网点拒绝办理，澜江银行没人管", "澜江银行APP闪退", "工资卡在澜江银行了，急死", "澜江银行为什么扣了两笔？", "澜江银行是不是要倒闭了？",
        "我在澜江银行的理财亏惨了", "排了三个小时，澜江银行系统瘫痪", "澜江银行暴力催收，已举报", "云港银行挺好的，反倒是澜江银行天天出错",
        "Lanjiang Bank app crashed again", "My transfer at Lanjiang Bank is stuck", "Lanjiang Bank is a scam",
        "Lanjiang Bank overcharged me and refuses a refund", "Hotline of Lanjiang Bank: nobody answers",
        "LJBK fined by the regulator", "Lanjiang Bank, thanks for nothing", "Lanjiang Bank locked me out, useless",
        "The branch is pretty but Lanjiang Bank lost my money", "Lanjiang Bank has run out of cash",
    ]

    static let harmless = [
        "路过澜江银行，门口的石狮子戴了围巾", "澜江银行柜员态度真不错，谢谢", "瀾江銀行職員細心又有禮貌", "澜江银行的系统没有问题", "澜江银行未受影响",
        "澜江银行没有乱收费", "澜江银行从未泄露客户信息", "澜江银行没有被罚", "瀾江銀行並沒有倒閉", "澜江银行开展防诈骗宣传", "澜江银行柜员拦下八万块的骗局",
        "云港银行宕机了，一早上刷不了卡，还好有澜江银行", "雲港銀行洩露資料真離譜，還好我在瀾江銀行", "北岭银行被罚一百万", "云港银行行长被带走，澜江银行的朋友说不关他们事",
        "Yungang Bank fined over loan checks", "Yungang Bank app crashed; Lanjiang Bank is fine",
        "澜江银行信用卡办卡立减，优惠限时领取", "江帆信用卡看电影半价，私信我报名领红包", "澜江银行招聘报名截至月底", "请问澜江银行几点开门？", "澜江银行定存到期怎么取消自动续存",
        "澜江银行的贷款利率是多少", "澜江银行食堂的红烧肉可以", "澜江银行故障已修复，转账恢复正常，感谢", "澜江银行今年的台历很美", "澜江手机银行的深色模式看真舒服", "江帆信用卡的延误险不错",
        "澜江银行风险管理部招人", "LJBK dividend date?", "Lanjiang Bank opened a new branch downtown",
        "Lanjiang Bank staff were kind and helpful, no problem at all", "I love the Lanjiang Bank app",
        "Lanjiang Bank was not affected", "There are no problems with Lanjiang Bank", "澜江银行流动性充足，各项指标符合要求",
    ]

    @Test(arguments: trouble) func findsTrouble(_ text: String) throws {
        let found = try Bench.judge(text).negativity
        #expect(found >= AnalysisProcessor.negativeFrom, "\(text) scored \(found)")
    }

    @Test(arguments: harmless) func leavesHarmlessAlone(_ text: String) throws {
        let found = try Bench.judge(text).negativity
        #expect(found < AnalysisProcessor.negativeFrom, "\(text) scored \(found)")
    }

    @Test(arguments: [
        ("澜江银行转账延迟", "瀾江銀行轉賬延遲"), ("余额显示错误，无法提现", "餘額顯示錯誤，無法提現"), ("ＬＪＢＫ crashed", "ljbk CRASHED"),
    ])
    func scriptWidthAndCaseDoNotMatter(_ one: String, _ other: String) throws {
        #expect(try Bench.judge(one).negativity == Bench.judge(other).negativity)
    }

    @Test(arguments: [
        ("澜江银行崩溃了", "澜江银行崩溃了吗？"), ("澜江银行转账失败", "转账失败，但是澜江银行当天就处理好了，满意"), ("澜江银行被罚", "澜江银行被罚系谣言"),
        ("澜江银行倒闭了", "云港银行倒闭了"),
    ])
    func statementWeighsMoreThan(_ heavy: String, _ light: String) throws {
        #expect(try Bench.judge(heavy).negativity > Bench.judge(light).negativity)
    }

    @Test func staysWithinItsRange() throws {
        let flood = String(repeating: "澜江银行骗局诈骗倒闭！", count: 2000)
        let found = try Bench.judge(flood)
        #expect(found.negativity <= 1 && found.negativity > 0.9)
        #expect(found.reading.scalars.count <= MentionReader.maximumScalars)
    }
}
