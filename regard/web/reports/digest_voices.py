"""Who speaks for the first change of a digest and who against it: how many, where, some of their words."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse

from regard.web.channels.composing import one_line
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.home_headline import Place, Voices, quoted, voices
from regard.web.dashboards.home_sides import Side, base_of, sides
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.verbatims import quote
from regard.web.insights.studies import Finding
from regard.web.reports.gathering import changed, key_of
from regard.web.reports.windows import Window
from regard.web.workspaces.models import Workspace

SHORT = 240
QUOTES = 1  # of each side


@dataclass(frozen=True)
class Spoken:
    """What somebody said, without their name, and where that stands."""

    text: str
    meta: str
    url: str


@dataclass(frozen=True)
class Heard:
    """One side of a change: how many comments, where they are, the rule that chose them, and some of them."""

    n: int
    url: str
    rule: str
    quotes: list[Spoken] = field(default_factory=list)


def heard(workspace: Workspace, window: Window, *, day: date, known: list[str]) -> list[Heard | None]:
    """Who speaks for the first change that is news, and who against it; nothing where there is none."""
    first = _first(workspace, window, day=day, known=known)
    if first is None:
        return []
    url = settings.BASE_URL + reverse("dashboards:explore", args=[workspace.slug])
    place = Place(Numbers.of(workspace), window.address, url, day)
    both = sides(first, base_of(first, window.address))
    return [_heard(workspace, place, side) if side else None for side in both]


def _first(workspace: Workspace, window: Window, *, day: date, known: list[str]) -> Finding | None:
    parted = Breaks.of_open_workspace().among(window.before, window.period)
    found = changed(Numbers.of(workspace), window, without=parted, today=day).significant
    return next((one for one in found if key_of(one) not in known), None)


def _heard(workspace: Workspace, place: Place, side: Side) -> Heard:
    found: Voices = voices(place, side)
    said = [quote(record, slug=workspace.slug, names=False, longest=SHORT) for record in quoted(place, side)]
    spoken = [
        Spoken(
            text=one_line("".join(piece["text"] for piece in one.segments)) + ("…" if one.is_cut else ""),
            meta=one_line(" · ".join(filter(None, (one.score, *one.meta)))),
            url=settings.BASE_URL + one.url if one.url else "",
        )
        for one in said[:QUOTES]
    ]
    return Heard(found.n, found.url, side.rule, spoken)
