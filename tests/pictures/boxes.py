"""A font of boxes: no machine's own fonts reach a picture, and lines break in the same places everywhere.

A letter is half a square, a Chinese character a whole one. What is written is not
in the pictures (other tests read it); where it stands, how large, how strong and how long it is, they show.
"""

import base64
from functools import cache
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import cmap_format_13

EM, GAP = 1000, 60
TALL = {400: 640, 700: 760}  # a bold letter is as wide: one that is made bold is as wide as its machine likes
WIDTHS = {".notdef": EM // 2, "space": EM // 2, "half": EM // 2, "whole": EM}
HALF, WHOLE = (0x21, 0x2E80), (0x2E80, 0x20000)  # the spaces of both are put in again
SAME = "font-synthesis: none !important; text-rendering: geometricPrecision !important"  # as wide everywhere
SPACES = {0x20: "space", 0xA0: "space", 0x2009: "space", 0x3000: "whole"}


RULE = f"*, *::before, *::after {{ font-family: Boxes !important; {SAME} }}"


@cache
def faces() -> str:
    """The font in its weights, to be there before the rule asks for it."""
    return "".join(_face(weight, tall) for weight, tall in TALL.items())


def _face(weight: int, tall: int) -> str:
    address = f"data:font/ttf;base64,{base64.b64encode(_font(tall)).decode()}"
    return f"@font-face {{ font-family: Boxes; font-weight: {weight}; src: url({address}) }} "


def _font(tall: int) -> bytes:
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(WIDTHS))
    builder.setupCharacterMap({})
    builder.setupGlyf({name: _box(name, width, tall) for name, width in WIDTHS.items()})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in WIDTHS.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["cmap"] = _characters()
    kept = BytesIO()
    builder.font.save(kept)
    return kept.getvalue()


def _box(name: str, width: int, tall: int) -> object:
    pen = TTGlyphPen(None)
    if name in ("half", "whole"):
        pen.moveTo((GAP, 0))
        for corner in ((GAP, tall), (width - GAP, tall), (width - GAP, 0)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _characters() -> object:
    """Many characters to one glyph, in one line for each range."""
    table = newTable("cmap")
    table.tableVersion = 0
    sub = cmap_format_13(13)
    sub.platformID, sub.platEncID, sub.language = 3, 10, 0
    sub.cmap = dict.fromkeys(range(*HALF), "half") | dict.fromkeys(range(*WHOLE), "whole") | SPACES
    table.tables = [sub]
    return table
