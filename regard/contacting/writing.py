"""Rules as JSON values, read and written."""

import re
from collections.abc import Iterable
from typing import Any

from regard.contacting.audiences import Rule, UnfitRule
from regard.contacting.ledger import ContactKind
from regard.contacting.rules import ASKED, COUNTED, Cap, Each, Rules

FORMAT = "regard.contact-rules/1"
MOST_CAPS, MOST, MOST_DAYS = 40, 10_000, 3_660
KEY = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
FIELDS = {"key", "most", "days", "each", "kinds", "same_survey", "counts", "holds_for", "whom"}


def rules_of(content: Any) -> Rules:
    """The rules that JSON values describe. Raises UnfitRule."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnfitRule("format", f"not {FORMAT}")
    if unknown := set(content) - {"format", "caps", "quiet_days"}:
        raise UnfitRule(min(unknown), "unknown")
    caps = content.get("caps", [])
    if not isinstance(caps, list) or len(caps) > MOST_CAPS:
        raise UnfitRule("caps", f"not a list of at most {MOST_CAPS}")
    found = tuple(_cap(one, f"caps[{place}]") for place, one in enumerate(caps))
    if len({cap.key for cap in found}) < len(found):
        raise UnfitRule("caps", "two of one key")
    return Rules(found, _number(content.get("quiet_days", 14), "quiet_days", low=0, high=MOST_DAYS))


def _cap(content: Any, path: str) -> Cap:
    if not isinstance(content, dict):
        raise UnfitRule(path, "not an object")
    if unknown := set(content) - FIELDS:
        raise UnfitRule(f"{path}.{min(unknown)}", "unknown")
    key, each = content.get("key"), content.get("each", Each.PERSON)
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise UnfitRule(f"{path}.key", "not a short name")
    if each not in tuple(Each):
        raise UnfitRule(f"{path}.each", "unknown")
    return Cap(
        key,
        most=int(_number(content.get("most"), f"{path}.most", low=0, high=MOST)),
        days=_number(content.get("days"), f"{path}.days", low=0.01, high=MOST_DAYS),
        each=Each(each),
        kinds=frozenset(_texts(content.get("kinds", []), f"{path}.kinds")),
        same_survey=content.get("same_survey", False) is True,
        counts=_counted(_kinds(content, "counts", COUNTED, path)),
        holds_for=_kinds(content, "holds_for", Cap("", 0, 0).holds_for, path),
        whom=Rule.from_content(content.get("whom"), path=f"{path}.whom"),
    )


def _counted(kinds: frozenset[str]) -> frozenset[str]:
    """Rules that were kept before notices counted, and count all that was asked, count them from now on."""
    return COUNTED if kinds == ASKED else kinds


def _kinds(content: dict[str, Any], name: str, default: Iterable[str], path: str) -> frozenset[str]:
    found = _texts(content.get(name, list(default)), f"{path}.{name}")
    if not set(found) <= set(ContactKind):
        raise UnfitRule(f"{path}.{name}", "unknown")
    return frozenset(found)


def _texts(value: Any, path: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and len(one) <= 40 for one in value):
        raise UnfitRule(path, "not a list of short texts")
    return value


def _number(value: Any, path: str, *, low: float, high: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise UnfitRule(path, f"not a number from {low:g} to {high:g}")
    return float(value)


def content_of(rules: Rules) -> dict[str, Any]:
    """The rules as JSON values."""
    caps = [_written(cap) for cap in rules.caps]
    return {"format": FORMAT, "caps": caps, "quiet_days": rules.quiet_days}


def _written(cap: Cap) -> dict[str, Any]:
    content: dict[str, Any] = {
        "key": cap.key,
        "most": cap.most,
        "days": cap.days,
        "each": str(cap.each),
        "counts": sorted(cap.counts),
        "holds_for": sorted(cap.holds_for),
    }
    if cap.kinds:
        content["kinds"] = sorted(cap.kinds)
    if cap.same_survey:
        content["same_survey"] = True
    if cap.whom.conditions:
        content["whom"] = cap.whom.to_content()
    return content
