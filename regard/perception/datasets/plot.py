"""The story that is hidden in the sample workspace: what happened when, and how the scores follow."""

from datetime import date

from regard.perception.datasets.shapes import Turn
from regard.perception.datasets.texts import Text

START, UNTIL = date(2024, 11, 16), date(2026, 11, 15)
NIGHT_SHIFT = date(2025, 9, 15)
NEW_SIGN_IN = date(2026, 3, 2)
PRICE_LIST = date(2026, 6, 1)
SIGN_IN_FOR_GROUPS = date(2026, 8, 20)
NAMED_CONTACT = date(2026, 8, 24)

TURNS = (
    Turn(
        *("support-rise", NIGHT_SHIFT, "csat", (), True),
        name_en="Support works at night and speaks Chinese",
        name_zh="客服上线夜班，并提供中文服务",
    ),
    Turn(
        *("ease-drop", NEW_SIGN_IN, "ces", ("solo",), False),
        name_en="New check-in and sign-in for single houses",
        name_zh="单店客户启用新版入住与登录流程",
    ),
    Turn(
        *("price-grumble", PRICE_LIST, "nps", ("group",), False),
        name_en="New price list, counted per property",
        name_zh="新价目表改为按门店计费",
    ),
    Turn(
        *("ease-drop", SIGN_IN_FOR_GROUPS, "ces", ("group",), False),
        name_en="The new sign-in reaches groups",
        name_zh="新版登录推广到多店客户",
    ),
    Turn(
        *("support-rise", NAMED_CONTACT, "csat", (), True),
        name_en="Each property has a named contact in support",
        name_zh="每家门店都有专属客服联系人",
    ),
)


def expected(metric: str, segment: str, day: date, *, is_new: bool) -> tuple[float, float]:
    """Mean and spread of a metric's raw scores for a segment on a day, before rounding to the scale."""
    if metric == "ces":
        return _ces(segment, day, is_new=is_new), 1.15
    if metric == "csat":
        return (4.6 if day >= NAMED_CONTACT else 3.75 if day >= NIGHT_SHIFT else 3.0), 0.95
    if metric == "nps":
        return 8.5 + 2.2 * _mood(segment, day), 2.0
    return 4.2 + _mood(segment, day), 1.05


def _ces(segment: str, day: date, *, is_new: bool) -> float:
    if segment == "solo" and day >= NEW_SIGN_IN:
        return 4.3 if is_new else 4.7
    if segment == "group" and day >= SIGN_IN_FOR_GROUPS:
        return 4.4
    return 5.75


def _mood(segment: str, day: date) -> float:
    """How far the whole relationship moves, in stars."""
    mood = 0.15 if day >= NIGHT_SHIFT else 0.0
    if segment == "solo" and day >= NEW_SIGN_IN:
        mood -= 0.4
    if segment == "group":
        mood -= (0.3 if day >= PRICE_LIST else 0.0) + (0.15 if day >= SIGN_IN_FOR_GROUPS else 0.0)
    return mood


def may_be_told(text: Text, segment: str, day: date) -> bool:
    """Whether a person of this segment ("" where nobody knows it) can say this text on this day."""
    if text.segment not in ("", segment) and (segment or text.segment == "enterprise"):
        return False
    if text.story == "support-rise":
        return day >= NIGHT_SHIFT
    if text.story == "price-grumble":
        return segment in ("group", "") and day >= PRICE_LIST
    if text.story == "ease-drop":
        return _has_new_sign_in(text.segment or segment, day)
    return True


def _has_new_sign_in(segment: str, day: date) -> bool:
    return segment != "enterprise" and day >= (SIGN_IN_FOR_GROUPS if segment == "group" else NEW_SIGN_IN)
