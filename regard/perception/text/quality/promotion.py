"""Spam: somebody sells something here, and says how to reach them."""

import re

PAYING = re.compile(
    r"\b(?:casinos?|jackpots?|viagra|cialis|forex|payday loans?|online betting|slots? games?|binary "
    r"options?|escorts?"
    r"|crypto (?:trading|invest\w*|signals?|giveaways?|profits?)|bitcoin (?:trading|invest\w*|giveaways?"
    r"|profits?|mining)"
    r"|(?:free|get) followers|backlinks|seo services?|nft drops?|airdrops?|replica watch(?:es)?|weight[- "
    r"]loss pills?"
    r"|make money (?:online|fast|from home)|work(?:ing)? from home and earn|earn (?:up to "
    r")?[$€£]?\d[\d,.]*\+?[$€£]?"
    r"(?: ?(?:usd|dollars|euros?))?(?: ?(?:an?|per|every|/) ?(?:day|week|month|hour)| daily| weekly)"
    r"|(?:guaranteed|passive|extra) (?:income|profits?)|double your (?:money"
    r"|bitcoin|investment)"
    r"|claim your (?:free |\w+ )?(?:prize|gift|reward|bonus)"
    r"|(?:sign[- ]up|welcome|deposit) bonus|instant (?:loan|approval)|loans? (?:approved|available)|cheap "
    r"(?:meds|pills))\b",
    re.I,
)
CALLING = re.compile(
    r"\b(?:click (?:here|the link|on the link|this link|below)|(?:visit|check out|join) (?:my|our|us)\b"
    r"|link in (?:my )?bio"
    r"|(?:dm|text|message|whats ?app|telegram|contact|add) me|(?:on|via) (?:telegram|whats ?app)"
    r"|limited[- ]time offer|act now"
    r"|buy now|order now|sign up (?:now|today|here)|subscribe to (?:my|our)|promo code|use (?:my )?code"
    r"|100% (?:free|legit|guaranteed))",
    re.I,
)
LINK = re.compile(
    r"https?://|www\.|\b[\w-]{2,40}\.(?:com|net|org|xyz|top|club|info|biz|shop|site|online|vip|ru|cc|me|io"
    r"|ly|cn)\b"
    r"|t\.me/|wa\.me/",
    re.I,
)
CONTACT = re.compile(
    r"(?:(?:加|\+|➕)? ?(?:微信号?|薇信|威信|徽信|v信|vx|wx|weixin|wechat|扣扣|企鹅号?|[qQ]{2}(?:群|号)?"
    r"|telegram|whats ?app|电报)"
    r"|加[vVqQ我]) ?[::：]? ?[@+]?[A-Za-z0-9][A-Za-z0-9_-]{4,30}",
    re.I,
)
OFFER = re.compile(
    "刷单|代开(?:各类|正规)?发票|日结|日赚|日入|月入(?:过万|上万|[一二三四五六七八九十\\d]{1,3}万|\\d{4,})"
    "|博彩|赌场|真人(?:荷官|娱乐)|棋牌(?:游戏|平台)"
    "|无抵押|秒到账|套现|办证|荐股|包赚|稳赚|零投资|躺赚|轻松赚|在家赚|赚钱(?:项目|机会|平台)|招(?:收)?代理"
    "|诚招|高薪招聘|返利|返现平台|兼职(?:招聘|赚钱|日|可|,|，|加|刷)"
    "|招兼职|网络兼职|彩票(?:平台|计划)|投注|贷款(?:秒|加|联系|无)|开户(?:送|即)|免费领取|点击(?:链接|下方)"
    "|私聊我|色情|裸聊|约炮|同城交友"
)
ADD = re.compile(
    "(?<![我们])加(?:我)?(?:微信|微|薇|威信|v|V|q|Q|扣扣|群)|微信同号|扫码(?:加|进)|私信我|联系(?:微信|QQ"
    "|qq)|关注(?:公众号|微信)"
)

# in lower case, an offer that pays holds one of the first, a contact one of the second, or there is none
PAYMENTS = (
    "casino", "jackpot", "viagra", "cialis", "forex", "payday loan", "online betting", "slot game",
    "slots game", "binary option", "escort", "crypto ", "bitcoin ", "free followers", "get followers",
    "backlinks", "seo service", "nft drop", "airdrop", "replica watch", "loss pill", "make money",
    "home and earn", "earn up to", "d income", "e income", "a income", "d profit", "e profit", "a profit",
    "double your ", "claim your ", "up bonus", "welcome bonus", "deposit bonus", "instant loan",
    "instant approval", "loan approved", "loans approved", "loan available", "loans available", "cheap meds",
    "cheap pills",
)  # fmt: skip
EARNED = re.compile(r"earn [$€£]?\d")
CONTACTS = (
    "微信", "薇信", "威信", "徽信", "v信", "vx", "wx", "weixin", "wechat", "扣扣", "企鹅", "qq", "telegram",
    "whats", "电报", "加v", "加q", "加我",
)  # fmt: skip
ADDED = ("加", "扫码", "同号", "私信我", "联系", "关注")


def is_spam(text: str) -> bool:
    """Whether a text sells: an offer with a link, handle or call; a handle with a call; two Chinese offers.

    >>> is_spam("Make money online! Click here: http://example.com"), is_spam("Where do I click?")
    (True, False)
    >>> is_spam("刷单兼职，日结，加微信 abc12345"), is_spam("客服让我加微信，一直没有人回。")
    (True, False)
    """
    lowered = text.lower()
    chinese = not text.isascii()
    offered = len({match[0] for match in OFFER.finditer(text)}) if chinese else 0
    if offered or _pays(text, lowered):
        return offered > 1 or any(pattern.search(text) for pattern in (CALLING, ADD, LINK, CONTACT))
    if not any(clue in lowered for clue in CONTACTS):
        return False
    if chinese and any(clue in text for clue in ADDED) and ADD.search(text):
        return bool(CONTACT.search(text))
    return all(pattern.search(text) for pattern in (LINK, CALLING, CONTACT))


def _pays(text: str, lowered: str) -> bool:
    hinted = any(clue in lowered for clue in PAYMENTS) or ("earn " in lowered and EARNED.search(lowered))
    return bool(hinted and PAYING.search(text))
