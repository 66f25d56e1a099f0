"""What changed, of scores, factors and themes, judged together: one family of comparisons."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from regard.perception.comparisons import judged
from regard.perception.estimates import Estimate
from regard.perception.metrics.sentiment import POLARITY
from regard.web.insights.factor_study import Named
from regard.web.insights.studies import Changes, Finding
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_numbers import YES_NO, share
from regard.web.insights.theme_table import EVERY

__all__ = ["FACTOR", "THEME", "TOPICS", "judged_together", "nets_moved", "shares_moved", "standing"]

FACTOR, THEME = "factor_net", "theme_share"  # what such a change is of, where a score has its metric
TOPICS = (FACTOR, THEME)
FEWEST = 10  # records of both periods: of themes of which fewer speak no change could be told from chance
LEVEL = 0.95
Q = (1 - LEVEL) / 2  # as for the scores alone: see perception.changes

Pairs = dict[tuple[str, str], tuple[Estimate, Estimate]]
"""What it is of and its name, before and after."""


def judged_together(scores: Changes, topics: Pairs) -> Changes:
    """The changes of the scores and those of the topics, their p-values adjusted over all of them."""
    told = [*scores.findings, *(_unjudged(place, topics[place]) for place in topics)]
    comparisons, _level = judged([(one.before, one.after) for one in told], q=Q, level=LEVEL)
    found = [replace(one, comparison=each) for one, each in zip(told, comparisons, strict=True)]
    return Changes(tuple(sorted(found, key=_certainty)))


def nets_moved(before: Iterable[Named], after: Iterable[Named]) -> Pairs:
    """Praise minus complaint of each factor that has a number in both periods."""
    earlier = {one.factor: one.net for one in before if one.net.status == "shown"}
    later = {one.factor: one.net for one in after if one.net.status == "shown"}
    return {(FACTOR, name): (earlier[name], net) for name, net in later.items() if name in earlier}


def shares_moved(before: Mapping[str, int], after: Mapping[str, int], keys: Iterable[str]) -> Pairs:
    """The share of each theme of `keys`, of how many records carry it; EVERY says how many there are.

    Themes of fewer than FEWEST records in both together are left out, and all of them where the records with
    words are too few in either period.
    """
    totals = before.get(EVERY, 0), after.get(EVERY, 0)
    if not all(total and share(0, total).status == "shown" for total in totals):
        return {}
    counts = {key: (before.get(key, 0), after.get(key, 0)) for key in sorted(keys)}
    return {
        (THEME, key): (share(earlier, totals[0]), share(later, totals[1]))
        for key, (earlier, later) in counts.items()
        if earlier + later >= FEWEST
    }


def standing() -> set[str]:
    """The themes that there are, without groups: a group is its themes once more."""
    return set(Theme.objects.filter(gone_at=None, is_group=False).values_list("key", flat=True))


def _unjudged(place: tuple[str, str], pair: tuple[Estimate, Estimate]) -> Finding:
    metric, name = place
    dimension, scale = ("factor", POLARITY) if metric == FACTOR else ("theme", YES_NO)
    comparison = judged([pair])[0][0]
    return Finding(metric, dimension, name, scale, *pair, comparison)


def _certainty(finding: Finding) -> tuple[float, float]:
    return finding.comparison.p_value, -finding.comparison.n_before - finding.comparison.n_after
