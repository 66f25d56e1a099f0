"""What themes go with: how many records, how they speak, how the score differs, what changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import Coalesce

from regard.perception.comparisons import Comparison, adjust, difference
from regard.perception.counts import Counts, Scale
from regard.perception.drivers import theme_impact
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics.by_name import Metric, metrics_at
from regard.perception.metrics.sentiment import VALUES, polarity
from regard.perception.tallies import Filters
from regard.web.insights.records import matching
from regard.web.insights.rows import METRIC_OF, measured
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.workspaces.tenancy import TenantQuerySet

YES_NO = Scale(0, 1)
SHARE = Definition(
    "theme_share/1",
    "Theme share v1: % of the records with words that carry the theme",
    "percent",
    margin=10,
    formula="100 x records with the theme / records with words",
    scale=YES_NO,
    box="1",
)
METRICS = metrics_at(level=0.95, hide_below=0)
KIND = tuple(f"answers__{name}" for name in ("field_type", "scale_min", "scale_max", "scale_direction"))
VALUE = "answers__value_number"

Sentiments = dict[str, int]


@dataclass(frozen=True)
class Tree:
    """The themes that there are, and whether one of them holds others."""

    themes: frozenset[UUID]
    has_groups: bool

    @classmethod
    def of_now(cls) -> "Tree":
        """The tree of the open workspace."""
        rows = dict(Theme.objects.filter(gone_at=None).values_list("pk", "parent_id"))
        return cls(frozenset(rows), any(rows.values()))

    def count(self, records: TenantQuerySet, by: str, n: str) -> Iterator[tuple[UUID, Any, int]]:
        """For each theme, then over it each group with what it holds, how many `n` there are by a column.

        A record carries a theme once, and a group as often as it carries themes in it.
        """
        # not asked of these themes: the database would look for each of them with each record
        carried = records.filter(themes__isnull=False)
        root = Coalesce("themes__theme__parent_id", "themes__theme_id")
        ways = [(F("themes__theme_id"), Count(n)), (root, Count(n, distinct=True))]
        for place, times in ways if self.has_groups else ways[:1]:
            for row in carried.annotate(place=place).values_list("place", by).annotate(n=times):
                if row[0] in self.themes:
                    yield row


@dataclass(frozen=True)
class ThemeNumbers:
    """One theme, or a group with all that it holds: `n` records with words carry it.

    `gap` is the score of those who mention it minus that of those who do not; `change` its share minus that
    of the period before. Both are judged together with those of the other themes. `is_new` says that nobody
    mentioned it before and that the change is one.
    """

    n: int
    share: Estimate
    sentiment: Estimate | None = None
    gap: Comparison | None = None
    change: Comparison | None = None
    is_new: bool = False


@dataclass(frozen=True)
class Scores:
    """The metric that most of those who wrote answered, and how it differs for those who mention each theme.

    An empty `metric` says that nobody answered one. Where `low_is_good` a smaller number is the better one.
    """

    metric: str = ""
    unit: str = ""
    low_is_good: bool = False
    gaps: dict[UUID, Comparison] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """The numbers of every theme, by its row: of the records with words, how many carry none."""

    records: int
    without: int
    scores: "Scores"
    themes: dict[UUID, ThemeNumbers] = field(default_factory=dict)


def seen(where: Filters, before: Filters | None = None) -> Seen:
    """The numbers of all themes of the open workspace for the records that `where` lets through."""
    tree = Tree.of_now()
    total, carried = _how_many(where)
    now = _sentiments(where, tree)
    earlier = _sentiments(before, tree) if before is not None else {}
    earlier_total = worded(before).order_by().count() if before is not None else 0
    scores = _scores(where, tree)
    changes = _changes(now, total, earlier, earlier_total) if earlier_total else {}
    themes = {
        theme: ThemeNumbers(
            n=sum(labels.values()),
            share=share(sum(labels.values()), total),
            sentiment=_sentiment(labels),
            gap=scores.gaps.get(theme),
            change=changes.get(theme),
            is_new=_is_new(changes.get(theme), theme, earlier),
        )
        for theme, labels in now.items()
    }
    return Seen(total, total - carried, scores, themes)


def _how_many(where: Filters) -> tuple[int, int]:
    """The records with words, and those of them that carry a theme, in one look."""
    carries = Exists(ThemeAssignment.objects.filter(feedback=OuterRef("pk"), theme__gone_at=None))
    found = worded(where).order_by().aggregate(total=Count("pk"), carried=Count("pk", filter=carries))
    return found["total"], found["carried"]


def worded(where: Filters) -> TenantQuerySet:
    """The matching records in which something was written, newest first."""
    found: TenantQuerySet = matching(where).exclude(title="", text="")
    return found.order_by(F("collected_at").desc(nulls_last=True), "-id")


def carrying(theme: Theme, where: Filters) -> TenantQuerySet:
    """Of these the ones that carry a theme or what it holds."""
    held = Theme.objects.filter(gone_at=None, parent=theme).values_list("pk", flat=True)
    found: TenantQuerySet = worded(where).filter(pk__in=_carriers({theme.pk, *held}))
    return found


def without(where: Filters) -> TenantQuerySet:
    """Of these the ones that carry no theme."""
    ids = set(Theme.objects.filter(gone_at=None).values_list("pk", flat=True))
    found: TenantQuerySet = worded(where).exclude(pk__in=_carriers(ids))
    return found


def share(n: int, total: int) -> Estimate:
    """How many of all records, in percent."""
    return share_of(Counts.of({0: total - n, 1: n}, YES_NO))


def share_of(counts: Counts) -> Estimate:
    """The share of the ones among ones and zeros, in percent."""
    return score_interval(counts.grouped({(0,): 0, (1,): 100}), SHARE)


def _carriers(ids: set[UUID]) -> Any:
    return ThemeAssignment.objects.filter(theme__in=ids).values("feedback")


def _sentiments(where: Filters, tree: Tree) -> dict[UUID, Sentiments]:
    """For each theme, and each group with what it holds, the records that carry it by their sentiment."""
    found: dict[UUID, Sentiments] = defaultdict(lambda: defaultdict(int))
    for theme, label, n in tree.count(worded(where).order_by(), "reading__sentiment", "pk"):
        found[theme][label or ""] = n
    return found


def _sentiment(labels: Sentiments) -> Estimate | None:
    known = {label: n for label, n in labels.items() if label in VALUES}
    return METRICS["net_sentiment"](polarity(known)) if known else None


def _changes(
    now: Mapping[UUID, Sentiments], total: int, earlier: Mapping[UUID, Sentiments], earlier_total: int
) -> dict[UUID, Comparison]:
    """How each share moved, judged as one family."""
    if not total:
        return {}
    moved = {
        theme: difference(
            share(sum(earlier.get(theme, {}).values()), earlier_total),
            share(sum(now.get(theme, {}).values()), total),
        )
        for theme in now
    }
    return _family(moved)


def _is_new(change: Comparison | None, theme: UUID, earlier: Mapping[UUID, Sentiments]) -> bool:
    return change is not None and change.significant and not earlier.get(theme)


def _scores(where: Filters, tree: Tree) -> Scores:
    # from the records on, so that no database looks through all of them for each answer
    records, given = worded(where).order_by(), measured("answers__")
    rows = records.filter(given).values_list(*KIND, VALUE).annotate(n=Count("answers__pk"))
    kinds: dict[tuple[Any, ...], dict[int, int]] = defaultdict(dict)
    for *kind, value, n in rows:
        kinds[tuple(kind)][int(value)] = n
    if not kinds:
        return Scores()
    usual = min(kinds, key=lambda kind: (-sum(kinds[kind].values()), kind))
    metric, scale = METRIC_OF[usual[0]], Scale(int(usual[1]), int(usual[2]), direction=usual[3])
    every = Counts.of(kinds[usual], scale)
    try:
        unit = METRICS[metric](every).definition.unit
    except UnfitScale:  # the metric is not defined on the scale that most answers are on
        return Scores()
    alike = records.filter(given, **dict(zip(KIND, usual, strict=True)))
    gaps = _family(_compared(METRICS[metric], every, _values(alike, tree), scale))
    return Scores(metric, unit, scale.direction == "low_is_good", gaps)


def _values(answered: TenantQuerySet, tree: Tree) -> dict[UUID, dict[int, int]]:
    """For each theme, and each group with what it holds, how often each score was given."""
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    for theme, value, n in tree.count(answered, VALUE, "answers__pk"):
        found[theme][int(value)] = n
    return found


def _compared(
    measure: Metric, every: Counts, found: Mapping[UUID, Mapping[int, int]], scale: Scale
) -> dict[UUID, Comparison]:
    """Those who mention a theme beside those who do not, where both have a number that is shown."""
    gaps = {}
    for theme, values in found.items():
        mine = Counts.of(values, scale)
        rest = every - mine
        if rest.n and {measure(mine).status, measure(rest).status} == {"shown"}:
            gaps[theme] = theme_impact(mine, rest, measure).gap
    return gaps


def _family(compared: Mapping[UUID, Comparison]) -> dict[UUID, Comparison]:
    """The comparisons judged together (Benjamini and Hochberg)."""
    corrected = adjust([one.p_value for one in compared.values()])
    return {theme: one.adjusted(p) for (theme, one), p in zip(compared.items(), corrected, strict=True)}
