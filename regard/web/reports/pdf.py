"""A report as a PDF, set by typst with the fonts of this machine; what is said is data and never markup."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.figures import plain_text
from regard.web.reports.board import Trend, runs
from regard.web.reports.content import Content
from regard.web.reports.headings import headings
from regard.web.reports.lacking import lacking

FOLDER = Path(__file__).resolve().parent / "documents"
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
LATIN = ("Noto Sans", "Liberation Sans", "Arial", "Helvetica Neue", "DejaVu Sans")
LAST = "Libertinus Serif"  # comes with typst
REGIONS = {"zh-hans": ("zh", "CN"), "en": ("en", "GB")}
FIRST_IDEOGRAPH = 0x2E80


class MissingFont(RuntimeError):
    """No font of this machine has the signs of a report."""


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """The fonts that typst finds on this machine."""
    return frozenset(typst.Fonts().families())


def fonts_for(text: str, *, language: str, known: frozenset[str]) -> list[str]:
    """The fonts that a text is set in. Raises MissingFont where it is Chinese and none of them is."""
    chinese = [name for name in CHINESE if name in known][:1]
    if not chinese and any(ord(sign) >= FIRST_IDEOGRAPH for sign in text):
        raise MissingFont(
            _("No font with Chinese signs is installed where Regard runs; on Debian it is fonts-noto-cjk.")
        )
    latin = [name for name in LATIN if name in known][:1] if language == "en" else []
    return [*latin, *chinese, LAST]


def as_pdf(content: Content, *, at: datetime) -> bytes:
    """The file; the same content made at the same time is the same file. Raises MissingFont."""
    words = headings(content.language)
    lang, region = REGIONS.get(content.language, REGIONS["en"])
    with translation.override(content.language):
        made = f"{words['made']}: {date_format(at.astimezone(UTC), 'DATETIME_FORMAT')} UTC"
    given = {
        "content": content.to_dict(),
        "headings": words,
        "first": content.first,
        "lacking": lacking(content),
        "trends": [_drawn(one) for one in content.drawn],
        "made": made,
        "lang": lang,
        "region": region,
    }
    text = json.dumps(given, ensure_ascii=False)
    given["fonts"] = fonts_for(text, language=content.language, known=families())
    compiled = typst.compile(
        FOLDER / "report.typ",
        root=FOLDER,
        format="pdf",
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst made pages instead of one file")
    return compiled


def _drawn(one: Trend) -> dict[str, Any]:
    """What a line is drawn from: its axis, and the places that it leads through."""
    low, high = one.room
    ends = [plain_text(end, one.unit) for end in (low, high)]
    return {**asdict(one), "from": low, "to": high, "ends": ends, "runs": runs(one.points)}
