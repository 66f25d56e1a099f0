"""What a page looks at, read from its address and written back to it: the address reproduces the view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from regard.web.dashboards.labels import LANGUAGES
from regard.web.dashboards.periods import LENGTHS, USUAL, Period
from regard.web.feedback.models import Channel, Kind
from regard.web.insights.marks import EMOTIONS, FACTORS, FLAGS, INTENTS, POLARITIES
from regard.web.insights.owned import owned_by, owned_by_each
from regard.web.insights.studies import Filters, Owned
from regard.web.insights.theme_following import Followed, followed_each
from regard.web.workspaces.models import Membership

METRICS = ("nps", "csat", "ces", "stars", "trust", "values", "net_sentiment")
SENTIMENTS = ("negative", "mixed", "neutral", "positive")
MARKED = ("factor", "emotion", "intent")  # of which one record may have several
SEVERAL = (*MARKED, "theme")
DIMENSIONS = ("month", "segment", "owner", "source", "channel", "kind", "language", "sentiment", *SEVERAL)
COMPARED = ("previous", "year", "others")
PERIODS = (*map(str, LENGTHS), "all", "dates", "undated")
UNKNOWN = "~"  # stands in an address for "not known", and for nobody among owners
MINE = "mine"  # an owner: whoever asks
LONGEST = 200
MOST = 50
LAST_PAGE = 400

CLOSED: dict[str, tuple[str, ...]] = {
    "channel": tuple(Channel.values),
    "kind": tuple(Kind.values),
    "language": LANGUAGES,
    "sentiment": SENTIMENTS,
    "factor": FACTORS,
    "polarity": POLARITIES,
    "emotion": EMOTIONS,
    "intent": INTENTS,
    "flag": FLAGS,
}
READ = ("factor", "polarity", "emotion", "intent", "flag")  # what else a reading says
MANY = ("segment", "owner", "source", "channel", "kind", "language", "sentiment", *READ, "word", "theme")
ONE = {"metric": METRICS, "by": DIMENSIONS, "voices": (*SENTIMENTS, UNKNOWN), "compare": COMPARED}

Values = tuple[str | None, ...]


@dataclass(frozen=True)
class Address:
    """The filters and the choices of one page; the defaults are left out of the address."""

    period: str = str(USUAL)
    start: date | None = None
    last: date | None = None
    compare: str = ""
    segment: Values = ()
    source: Values = ()
    channel: Values = ()
    kind: Values = ()
    language: Values = ()
    sentiment: Values = ()
    factor: tuple[str, ...] = ()
    polarity: tuple[str, ...] = ()
    emotion: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    owner: Values = ()
    theme: tuple[str, ...] = ()
    metric: str = ""
    scores: tuple[int, int] | None = None
    by: str = "month"
    voices: str = ""
    customer: str = ""
    account: str = ""
    batch: str = ""
    q: str = ""
    page: int = 1
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, query: QueryDict, *, by: Membership | None = None) -> "Address":
        """What the address asks for; what cannot be understood is left out and named in `problems`.

        Whoever asks for their own is written down as the owner, so that the address means the same to others.
        """
        problems: list[str] = []
        found = {**_several(query, problems, by), **_single(query, problems), **_dates(query, problems)}
        found["scores"] = _scores(query.get("scores", ""), problems)
        if found["scores"] and found.get("metric", "") in ("", "net_sentiment"):
            problems.append(_("Scores can be chosen only together with a metric that has scores."))
            found["scores"] = None
        if found.get("metric") == "net_sentiment" and found.get("by") == "sentiment":
            problems.append(_("Sentiment says nothing by sentiment; it is shown by month."))
            del found["by"]
        return cls(**found, problems=tuple(problems))

    def but(self, **changes: Any) -> "Address":
        """The same page with some choices changed, from its first page of records on."""
        found = replace(self, **{"page": 1, "problems": (), **changes})
        if found.owner == self.owner and "owned" in vars(self):
            vars(found)["owned"] = self.owned  # asked once for a page
        if found.theme == self.theme and "carried" in vars(self):
            vars(found)["carried"] = self.carried
        return found

    @cached_property
    def owned(self) -> Owned | None:
        """What the chosen owners own now; None where no owner is chosen."""
        return owned_by(self.owner) if self.owner else None

    @cached_property
    def carried(self) -> dict[str, Followed]:
        """What carries each chosen theme now, which may have been merged; none that nothing carries."""
        return followed_each(self.theme) if self.theme else {}

    @property
    def themes_now(self) -> tuple[str, ...]:
        """The keys that records carry for the chosen themes, each once."""
        now = (self.carried[key].theme.key if key in self.carried else key for key in self.theme)
        return tuple(dict.fromkeys(now))

    @property
    def carried_elsewhere(self) -> bool:
        """Whether a chosen theme was merged into another one."""
        return self.themes_now != self.theme

    def of_each_owner(self) -> dict[str | None, "Address"]:
        """The same of each of the chosen owners; where none is chosen, of all of them and of nobody's."""
        found: dict[str | None, Address] = {}
        for pk, owned in owned_by_each().items():
            if not self.owner or pk in self.owner:
                found[pk] = self.but(owner=(pk,))
                vars(found[pk])["owned"] = owned
        return found

    def query(self) -> str:
        """The part of the address behind the question mark, in a fixed order."""
        return urlencode([(name, text) for name, text in self._parts()])

    def parts(self) -> list[tuple[str, str]]:
        """The same as names and values, as a form would send them."""
        return list(self._parts())

    def days(self, *, today: date) -> Period:
        """The period, counted back from today where it is one of the usual ones."""
        if self.period == "dates":
            end = self.last + timedelta(days=1) if self.last and self.last < date.max else None
            return Period(self.start, end)
        return Period() if self.period in ("all", "undated") else Period.last(int(self.period), today=today)

    def filters(self, *, today: date, period: Period | None = None) -> Filters:
        """What insights is asked; another `period` may be named, such as the one before."""
        days = period or self.days(today=today)
        return Filters(
            start=days.start,
            end=days.end,
            metric=(self.metric,) if self.metric not in ("", "net_sentiment") else (),
            band=(self.metric, *map(float, self.scores)) if self.scores else None,  # type: ignore[arg-type]
            sentiment=self.sentiment or (SENTIMENTS if self.metric == "net_sentiment" else ()),
            customer_id=(self.customer,) if self.customer else (),
            account_id=(self.account,) if self.account else (),
            owned=self.owned,
            **{
                name: getattr(self, name)
                for name in MANY
                if name not in ("sentiment", "owner", "theme", *READ)
            },
            marks=tuple(self._marks()),
        )

    @property
    def beyond_counting(self) -> bool:
        """Whether something is asked that only the records can answer, not the counts of the archive."""
        return self.is_undrawn or bool(self.theme)

    @property
    def is_undrawn(self) -> bool:
        """Whether it is a question of a few records, of which there is no chart."""
        return bool(self.q or self.batch or self.period == "undated")

    @property
    def measures(self) -> bool:
        """Whether there is a number to show, and not only how many records there are.

        Of records that were chosen by their score the score says nothing, and by sentiment likewise.
        """
        chosen = self.sentiment if self.metric == "net_sentiment" else self.scores
        return bool(self.metric and not chosen)

    def _marks(self) -> Iterator[tuple[str, ...]]:
        """One of each group is asked for; a factor together with what is said of it is one thing."""
        if self.factor and self.polarity:
            yield tuple(f"factor:{factor}:{label}" for factor in self.factor for label in self.polarity)
        for name in READ:
            chosen = getattr(self, name)
            if chosen and not (name in ("factor", "polarity") and self.factor and self.polarity):
                yield tuple(f"{name}:{label}" for label in chosen)

    def _parts(self) -> Iterator[tuple[str, str]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "problems" or value == one.default:
                continue
            yield from _written(one.name, value)


NAMES = {"start": "from", "last": "to"}


def _written(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name == "scores":
        yield name, f"{value[0]}-{value[1]}"
    elif isinstance(value, tuple):
        for each in value:
            yield name, written_value(each)
    else:
        yield NAMES.get(name, name), value.isoformat() if isinstance(value, date) else str(value)


def written_value(value: str | None) -> str:
    """One value as it stands in an address: "~" for "not known", and "~~..." for what begins with "~"."""
    if value is None:
        return UNKNOWN
    return UNKNOWN + value if value.startswith(UNKNOWN) else value


def read_value(text: str) -> str | None:
    """The other way round."""
    return None if text == UNKNOWN else text.removeprefix(UNKNOWN)


def _several(query: QueryDict, problems: list[str], by: Membership | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in MANY:
        texts = dict.fromkeys(text.replace("\0", "") for text in query.getlist(name))
        found[name] = tuple(_known(name, [text for text in texts if text][:MOST], problems))
    for name in (*READ, "word", "theme"):
        found[name] = tuple(value for value in found[name] if value is not None)
    found["owner"] = owners_read(found["owner"], problems, by)
    return found


def owners_read(values: Values, problems: list[str], by: Membership | None) -> Values:
    """The owners by their ids, whoever asks for their own among them; what is no id is named and left out."""
    ids = (str(by.pk) if value == MINE and by else value for value in values)
    found = ((value if value is None else _uuid(value, problems)) for value in ids)
    return tuple(dict.fromkeys(value for value in found if value != ""))


def _known(name: str, texts: Iterable[str], problems: list[str]) -> Iterator[str | None]:
    for text in texts:
        value = read_value(text[:LONGEST])
        if value is not None and name in CLOSED and value not in CLOSED[name]:
            problems.append(_("“%(value)s” is not known here and was left out.") % {"value": value})
        else:
            yield value


def _single(query: QueryDict, problems: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"q": query.get("q", "").replace("\0", "").strip()[:LONGEST]}
    for name, allowed in ONE.items():
        value = query.get(name, "")
        if value in allowed:
            found[name] = value
        elif value:
            problems.append(_("“%(value)s” is not known here and was left out.") % {"value": value[:LONGEST]})
    for name in ("customer", "account", "batch"):
        found[name] = _uuid(query.get(name, ""), problems)
    page = query.get("page", "")
    found["page"] = min(max(int(page), 1), LAST_PAGE) if page.isdecimal() and len(page) < 9 else 1
    return found


def _uuid(text: str, problems: list[str]) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        problems.append(_("“%(value)s” is not known here and was left out.") % {"value": text[:LONGEST]})
        return ""


def _dates(query: QueryDict, problems: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: _date(query.get(NAMES[name], ""), problems) for name in NAMES}
    period = query.get("period", "")
    if period in PERIODS:
        found["period"] = period
    elif period:
        problems.append(_("“%(value)s” is not known here and was left out.") % {"value": period[:LONGEST]})
    if found["start"] and found["last"] and found["last"] < found["start"]:
        problems.append(_("The last day lies before the first, so nothing can be in between."))
    usual = {"period": found["period"]} if "period" in found else {}
    by_dates = usual.get("period") == "dates" or (not usual and (found["start"] or found["last"]))
    return {**found, "period": "dates"} if by_dates else usual


def _date(text: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(_("“%(value)s” is no date; write it like 2026-03-31.") % {"value": text[:LONGEST]})
        return None


def _scores(text: str, problems: list[str]) -> tuple[int, int] | None:
    low, _dash, high = text.partition("-")
    if low.isdecimal() and high.isdecimal() and len(text) < 8 and int(low) <= int(high):
        return int(low), int(high)
    if text:
        problems.append(_("“%(value)s” are no scores; write them like 0-6.") % {"value": text[:LONGEST]})
    return None
