"""The ten factors asked, read and seen, ready to be shown with interval, n and records."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from regard.perception.tallies import Filters
from regard.web.dashboards.addresses import SENTIMENTS
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.numbers import KEPT_SECONDS, Numbers
from regard.web.dashboards.sentences import comparisons_text
from regard.web.feedback.models import Source
from regard.web.insights.influence_study import (
    ASKED,
    DONE,
    FOLLOWED,
    SAID,
    Influence,
    Study,
    influence_study,
    named_by,
)
from regard.web.positioning.addresses import MapAddress, filters
from regard.web.positioning.afterwards import Aftermath, aftermath, unknown_text
from regard.web.positioning.cells import Cell, Links, after_cell, name_of, share_cell
from regard.web.positioning.contrasts import contrast_text, untold_text


@dataclass(frozen=True)
class Row:
    """One factor in three ways, side by side."""

    name: str
    asked: Cell
    said: Cell
    done: Cell


@dataclass(frozen=True)
class Contrast:
    """What is said of one factor, and where those are who named it when they were asked."""

    name: str
    url: str
    told: str

    @property
    def text(self) -> str:
        """All of it in a line."""
        return _("%(factor)s: %(told)s.") % {"factor": self.name, "told": self.told}


@dataclass(frozen=True)
class Shown:
    """All that the page shows.

    `disagreements` tell of the factors that the ways put at different places, `untold` of those that are
    named often and of which too little behaviour is known, `after` what came after praise and complaint.
    """

    rows: list[Row]
    disagreements: list[Contrast]
    untold: list[Contrast]
    after: list[Aftermath]
    compared: str  # how many comparisons that took
    unknown: str
    asked: str
    said: str
    done: str
    unmapped: str
    silent_url: str
    followed: int
    is_empty: bool
    sentence: str
    definitions: list[str]


def where_of(address: MapAddress, *, today: date) -> Filters:
    """The records of the address: of its days, its segment and its owner."""
    days = filters(address.days(today=today), address.owned)
    return replace(days, segment=(address.segment,) if address.segment else ())


def named_of(numbers: Numbers, address: MapAddress, factor: str, *, today: date) -> tuple[list[UUID], bool]:
    """The records in which a factor was named (see named_by), remembered as long as the study."""
    where = where_of(address, today=today)
    key = _key(numbers, f"named:{factor}", where, today)
    found: tuple[list[UUID], bool] | None = cache.get(key)
    if found is None:
        found = named_by(where, factor)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _key(numbers: Numbers, what: str, where: Filters, today: date) -> str:
    fresh = numbers.fresh
    state = f"{numbers.workspace.pk} {fresh.change} {fresh.at} {fresh.unread} {what} {where} {today}"
    return f"influence:{hashlib.sha256(state.encode()).hexdigest()}"


def study_of(numbers: Numbers, address: MapAddress, *, today: date) -> Study:
    """The study of the address, remembered until the archive is written again."""
    where = where_of(address, today=today)
    key = _key(numbers, "study", where, today)
    found: Study | None = cache.get(key)
    if found is None:
        found = influence_study(where, today=today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def shown(slug: str, study: Study, address: MapAddress, *, described: Sequence[str], today: date) -> Shown:
    """A study in words; factors of which nobody said, chose or did anything are left out."""
    kept = [one for one in study.factors if one.said or one.asked]
    apart = set(study.sources)
    others = Source.objects.exclude(key__in=apart).order_by("key").values_list("key", flat=True)
    links = Links(slug, address, study.sources, tuple(others) if apart else (), today)
    told = [_contrast(one, contrast_text(one), links) for one in kept if one.disagrees]
    return Shown(
        rows=[_row(one, links) for one in kept],
        disagreements=told,
        untold=[_contrast(one, untold_text(one), links) for one in kept if one.is_untold],
        after=aftermath(study, links),
        compared=comparisons_text(sum(one.compared is not None for one in study.after)),
        unknown=unknown_text(study),
        asked=count_text(study.asked),
        said=count_text(study.said),
        done=count_text(study.done),
        unmapped=count_text(study.unmapped),
        silent_url=links.records("silent"),
        followed=FOLLOWED,
        is_empty=not study.asked and not study.said,
        sentence=_sentence(study, told, described),
        definitions=_definitions(),
    )


def _contrast(one: Influence, told: str, links: Links) -> Contrast:
    name = name_of(one.factor)
    return Contrast(name[:1].upper() + name[1:], links.records("named", one.factor), told)


def _row(one: Influence, links: Links) -> Row:
    asked = share_cell(one.asked, one.asked_rank, links.records("named", one.factor), "")
    url = links.to(factor=(one.factor,), polarity=("negative",), source=links.others)
    return Row(
        name=name_of(one.factor),
        asked=replace(asked, figure=f"named:{one.factor}", of_url=links.to(source=links.sources)),
        said=_said_cell(one, links),
        done=after_cell(one.left, one.done_rank, url),
    )


def _said_cell(one: Influence, links: Links) -> Cell:
    url = links.to(factor=(one.factor,), source=links.others)
    if one.said is None:
        return Cell("", note=_("nothing read yet (n = 0)"))
    told = _("%(praise)s praise, %(complaints)s complain")
    counts = {"praise": count_text(one.said.praised), "complaints": count_text(one.said.complained)}
    cell = share_cell(one.said.share, one.said_rank, url, told % counts)
    return replace(cell, figure="part", of_url=links.to(source=links.others, sentiment=SENTIMENTS))


def _sentence(study: Study, told: Sequence[Contrast], described: Sequence[str]) -> str:
    """What is to be taken along: the contrasts, or that there are none."""
    text = _("%(told)s Asked n = %(asked)s, texts n = %(said)s, followed n = %(done)s; %(filters)s.")
    return text % {
        "told": " ".join(one.text for one in told)
        or _("Asked, in texts and in what they did, no factor clearly stands elsewhere."),
        "asked": count_text(study.asked),
        "said": count_text(study.said),
        "done": count_text(study.done),
        "filters": "; ".join(described),
    }


def _definitions() -> list[str]:
    done = _(
        "In what they did: of customers, a company counted once, the share that did it within %(days)s days "
        "after their first text that complained of the factor (or praised it), minus that of all others "
        "after their first text. Corrected for how many were compared."
    )
    told = (
        (_("Asked: the share of people who named it; of one person the later answer counts."), ASKED),
        (_("In texts: of the records with words that were read, the share that speak of it."), SAID),
        (done % {"days": FOLLOWED}, DONE),
    )
    text = _("%(text)s Definition %(id)s.")
    return [text % {"text": meant, "id": definition.id} for meant, definition in told]
