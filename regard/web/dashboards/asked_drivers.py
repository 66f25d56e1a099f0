"""What a score goes with among the ratings that were asked for beside it, ready to be shown."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.drivers import together_of
from regard.web.dashboards.figures import count_text, plain_text
from regard.web.dashboards.kinks import UNITS, given_text
from regard.web.dashboards.numbers import KEPT_SECONDS, Numbers
from regard.web.insights.asked_study import Asked, Rating, asked_study
from regard.web.insights.driver_study import Scores


@dataclass(frozen=True)
class AskedLine:
    """One rating as the list shows it; without a `share` it cannot be told apart from others yet."""

    name: str
    share: str
    share_interval: str
    rank: str
    mean: str
    scale: str
    n: str
    kink: str


@dataclass(frozen=True)
class Beside:
    """The ratings of one questionnaire; `url` leads to the records that it is told from."""

    lines: list[AskedLine]
    together: list[str]
    n: str
    url: str


def asked_of(numbers: Numbers, address: Address, of: Scores, *, today: date) -> Beside | None:
    """The ratings beside the score; asked once for each state of the archive."""
    where = address.but(metric="").filters(today=today)
    state = f"{numbers.workspace.pk} {numbers.fresh.change} {numbers.fresh.at} {where} {of}"
    key = f"asked:{hashlib.sha256(state.encode()).hexdigest()}"
    found: tuple[Asked | None] | None = cache.get(key)
    if found is None:
        found = (asked_study(where, of),)
        cache.set(key, found, KEPT_SECONDS)
    return _beside(numbers, address, of, found[0]) if found[0] else None


def _beside(numbers: Numbers, address: Address, of: Scores, found: Asked) -> Beside:
    asked = address.but(metric=of.metric, source=(found.source,))
    return Beside(
        lines=[_line(one, UNITS[of.metric]) for one in found.ratings],
        together=together_of(found.inseparable, {one.name: one.name for one in found.ratings}),
        n=count_text(found.n),
        url=f"{reverse('dashboards:explore', args=[numbers.workspace.slug])}?{asked.query()}",
    )


def _line(one: Rating, unit: str) -> AskedLine:
    driver = one.driver
    share = driver.share if driver else None
    ranks = (driver.rank_low, driver.rank_high) if driver else (0, 0)
    return AskedLine(
        name=one.name,
        share=_percent(share.value) if share else "",
        share_interval=f"{_bare(share.low)} – {_bare(share.high)}" if share else "",
        rank="–".join(dict.fromkeys(map(str, ranks))) if share else "",
        mean=_mean(one),
        scale=f"{one.low}–{one.high}",
        n=count_text(one.n),
        kink=given_text(one.kink, unit) if one.kink else "",
    )


def _mean(one: Rating) -> str:
    """The mean rating with its interval; nothing where there is none."""
    if one.driver is None:
        return ""
    found = one.driver.performance
    low, value, high = (plain_text(each, "score") for each in (found.low, found.value, found.high))
    return f"{value} ({low} – {high})"


def _percent(share: float) -> str:
    return _("%(number)s %%") % {"number": _bare(share)}


def _bare(share: float) -> str:
    return plain_text(100 * share, "percent")
