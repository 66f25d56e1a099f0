"""The how-to pages: every command runs as it stands there, every word in bold is a word of the interface."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.cache import cache

from regard.web.api.models import Webhook
from regard.web.api.tokens import Scope, make_token
from regard.web.api.webhooks import Told
from regard.web.contacts.jobs import ask_due
from regard.web.contacts.models import Invitation
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import press

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "how-to"
NAMES = ["first-nps-by-e-mail", "widget-on-your-site", "surveys-after-events", "results-by-api"]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


def written(name: str, language: str = "") -> str:
    return (PAGES / f"{name}{language}.md").read_text("utf-8")


def commands(name: str) -> str:
    """All commands of a page but the one that says where the reader's own Regard stands."""
    return "\n".join(
        text for kind, text in BLOCK.findall(written(name)) if kind == "sh" and "rgd_..." not in text
    )


@pytest.fixture
def run(live_server, workspace, owner, noon, settings):
    """Run the commands of a page against this server; what they print, line by line."""
    for tool in ("curl", "jq", "bash"):
        if shutil.which(tool) is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI needs {tool}")
            pytest.skip(f"no {tool} here")
    settings.PUBLIC_URL = live_server.url
    cache.clear()

    def ran(name: str, scopes: list[str]) -> list[str]:
        with in_workspace(workspace):
            token = make_token("how-to", scopes=scopes, days=None, by=owner, at=noon)[1]
        env = {"PATH": os.environ["PATH"], "REGARD": live_server.url, "REGARD_TOKEN": token}
        script = "set -euo pipefail\n" + commands(name)
        done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()

    return ran


@pytest.mark.django_db(transaction=True)
def test_surveys_after_events(run, workspace):
    scopes = ["surveys:write", "campaigns:write", "events:write", "invitations:read", "invitations:write"]
    said = run("surveys-after-events", scopes)
    assert said[:2] == ["1", "asks"]
    assert said[-2] == "sent" and "/i/" in said[-1]
    while ask_due():
        pass
    with in_workspace(workspace):
        asked = Invitation.objects.get(customer__external_id="c-204")
        assert (asked.channel, asked.context["touchpoint"]) == ("email", "delivery")


@pytest.mark.django_db(transaction=True)
def test_results_by_api(run, asked, client, workspace):
    link = asked("nps")
    for score in (10, 9, 3):
        press(client, f"/s/{link.token}/", score=str(score))
    said = run("results-by-api", ["surveys:read", "results:read", "responses:read", "webhooks:write"])
    assert said[0].split("\t")[:2] == ["nps", "hidden"]
    assert sum('"state":"partial"' in line for line in said) == 3
    with in_workspace(workspace):
        assert Webhook.objects.get().types == ["response.created", "response.updated"]


def test_both_languages_have_the_same_commands_and_tell_of_every_event_and_link_each_other():
    for name in NAMES:
        english, chinese = written(name), written(name, ".zh-Hans")
        code = [(kind, text) for kind, text in BLOCK.findall(english) if kind != "js"]
        assert code == [(kind, text) for kind, text in BLOCK.findall(chinese) if kind != "js"]
        assert f"({name}.zh-Hans.md)" in english and f"({name}.md)" in chinese
        for readme, language in (("README.md", ""), ("README.zh-Hans.md", ".zh-Hans")):
            assert f"docs/how-to/{name}{language}.md" in (ROOT / readme).read_text("utf-8")
    for language in ("", ".zh-Hans"):
        told = written("results-by-api", language)
        assert [one for one in Told.values if f"`{one}`" not in told] == []
        pages = "".join(written(name, language) for name in NAMES)
        assert set(re.findall(r"`([a-z]+:(?:read|write))`", pages)) <= set(Scope.values)


def test_every_word_in_bold_is_a_word_of_the_interface():
    english, chinese = set(), set()
    for path in (ROOT / "regard").rglob("locale/zh_Hans/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            for one in read_po(file):
                english.add(one.id if isinstance(one.id, str) else one.id[0])
                chinese.add(one.string if isinstance(one.string, str) else one.string[0])
    odd = []
    for language, known in (("", english), (".zh-Hans", chinese)):
        for name in NAMES:
            text = BLOCK.sub("", written(name, language))
            odd += [
                (name, language, one)
                for one in re.findall(r"\*\*(.+?)\*\*", text)
                if one not in known | {"bold", "粗体"}
            ]
    assert odd == []
