"""The words page: how customers describe the company, as a cloud and as a table with intervals."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from regard.web.dashboards.addresses import SENTIMENTS, Address
from regard.web.dashboards.choices import Bar, bar
from regard.web.dashboards.counting import MEASURE
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.vocabulary import FEWEST, Word, cloud
from regard.web.insights import studies
from regard.web.insights.studies import Estimate, Freshness, WordCount
from regard.web.workspaces.scope import MemberRequest

CHARTED = ("by", "compare")
MOST = 300  # words that are asked for; the table shows those of three people or more


@dataclass(frozen=True)
class Number:
    """A number as a cell shows it; without a value there are not enough answers."""

    value: str
    interval: str
    needed: int


@dataclass(frozen=True)
class Line:
    """One word in the table."""

    word: str
    url: str
    sentiment: str
    people: str
    share: Number
    net: Number


@dataclass(frozen=True)
class Words:
    """All that the page shows."""

    address: Address
    bar: Bar
    fresh: Freshness
    described: list[str]
    people: str
    needed: int
    cloud: list[Word]
    lines: list[Line]
    explore_url: str


def words(request: MemberRequest, address: Address, *, today: date) -> Words:
    """Ask for the words of an address; below the minimum number of people none is shown."""
    slug = request.workspace.slug
    url, here = (reverse(f"dashboards:{name}", args=[slug]) for name in ("explore", "words"))
    numbers, naming = Numbers.of(request.workspace), Naming.of_open_workspace()
    where = address.filters(today=today)
    where = replace(where, sentiment=where.sentiment or SENTIMENTS)  # of whom the people of a word are part
    people = numbers.people(where=where)
    found = numbers.word_counts(where=where, limit=MOST).rows
    needed = studies.share(0, people).needed
    shown = [] if needed else [word for word in found if word.people >= FEWEST]
    return Words(
        address=address,
        bar=_without_chart(bar(numbers, address, naming, url=here, by=request.membership)),
        fresh=numbers.fresh,
        described=naming.described(address, today=today),
        people=count_text(people),
        needed=needed,
        cloud=cloud(shown, address=address, url=url),
        lines=[_line(word, people, address, url) for word in shown],
        explore_url=f"{url}?{address.query()}",
    )


def _without_chart(every: Bar) -> Bar:
    """The bar without what only a chart needs."""
    return replace(every, filters=[choice for choice in every.filters if choice.name not in CHARTED])


def net_of(word: WordCount) -> Estimate:
    """Percent of the people of a word who mean it well minus percent who mean it ill.

    Whoever means it both ways is counted on both sides, which leaves the number as it is; as who they
    are is not known, the interval is the widest that the counts allow.
    """
    by = dict(word.by_sentiment)
    good, bad = by.get("positive", 0), by.get("negative", 0)
    both = max(good + bad - word.people, 0)
    labels = {"positive": good - both, "negative": bad - both}
    rest = word.people - sum(labels.values())
    return MEASURE["net_sentiment"](studies.polarity({**labels, "neutral": rest}))


def _line(word: WordCount, people: int, address: Address, url: str) -> Line:
    return Line(
        word=word.word,
        url=f"{url}?{address.but(word=(word.word,)).query()}",
        sentiment=word.sentiment or "neutral",
        people=count_text(word.people),
        share=_number(studies.share(min(word.people, people), people)),
        net=_number(net_of(word)),
    )


def _number(estimate: Estimate) -> Number:
    if estimate.status != "shown":
        return Number("", "", estimate.needed)
    return Number(value_text(estimate), interval_text(estimate), 0)
