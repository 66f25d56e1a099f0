"""What was said behind a number that changed: the words that show it, of the records that it is made of."""

from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Length

from regard.web.feedback.models import Feedback
from regard.web.insights.marks import SEPARATOR
from regard.web.insights.models import current_reading
from regard.web.insights.newest import NEWEST, READABLE, RECENT, newest
from regard.web.insights.records import matching
from regard.web.insights.rows import by_ids
from regard.web.insights.studies import Filters, Freshness
from regard.web.insights.theme_tallies import Themed
from regard.web.workspaces.models import Workspace

CLOSE = {  # how far each sentiment is from the one that is looked for
    "negative": ("negative", "mixed", "neutral", "positive"),
    "positive": ("positive", "mixed", "neutral", "negative"),
}


def quotable(
    workspace: Workspace,
    where: Filters,
    *,
    sentiment: str,
    factor: str,
    limit: int,
    fresh: Freshness,
    themed: Themed | None = None,
) -> list[UUID]:
    """The ids of the best quotes among the newest records that `where` lets through.

    First those that speak of the `factor` (if one is named), of these first those with the `sentiment`, then
    those that are read at a glance, the clearest first. Where `where` names themes, `themed` is asked.
    """
    ids = newest(workspace, where, most=RECENT, fresh=fresh, themed=themed)
    records: QuerySet[Feedback] = (
        matching(where).order_by(*NEWEST) if ids is None else by_ids(ids).annotate(reading=current_reading())
    )
    said = records.exclude(text="").annotate(length=Length("text"))
    rows = said.values_list(
        "pk", "length", "reading__sentiment", "reading__sentiment_score", "reading__marks"
    )[:RECENT]
    mark, order = f"{SEPARATOR}factor:{factor}{SEPARATOR}", CLOSE[sentiment]
    places = {pk: place for place, pk in enumerate(ids or ())}
    ranked = sorted(
        sorted(rows, key=lambda row: places.get(row[0], 0)),
        key=lambda row: (
            bool(factor) and mark not in (row[4] or ""),
            order.index(row[2]) if row[2] in order else len(order),
            row[1] not in READABLE,
            -abs(row[3] or 0),
        ),
    )
    return [row[0] for row in ranked[:limit]]
