"""Writes the months beside it: made-up mentions of the example plan's bank, with events whose beginning is known.

    python3 Tests/Months/write.py

Every sentence was written for this project. The same file gives the same months: their numbers come from a generator of
their own. Each month is NAME.jsonl (mentions) with NAME.jsonl.lab (address, label, seconds since 1970, parted by tabs).
"""
import json, os

HERE = os.path.dirname(os.path.abspath(__file__))
START = 1780272000  # 2026-06-01 00:00 UTC, a Monday

PLACES = ["东湖路", "人民广场", "大学城", "老城南门", "开发区", "火车站对面", "滨江", "镇上", "科技园", "医院旁边"]
WHO = ["我妈", "同事", "室友", "楼下邻居", "表姐", "师傅", "我爸", "对象", "老同学", "隔壁老李"]
WHEN = ["早上", "中午", "下午", "刚才", "昨天", "周末", "下班路上", "午休时", "前天", "上周"]
EVERYDAY = [
    "{when}去{place}的澜江银行办卡，十分钟就好了", "澜江银行{place}网点周六开门吗", "{who}说澜江银行的定期比别家高一点点",
    "请问澜江银行的工资卡怎么开通短信提醒，{when}没弄明白", "{when}在澜江银行{place}换了零钱，柜员小姑娘很耐心",
    "澜江银行的日历还有吗，{who}想要一本", "想问一下澜江银行办信用卡要带哪些材料，{who}{when}问我",
    "{who}在澜江银行上班，过年都值班，辛苦了", "澜江银行{place}的自动取款机旁边开了家奶茶店", "{when}路过{place}，澜江银行门口在发气球",
    "澜江银行手机银行新界面还挺顺手的，{who}也这么说", "有没有人用过澜江银行的教育储蓄，{who}{when}推荐的",
    "{when}陪{who}去澜江银行{place}存钱，排了三个号", "澜江银行的积分能换电影票，{when}换了两张", "澜江银行{place}附近好停车吗",
    "{who}把压岁钱存进了澜江银行，一年期", "澜江银行马拉松赞助了{place}这一站，{when}跑完领到毛巾",
    "澜江银行和云港银行的存款利率，{who}{when}比了一遍，差不多", "求问澜江银行外币兑换要预约吗，{place}网点",
    "澜江银行的理财经理{when}打电话提醒到期，服务不错",
]
NEWS = [
    "{place}今年新增三条公交线路，沿途设站十二处。（澜江银行研究部整理）", "某家电企业上半年亏损扩大，供应商催收货款。资料来源：澜江银行研究部",
    "【澜江银行早报】国际油价小幅回落，主要股指涨跌不一", "{place}一家健身房关门，会员退费无门，多人报警。本文不代表澜江银行立场",
    "一家网约车平台被罚，乘客投诉司机绕路。合作机构包括澜江银行等八家", "两家地产公司债务违约，债权人名单中有澜江银行、云港银行",
]
GRUMBLES = [
    "澜江银行{place}网点空调坏了，热死人", "{when}给澜江银行打电话等了十五分钟，无语", "澜江银行的短信一天三条，烦",
    "澜江银行{place}的叫号机又卡纸，太差", "{who}被澜江银行的年费坑了二十块，气", "澜江银行{place}保安态度很差",
    "澜江银行app的广告太多了，垃圾", "{when}澜江银行的取款机吐出一张破钱，失望",
]
PHONE = [
    "在澜江银行换预留手机号，跑了三趟都不给办，太过分", "澜江银行换手机号要开号码证明，运营商说开不了，客户被踢皮球",
    "旧手机号停用了，澜江银行不让改预留号码，工资取不出来", "换个预留号码而已，澜江银行柜台让我回开户地，差评",
    "澜江银行手机号变更在线上一直失败，客服只会让去网点", "人在外地，澜江银行改号必须回老家办，这是什么规定，投诉了",
    "预留手机号改不了，收不到验证码，澜江银行的钱动不了，急死", "改手机号被澜江银行拒了四次，理由每次不一样，坑人",
    "澜江银行换号申请交了一周没有回音，打电话没人管", "老人换了手机号，澜江银行非要本人到场，腿脚不便也不通融，寒心",
    "澜江银行说好三天改好预留手机号，十天了还没改，骗人", "验证码还发到旧号码，澜江银行换号业务太烂了",
    "为了改预留手机号请了半天假，澜江银行系统故障又白跑", "澜江银行改号要交手续费？没见过这么乱收费的",
    "投诉澜江银行：预留手机号改错了一位，五天不给纠正", "澜江银行预留号码改不掉，前号主能收到我的验证码，太吓人了",
]
ATM = [
    "澜江银行取款机吞了我的卡，打电话说三个工作日后再来", "卡被澜江银行的自动柜员机吞了，守了一小时没人处理，气死",
    "取款机吞卡第五天，澜江银行还没把卡还我", "澜江银行机器扣了钱没吐钞，让我等对账，凭什么", "在澜江银行取两千，机器没出钱账上却少了，投诉无门",
    "澜江银行存款机吃了我一千块，屏幕黑了就没下文，坑", "吞卡又吞钱，澜江银行这台柜员机早该修了，太差劲",
    "柜员机吐钞失败却扣款，澜江银行让我自己找监控，离谱", "澜江银行存款机少数了三百，申诉被退回，骗子",
    "取款机上卡退不出来，澜江银行值班电话打不通，无语", "澜江银行自助区四台机器坏了三台，剩一台还吞卡",
    "存进去的现金没到账，澜江银行说机器没有记录，欺负人",
]


class Numbers:
    """A linear congruential generator: the same everywhere."""

    def __init__(self, seed): self.state = seed * 2654435761 % 2**32

    def below(self, bound):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) * bound >> 24

    def one(self, choices): return choices[self.below(len(choices))]


def month(name, seed, days, a_day, events):
    numbers, rows = Numbers(seed), []

    def fill(text): return text.format(place=numbers.one(PLACES), who=numbers.one(WHO), when=numbers.one(WHEN))

    for day in range(days):
        for _ in range(a_day - 8 + numbers.below(16)):
            hour = numbers.one([0, 2, 7, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 14, 14, 15, 15, 16, 17, 18, 19, 20, 20, 21, 22])
            dice = numbers.below(100)
            label, pool = ("bg-neg", GRUMBLES) if dice < 5 else ("bg-other", NEWS) if dice < 20 else ("bg", EVERYDAY)
            rows.append((day * 86400 + hour * 3600 + numbers.below(3600), fill(numbers.one(pool)), label))
    for label, texts, first, hours, low, high in events:
        order = sorted(range(len(texts)), key=lambda _: numbers.below(1 << 20))
        said = 0
        for hour in range(hours):
            rate = low * (high / low) ** (hour / hours)
            count = int(rate) + (numbers.below(1000) < rate % 1 * 1000)
            for _ in range(count):
                text = texts[order[said % len(texts)]]
                if said >= len(texts): text = numbers.one(["更新：", "真的无语，", "", "有人管吗，", "记一笔，"]) + text + numbers.one(["", "！", "。", "……", "求解决"])
                rows.append(((first + hour) * 3600 + numbers.below(3600), text, label))
                said += 1
    rows.sort()
    with open(f"{HERE}/{name}.jsonl", "w") as mentions, open(f"{HERE}/{name}.jsonl.lab", "w") as labels:
        for at, (second, text, label) in enumerate(rows):
            address = f"https://months.example/{name}/{at}"
            when = START + second
            stamp = "2026-06-%02dT%02d:%02d:%02dZ" % (1 + second // 86400, second // 3600 % 24, second // 60 % 60, second % 60)
            source = numbers.one(["weibo-stream", "weibo-stream", "forum-push"])
            mentions.write(json.dumps({"text": text, "author": f"u{numbers.below(100000)}", "source": source,
                                       "publishedAt": stamp, "url": address}, ensure_ascii=False) + "\n")
            labels.write(f"{address}\t{label}\t{when}\n")


month("quiet-1", 1, 14, 60, [])
month("complaint-1", 2, 12, 60, [("ev1", PHONE, 204, 48, 0.5, 6)])
month("two-1", 3, 12, 60, [("ev1", PHONE, 204, 36, 1, 7), ("ev2", ATM, 207, 36, 1, 7)])
