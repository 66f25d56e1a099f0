"""The sweep that sends is killed again and again: no invitation is lost, none arrives a third time."""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.web.forked import ROOT, Nursery

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
PEOPLE, KILLS, SEED = 40, 20, 20_261_123
RUN_OUT = "UPDATE workspaces_lease SET until = NULL"  # as if the time of the killed one's lease were over
LEFT = "SELECT count(*) FROM channels_message WHERE state IN ('waiting', 'sending')"
ONLY_SENDING = """
from django.conf import settings
settings.SWEEPS = ["regard.web.channels.jobs.send_due"]
# what each of them would have to load again before its first message
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
reverse("answer:invited", args=["x"])
get_template("mail/question.html"), get_template("mail/question.txt")
for language in ("en", "zh-hans"):
    with translation.override(language):
        str(translation.gettext("Answer"))
"""
PREPARE = """
import sys
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from regard.web.accounts.models import User
from regard.web.channels.models import Sender
from regard.web.channels.preparing import prepare
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import Campaign
from regard.web.customers.models import Customer
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
call_command("migrate", verbosity=0)
now = timezone.now()
by = User.objects.create_user("mei@example.com", "x", name="Mei")
with in_workspace(Workspace.objects.create(slug="qinghe", name="清河")):
    survey = making.make("nps", name="Twice a year", by=by, at=now)
    publishing.publish(survey, by=by, at=now)
    server = {"host": "127.0.0.1", "port": int(sys.argv[1]), "security": "none", "user": ""}
    Sender.objects.create(name="Mei", address="mei@qinghe.example.com", options=server, per_minute=6000,
                          created_at=now, created_by=by)
    campaign = Campaign.objects.create(survey=survey, name="All", sending={"at_once": True}, created_at=now)
    for number in range(int(sys.argv[2])):
        email = f"c{number}@example.com"
        one = Customer.objects.create(external_id=email, email=email, since=now - timedelta(days=400))
        invite(survey, one, channel="email", due_at=now, at=now, campaign=campaign)
    prepare(at=now)
"""
FOUND = """
import json
import django
django.setup()
from regard.web.channels.models import Message
from regard.web.contacts.models import ContactEvent, Invitation
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
with in_workspace(Workspace.objects.get()):
    print(json.dumps({
        "states": list(Message.objects.values_list("message_id", "state", "problem")),
        "ledger": sorted(str(one) for one in ContactEvent.objects.filter(outcome="sent")
                         .values_list("invitation_id", flat=True)),
        "invited": sorted(str(one) for one in Invitation.objects.values_list("id", flat=True)),
    }))
"""


class SlowServer(threading.Thread):
    """Speaks SMTP and thinks at every step; what it kept stands in `kept`, by Message-ID."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.kept, self.thinks, self.dice = Counter(), 0.01, random.Random(SEED)

    def run(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            with connection, connection.makefile("rwb") as lines:
                self._talk(lines)
        except OSError:
            return  # the worker was killed

    def _talk(self, lines):
        self._say(lines, b"220 ready")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"QUIT":
                return
            self._say(lines, b"354 go on" if verb == b"DATA" else b"250 fine")
            if verb == b"DATA":
                self._take(lines)

    def _take(self, lines):
        own, is_whole = b"", False
        for line in lines:
            if line == b".\r\n":
                is_whole = True
                break
            if line.lower().startswith(b"message-id:"):
                own = line.split(b":", 1)[1].strip()
        if is_whole:
            self.kept[own.decode()] += 1
            self._say(lines, b"250 taken")

    def _say(self, lines, answer):
        time.sleep(self.dice.uniform(0, self.thinks))
        lines.write(answer + b"\r\n")
        lines.flush()


def run(env, script, *told):
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, told)], env=env, capture_output=True, text=True, timeout=300,
        cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(home, statement):
    with closing(sqlite3.connect(home / "regard.sqlite3", timeout=30)) as database, database:
        return database.execute(statement).fetchall()


def test_killed_at_any_moment_nothing_is_lost_and_nothing_comes_a_third_time(tmp_path):
    server = SlowServer()
    server.start()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = kept | {
        "REGARD_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "regard.web.settings",
        "REGARD_OUTBOUND_ALLOW": f"127.0.0.1:{server.port}",
    }  # fmt: skip
    run(env, PREPARE, server.port, PEOPLE)
    nursery, dice = Nursery(env, tmp_path / "worker.log", ONLY_SENDING), random.Random(SEED)
    for _kill in range(KILLS):
        asked(tmp_path, RUN_OUT)
        before, until = sum(server.kept.values()), time.monotonic() + 30
        worker = nursery.worker()
        while sum(server.kept.values()) == before and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.04))
        worker.kill()
    killed_with = asked(tmp_path, LEFT)[0][0]
    asked(tmp_path, RUN_OUT)
    worker, until = nursery.worker(), time.monotonic() + 120
    while asked(tmp_path, LEFT)[0][0] and time.monotonic() < until:
        time.sleep(0.05)
    worker.kill()
    nursery.close()
    server.socket.close()
    found = json.loads(run(env, FOUND))
    copies = [server.kept[message_id] for message_id, _state, _problem in found["states"]]
    perhaps = [one for one in found["states"] if one[2]]
    assert killed_with > 0, "every kill came too late"
    assert {state for _id, state, _problem in found["states"]} == {"sent"}
    assert (len(copies), set(server.kept) - {one[0] for one in found["states"]}) == (PEOPLE, set())
    assert min(copies) >= 1 and max(copies) <= 2
    assert sum(copies) - PEOPLE <= KILLS and all(server.kept[one[0]] == 2 for one in perhaps)
    assert found["ledger"] == found["invited"]
