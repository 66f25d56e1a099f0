"""How a survey stands at a moment: counted once for the page and for the part of it that follows."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Max

from regard.web.answering.fetching import unconfirmed
from regard.web.answering.models import Fetch
from regard.web.dashboards.card_breaks import Breaks
from regard.web.feedback.models import State
from regard.web.insights.reading import feed_end
from regard.web.insights.releasing import Release, release
from regard.web.results.counting import Measured, by_state, measured_questions
from regard.web.results.hiding import K
from regard.web.results.one_definition import Defined, of_one_definition
from regard.web.results.remembering import remembered
from regard.web.results.sharing import is_hidden
from regard.web.results.silence import Part, parts
from regard.web.results.spreading import spreads
from regard.web.results.weighing import Invited, invited_of
from regard.web.surveys.models import Survey


@dataclass(frozen=True)
class Standing:
    """Everything that changes while answers come in; `change` is where the feedback stood."""

    survey: Survey
    change: int
    states: dict[str, int]
    released: Release
    invited: tuple[Invited, ...]
    clicked: int  # people who clicked a score and have not confirmed it

    @classmethod
    def of(cls, survey: Survey, *, at: datetime) -> "Standing":
        """How it stands at that moment."""
        change = feed_end()  # first: what is counted is as new as this, or newer
        states, released, invited = by_state(survey), release(survey, at=at), tuple(invited_of(survey))
        clicked = _clicked(survey) + states.get(State.UNCONFIRMED, 0)
        return cls(survey, change, states, released, invited, clicked)

    @property
    def mark(self) -> str:
        """32 hexadecimal digits: another where any number of the page may be another."""
        hidden, changed = sorted(map(str, self.released.hidden)), self.released.name[1]
        version = self.survey.latest.number if self.survey.latest else 0
        days = sorted(self.breaks.days.items())
        told = (self.change, self.states, hidden, changed, self.invited, self.clicked, version, days)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    @property
    def is_empty(self) -> bool:
        """Whether a survey that takes answers has none yet."""
        if any(self.states.values()) or hasattr(self.survey, "closure"):
            return False
        return self.survey.latest is not None

    @cached_property
    def measured(self) -> list[Measured]:
        """Its questions with a number."""
        return measured_questions(self.survey, self.released, self.invited)

    @cached_property
    def breaks(self) -> Breaks:
        """Where the metrics of the workspace began to mean something else."""
        return Breaks.of_open_workspace()

    @cached_property
    def defined(self) -> list[Defined]:
        """The same questions, each with a number of one definition."""
        return of_one_definition(self.survey, self.measured, self.released, self.breaks, self.invited)

    @cached_property
    def unscored(self) -> frozenset[str]:
        """The names of the scores whose numbers are hidden: who sees each of them could count them."""
        few = {one.field_id for one in self.measured if 0 < one.counts.n < K}
        return frozenset(
            few | {one.field_id for one in spreads(self.survey, self.released) if is_hidden(one)}
        )

    @cached_property
    def parts(self) -> list[Part]:
        """Who was invited, and who answered."""
        return parts(self.survey, self.invited)


def _clicked(survey: Survey) -> int:
    """How many people clicked a score in a message and have not confirmed it."""
    fetched = Fetch.objects.filter(invitation__survey=survey).aggregate(n=Count("pk"), last=Max("at"))
    if not fetched["n"]:
        return 0
    what = ("clicked", fetched["n"], fetched["last"])
    return remembered(survey, what, lambda: sum(unconfirmed(survey).values()))
