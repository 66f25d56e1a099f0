"""The gaps of the perception map in sentences: not delivered, not noticed, self-deception."""

from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text
from regard.web.dashboards.naming import days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.insights.map_study import NOTICED, PEOPLE, WordGap
from regard.web.positioning.addresses import MapAddress
from regard.web.positioning.gaps import gaps_of
from regard.web.positioning.intentions import waves
from regard.web.positioning.looking import Looked, look
from regard.web.positioning.wording import Wording
from regard.web.reports.amounts import amount
from regard.web.reports.board import Gap, Map
from regard.web.reports.windows import Window

KINDS = ("not delivered", "not noticed", "self-deception")


def map_of(numbers: Numbers, window: Window, *, today: date) -> Map | None:
    """The gaps of the year up to the end of a report; None where no word is intended, and for one source."""
    last = min(window.address.last or today, today)
    every = [] if window.address.source else waves()
    held = [one for one in every if one.start is None or one.start <= last]
    if not held:
        return None
    segments = window.address.segment or ("",)
    address = MapAddress(segment=str(segments[0]), wave=str(held[-1].number), last=last)
    looked = look(numbers, address, today=last)
    wording = Wording(numbers.workspace.slug, looked)
    about, query = _about(looked), looked.address.query()
    if looked.study.n < PEOPLE or not looked.study.gaps:
        told = _("Words of %(n)s people, of the %(least)s it takes")
        return Map(about, [], [], told % {"n": count_text(looked.study.n), "least": PEOPLE}, query)
    without = [wording.name(one.word) for one in looked.study.gaps if not one.gaps]
    return Map(about, _gaps(wording), without, query=query)


def _about(looked: Looked) -> str:
    """Of whose words it is told, of which days."""
    if looked.address.source == "asked":
        whose = _("Words that people chose from a list when they were asked")
    else:
        whose = _("Words that people wrote by themselves")
    return f"{whose} · {days_text(looked.days)} · n = {count_text(looked.study.n)}"


def _gaps(wording: Wording) -> list[Gap]:
    """Each gap of each word, in the order of the map."""
    lines = {}
    for gap in gaps_of(wording):
        for line in gap.lines:
            lines[gap.name, line.name] = line.numbers
    names = {"not delivered": _("Not delivered"), "not noticed": _("Not noticed")}
    names["self-deception"] = _("Self-deception")
    found = []
    for kind in KINDS:
        for one in wording.looked.study.gaps:
            if kind in one.gaps:
                numbers = lines.get((names[kind], wording.name(one.word)), [])
                found.append(_gap(wording, one, kind, names[kind], numbers))
    return found


def _gap(wording: Wording, one: WordGap, kind: str, name: str, numbers: list[str]) -> Gap:
    looked = wording.looked
    return Gap(
        kind=name,
        word=wording.name(one.word),
        text=_sentence(wording, one, kind),
        numbers=numbers,
        share=amount(looked.study.shares[one.word]),
        query=urlsplit(wording.url(one.word)).query,
        is_picked=looked.address.source == "asked",
    )


def _sentence(wording: Wording, one: WordGap, kind: str) -> str:
    said = {
        "word": wording.name(one.word),
        "opposite": wording.name(one.opposite) if one.opposite else "",
        "share": f"{NOTICED[wording.looked.address.source]:g}",
    }
    if kind == "not delivered":
        return _("“%(word)s” is not delivered: more people say “%(opposite)s”.") % said
    if kind == "not noticed" and one.opposite:
        text = _(
            "“%(word)s” is not noticed: fewer than %(share)s %% of people say it, or “%(opposite)s” instead."
        )
        return text % said
    if kind == "not noticed":
        return _("“%(word)s” is not noticed: fewer than %(share)s %% of people say it.") % said
    return (
        _("“%(word)s” is a self-deception: more of the staff than of the customers would choose it.") % said
    )
