"""What a score goes with, ready to be shown: the finding, the quadrant, every factor and how sure it is."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.driver_chart import Line, absent_of, chart_of, open_note
from regard.web.dashboards.driver_words import THEME, USUAL, Candidates, candidates_of
from regard.web.dashboards.figures import count_text, interval_text, plain_text, value_text
from regard.web.dashboards.kinks import UNITS, said_text
from regard.web.dashboards.naming import Naming, metric_text
from regard.web.dashboards.numbers import KEPT_SECONDS, Numbers
from regard.web.dashboards.plots import Chart
from regard.web.insights.driver_study import (
    ENOUGH,
    PEOPLE,
    PLACED,
    SPOKEN,
    DriverStudy,
    Factor,
    Inseparable,
    Interval,
    Scores,
    driver_study,
    scores,
)
from regard.web.insights.studies import Filters
from regard.web.insights.theme_driver_study import MOST_THEMES, theme_driver_study
from regard.web.insights.theme_tallies import Themed, ThemesMoved


@dataclass(frozen=True)
class Drivers:
    """All that the page shows; `lacking` says why nothing is ranked."""

    title: str
    url: str  # of all records that were asked
    metric: str
    described: list[str]
    n: str
    seen: str
    is_cut: bool
    explained: str
    lines: list[Line]
    rest: list[Line]  # of themes those that too few mention, or that others are mentioned more than
    together: list[str]
    how_sure: list[str]
    lacking: str
    chart: Chart | None
    remarks: list[str]  # what the picture shows as open, what it does not show, and why
    sentence: str  # to be taken along
    told: Candidates


def study_of(numbers: Numbers, address: Address, *, today: date) -> tuple[list[Scores], DriverStudy | None]:
    """The metrics that were answered, and what goes with the chosen one; asked once for each archive.

    Of themes there is no study while the archive does not tell of those of now.
    """
    where = address.but(metric="", by=USUAL).filters(today=today)
    themed = numbers.themed if address.by == THEME else None
    state = f"{numbers.workspace.pk} {numbers.fresh.change} {numbers.fresh.at} {where} {address.metric}"
    key = f"drivers:{hashlib.sha256(f'{state} {address.by} {themed and themed.state}'.encode()).hexdigest()}"
    found: tuple[list[Scores], DriverStudy | None] | None = cache.get(key)
    if found is None:
        given = scores(where)
        chosen = [one for one in given if one.metric == address.metric or not address.metric]
        if address.by == THEME and themed is None:
            return given, None
        try:
            found = given, _study(where, chosen[0], themed) if chosen else None
        except ThemesMoved:
            return given, None
        cache.set(key, found, KEPT_SECONDS)
    return found


def _study(where: Filters, of: Scores, themed: Themed | None) -> DriverStudy:
    return theme_driver_study(where, of, themed) if themed else driver_study(where, of)


def drivers_of(slug: str, address: Address, study: DriverStudy, naming: Naming, *, today: date) -> Drivers:
    """A study in words and as a picture."""
    told = candidates_of(address, naming)
    chosen = address.but(metric=study.scores.metric, by=USUAL)
    clear = _is_clear(study)
    unit = UNITS[study.scores.metric]
    lines = [_line(slug, chosen, factor, told, clear=clear, unit=unit) for factor in study.factors]
    is_many = told.by == THEME  # there are ten factors; of themes there may be many
    rest = [line for line, one in zip(lines, study.factors, strict=True) if is_many and not one.driver]
    metric = metric_text(study.scores.metric)
    title, described = _title(study, metric, told), naming.described(chosen, today=today)
    return Drivers(
        title=title,
        url=f"{reverse('dashboards:explore', args=[slug])}?{chosen.query()}",
        metric=metric,
        described=described,
        n=count_text(study.n),
        seen=count_text(study.seen),
        is_cut=study.n < study.seen,
        explained=_explained(study, told),
        lines=[line for line in lines if line not in rest],
        rest=rest,
        together=together_of(study.inseparable, told.names, clear=clear),
        how_sure=_how_sure(study, told),
        lacking="" if clear else _lacking(study, metric, told),
        chart=chart_of(study.factors, lines, (title, metric), told) if clear else None,
        remarks=[*filter(None, [open_note(study.factors)]), *absent_of(study.factors, lines, told)]
        if clear
        else [],
        sentence=_sentence(study, title, lines, described),
        told=told,
    )


def _explained(study: DriverStudy, told: Candidates) -> str:
    """How much of the differences all of them go with."""
    if study.r2 is None:
        return ""
    numbers = {"share": _percent(study.r2.value), "interval": _percents(study.r2), "n": count_text(study.n)}
    return str(told.together % numbers)


def _is_clear(study: DriverStudy) -> bool:
    """Whether all factors together go with the score by more than chance; without that none has a part."""
    return study.r2 is not None and study.r2.low > 0


def _title(study: DriverStudy, metric: str, told: Candidates) -> str:
    """The finding; only a rank that the answers do not leave open is told as one."""
    ranked = [(factor, factor.driver) for factor in study.factors if factor.driver]
    if not _is_clear(study):
        return metric
    first = [told.name(factor.name) for factor, driver in ranked if driver.rank_low == 1]
    names = {"metric": metric, "factors": _(", ").join(first)}
    if len(first) == 1:
        return _("%(metric)s goes most closely with %(factors)s") % names
    return _("What %(metric)s goes with most closely is open between %(factors)s") % names


def _lacking(study: DriverStudy, metric: str, told: Candidates) -> str:
    """Why nothing is ranked."""
    if study.needed:
        return ngettext(
            "Not enough answers yet: %(n)s with words and a score, %(needed)s more",
            "Not enough answers yet: %(n)s with words and a score, %(needed)s more",
            study.needed,
        ) % {"n": count_text(study.n), "needed": study.needed}
    if study.few_people:
        return _("Not enough people yet: all of this was said by fewer than %(n)s.") % {"n": PEOPLE}
    if study.level_scores:
        return _("All scores are equal, so nothing goes with a difference between them.")
    if study.r2 is None:
        return str(told.too_few % {"n": SPOKEN})
    return _("Nothing that people speak of goes clearly with %(metric)s") % {"metric": metric}


def _line(slug: str, address: Address, factor: Factor, told: Candidates, *, clear: bool, unit: str) -> Line:
    """One factor or theme; its share and rank stand only where the whole is `clear`."""
    explore = reverse("dashboards:explore", args=[slug])

    def to(kind: str = "") -> str:
        return f"{explore}?{address.but(**told.where(factor.name, kind)).query()}"

    driver = factor.driver if clear else None
    share = driver.share if driver else None
    return Line(
        name=told.name(factor.name),
        url=to(),
        n=count_text(factor.n),
        rank=_rank(driver.rank_low, driver.rank_high) if driver else "",
        share=_percent(share.value) if share else "",
        share_interval=_percents(share) if share else "",
        net=value_text(factor.performance),
        net_interval=interval_text(factor.performance),
        net_note=_net_note(factor),
        praise=(count_text(factor.praised), to("positive")),
        complaints=(count_text(factor.complained), to("negative")),
        against=told.leaning(driver),
        kink=said_text(factor.kink, unit) if clear and factor.kink else "",
        note="" if share else _("no clear part") if factor.driver else _("not enough answers yet"),
    )


def _net_note(factor: Factor) -> str:
    if factor.performance.status != "shown":
        needed = factor.performance.needed
        return ngettext("%(n)s more needed", "%(n)s more needed", needed) % {"n": count_text(needed)}
    return "" if factor.leans else _("leans neither way clearly")


def together_of(
    groups: Sequence[Inseparable], names: Mapping[str, object], *, clear: bool = True
) -> list[str]:
    """What cannot be told apart, by name; with its share where the whole is `clear`."""
    found = []
    for group in groups:
        named = {"names": _(", ").join(str(names[name]) for name in group.drivers)}
        if group.share is None or not clear:
            found.append(named["names"])
            continue
        named |= {"share": _percent(group.share.value), "interval": _percents(group.share)}
        found.append(_("%(names)s: %(share)s together (%(interval)s)") % named)
    return found


def _sentence(study: DriverStudy, title: str, lines: Sequence[Line], described: Sequence[str]) -> str:
    """The finding with its numbers, to be pasted elsewhere; without any where nothing is ranked."""
    if not _is_clear(study):
        return ""
    first = [
        _("%(name)s: share %(share)s (95 %% interval %(interval)s), rank %(rank)s")
        % {"name": line.name, "share": line.share, "interval": line.share_interval, "rank": line.rank}
        for factor, line in zip(study.factors, lines, strict=True)
        if factor.driver and factor.driver.rank_low == 1
    ]
    text = _("%(title)s (%(factors)s; n = %(n)s; %(filters)s). An association, not a cause.")
    return text % {
        "title": title,
        "factors": "; ".join(first),
        "n": count_text(study.n),
        "filters": "; ".join(described),
    }


def _how_sure(study: DriverStudy, told: Candidates) -> list[str]:
    given = study.scores
    numbers = {"n": ENOUGH, "spoken": SPOKEN, "most": MOST_THEMES}
    *counted, ranked = (str(line) for line in told.method)
    return [
        _("Score: %(metric)s as it was given, from %(low)s to %(high)s.")
        % {"metric": metric_text(given.metric), "low": given.low, "high": given.high},
        *counted,
        _(
            "Intervals of share and rank: 95 %, from 1,000 draws of the people who answered (bootstrap); all "
            "that one person said is drawn together."
        ),
        ranked % numbers,
        _(
            "Here praise minus complaint is a number from %(n)s records on, however wide its interval: "
            "the bar tells how little is known."
        )
        % {"n": PLACED.minimum},
        _("Definition: %(id)s") % {"id": PLACED.id},
    ]


def _rank(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _percent(share: float) -> str:
    return _("%(number)s %%") % {"number": plain_text(100 * share, "percent")}


def _percents(share: Interval) -> str:
    return f"{plain_text(100 * share.low, 'percent')} – {plain_text(100 * share.high, 'percent')}"
