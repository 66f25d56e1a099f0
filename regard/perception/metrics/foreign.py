"""Numbers as other vendors define them: computed by their rule, or carried as they were published.

The same name means different numbers (CSAT has at least six). A vendor's rule is declared with its source;
what is made by it carries a definition of its own, so it is never compared with another number of that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from regard.perception.counts import Counts, Groups, OffScale, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, Unit, score_interval
from regard.perception.metrics.mean import SHOWN_WITHIN, by_percent_of_scale, by_score

Named = Literal["mean", "pomp", "net"]
Boxes = tuple[tuple[tuple[int, ...], Fraction | int], ...]
"""Groups of scores, each with what they count for."""
CARRIED = "no interval, carried as published:"


class UnfitRule(ValueError):
    """A foreign rule that does not say what each score counts for, or a number that it cannot give."""


@dataclass(frozen=True)
class ForeignDefinition:
    """A vendor's definition: `formula` in the vendor's words, `rule` as it is computed, `source`.

    `rule` is "mean", "pomp" (mean from 0 at the worst to 100 at the best score), "net" (from -100 to 100),
    groups of scores with the value that each counts for, or None where the rule is not published: then its
    numbers can only be carried, on a scale that is theirs.
    """

    name: str
    vendor: str
    formula: str
    scale: Scale
    rule: Named | Boxes | None
    source: str

    def measure(self, counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
        """The number by this rule, with the score interval at `level`.

        Raises UnfitScale for answers on another scale, UnfitRule where the rule is not published.
        """
        if counts.scale != self.scale:
            raise UnfitScale(f"{self.vendor} asks {self.name} on {self.scale}, not on {counts.scale}")
        return score_interval(self._groups(counts), self.definition.at(level), hide_below=hide_below)

    def carried(self, value: float, n: int) -> Estimate:
        """A number that was published with its n but without its answers: marked as "imported", no interval.

        Raises UnfitRule for a number that the rule cannot give, and for fewer than one answer.
        """
        low, high = self._ends()
        if not low <= value <= high:
            raise UnfitRule(f"{self.vendor} {self.name} lies between {low} and {high}, not at {value}")
        if not isinstance(n, int) or n < 1:
            raise UnfitRule(f"a number of {n!r} answers")
        return Estimate(
            value=float(value),
            low=None,
            high=None,
            level=self.definition.level,
            n=n,
            n_eff=n,
            se=None,
            method=f"{CARRIED} {self.source}",
            definition=self.definition,
            status="imported",
            exact=Fraction(value),
            made_of=f"{Fraction(value)} n={n}",
        )

    @property
    def definition(self) -> Definition:
        """What its numbers mean: the vendor, the formula, the scale and the source."""
        unit = self._unit()
        width = (self.scale.max - self.scale.min) / 100 if unit == "score" else 1.0
        return Definition(
            id=f"foreign.{_slug(self.vendor)}.{_slug(self.name)}/1",
            rule=f"{self.name} by {self.vendor}: {self.formula} on {self.scale}; source: {self.source}",
            unit=unit,
            margin=15 if unit == "points" else SHOWN_WITHIN * width,
            grain=width,
            formula=self.formula,
            scale=self.scale,
            box="" if isinstance(self.rule, str | None) else _boxes(self.rule),
        )

    def _unit(self) -> Unit:
        if isinstance(self.rule, str | None):
            units: dict[str | None, Unit] = {"pomp": "percent", "net": "points"}
            return units.get(self.rule, "score")
        return "points" if min(value for _, value in self.rule) < 0 else "percent"

    def _ends(self) -> tuple[float, float]:
        """The least and the greatest number that the rule can give."""
        if isinstance(self.rule, str | None):
            return {"pomp": (0, 100), "net": (-100, 100)}.get(
                self.rule or "", (self.scale.min, self.scale.max)
            )
        values = [float(value) for _, value in self.rule]
        return min(values), max(values)

    def _groups(self, counts: Counts) -> Groups:
        if self.rule is None:
            raise UnfitRule(f"{self.vendor} does not publish how {self.name} is made; carry its numbers")
        if not isinstance(self.rule, str):
            return counts.grouped(dict(self.rule))
        if self.rule == "mean":
            return by_score(counts)
        groups = by_percent_of_scale(counts)
        stretched = tuple(2 * value - 100 for value in groups.values)
        return groups if self.rule == "pomp" else Groups(stretched, groups.counts, groups.n)


def declare(
    name: str,
    *,
    vendor: str,
    formula: str,
    scale: Scale,
    rule: Named | Mapping[tuple[int, ...], Fraction | int] | None,
    source: str,
) -> ForeignDefinition:
    """Declare a vendor's definition; `rule` as groups is `{scores: what they count for}`, each score once.

    Raises UnfitRule where a score stands in no group or in two, values lie beyond -100..100 or are all the
    same, another rule is named, or a text is missing.

    >>> dixa = declare("CSAT", vendor="Dixa", formula="4-5 of 5 / total", scale=Scale(1, 5),
    ...                rule={(4, 5): 100, (1, 2, 3): 0}, source="research/screens.md, appendix A")
    >>> print(dixa.measure(Counts((2, 4, 10, 34, 50), Scale(1, 5))))
    84.0 [75.6, 89.9], n=100
    >>> print(dixa.carried(81, n=420))
    81.0 without an interval (imported), n=420
    """
    for what, text in {"name": name, "vendor": vendor, "formula": formula, "source": source}.items():
        if not text.strip():
            raise UnfitRule(f"a foreign definition has a {what}")
    if isinstance(rule, str | None):
        if rule not in ("mean", "pomp", "net", None):
            raise UnfitRule(f"{vendor} {name}: no rule is called {rule!r}")
        return ForeignDefinition(name, vendor, formula, scale, rule, source)
    groups = tuple((tuple(scores), value) for scores, value in rule.items())
    _refuse(groups, scale, f"{vendor} {name}")
    return ForeignDefinition(name, vendor, formula, scale, groups, source)


def _refuse(groups: Boxes, scale: Scale, whose: str) -> None:
    values = {value for _, value in groups}
    if len(values) < 2 or not all(-100 <= value <= 100 for value in values):
        raise UnfitRule(f"{whose}: scores count for {sorted(values)}, not for different values in -100..100")
    try:
        Counts.of({}, scale).grouped(dict(groups))
    except OffScale as error:
        raise UnfitRule(f"{whose}: {error}") from error


def _boxes(groups: Boxes) -> str:
    return "; ".join(f"{', '.join(map(str, scores))} count {value}" for scores, value in groups)


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


_SEEN = "vendor's pages, read in 2026"
KNOWN = (
    declare(
        "CSAT",
        vendor="Dixa",
        formula="4-5 of 5 / total, rounded",
        scale=Scale(1, 5),
        rule={(4, 5): 100, (1, 2, 3): 0},
        source=_SEEN,
    ),
    declare(
        "CSAT", vendor="Trengo", formula="(mean - 1) / 4 x 100", scale=Scale(1, 5), rule="pomp", source=_SEEN
    ),
    declare(
        "CSAT",
        vendor="businesschat",
        formula="100 / 50 / 0, averaged",
        scale=Scale(1, 3),
        rule={(3,): 100, (2,): 50, (1,): 0},
        source=_SEEN,
    ),
    declare("CES", vendor="Nicereply", formula="mean of 1-7", scale=Scale(1, 7), rule="mean", source=_SEEN),
    declare(
        "CES",
        vendor="Zonka / Gartner",
        formula="share of 5-7 on a 7-point agree scale",
        scale=Scale(1, 7),
        rule={(5, 6, 7): 100, (1, 2, 3, 4): 0},
        source=_SEEN,
    ),
    declare("CES", vendor="Benbria", formula="mean of 1-5", scale=Scale(1, 5), rule="mean", source=_SEEN),
    declare(
        "Net sentiment",
        vendor="Chattermill",
        formula="-100..100 by theme",
        scale=Scale(-1, 1),
        rule="net",
        source=_SEEN,
    ),
    declare(
        "Reputation Score",
        vendor="Reputation",
        formula="nine factors, not published, recalibrated twice a year",
        scale=Scale(0, 1000),
        rule=None,
        source=_SEEN,
    ),
)
"""Definitions of other vendors that could be read in full, and one that cannot."""
