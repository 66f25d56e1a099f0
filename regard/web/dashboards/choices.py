"""The filter bar: what can be chosen, what is chosen, and the address of every other choice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from regard.web.dashboards.addresses import (
    CLOSED,
    DIMENSIONS,
    MANY,
    METRICS,
    PERIODS,
    READ,
    SENTIMENTS,
    Address,
    Values,
    written_value,
)
from regard.web.dashboards.labels import LABELS as READ_LABELS
from regard.web.dashboards.naming import (
    BY_NAMES,
    DIMENSION_NAMES,
    PERIOD_NAMES,
    Naming,
    metric_text,
)
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import LENGTHS
from regard.web.workspaces.models import Membership

SPLIT = ("segment", "source", "channel", "kind", "language")
FIRST = ("segment", "source")  # the others wait behind "more filters" until one is chosen
LABELS = {
    **DIMENSION_NAMES,
    **READ_LABELS,
    "word": gettext_lazy("Word"),
    "theme": gettext_lazy("Theme"),
    "metric": gettext_lazy("Metric"),
}
COMPARED_WITH = {
    "previous": gettext_lazy("the period before"),
    "year": gettext_lazy("the same days a year ago"),
    "others": gettext_lazy("all others"),
}
MOST = 200


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Choice:
    """One filter of the bar; `type` is select or date."""

    name: str
    label: str
    type: str = "select"
    value: str = ""
    active: bool = False
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Chip:
    """Something that was chosen, with the address of the page without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Bar:
    """The whole bar."""

    filters: list[Choice]
    more: list[Choice]
    chips: list[Chip]
    kept: list[dict[str, str]]
    reset_url: str


def bar(numbers: Numbers, address: Address, naming: Naming, *, url: str, by: Membership) -> Bar:
    """The bar of explore for one address, as a member sees it."""
    known = numbers.record_counts(by=SPLIT)
    values = {name: list(known.rollup(name).counts()) for name in SPLIT}
    filters = [_period(address), *_dates(address), _metric(address), _by(address, naming), *_compare(address)]
    theme = _theme(address, naming)
    split = [_dimension(address, naming, name, values[name]) for name in SPLIT]
    split.append(_dimension(address, naming, "sentiment", SENTIMENTS))
    split += [_dimension(address, naming, name, CLOSED[name], ordered=True) for name in READ]
    filters += [choice for choice in split if choice.active or choice.name in FIRST]
    owner = _owner(address, naming, by)
    filters += owner + (theme if address.theme else [])
    more = [*([] if address.theme else theme), *(choice for choice in split if choice not in filters)]
    shown = {choice.name for choice in (*filters, *more)}
    chips = chips_of(address, naming, url=url, alone=False)
    return Bar(
        filters=filters,
        more=more,
        chips=chips,
        kept=[{"name": name, "value": value} for name, value in _kept(address, shown)],
        reset_url=url if address.query() else "",
    )


def period_links(address: Address, *, url: str) -> list[tuple[str, str, bool]]:
    """The usual periods, each with its address and whether it is chosen."""
    return [
        (str(PERIOD_NAMES[str(days)]), _to(url, address.but(period=str(days))), address.period == str(days))
        for days in LENGTHS
    ]


def segment_links(
    numbers: Numbers, address: Address, naming: Naming, *, url: str
) -> list[tuple[str, str, bool]]:
    """All customers, or those of one segment."""
    known = numbers.record_counts(by=("segment",))
    values = [key[0] for key, _n in known.rows if isinstance(key[0], str)]
    links = [(_("All customers"), _to(url, address.but(segment=())), not address.segment)]
    for value in values[:MOST]:
        chosen = address.segment == (value,)
        links.append((naming.name("segment", value), _to(url, address.but(segment=(value,))), chosen))
    return links


def language_links(
    numbers: Numbers, address: Address, naming: Naming, *, url: str
) -> list[tuple[str, str, bool]]:
    """All languages, or one of those that were read; the chosen ones too."""
    known = numbers.record_counts(by=SPLIT).rollup("language").counts()
    values = dict.fromkeys([*(value for value in known if isinstance(value, str)), *address.language])
    links = [(_("All languages"), _to(url, address.but(language=())), not address.language)]
    for value in list(values)[:MOST]:
        chosen = address.language == (value,)
        links.append((naming.name("language", value), _to(url, address.but(language=(value,))), chosen))
    if len(address.language) > 1:
        names = _(", ").join(naming.name("language", value) for value in address.language)
        links.append((names, _to(url, address), True))
    return links


def owner_links(address: Address, naming: Naming, *, url: str, by: Membership) -> list[tuple[str, str, bool]]:
    """Whoever owns the customers, or those of one owner; one link alone where nobody owns anybody."""
    links = [(_("All owners"), _to(url, address.but(owner=())), not address.owner)]
    for value, name in owners_named(address.owner, naming, by).items():
        links.append((name, _to(url, address.but(owner=(value,))), address.owner == (value,)))
    return links


def _to(url: str, address: Address) -> str:
    query = address.query()
    return f"{url}?{query}" if query else url


def _period(address: Address) -> Choice:
    options = [Option(value, str(PERIOD_NAMES[value]), value == address.period) for value in PERIODS]
    return Choice("period", _("Period"), value=address.period, options=options)


def _dates(address: Address) -> list[Choice]:
    if address.period != "dates":
        return []
    named = (("from", _("from"), address.start), ("to", _("to"), address.last))
    return [
        Choice(name, label, type="date", value=day.isoformat() if day else "", active=bool(day))
        for name, label, day in named
    ]


def _metric(address: Address) -> Choice:
    options = [Option("", _("All records"), not address.metric)]
    options += [Option(metric, metric_text(metric), metric == address.metric) for metric in METRICS]
    return Choice("metric", _("Metric"), options=options, active=bool(address.metric))


def _by(address: Address, naming: Naming) -> Choice:
    known = {"owner": naming.owners, "theme": naming.themes}
    shown = [name for name in DIMENSIONS if known.get(name, True) or address.by == name]
    options = [Option(name, str(BY_NAMES[name]), name == address.by) for name in shown]
    return Choice("by", _("Chart"), options=options)


def _compare(address: Address) -> list[Choice]:
    """No filter where no number is shown that could be compared."""
    if not address.measures:
        return []
    options = [Option("", _("nothing"), not address.compare)]
    options += [Option(kind, str(name), kind == address.compare) for kind, name in COMPARED_WITH.items()]
    return [Choice("compare", _("Compare with"), options=options, active=bool(address.compare))]


def _theme(address: Address, naming: Naming) -> list[Choice]:
    """The themes by their place in the tree; no filter where none was found yet."""
    known = list(naming.themes.items())[:MOST]
    if not (known or address.theme):
        return []
    now = address.themes_now
    options = [Option(written_value(key), name) for key, name in known if key not in now]
    return [_one_more(address, "theme", options)]


def _owner(address: Address, naming: Naming, by: Membership) -> list[Choice]:
    """No filter where nobody owns anybody."""
    named = owners_named(address.owner, naming, by)
    if not named:
        return []
    chosen = address.owner
    options = [Option("", _("All"), len(chosen) != 1)]
    options += [Option(written_value(value), name, chosen == (value,)) for value, name in named.items()]
    return [Choice("owner", str(LABELS["owner"]), options=options, active=len(chosen) == 1)]


def _one_more(address: Address, name: str, options: Iterable[Option]) -> Choice:
    """A filter that holds several values: those that are chosen are chips, and one more can be chosen."""
    chosen = {written_value(value) for value in getattr(address, name)}
    first = Option("", pgettext("filter", "one more") if chosen else _("All"), selected=True)
    rest = [option for option in options if option.value not in chosen]
    return Choice(name, str(LABELS[name]), options=[first, *rest], active=bool(chosen))


def owners_named(chosen: Values, naming: Naming, by: Membership) -> dict[str | None, str]:
    """Mine, nobody's, and each other owner by name, the chosen too; nothing where nobody owns anybody."""
    if not naming.owners and not chosen:
        return {}
    own = str(by.pk)
    named: dict[str | None, str] = {own: pgettext("owner", "Mine")} if own in naming.owners else {}
    named[None] = pgettext("owner", "Nobody’s")
    named |= {pk: name for pk, name in list(naming.owners.items())[:MOST] if pk != own}
    for pk in chosen:
        named.setdefault(pk, naming.name("owner", pk))
    return named


def _dimension(
    address: Address, naming: Naming, name: str, values: Iterable[Any], *, ordered: bool = False
) -> Choice:
    """One filter; its values stand in the order of their names where they are not `ordered` already."""
    every = list(dict.fromkeys(values))
    known = every if ordered else sorted(every, key=lambda value: (value is None, naming.name(name, value)))
    options = [Option(written_value(value), naming.name(name, value)) for value in known[:MOST]]
    return _one_more(address, name, options)


def chips_of(address: Address, naming: Naming, *, url: str, alone: bool = True) -> list[Chip]:
    """What keeps records out, each with the address of the page without it.

    All of it where the chips stand `alone`; beside the bar one owner and the text are shown there.
    """
    chips = []
    for name in MANY:
        values = getattr(address, name)
        if name == "owner" and len(values) == 1 and not alone:
            continue
        for value in values:
            rest = tuple(other for other in values if other != value)
            told = naming.theme(address, str(value)) if name == "theme" else naming.name(name, value)
            label = _("%(label)s: %(names)s") % {"label": LABELS[name], "names": told}
            chips.append(Chip(label, _to(url, address.but(**{name: rest}))))
    if address.scores:
        low, high = address.scores
        label = _("Scores: %(low)s–%(high)s") % {"low": low, "high": high}
        chips.append(Chip(label, _to(url, address.but(scores=None))))
    if alone and address.q:
        chips.append(Chip(_("Text: %(text)s") % {"text": address.q}, _to(url, address.but(q=""))))
    singles = (("customer", _("One customer")), ("account", _("One company")), ("batch", _("One import")))
    chips += [
        Chip(label, _to(url, address.but(**{name: ""}))) for name, label in singles if getattr(address, name)
    ]
    return chips


def _kept(address: Address, shown: set[str]) -> list[tuple[str, str]]:
    """What stays in the address though the bar has no field for it."""
    several = {name for name in MANY if len(getattr(address, name)) > (name == "owner")}
    return [
        (name, value)
        for name, value in address.parts()
        if (name not in shown or name in several) and name not in ("page", "q", "from", "to")
    ]
