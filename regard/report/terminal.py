"""A report for a terminal: aligned, calm, and harmless whatever stands in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from regard.perception.estimates import Estimate
from regard.report.figures import count_text, estimate_text, interval_text, share_text, value_text
from regard.report.findings import Report
from regard.report.naming import (
    METRIC_ORDER,
    SENTIMENT_ORDER,
    definition_text,
    metric_name,
    sentiment_name,
)
from regard.report.phrases import Phrases
from regard.report.printable import fitted, lines_of, padded, plain, prose, right, width
from regard.report.sentences import changes_said, headline, missing_text
from regard.report.sources import columns_said, facts, not_measured
from regard.report.speaking import HEADS
from regard.report.spoken_names import head_name, spoken_name

COLUMNS = 88
INDENT = "  "
MONTHS = 12  # the latest; the page and the machine are told all
WORDS = 12  # for each sentiment
LONGEST_WORD = 24
SGR = {"bold": "1", "dim": "2", "positive": "94", "negative": "33"}


@dataclass(frozen=True)
class Style:
    """Emphasis for a terminal that shows it; nothing at all elsewhere."""

    is_shown: bool = False

    def __call__(self, text: str, look: str) -> str:
        code = SGR.get(look)
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_shown and code and text else text


def style_for(stream: TextIO, environment: Mapping[str, str]) -> Style:
    """Emphasis on a terminal, unless the environment asks for none (NO_COLOR, TERM=dumb)."""
    plain_asked = environment.get("NO_COLOR") or environment.get("TERM") == "dumb"
    return Style(stream.isatty() and not plain_asked)


def lines(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    """The whole report, line by line."""
    yield style(phrases.gettext("How customers see the company"), "bold")
    yield style(" · ".join([fitted(plain(report.name), COLUMNS // 2), *facts(report, phrases)]), "dim")
    yield ""
    yield from _sentences(report, phrases)
    yield from _metrics(report, phrases, style)
    yield from _sentiment(report, phrases, style)
    for head in HEADS:
        yield from _spoken(head, report, phrases, style)
    yield from _words(report, phrases, style)
    yield from _months(report, phrases, style)
    yield from _sources(report, phrases, style)


def _sentences(report: Report, phrases: Phrases) -> Iterator[str]:
    sentence, _evidence = headline(report, phrases)
    for said in (sentence, *changes_said(report, phrases)):
        yield from prose(said, COLUMNS)
    yield ""


def _metrics(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    found = [
        (metric, report.study.metrics[metric]) for metric in METRIC_ORDER if metric in report.study.metrics
    ]
    names = [metric_name(metric, phrases) for metric, _estimate in found]
    for name, (metric, estimate) in zip(names, found, strict=True):
        yield INDENT + _estimate_line(style(padded(name, 16), "bold"), estimate, phrases)
        if metric == "nps" and estimate.status == "shown":
            yield INDENT + " " * 16 + style(_groups(estimate, phrases), "dim")
    yield ""


def _estimate_line(name: str, estimate: Estimate, phrases: Phrases) -> str:
    value = right(value_text(estimate, phrases), 6)
    if estimate.status == "shown":
        between = padded(f"({interval_text(estimate, phrases)})", 18)
    else:
        between = missing_text(estimate, phrases)
    return f"{name}{value}   {between}   n = {count_text(estimate.n)}"


def _groups(estimate: Estimate, phrases: Phrases) -> str:
    counts = estimate.groups.counts if estimate.groups else (0, 0, 0)
    shares = [share_text(n, estimate.n, phrases) for n in counts]
    _ = phrases.gettext
    return " · ".join(
        (
            _("detractors {share}", share=shares[0]),
            _("passives {share}", share=shares[1]),
            _("promoters {share}", share=shares[2]),
        )
    )


def _sentiment(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    if not report.read:
        return
    yield _heading(
        phrases.gettext("Sentiment"),
        phrases.ngettext("of {n} record with text", "of {n} records with text", report.read),
        style,
    )
    for name in SENTIMENT_ORDER:
        n = report.study.sentiment[name]
        share = right(share_text(n, report.read, phrases), 6)
        yield f"{INDENT}{padded(sentiment_name(name, phrases), 16)}{share}   {right(count_text(n), 9)}"
    yield ""


def _spoken(head: str, report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    found = report.gathered.speaking.spoken(head)
    if not found:
        return
    more = phrases.gettext("records, share, net sentiment") if head == "factors" else ""
    yield _heading(head_name(head, phrases), more or phrases.gettext("records and their share"), style)
    for one in found:
        net = f"   {estimate_text(one.net, phrases)}" if one.net is not None else ""
        name, share = spoken_name(head, one.name, phrases), estimate_text(one.share, phrases)
        records = right(count_text(one.records), 9)
        yield f"{INDENT}{padded(name, 28)}{records}   {padded(share, 24)}{net}".rstrip()
    yield ""


def _words(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    if not report.words:
        return
    yield _heading(
        phrases.gettext("Words customers use"), phrases.gettext("and how many people use them"), style
    )
    for name in SENTIMENT_ORDER:
        found = report.words_of(name, min(WORDS, report.limit))
        pieces = [f"{fitted(plain(word.word), LONGEST_WORD)} {count_text(word.people)}" for word in found]
        label = padded(sentiment_name(name, phrases), 16)
        for line in lines_of(pieces, COLUMNS - 18):
            yield INDENT + label + style(line, name)
            label = " " * 16
    yield ""


def _months(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    if len(report.study.months) < 2:
        return
    for metric in METRIC_ORDER:
        found = list(report.months_of(metric).items())[-MONTHS:]
        if len(found) < 2:
            continue
        name = phrases.gettext("{metric} by month", metric=metric_name(metric, phrases))
        if any(estimate.status == "shown" for _month, estimate in found):
            yield _heading(name, "", style)
            for month, estimate in found:
                yield INDENT + _estimate_line(padded(month, 16), estimate, phrases)
        else:
            yield _heading(name, phrases.gettext("not enough answers in any month yet"), style)
        yield ""


def _sources(report: Report, phrases: Phrases, style: Style) -> Iterator[str]:
    _ = phrases.gettext
    yield _heading(_("Where this comes from"), "", style)
    columns = list(columns_said(report, phrases))
    wide = max(16, *(width(what) + 2 for what, _column, _doubt in columns))
    for what, column, doubt in columns:
        yield f"{INDENT}{padded(what, wide)}“{fitted(column, 40)}”" + (f"   {doubt}" if doubt else "")
    for gap in not_measured(report, phrases):
        yield INDENT + gap
    for metric in METRIC_ORDER:
        if metric in report.study.metrics:
            definition = definition_text(report.study.metrics[metric].definition, phrases)
            for line in prose(definition, COLUMNS - len(INDENT)):
                yield INDENT + style(line, "dim")


def _heading(name: str, more: str, style: Style) -> str:
    return style(name, "bold") + (f"  {style(more, 'dim')}" if more else "")
