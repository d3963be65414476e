/// The seed lexicon, written for this project: Simplified Chinese and English. Both the lexicon and the texts are
/// folded, so Traditional characters, width and case do not matter; only words that differ beyond their characters
/// (提款 beside 取款) are listed for themselves.
enum Lexicon {
    struct Matter: Sendable {
        /// A stable name; cluster rows carry its hash.
        var id: String
        /// How much it says about what a text is about.
        var weight: Float
        var cues: String
    }

    /// Phrases are separated by spaces; an underscore stands for a space within one.
    static func phrases(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map { $0.split(separator: "_").joined(separator: " ") }
    }

    static let negative: [(weight: Float, cues: String)] = [
        (
            0.75,
            """
            骗局 诈骗 欺诈 诈骗犯 造假 跑路 倒闭 破产 挤兑 爆雷 暴雷 资金链断 资金链断裂 资金链断了 没钱了 被带走 被抓 被查 违法 违规 违纪 \
            贪污 受贿 丑闻 盗刷 泄露 外泄 转不出 转不出来 取不出 取不出来 取不了 取不到 提不出 无法提现 余额不见 余额变零 存款失踪 吞钱 坑人 \
            黑心 无良 霸王条款 强制捆绑 误导销售 恶劣 投诉无门 维权 拘留 立案 限额取款 限额提款 限制取款 要倒 接管 \
            fraud scam scandal bribery bankrupt bankruptcy insolvent collapse collapsed bank_run run_out_of_cash \
            cap_withdrawals withdrawal_cap cannot_withdraw can't_withdraw money_missing stolen data_breach leaked \
            bao雷 pian子 骗子公司 割韭菜 吸血鬼 吃人不吐骨头 呃人 背刺 偷钱 抢钱 血汗钱 $cam $cammers theft rip_off money_laundering ripoff rip-off ponzi embezzled embezzlement disgusting
            """
        ),
        (
            0.55,
            """
            故障 崩溃 崩了 瘫痪 宕机 当机 闪退 卡死 登不上 登录不上 登录不了 登不进 打不开 打不通 接不通 难以接通 无法接通 没人接 无人接听 \
            不到账 未到账 没到账 没有到账 没入账 没入帐 没到帐 未到帐 没到 没收到 没有收到 转账失败 转帐失败 扣了两笔 重复扣款 扣错 多扣 \
            乱扣 少了 不见了 消失 显示为0 显示错误 显示异常 余额错误 余额异常 余额不对 乱收费 收费不合理 被罚 罚款 罚单 处罚 约谈 亏损 亏了 \
            亏惨 亏光 踩雷 逾期 违约 起诉 诉讼 投诉 举报 曝光 索赔 赔偿 推诿 踢皮球 敷衍 冻结 被冻结 拒绝 垃圾 差劲 太差 很差 最差 极差 烂 \
            坑爹 坑了 失望 愤怒 气死 寒心 离谱 恶心 无语 忍无可忍 受够 可恶 欠薪 裁员 暴力催收 骚扰 乱子 出事 炸锅 断贷 暴跌 大跌 跌停 \
            抽风 白屏 用不了 付不了 进不去 登不进去 打不进去 收不了 还不上 挂了 不认账 不认帐 装死 辱骂 骂人 推卸 蚕食 坑了 🤡 🤬 泡汤 瘫了 黑屏 锁死 被锁 卡在 卡住 重扣 双扣 失灵 造谣 误扣 冒名 \
            outage crash crashed crashes crashing glitch broken failed failure fails stuck missing vanished overcharged \
            double-charged charged_twice unauthorized fined penalty lawsuit sue sued suing complaint complaints \
            complained terrible horrible awful worst useless incompetent disaster nightmare disgrace disgraceful \
            unacceptable appalling furious angry outraged scared panic scammed misled misleading locked_out locks_me_out \
            down_again app_down is_down hung_up bounced late_fee investigated under_investigation layoffs cheated \
            never_arrived not_arrived ignored refuses refused class_action
            """
        ),
        (
            0.35,
            """
            延迟 延误 迟迟 异常 错误 不对 报错 失败 出错 转圈 卡顿 很慢 太慢 超慢 慢死 处理中 乱跳 转了一晚上 问题 麻烦 难受 着急 急死 焦虑 \
            发慌 惊慌 慌 心慌 担心 害怕 睡不着 崩溃了 难堪 白跑 白跑一趟 没人管 没人理 不理 不管 不给 说法 排队一小时 排了 等了 推脱 \
            没有回应 未回应 尚未公开回应 不满 不爽 不好用 难用 不方便 不合理 不公平 不透明 不靠谱 不专业 糟糕 糟心 闹心 坑 差评 吐槽 抱怨 质疑 \
            风险 隐患 漏洞 下滑 下跌 传闻 流言 谣言 退钱 还钱 换卡 换掉 销户 转走 搬去别家 快跑 割肉 默认 不说话 停业 过夜 装睡 \
            约不上 白请 白等 拖着 不给办 不让 退回 被退回 被拒 折腾 没脾气 抢票 名额 排不上 一拖再拖 拖了 等了三 让我等 让我回 扣了两次 多付 找不到人 多扣了 变成保险 变成了保险 存款变保险 存单变保单 退保 攞唔返 攞唔到 拎唔返 冇人理 冇人跟 冇下文 没下文 乜都冇 说不清 推来推去 来回跑 跑了 换了三个 怎么没了 网络异常 收不到验证码 服务不可用 繁忙 坐席繁忙 收不到 叫我重新绑定 垫的 借钱 欠我 倒霉 受影响 停摆 \
            delayed delay delays late slow pending wrong error errors problem problems issue issues trouble unable \
            can't_log_in cannot_log_in frustrated frustrating annoying annoyed disappointed disappointing bad poor rude \
            confusing unfair worried worrying waiting queue_for_hours no_answer nobody_answers no_reply unresponsive \
            risk risky losing lost loses loss surreal forged fake doubtful
            """
        ),
        (0.15, "排队 预约不上 停用 关闭 撤并 官腔 贵 涨价 tired queue surcharge fee"),
    ]

    static let positive: [(weight: Float, cues: String)] = [
        (
            0.6,
            """
            点赞 赞 好评 满意 很好 真好 太好了 优秀 贴心 细心 耐心 热情 专业 感谢 谢谢 靠谱 放心 方便 不错 真不错 给力 惊喜 喜欢 温暖 有诚意 \
            态度好 态度也好 有礼貌 获奖 荣获 表扬 感动 良心 厉害 顺利 快捷 省心 可以的 有福了 真舒服 舒服 \
            great excellent love loved awesome wonderful helpful friendly thank thanks good nice smooth impressed \
            recommend easy kind polite best happy saved convenient
            """
        ),
        (
            0.4,
            """
            恢复 已恢复 恢复正常 修好 修复 已解决 解决了 到账了 退回来 正常 经营正常 安全 稳健 稳定 增长 合理区间 充足 符合要求 成功 秒到 \
            fixed resolved restored works_now back_to_normal safe stable recovered working_again arrived
            """
        ),
    ]

    static let negators = """
        不 没 没有 未 无 并非 不是 并没有 并未 从未 从不 毫无 不会 不再 绝不 绝非 别 无需 不用 免 尚未 并不 绝无 不存在 未曾 未见 未发生 杜绝 避免 防止 \
        not no never none without isn't wasn't aren't weren't don't doesn't didn't won't wouldn't can't couldn't hasn't \
        haven't hadn't nothing neither nor cannot nobody
        """
    static let contrast = "但 但是 可是 不过 然而 却 只是 结果 偏偏 but however yet though although unfortunately"
    static let questions = """
        吗 么 呢 是不是 有没有 会不会 能不能 怎么办 怎么 为什么 请问 求助 哪里 哪个 谁知道 真的假的 多少 几点 \
        anyone does_anyone how_do how_to what_is is_it is_there where_can which should_i
        """
    static let irony = """
        呵呵 真行 真棒啊 可真是 你再装睡 厉害了 体验到了 真有你的 服了 醉了 绝了 谢谢啊 好样的 感情好 管早饭 哪旅游 钱生钱没见过 算你狠 真是辛苦 \
        果然是大行 佩服佩服 长见识 智商税 thanks_for_nothing bravo how_lovely just_great slow_clap good_luck_with
        """
    static let shields = """
        防诈骗 反诈骗 反诈 防骗 防范诈骗 谨防诈骗 识别诈骗 防盗刷 不是骗子 没有问题 没问题 没啥问题 没毛病 未受影响 不受影响 没受影响 未被影响 \
        没事 没有事 风险提示 风险管理 风险控制 风控 零投诉 零失误 问题不大 慢慢 不慢 不贵 不限额 没限额 延误险 失败了再来 错误示范 问问题 \
        真的假的 真假 是真是假 是不是 会不会 能不能 要不要 有没有 可不可以 不得不 没想到 不愧 无比 无限 没忍住 无论 不仅 不但 不只 不断 不同 不久 不过 不如 不断提升 存款保险 无人机 无障碍 被罚站 \
        no_problem no_problems no_issues not_affected unaffected risk_management not_bad no_doubt no_complaints \
        no_wonder no_longer not_only no_fee no_fees without_a_hitch no_filter late_night slow_food \
        bad_loans_fell bad-loan_ratio_fell bad_loan_ratio_fell npl_ratio_fell bad_loans_declined losses_narrowed loss_narrowed 损失收窄 亏损收窄 不良率下降 不良双降 不良率降至
        """
    static let prevention = """
        拦下 拦截 劝阻 识破 止付 追回 挽回损失 堵截 帮客户追回 宣传活动 宣讲 讲座 提醒大家 \
        prevented thwarted foiled stopped_a_scam stopped_a_fraud
        """
    static let firstPerson = """
        我 我的 我们 我妈 我爸 我家 本人 俺 咱 自己 i i'm i've my me mine we our us
        """
    static let complaint = """
        投诉 要求 请尽快 请核实 请退回 请处理 请解决 请修复 请答复 要求赔偿 索赔 退款 退钱 还我 给个说法 给说法 讨说法 举报 维权 求解决 强烈要求 \
        报销 赔我 请求 please_correct please_confirm please_refund please_fix refund compensation complaint i_want_my i_need_a
        """
    static let rumours: [(weight: Float, cues: String)] = [
        (
            0.6,
            """
            网传 听说 据说 听讲 据传 传言 传闻 风闻 小道消息 内部消息 内部人士 群里说 群里都在传 朋友圈都在传 疯传 爆料 网曝 投稿 未经核实 未经证实 真的假的 \
            有人说 都说 都在传 又传 在传 传资金链 疑似 恐将 瓜 空穴来风 流出 \
            hearing_that i_heard heard_that rumour rumours rumor rumors rumoured rumored allegedly reportedly unverified \
            unconfirmed anyone_confirm can_anyone_confirm is_it_true apparently word_is sources_say
            """
        ),
        (
            0.35,
            """
            截图 网上说 群里 亲戚群 业主群 家族群 小区群 快转 转发扩散 扩散 赶紧取 快去取 快取 赶快取 明天开始 听日 马上要 转埋 快跑 不转不是 求证 有没有人知道 说是 \
            传 screenshot group_chat group_chats spread_the_word share_this before_it_is_deleted source_anyone
            """
        ),
    ]
    static let refutation = """
        谣言 系谣言 辟谣 造谣 不实 不属实 失实 伪造 系伪造 假的 假消息 假截图 澄清 更正 有误 与事实不符 经核查 核查 无关 没有关系 不关 旧闻 乌龙 别传了 不要信 \
        不信谣 拼接 道歉 致歉 已删除 false fake forged debunked correction hoax denies denied nothing_to_do_with untrue \
        not_true clarified
        """
    /// In the voice of one who has looked into it, or of an authority.
    static let denials = """
        辟谣 系谣言 纯属谣言 均为谣言 实为谣言 为谣言 不信谣 不传谣 严重失实 系伪造 系捏造 纯属捏造 别传了 别再传 与事实严重不符 已对造谣者 造谣者已被 未有此事 子虚乌有 \
        fact_check debunked doctored fabricated denied_reports denies_reports no_truth hoax
        """
    static let past = """
        回顾 老新闻 旧闻 旧帖 旧视频 几年前 多年前 一年前 两年前 三年前 四年前 五年前 六年前 十年前 往年 前几年 往事 早就解决 陈年 翻到 \
        years_ago old_story old_news is_from throwback
        """
    static let solicitations = """
        加微信 加v 私信我 私我 联系我 找我 扫码 whatsapp 专业办理 包过 秒批 黑户 征信花 白户 停息挂账 债务重组 法务协商 代办 提额技术 内部渠道 推荐码 推荐人 \
        诚聘 招聘 简历 半价 立减 满减 礼券 名额有限 先到先得 教你 dm_me referral_code promo_code apply_now
        """
    static let partBehind = """
        资料来源 数据来源 来源 来自 摘自 转自 转载自 存管银行 存管行 资金存管 托管银行 托管行 托管人 存管 合作机构 合作银行 合作方 合作伙伴 债权人 债权银行 债权方 贷款行 \
        贷款银行 借款银行 主承销商 承销商 开户行 收款行 收款账户 账户为 担保人 股东包括 股东为 供应商 不代表 并非代表 同名 同名同姓 重名 编辑 供稿 整理 制图 图源 赞助 冠名 协办 主办 \
        namesake unrelated_to no_relation_to according_to source creditors_include creditors_including custodian sponsored_by views_of
        """
    static let partBefore = """
        早报 晚报 日报 周报 月报 快讯 资讯 研究部 研究院 研究所 研究中心 研报 首席 分析师 经济学家 策略师 财富管理 观点 立场 整理 供稿 提供 发布研究 旁边 隔壁 楼下 楼上 门口 对面 \
        门前 附近 路口 路站 站牌 代扣 冠名 杯 analysts research economist economists
        """
    /// Institutions that everybody talks of, whom a plan need not name.
    static let otherParties = """
        工商银行 建设银行 农业银行 中国银行 交通银行 招商银行 邮储银行 邮政储蓄 中信银行 光大银行 民生银行 浦发银行 兴业银行 平安银行 华夏银行 广发银行 工行 农行 中行 建行 交行 \
        招行 支付宝 微信支付 京东 拼多多 美团 淘宝 花呗 恒生银行 汇丰 渣打 东亚银行 hsbc citibank paypal
        """
    static let advertisements = """
        优惠 限时 抽奖 领取 免费领 红包 办卡 开户礼 立减 满减 半价 推广 广告 招聘 报名 积分兑换 加微信 私信我 点击领取 代办 提额 包过 秒批 \
        discount promo promotion giveaway sign_up limited_offer coupon cashback hiring sponsored
        """

    /// What financial institutions are talked about for. Texts of one matter and time are likely of one happening.
    static let matters: [Matter] = [
        Matter(
            id: "operations", weight: 1,
            cues: """
                转账 转帐 到账 到帐 入账 入帐 余额 扣款 扣了两笔 转出 转不出 转不出来 提现 汇款 代发 代扣 收款码 货款 处理中 卡在 逾期 未到账 没到账 \
                不到账 更新 升级 登录 登入 闪退 验证码 人脸 转圈 卡顿 系统 故障 崩溃 瘫痪 宕机 补丁 新版 手机银行 绑定 客服 热线 打不通 坐席 消协 \
                消费者协会 消费者委员会 索赔 补偿 误工 报销 对账 垫的 \
                transfer transfers balance pending payment salary payout stuck app update login crash patch outage hotline \
                compensation refund transaction reconciliation
                """),
        Matter(
            id: "liquidity", weight: 3,
            cues: """
                资金链 限额取款 限额提款 限额 挤兑 取款 取现 提款 取钱 攞钱 攞钱 代取 倒闭 要倒 破产 跑路 没钱了 大额预约 存款保险 流动性 兑付困难 被接管 收购 自助区 \
                bank_run run_out_of_cash cap_withdrawals withdrawal_cap withdrawals withdraw withdrawal insolvent bankrupt collapse \
                out_of_cash liquidity deposit_insurance
                """),
        Matter(
            id: "penalty", weight: 3,
            cues: """
                被罚 罚款 罚单 处罚 处罚书 罚的是 没被罚 罚金 文号 行政处罚 监管处罚 违规 fined fine penalty penalised penalized sanctioned
                """),
        Matter(
            id: "executives", weight: 2,
            cues: """
                被带走 被查 双规 双开 接受审查 审查调查 贪污 受贿 落马 辞职 失联 bribery under_investigation resigned detained
                """),
        Matter(
            id: "data", weight: 3,
            cues: "泄露 外泄 泄漏 个人信息 隐私 客户资料 数据泄露 data_breach leaked leak privacy personal_data"),
        Matter(
            id: "fraud", weight: 2,
            cues: "盗刷 诈骗 冒充 冒名 钓鱼 假冒 骗局 stolen_card scam phishing fraud unauthorized"),
        Matter(
            id: "wealth", weight: 2,
            cues: """
                净值 爆雷 暴雷 兑付 亏损 亏了 本金 回撤 飞单 误导销售 保本 底层资产 misled mis-sold principal net_value
                """),
        Matter(
            id: "fees", weight: 2,
            cues: "手续费 乱收费 年费 费率 管理费 收费标准 小额账户 overcharged fees surcharge hidden_fee"),
        Matter(
            id: "credit", weight: 2,
            cues:
                "断贷 抽贷 催收 房贷利率 房贷 按揭 提前还贷 提前还款 提前还 还贷 违约金 early_repayment mortgage 贷款被拒 利率上调 debt_collection foreclosure loan_denied"
        ),
        Matter(
            id: "employment", weight: 2, cues: "裁员 欠薪 降薪 996 职场霸凌 性骚扰 layoffs unpaid_wages harassment"),
        Matter(
            id: "outage", weight: 2,
            cues: """
                未到账 没到账 不到账 没有到账 没到帐 未到帐 转账失败 转帐失败 转不出 转不出来 转账卡住 余额 故障 崩溃 崩了 瘫痪 宕机 闪退 登不上 登录不上 登不进 \
                进不去 打不开 转圈 卡住 处理中 系统升级 升级后 更新后 更新以后 显示异常 显示错误 系统繁忙 网络异常 白屏 黑屏 用不了 付不了 outage crash crashed balance \
                pending stuck app_down cannot_log_in
                """),
        Matter(
            id: "premises", weight: 2, cues: "保安打人 打人 推搡 火灾 漏水 大堂冲突 持刀 assault fire brawl"),
    ]
}
