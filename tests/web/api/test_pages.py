"""The pages about the API: what is shown once, who may see them, and examples that work."""

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from regard.web.api.examples import examples
from regard.web.api.models import ApiToken, Delivery, Webhook
from regard.web.api.tokens import Scope, make_token
from regard.web.api.webhooks import make_webhook
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import in_workspace

BASE = "/w/qinghe/settings/api/"
PICTURES = os.environ.get("REGARD_PICTURES")  # a folder, for whoever wants to look


def test_what_opens_a_token_is_shown_once_and_kept_nowhere(client, owner, workspace):
    client.force_login(owner)
    page = client.post(BASE, {"name": "店铺", "scopes": ["events:write"], "days": "90"})
    text = page.content.decode().split('id="shown-once" type="text" readonly value="')[1].split('"')[0]
    assert text.startswith("rgd_")
    assert text not in client.get(BASE).content.decode()
    with in_workspace(workspace):
        row = ApiToken.objects.get()
        assert text not in str(vars(row))
        assert AuditEvent.objects.filter(action="api_token.made", subject="店铺").exists()


def test_a_token_that_is_revoked_opens_nothing(client, owner, workspace, call, token):
    client.force_login(owner)
    with in_workspace(workspace):
        pk = ApiToken.objects.get().pk
    client.post(f"{BASE}tokens/{pk}/revocation/")
    assert call("surveys").status_code == 401


@pytest.mark.parametrize("changed", [{"scopes": []}, {"scopes": ["all"]}, {"name": ""}, {"days": "-1"}])
def test_a_token_that_does_not_fit_is_not_made(client, owner, workspace, changed):
    client.force_login(owner)
    client.post(BASE, {"name": "a", "scopes": ["events:write"], "days": ""} | changed)
    with in_workspace(workspace):
        assert not ApiToken.objects.exists()


def test_a_webhook_is_made_paused_and_told_again(client, owner, workspace, noon):
    client.force_login(owner)
    url = "https://shop.example/hook"
    page = client.post(f"{BASE}webhooks/", {"url": url, "types": ["response.created"]})
    assert "whsec_" in page.content.decode()
    with in_workspace(workspace):
        hook = Webhook.objects.get()
        event = announce("response.created", content={}, at=noon)
        sent = Delivery.objects.create(webhook=hook, event=event, given_up_at=noon)
    here = f"{BASE}webhooks/{hook.pk}/"
    client.post(here)
    client.post(f"{BASE}deliveries/{sent.pk}/")
    with in_workspace(workspace):
        assert Webhook.objects.get().disabled_at is not None
        assert Delivery.objects.get().due_at is not None
    client.post(here)
    changed = client.post(here, {"rotate": "yes"}).content.decode()
    assert "whsec_" in changed
    with in_workspace(workspace):
        assert Webhook.objects.get().disabled_at is None


def test_an_address_inside_is_refused_where_it_is_written(client, owner, workspace):
    client.force_login(owner)
    page = client.post(f"{BASE}webhooks/", {"url": "http://169.254.169.254/", "types": ["response.created"]})
    assert "This address is not called" in page.content.decode()


@pytest.mark.parametrize("path", ["", "webhooks/", "manual/"])
def test_who_may_not_manage_the_api_does_not_see_it(client, analyst, path):
    client.force_login(analyst)
    assert client.get(BASE + path).status_code == 403


def test_each_example_of_the_manual_works_as_it_stands_there(call, asked, client, owner):
    survey = str(asked("nps").survey_id)
    client.force_login(owner)
    shown = [one.curl for one in client.get(f"{BASE}manual/").context["examples"]]
    for one in examples(survey, {"score": 10}):
        assert one.curl in shown
        path, headers, body = typed(one.curl)
        key = headers.get("Idempotency-Key", "")
        assert call(path, body, key=key).status_code in (200, 201, 202), one.path


def test_a_question_mark_in_an_example_stands_in_quotes_as_zsh_wants_it():
    asked = [one.curl for one in examples("s", {}) if "?" in one.path]
    assert len(asked) == 2
    for curl in asked:
        assert curl.startswith("curl 'http") and curl.splitlines()[0].endswith("' \\")


def typed(curl: str) -> tuple[str, dict[str, str], Any]:
    """What a shell makes of a call: its path, headers and body."""
    name, url, *options = shlex.split(curl.replace("\\\n", ""))
    assert name == "curl" and url.startswith(f"{settings.BASE_URL}/api/v1/")
    pairs = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(text.split(": ") for option, text in pairs if option == "-H")
    bodies = [json.loads(text) for option, text in pairs if option == "-d"]
    return url.removeprefix(f"{settings.BASE_URL}/api/v1/"), headers, bodies[0] if bodies else None


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_the_pages_are_accessible_and_as_wide_as_the_screen(
    chromium, live_server, owner, workspace, noon, width, language
):
    with in_workspace(workspace):
        make_token("店铺 Shop", scopes=Scope.values, days=None, by=owner, at=noon)
        hook, _ = make_webhook("https://example.com/hook", types=["response.created"], by=owner, at=noon)
        Delivery.objects.create(webhook=hook, event=announce("response.created", content={}, at=noon))
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.save()
    context = chromium.new_context(viewport={"width": width, "height": 800})
    url = live_server.url
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url},
        ]
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    for path in ("", "webhooks/", f"webhooks/{hook.pk}/", "manual/"):
        page.goto(url + BASE + path)
        if PICTURES:
            name = path.split("/")[0] + ("-one" if path.count("/") > 1 else "")
            page.screenshot(path=Path(PICTURES) / f"api-{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (wide, [one["id"] for one in Axe().run(page).response["violations"]]) == (0, [])
    context.close()
