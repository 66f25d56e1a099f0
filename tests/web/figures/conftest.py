"""The invented company, loaded once for all pages, and what it takes to open them."""

import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from regard.web.accounts.models import User
from regard.web.alerts.jobs import watch_due
from regard.web.changes.jobs import changes_due
from regard.web.insights.jobs import archive_due, read_due
from regard.web.insights.sample_loading import load
from regard.web.insights.theme_jobs import themes_due
from regard.web.workspaces.models import Workspace
from tests.web.figures.records import Company, Record

SWEEPS = (read_due, archive_due, themes_due, watch_due, changes_due)
SEED = "REGARD_FIGURES_SEED"  # repeats a run: the number that a failing test printed
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("company")


@pytest.fixture(scope="session")
def seed() -> str:
    """Of the dice of this run: another one in each run, so that in time every figure is looked at."""
    return os.environ.get(SEED) or str(secrets.randbelow(1_000_000))


@pytest.fixture
def dice(seed: str, request: pytest.FixtureRequest) -> random.Random:
    """What picks figures, alike wherever the test runs; a failing test tells how to throw them again."""
    print(f"{SEED}={seed}")  # noqa: T201 - pytest shows it with a failure
    return random.Random(f"{seed} {request.node.name}")


def settings_of(kept: Path) -> dict[str, object]:
    return {
        "DATA": kept,
        "UPLOADS": kept / "uploads",
        "ARCHIVE": kept / "archive",
        "LEASE_SECONDS": 300.0,
        "PASSWORD_HASHERS": PASSWORD_HASHERS,
    }


@pytest.fixture(autouse=True)
def _kept_apart(kept: Path) -> Iterator[None]:
    """One folder for all tests of this room, instead of one each: they look at one archive."""
    with override_settings(**settings_of(kept)):
        yield


@pytest.fixture(scope="module")
def workspace(kept: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Workspace]:
    """The sample workspace, read, archived and with its themes; taken back after the last test."""
    with django_db_blocker.unblock(), override_settings(**settings_of(kept)), transaction.atomic():
        by = User.objects.create_user("owner@example.com", "correct horse", name="Olwen Achterberg")
        workspace = load(by=by, at=timezone.now())
        while any(sweep() for sweep in SWEEPS):  # from the first one on, as long as one has something to do
            pass
        yield workspace
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lists() -> dict[str, list[Record]]:
    """Every list of records that was followed once."""
    return {}


@pytest.fixture
def company(db: None, workspace: Workspace, client: Client, lists: dict[str, list[Record]]) -> Company:
    """The workspace of the company as its owner sees it in a browser."""
    client.force_login(User.objects.get(email="owner@example.com"))
    return Company(client, workspace, lists)
