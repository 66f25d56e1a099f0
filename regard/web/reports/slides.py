"""A report as slides with charts that PowerPoint can edit; the intervals are error bars of their own ends."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from regard.web.reports.content import Content, Factor, Figure, Line
from regard.web.reports.headings import headings

WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, ACROSS = Inches(0.7), Inches(11.9)
INK, MUTED, ACCENT, BAND = (RGBColor.from_string(one) for one in ("1B1D22", "5D6470", "2F5BD7", "B1C5F5"))
LINES = 7  # of a list on one slide
Ends = tuple[float, float | None, float | None]
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
    """The profile: where each number stands between worst (0) and best (100)."""
    slide = _titled(deck, words["seen"])
    shown = [one for one in content.figures if one.places]
    if shown:
        ends: list[Ends] = [_ends(one.places) for one in shown]
        names = [_of_figure(one) for one in shown]
        _bars(slide, names, ends, title=words["value"], axis=(0, 100))
    few = [
        f"{one.label}: {words['too_few']} (n = {one.amount.n})" for one in content.figures if not one.places
    ]
    versions = ", ".join(dict.fromkeys(one.amount.version for one in shown))
    note = f"{words['scale_of_slides']} {words['version']}: {versions}."
    _text(slide, 0.7, 6.35, [(line, 11, MUTED, False) for line in (note, "; ".join(few)) if line], high=0.9)


def _ends(places: list[float] | None) -> Ends:
    value, low, high = places or (0.0, 0.0, 0.0)
    return value, low, high


def _of_figure(one: Figure) -> str:
    arrow = {"up": "▲ ", "down": "▼ "}.get(one.direction, "")
    change = f" · {arrow}{one.change}" if one.change else ""
    return f"{one.label} ({one.hint}): {one.amount.text} [{one.amount.interval}], n = {one.amount.n}{change}"


def _factors(deck: Any, content: Content, words: dict[str, str]) -> None:
    slide = _titled(deck, words["factors"])
    shown = [one for one in content.factors if one.net.value is not None]
    ends = [(one.net.value or 0.0, one.net.low or 0.0, one.net.high or 0.0) for one in shown]
    _bars(slide, [_of_factor(one) for one in shown], ends, title=words["net"], axis=(-100, 100))
    about = [
        content.factors_title,
        *content.factors_about[:1],
        f"{words['version']}: {shown[0].net.version}.",
    ]
    _text(slide, 0.7, 6.2, [(line, 11, MUTED, False) for line in about], high=1.1)


def _of_factor(one: Factor) -> str:
    return f"{one.label}: {one.net.text} [{one.net.interval}], n = {one.net.n}"


def _words(deck: Any, content: Content, words: dict[str, str]) -> None:
    slide = _titled(deck, words["words"])
    names = [f"{one.word}: {one.people} · {one.share.text} [{one.share.interval}]" for one in content.words]
    ends = [(float(one.people), None, None) for one in content.words]
    _bars(slide, names, ends, title=words["people"], axis=None, size=11)
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


def _bars(
    slide: Any,
    names: list[str],
    ends: Sequence[Ends],
    *,
    title: str,
    axis: tuple[int, int] | None,
    size: int = 13,
) -> None:
    """A native chart of lying bars, the first on top, with an error bar for each interval."""
    data = CategoryChartData()
    data.categories = names
    data.add_series(title, [value for value, _low, _high in ends])
    box = (LEFT, Inches(1.2), ACROSS, Inches(5.0))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data).chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(size), INK
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.has_major_gridlines = False
    if axis:
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = axis
    plot = chart.plots[0]
    plot.gap_width = 60
    series = plot.series[0]
    series.invert_if_negative = False
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = BAND
    intervals = [(value, low, high) for value, low, high in ends if low is not None and high is not None]
    if len(intervals) == len(ends):
        _error_bars(series, intervals)


def _error_bars(series: Any, ends: Sequence[tuple[float, float, float]]) -> None:
    """What python-pptx has no words for: how far each interval reaches up and down (c:errBars)."""
    bars = OxmlElement("c:errBars")
    for name, value in (("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "0")):
        _below(bars, name).set("val", value)
    for name, sizes in (
        ("c:plus", [high - value for value, _low, high in ends]),
        ("c:minus", [value - low for value, low, _high in ends]),
    ):
        literal = _below(_below(bars, name), "c:numLit")
        _below(literal, "c:formatCode").text = "General"
        _below(literal, "c:ptCount").set("val", str(len(sizes)))
        for place, size in enumerate(sizes):
            point = _below(literal, "c:pt")
            point.set("idx", str(place))
            _below(point, "c:v").text = repr(max(size, 0.0))
    series._element.find(qn("c:cat")).addprevious(bars)


def _below(parent: Any, name: str) -> Any:
    child = OxmlElement(name)
    parent.append(child)
    return child
