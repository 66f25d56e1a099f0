"""What a report says, asked of the open workspace: every number by the rules of the pages."""

import html
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.channels.composing import one_line
from regard.web.dashboards.addresses import SENTIMENTS, Address
from regard.web.dashboards.card_breaks import Breaks, not_compared
from regard.web.dashboards.card_parts import of_one_definition, of_part
from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.drivers import drivers_of, study_of
from regard.web.dashboards.figures import METRIC_NAMES, count_text
from regard.web.dashboards.home import asked_for, everything
from regard.web.dashboards.home_headline import quiet, topic_names
from regard.web.dashboards.home_sides import base_of
from regard.web.dashboards.naming import Naming, days_text
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.profile import Row, Seen, rows, scale_of
from regard.web.dashboards.sentences import evidence, sentence
from regard.web.dashboards.unknowns import Place, unknowns
from regard.web.dashboards.vocabulary import FEWEST, cloud
from regard.web.insights import studies
from regard.web.insights.driver_study import Factor as StudiedFactor
from regard.web.insights.studies import Changes, Estimate, Finding, Study
from regard.web.reports.amounts import amount
from regard.web.reports.board import MAP, MONEY, THEMES, TRENDS
from regard.web.reports.content import Amount, Content, Factor, Figure, Line, Saying, Word
from regard.web.reports.doing import changes_of
from regard.web.reports.gaps import map_of
from regard.web.reports.money import money_of
from regard.web.reports.standing import standing_findings
from regard.web.reports.themes import themes_of
from regard.web.reports.trends import trends_of
from regard.web.reports.windows import Window
from regard.web.workspaces.models import Workspace

TOLD = 4
ASKED_WORDS, WORDS = 300, 12


def gathered(
    workspace: Workspace,
    window: Window,
    *,
    language: str,
    today: date,
    known: Collection[str] = (),
    numbers: Numbers | None = None,
    board: Collection[str] = (),
) -> Content:
    """Everything that is said about a window, in one language; the workspace is open.

    A change whose key is `known` is no news: it is told apart, as one that is still so. `numbers` are handed
    over where the page has them already. `board` names parts of board.PARTS that are told beside the numbers.
    """
    numbers = numbers or Numbers.of(workspace)
    with translation.override(language):
        found = _gathered(numbers, window, language=language, today=today, known=known, board=board)
    return Content.from_dict(_quiet(found.to_dict()))


def _quiet(told: Any) -> Any:
    """The same without signs that only programs read, or that turn the order of what is read."""
    if isinstance(told, dict):
        return {name: _quiet(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_quiet(value) for value in told]
    return one_line(told) if isinstance(told, str) else told


def _gathered(
    numbers: Numbers,
    window: Window,
    *,
    language: str,
    today: date,
    known: Collection[str],
    board: Collection[str],
) -> Content:
    where = window.address.filters(today=today)
    now = numbers.study(where, words=0)
    breaks = Breaks.of_open_workspace()
    parted, parts = breaks.among(window.before, window.period), breaks.parts(window.period)
    now = of_one_definition(numbers, now, where, parts)
    changes = changed(numbers, window, without=parted, today=today)
    asked = asked_for(numbers, now)
    seen = Seen(now, changes, now, window.address, "", breaks, parted, parts)
    shown = rows(seen, asked=asked, today=today)
    people, words = _words(numbers, window.address, today=today)
    fresh = numbers.fresh
    return Content(
        company=str(numbers.workspace),
        language=language,
        period=_described(window),
        before=days_text(window.before),
        records=now.records,
        figures=_figures(seen, shown, asked, window),
        words_people=people,
        words=words,
        findings=standing_findings(numbers, today=today, of=window.address),
        changes=changes_of(window.period, of=window.address, breaks=breaks),
        unknowns=_unknowns(numbers, now, shown, asked, window),
        read_by=_("Read by %(engine)s, version %(version)s.")
        % {"engine": fresh.engine, "version": fresh.version},
        parted=[not_compared(metric, day) for metric, day in parted.items() if metric in asked],
        **told(changes, window.address, known=known, is_parted=bool(parted)),
        **_factors(numbers, window.address, today=today),
        **_board(seen, numbers, window, asked, board, today=today),
    )


def _board(
    seen: Seen, numbers: Numbers, window: Window, asked: list[str], wanted: Collection[str], *, today: date
) -> dict[str, Any]:
    """What a board is told beside the numbers, as far as it is `wanted`."""
    parts: dict[str, Callable[[], Any]] = {
        MONEY: lambda: money_of(numbers.workspace, window, today=today),
        THEMES: lambda: themes_of(numbers, window, seen.changes, today=today),
        MAP: lambda: map_of(numbers, window, today=today),
        TRENDS: lambda: trends_of(numbers, window, asked=asked, breaks=seen.breaks, today=today),
    }
    return {name: parts[name]() for name in wanted}


def _described(window: Window) -> str:
    """The days; and of whom it tells, where it is not of everybody."""
    narrowed = window.address.segment or window.address.source
    whose = []
    if narrowed:  # the first line names the days again
        whose = Naming.of_open_workspace().described(window.address, today=date.max)[1:]
    return " · ".join([days_text(window.period), *whose])


def changed(numbers: Numbers, window: Window, *, without: Collection[str], today: date) -> Changes:
    """Every comparison of the window with the days before it, as one family, but those `without`."""
    after = window.address.filters(today=today)
    before = window.address.filters(today=today, period=window.before)
    by = () if window.address.segment else ("segment",)
    return numbers.all_changes(before, after, by=by, without=without)


def told(
    changes: Changes, address: Address, *, known: Collection[str] = (), is_parted: bool = False
) -> dict[str, Any]:
    """The sentences that survive their test, what was known apart; what is said without any; how many."""
    names = topic_names(changes.significant)
    found = [one for one in changes.significant if key_of(one) not in known]
    still = [
        _saying(one, address, changes.comparisons, names) for one in changes.significant if one not in found
    ]
    sayings = [_saying(one, address, changes.comparisons, names) for one in found[:TOLD]]
    if len(found) > TOLD:
        more = len(found) - TOLD
        text = ngettext(
            "%(n)s further change is not shown here.", "%(n)s further changes are not shown here.", more
        )
        sayings.append(Saying(text % {"n": more}, []))
    if not changes.comparisons:
        return {"sayings": [], "still": [], **_nothing_compared(is_parted=is_parted)}
    compared = ngettext(
        "%(n)s comparison with the days before, at 95 %%",
        "%(n)s comparisons with the days before, at 95 %%, corrected for their number",
        changes.comparisons,
    ) % {"n": count_text(changes.comparisons)}
    keys = [key_of(one) for one in changes.significant]
    nothing = "" if sayings or still else quiet(changes)
    return {"sayings": sayings, "still": still, "quiet": nothing, "compared": compared, "keys": keys}


def _nothing_compared(*, is_parted: bool) -> dict[str, str]:
    if is_parted:
        return {"quiet": _("Nothing can be compared with the period before."), "compared": ""}
    return {
        "quiet": _("There are not enough answers yet to say what changed."),
        "compared": _(
            "A number is compared where both this period and the one before have enough answers for it."
        ),
    }


def key_of(finding: Finding) -> str:
    """What a change is known by from week to week: what it is of, and which way it went."""
    way = "up" if finding.comparison.difference > 0 else "down"
    parts = (finding.metric, finding.scale, finding.dimension or "", finding.value or "", way)
    return "|".join(str(part) for part in parts)


def _saying(finding: Finding, address: Address, comparisons: int, names: Mapping[str, str]) -> Saying:
    told_of = sentence(finding, url="", topic=names.get(str(finding.value), ""))
    text = html.unescape(strip_tags(told_of))
    return Saying(text, evidence(finding, comparisons), base_of(finding, address).query())


def _figures(seen: Seen, shown: list[Row], asked: list[str], window: Window) -> list[Figure]:
    metrics = [metric for metric in METRIC_NAMES if metric in asked]
    both = zip(metrics, shown, strict=True)
    return [_figure(seen, metric, row, window) for metric, row in both]


def _figure(seen: Seen, metric: str, row: Row, window: Window) -> Figure:
    estimate = seen.now.metrics.get(metric)
    last = window.period.last_day
    version = seen.breaks.named(estimate.definition.id, metric, last) if estimate else ""
    address = window.address.but(metric=metric, compare="previous")
    places = None if row.position is None else [row.position, row.low or 0.0, row.high or 0.0]
    return Figure(
        label=str(row.label),
        hint=str(row.hint),
        status=row.status,
        amount=amount(estimate, version=version) if estimate else Amount("–", "", 0, "", ""),
        needed=row.needed,
        change=row.change,
        direction=row.direction,
        definition=definition_lines(estimate.definition, scale_of(seen.now, metric), version=version)
        if estimate
        else [],
        query=of_part(address, seen.parts.get(metric)).query(),
        places=places,
        before=row.before,
        scale=_ends(estimate),
        moved=_moved(seen, metric) if row.status == "shown" else None,
    )


def _ends(estimate: Estimate | None) -> list[float] | None:
    """The least and the most that a number can be."""
    if estimate is None or estimate.groups is None:
        return None
    values = [float(value) for value in estimate.groups.values]
    return [min(values), max(values)]


def _moved(seen: Seen, metric: str) -> list[float] | None:
    """The change of a metric overall with the ends of its interval, as numbers; None where none was told."""
    of_all = (one for one in seen.changes.findings if one.metric == metric and one.dimension is None)
    scale = scale_of(seen.now, metric)
    found = next((one.comparison for one in of_all if scale is None or one.scale == scale), None)
    return [found.difference, found.low, found.high] if found else None


def _factors(numbers: Numbers, address: Address, *, today: date) -> dict[str, Any]:
    """How factors are spoken of, and what they go with; nothing where no score came with words."""
    _given, study = study_of(numbers, address, today=today)
    if study is None:
        note = _("No scores with words yet")
        return {"factors_title": note, "factors_about": [], "factors": []}
    shown = drivers_of(numbers.workspace.slug, address, study, Naming(), today=today)
    chosen = address.but(metric=study.scores.metric)
    found = []
    for studied, line in zip(study.factors, shown.lines, strict=True):
        query = chosen.but(factor=(studied.name,)).query()
        found.append(
            _factor(studied, line.name, query, line.rank, (line.share, line.share_interval), line.note)
        )
    about = [
        _(
            "This is an association, not a cause: people who praise a factor score higher or lower than "
            "others. It does not show that the score would move if the factor did."
        ),
        *shown.how_sure,
    ]
    return {"factors_title": shown.lacking or shown.title, "factors_about": about, "factors": found}


def _factor(
    studied: StudiedFactor, name: str, query: str, rank: str, share: tuple[str, str], note: str
) -> Factor:
    part = studied.driver.share if studied.driver and share[0] else None
    return Factor(
        label=name,
        net=amount(studied.performance),
        praise=studied.praised,
        complaints=studied.complained,
        query=query,
        rank=rank,
        note=note,
        share=Amount(
            *share, part.n, "percent", "lmg", 100 * part.value, 100 * part.low, 100 * part.high, part.level
        )
        if part
        else None,
    )


def _words(numbers: Numbers, address: Address, *, today: date) -> tuple[int, list[Word]]:
    """How many people wrote, and the words that tell most, each with its share of these people."""
    where = replace(address.filters(today=today), sentiment=SENTIMENTS)
    people = numbers.people(where=where)
    if studies.share(0, people).needed:
        return people, []
    counted = {one.word: one for one in numbers.word_counts(where=where, limit=ASKED_WORDS).rows}
    chosen = cloud(counted.values(), address=address, url="")[:WORDS]
    return people, [
        Word(
            word=one.word,
            people=one.count,
            sentiment=one.sentiment,
            share=amount(studies.share(min(one.count, people), people)),
            query=address.but(word=(one.word,)).query(),
        )
        for one in chosen
        if one.count >= FEWEST
    ]


def _unknowns(numbers: Numbers, now: Study, shown: list[Row], asked: list[str], window: Window) -> list[Line]:
    _all, undated = everything(numbers)
    place = Place(window.address, window.period, "", numbers)
    return [line_of(note) for note in unknowns(now, shown, asked=asked, undated=undated, place=place)]


def line_of(note: Note) -> Line:
    """A note of the pages as a line; what it leads to is kept as the part behind the question mark."""
    return Line(note.title, note.detail, note.url.partition("?")[2])
