"""What speaks for a number and what against it: by the scores of its answers, then by how they speak."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import is_beyond, matching_address, where_of
from regard.web.dashboards.labels import SENTIMENT_NAMES
from regard.web.dashboards.panels import Panel
from regard.web.dashboards.questions import Question
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.insights.newest import clearest_of
from regard.web.insights.records import these
from regard.web.insights.studies import Scale
from regard.web.workspaces.scope import MemberRequest

EACH = 2
AMONG = 12  # of which those are left out that say the same
LONGEST = 320
MIDDLE = 50  # of a number's place between its worst and its best end
SENTIMENTS = {"high": "positive", "low": "negative"}
Band = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """A few quotes of one side, the rule that chose them, and where all of their records are."""

    label: str
    rule: str
    url: str
    quotes: list[Quote]


def sides(request: MemberRequest, question: Question, found: Panel) -> list[Side]:
    """Both sides of the number on top, the one in line with it first; none where there is no number."""
    address = question.address
    if not address.measures or not found.n or address.page > 1:
        return []
    bands = bands_of(address.metric, question.measured().scale)
    ids = {side: _clearest(question, side, of_side(address, side, bands)) for side in SENTIMENTS}
    records = {one.pk: one for one in these([pk for some in ids.values() for pk in some])}
    told = {
        side: quotes(request, _unlike(records[pk] for pk in some if pk in records), longest=LONGEST)
        for side, some in ids.items()
    }
    labels = labels_of(found)
    return [
        Side(label, _rule(side, bands), question.to(of_side(address, side, bands)), told[side])
        for side, label in labels.items()
    ]


def _unlike(records: Iterable[Feedback]) -> list[Feedback]:
    """The first few that do not say the same."""
    found: dict[str, Feedback] = {}
    for one in records:
        found.setdefault(said(one).casefold().strip(), one)
    return list(found.values())[:EACH]


def _clearest(question: Question, side: str, address: Address) -> list[UUID]:
    voice, chosen = SENTIMENTS[side], question.address.sentiment
    if chosen and voice not in chosen:
        return []
    where = where_of(address, today=question.today)
    if is_beyond(question.numbers, address):
        return clearest_of(matching_address(address, where), limit=AMONG)
    return question.numbers.clearest(where, sentiment=voice, limit=AMONG)


def of_side(address: Address, side: str, bands: Mapping[str, Band]) -> Address:
    """The records of one side; the list of them has no number to compare."""
    scores = {"scores": bands[side]} if bands else {}
    return address.but(sentiment=(SENTIMENTS[side],), voices="", compare="", by="month", **scores)


def bands_of(metric: str, scale: Scale | None) -> dict[str, Band]:
    """The scores of both sides; none for what has no scores.

    Of NPS those of promoters and detractors, else the two best and the two worst of a scale, or fewer where
    the two would meet.
    """
    if metric == "net_sentiment" or scale is None:
        return {}
    scores = scale.scores
    if metric == "nps":
        return {"high": (9, 10), "low": (0, 6)}
    many = min(2, len(scores) // 2)
    ends = {"high": (scores[-many], scores[-1]), "low": (scores[0], scores[many - 1])}
    if scale.direction == "low_is_good":
        return {"high": ends["low"], "low": ends["high"]}
    return ends


def labels_of(found: Panel) -> dict[str, str]:
    """Which side is in line with the number, the first one; by its change, or else by where it lies."""
    moved = found.change.direction if found.change else ""
    if moved:
        first, second = _("In line with the difference"), _("Against it")
        return _in_order(first, second, is_high=moved == "up")
    if found.low is None or found.high is None or found.low <= MIDDLE <= found.high:
        return {"high": _("On the good side"), "low": _("On the bad side")}
    return _in_order(_("In line with the number"), _("Against the number"), is_high=found.low > MIDDLE)


def _in_order(first: str, second: str, *, is_high: bool) -> dict[str, str]:
    return {"high": first, "low": second} if is_high else {"low": first, "high": second}


def _rule(side: str, bands: Mapping[str, Band]) -> str:
    voice = SENTIMENT_NAMES[SENTIMENTS[side]]
    if not bands:
        return _("%(voice)s, the clearest of the newest") % {"voice": voice}
    low, high = bands[side]
    scores = str(low) if low == high else _("%(low)s–%(high)s") % {"low": low, "high": high}
    text = _("scores %(scores)s and %(voice)s, the clearest of the newest")
    return text % {"scores": scores, "voice": voice}
