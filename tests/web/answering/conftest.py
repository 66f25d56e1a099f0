import pytest

from regard.web.answering.entering import hashed
from regard.web.contacts.models import Invitation
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked

__all__ = ["asked"]


@pytest.fixture
def invited(workspace, asked, noon):
    """An invitation to a survey of this template; its path."""

    def make(template="nps", token="t" * 22, **changes):
        link = asked(template, **changes)
        with in_workspace(workspace):
            Invitation.objects.create(
                survey=link.survey,
                version=link.survey.latest,
                channel="email",
                token_hash=hashed(token),
                created_at=noon,
                due_at=noon,
            )
        return f"/i/{token}/", link.survey

    return make
