"""How people speak of each factor: praise minus complaint, and where that is more than chance."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from regard.perception.comparisons import adjust
from regard.perception.estimates import Estimate, score_interval
from regard.perception.metrics.sentiment import polarity
from regard.perception.tallies import Tally
from regard.web.insights.driver_study import PERFORMANCE
from regard.web.insights.marks import FACTORS

__all__ = ["HEAD", "Named", "factor_study"]

HEAD = "factor"  # of the marks that name one
Q = 0.05  # of what is said to lean, at most such a share is expected to lean by chance alone


@dataclass(frozen=True)
class Named:
    """One factor: `n` records name it, `net` is percent that praise it minus percent that complain of it.

    `praised` and `complained` count the records that do so, those that do both in each. `p` is the chance of
    so much more of the one than of the other were there none in truth, allowing for all factors that were
    looked at; None where too few records name the factor.
    """

    factor: str
    n: int
    praised: int
    complained: int
    net: Estimate
    p: float | None = None

    @property
    def leans(self) -> str:
        """Which of "praise" and "complaint" is more by more than chance; empty where neither is."""
        if self.p is None or self.p > Q:
            return ""
        return "praise" if self.praised > self.complained else "complaint"


def factor_study(tally: Tally) -> tuple[Named, ...]:
    """The ten factors of a tally by factor and polarity, the most praised first, those of too few last.

    A factor leans where a score test of praise against complaint (McNemar 1947, of which Tango's interval is
    the inversion) survives the correction after Benjamini and Hochberg (1995) over the factors shown.
    """
    spoken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (factor, label), n in tally.rows:
        spoken[str(factor)][str(label)] += n
    every = [_named(factor, spoken[factor]) for factor in FACTORS]
    return tuple(sorted(_judged(every), key=_place))


def _named(factor: str, labels: Mapping[str, int]) -> Named:
    groups = polarity(labels).grouped({(-1,): -100, (0,): 0, (1,): 100})
    both = labels.get("mixed", 0)
    return Named(
        factor=factor,
        n=sum(labels.values()),
        praised=labels.get("positive", 0) + both,
        complained=labels.get("negative", 0) + both,
        net=score_interval(groups, PERFORMANCE),
    )


def _judged(every: Iterable[Named]) -> list[Named]:
    """The same with their p-values, where enough records name them."""
    known = list(every)
    shown = [one for one in known if one.net.status == "shown"]
    chances = dict(zip((one.factor for one in shown), adjust([_chance(one) for one in shown]), strict=True))
    return [replace(one, p=chances.get(one.factor)) for one in known]


def _chance(one: Named) -> float:
    """Two-sided; records that do both or neither say nothing of which is more."""
    groups = one.net.groups
    apart = groups.counts[0] + groups.counts[-1] if groups else 0
    return math.erfc(abs(one.praised - one.complained) / math.sqrt(2 * apart)) if apart else 1.0


def _place(one: Named) -> tuple[bool, float, int]:
    is_few = one.net.status != "shown"
    return is_few, 0.0 if is_few else -float(one.net.exact or 0), -one.n
