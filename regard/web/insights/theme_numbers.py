"""What themes go with: how many records, how they speak, how the score differs, what changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import Coalesce

from regard.perception.comparisons import Comparison, difference
from regard.perception.counts import Counts, Scale
from regard.perception.estimates import (
    Definition,
    Estimate,
    Interval,
    score_interval,
)
from regard.perception.metrics import sentiment
from regard.perception.metrics.sentiment import VALUES, polarity
from regard.perception.tallies import Filters, Key, ScoreTally
from regard.web.insights.records import matching
from regard.web.insights.rows import METRIC_OF, measured
from regard.web.insights.rows import METRICS as FIELD_TYPES
from regard.web.insights.theme_impacts import Answers, Scores, family, scores_of
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.insights.theme_table import EVERY, NONE
from regard.web.insights.theme_tallies import Themed, ThemesMoved
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
FEELING = replace(sentiment.DEFINITION, id="theme_sentiment/1", margin=100)
"""Net sentiment of the records with a theme from the minimum n on: the interval tells how little is known."""
KIND = tuple(f"answers__{name}" for name in ("field_type", "scale_min", "scale_max", "scale_direction"))
VALUE = "answers__value_number"

Sentiments = dict[str, int]
Kind = tuple[Any, ...]  # a metric on a scale: the values of KIND


@dataclass(frozen=True)
class Tree:
    """The themes that there are, and whether one of them holds others."""

    themes: Mapping[str, UUID]
    has_groups: bool

    @classmethod
    def of_now(cls) -> "Tree":
        """The tree of the open workspace."""
        rows = list(Theme.objects.filter(gone_at=None).values_list("key", "pk", "parent_id"))
        return cls({key: pk for key, pk, _ in rows}, any(above for *_, above in rows))

    def count(self, records: TenantQuerySet, by: str, n: str) -> Iterator[tuple[UUID, Any, int]]:
        """For each theme, then over it each group with what it holds, how many `n` there are by a column.

        A record carries a theme once, and a group as often as it carries themes in it.
        """
        # not asked of these themes: the database would look for each of them with each record
        carried = records.filter(themes__isnull=False)
        root = Coalesce("themes__theme__parent_id", "themes__theme_id")
        ways = [(F("themes__theme_id"), Count(n)), (root, Count(n, distinct=True))]
        standing = frozenset(self.themes.values())
        for place, times in ways if self.has_groups else ways[:1]:
            for row in carried.annotate(place=place).values_list("place", by).annotate(n=times):
                if row[0] in standing:
                    yield row


@dataclass(frozen=True)
class ThemeNumbers:
    """One theme, or a group with all that it holds: `n` records with words carry it.

    `gap` is the score of those who mention it minus that of those who do not, `impact` the score of all minus
    that of those who do not; `change` its share minus that of the period before. Gap and change are judged
    together with those of the other themes. `is_new` says that nobody mentioned it before and that the
    change is one.
    """

    n: int
    share: Estimate
    sentiment: Estimate | None = None
    gap: Comparison | None = None
    impact: Interval | None = None
    change: Comparison | None = None
    is_new: bool = False


@dataclass(frozen=True)
class Seen:
    """The numbers of every theme, by its row: of the records with words, how many carry none."""

    records: int
    without: int
    scores: Scores
    themes: dict[UUID, ThemeNumbers] = field(default_factory=dict)


class Ways(Protocol):
    """How themes are counted: by the archive, or in the records themselves; the counts are the same."""

    def total(self, where: Filters) -> int:
        """The records with words."""

    def without(self, where: Filters) -> int:
        """Those of them that carry no theme."""

    def sentiments(self, where: Filters) -> Mapping[UUID, Sentiments]:
        """For each theme, and each group with what it holds, the records that carry it by their sentiment."""

    def asked(self, where: Filters) -> tuple[str, ...]:
        """The metrics with answers, that with most of them on one scale first."""

    def answers(self, where: Filters, metric: str = "") -> Answers | None:
        """The answers to a metric, or to that of most answers of those who wrote, on its usual scale."""


def seen(
    where: Filters, before: Filters | None = None, *, told: Themed | None = None, metric: str = ""
) -> Seen:
    """The numbers of all themes of the open workspace for the records that `where` lets through.

    They are counted by the archive where it has `told` of these themes, and else in the records. Without a
    `metric` it is the one that most of those who wrote answered.
    """
    tree = Tree.of_now()
    try:
        return _seen(Tallied(tree, told) if told else Recorded(tree), where, before, metric)
    except ThemesMoved:
        return _seen(Recorded(Tree.of_now()), where, before, metric)


def _seen(ways: Ways, where: Filters, before: Filters | None, metric: str) -> Seen:
    total, now = ways.total(where), ways.sentiments(where)
    earlier = ways.sentiments(before) if before is not None else {}
    earlier_total = ways.total(before) if before is not None else 0
    scores = replace(scores_of(ways.answers(where, metric)), asked=ways.asked(where))
    changes = _changes(now, total, earlier, earlier_total) if earlier_total else {}
    themes = {
        theme: ThemeNumbers(
            n=sum(labels.values()),
            share=share(sum(labels.values()), total),
            sentiment=_sentiment(labels),
            gap=scores.gaps.get(theme),
            impact=scores.impacts.get(theme),
            change=changes.get(theme),
            is_new=_is_new(changes.get(theme), theme, earlier),
        )
        for theme, labels in now.items()
    }
    return Seen(total, ways.without(where), scores, themes)


@dataclass(frozen=True)
class Recorded:
    """Themes as the records themselves tell them; `kinds` is what `_kinds` was told before."""

    tree: Tree
    kinds: dict[Filters, dict[Kind, dict[int, int]]] = field(default_factory=dict)

    def total(self, where: Filters) -> int:
        """The records with words."""
        return int(worded(where).order_by().count())

    def without(self, where: Filters) -> int:
        """Those of them that carry no theme."""
        carries = Exists(ThemeAssignment.objects.filter(feedback=OuterRef("pk"), theme__gone_at=None))
        return int(worded(where).order_by().filter(~carries).count())

    def sentiments(self, where: Filters) -> dict[UUID, Sentiments]:
        """For each theme, and each group with what it holds, the records that carry it by their sentiment."""
        found: dict[UUID, Sentiments] = defaultdict(lambda: defaultdict(int))
        for theme, label, n in self.tree.count(worded(where).order_by(), "reading__sentiment", "pk"):
            found[theme][label or ""] = n
        return found

    def asked(self, where: Filters) -> tuple[str, ...]:
        """The metrics with answers, that with most of them on one scale first."""
        return tuple(dict.fromkeys(METRIC_OF[kind[0]] for kind in self._kinds(where)))

    def answers(self, where: Filters, metric: str = "") -> Answers | None:
        """The answers to a metric, or to that of most answers of those who wrote, on its usual scale."""
        kinds = self._kinds(where)
        usual = next((kind for kind in kinds if metric in ("", METRIC_OF[kind[0]])), None)
        if usual is None:
            return None
        scale = Scale(int(usual[1]), int(usual[2]), direction=usual[3])
        alike = worded(where).order_by().filter(measured("answers__"), **dict(zip(KIND, usual, strict=True)))
        found: dict[UUID, dict[int, int]] = defaultdict(dict)
        for theme, value, n in self.tree.count(alike, VALUE, "answers__pk"):
            found[theme][int(value)] = n
        return Answers(METRIC_OF[usual[0]], Counts.of(kinds[usual], scale), found)

    def _kinds(self, where: Filters) -> dict[Kind, dict[int, int]]:
        """The answers by score of each metric and scale, those of most answers first."""
        if where not in self.kinds:
            # from the records on, so that no database looks through all of them for each answer
            given = worded(where).order_by().filter(measured("answers__"))
            kinds: dict[Kind, dict[int, int]] = defaultdict(dict)
            for *kind, value, n in given.values_list(*KIND, VALUE).annotate(n=Count("answers__pk")):
                kinds[tuple(kind)][int(value)] = n
            ordered = sorted(kinds, key=lambda kind: (-sum(kinds[kind].values()), kind))
            self.kinds[where] = {kind: kinds[kind] for kind in ordered}
        return self.kinds[where]


@dataclass(frozen=True)
class Tallied:
    """Themes as the archive counts them; `most` is what `_most` was told before."""

    tree: Tree
    told: Themed
    most: dict[Filters, list[tuple[int, str]]] = field(default_factory=dict)

    def total(self, where: Filters) -> int:
        """The records with words."""
        return sum(n for (key, _), n in self._labels(where) if key == EVERY)

    def without(self, where: Filters) -> int:
        """Those of them that carry no theme."""
        return sum(n for (key, _), n in self._labels(where) if key == NONE)

    def sentiments(self, where: Filters) -> dict[UUID, Sentiments]:
        """For each theme, and each group with what it holds, the records that carry it by their sentiment."""
        found: dict[UUID, Sentiments] = defaultdict(dict)
        for (key, label), n in self._labels(where):
            if key in self.tree.themes:
                found[self.tree.themes[str(key)]][str(label or "")] = n
        return found

    def asked(self, where: Filters) -> tuple[str, ...]:
        """The metrics with answers, words or no words, that with most of them on one scale first."""
        return tuple(metric for _, metric in sorted(self._most(where), reverse=True))

    def answers(self, where: Filters, metric: str = "") -> Answers | None:
        """The answers to a metric, or to that of most answers of those who wrote, on its usual scale."""
        found: dict[tuple[Any, ...], ScoreTally] = {}
        for most, one in sorted(self._most(where), reverse=True):
            if metric not in ("", one):
                continue
            if found and most < -min(found)[0]:  # no scale of it can have so many
                break
            tally = self.told.score_counts(one, by=("theme",), where=where)
            found |= {_rank(one, row.counts): tally for row in tally.rows if row.key == (EVERY,)}
        return self._on_scale(min(found), found[min(found)]) if found else None

    def _most(self, where: Filters) -> list[tuple[int, str]]:
        """How many answers to each metric there are at most on one scale, words or no words."""
        if where not in self.most:
            tallies = [self.told.score_counts(metric, where=where) for metric in METRIC_OF.values()]
            self.most[where] = [
                (max(row.counts.n for row in tally.rows), tally.metric) for tally in tallies if tally.rows
            ]
        return self.most[where]

    def _on_scale(self, rank: tuple[Any, ...], tally: ScoreTally) -> Answers:
        rows = {
            row.key[0]: row.counts for row in tally.rows if _rank(tally.metric, row.counts)[2:] == rank[2:]
        }
        of_themes = {
            pk: dict(zip(rows[key].scale.scores, rows[key].n_by_score, strict=True))
            for key, pk in self.tree.themes.items()
            if key in rows
        }
        return Answers(tally.metric, rows[EVERY], of_themes)

    def _labels(self, where: Filters) -> tuple[tuple[Key, int], ...]:
        return self.told.record_counts(by=("theme", "sentiment"), where=where).rows


def _rank(metric: str, counts: Counts) -> tuple[Any, ...]:
    """The smallest is that of the metric and scale of most answers."""
    scale = counts.scale
    return -counts.n, FIELD_TYPES[metric].value, scale.min, scale.max, scale.direction


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


def _sentiment(labels: Sentiments) -> Estimate | None:
    known = {label: n for label, n in labels.items() if label in VALUES}
    if not known:
        return None
    return score_interval(polarity(known).grouped({(-1,): -100, (0,): 0, (1,): 100}), FEELING)


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
    return family(moved)


def _is_new(change: Comparison | None, theme: UUID, earlier: Mapping[UUID, Sentiments]) -> bool:
    return change is not None and change.significant and not earlier.get(theme)
