import Text

/// Words that say much about a text wherever they stand, by what they tell of: written for this project from general
/// knowledge of Chinese and English financial news and customers' talk.
///
/// They let a model judge words it has not been trained on: it learns what a group means, not each word. A cue is at
/// most four ideographs, or one or two English words joined by an underscore, so that cues are among the n-grams a
/// reading hashes anyway. Simplified only: texts are folded.
enum SignalLexicon {
    struct Group: Sendable {
        var name: String
        /// Whether a negator right before a cue turns it.
        var turns = true
        /// What its cues are to what is said of figures.
        var role = FigureMoves.Role.none
        var cues: String
    }

    /// The order is part of every model file: append only, and raise `version` otherwise.
    static let version = 2

    static let negators = """
        不 没 未 无 非 勿 莫 没有 并未 并非 不是 不会 从未 从不 尚未 未曾 不再 绝不 毫无 并无 无须 不必 杜绝 避免 防止 谨防 严防 防范 打击 否认 拒绝 澄清 \
        not no never none without isn't wasn't aren't weren't don't doesn't didn't won't wouldn't can't couldn't hasn't \
        haven't hadn't nothing neither nor cannot cant dont didnt wont isnt denied denies
        """

    static let groups: [Group] = crimes + trouble + market + talk + english
}

extension SignalLexicon {
    private static let crimes: [Group] = [
        Group(
            name: "fraud",
            cues: """
                诈骗 骗局 欺诈 骗子 骗钱 骗人 被骗 诱骗 行骗 骗取 传销 非吸 集资 庞氏 圈钱 割韭菜 敛财 洗钱 造假 虚假 假标 自融 资金池 空壳 皮包公司 资金盘 \
                黑平台 假平台 骗贷 套路贷 高利贷 砍头息 虚构 伪造 冒充 假冒 忽悠 坑蒙拐骗 吸血 血汗钱 杀猪盘 拉人头 老鼠仓 操纵 内幕交易 挪用 侵占 职务侵占 \
                非法集资 合同诈骗 集资诈骗 涉嫌诈骗 财务造假 虚增
                """),
        Group(
            name: "crime",
            cues: """
                涉嫌 立案 经侦 公安 警方 警察 报案 报警 刑拘 拘留 逮捕 批捕 抓捕 落网 被抓 被捕 自首 投案 通缉 羁押 嫌疑人 犯罪 罪犯 刑事 判刑 获刑 有期徒刑 无期 \
                检察院 公诉 受害人 受害者 被害人 冻结 查封 扣押 查获 案发 涉案 追赃 移送 贪污 受贿 行贿 贿赂 双开 双规 落马 黑恶 扫黑 违法 非法 取缔 带走 被查 调查 \
                立案侦查 立案调查 协助调查 刑事拘留 采取强制
                """),
        Group(
            name: "flight",
            cues: """
                跑路 失联 卷款 潜逃 出逃 逃跑 在逃 人去楼空 关门 关停 停业 倒闭 破产 清盘 爆雷 暴雷 雷潮 踩雷 崩盘 清退 良性退出 停运 停止运营 歇业 注销 资不抵债 \
                破产重整 破产清算 清算 重整 接管 失信 老赖 被执行人 限制高消费
                """),
        Group(
            name: "default",
            cues: """
                逾期 违约 坏账 不良 呆账 欠款 拖欠 欠薪 欠债 债务危机 无法兑付 兑付困难 延期兑付 延期 展期 无法提现 提现困难 限制提现 提不了现 取不出 无法取出 无力偿还 \
                偿付 断供 资金链 断裂 流动性危机 挤兑 赎回困难 回款 烂尾 停牌 退市 摘牌 本金 血本无归 打水漂 亏空 窟窿 没钱 还钱 还我 催收 暴力催收 爆通讯录 恐吓 \
                轮候冻结 司法冻结 强制平仓 平仓 爆仓 穿仓
                """),
        Group(
            name: "penalty",
            cues: """
                处罚 罚款 罚单 被罚 罚没 警告 警示函 监管函 问询函 关注函 责令 整改 约谈 通报 通报批评 谴责 公开谴责 违规 违反 违纪 点名 黑名单 曝光 吊销 暂停 叫停 \
                下架 禁止 禁入 市场禁入 撤销 问责 追责 开除 停职 免职 拟处罚 行政处罚 信披违规 未披露 未及时 超范围 超比例 不合规 无资质 无牌照 无证
                """),
        Group(
            name: "dispute",
            cues: """
                起诉 诉讼 被告 原告 仲裁 官司 纠纷 法院 判决 败诉 索赔 侵权 维权 讨债 讨薪 上访 举报 投诉 实名举报 控诉 抗议 拉横幅 围堵 抵制 质疑 争议 丑闻 绯闻 \
                罢免 内斗 内讧 举牌 争夺 反目 翻脸 决裂 冲突 打架 殴打 死亡 身亡 自杀 跳楼 坠楼 事故 爆炸 火灾 受伤 遇难 中毒 污染 超标
                """),
    ]

    private static let trouble: [Group] = [
        Group(
            name: "failure",
            cues: """
                故障 崩溃 崩了 瘫痪 宕机 闪退 卡顿 卡死 死机 黑屏 打不开 登不上 登不了 用不了 刷不了 扫不了 收不到 不到账 没到账 未到账 失败 出错 报错 错误 异常 \
                打不通 没人接 无人接听 占线 转不出 转不了 进不去 付不了 点不了 连不上 加载不 刷不出 秒拒 被拒 拒了 不通过 没通过 审核不 封了 被封 封卡 降额 被降 风控
                """),
        Group(
            name: "loss",
            cues: """
                盗刷 扣款 乱扣 多扣 误扣 扣费 乱收费 高额 手续费 违约金 滞纳金 罚息 利息高 亏损 亏了 亏钱 赔钱 赔了 损失 丢失 消失 不见了 少了 泄露 外泄 泄漏 贩卖 \
                隐私 捆绑 强制 默认勾选 霸王条款 套路 误导 隐瞒 夸大 误导销售 理赔难 拒赔 不赔 少赔 退保 退不了 不退
                """),
        Group(
            name: "anger",
            cues: """
                垃圾 恶心 坑人 坑爹 太坑 好坑 真坑 坑货 无耻 不要脸 流氓 无赖 无良 黑心 混蛋 傻逼 他妈 妈的 操蛋 狗屁 狗日 滚蛋 去死 该死 脑残 智障 有病 神经病 可恶 \
                可恨 气死 气人 愤怒 失望 无语 郁闷 呵呵 醉了 服了 离谱 过分 差劲 太差 很差 最差 真差 好差 烂 太烂 破银行 破卡 鸡肋 鄙视 讨厌 厌恶 反感 垃圾银行 坑 \
                渣渣 辣鸡 拉圾 尼玛 草 靠 卧槽 我去 尼玛
                """),
        Group(
            name: "bother",
            cues: """
                麻烦 慢 太慢 好慢 太难 难用 不好用 不方便 不行 不好 不咋 不靠谱 不值 不划算 不喜欢 不给 不管 不理 不让 不爽 不满 抠 抠门 小气 鸡贼 坑多 套路深 门槛 \
                贵 太贵 高了 太高 缩水 取消了 没了 不如 后悔 小心 别用 别办 不要办 千万别 慎重 慎用 避雷 远离 销户 注销了 换银行 再也不 伤不起 吃亏 上当 头疼 糟心 \
                闹心 累 烦 烦死 着急 难受 尴尬 可惜 遗憾 怕 担心 害怕 慌 敷衍 推诿 踢皮球 推卸 态度差 态度恶劣 冷漠 骚扰
                """),
        Group(
            name: "decline",
            cues: """
                下滑 下降 下跌 大跌 暴跌 跌停 跌幅 跌破 走低 低迷 疲软 萎缩 亏损 预亏 首亏 续亏 巨亏 预减 减少 减值 商誉 大降 腰斩 缩水 放缓 恶化 承压 不及预期 \
                低于预期 利空 看空 减持 抛售 套现 出逃 质押 高管辞职 辞职 离职 离任 下调 降级 负面 风险 终止 失败 否决 未获通过 撤回 搁置 流产 延迟 推迟 裁员 降薪 \
                关店 撤离 退出 撤资 做空 评级下调 业绩变脸 非标 无法表示 保留意见 崩 套牢 割肉 被套 跳水 砸盘 绿了 出货 诱多 阴跌 新低 垃圾股
                """),
        Group(
            name: "hearsay", turns: false,
            cues: """
                网传 听说 据说 据传 传闻 传言 传 爆料 网曝 曝 疑 疑似 或 恐 内部消息 小道消息 知情人 网友称 有人说 群里 朋友圈 未经证实 是真的吗 真的假的 真假 求证 \
                求辟谣 不知真假 转自 转发 速转 扩散 请扩散 求扩散 求转发 急转 紧急 重要通知 提醒 友情提示 注意了 赶紧 赶快 快看 震惊 惊呆 太可怕 真相 不转不是 看完 \
                速看 删 央视曝光 专家 研究发现 科学家 致癌 有毒 艾滋 拐卖 人贩子 小孩 失踪 丢了 联系电话 好心人 帮忙 求助 遇难者 外国 美国 日本 中国人
                """),
        Group(
            name: "denial", turns: false,
            cues: """
                谣言 辟谣 不实 不属实 假消息 澄清 否认 系谣 造谣 传谣 假的 误传 官方回应 声明 严正声明 失实 子虚乌有 纯属 并非 未发生 正常运营 经营正常 无关 不存在 假新闻
                """),
    ]

    private static let market: [Group] = [
        Group(
            name: "growth",
            cues: """
                增长 上涨 大涨 暴涨 涨停 涨幅 走高 攀升 回升 反弹 走强 新高 突破 盈利 扭亏 预增 大增 翻倍 利好 看好 看多 增持 回购 买入 推荐 超预期 高于预期 加速 \
                稳步 提升 改善 复苏 领涨 强势 龙头 低估 潜力 牛股 黑马 起飞 发力 爆发 主升浪 放量 净利增 增资 分红 高送转 派息 翻番 抄底 满仓 加仓 红了 真香 牛 稳
                """),
        Group(
            name: "deal",
            cues: """
                合作 战略合作 签约 签署 协议 中标 上线 发布 推出 启动 开业 成立 上市 挂牌 融资 获投 入股 收购 并购 布局 拓展 落地 揭牌 入选 荣获 获奖 获评 表彰 \
                荣誉 殊荣 颁奖 峰会 论坛 大会 出席 致辞 亮相 创新 赋能 助力 服务 普惠 公益 捐赠 慈善 扶贫 责任 战略 转型 升级 领先 首家 首个 第一 十佳 百强 优秀 \
                备案 获批 牌照 银行存管 存管 完成存管 上线存管 合规 达标
                """),
        Group(
            name: "statistics", turns: false,
            cues: """
                数据 统计 报告 指数 排名 榜单 排行 评级 成交额 成交量 同比 环比 占比 均值 利率 收益率 网贷 期限 日报 周报 月报 年报 季报 公告 披露 公布 截至 亿元 \
                万元 百分点 分析 解读 盘点 评测 测评 攻略 教程 简介 概况 全称 是指 包括 产品 期货 外汇 黄金 原油 行情 收盘 开盘 早盘 午盘
                """),
        Group(
            name: "advertising", turns: false,
            cues: """
                优惠 活动 立减 满减 返现 红包 抽奖 福利 领取 免费 限时 秒杀 折扣 礼品 积分 加息 体验金 新手 注册 邀请 推广 加微信 加我 私聊 私信 微信号 扫码 关注 \
                官网 下载 咨询 热线 招聘 诚聘 高薪 理财 稳赚 年化 预期收益 秒批 秒到账 低息 无抵押 办理 可办 代办 包过 下款 口子 中介
                """),
    ]

    private static let talk: [Group] = [
        Group(
            name: "praise",
            cues: """
                好用 好评 满意 很好 真好 挺好 不错 太好 最好 好看 漂亮 喜欢 爱 赞 点赞 给力 强大 厉害 优秀 棒 真棒 太棒 完美 舒服 舒适 惊喜 开心 高兴 幸福 感动 温暖 \
                贴心 细心 耐心 热情 专业 周到 靠谱 放心 安心 安全 省心 方便 快捷 便捷 快 很快 秒到 神速 高效 实惠 划算 便宜 值 超值 良心 大方 爽 真香 香 感谢 谢谢 \
                支持 推荐 首选 信赖 强烈推荐 态度好 服务好 恭喜 羡慕 牛逼 牛批 神卡 真爱 可以的 还可以 还行 哈哈 厚道 人性化 顺利 成功 解决了 下卡 提额了 批了 过了
                """),
        Group(
            name: "question", turns: false,
            cues: """
                吗 么 呢 怎么 如何 什么 多少 哪里 哪个 哪家 几 为什么 为啥 请问 求助 求教 有没有 是不是 能不能 会不会 可以吗 怎么办 有人 谁 咋 求 想问 请教 多久 \
                什么时候 是否 能否 可否
                """),
        Group(
            name: "contrast", turns: false,
            cues: "但 但是 可是 不过 然而 却 只是 结果 偏偏 竟 竟然 居然 反而 虽然 尽管 其实 倒是"),
        Group(
            name: "degree", turns: false,
            cues: "太 很 非常 极 极其 超 超级 真 好 特别 最 十分 相当 巨 贼 尤其 完全 根本 简直 永远 总 总是 一直 又 还 再 越来越 天天 每次"),
        Group(name: "first-person", turns: false, cues: "我 我的 我们 俺 咱 本人 自己 我妈 我爸 我家 老公 老婆 朋友"),
        Group(
            name: "advice", turns: false,
            cues: "建议 应该 可以 试试 先 多 最好 需要 直接 打电话 客服 看看 换 办 申请 就是 一般 正常 都是 只要 如果 看 慢慢"),
    ]
}

extension SignalLexicon {
    static let table: CueTable = {
        func folded(_ cues: String) -> [[UInt32]] { Lexicon.phrases(cues).map { TextFolding.standard.foldScalars($0) } }
        return CueTable(
            groups: groups.map { (folded($0.cues), $0.turns) }, negators: folded(negators),
            roles: Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($0, $1.role) }))
    }()
}
