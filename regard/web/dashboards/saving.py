"""Keep, rename, share and remove views, and tell of what their address no longer finds."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from regard.web.accounts.models import User
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.choices import LABELS, SPLIT
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.saved_models import SavedView, ViewRemoval
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Role

ROLES = tuple(str(role) for role in Role.values)


def address_of(view: SavedView) -> Address:
    """The address that a view keeps."""
    return Address.read(QueryDict(view.query))


def save(
    address: Address, *, name: str, note: str, roles: Sequence[str], by: User, at: datetime
) -> SavedView:
    """Keep an address under a name."""
    with transaction.atomic():
        view: SavedView = SavedView.objects.create(
            name=name,
            note=note,
            query=address.but().query(),
            roles=_known(roles),
            owner=by,
            owner_name=str(by),
            made_at=at,
        )
        record_event("view.saved", by=by, at=at, subject=name, address=view.query, roles=view.roles)
    return view


def change(view: SavedView, *, name: str, note: str, roles: Sequence[str], by: User, at: datetime) -> None:
    """Give a view another name or note, or show it to others."""
    before = view.name
    with transaction.atomic():
        view.name, view.note, view.roles = name, note, _known(roles)
        view.save(update_fields=["name", "note", "roles"])
        record_event("view.changed", by=by, at=at, subject=name, before=before, roles=view.roles)


def change_address(view: SavedView, address: Address, *, by: User, at: datetime) -> None:
    """Let a view show another address; what was watched or written from it keeps the one it had."""
    before = view.query
    with transaction.atomic():
        view.query = address.but().query()
        view.save(update_fields=["query"])
        record_event("view.changed", by=by, at=at, subject=view.name, address=view.query, before=before)


def remove(view: SavedView, *, by: User, at: datetime) -> None:
    """List a view no more; once is enough."""
    with transaction.atomic():
        made = ViewRemoval.objects.get_or_create(view=view, defaults={"by": by, "by_name": str(by), "at": at})
        if made[1]:
            record_event("view.removed", by=by, at=at, subject=view.name)


def stale(address: Address, numbers: Numbers, naming: Naming) -> list[str]:
    """What the address asks for that this workspace no longer has, each in a sentence."""
    found: list[str] = []
    found += [_moved(address, key) for key in address.theme if key not in naming.themes]
    if any(pk not in naming.owners for pk in address.owner if pk is not None):
        found.append(_("Its owner owns nobody now, so nothing is found."))
    known = numbers.record_counts(by=SPLIT)
    for name in SPLIT if known.total else ():
        values = set(known.rollup(name).counts()) if getattr(address, name) else set()
        found += _gone(name, (value for value in getattr(address, name) if value not in values), naming)
    return found


def _moved(address: Address, key: str) -> str:
    carried = address.carried.get(key)
    if carried is None:
        return _("Its theme was retired or not found again; nothing carries it now.")
    names = {"before": carried.was, "name": carried.theme.name}
    return _("Its theme “%(before)s” was merged into “%(name)s”, which is shown.") % names


def _gone(name: str, values: Iterable[str | None], naming: Naming) -> list[str]:
    said = _("Nothing was said any more under “%(label)s: %(name)s”.")
    return [said % {"label": LABELS[name], "name": naming.name(name, value)} for value in values]


def _known(roles: Sequence[str]) -> list[str]:
    """The roles in their usual order."""
    return [role for role in ROLES if role in roles]
