"""Everything that one question of a survey tells, and what became of its invitations."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.perception.comparisons.segments import compare_segments
from regard.perception.metrics.distribution import distribution
from regard.web.dashboards.card_breaks import only_since
from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.figures import METRIC_HINTS, count_text, interval_text, plain_text, value_text
from regard.web.dashboards.naming import metric_text
from regard.web.results.counting import LEVEL, Measured, counted, size
from regard.web.results.hiding import K
from regard.web.results.one_definition import Defined
from regard.web.results.periods import by_period
from regard.web.results.rows import Row, change_of, row
from regard.web.results.silence import Part


@dataclass(frozen=True)
class Share:
    """One score of the distribution; its bar is `width` per cent wide."""

    score: int
    n: str
    value: str
    interval: str
    width: str


@dataclass(frozen=True)
class Section:
    """Everything that one question tells."""

    label: str
    rows: list[Row]
    shares: list[Share]
    segments: list[Row]
    periods: list[Row]
    unit: str = ""  # of the periods: one of PERIODS
    partial: int = 0
    elsewhere: int = 0
    reworded: bool = False
    is_weighted: bool = False
    note: str = ""  # that its definition changed among the answers
    definition: str = ""


def section(
    defined: Defined,
    *,
    told: Set[str | None] | None = None,
    is_stepwise: bool = False,
    days: Sequence[date] = (),
) -> Section:
    """The number, weighted too, how the answers spread, by segment and over time.

    For `told` see Defined.shown_segments. Where answers are shown in steps there are
    no periods: the end of one within a step would tell a few of it apart. On `days` the metric began to
    mean something else: no period is compared across one.
    """
    found = defined.measured
    label = found.label((get_language() or "en").lower())
    partial = size(cell for cell in found.cells if cell.is_partial)
    unit, periods = ("", []) if is_stepwise else by_period(defined.stretches, days)
    return Section(
        label,
        _rows(defined, label),
        list(shares(found)),
        by_segment(defined, told),
        periods,
        unit,
        partial=partial,
        elsewhere=found.elsewhere,
        reworded=found.reworded,
        is_weighted=found.weighted is not None,
        note=_note(defined),
        definition=" ".join(
            definition_lines(found.estimate.definition, found.scale, version=defined.definition)
        )
        if found.estimate
        else "",
    )


def _rows(defined: Defined, label: str) -> list[Row]:
    found = defined.measured
    only = (only_since(defined.changed),) if defined.changed and not defined.is_mixed else ()
    rows = [row(found, label, " · ".join((str(METRIC_HINTS[found.metric]), *only)), found.estimate)]
    if (weighted := found.weighted) is not None:
        effective = _("effective n = %(n)s") % {"n": count_text(int(weighted.n_eff))}
        name = _("Weighted to everybody invited")
        rows.append(row(found, name, " · ".join((effective, *only)), weighted))
    return rows


def _note(defined: Defined) -> str:
    """Which answers stand behind the numbers, where the definition of the metric changed among them."""
    if defined.changed is None:
        return ""
    said = {"metric": metric_text(defined.measured.metric), "day": date_format(defined.changed)}
    if defined.is_mixed:
        together = _(
            "The definition of %(metric)s changed on %(day)s. The answers of both definitions are counted "
            "together here: apart, they would tell of a few people."
        )
        return together % said
    only = _(
        "The definition of %(metric)s changed on %(day)s. The number and its spread are of the answers since."
    )
    hidden = _("Segments are not told apart here: with those of all answers they would tell of a few people.")
    return f"{only % said} {hidden}" if defined.hides_segments else only % said


def line(part: Part) -> dict[str, str]:
    """What became of the invitations of a segment, each number as a text."""
    hidden = _("hidden")
    numbers = ("invited", "delivered", "bounced", "answered")
    said = {name: hidden if (n := getattr(part, name)) is None else count_text(n) for name in numbers}
    label = _("Everybody") if part.segment is None else part.segment or _("No segment")
    rate = hidden
    if part.rate is not None:
        rate = value_text(part.rate) if part.rate.status == "shown" else _("Not enough answers yet")
    return said | {"label": label, "rate": rate, "interval": interval_text(part.rate) if part.rate else ""}


def shares(found: Measured) -> Iterator[Share]:
    """How many per cent gave each score, each with its interval; nothing below the smallest number shown."""
    spread = distribution(found.counts, level=LEVEL, hide_below=K)
    each = zip(found.scale.scores, found.counts.n_by_score, spread.shares or (), strict=False)
    for score, n, share in each:
        ends = [plain_text(end, "percent") for end in (share.low, share.high)]
        value = _("%(number)s %%") % {"number": plain_text(share.value, "percent")}
        yield Share(score, count_text(n), value, " – ".join(ends), f"{float(share.value):.2f}")


def by_segment(defined: Defined, told: Set[str | None] | None) -> list[Row]:
    """Each segment that may be shown, compared with all the others that may; the largest first."""
    found, shown = defined.measured, defined.shown_segments(told)
    groups = found.segments
    if defined.hides_segments or len(groups) < 2:
        return []
    counts = {name: counted(cells, found.scale) for name, cells in groups.items() if name in shown}
    apart = {}
    if len(counts) > 1:
        compared = compare_segments(counts, None, found.judge)
        apart = {one.segment: one for one in compared.significant}
    largest = sorted(groups, key=lambda name: (name not in shown, -size(groups[name])))
    return [
        row(
            found,
            name or _("No segment"),
            "",
            found.judge(counts[name]),
            change=_than(found, apart.get(name)),
        )
        if name in shown
        else Row(name or _("No segment"), "", "hidden")
        for name in largest
    ]


def _than(found: Measured, one: Any) -> tuple[str, str]:
    if one is None:
        return "", ""
    text, direction = change_of(found, one.comparison)
    return (_("%(change)s from the others") % {"change": text}, direction) if text else ("", "")
