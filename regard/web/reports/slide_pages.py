"""The pages of the slides: a title, paragraphs, lists, and what a number is called beside its chart."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from regard.web.reports.content import Amount, Line
from regard.web.reports.slide_charts import Bar, Named

ACROSS = Inches(11.9)
INK, MUTED = (RGBColor.from_string(one) for one in ("1B1D22", "5D6470"))
LINES = 7  # of a list on one slide
BLANK = 6  # the empty layout of the template that python-pptx brings


def titled(deck: Any, title: str) -> Any:
    """A new slide with its title."""
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    text(slide, 0.7, 0.4, [(title, 26, INK, True)])
    return slide


def text(
    slide: Any, left: float, top: float, said: Iterable[tuple[str, int, RGBColor, bool]], *, high: float = 0.7
) -> None:
    """Paragraphs in a box; a text is a text, whatever stands in it."""
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), ACROSS, Inches(high)).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for place, (line, size, colour, bold) in enumerate(said):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
        paragraph.space_after = Pt(4)


def listed(deck: Any, title: str, lines: Sequence[Line], *, size: int = 18) -> None:
    """The lines on as many slides as they need; none where there is nothing to say."""
    for start in range(0, len(lines), LINES):
        slide = titled(deck, title)
        said = []
        for one in lines[start : start + LINES]:
            said.append((one.title, size, INK, bool(one.detail)))
            if one.detail:
                said.append((one.detail, min(size, 13), MUTED, False))
        text(slide, 0.7, 1.3, said, high=5.6)


def bar(name: str, amount: Amount) -> Bar:
    """A number as a bar of a chart."""
    return Bar(name, amount.value or 0.0, amount.low, amount.high)


def named(words: dict[str, str]) -> Named:
    """What the columns behind a chart are called."""
    return Named(words["value"], words["low"], words["high"])


def texts(amount: Amount) -> list[str]:
    """A number in the cells of a table: itself, its interval, n."""
    return [amount.text, amount.interval, str(amount.n)]


def noted(slide: Any, top: float, lines: Iterable[str], *, high: float = 0.9) -> None:
    """Small lines under what is shown; those without a word are left out."""
    text(slide, 0.7, top, [(line, 11, MUTED, False) for line in lines if line], high=high)


def up_to(amounts: Iterable[Amount]) -> tuple[float, float]:
    """An axis of shares from 0 on, so that no whisker is cut off."""
    farthest = max((one.high or one.value or 0.0 for one in amounts), default=0.0)
    return 0.0, max(5.0, 5.0 * math.ceil(farthest / 5))
