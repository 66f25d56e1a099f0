"""The home page: what changed, what waits, how we are seen, what we don't know, in whose words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.urls import reverse

from regard.web.dashboards import home_headline as headlines
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, not_compared
from regard.web.dashboards.card_parts import of_one_definition
from regard.web.dashboards.counting import SCORED, voiced
from regard.web.dashboards.home_factors import Factors, factors
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.profile import Row, Seen, rows
from regard.web.dashboards.unknowns import Place, unknowns
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.dashboards.vocabulary import Word, cloud
from regard.web.dashboards.waiting import waiting
from regard.web.insights.studies import Changes, Filters, Freshness, Study
from regard.web.workspaces.scope import MemberRequest

WORDS = 300  # of which the cloud shows some
SHORT = 320


@dataclass(frozen=True)
class Home:
    """All that the page shows."""

    address: Address
    period: Period
    records: int
    fresh: Freshness
    headline: headlines.Headline
    waiting: list[Note]
    rows: list[Row]
    unknowns: list[Note]
    words: list[Word]
    words_url: str
    factors: Factors
    supporting: list[Quote] = field(default_factory=list)
    contradicting: list[Quote] = field(default_factory=list)


def everything(numbers: Numbers) -> tuple[int, int]:
    """How many records the archive has in all, and how many of them without a day."""
    tally = numbers.record_counts(by=("month",))
    return tally.total, tally.counts().get(None, 0)


def home(request: MemberRequest, numbers: Numbers, address: Address, *, undated: int, today: date) -> Home:
    """Ask everything that the page shows, for the period of its address."""
    period = address.days(today=today)
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    where = address.filters(today=today)
    now = numbers.study(where, words=WORDS)
    year = numbers.study(replace(where, start=_year_ago(today), end=period.end), words=0)
    breaks = Breaks.of_open_workspace()
    parted, parts = breaks.among(period.before, period), breaks.parts(period)
    now = of_one_definition(numbers, now, where, parts)
    changes = _changes(numbers, address, where, without=parted, today=today)
    asked = asked_for(numbers, now)
    seen = Seen(now, changes, year, address, url, breaks, parted, parts)
    profile = rows(seen, asked=asked, today=today)
    of = headlines.Place(numbers, address, url, today)
    headline = headlines.headline(of, changes)
    said = [not_compared(metric, day) for metric, day in parted.items() if metric in asked]
    supporting, contradicting = _quotes(request, of, headline)
    place = Place(address, period, url, numbers)
    return Home(
        address=address,
        period=period,
        records=now.records,
        fresh=numbers.fresh,
        headline=replace(headline, parted=said),
        waiting=waiting(request, numbers, today=today),
        rows=profile,
        unknowns=unknowns(now, profile, asked=asked, undated=undated, place=place),
        words=cloud(now.words, address=address, url=url),
        words_url=f"{reverse('dashboards:words', args=[request.workspace.slug])}?{address.query()}",
        factors=factors(numbers.factors(where), address, url=url),
        supporting=supporting,
        contradicting=contradicting,
    )


def asked_for(numbers: Numbers, now: Study) -> list[str]:
    """The metrics that customers were ever asked for or that were ever read."""
    found = set(now.metrics)
    for metric in SCORED:
        if metric not in found and numbers.score_counts(metric).rows:
            found.add(metric)
    return sorted(found)


def _year_ago(today: date) -> date:
    """The first day of the month eleven months before this one."""
    months = today.year * 12 + today.month - 1 - 11
    return date(months // 12, months % 12 + 1, 1)


def _changes(
    numbers: Numbers, address: Address, where: Filters, *, without: Iterable[str], today: date
) -> Changes:
    before = address.days(today=today).before
    if before is None:
        return Changes(())
    by = () if address.segment else ("segment",)
    earlier = address.filters(today=today, period=before)
    return numbers.all_changes(earlier, where, by=by, without=without)


def _quotes(
    request: MemberRequest, place: headlines.Place, headline: headlines.Headline
) -> tuple[list[Quote], list[Quote]]:
    """What was said in line with the first sentence and against it; without one, complaint and praise."""
    if not headline.told:
        where = place.address.filters(today=place.today)
        best = [_clearest(place.numbers, where, each) for each in ("negative", "positive")]
    else:
        first = headline.told[0]
        both = first.supporting, first.contradicting
        best = [headlines.best_of(place, each.side) if each else [] for each in both]
    clearest = headlines.looked_up(*best)
    said, against = (quotes(request, found, longest=SHORT) for found in clearest)
    return said, against


def _clearest(numbers: Numbers, where: Filters, sentiment: str) -> list[UUID]:
    """The ids of the clearest records of a sentiment."""
    return numbers.clearest(voiced(where, sentiment), sentiment=sentiment, limit=5 * headlines.QUOTES)
