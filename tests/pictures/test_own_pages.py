"""What customers open from a message looks as it did: to be asked no more, and their own page."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from regard.web.answering.entering import by_invitation
from regard.web.answering.keys import Key
from regard.web.answering.recording import Given, submit
from regard.web.channels.tokens import own_path, unsubscribing
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.noting import note
from tests.web.contacts.conftest import customers, nps

__all__ = ["customers", "nps"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
]


@pytest.fixture
def invitation(customers, nps, noon):
    """Ada was asked, and answered."""
    ada = customers[0]
    made = invite(nps, ada, channel="email", due_at=noon, at=noon)
    note(made, kind="ask", outcome="sent", at=noon)
    ada.events.create(kind="renewed", at=noon)
    given = Given({"score": 3, "why": "茶凉了 The tea was cold"}, "en", page="why", signals={}, suspicion={})
    submit(by_invitation(token_of(made), at=noon), given, key=Key("k" * 22, noon), at=noon)
    return made


def test_to_be_asked_no_more_looks_as_it_did(camera, client, invitation):
    path = urlsplit(unsubscribing(invitation)).path
    camera.snap("unsubscribe", path)
    client.post(path)
    camera.snap("unsubscribed", path)


def test_a_customers_own_page_looks_as_it_did(camera, client, customers, invitation, noon):
    path = own_path(customers[0], until=noon.date())
    camera.snap("own", path)
    camera.snap("own-kept", f"{path}?kept=yes")
    client.post(path, {"act": "stop"})
    camera.snap("own-stopped", path)
    camera.snap("own-expired", own_path(customers[0], until=(noon - timedelta(days=1)).date()))
    for language in ("en", "zh-hans"):
        camera.send(path, {"act": "erase"}, language=language)
        camera.keep(f"own-unticked.{language}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_who_was_erased_is_told_so(camera, customers, noon, language):
    path = own_path(customers[1], until=noon.date())
    camera.send(path, {"act": "erase", "sure": "yes"}, language=language)
    camera.keep(f"erased.{language}")
