"""The page of intended words: who stands for which, since when, and how to add or retire one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from regard.web.accounts.models import User
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.positioning import intentions
from regard.web.positioning.intentions import UnfitWord
from regard.web.positioning.models import IntendedPerception
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


class WordForm(forms.Form):
    """One more word, in one language or both."""

    word_en = forms.CharField(label=gettext_lazy("Word in English"), max_length=200, required=False)
    word_zh = forms.CharField(label=gettext_lazy("Word in Chinese"), max_length=200, required=False)
    opposite_en = forms.CharField(
        label=gettext_lazy("Its opposite in English"), max_length=200, required=False
    )
    opposite_zh = forms.CharField(
        label=gettext_lazy("Its opposite in Chinese"), max_length=200, required=False
    )
    factor = forms.ChoiceField(label=gettext_lazy("Factor"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who stands for it"))

    def __init__(self, data: Any = None, *, people: dict[str, User], chosen: str) -> None:
        super().__init__(data, initial={"owner": chosen})
        self.people = people
        factors = [("", _("none")), *FACTOR_NAMES.items()]
        self.fields["factor"].choices = factors  # type: ignore[attr-defined]
        self.fields["owner"].choices = [(pk, one.name or one.email) for pk, one in people.items()]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.FEEDBACK_VIEW)
def intended(request: MemberRequest) -> HttpResponse:
    """The list as it stands and as it stood; by POST one word more."""
    may_edit = request.membership.may(Permission.INTENTION_EDIT)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    people = {str(row.user_id): row.user for row in Membership.objects.select_related("user")}
    form = WordForm(request.POST or None, people=people, chosen=str(request.user.pk))
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("positioning:intended", request.workspace.slug)
    context = {
        "form": form,
        "may_edit": may_edit,
        "words": intentions.standing(),
        "retired": list(IntendedPerception.objects.exclude(retired=None).select_related("retired_by")),
        "waves": intentions.waves(),
    }
    return render(request, "positioning/intended.html", context)


@require_POST
@member(Permission.INTENTION_EDIT)
def retire(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Intend a word no longer."""
    row = fetch(request, IntendedPerception, pk, to=Permission.INTENTION_EDIT)
    intentions.retire(row, by=request.user, at=timezone.now())
    messages.success(request, _("“%(word)s” is intended no longer.") % {"word": row.name})
    return redirect("positioning:intended", request.workspace.slug)


def _added(request: MemberRequest, form: WordForm) -> bool:
    """Whether the word could be added; otherwise the form says why not."""
    given = dict(form.cleaned_data)
    owner = form.people[given.pop("owner")]
    try:
        row = intentions.add(**given, owner=owner, by=request.user, at=timezone.now())
    except UnfitWord as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("“%(word)s” is intended from today on.") % {"word": row.name})
    return True
