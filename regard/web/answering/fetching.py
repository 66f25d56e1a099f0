"""Links of an invitation that were fetched: by whom, nobody knows; none of it is an answer.

Of an anonymous survey nothing is kept: the minute of a click would lead to the answer.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import OperationalError
from django.http import HttpRequest

from regard.web.answering.entering import Entry
from regard.web.answering.models import Fetch, FetchKind, Response
from regard.web.answering.suspecting import agent_class
from regard.web.answering.writing import Busy, written
from regard.web.feedback.models import State
from regard.web.surveys.models import Survey

AT_ONCE = timedelta(seconds=10)
MOST_AT_ONCE = 2  # scores that a person clicks within AT_ONCE; a scanner follows all of them
MOST_KEPT = 200  # for each invitation


def note(entry: Entry, request: HttpRequest, *, at: datetime, kind: str = "") -> None:
    """Keep that a link was fetched; where there is no room to write, it is left out."""
    if entry.invitation is None or entry.version.instrument.is_anonymous:
        return
    score = entry.version.instrument.score
    clicked = request.GET.get("score", "")
    value = int(clicked) if clicked.isascii() and clicked.isdigit() and len(clicked) <= 2 else None
    if score is None or score.scale is None or value not in score.scale.scores:
        value = None
    fetch = Fetch(
        invitation=entry.invitation,
        kind=kind or (FetchKind.PAGE if value is None else FetchKind.SCORE),
        value=value,
        method=str(request.method)[:8],
        agent_class=agent_class(request.headers.get("User-Agent", "")),
        at=at,
    )

    def keep(_is_again: bool) -> None:
        with entry.open():
            if Fetch.objects.filter(invitation=entry.invitation).count() < MOST_KEPT:
                Fetch.objects.insert_many([fetch])

    try:
        written(keep)
    except (Busy, OperationalError):
        return


def unconfirmed(survey: Survey) -> dict[int, int]:
    """How many people clicked each score in a message and did not confirm it: counted apart, in no score.

    Only they can confirm it, by sending it. A click does not show who clicked, and no member can know.
    """
    rows = Fetch.objects.filter(invitation__survey=survey, invitation__response=None).order_by("at", "id")
    by_invitation: dict[object, list[Fetch]] = {}
    for row in rows.iterator(chunk_size=2_000):
        by_invitation.setdefault(row.invitation_id, []).append(row)
    clicked = [last_click(fetches) for fetches in by_invitation.values()]
    return dict(Counter(value for value in clicked if value is not None) + _kept_as_answers(survey))


def _kept_as_answers(survey: Survey) -> Counter[int]:
    """The clicks that are kept as answers that nobody sent yet."""
    score = survey.latest.instrument.score if survey.latest else None
    rows = Response.objects.filter(survey=survey, state=State.UNCONFIRMED).values_list("values", flat=True)
    return Counter(values[score.id] for values in rows if score is not None and score.id in values)


def last_click(fetches: Iterable[Fetch]) -> int | None:
    """The score that a person clicked last; None where nobody did, or a machine followed the links."""
    rows = list(fetches)
    if any(row.kind == FetchKind.TRAP for row in rows):
        return None
    clicks = [
        row
        for row in rows
        if row.kind == FetchKind.SCORE and row.method == "GET" and row.agent_class == "browser"
    ]
    own = [row for row in clicks if not _is_one_of_many(row, clicks)]
    return own[-1].value if own else None


def _is_one_of_many(click: Fetch, clicks: list[Fetch]) -> bool:
    near = {row.value for row in clicks if abs(row.at - click.at) <= AT_ONCE}
    return len(near) > MOST_AT_ONCE
