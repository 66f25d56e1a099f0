"""The ten factors asked, read and seen, ready to be shown with interval, n and records."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import SENTIMENTS
from regard.web.dashboards.figures import (
    change_interval_text,
    count_text,
    interval_text,
    plain_text,
    value_text,
)
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.numbers import KEPT_SECONDS, Numbers
from regard.web.feedback.models import Source
from regard.web.insights.influence_study import FOLLOWED, Estimate, Influence, Study, influence_study
from regard.web.positioning.addresses import MapAddress, filters


@dataclass(frozen=True)
class Cell:
    """One number with its interval, where it may rank, a remark, and its records; no value says why not."""

    value: str
    interval: str = ""
    rank: str = ""
    note: str = ""
    url: str = ""
    figure: str = ""  # what it is, for programs: with `n`, and the records that it is a share of
    n: str = ""
    of_url: str = ""


@dataclass(frozen=True)
class Row:
    """One factor in three ways, side by side."""

    name: str
    asked: Cell
    said: Cell
    done: Cell


@dataclass(frozen=True)
class Shown:
    """All that the page shows; `disagreements` are the factors that the ways put at different places."""

    rows: list[Row]
    disagreements: list[str]
    asked: str
    said: str
    done: str
    unmapped: str
    followed: int
    is_empty: bool


def study_of(numbers: Numbers, address: MapAddress, *, today: date) -> Study:
    """The study of the address, remembered until the archive is written again."""
    days, fresh = address.days(today=today), numbers.fresh
    state = f"{numbers.workspace.pk} {fresh.change} {fresh.at} {fresh.unread} {days} {today}"
    key = f"influence:{hashlib.sha256(state.encode()).hexdigest()}"
    found: Study | None = cache.get(key)
    if found is None:
        found = influence_study(filters(days), today=today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def shown(slug: str, study: Study, address: MapAddress, *, today: date) -> Shown:
    """A study in words; factors of which nobody said, chose or did anything are left out."""
    kept = [one for one in study.factors if one.said or one.asked]
    apart = set(study.sources)
    others = Source.objects.exclude(key__in=apart).order_by("key").values_list("key", flat=True)
    links = _Links(slug, address, study.sources, tuple(others) if apart else (), today)
    return Shown(
        rows=[_row(one, links) for one in kept],
        disagreements=[told for one in kept if (told := _disagreement(one))],
        asked=count_text(study.asked),
        said=count_text(study.said),
        done=count_text(study.done),
        unmapped=count_text(study.unmapped),
        followed=FOLLOWED,
        is_empty=not study.asked and not study.said,
    )


@dataclass(frozen=True)
class _Links:
    slug: str
    address: MapAddress
    sources: tuple[str, ...]
    others: tuple[str, ...]  # where they write by themselves; all of them where nobody was asked
    today: date

    def to(self, **chosen: tuple[str, ...]) -> str:
        """The records in explore."""
        address = self.address.of_explore(self.address.days(today=self.today)).but(**chosen)
        return f"{reverse('dashboards:explore', args=[self.slug])}?{address.query()}"


def _row(one: Influence, links: _Links) -> Row:
    asked = _share_cell(one.asked, one.asked_rank, links.to(source=links.sources), "")
    return Row(
        name=_name(one),
        asked=replace(asked, figure=f"named:{one.factor}"),
        said=_said_cell(one, links),
        done=_done_cell(one, links),
    )


def _share_cell(share: Estimate | None, rank: tuple[int, int] | None, url: str, note: str) -> Cell:
    if share is None:
        return Cell("", note=_("not asked yet"))
    if share.status != "shown":
        return Cell("", note=_("not enough answers yet (n = %(n)s)") % {"n": count_text(share.n)}, url=url)
    return Cell(value_text(share), interval_text(share), _rank(rank), note, url, n=count_text(share.n))


def _said_cell(one: Influence, links: _Links) -> Cell:
    url = links.to(factor=(one.factor,), source=links.others)
    if one.said is None:
        return Cell("", note=_("nothing read yet"))
    told = _("%(praise)s praise, %(complaints)s complain")
    counts = {"praise": count_text(one.said.praised), "complaints": count_text(one.said.complained)}
    cell = _share_cell(one.said.share, one.said_rank, url, told % counts)
    return replace(cell, figure="part", of_url=links.to(source=links.others, sentiment=SENTIMENTS))


def _done_cell(one: Influence, links: _Links) -> Cell:
    found = one.done
    if found is None:
        return Cell("", note=_("too few complained and were followed"))
    value = _("%(value)s points") % {"value": plain_text(found.difference, "points")}
    note = _("n = %(mine)s and %(others)s") % {
        "mine": count_text(found.n_after),
        "others": count_text(found.n_before),
    }
    if not found.significant:
        note += " · " + _("no difference is shown")
    url = links.to(factor=(one.factor,), polarity=("negative",), source=links.others)
    return Cell(value, change_interval_text(found, "points"), _rank(one.done_rank), note, url)


def _rank(rank: tuple[int, int] | None) -> str:
    if rank is None:
        return ""
    text = str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}"
    return _("place %(rank)s") % {"rank": text}


def _disagreement(one: Influence) -> str:
    """What the ways say of a factor that they put at places that do not meet."""
    if not one.disagrees:
        return ""
    named = [
        (_("asked"), one.asked_rank),
        (_("in texts"), one.said_rank),
        (_("in what they did"), one.done_rank),
    ]
    places = [
        _("%(label)s: %(names)s") % {"label": name, "names": _rank(rank)} for name, rank in named if rank
    ]
    return _("%(factor)s – %(places)s") % {"factor": _name(one), "places": _("; ").join(places)}


def _name(one: Influence) -> str:
    return str(FACTOR_NAMES.get(one.factor, one.factor))
