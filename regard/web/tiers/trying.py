"""Try a tier on a few texts: what it says beside the default engine; nothing of it is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from regard.web.accounts.models import User
from regard.web.dashboards.verbatims import reading_of
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.tiers import asking, changing
from regard.web.tiers.beside import Comparison, compared, latest
from regard.web.tiers.models import TextTier
from regard.web.tiers.reading import reading, take

TEXTS = 5
PATIENCE = timedelta(seconds=25)  # no new text is sent after this time


class NotRead(LookupError):
    """The default engine has not read the record."""


def tried(tier: TextTier, ids: Iterable[Any], *, by: User, at: datetime) -> list[Comparison]:
    """The records with these ids (five at most) as both engines read them; told in the audit trail first."""
    records = latest(TEXTS, among=ids)
    if records:
        changing.tried(tier, texts=len(records), by=by, at=at)
    return [_one(tier, record, until=at + PATIENCE) for record in records]


def _one(tier: TextTier, record: Feedback, *, until: datetime) -> Comparison:
    default = reading_of(record)
    if default is None:
        raise NotRead(str(record.pk))
    if timezone.now() > until:
        return compared(record, [default], problem=_("Not sent: the texts before it took too long."))
    if not take(tier, at=timezone.now()):
        return compared(record, [default], problem=_("Not sent: the texts of today are used up."))
    try:
        found = asking.engine(tier, limits=asking.HASTY).read([said(record)]).to_pylist()[0]
    except asking.FAILURES as error:
        return compared(record, [default], problem=str(asking.problem_of(error).label))
    return compared(record, [default, reading(tier, record, found, at=timezone.now())])
