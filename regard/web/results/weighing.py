"""How many of the invited an answer stands for: by the chance to be asked, and by how many answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from regard.web.answering.models import Response
from regard.web.contacts.models import Invitation
from regard.web.feedback.models import State
from regard.web.results.remembering import remembered
from regard.web.surveys.models import Survey

COUNTED = (State.PARTIAL, State.COMPLETE)


@dataclass(frozen=True)
class Invited:
    """Those who were invited with one chance: how many, and how many more invitations were withdrawn."""

    segment: str
    chance: float
    n: int
    arrived: int
    returned: int
    withdrawn: int


@dataclass(frozen=True)
class Weighing:
    """A weight is 1 over the chance to be asked, times what makes up for the silent ones of its segment.

    `factors` are by segment: everybody invited over those who answered, both weighted by their chance
    (weighting classes; Little 1986). An anonymous answer has no segment, and its chance alone counts.
    """

    factors: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_survey(cls, survey: Survey, asked: Sequence[Invited] | None = None) -> "Weighing":
        """The weights of a survey as it stands; `asked` are its invitations, counted already."""
        if survey.latest is not None and survey.latest.instrument.is_anonymous:
            return cls()
        invited = _sums((one.segment, one.chance, one.n) for one in invited_of(survey, asked))
        answered = remembered(survey, "answered", lambda: _answered(survey))
        return cls({one: invited[one] / n for one, n in answered.items() if invited[one] >= n})

    def of(self, segment: str, chance: float) -> float:
        """How many of the invited one answer stands for."""
        return self.factors.get(segment, 1.0) / chance


def invited_of(survey: Survey, asked: Sequence[Invited] | None = None) -> Sequence[Invited]:
    """Everybody who was invited, counted once for all that is told of them."""
    if asked is not None:
        return asked
    stands = Q(withdrawn_at=None)
    rows = Invitation.objects.filter(survey=survey).order_by().values_list("segment", "inclusion")
    found = rows.annotate(
        n=Count("pk", filter=stands),
        arrived=Count("delivered_at", filter=stands),
        returned=Count("bounced_at", filter=stands),
        withdrawn=Count("withdrawn_at"),
    )
    return tuple(Invited(*row) for row in found)


def _answered(survey: Survey) -> dict[str, float]:
    rows = Response.objects.filter(survey=survey, link=None, state__in=COUNTED).order_by()
    return _sums(rows.values_list("segment", "inclusion").annotate(n=Count("*")))


def _sums(rows: Iterable[tuple[str, float, int]]) -> defaultdict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for segment, chance, n in rows:
        found[segment] += n / chance if chance > 0 else n
    return found
