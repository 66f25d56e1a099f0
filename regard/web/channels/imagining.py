"""An invitation that is kept nowhere and sent to nobody: to see what one would say."""

from django.utils import timezone

from regard.instruments.definition import Instrument
from regard.web import sealing
from regard.web.contacts.inviting import PURPOSE
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Account, Customer
from regard.web.surveys.models import Survey, Version

TOKEN = "preview-of-a-link-here"  # noqa: S105 - as long as a real one, and it opens nothing


def imagined(survey: Survey, instrument: Instrument, *, language: str, name: str) -> Invitation:
    """Of somebody of this name; the other gaps show what fills them."""
    workspace = survey.workspace
    return Invitation(
        workspace=workspace,
        survey=survey,
        version=Version(workspace=workspace, survey=survey, content=instrument.to_content()),
        customer=Customer(workspace=workspace, name=name),
        account=Account(workspace=workspace, name="[account]"),
        language=language,
        context={gap: f"[{gap}]" for gap in ("product", "touchpoint")},
        sealed_token=sealing.seal(TOKEN, purpose=PURPOSE),
        due_at=timezone.now(),
    )
