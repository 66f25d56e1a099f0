"""One text read and explained: what `regard explain` says, to people and to machines."""

import argparse
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from regard.perception import text as engine
from regard.perception.text import Explanation, Reason
from regard.report.figures import MINUS, rounded
from regard.report.naming import language_name, sentiment_name
from regard.report.phrases import Phrases, gettext_noop, language_of, phrases_in
from regard.report.printable import fitted, padded, plain, prose, right, width
from regard.report.spoken_names import head_name, spoken_name
from regard.report.terminal import COLUMNS, INDENT, Style, style_for

EXPLAINED, TOO_LONG = 0, 2
LONGEST = 30_000  # characters, as in a file that is read
WORDS = 34  # columns for the words of one place
HEADS = ("language", "sentiment", "factors", "emotions", "intents", "descriptors", "flags")
KINDS = {
    "word": gettext_noop("word"),
    "denied": gettext_noop("denied"),
    "pair": gettext_noop("two in a row"),
    "triple": gettext_noop("three in a row"),
    "cue": gettext_noop("cue"),
    "role": gettext_noop("role"),
    "opinion": gettext_noop("strength"),
    "rule": gettext_noop("rule"),
}
SIDES = {
    "positive": gettext_noop("good"),
    "negative": gettext_noop("bad"),
    "neutral": gettext_noop("neither good nor bad"),
}


def explain_on(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print what the text is read as and why; the exit code."""
    phrases = phrases_in(options.lang or language_of(environment))
    said = _said(options.text)
    if len(said) > LONGEST:
        told = phrases.gettext("the text has more than {limit} characters", limit=f"{LONGEST:,}")
        sys.stderr.write(f"regard explain: {told}\n")
        return TOO_LONG
    row = engine.read([said], heads=HEADS).to_pylist()[0]
    why = engine.explain(said, most=options.reasons)
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8" if options.json else None, errors="replace", newline="\n")
    if options.json:
        out.write(json_of(said, row, why))
    else:
        out.writelines(line + "\n" for line in lines(said, row, why, phrases, style_for(out, environment)))
    out.flush()
    return EXPLAINED


def json_of(said: str, row: Mapping[str, Any], why: Sequence[Explanation]) -> str:
    """The reading and its reasons for machines; places count in code points of the text."""
    labels = [one._asdict() | {"reasons": [reason._asdict() for reason in one.reasons]} for one in why]
    found = {"engine": engine.ENGINE, "version": engine.VERSION, "reading": dict(row), "why": labels}
    return json.dumps({"text": said, **found}, indent=2, ensure_ascii=False) + "\n"


def lines(
    said: str, row: Mapping[str, Any], why: Sequence[Explanation], phrases: Phrases, style: Style
) -> Iterator[str]:
    """What a text is read as, then each label with the places that carried it."""
    _ = phrases.gettext
    yield style(fitted(plain(said), COLUMNS - 4) or "–", "bold")
    yield style(_facts(row, phrases), "dim")
    if not why:
        yield ""
        yield _("Nothing was read in it.")
    else:
        yield ""
        told = _(
            "A label has a score, and every place of the text adds to it or takes from it. "
            "These places count most; cue, role and strength are what the word lists say of them."
        )
        yield from prose(told, COLUMNS)
    for one in why:
        yield ""
        yield from _label(one, said, phrases, style)


def _facts(row: Mapping[str, Any], phrases: Phrases) -> str:
    """The language, the chances of each side, the words and the marks of quality."""
    _ = phrases.gettext
    facts = [language_name(row["language"], phrases)]
    if row["sentiment"]:
        for side in ("negative", "neutral", "positive"):
            share = _("{number} %", number=rounded(100 * row[f"p_{side}"], 0))
            facts.append(f"{sentiment_name(side, phrases)} {share}")
    facts += [plain(one["word"]) for one in row["descriptors"]]
    facts += [spoken_name("flags", flag, phrases) for flag in row["flags"]]
    return fitted(" · ".join(facts), COLUMNS)


def _label(one: Explanation, said: str, phrases: Phrases, style: Style) -> Iterator[str]:
    """One label: its name and rule, then what adds up to its score."""
    _ = phrases.gettext
    name, clause = _name(one, phrases), plain(said[one.start : one.end])
    shown = f"  “{fitted(clause, COLUMNS - width(name) - 6)}”" if one.head in ("factors", "polarity") else ""
    yield style(name, "bold") + style(shown, "dim")
    for reason in one.reasons:
        yield _line(plain(said[reason.start : reason.end]), reason.weight, _heard(reason, phrases), style)
    yield _line(_("everything else"), one.rest, "", style, is_said=False)
    yield _line(_("before any word"), one.constant, "", style, is_said=False)
    yield _line(_("together"), one.score, _rule(one, phrases), style, is_said=False)


def _line(words: str, amount: float, heard: str, style: Style, *, is_said: bool = True) -> str:
    shown = f"“{fitted(words, WORDS - 3)}”" if is_said else words
    return f"{INDENT}{padded(shown, WORDS)}{right(signed(amount), 8)}   {style(heard, 'dim')}".rstrip()


def _heard(reason: Reason, phrases: Phrases) -> str:
    return phrases.gettext(", ").join(phrases.gettext(KINDS[kind]) for kind in reason.kinds)


def _name(one: Explanation, phrases: Phrases) -> str:
    _ = phrases.gettext
    if one.head == "sentiment":
        return _("{head}: {label}", head=_("Sentiment"), label=sentiment_name(one.label, phrases))
    if one.head == "polarity":
        factor, side = spoken_name("factors", one.of, phrases), _(SIDES[one.label])
        return _("{head}: {label}", head=head_name("factors", phrases), label=f"{factor} – {side}")
    label = spoken_name(one.head, one.label, phrases)
    return _("{head}: {label}", head=head_name(one.head, phrases), label=label)


def _rule(one: Explanation, phrases: Phrases) -> str:
    """What the score says of the label."""
    _ = phrases.gettext
    if not one.against:
        return _("given above {limit}", limit=signed(one.limit))
    first = "positive" if one.label == "mixed" else one.label
    names = [sentiment_name(side, phrases) for side in (first, one.against)]
    return _("above 0: {one} is likelier than {other}", one=names[0], other=names[1])


def _said(given: str) -> str:
    """What was given, or what stands on standard input; a byte that is no UTF-8 is no letter."""
    if given == "-":
        raw = sys.stdin.buffer.read(4 * LONGEST + 1)
        return raw.decode("utf-8", "replace").rstrip("\r\n")
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def signed(value: float) -> str:
    """A score with its sign and two decimals."""
    found = rounded(abs(value), 2)
    return f"{MINUS if value < 0 and found else '+'}{found}"
