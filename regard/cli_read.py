"""`regard read FILE`: how customers see a company, from one file of feedback, without a server."""

import argparse
import os
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from regard.report.phrases import Phrases, language_of, phrases_in
from regard.report.printable import plain

METRICS = ("nps", "csat", "ces", "stars", "trust", "values")
SCALE = re.compile(r"\s*(-?\d{1,4})\s*(?:-|–|—|~|:|\.\.|to|至|到)\s*(-?\d{1,4})\s*")
FARTHEST = 1_000


def add_parser(commands: Any) -> None:
    """Add the arguments of `regard read`; help is in the language of the environment."""
    phrases = phrases_in(language_of(os.environ))
    _ = phrases.gettext
    about = _("read a file of feedback and print how customers see the company")
    read = commands.add_parser(
        "read",
        help=about,
        description=about,
        epilog=_(
            "Exit codes: 0 read; 1 read, but some rows were refused; 2 unusable file or arguments; "
            "130 interrupted."
        ),
    )
    read.add_argument("file", metavar="FILE", help=_("CSV, XLSX or JSON Lines, also compressed with gzip"))
    _add_outputs(read, phrases)
    _add_columns(read, phrases)
    _add_formats(read, phrases)
    read.set_defaults(run=run)


def _add_outputs(read: argparse.ArgumentParser, phrases: Phrases) -> None:
    _ = phrases.gettext
    group = read.add_argument_group(_("what comes out"))
    group.add_argument("--json", action="store_true", help=_("print one JSON object, for machines"))
    group.add_argument(
        "--html", metavar="FILE", type=Path, help=_("write one page with charts, whole in itself")
    )
    group.add_argument(
        "--readings",
        metavar="FILE",
        type=Path,
        help=_("write what each record was read as (JSON Lines, or CSV by its name)"),
    )
    group.add_argument(
        "--lang", choices=["en", "zh"], help=_("English or Chinese; by default that of the environment")
    )
    group.add_argument(
        "--limit-words", metavar="N", type=_count, default=50, help=_("how many words (default 50)")
    )


def _add_columns(read: argparse.ArgumentParser, phrases: Phrases) -> None:
    _ = phrases.gettext
    group = read.add_argument_group(_("columns, where they are not found by themselves"))
    group.add_argument("--text-column", metavar="NAME", help=_("what customers wrote"))
    group.add_argument("--score-column", metavar="NAME", help=_("the score that they gave"))
    group.add_argument("--scale", metavar="0-10", type=_scale, help=_("the lowest and the highest score"))
    group.add_argument("--metric", choices=METRICS, help=_("what the score measures"))
    group.add_argument("--time-column", metavar="NAME", help=_("when it was said"))
    group.add_argument(
        "--day-first",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("whether 3/5/2026 is the third of May"),
    )
    group.add_argument(
        "--time-zone",
        metavar="ZONE",
        type=_zone,
        help=_("of times without a zone, and of the months; such as Asia/Shanghai (default UTC)"),
    )


def _add_formats(read: argparse.ArgumentParser, phrases: Phrases) -> None:
    _ = phrases.gettext
    group = read.add_argument_group(_("the file, where its form is not found by itself"))
    group.add_argument("--encoding", metavar="NAME", help=_("of the text, such as gb18030"))
    group.add_argument(
        "--delimiter", metavar="C", type=_delimiter, help=_("the character between the cells of a CSV file")
    )
    group.add_argument("--sheet", metavar="NAME", help=_("the sheet of a workbook"))


def run(options: argparse.Namespace) -> int:
    """Read the file and report; the exit code."""
    from regard.report.reporting import (
        report_on,  # the numbers are slow to load, and other commands need none
    )

    return report_on(options, os.environ)


def _scale(text: str) -> tuple[int, int]:
    _ = phrases_in(language_of(os.environ)).gettext
    found = SCALE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            _("a scale is written as its lowest and its highest score, such as 0-10")
        )
    low, high = int(found[1]), int(found[2])
    if not -FARTHEST <= low < high <= FARTHEST:
        raise argparse.ArgumentTypeError(_("a scale runs from a lower to a higher score"))
    return low, high


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as problem:
        _ = phrases_in(language_of(os.environ)).gettext
        raise argparse.ArgumentTypeError(_("there is no time zone “{zone}”", zone=plain(text))) from problem
    return text


def _delimiter(text: str) -> str:
    return {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        _ = phrases_in(language_of(os.environ)).gettext
        raise argparse.ArgumentTypeError(_("a number of words is a whole number"))
    return int(text)
