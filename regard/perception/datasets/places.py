"""The places where the sample workspace listens, and what a record of each looks like."""

import random
from dataclasses import dataclass

from regard.perception.datasets.shapes import Source
from regard.perception.datasets.texts import Text

SOURCES = (
    Source("relationship-survey", "survey", "Relationship survey", "客户关系调查"),
    Source("support-survey", "survey", "Survey after support", "客服回访问卷"),
    Source("setup-survey", "survey", "Survey after set-up", "开通与设置问卷"),
    Source("hotel-tech-reviews", "reviews", "Hotel software reviews", "酒店软件点评"),
    Source("app-store", "reviews", "App store", "应用商店"),
    Source("social", "mentions", "Social networks", "社交媒体"),
    Source("innkeeper-forum", "mentions", "Innkeepers' forum", "客栈老板论坛"),
    Source("support-desk", "support", "Support desk", "客服台"),
    Source("interviews", "interviews", "Interviews", "客户访谈"),
)
PRODUCTS = ("Frontdesk", "Kiosk", "Pay")
PRODUCT_WORDS = {
    "Kiosk": ("Kiosk", "kiosk", "KIOSK", "passport reader", "自助机", "入住机", "自助入住", "入住機"),
    "Pay": ("Pay ", "payout", "Payout", "refund", "terminal", "支付", "收款", "到账", "退款", "刷卡"),
    "Frontdesk": ("Frontdesk", "calendar", "Calendar", "channel", "sync", "日历", "房态", "渠道", "日曆"),
}
TOUCHPOINTS = {"price": "billing", "support": "support", "delivery": "onboarding"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a record of one source looks like; `silence` is the share of scores without a text."""

    kind: str
    channels: tuple[str, ...]
    metric: str = ""
    low: int = 0
    high: int = 0
    silence: float = 0.0
    delay_hours: int = 1
    is_public: bool = False
    touchpoint: str = "daily use"


PLACES = {
    "relationship-survey": Place(
        *("survey_response", ("email", "email", "in_app"), "nps", 0, 10, 0.21), touchpoint="renewal"
    ),
    "support-survey": Place(
        *("survey_response", ("chat", "chat", "email"), "csat", 1, 5, 0.21), touchpoint="support"
    ),
    "setup-survey": Place("survey_response", ("in_app", "kiosk", "email"), "ces", 1, 7, 0.21),
    "hotel-tech-reviews": Place("review", ("web",), "stars", 1, 5, 0.06, delay_hours=8, is_public=True),
    "app-store": Place("review", ("store",), "stars", 1, 5, 0.3, delay_hours=8, is_public=True),
    "social": Place("mention", ("social",), delay_hours=3, is_public=True),
    "innkeeper-forum": Place("mention", ("forum",), delay_hours=3, is_public=True),
    "support-desk": Place("conversation", ("chat", "chat", "email"), touchpoint="support"),
    "interviews": Place("interview", ("phone", "in_person"), delay_hours=48),
}


def touchpoint_of(place: Place, text: Text | None, *, newcomer: bool) -> str:
    """Where in the life of a customer the record belongs."""
    if place.metric == "ces":
        return "onboarding" if newcomer else "daily use"
    if place.metric == "csat" or text is None or not text.factors:
        return place.touchpoint
    return TOUCHPOINTS.get(text.factors[0], place.touchpoint)


def product_of(rng: random.Random, text: Text | None) -> str:
    """The product that the text names first, or any."""
    usual: str = rng.choices(PRODUCTS, (50, 30, 20))[0]
    if text is None:
        return usual
    heard = f"{text.title} {text.text} "
    named = {name: _first(heard, words) for name, words in PRODUCT_WORDS.items()}
    return min(named, key=lambda name: named[name]) if min(named.values()) < len(heard) else usual


def _first(heard: str, words: tuple[str, ...]) -> int:
    return min((heard.find(word) for word in words if word in heard), default=len(heard))
