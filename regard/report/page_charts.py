"""The charts of the page: each with a title that says what was found, and the rows of its table."""

from collections.abc import Iterator
from dataclasses import dataclass

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.report.charts import ACCENT, HIGH, LOW, MIDDLE, Bar, Point, bars, drawn, trend
from regard.report.figures import DASH, count_text, interval_text, share_text, value_text
from regard.report.findings import Report, months_between
from regard.report.markup import Markup
from regard.report.naming import METRIC_ORDER, SENTIMENT_ORDER, metric_name, scale_text, sentiment_name
from regard.report.phrases import Phrases
from regard.report.sentences import blank, change_said, comparison_said, missing_text

MONTHS = 60  # in one chart, the latest; the table has all
SCORES = 21  # of the longest scale whose answers are drawn one by one
COLOURS = {"positive": HIGH, "negative": LOW, "mixed": MIDDLE, "neutral": MIDDLE}


@dataclass(frozen=True)
class Figure:
    """One chart as the page shows it; the first cell of each row names it."""

    id: str
    title: str
    svg: Markup
    columns: list[str]
    rows: list[list[str]]
    note: str = ""
    kind: str = "wide"


def figures(report: Report, phrases: Phrases) -> Iterator[Figure]:
    """Every metric by month where there are two months, then how the answers are spread."""
    for metric in METRIC_ORDER:
        if len(report.months_of(metric)) > 1:
            yield trend_figure(report, metric, phrases)
    for metric, counts in report.spread.items():
        if counts.n and len(counts.scale.scores) <= SCORES:
            yield spread_figure(metric, counts, phrases)


def trend_figure(report: Report, metric: str, phrases: Phrases) -> Figure:
    """A metric by month; the title says whether it changed between the halves of the time."""
    _ = phrases.gettext
    name, found = metric_name(metric, phrases), report.months_of(metric)
    title, note = (
        _("{metric} by month", metric=name),
        _(
            "Line and dots: the number. Band: its {level} % interval. "
            "Grey: not enough answers in that month.",
            level=_level(found),
        ),
    )
    finding = report.halves.finding(metric, report.scale(metric)) if report.halves else None
    if finding is not None and report.halves is not None:
        title = change_said(finding, report.halves, phrases)
        note = comparison_said(finding, phrases) + blank(phrases) + note
    points = [_point(month, found.get(month)) for month in _drawn_months(found)]
    return Figure(
        f"trend-{metric}",
        title,
        drawn(trend(points, title=name, ends=_ends(found))),
        [_("Month"), name, _("Interval"), _("Answers")],
        [_trend_row(month, estimate, phrases) for month, estimate in found.items()],
        note,
    )


def _level(found: dict[str, Estimate]) -> str:
    return f"{100 * next(iter(found.values())).level:g}"


def _drawn_months(found: dict[str, Estimate]) -> list[str]:
    """All months from the first to the last, or those with answers where that would be too many."""
    months = list(found)
    spanned = months_between(months[0], months[-1])
    return spanned if len(spanned) <= MONTHS else months[-MONTHS:]


def _ends(found: dict[str, Estimate]) -> tuple[float, float]:
    values = next((one.groups.values for one in found.values() if one.groups), ())
    return float(min(values, default=0)), float(max(values, default=100))


def _point(month: str, estimate: Estimate | None) -> Point:
    if estimate is None:
        return Point(month, 0)
    low, high = estimate.band or (None, None)
    return Point(month, estimate.n, estimate.value, low, high)


def _trend_row(month: str, estimate: Estimate, phrases: Phrases) -> list[str]:
    if estimate.status == "shown":
        interval = interval_text(estimate, phrases)
    else:
        interval = missing_text(estimate, phrases)
    return [month, value_text(estimate, phrases), interval, count_text(estimate.n)]


def sentiment_figure(report: Report, phrases: Phrases) -> Figure:
    """How the texts speak."""
    counts = {name: report.study.sentiment[name] for name in SENTIMENT_ORDER}
    title = phrases.ngettext(
        "Sentiment of {n} record with text", "Sentiment of {n} records with text", report.read
    )
    rows = [Bar(sentiment_name(name, phrases), n, COLOURS[name]) for name, n in counts.items()]
    _ = phrases.gettext
    return Figure(
        "sentiment",
        title,
        drawn(bars(rows, title=_("Records"), upright=False, width=300)),
        [_("Sentiment"), _("Records"), _("Share")],
        [[row.label, count_text(row.n), share_text(row.n, report.read, phrases)] for row in rows],
        kind="narrow",
    )


def spread_figure(metric: str, counts: Counts, phrases: Phrases) -> Figure:
    """How many gave each score."""
    _ = phrases.gettext
    name = metric_name(metric, phrases)
    scores = dict(zip(counts.scale.scores, counts.n_by_score, strict=True))
    most = max(scores, key=lambda score: scores[score])
    return Figure(
        f"spread-{metric}",
        _(
            "{metric}: the most frequent score is {score}, on the scale {scale}",
            metric=name,
            score=most,
            scale=scale_text(counts.scale.min, counts.scale.max),
        ),
        drawn(
            bars(
                [Bar(str(score), n, _colour(metric, score)) for score, n in scores.items()],
                title=_("Answers"),
                upright=True,
            )
        ),
        [_("Score"), _("Answers"), _("Share")],
        [
            [str(score), count_text(n), share_text(n, counts.n, phrases) if n else DASH]
            for score, n in scores.items()
        ],
    )


def _colour(metric: str, score: int) -> str:
    if metric != "nps":
        return ACCENT
    return LOW if score <= 6 else MIDDLE if score <= 8 else HIGH
