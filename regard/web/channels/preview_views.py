"""The draft of a survey as its e-mail, in a frame beside the builder: really composed, and sent to nobody."""

import base64
import hashlib
import re
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from regard.instruments.definition import Instrument
from regard.web.channels.composing import Letter, written
from regard.web.channels.imagining import TOKEN, imagined
from regard.web.channels.looks import NIGHT, RULES
from regard.web.channels.models import Sender
from regard.web.contacts.models import Invitation
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey
from regard.web.surveys.preview_views import as_typed, language_wanted
from regard.web.surveys.previewing import chosen_language
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

LINK = re.compile(r'href="([^"]*)"')


def _digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


# an e-mail carries its styles within it: these very ones may stand on the page, no others and no script
STYLES = [SELF, "'unsafe-hashes'", *(_digest(one) for one in (*RULES.values(), NIGHT))]
framed = csp_replace({"frame-ancestors": [SELF], "style-src": STYLES, "script-src": ["'none'"]})


@require_safe
@xframe_options_sameorigin
@framed
@member(Permission.SURVEY_VIEW)
def draft(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The e-mail that would invite to the draft as it was kept."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    return _shown(request, survey, Instrument.from_content(survey.draft))


@require_POST
@xframe_options_sameorigin
@framed
@member(Permission.SURVEY_EDIT)
def question(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """The same with one question as it stands in the form now."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    return _shown(request, survey, as_typed(request, survey, name))


def _shown(request: MemberRequest, survey: Survey, instrument: Instrument) -> HttpResponse:
    language = chosen_language(language_wanted(request), instrument)
    sender = _sender(request)
    invitation = imagined(survey, instrument, language=language, name="[first_name]")
    letter = written(invitation, sender=sender)
    context = {
        "letter": letter,
        "html": _leading_to_the_preview(letter, invitation),
        "sender": sender,
        "language": language,
    }
    with translation.override(language):
        return render(request, "channels/preview.html", context)


def _sender(request: MemberRequest) -> Sender:
    """Who would send it; whoever looks at it where nobody is set up yet."""
    rows = Sender.objects.filter(removed_at=None, channel=Channel.EMAIL).order_by("created_at", "id")
    name = request.user.name or request.user.email
    return rows.first() or Sender(workspace=request.workspace, name=name, address=request.user.email)


def _leading_to_the_preview(letter: Letter, invitation: Invitation) -> str:
    """A score leads to the page that it would lead to, in the preview; the other links lead nowhere."""
    here = reverse("surveys:preview", args=[invitation.workspace.slug, invitation.survey.pk])
    own = escape(f"{settings.PUBLIC_URL}{reverse('answer:invited', args=[TOKEN])}?")

    def lead(found: re.Match[str]) -> str:
        address = found[1]
        return f'href="{here}?{address.removeprefix(own)}"' if address.startswith(own) else 'href="#"'

    return LINK.sub(lead, letter.html)
