"""A report as slides: native charts of the numbers themselves, with a table of what is owed to each."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from pptx import Presentation
from pptx.util import Inches

from regard.web.reports.board_slides import board_slides
from regard.web.reports.content import Content, Figure, Line
from regard.web.reports.headings import headings
from regard.web.reports.lacking import lacking
from regard.web.reports.slide_charts import bars, table
from regard.web.reports.slide_pages import (
    BLANK,
    INK,
    MUTED,
    bar,
    listed,
    named,
    noted,
    text,
    texts,
    titled,
    up_to,
)

WIDE, HIGH = Inches(13.333), Inches(7.5)


def as_slides(content: Content, *, at: datetime) -> bytes:
    """The file."""
    words = headings(content.language)
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    deck.core_properties.title = f"{words['report']} – {content.company}"
    deck.core_properties.author = "Regard"
    deck.core_properties.created = deck.core_properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    _cover(deck, content, words, at)
    if len(content.sayings) > 1:
        listed(deck, words["changed"], [Line(one.text, " · ".join(one.evidence)) for one in content.sayings])
    few = lacking(content)
    _seen(deck, content, words, few["figures"])
    if content.spoken:
        _factors(deck, content, words, few["factors"])
    board_slides(deck, content, words, few)
    if content.words:
        _words(deck, content, words)
    lists = {"findings": content.findings, "changes": content.changes, "unknown": content.unknowns}
    for name, lines in lists.items():
        listed(deck, words[name], lines)
    told = [Line(one.label, " ".join(one.definition)) for one in content.shown if one.definition]
    told += [Line(one.label, one.definition) for one in content.money.rates] if content.money else []
    told += [Line(line) for line in content.factors_about[1:]]
    listed(deck, words["definitions"], told, size=12)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _cover(deck: Any, content: Content, words: dict[str, str], at: datetime) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    text(slide, 0.7, 0.7, [(content.company, 16, MUTED, False)])
    text(slide, 0.7, 1.2, [(words["report"], 40, INK, True)])
    period = f"{content.period} · {words['compared_with']} {content.before}"
    text(slide, 0.7, 2.2, [(period, 16, MUTED, False)])
    evidence = " · ".join(content.sayings[0].evidence) if content.sayings else ""
    said = [
        (content.first, 26, INK, False),
        (evidence, 13, MUTED, False),
        *((line, 13, MUTED, False) for line in (content.compared, *content.parted) if line),
    ]
    text(slide, 0.7, 3.2, said, high=2.5)
    with translation.override(content.language):
        made = f"{words['made']}: {date_format(at.astimezone(UTC), 'DATETIME_FORMAT')} UTC"
    text(slide, 0.7, 6.6, [(f"{made} · {content.read_by}", 11, MUTED, False)])


def _seen(deck: Any, content: Content, words: dict[str, str], few: str) -> None:
    """The profile: each number on its own scale, one chart for each scale, and all of them in a table."""
    slide = titled(deck, words["seen"])
    shown = [one for one in content.shown if one.amount.value is not None]
    by_axis: dict[tuple[float, float], list[Figure]] = {}
    for one in shown:
        by_axis.setdefault(_axis(one), []).append(one)
    top, high = 1.2, 4.9
    for axis, figures in by_axis.items():
        part = high * (len(figures) + 1) / (len(shown) + len(by_axis))
        ours = [bar(f"{one.label} ({one.hint})", one.amount) for one in figures]
        bars(slide, (0.7, top, 5.6, part), ours, named(words), axis=axis)
        top += part
    if shown:
        head = [words[name] for name in ("metric", "number", "interval", "n", "change")]
        rows = [[f"{one.label} ({one.hint})", *texts(one.amount), _moved(one)] for one in shown]
        table(slide, (6.5, 1.3, 6.1, high), head, rows)
    versions = ", ".join(dict.fromkeys(one.amount.version for one in shown))
    noted(slide, 6.35, (f"{words['scale_of_slides']} {words['version']}: {versions}.", few))


def _axis(one: Figure) -> tuple[float, float]:
    """Between which ends the number can lie; a report that did not keep its scale has it from 0 on."""
    if one.scale:
        return one.scale[0], one.scale[1]
    ends = {"points": (-100.0, 100.0), "percent": (0.0, 100.0)}
    return ends.get(one.amount.unit, (0.0, 10.0))


def _moved(one: Figure) -> str:
    arrow = {"up": "▲ ", "down": "▼ "}.get(one.direction, "")
    return f"{arrow}{one.change}"


def _factors(deck: Any, content: Content, words: dict[str, str], few: str) -> None:
    slide, shown = titled(deck, words["factors"]), content.spoken
    ours = [bar(one.label, one.net) for one in shown]
    bars(slide, (0.7, 1.2, 5.6, 4.9), ours, named(words), axis=(-100, 100))
    head = [words[name] for name in ("factor", "net", "interval", "n")]
    table(slide, (6.5, 1.3, 6.1, 4.9), head, [[one.label, *texts(one.net)] for one in shown])
    about = [
        content.factors_title,
        *content.factors_about[:1],
        f"{words['version']}: {shown[0].net.version}. {few}",
    ]
    noted(slide, 6.2, about, high=1.1)


def _words(deck: Any, content: Content, words: dict[str, str]) -> None:
    slide = titled(deck, words["words"])
    ours = [bar(one.word, one.share) for one in content.words]
    axis = up_to(one.share for one in content.words)
    bars(slide, (0.7, 1.2, 5.6, 5.1), ours, named(words), axis=axis, size=11)
    head = [words[name] for name in ("word", "people", "share", "interval")]
    rows = [[one.word, str(one.people), one.share.text, one.share.interval] for one in content.words]
    table(slide, (6.5, 1.3, 6.1, 5.1), head, rows)
    version = content.words[0].share.version
    note = f"{words['people']}: n = {content.words_people}. {words['version']}: {version}."
    noted(slide, 6.6, (note,))
