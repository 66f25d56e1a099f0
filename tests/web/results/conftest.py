"""Surveys with answers: by a link, and by invitations of segments with chances of their own."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from regard.web.answering.entering import by_invitation, by_link
from regard.web.answering.keys import Key
from regard.web.answering.models import Response
from regard.web.answering.recording import Given, submit
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked

__all__ = ["asked"]


def given(entry: Any, at: Any, page: str = "", **values: Any) -> Response:
    """One answer, with these values."""
    key = Key(secrets.token_urlsafe(16), at - timedelta(seconds=30))
    return submit(entry, Given(values, "en", page), key=key, at=at)


@pytest.fixture
def answer(noon) -> Callable[..., Response]:
    """Answer by a link."""

    def make(link: Any, at: Any = None, page: str = "", **values: Any) -> Response:
        moment = at or noon
        return given(by_link(link.token, at=moment), moment, page, **values)

    return make


@pytest.fixture
def invited(workspace, noon) -> Callable[..., list[Invitation]]:
    """Ask `n` people of a segment; the first of them answer with these scores."""

    def make(
        survey: Survey, segment: str, n: int, scores: list[int], *, inclusion: float = 1.0, at: Any = None
    ) -> list[Invitation]:
        moment = at or noon
        with in_workspace(workspace):
            people = [
                Customer.objects.create(
                    external_id=f"{segment}-{place}-{inclusion}-{moment:%m}",
                    name=f"Person {place}",
                    email=f"p{place}@{segment or 'none'}.example.com",
                    segment=segment,
                )
                for place in range(n)
            ]
            made = [
                invite(survey, one, channel="email", due_at=moment, at=moment, inclusion=inclusion)
                for one in people
            ]
            tokens = [token_of(one) for one in made]
        for token, score in zip(tokens, scores, strict=False):
            given(by_invitation(token, at=moment), moment, score=score)
        return made

    return make


@pytest.fixture
def opened(client, workspace) -> Callable[..., str]:
    """The page of results as a person sees it."""

    def show(link: Any, person: Any, language: str = "en") -> str:
        client.force_login(person)
        path = f"/w/{workspace.slug}/surveys/{link.survey_id}/results/"
        response = client.get(path, headers={"accept-language": language})
        assert response.status_code == 200
        return response.content.decode()

    return show
