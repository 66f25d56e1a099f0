"""The words that the sample's people chose for the company, and why: written for it, in both languages."""

import random
from typing import Any

MOODS = {  # by segment: how often each word is chosen, of 100 people
    "solo": {
        "friendly": 46, "reliable": 41, "simple": 33, "caring": 27, "fast": 24, "complicated": 22,
        "fair_priced": 20, "honest": 17, "expert": 16, "slow": 9, "impersonal": 7, "overpriced": 7,
        "unreliable": 6, "evasive": 4, "careless": 3, "unfriendly": 1,
    },
    "group": {
        "reliable": 38, "overpriced": 37, "expert": 30, "fast": 21, "friendly": 21, "complicated": 19,
        "impersonal": 16, "evasive": 13, "honest": 11, "slow": 10, "simple": 10, "unreliable": 7,
        "caring": 7, "fair_priced": 5, "careless": 4, "unfriendly": 2,
    },
    "enterprise": {
        "expert": 55, "reliable": 47, "fast": 26, "honest": 24, "complicated": 20, "friendly": 19,
        "overpriced": 12, "impersonal": 10, "fair_priced": 10, "caring": 10, "slow": 8, "simple": 6,
        "evasive": 5, "unreliable": 3, "careless": 2, "unfriendly": 1,
    },
}  # fmt: skip
MOST, WHY, OWN = 5, 0.3, 0.16
WHYS: dict[str, dict[str, tuple[str, ...]]] = {
    "reliable": {
        "en": ("Two seasons without a double booking.", "It was up during the whole festival week."),
        "zh": ("两个旺季没出过一次超订。", "黄金周全程没掉过线。"),
    },
    "friendly": {
        "en": ("They remember the name of our dog.", "Nobody sighs when I ask twice."),
        "zh": ("客服还记得我们店里的猫。", "同一个问题问两遍也不嫌烦。"),
    },
    "expert": {
        "en": ("They knew the tax rules of our canton.", "The answer was right the first time."),
        "zh": ("连我们当地的税务规定都清楚。", "第一次就答到点子上。"),
    },
    "fast": {
        "en": ("An answer before my tea was cold.", "The fix came the same evening."),
        "zh": ("茶还没凉就回复了。", "当晚就修好了。"),
    },
    "honest": {
        "en": ("They told us about the outage before we saw it.", "They said that we need no bigger plan."),
        "zh": ("故障他们先告诉我们，不等我们发现。", "直接说我们不用买更贵的套餐。"),
    },
    "simple": {
        "en": ("My father checks guests in with it.", "Three taps and the room is free again."),
        "zh": ("我父亲也能用它办入住。", "点三下房间就放出来了。"),
    },
    "caring": {
        "en": ("They called after the flood.", "Somebody asked how the opening went."),
        "zh": ("水灾之后专门打电话来问。", "开业后还有人来问顺不顺利。"),
    },
    "fair_priced": {
        "en": ("It costs less than the porter.", "One price and no surprises."),
        "zh": ("比多请一个人便宜。", "一口价，没有意外。"),
    },
    "unreliable": {
        "en": ("The calendar lost a Saturday.", "The kiosk sleeps when guests come."),
        "zh": ("日历丢过一个星期六。", "客人来了自助机却睡着了。"),
    },
    "unfriendly": {"en": ("The answer was one line and a link.",), "zh": ("只回了一行字和一个链接。",)},
    "careless": {
        "en": ("Our logo was another hotel's for a week.", "They sent the invoice of our neighbour."),
        "zh": ("我们的标志错成别家的，整整一周。", "把隔壁的账单寄给了我们。"),
    },
    "slow": {
        "en": ("Payouts take nine days.", "The list of arrivals loads while the guest waits."),
        "zh": ("到账要九天。", "客人等着，到店名单还在转圈。"),
    },
    "evasive": {
        "en": ("Nobody says why the price went up.", "Each time I ask, the date moves."),
        "zh": ("没人说清楚为什么涨价。", "每问一次，日期就往后推一次。"),
    },
    "complicated": {
        "en": ("The new sign-in wants a code for every shift.", "Four screens for one late check-out."),
        "zh": ("新版登录每次换班都要验证码。", "一个延迟退房要点四个页面。"),
    },
    "impersonal": {
        "en": ("Every time another name answers.", "We are a number of a ticket."),
        "zh": ("每次都是不同的人接待。", "在他们那里我们只是一个工单号。"),
    },
    "overpriced": {
        "en": (
            "Paid per property now, for the same software.",
            "The small house pays as much as the big one.",
        ),
        "zh": ("同样的软件，现在按门店收费。", "小店和大店交一样的钱。"),
    },
}
OWNS = {
    "en": ("homely", "patient", "from the trade", "restless", "there at night", "stubborn"),
    "zh": ("踏实", "有耐心", "懂行", "爱折腾", "半夜也在", "固执"),
}


def picked(rng: random.Random, segment: str, language: str) -> dict[str, Any]:
    """What one person of a segment chose, as the values of an answer to the word picker."""
    found = [word for word, share in MOODS[segment].items() if rng.random() * 100 < share]
    rng.shuffle(found)
    words = {word: _why(rng, word, language) for word in found[:MOST]} or {"no_word": ""}
    own = {"own": rng.choice(OWNS[language])} if rng.random() < OWN else {}
    return {"words": words} | own


def _why(rng: random.Random, word: str, language: str) -> str:
    return rng.choice(WHYS[word][language]) if rng.random() < WHY else ""
