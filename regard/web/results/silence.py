"""Who was invited, who answered and who did not, by segment: the silent ones beside the score."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from regard.perception.protection import TOTAL, protect_table
from regard.web.contacts.models import ContactEvent, Invitation, Outcome, Reason
from regard.web.insights.studies import Estimate, share
from regard.web.results.hiding import K
from regard.web.results.remembering import remembered
from regard.web.results.weighing import COUNTED, Invited, invited_of
from regard.web.surveys.models import Survey

LEVEL = 0.95
ANSWERED, SILENT = "answered", "silent"


@dataclass(frozen=True)
class Part:
    """One segment (or all): what became of its invitations; None is hidden."""

    segment: str | None  # None: everybody
    invited: int | None
    delivered: int | None
    bounced: int | None
    answered: int | None
    rate: Estimate | None


@dataclass(frozen=True)
class Unasked:
    """Why people were not asked, and how many times; None is fewer than are shown."""

    reason: str
    n: int | None


def parts(survey: Survey, asked: Sequence[Invited] | None = None) -> list[Part]:
    """Everybody, then the segments, the largest first; empty where nobody was invited.

    `asked` are the invitations, counted already.
    """
    each = tuple(invited_of(survey, asked))
    invited, delivered, bounced = _invited(each)
    answered = remembered(survey, ("silence", each), lambda: _answered(survey))
    table: dict[tuple[Hashable, Hashable], int] = {}
    for segment, n in invited.items():
        table[segment, ANSWERED] = min(answered[segment], n)
        table[segment, SILENT] = n - table[segment, ANSWERED]
    shown = protect_table(table, k=K).shown if table else {}

    def part(name: str | None, key: Hashable, n: int, arrived: int, returned: int, back: int) -> Part:
        is_shown = (key, TOTAL) in shown
        is_told = is_shown and (key, ANSWERED) in shown and (key, SILENT) in shown
        return Part(
            name,
            n if is_shown else None,
            _large(arrived) if is_shown else None,
            _large(returned) if is_shown else None,
            back if is_told else None,
            share(back, n, level=LEVEL, hide_below=K) if is_told else None,
        )

    found = [
        part(one, one, n, delivered[one], bounced[one], table[one, ANSWERED])
        for one, n in invited.most_common()
    ]
    if not found:
        return []
    back = sum(table[one, ANSWERED] for one in invited)
    whole = part(None, TOTAL, invited.total(), delivered.total(), bounced.total(), back)
    return [whole, *found]


def unasked(survey: Survey) -> list[Unasked]:
    """Why the ledger says that people were not asked, the most frequent first."""
    rows = ContactEvent.objects.filter(survey=survey, outcome=Outcome.NOT_SENT).order_by()
    counted = Counter(dict(rows.values_list("reason").annotate(n=Count("*"))))
    return [Unasked(str(Reason(one).label), n if n >= K else None) for one, n in counted.most_common()]


def _large(n: int) -> int | None:
    return n if n == 0 or n >= K else None


def _invited(asked: Iterable[Invited]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    invited, delivered, bounced = Counter[str](), Counter[str](), Counter[str]()
    for one in asked:
        if one.n:
            invited[one.segment] += one.n
            delivered[one.segment] += one.arrived
            bounced[one.segment] += one.returned
    return invited, delivered, bounced


def _answered(survey: Survey) -> Counter[str]:
    """Of an anonymous survey the invitations alone tell that somebody answered, and of no one what."""
    said = Q(response__state__in=COUNTED) | Q(used_on__isnull=False)
    rows = Invitation.objects.filter(said, survey=survey, withdrawn_at=None).order_by()
    return Counter(dict(rows.values_list("segment").annotate(n=Count("*"))))
