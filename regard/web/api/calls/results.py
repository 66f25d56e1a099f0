"""What a survey found: each number of one definition, hidden where it is hidden on the page of results."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from regard.web.api.calls.finding import survey_of
from regard.web.api.entering import Answer, allowed
from regard.web.api.shown_results import ResultsShown
from regard.web.api.tokens import Scope

router = Router(tags=["results"])


@router.get("/surveys/{survey_id}/results", response=ResultsShown)
@allowed(Scope.RESULTS_READ)
def results(request: HttpRequest, survey_id: UUID) -> Answer:
    """Each metric with its interval and n, how the answers spread, and who was invited and did not answer.

    A number whose `status` is not "shown" is null; `needed` says how many more answers would show it.
    Segments of fewer than five people are left out, and so are those that would give them away. Where the
    definition of a metric changed among the answers, its numbers are of those since.
    """
    return 200, ResultsShown.of(survey_of(survey_id), at=timezone.now()).dumped()
