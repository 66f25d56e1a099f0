"""A survey that is asked, and a person who answers it by pressing buttons: no script, no cookie."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from regard.web.answering.linking import make_link
from regard.web.answering.models import Link
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def asked(workspace, owner, noon) -> Callable[..., Link]:
    """Publish a survey of this template with these changes of its content; a link to it."""

    def make(template: str = "nps", **changes: Any) -> Link:
        with in_workspace(workspace):
            survey = making.make(template, name="茶馆 Teahouse", by=owner, at=noon)
            if changes:
                making.save_draft(survey, survey.draft | changes, seen=1, by=owner, at=noon)
            publishing.publish(survey, by=owner, at=noon)
            return make_link(survey, name="柜台 Counter", by=owner, at=noon)

    return make


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of the form that was shown."""
    return dict(HIDDEN.findall(response.content.decode()))


def press(client: Client, path: str, **fields: Any) -> Any:
    """Open a page, fill its form in and send it."""
    return client.post(path, hidden(client.get(path)) | fields)
