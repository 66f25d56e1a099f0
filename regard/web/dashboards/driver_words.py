"""What the page of drivers says of its candidates: the factors, or the themes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.naming import Naming
from regard.web.insights.driver_study import SPOKEN, Driver, Factor
from regard.web.insights.theme_driver_study import MOST_THEMES

THEME = "theme"  # in the address: themes stand beside each other; without it, factors
USUAL = Address().by


@dataclass(frozen=True)
class Candidates:
    """What is told apart, and how that is said."""

    by: str
    names: Mapping[str, Any]
    one: Any
    heading: Any
    nothing: Any
    together: Any
    association: Any
    alike: Any
    too_few: Any
    even: Any
    method: tuple[Any, ...]
    absent: Callable[[list[str], list[str]], list[str]]

    def name(self, key: str) -> str:
        """What a candidate is called."""
        return str(self.names.get(key, key))

    def heard(self, one: Factor) -> int:
        """How many records say something of a candidate that its rank rests on."""
        return one.n if self.by == THEME else one.judged

    def where(self, key: str, kind: str = "") -> dict[str, Any]:
        """What of an address finds the records of a candidate: all, or those that praise or complain."""
        if self.by != THEME:
            return {"factor": (key,), "polarity": (kind,) if kind else ()}
        return {"theme": (key,), "sentiment": (kind, "mixed") if kind else ()}

    def leaning(self, driver: Driver | None) -> str:
        """What is worth a word of how a candidate goes with the score: not how one would think."""
        if driver is None or driver.slope is None or driver.share is None or driver.share.low <= 0:
            return ""
        lower, higher = driver.slope.high < 0, driver.slope.low > 0
        if self.by != THEME:
            return _("those who praise it score lower, all else being equal") if lower else ""
        if lower:
            return _("those who mention it score lower, all else being equal")
        return _("those who mention it score higher, all else being equal") if higher else ""


def _absent_factors(few: list[str], others: list[str]) -> list[str]:
    text = ngettext(
        "Not on the picture: %(names)s. Fewer than %(n)s records praise it or complain of it.",
        "Not on the picture: %(names)s. Fewer than %(n)s records praise or complain of each.",
        len(few),
    )
    alike = _("Not on the picture: %(names)s. All records speak of it alike.")
    return _listed((text, few), (alike, others))


def _absent_themes(few: list[str], others: list[str]) -> list[str]:
    text = ngettext(
        "Not on the picture: %(names)s. Fewer than %(n)s records mention it, or do not.",
        "Not on the picture: %(names)s. Fewer than %(n)s records mention each, or do not.",
        len(few),
    )
    less = _("Not on the picture: %(names)s. Others are mentioned more; %(most)s at most are ranked.")
    return _listed((text, few), (less, others))


def _listed(*parts: tuple[str, list[str]]) -> list[str]:
    numbers = {"n": SPOKEN, "most": MOST_THEMES}
    return [text % {"names": _(", ").join(names), **numbers} for text, names in parts if names]


FACTORS = Candidates(
    by="",
    names=FACTOR_NAMES,
    one=gettext_lazy("Factor"),
    heading=gettext_lazy("Factors, and what was said of them"),
    nothing=gettext_lazy("No factor was spoken of."),
    together=gettext_lazy(
        "All factors together go with %(share)s of the differences between scores (95 %% interval "
        "%(interval)s, n = %(n)s); the rest is told by none of them."
    ),
    association=gettext_lazy(
        "This is an association, not a cause: people who praise a factor score higher or lower than others. "
        "It does not show that the score would move if the factor did."
    ),
    alike=gettext_lazy(
        "These are praised and complained of by the same people: read their shares together, not one by one."
    ),
    too_few=gettext_lazy(
        "Not enough said yet: fewer than two factors are praised or complained of in %(n)s records."
    ),
    even=gettext_lazy(
        "Dots: the numbers. Bars: their 95 %% intervals. Above the dashed line a factor has more than an "
        "even share (%(even)s %%); right of it there is more praise than complaint."
    ),
    method=(
        gettext_lazy(
            "A record counts +1 for a factor that it praises, −1 for one that it complains of, and 0 for one "
            "that it does not speak of or speaks of both ways: silence is neither praise nor complaint."
        ),
        gettext_lazy(
            "Share: how much of what all factors explain goes with this one, averaged over every order in "
            "which they can be taken (LMG, exact)."
        ),
        gettext_lazy(
            "Praise minus complaint: of the records that speak of the factor, the share that praise it minus "
            "the share that complain of it, with its score interval."
        ),
        gettext_lazy(
            "Uneven: where complaint and praise go so unlike with the score that one straight line does not "
            "fit both (Welch–James test, corrected for how many factors were asked)."
        ),
        gettext_lazy(
            "Ranked from %(n)s records on, and a factor from %(spoken)s that praise it or complain of it."
        ),
    ),
    absent=_absent_factors,
)


THEMES = Candidates(
    by=THEME,
    names={},
    one=gettext_lazy("Theme"),
    heading=gettext_lazy("Themes, and how their records speak"),
    nothing=gettext_lazy("No theme was mentioned."),
    together=gettext_lazy(
        "All ranked themes together go with %(share)s of the differences between scores (95 %% interval "
        "%(interval)s, n = %(n)s); the rest is told by none of them."
    ),
    association=gettext_lazy(
        "This is an association, not a cause: people who mention a theme score higher or lower than others. "
        "It does not show that the score would move if the theme were mentioned less."
    ),
    alike=gettext_lazy("These are mentioned by the same people: read their shares together, not one by one."),
    too_few=gettext_lazy(
        "Not enough said yet: fewer than two themes are mentioned by %(n)s records and left out by %(n)s."
    ),
    even=gettext_lazy(
        "Dots: the numbers. Bars: their 95 %% intervals. Above the dashed line a theme has more than an "
        "even share (%(even)s %%); right of it its records praise more than they complain."
    ),
    method=(
        gettext_lazy("A record counts 1 for a theme that it mentions and 0 for one that it does not."),
        gettext_lazy(
            "Share: how much of what all ranked themes explain goes with this one, averaged over every order "
            "in which they can be taken (LMG, exact)."
        ),
        gettext_lazy(
            "Praise minus complaint: of the records that mention the theme, the share that speak well minus "
            "the share that speak ill, with its score interval; of the whole record, not of the theme alone."
        ),
        gettext_lazy(
            "Ranked from %(n)s records on, and a theme from %(spoken)s that mention it and %(spoken)s that "
            "do not; the most mentioned ones, %(most)s at most. A theme that holds others is these once more."
        ),
    ),
    absent=_absent_themes,
)


def candidates_of(address: Address, naming: Naming) -> Candidates:
    """Those that an address asks for."""
    return replace(THEMES, names=naming.themes) if address.by == THEME else FACTORS
