"""A report as slides: native charts of the numbers themselves, with a table of what is owed to each."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from regard.web.reports.content import Amount, Content, Figure, Line
from regard.web.reports.headings import headings
from regard.web.reports.slide_charts import Bar, Named, bars, table

WIDE, HIGH = Inches(13.333), Inches(7.5)
ACROSS = Inches(11.9)
INK, MUTED = (RGBColor.from_string(one) for one in ("1B1D22", "5D6470"))
LINES = 7  # of a list on one slide
BLANK = 6  # the empty layout of the template that python-pptx brings


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
        _list(deck, words["changed"], [Line(one.text, " · ".join(one.evidence)) for one in content.sayings])
    _seen(deck, content, words)
    if any(one.net.value is not None for one in content.factors):
        _factors(deck, content, words)
    if content.words:
        _words(deck, content, words)
    lists = {"findings": content.findings, "changes": content.changes, "unknown": content.unknowns}
    for name, lines in lists.items():
        _list(deck, words[name], lines)
    told = [Line(one.label, " ".join(one.definition)) for one in content.figures if one.definition]
    told += [Line(line) for line in content.factors_about[1:]]
    _list(deck, words["definitions"], told, size=12)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _cover(deck: Any, content: Content, words: dict[str, str], at: datetime) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    _text(slide, 0.7, 0.7, [(content.company, 16, MUTED, False)])
    _text(slide, 0.7, 1.2, [(words["report"], 40, INK, True)])
    period = f"{content.period} · {words['compared_with']} {content.before}"
    _text(slide, 0.7, 2.2, [(period, 16, MUTED, False)])
    evidence = " · ".join(content.sayings[0].evidence) if content.sayings else ""
    said = [
        (content.first, 26, INK, False),
        (evidence, 13, MUTED, False),
        *((line, 13, MUTED, False) for line in (content.compared, *content.parted) if line),
    ]
    _text(slide, 0.7, 3.2, said, high=2.5)
    with translation.override(content.language):
        made = f"{words['made']}: {date_format(at.astimezone(UTC), 'DATETIME_FORMAT')} UTC"
    _text(slide, 0.7, 6.6, [(f"{made} · {content.read_by}", 11, MUTED, False)])


def _seen(deck: Any, content: Content, words: dict[str, str]) -> None:
    """The profile: each number on its own scale, one chart for each scale, and all of them in a table."""
    slide = _titled(deck, words["seen"])
    shown = [one for one in content.figures if one.places and one.amount.value is not None]
    by_axis: dict[tuple[float, float], list[Figure]] = {}
    for one in shown:
        by_axis.setdefault(_axis(one), []).append(one)
    top, high = 1.2, 4.9
    for axis, figures in by_axis.items():
        part = high * (len(figures) + 1) / (len(shown) + len(by_axis))
        ours = [_bar(f"{one.label} ({one.hint})", one.amount) for one in figures]
        bars(slide, (0.7, top, 5.6, part), ours, _named(words), axis=axis)
        top += part
    if shown:
        head = [words[name] for name in ("metric", "number", "interval", "n", "change")]
        rows = [[f"{one.label} ({one.hint})", *_texts(one.amount), _moved(one)] for one in shown]
        table(slide, (6.5, 1.3, 6.1, high), head, rows)
    few = [
        f"{one.label}: {words['too_few']} (n = {one.amount.n})" for one in content.figures if not one.places
    ]
    versions = ", ".join(dict.fromkeys(one.amount.version for one in shown))
    note = f"{words['scale_of_slides']} {words['version']}: {versions}."
    _text(slide, 0.7, 6.35, [(line, 11, MUTED, False) for line in (note, "; ".join(few)) if line], high=0.9)


def _axis(one: Figure) -> tuple[float, float]:
    """Between which ends the number can lie; a report that did not keep its scale has it from 0 on."""
    if one.scale:
        return one.scale[0], one.scale[1]
    ends = {"points": (-100.0, 100.0), "percent": (0.0, 100.0)}
    return ends.get(one.amount.unit, (0.0, 10.0))


def _bar(name: str, amount: Amount) -> Bar:
    return Bar(name, amount.value or 0.0, amount.low, amount.high)


def _named(words: dict[str, str]) -> Named:
    return Named(words["value"], words["low"], words["high"])


def _texts(amount: Amount) -> list[str]:
    return [amount.text, amount.interval, str(amount.n)]


def _moved(one: Figure) -> str:
    arrow = {"up": "▲ ", "down": "▼ "}.get(one.direction, "")
    return f"{arrow}{one.change}"


def _factors(deck: Any, content: Content, words: dict[str, str]) -> None:
    slide = _titled(deck, words["factors"])
    shown = [one for one in content.factors if one.net.value is not None]
    ours = [_bar(one.label, one.net) for one in shown]
    bars(slide, (0.7, 1.2, 5.6, 4.9), ours, _named(words), axis=(-100, 100))
    head = [words[name] for name in ("factor", "net", "interval", "n")]
    table(slide, (6.5, 1.3, 6.1, 4.9), head, [[one.label, *_texts(one.net)] for one in shown])
    about = [
        content.factors_title,
        *content.factors_about[:1],
        f"{words['version']}: {shown[0].net.version}.",
    ]
    _text(slide, 0.7, 6.2, [(line, 11, MUTED, False) for line in about], high=1.1)


def _words(deck: Any, content: Content, words: dict[str, str]) -> None:
    slide = _titled(deck, words["words"])
    ours = [_bar(one.word, one.share) for one in content.words]
    farthest = max(one.high or one.value for one in ours)
    axis = (0.0, min(100.0, 5.0 * math.ceil(farthest / 5)))  # so that no whisker is cut off
    bars(slide, (0.7, 1.2, 5.6, 5.1), ours, _named(words), axis=axis, size=11)
    head = [words[name] for name in ("word", "people", "share", "interval")]
    rows = [[one.word, str(one.people), one.share.text, one.share.interval] for one in content.words]
    table(slide, (6.5, 1.3, 6.1, 5.1), head, rows)
    version = content.words[0].share.version
    note = f"{words['people']}: n = {content.words_people}. {words['version']}: {version}."
    _text(slide, 0.7, 6.6, [(note, 11, MUTED, False)])


def _list(deck: Any, title: str, lines: Sequence[Line], *, size: int = 18) -> None:
    """The lines on as many slides as they need; none where there is nothing to say."""
    for start in range(0, len(lines), LINES):
        slide = _titled(deck, title)
        said = []
        for one in lines[start : start + LINES]:
            said.append((one.title, size, INK, bool(one.detail)))
            if one.detail:
                said.append((one.detail, min(size, 13), MUTED, False))
        _text(slide, 0.7, 1.3, said, high=5.6)


def _titled(deck: Any, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    _text(slide, 0.7, 0.4, [(title, 26, INK, True)])
    return slide


def _text(
    slide: Any, left: float, top: float, said: Iterable[tuple[str, int, RGBColor, bool]], *, high: float = 0.7
) -> None:
    """Paragraphs in a box; a text is a text, whatever stands in it."""
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), ACROSS, Inches(high)).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for place, (text, size, colour, bold) in enumerate(said):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
        paragraph.space_after = Pt(4)
