"""The pages of saved views: all that one sees, one more, and what may be changed about each."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from regard.web.dashboards import saving
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.explore import finding_url
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.saved_models import SavedView, kept, seen_by
from regard.web.workspaces.permissions import Permission, Role
from regard.web.workspaces.scope import MemberRequest, member


class ViewForm(forms.Form):
    """How a view is called, and who sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who sees it beside you"),
        help_text=gettext_lazy("Choose no role to keep it to yourself."),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@require_safe
@member(Permission.FEEDBACK_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """Every view that one sees, with what its address no longer finds."""
    numbers, naming = Numbers.of(request.workspace), Naming.of_open_workspace()
    rows = [_row(request, view, numbers, naming) for view in seen_by(request.membership)]
    context = {"rows": rows, "may_save": request.membership.may(Permission.VIEW_EDIT)}
    return render(request, "dashboards/saved.html", context)


@member(Permission.VIEW_EDIT)
def new(request: MemberRequest) -> HttpResponse:
    """Keep the address behind the question mark under a name."""
    address = Address.read(request.GET, by=request.membership)
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        view = saving.save(address, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
        return redirect(_explore(request, view.query))
    return _form(request, form, address, back=_explore(request, address.query()))


@require_POST
@member(Permission.VIEW_EDIT)
def readdress(request: MemberRequest) -> HttpResponse:
    """Let one of the views that one may change show the address behind the question mark."""
    view = _own(request, _id(request.POST.get("view", "")))
    address = Address.read(request.GET, by=request.membership)
    saving.change_address(view, address, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” shows this now.") % {"name": view.name})
    return redirect(_explore(request, view.query))


@member(Permission.VIEW_EDIT)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Another name, another note, other roles."""
    view = _own(request, pk)
    given = {"name": view.name, "note": view.note, "roles": view.roles}
    form = ViewForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        saving.change(view, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("saved:every", request.workspace.slug)
    back = reverse("saved:every", args=[request.workspace.slug])
    return _form(request, form, saving.address_of(view), back=back, view=view)


@require_POST
@member(Permission.VIEW_EDIT)
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """List it no more."""
    view = _own(request, pk)
    saving.remove(view, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” was removed.") % {"name": view.name})
    return redirect("saved:every", request.workspace.slug)


def seen(request: MemberRequest, pk: UUID) -> SavedView:
    """The view with this id, where the one who asks sees it. Raises Http404."""
    view: SavedView | None = kept().filter(pk=pk).first()
    if view is None or not view.is_seen_by(request.membership):
        raise Http404
    return view


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _own(request: MemberRequest, pk: UUID) -> SavedView:
    view = seen(request, pk)
    if not view.changes_for(request.membership):
        raise PermissionDenied
    return view


def _explore(request: MemberRequest, query: str) -> str:
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    return f"{url}?{query}" if query else url


def _row(request: MemberRequest, view: SavedView, numbers: Numbers, naming: Naming) -> dict[str, Any]:
    address = saving.address_of(view)
    return {
        "view": view,
        "url": _explore(request, view.query),
        "described": naming.described(address, today=timezone.now().date()),
        "stale": [*address.problems, *saving.stale(address, numbers, naming)],
        "roles": [Role(role).label for role in view.roles],
        "changes": view.changes_for(request.membership),
        "finding_url": finding_url(request, address),
        "is_own": view.owner_id == request.user.pk,
    }


def _form(
    request: MemberRequest, form: ViewForm, address: Address, *, back: str, view: SavedView | None = None
) -> HttpResponse:
    described = Naming.of_open_workspace().described(address, today=timezone.now().date())
    context = {"form": form, "described": described, "view": view, "back": back}
    if view is None:
        own = [kept for kept in seen_by(request.membership) if kept.changes_for(request.membership)]
        query = address.query()
        context["others"] = [kept for kept in own if kept.query != query]
        context["address_url"] = f"{reverse('saved:address', args=[request.workspace.slug])}?{query}"
    return render(request, "dashboards/saved_form.html", context)
