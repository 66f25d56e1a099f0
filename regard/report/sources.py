"""Where a report comes from: the file, its records, its columns, and what was not measured."""

from collections.abc import Iterator

from regard.report.figures import count_text
from regard.report.findings import Report
from regard.report.naming import language_name, metric_name, role_name, scale_text
from regard.report.phrases import Phrases
from regard.report.printable import plain
from regard.web.listening.formats import ColumnUse, phrase

DOUBTED = ("scale_guessed", "values_unlike_name", "longest_text", "values", "day_order_unclear")


def facts(report: Report, phrases: Phrases) -> list[str]:
    """How many records, from when to when, in which languages."""
    _ = phrases.gettext
    gathered = report.gathered
    found = [phrases.ngettext("{n} record", "{n} records", report.study.records)]
    if gathered.first is not None and gathered.last is not None:
        first, last = gathered.first.isoformat(), gathered.last.isoformat()
        found.append(first if first == last else _("{first} to {last}", first=first, last=last))
    if report.read:
        languages = {code: n for code, n in report.study.languages.items() if code != "unknown"}
        found.append(
            _(", ").join(f"{language_name(code, phrases)} {count_text(n)}" for code, n in languages.items())
        )
    return [fact for fact in found if fact]


def not_measured(report: Report, phrases: Phrases) -> Iterator[str]:
    """What the numbers do not cover."""
    records, gathered = report.study.records, report.gathered
    if gathered.refused.n:
        yield phrases.ngettext("{n} row was refused.", "{n} rows were refused.", gathered.refused.n)
    if unread := records - report.read:
        yield phrases.ngettext(
            "{n} record has no text that could be read.",
            "{n} records have no text that could be read.",
            unread,
        )
    if gathered.first is None:
        yield phrases.gettext("No record has a date, so nothing is said by month.")
    elif undated := records - gathered.dated:
        yield phrases.ngettext("{n} record has no date.", "{n} records have no date.", undated)
    for metric, scales in report.study.scales.items():
        for other in scales:
            if other.estimate is not report.study.metrics[metric]:
                yield phrases.ngettext(
                    "{metric}: {n} answer on the scale {scale} is not in the number.",
                    "{metric}: {n} answers on the scale {scale} are not in the number.",
                    other.n,
                    metric=metric_name(metric, phrases),
                    scale=scale_text(other.scale.min, other.scale.max),
                )


def columns_said(report: Report, phrases: Phrases) -> Iterator[tuple[str, str, str]]:
    """What was read from which column: what, its name, and a doubt where there is one."""
    for use in report.mapping.columns:
        if use.role != "ignore":
            yield _use(use, phrases), plain(use.column), _doubt(use, phrases)


def _use(use: ColumnUse, phrases: Phrases) -> str:
    if use.role != "score" or use.metric is None:
        return role_name(use.role, phrases)
    name = metric_name(use.metric, phrases)
    if use.scale_min is None:
        return name
    scale = scale_text(use.scale_min, use.scale_max)
    if use.direction == "low_is_good":
        scale = phrases.gettext("{scale} (low is good)", scale=scale)
    return f"{name} {scale}"


def _doubt(use: ColumnUse, phrases: Phrases) -> str:
    if use.confidence == "high" or use.reason not in DOUBTED:
        return ""
    return phrase(use.reason, {}, phrases.tag)
