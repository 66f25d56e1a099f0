"""One-use links: handed over by people themselves, on paper, in a letter, by a system of their own."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from regard.web.contacts.forms import OneUseForm
from regard.web.contacts.inviting import one_use_tokens
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@member(Permission.SURVEY_SEND)
def one_use(request: MemberRequest) -> HttpResponse:
    """Make links that take one answer each, and download them once."""
    form = OneUseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        has_survey = form.fields["survey"].queryset.exists()  # type: ignore[attr-defined]
        return render(request, "contacts/one_use.html", {"form": form, "has_survey": has_survey})
    found, at = form.cleaned_data, timezone.now()
    tokens = one_use_tokens(found["survey"], count=found["count"], language=found["language"], at=at)
    record_event("links.made", by=request.user, at=at, subject=found["survey"].name, count=len(tokens))
    lines = ["link", *(settings.PUBLIC_URL + reverse("answer:invited", args=[token]) for token in tokens)]
    response = HttpResponse("\r\n".join([*lines, ""]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="links.csv"'
    response["Cache-Control"] = "no-store"
    return response
