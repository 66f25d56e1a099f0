"""How many of the invited an answer stands for: by the chance to be asked, and by how many answered."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from regard.web.answering.models import Response
from regard.web.contacts.models import Invitation
from regard.web.feedback.models import State
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

COUNTED = (State.PARTIAL, State.COMPLETE)


@dataclass(frozen=True)
class Weighing:
    """A weight is 1 over the chance to be asked, times what makes up for the silent ones of its segment.

    `factors` are by segment: everybody invited over those who answered, both weighted by their chance
    (weighting classes; Little 1986). An anonymous answer has no segment, and its chance alone counts.
    """

    factors: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_survey(cls, survey: Survey) -> "Weighing":
        """The weights of a survey as it stands."""
        if survey.latest is not None and survey.latest.instrument.is_anonymous:
            return cls()
        invited = _sums(Invitation.objects.filter(survey=survey, withdrawn_at=None))
        answered = _sums(Response.objects.filter(survey=survey, link=None, state__in=COUNTED))
        return cls({one: invited[one] / n for one, n in answered.items() if invited[one] >= n})

    def of(self, segment: str, chance: float) -> float:
        """How many of the invited one answer stands for."""
        return self.factors.get(segment, 1.0) / chance


def _sums(rows: TenantQuerySet) -> defaultdict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for segment, chance, n in rows.order_by().values_list("segment", "inclusion").annotate(n=Count("pk")):
        found[segment] += n / chance if chance > 0 else n
    return found
