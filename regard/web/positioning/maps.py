"""The perception map ready to be shown: the finding, the picture with its table, the three gaps."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.web.customers import owning
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.naming import Naming, days_text
from regard.web.dashboards.plots import Chart
from regard.web.insights.map_study import IN_SEGMENT, PEOPLE, Distance, comparable_staff
from regard.web.positioning.gaps import Gap, gaps_of
from regard.web.positioning.looking import Looked
from regard.web.positioning.picture import columns, picture, rows
from regard.web.positioning.remarks import how_sure, notes, unlisted
from regard.web.positioning.wording import Wording, decimals


@dataclass(frozen=True)
class Shown:
    """All that the page shows; `lacking` says why there is no map, `too_few` why there are no gaps."""

    title: str
    source_text: str
    n: str
    described: list[str]
    apart: str
    apart_note: str
    segments: list[str]
    gaps: list[Gap]
    chart: Chart | None
    columns: list[dict[str, object]]
    rows: list[list[str]]
    lacking: str
    too_few: str
    staff_text: str
    unlisted: str  # intended words that nobody could choose
    sentence: str  # to be taken along
    notes: list[str] = field(default_factory=list)
    how_sure: list[str] = field(default_factory=list)


def shown(slug: str, looked: Looked, *, today: date) -> Shown:
    """A look in words and as a picture."""
    study = looked.study
    wording = Wording(slug, looked)
    title = _title(looked)
    missing = max(PEOPLE - study.n, 0)
    return Shown(
        title=title,
        source_text=_source(looked),
        n=count_text(study.n),
        described=_described(looked, today=today),
        apart=_apart(study.apart) if study.apart else "",
        apart_note=_apart_note(study.apart) if study.apart else "",
        segments=_by_segment(looked),
        gaps=gaps_of(wording),
        chart=picture(wording, title),
        columns=columns(wording),
        rows=[] if missing else rows(wording),
        lacking="" if study.drawn else _lacking(looked),
        too_few=_missing(study.n, missing) if missing else "",
        staff_text=_staff(looked),
        unlisted=unlisted(wording),
        sentence=_sentence(looked, title, today=today),
        notes=notes(wording),
        how_sure=how_sure(looked),
    )


def _title(looked: Looked) -> str:
    """The finding, as far as the answers carry it."""
    apart = looked.study.apart
    if not looked.vocabulary.intended:
        return _("The words that customers use, by segment")
    if apart is None:
        return _("What customers say beside what is intended")
    if apart.differs:
        return _("What customers say differs from what is intended")
    return _("What customers say cannot be told from what is intended")


def _source(looked: Looked) -> str:
    if looked.address.source == "asked":
        return _("Words that people chose from a list when they were asked")
    return _("Words that people wrote by themselves")


def _described(looked: Looked, *, today: date) -> list[str]:
    days = looked.days
    found = [days_text(days)]
    if looked.address.segment:
        name = Naming().name("segment", looked.address.segment)
        found.append(_("%(label)s: %(names)s") % {"label": _("Segment"), "names": name})
    naming = Naming(owners=owning.owners()) if looked.address.owner else Naming()
    for owner in looked.address.owners:
        names = {"label": pgettext("of a customer", "Owner"), "names": naming.name("owner", owner)}
        found.append(_("%(label)s: %(names)s") % names)
    if looked.wave and len(looked.waves) > 1:
        found.append(_("Wave %(number)s") % {"number": looked.wave.number})
    return found


def _apart(found: Distance) -> str:
    """The distance in a sentence."""
    return _(
        "The words said lie %(value)s from those intended (95 %% interval %(low)s – %(high)s, n = %(n)s)."
    ) % {
        "value": decimals(found.value),
        "low": decimals(found.low),
        "high": decimals(found.high),
        "n": count_text(found.n),
    }


def _apart_note(found: Distance) -> str:
    if found.differs:
        return _("0 would be the same words equally often, 2 no word in common.")
    return _("As many answers could lie this far away by chance alone: no difference is shown.")


def _sentence(looked: Looked, title: str, *, today: date) -> str:
    """The finding with its interval, n and what it was counted of; empty where no distance is shown."""
    apart = looked.study.apart
    if apart is None:
        return ""
    return " ".join([f"{title}.", _apart(apart), f"{_('; ').join(_described(looked, today=today))}."])


def _by_segment(looked: Looked) -> list[str]:
    """The same for each segment that has enough people, where all of them are looked at."""
    drawn = looked.study.drawn
    if drawn is None or looked.address.segment:
        return []
    rows = [(name, found) for name, found in drawn.distances.items() if name != "all"]
    told = _("%(name)s: %(value)s (%(low)s – %(high)s, n = %(n)s)")
    few = _("%(name)s: not enough answers yet (n = %(n)s)")
    return [
        (told if found.n >= PEOPLE else few)
        % {
            "name": Naming().name("segment", name),
            "value": decimals(found.value),
            "low": decimals(found.low),
            "high": decimals(found.high),
            "n": count_text(found.n),
        }
        for name, found in sorted(rows)
    ]


def _staff(looked: Looked) -> str:
    """What is known of the belief of staff."""
    if looked.address.source != "asked":
        return _(
            "What staff believe is compared with words from a list alone: whoever chooses from a list names "
            "more words than whoever writes."
        )
    if not looked.study.staff:
        return _("Staff were not asked these words yet: the template “Staff beliefs” does.")
    if not comparable_staff(looked.study):
        return _(
            "Too few of the staff answered for anything to be said of what they believe (n = %(n)s)."
        ) % {"n": looked.study.staff}
    return _("Staff: %(n)s answers without names, of all time.") % {"n": count_text(looked.study.staff)}


def _lacking(looked: Looked) -> str:
    """Why there is no map."""
    people = len(looked.heard.people)
    if people < PEOPLE:
        return _missing(people, PEOPLE - people)
    if len(looked.segments) < 2:
        return _("A map needs two segments; these people are of one, or it is not known of which.")
    return _("Not enough said yet: a map needs two segments of %(n)s people that use several words.") % {
        "n": IN_SEGMENT
    }


def _missing(n: int, missing: int) -> str:
    return _("Not enough answers yet: words of %(n)s people, %(needed)s more are needed.") % {
        "n": count_text(n),
        "needed": missing,
    }
