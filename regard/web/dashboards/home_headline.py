"""What changed: each change as a sentence with its evidence, and who speaks for it and against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regard.web.dashboards import mix_subjects
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import is_beyond, matching_address, where_of
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.home_sides import Side, base_of, sides
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.sentences import Told, told
from regard.web.feedback.models import Feedback
from regard.web.insights import records
from regard.web.insights.change_study import FACTOR, THEME
from regard.web.insights.studies import Changes, Finding
from regard.web.insights.theme_models import Theme

TOLD = 4
QUOTES = 2


@dataclass(frozen=True)
class Voices:
    """The records behind one side of a sentence: how many, where they are, and by which rule."""

    n: int
    url: str
    side: Side


@dataclass(frozen=True)
class Said(Told):
    """A sentence with the way to the answers of each period, and who speaks for it and against it."""

    answers: SafeString = SafeString("")
    supporting: Voices | None = None
    contradicting: Voices | None = None
    mix_url: str = ""  # where the change is split


@dataclass(frozen=True)
class Headline:
    """The findings of the page: sentences, the further ones, how many comparisons were made, of what."""

    told: list[Said]
    further: list[Told]
    comparisons: int
    quiet: str = ""  # that nothing else changed, or nothing at all
    mix_url: str = ""  # where the first change is split
    parted: list[str] = field(default_factory=list)  # what is not compared, and why


@dataclass(frozen=True)
class Place:
    """Of what a headline tells: the numbers, the filters of the page, where records are listed, the day."""

    numbers: Numbers
    address: Address
    url: str
    today: date


def headline(place: Place, changes: Changes) -> Headline:
    """The first changes in full, the further ones as sentences."""
    found = changes.significant
    names = topic_names(found)
    in_full = [said(place, one, changes.comparisons, names) for one in found[:TOLD]]
    return Headline(
        told=in_full,
        further=[_told(place, one, changes.comparisons, names) for one in found[TOLD:]],
        comparisons=changes.comparisons,
        quiet=quiet(changes),
        mix_url=in_full[0].mix_url if in_full else "",
    )


def said(place: Place, finding: Finding, comparisons: int, names: dict[str, str]) -> Said:
    """One change with everything that is behind it."""
    plain = _told(place, finding, comparisons, names)
    supporting, contradicting = (
        voices(place, side) if side else None for side in sides(finding, base_of(finding, place.address))
    )
    return Said(
        **vars(plain),
        answers=_answers(place, finding),
        supporting=supporting,
        contradicting=contradicting,
        mix_url=_mix_url(place, finding),
    )


def _mix_url(place: Place, finding: Finding) -> str:
    """Where a change is split into other answers and other people answering."""
    kind = {FACTOR: mix_subjects.FACTOR, THEME: mix_subjects.SHARE}.get(finding.metric, mix_subjects.METRIC)
    url = reverse("dashboards:mix", args=[place.numbers.workspace.slug])
    return f"{url}?{mix_subjects.mix_query(kind, base_of(finding, place.address))}"


def quiet(changes: Changes) -> str:
    """That nothing changed, or nothing else, of what was compared: no more than that is known."""
    kinds = {one.metric for one in changes.findings}
    if changes.significant:
        if THEME in kinds:
            return _("No other score, factor or theme changed by more than chance.")
        if FACTOR in kinds:
            return _("No other score or factor changed by more than chance.")
        return _("No other score changed by more than chance.")
    if THEME in kinds:
        return _("No score, factor or theme changed by more than chance.")
    if FACTOR in kinds:
        return _("No score or factor changed by more than chance.")
    return _("No score changed by more than chance.")


def topic_names(findings: Iterable[Finding]) -> dict[str, str]:
    """What the factors and themes among these changes are called, by what they are known by."""
    keys = [str(one.value) for one in findings if one.metric == THEME]
    named = dict(Theme.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}
    return {**{factor: capfirst(str(name)) for factor, name in FACTOR_NAMES.items()}, **named}


def voices(place: Place, side: Side) -> Voices:
    """How many records are on one side of a change, and where: the same as explore lists."""
    return Voices(_count(place, side.address), f"{place.url}?{side.address.query()}", side)


def quoted(place: Place, side: Side) -> list[Feedback]:
    """A few records of one side whose words show it best, no two of them with the same words."""
    return looked_up(best_of(place, side))[0]


def best_of(place: Place, side: Side) -> list[UUID]:
    """The ids of the records of one side whose words show it best."""
    where = where_of(side.address, today=place.today)
    return place.numbers.quotable(where, sentiment=side.sentiment, factor=side.factor, limit=5 * QUOTES)


def looked_up(*best: Sequence[UUID]) -> list[list[Feedback]]:
    """A few records of each of these, in their order, no two with the same words; all looked up at once."""
    found = {record.pk: record for record in records.these([pk for some in best for pk in some])}
    return [_distinct([found[pk] for pk in some if pk in found]) for some in best]


def _distinct(found: list[Feedback]) -> list[Feedback]:
    """The first few of these records, no two of them with the same words."""
    return list({record.text: record for record in reversed(found)}.values())[::-1][:QUOTES]


def _told(place: Place, finding: Finding, comparisons: int, names: dict[str, str]) -> Told:
    url = f"{place.url}?{base_of(finding, place.address).query()}"
    return told(finding, url=url, comparisons=comparisons, topic=names.get(str(finding.value), ""))


def _count(place: Place, address: Address) -> int:
    """While the archive is behind the records, they are asked themselves."""
    where = where_of(address, today=place.today)
    if place.numbers.fresh.behind or is_beyond(place.numbers, address):
        return int(matching_address(address, where).count())
    return place.numbers.record_counts(where=where).total


def _answers(place: Place, finding: Finding) -> SafeString:
    """How many answers each of the two numbers has, with the way to them; a share is of all words."""
    change, base = finding.comparison, base_of(finding, place.address).but(compare="")
    before = place.address.days(today=place.today).before
    if finding.metric == THEME or before is None or before.start is None or before.end is None:
        return SafeString("")
    earlier = base.but(period="dates", start=before.start, last=before.end - timedelta(days=1))
    links = {
        name: format_html('<a href="{}?{}">{}</a>', place.url, address.query(), count_text(n))
        for name, address, n in (
            ("before", earlier, change.n_before),
            ("after", base, change.n_after),
        )
    }
    return SafeString(_("n = %(before)s and %(after)s") % links)
