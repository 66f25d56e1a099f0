"""What the numbers say, in sentences that can be defended."""

from collections.abc import Iterator

from regard.perception.changes import Finding
from regard.perception.estimates import Estimate
from regard.report.figures import (
    count_text,
    digits_of,
    ends_text,
    interval_text,
    level_text,
    rounded,
    share_text,
    value_text,
)
from regard.report.findings import Halves, Report
from regard.report.naming import METRIC_ORDER, metric_name, scale_text
from regard.report.phrases import Phrases


def headline(report: Report, phrases: Phrases) -> tuple[str, str]:
    """The first thing to know, and the evidence for it; both say so where there is not enough to tell."""
    for metric in METRIC_ORDER:
        estimate = report.study.metrics.get(metric)
        if estimate is not None and estimate.status == "shown":
            return _said(metric, estimate, report, phrases), evidence(estimate, phrases)
    _ = phrases.gettext
    records = phrases.ngettext("{n} record", "{n} records", report.study.records)
    return _("There are not enough answers yet to say how customers see the company."), records


def evidence(estimate: Estimate, phrases: Phrases) -> str:
    """The interval and the n of a number that is shown."""
    return phrases.gettext(
        "{level} % interval {interval} · n = {n}",
        level=f"{100 * estimate.level:g}",
        interval=interval_text(estimate, phrases),
        n=count_text(estimate.n),
    )


def missing_text(estimate: Estimate, phrases: Phrases) -> str:
    """Why a number is not shown, and what would show it."""
    _ = phrases.gettext
    if estimate.status == "no_answers":
        return _("no answers on a scale that it is defined for")
    return phrases.ngettext(
        "not enough answers yet (needs {n} more)", "not enough answers yet (needs {n} more)", estimate.needed
    )


def _said(metric: str, estimate: Estimate, report: Report, phrases: Phrases) -> str:
    value = value_text(estimate, phrases)
    if metric == "nps":
        return _balance(
            estimate,
            {
                "more": phrases.gettext(
                    "More customers are promoters than detractors: NPS {value}.", value=value
                ),
                "fewer": phrases.gettext(
                    "More customers are detractors than promoters: NPS {value}.", value=value
                ),
                "unclear": phrases.gettext(
                    "Whether promoters or detractors are more is not clear: NPS {value}.", value=value
                ),
            },
        )
    if metric == "net_sentiment":
        return _mood(estimate, report, phrases)
    scale = report.scale(metric)
    ends = scale_text(scale.min, scale.max) if scale else ""
    return {
        "csat": phrases.gettext("{value} of the answers are satisfied.", value=value),
        "ces": phrases.gettext(
            "How easy it was: {value} on average, on the scale {scale}.", value=value, scale=ends
        ),
        "stars": phrases.gettext(
            "Customers give {value} on average, on the scale {scale}.", value=value, scale=ends
        ),
        "trust": phrases.gettext("{value} of the answers express trust.", value=value),
        "values": phrases.gettext("{value} of the answers say that values are shared.", value=value),
    }[metric]


def _mood(estimate: Estimate, report: Report, phrases: Phrases) -> str:
    shares = {
        name: share_text(report.study.sentiment[name], report.read, phrases)
        for name in ("positive", "negative")
    }
    return _balance(
        estimate,
        {
            "more": phrases.gettext(
                "What customers write is more often positive ({positive}) than negative ({negative}).",
                **shares,
            ),
            "fewer": phrases.gettext(
                "What customers write is more often negative ({negative}) than positive ({positive}).",
                **shares,
            ),
            "unclear": phrases.gettext(
                "What customers write is about as often positive ({positive}) as negative ({negative}).",
                **shares,
            ),
        },
    )


def _balance(estimate: Estimate, texts: dict[str, str]) -> str:
    """Which way a number of points leans: neither where its interval, as it is read, touches 0."""
    ends = (estimate.low or 0.0, estimate.high or 0.0)
    low, high = (rounded(end, digits_of(*ends, estimate.definition.unit)) for end in ends)
    return texts["more" if low > 0 else "fewer" if high < 0 else "unclear"]


def changes_said(report: Report, phrases: Phrases) -> Iterator[str]:
    """What changed between the two halves of the file's time; that nothing did is said too."""
    halves = report.halves
    if halves is None or not halves.changes.comparisons:
        return
    significant = halves.changes.significant
    for finding in significant:
        yield change_said(finding, halves, phrases) + blank(phrases) + comparison_said(finding, phrases)
    if not significant:
        yield phrases.ngettext(
            "Nothing changed by more than chance between {first} and {second} ({n} comparison).",
            "Nothing changed by more than chance between {first} and {second} ({n} comparisons).",
            halves.changes.comparisons,
            first=period_text(halves.first),
            second=period_text(halves.second),
        )


def blank(phrases: Phrases) -> str:
    """What stands between two sentences."""
    return "" if phrases.language == "zh" else " "


def change_said(finding: Finding, halves: Halves, phrases: Phrases) -> str:
    """What became of one metric, significant or not."""
    values = {
        "metric": metric_name(finding.metric, phrases),
        "before": value_text(finding.before, phrases),
        "after": value_text(finding.after, phrases),
        "first": period_text(halves.first),
        "second": period_text(halves.second),
    }
    if not finding.comparison.significant:
        return phrases.gettext("{metric}: no clear change between {first} and {second}.", **values)
    if finding.comparison.difference > 0:
        return phrases.gettext(
            "{metric} has probably risen: {before} in {first}, {after} in {second}.", **values
        )
    return phrases.gettext(
        "{metric} has probably fallen: {before} in {first}, {after} in {second}.", **values
    )


def comparison_said(finding: Finding, phrases: Phrases) -> str:
    """The interval of a change and the n of both sides."""
    compared = finding.comparison
    unit = finding.before.definition.unit
    return phrases.gettext(
        "({level} % interval of the change {interval}; n = {before} and {after})",
        level=level_text(compared.level),
        interval=ends_text(compared.low, compared.high, unit, phrases, signed=True),
        before=count_text(compared.n_before),
        after=count_text(compared.n_after),
    )


def period_text(period: tuple[str, str]) -> str:
    """A month, or from one month to another."""
    first, last = period
    return first if first == last else f"{first} – {last}"
