"""`regard explain TEXT`: what one text is read as, and what in it carried each label."""

import argparse
import os
from typing import Any

from regard.report.phrases import language_of, phrases_in


def add_parser(commands: Any) -> None:
    """Add the arguments of `regard explain`; help is in the language of the environment."""
    _ = phrases_in(language_of(os.environ)).gettext
    about = _("say what a text is read as, and what in it carried each label")
    explain = commands.add_parser(
        "explain", help=about, description=about, epilog=_("Exit codes: 0 explained; 2 too long a text.")
    )
    explain.add_argument("text", metavar="TEXT", help=_("what a customer wrote; - reads standard input"))
    explain.add_argument("--json", action="store_true", help=_("print one JSON object, for machines"))
    explain.add_argument(
        "--reasons",
        metavar="N",
        type=_count,
        default=5,
        help=_("how many places of the text for each label (default 5)"),
    )
    explain.add_argument(
        "--lang", choices=["en", "zh"], help=_("English or Chinese; by default that of the environment")
    )
    explain.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read the text and explain it; the exit code."""
    from regard.report.explaining import (
        explain_on,
    )  # the engine is slow to load, and other commands need none

    return explain_on(options, os.environ)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:4]) > 1_000:
        _ = phrases_in(language_of(os.environ)).gettext
        raise argparse.ArgumentTypeError(_("a number of places is a whole number up to 1,000"))
    return int(text)
