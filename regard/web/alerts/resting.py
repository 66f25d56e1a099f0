"""Why a watch takes no days: its theme is gone, or its metric means something else by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from regard.web.alerts.models import Watch
from regard.web.alerts.watching import address_of
from regard.web.dashboards.card_breaks import Breaks, not_compared
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_table import EVERY, NONE


@dataclass(frozen=True)
class Rest:
    """Why a watch rests, and what can be done."""

    why: str
    what_to_do: str


def reasons(watches: Iterable[Watch], breaks: Breaks, *, today: date) -> dict[UUID, Rest]:
    """The watches that rest, each with its reason; asked once for all of them."""
    rows = list(watches)
    addresses = {watch.pk: address_of(watch.query) for watch in rows}
    named = any(address.theme for address in addresses.values())
    alive = set(Theme.objects.filter(gone_at=None).values_list("key", flat=True)) if named else set()
    found: dict[UUID, Rest] = {}
    for watch in rows:
        address = addresses[watch.pk]
        day = _redefined(watch, breaks, today)
        if day:
            found[watch.pk] = Rest(not_compared(watch.metric, day), _anew())
        elif not {EVERY, NONE, *alive} & set(address.theme) and address.theme and not address.carried:
            found[watch.pk] = Rest(_("Its theme is gone: nothing is counted."), _instead())
    return found


def _redefined(watch: Watch, breaks: Breaks, today: date) -> date | None:
    """The first change of the definition after the normal of a watch began."""
    days = (day for day in breaks.of(watch.metric) if watch.baseline_from < day <= today)
    return min(days, default=None)


def _anew() -> str:
    return _("Watch it no more and have its view watched anew: then the new answers are the normal.")


def _instead() -> str:
    return _("Watch it no more, and save and watch a view of another theme.")
