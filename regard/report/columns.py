"""What each column is read as: found by its name and its values, or named by the person who asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from regard.perception.counts import Counts, Direction, Scale
from regard.perception.estimates import UnfitScale
from regard.perception.metrics.by_name import metrics_at
from regard.report.naming import metric_name, scale_text
from regard.report.phrases import Phrases
from regard.report.printable import fitted, plain
from regard.web.listening.formats import ColumnUse, FeedbackFile, Mapping, Row, detect
from regard.web.listening.formats.dayorder import day_order
from regard.web.listening.formats.evidence import evidence_of
from regard.web.listening.formats.names import fit_of, simplified
from regard.web.listening.formats.scales import score_use

GIVEN = "given"  # the reason of a column that was named by a person
USED = (
    "text",
    "title",
    "time",
    "experienced_at",
    "score",
    "metric",
    "external_id",
    "customer",
    "customer_email",
)
CUSTOMARY = {(0, 10): "nps", (1, 7): "ces", (1, 5): "csat"}
LISTED = 40  # columns that a message names
LONGEST = 60  # characters of a column's name in a message

Uses = dict[str, ColumnUse]


class UnusableColumns(Exception):
    """The columns that were asked for are not there, or contradict each other; str() says it to a person."""


@dataclass(frozen=True)
class Asked:
    """What a person said about the file; None is what is to be found out."""

    text: str | None = None
    score: str | None = None
    time: str | None = None
    metric: str | None = None
    scale: tuple[int, int] | None = None
    day_first: bool | None = None
    time_zone: str | None = None


def columns_of(file: FeedbackFile, asked: Asked, phrases: Phrases) -> Mapping:
    """What each column of the file is read as; raises UnusableColumns, naming the columns there are."""
    rows = file.sample()
    found = detect(file.columns, rows, file.labels)
    uses = {use.column: use for use in found.columns}
    named = _named(asked, file.columns, phrases)
    for role in ("text", "time"):
        if role in named:
            uses = _given_to(uses, named[role], ColumnUse(named[role], role, reason=GIVEN), alone=role)
    if "score" in named or asked.metric or asked.scale:
        uses = _with_score(uses, named, asked, _Sample(file.columns, rows, phrases))
    if not any(use.role in ("text", "title", "score") for use in uses.values()):
        raise UnusableColumns(_nothing_found(file.columns, phrases))
    return Mapping(
        tuple(use if use.role in USED else ColumnUse(use.column, "ignore") for use in uses.values()),
        day_first=_day_first(found, named.get("time"), asked.day_first, rows),
        timezone=asked.time_zone or "UTC",
        notes=found.notes if "time" not in named and asked.day_first is None else (),
        format=found.format,
    )


@dataclass(frozen=True)
class _Sample:
    """The first rows of the file, to judge a column by."""

    columns: Sequence[str]
    rows: Sequence[Row]
    phrases: Phrases

    def use(self, column: str, metric: str) -> ColumnUse | None:
        """The column as a score of this metric, or of the one that its values make likely."""
        numbers = evidence_of([row.values.get(column) for row in self.rows]).numbers
        return score_use(column, metric, numbers, exact=False, words=simplified(column))


def _named(asked: Asked, columns: Sequence[str], phrases: Phrases) -> dict[str, str]:
    """The column that a person named for each role, by its name in the file."""
    _ = phrases.gettext
    wanted = {"text": asked.text, "score": asked.score, "time": asked.time}
    named = {role: _column(name, columns, phrases) for role, name in wanted.items() if name is not None}
    for name in named.values():
        if list(named.values()).count(name) > 1:
            raise UnusableColumns(
                _("the column “{name}” is named for two different things", name=_short(name))
            )
    return named


def _column(name: str, columns: Sequence[str], phrases: Phrases) -> str:
    """The column of that name; upper and lower case, blanks and punctuation matter only where they must."""
    likenesses: tuple[Callable[[str], str], ...] = (str, lambda text: text.strip().casefold(), simplified)
    for like in likenesses:
        fitting = [column for column in columns if like(column) == like(name) != ""]
        if len(fitting) == 1:
            return fitting[0]
    _ = phrases.gettext
    raise UnusableColumns(
        _(
            "there is no column “{name}”; the columns are: {columns}",
            name=_short(name),
            columns=listed(columns),
        )
    )


def _given_to(uses: Uses, column: str, use: ColumnUse, *, alone: str) -> Uses:
    """The uses with this one in place; whatever else had the role `alone` is left out."""
    kept = {
        name: ColumnUse(name, "ignore", reason="already_taken") if other.role == alone else other
        for name, other in uses.items()
    }
    return kept | {column: use}


def _with_score(uses: Uses, named: dict[str, str], asked: Asked, sample: _Sample) -> Uses:
    column = named.get("score") or _only_score(uses, asked.metric, sample)
    use = _score(uses[column], asked, sample)
    if asked.scale is not None:
        use = replace(use, reason=GIVEN, confidence="high")
    uses = {
        name: ColumnUse(name, "ignore") if other.role == "metric" else other for name, other in uses.items()
    }
    return _given_to(uses, column, use, alone="score")


def _only_score(uses: Uses, metric: str | None, sample: _Sample) -> str:
    """The one column that a metric or a scale without a column can mean: by its values, else by its name."""
    _ = sample.phrases.gettext
    scores = [use.column for use in uses.values() if use.role == "score"]
    scores = scores or [column for column in uses if is_named_as_score(column)]
    fitting = [column for column in scores if len(scores) == 1 or uses[column].metric == metric]
    if len(fitting) == 1:
        return fitting[0]
    if not scores:
        problem = _(
            "no column with scores was found; name it with --score-column. The columns are: {columns}",
            columns=listed(sample.columns),
        )
    else:
        problem = _(
            "several columns hold scores; name the one that is meant with --score-column: {columns}",
            columns=listed(scores),
        )
    raise UnusableColumns(problem)


def is_named_as_score(column: str) -> bool:
    """Whether the name of a column says that it holds scores."""
    fit = fit_of(column)
    return fit is not None and fit.role == "score"


def _score(found: ColumnUse, asked: Asked, sample: _Sample) -> ColumnUse:
    """The column as the score that was asked for: metric, scale, both or neither are given."""
    by_name = _metric_by_name(found.column)
    if asked.scale is not None:
        metric = asked.metric or _metric_on(asked.scale, by_name, sample.phrases)
        return _fit(ColumnUse(found.column, "score", metric, *asked.scale, found.direction), sample.phrases)
    if found.role == "score" and found.metric and asked.metric in (None, found.metric):
        return found
    use = sample.use(found.column, asked.metric or by_name)
    if use is None:
        _ = sample.phrases.gettext
        raise UnusableColumns(
            _(
                "the column “{name}” does not look like scores; name their scale with --scale, such as 0-10",
                name=_short(found.column),
            )
        )
    return _fit(use, sample.phrases)


def _metric_by_name(column: str) -> str:
    fit = fit_of(column)
    return fit.metric if fit and is_named_as_score(column) else ""


def _metric_on(scale: tuple[int, int], by_name: str, phrases: Phrases) -> str:
    """The metric that is asked on a scale: the one of the column's name, else the customary one."""
    customary = CUSTOMARY.get(scale)
    if by_name == "stars" and scale != (1, 5) and customary:
        return customary
    if by_name and _is_defined(by_name, *scale):
        return by_name
    if customary:
        return customary
    _ = phrases.gettext
    raise UnusableColumns(
        _(
            "several metrics can be asked on the scale {scale}; name yours with --metric",
            scale=scale_text(*scale),
        )
    )


def _fit(use: ColumnUse, phrases: Phrases) -> ColumnUse:
    """The same use where its metric is defined on its scale; raises UnusableColumns where it is not."""
    low, high = use.scale_min or 0, use.scale_max or 0
    direction: Direction = "low_is_good" if use.direction == "low_is_good" else "high_is_good"
    for way in dict.fromkeys((direction, "high_is_good")):
        if use.metric and _is_defined(use.metric, low, high, way):
            return replace(use, direction=way)
    _, name = phrases.gettext, metric_name(use.metric or "csat", phrases)
    raise UnusableColumns(
        _("{metric} is not defined on the scale {scale}", metric=name, scale=scale_text(low, high))
    )


def _is_defined(metric: str, low: int, high: int, direction: Direction = "high_is_good") -> bool:
    try:
        metrics_at(level=0.95, hide_below=0)[metric](Counts.of({}, Scale(low, high, direction=direction)))
    except UnfitScale:
        return False
    return True


def _day_first(found: Mapping, column: str | None, asked: bool | None, rows: Sequence[Row]) -> bool:
    if asked is not None:
        return asked
    return found.day_first if column is None else day_order([row.values.get(column) for row in rows])[0]


def _nothing_found(columns: Sequence[str], phrases: Phrases) -> str:
    _ = phrases.gettext
    return _(
        "no column with texts or scores was found; name it with --text-column or --score-column. "
        "The columns are: {columns}",
        columns=listed(columns),
    )


def listed(columns: Sequence[str]) -> str:
    """The names of the columns for a message."""
    names = [f"“{_short(name)}”" for name in columns[:LISTED]]
    return ", ".join([*names, "…"] if len(columns) > LISTED else names)


def _short(name: str) -> str:
    return fitted(plain(name), LONGEST)
