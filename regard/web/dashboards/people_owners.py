"""Who owns a customer, as pages show it and as it is said on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch

WHO: dict[str, type[Model]] = {"company": Account, "person": Customer}


def give_as_asked(request: MemberRequest, who: str, pk: UUID) -> None:
    """Let the member of the form own this customer, or nobody; 404 for one that is not of this workspace."""
    if who not in WHO:
        raise Http404
    whom: Any = fetch(request, WHO[who], pk, to=Permission.CUSTOMER_EDIT)
    chosen = request.POST.get("owner", "")
    to = Membership.objects.filter(pk=_uuid(chosen)).first() if chosen else None
    if chosen and to is None:
        messages.error(request, _("Nobody was chosen: this person is no member any more."))
        return
    owning.give(whom, to, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s: the owner is saved.") % {"name": whom})


def shown_owner(request: MemberRequest, customer: Customer) -> dict[str, Any]:
    """Whose a customer is, and who else could own them; members only for those who may say so."""
    whom = owning.whom_to_own(customer)
    may_edit = request.membership.may(Permission.CUSTOMER_EDIT)
    return {
        "owner": owning.owner_of(whom),
        "who": "company" if isinstance(whom, Account) else "person",
        "owned": whom,
        "members": owning.members() if may_edit else {},
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
