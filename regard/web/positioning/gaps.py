"""The three named gaps between what was intended, what staff believe and what customers say, in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text, interval_text, plain_text, value_text
from regard.web.insights.map_study import NOTICED, WordGap, comparable_staff
from regard.web.positioning.wording import Wording


@dataclass(frozen=True)
class Line:
    """One intended word among those with the same gap: what the numbers say, and the ways to the quotes."""

    name: str
    url: str
    numbers: list[str]
    opposite: str = ""
    opposite_url: str = ""
    factor: str = ""
    owner: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Gap:
    """One of the three named gaps, or that none is shown."""

    name: str
    meaning: str
    lines: list[Line]


def gaps_of(wording: Wording) -> list[Gap]:
    """Each gap with its words; those that show none at the end."""
    found = wording.looked.study.gaps
    source = wording.looked.address.source
    if not found:
        return []
    named = [
        ("not delivered", _("Not delivered"), _("More people say the opposite than the word.")),
        (
            "not noticed",
            _("Not noticed"),
            _("Fewer than %(share)s %% of people say the word or its opposite.")
            % {"share": f"{NOTICED[source]:g}"},
        ),
    ]
    if source == "asked":
        told = _("More of the staff than of the customers would choose the word.")
        named.append(("self-deception", _("Self-deception"), told))
    every = [
        Gap(name, meaning, [_line(wording, one, key) for one in found if key in one.gaps])
        for key, name, meaning in named
    ]
    fine = [_line(wording, one, "") for one in found if not one.gaps]
    return [*every, Gap(_("No gap shown"), _("Not that there is none: these answers show none."), fine)]


def _line(wording: Wording, gap: WordGap, key: str) -> Line:
    row, _is_opposite = wording.looked.vocabulary.rows[gap.word]
    return Line(
        name=wording.name(gap.word),
        url=wording.url(gap.word),
        numbers=_told(wording, gap, key),
        opposite=wording.name(gap.opposite) if gap.opposite else "",
        opposite_url=wording.url(gap.opposite) if gap.opposite else "",
        factor=row.factor_name,
        owner=row.owner_name,
        since=row.since,
    )


def _told(wording: Wording, gap: WordGap, key: str) -> list[str]:
    """The numbers that carry this gap: shares, the balance, or staff against customers."""
    said = wording.looked.study.shares[gap.word]
    counted = {"n": count_text(said.n), "value": value_text(said), "interval": interval_text(said)}
    lines = [
        _("said by %(value)s (95 %% interval %(interval)s, n = %(n)s)") % counted
        if said.status == "shown"
        else _("not enough answers yet (n = %(n)s)") % counted
    ]
    balance = gap.balance
    if balance is not None and key in ("not delivered", ""):
        lines.append(
            _("word minus opposite %(value)s points (%(low)s to %(high)s)")
            % {
                "value": plain_text(100 * balance.value, "points"),
                "low": plain_text(100 * balance.low, "points"),
                "high": plain_text(100 * balance.high, "points"),
            }
        )
    if key == "self-deception" or (key == "" and comparable_staff(wording.looked.study)):
        lines.append(
            _("staff minus customers %(value)s points (%(low)s to %(high)s, n = %(n)s of the staff)")
            % {
                "value": plain_text(gap.belief.difference, "points"),
                "low": plain_text(gap.belief.low, "points"),
                "high": plain_text(gap.belief.high, "points"),
                "n": count_text(gap.staff.n),
            }
        )
    return lines
