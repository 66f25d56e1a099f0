"""What every test shares: the cast, a folder of its own for what is kept, the labelled data where it is."""

import gc
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from regard.web.accounts.models import User
from regard.web.feedback.models import Kind, Source
from regard.web.workspaces.models import Membership, Workspace
from regard.web.workspaces.permissions import Role
from regard.web.workspaces.tenancy import in_workspace

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
LIBRARY = Path(__file__).resolve().parent / "perception"
CI = os.environ.get("CI") == "true"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_configure() -> None:
    """Hear Ctrl-C also where a shell started the tests in the background: what they start inherits it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection() -> None:
    """Collect without the collector of cycles: 12,000 tests are made, and none of them goes."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.enable()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before -m looks at the marks, and after the order is shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what asks the database, so that a second one repeats it alone; the longest tests come first."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
    yield
    items.sort(key=is_short)


def is_short(item: pytest.Item) -> bool:
    """Whether one worker, left with this alone at the end, is soon done with it."""
    return not any(item.get_closest_marker(name) for name in ("slow", "xdist_group"))


@pytest.fixture
def shared() -> Path:
    """The folder of labelled data; the test skips where it is missing, and fails there under CI."""
    if not SHARED.is_dir():
        if CI:
            pytest.fail(f"CI needs the labelled data in {SHARED}")
        pytest.skip("the labelled data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's browser, one for all tests of a process; without it they skip, and fail under CI."""
    if not CHROMIUM.exists():
        if CI:
            pytest.fail("CI needs Chromium")
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _kept_apart(request: pytest.FixtureRequest) -> None:
    """Uploads and archives of a test go into its own folder; the library has neither."""
    if LIBRARY in request.path.parents:
        return
    tmp_path, settings = request.getfixturevalue("tmp_path"), request.getfixturevalue("settings")
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    settings.ARCHIVE = tmp_path / "archive"
    settings.SWEEPS = [path for path in settings.SWEEPS if not path.endswith(".bundle_due")]  # takes seconds
    settings.LEASE_SECONDS = (
        300.0  # a lease taken inside a test's transaction cannot be renewed by its thread
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What a request of one test activated does not reach into the next."""
    with translation.override("en", deactivate=True):
        yield


# --- the cast: five members of one workspace, and a stranger from another ---
NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
PASSWORD = "correct horse 正确"


def join(workspace: Workspace, name: str, role: str) -> User:
    user = User.objects.create_user(f"{role}@{workspace.slug}.example.com", PASSWORD, name=name)
    with in_workspace(workspace):
        Membership.objects.create(user=user, role=role, since=NOON)
    return user


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="qinghe", name="Qinghe Teahouses 清河茶馆", created_at=NOON)


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="harbour", name="Harbour Bikes", created_at=NOON)


@pytest.fixture
def owner(workspace: Workspace) -> User:
    return join(workspace, "Olwen Achterberg", Role.OWNER)


@pytest.fixture
def admin(workspace: Workspace) -> User:
    return join(workspace, "阿明", Role.ADMIN)


@pytest.fixture
def analyst(workspace: Workspace) -> User:
    return join(workspace, "安娜丽", Role.ANALYST)


@pytest.fixture
def agent(workspace: Workspace) -> User:
    return join(workspace, "Ágúst", Role.AGENT)


@pytest.fixture
def viewer(workspace: Workspace) -> User:
    return join(workspace, "薇尔", Role.VIEWER)


@pytest.fixture
def stranger(other_workspace: Workspace) -> User:
    return join(other_workspace, "Sten Ryder", Role.OWNER)


@pytest.fixture
def survey(workspace: Workspace) -> Source:
    with in_workspace(workspace):
        return Source.objects.create(
            key="survey", name="Relationship survey", kind=Kind.SURVEY_RESPONSE, created_at=NOON
        )
