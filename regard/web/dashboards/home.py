"""The home page: what changed, what waits, how we are seen, what we don't know, in whose words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, not_compared
from regard.web.dashboards.card_parts import of_one_definition
from regard.web.dashboards.counting import SCORED, voiced, voices
from regard.web.dashboards.home_factors import Factors, factors
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.profile import Row, Seen, rows
from regard.web.dashboards.sentences import Told, is_better, told
from regard.web.dashboards.unknowns import Place, unknowns
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.dashboards.vocabulary import Word, cloud
from regard.web.dashboards.waiting import waiting
from regard.web.feedback.models import Feedback
from regard.web.insights import records
from regard.web.insights.studies import Changes, Filters, Finding, Freshness, Study
from regard.web.workspaces.scope import MemberRequest

WORDS = 300  # of which the cloud shows some
QUOTES = 2
TOLD = 4
SHORT = 320


@dataclass(frozen=True)
class Voices:
    """The records behind a sentence: how many speak with one sentiment, and where they are."""

    n: int
    url: str
    sentiment: str


@dataclass(frozen=True)
class Headline:
    """The findings of the page: sentences, how many comparisons were made, who agrees and who does not."""

    told: list[Told]
    more: int
    comparisons: int
    supporting: Voices | None = None
    contradicting: Voices | None = None
    mix_url: str = ""  # where the first change is split
    parted: list[str] = field(default_factory=list)  # what is not compared, and why


@dataclass(frozen=True)
class Home:
    """All that the page shows."""

    address: Address
    period: Period
    records: int
    fresh: Freshness
    headline: Headline
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
    headline, base = _headline(numbers, changes, address, url, today=today)
    said = [not_compared(metric, day) for metric, day in parted.items() if metric in asked]
    supporting, contradicting = _quotes(request, numbers, headline, base, today=today)
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
    return numbers.changes(earlier, where, by=by, without=without)


def _headline(
    numbers: Numbers, changes: Changes, address: Address, url: str, *, today: date
) -> tuple[Headline, Address]:
    """The sentences, and the filters of the records that the first one speaks of."""
    found = changes.significant
    if not found:
        return Headline([], 0, changes.comparisons), address
    sentences = [
        told(finding, url=f"{url}?{_of(finding, address).query()}", comparisons=changes.comparisons)
        for finding in found[:TOLD]
    ]
    base = _of(found[0], address)
    heard = voices(numbers, base, today=today)
    agree, differ = ("positive", "negative") if is_better(found[0]) else ("negative", "positive")
    headline = Headline(
        told=sentences,
        more=len(found) - len(sentences),
        comparisons=changes.comparisons,
        supporting=_voices(base, agree, heard, url),
        contradicting=_voices(base, differ, heard, url),
        mix_url=f"{reverse('dashboards:mix', args=[numbers.workspace.slug])}?{base.query()}",
    )
    return headline, base


def _of(finding: Finding, address: Address) -> Address:
    """The address of the records that a finding speaks of."""
    value = None if finding.value is None else str(finding.value)
    narrowed = {"segment": (value,)} if finding.dimension == "segment" else {}
    return address.but(metric=finding.metric, compare="previous", **narrowed)


def _voices(base: Address, sentiment: str, heard: dict[str | None, int], url: str) -> Voices:
    return Voices(heard.get(sentiment, 0), f"{url}?{base.but(voices=sentiment).query()}", sentiment)


def _quotes(
    request: MemberRequest, numbers: Numbers, headline: Headline, base: Address, *, today: date
) -> tuple[list[Quote], list[Quote]]:
    """What was said in line with the first sentence and against it; without one, complaint and praise."""
    agree = headline.supporting.sentiment if headline.supporting else "negative"
    differ = headline.contradicting.sentiment if headline.contradicting else "positive"
    where = base.filters(today=today)
    said, against = (
        quotes(request, _distinct(numbers, where, each), longest=SHORT) for each in (agree, differ)
    )
    return said, against


def _distinct(numbers: Numbers, where: Filters, sentiment: str) -> list[Feedback]:
    """A few of the clearest records, no two of them with the same words."""
    best = numbers.clearest(voiced(where, sentiment), sentiment=sentiment, limit=5 * QUOTES)
    found = records.these(best)
    return list({record.text: record for record in reversed(found)}.values())[::-1][:QUOTES]
