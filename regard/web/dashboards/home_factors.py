"""What people name when they are satisfied and when they are not: the ten factors, as home shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.definitions import net_rule
from regard.web.dashboards.figures import count_text, interval_text, position, value_text
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.sentences import comparisons_text
from regard.web.insights.factor_study import Named

GROUPS = {
    "praise": gettext_lazy("Named when people are satisfied"),
    "complaint": gettext_lazy("Named when people are dissatisfied"),
    "": gettext_lazy("Named either way, or too few to tell"),
}


@dataclass(frozen=True)
class FactorRow:
    """One factor on a line from complaint (0) to praise (100), each count with the way to its records."""

    label: str
    href: str
    value: str
    interval: str
    n: str
    praise: tuple[str, str]
    complaints: tuple[str, str]
    position: float | None = None
    low: float | None = None
    high: float | None = None
    middle: int = 50


@dataclass(frozen=True)
class Group:
    """The factors that lean one way; those that may lean either way last."""

    title: str
    leans: str
    rows: list[FactorRow]


@dataclass(frozen=True)
class Factors:
    """All that the card shows: what leans and what does not, and of what too few or no records speak."""

    groups: list[Group] = field(default_factory=list)
    compared: str = ""
    few: list[tuple[str, str]] = field(default_factory=list)  # how many more are needed, and its records
    unnamed: str = ""
    rule: str = ""  # from when on a number is one

    @property
    def is_silent(self) -> bool:
        """Whether nobody named any factor."""
        return not self.groups and not self.few


def factors(named: Sequence[Named], address: Address, *, url: str) -> Factors:
    """A study in words; `url` is where the records of an address are listed."""
    shown = [one for one in named if one.net.status == "shown"]
    return Factors(
        groups=list(
            filter(lambda group: group.rows, (_group(leans, shown, address, url) for leans in GROUPS))
        ),
        compared=comparisons_text(len(shown)),
        few=[
            (_needed(one), _to(address, url, one.factor))
            for one in named
            if one.n and one.net.status != "shown"
        ],
        unnamed=_(", ").join(_name(one) for one in named if not one.n),
        rule=net_rule(),
    )


def _group(leans: str, shown: Sequence[Named], address: Address, url: str) -> Group:
    """The factors of a group: the most praised first, or where complaint is more the most complained of."""
    mine = [one for one in shown if one.leans == leans]
    ordered = mine[::-1] if leans == "complaint" else mine
    return Group(str(GROUPS[leans]), leans, [_row(one, address, url) for one in ordered])


def _row(one: Named, address: Address, url: str) -> FactorRow:
    return FactorRow(
        label=_name(one),
        href=_to(address, url, one.factor),
        value=value_text(one.net),
        interval=interval_text(one.net),
        n=count_text(one.n),
        praise=(count_text(one.praised), _to(address, url, one.factor, polarity=("positive",))),
        complaints=(count_text(one.complained), _to(address, url, one.factor, polarity=("negative",))),
        **_places(one),
    )


def _places(one: Named) -> dict[str, Any]:
    place = position(one.net)
    return {"position": place.value, "low": place.low, "high": place.high} if place else {}


def _to(address: Address, url: str, factor: str, **more: Any) -> str:
    return f"{url}?{address.but(factor=(factor,), **more).query()}"


def _needed(one: Named) -> str:
    text = ngettext("%(name)s: %(needed)s more", "%(name)s: %(needed)s more", one.net.needed)
    return text % {"name": _name(one), "needed": count_text(one.net.needed)}


def _name(one: Named) -> str:
    return str(FACTOR_NAMES[one.factor])
