"""Files as customers' tools export them, and imports at every step of their way."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from regard.web.listening.deciding import check, start, undo
from regard.web.listening.jobs import check_due, import_due
from regard.web.listening.models import ImportBatch
from regard.web.listening.proposing import propose
from regard.web.listening.uploading import placed_copy, taken_in
from regard.web.listening.working import close_all_checks
from regard.web.workspaces.tenancy import in_workspace

from .kept import Kept

ANSWERS = """id,date,nps,comment,customer
a-1,2026-03-05,9,"Friendly people, quick answer",c-1
a-2,2026-03-06,3,排队太久，没有人管,c-2
a-3,2026-03-07,10,,c-1
"""
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
Bring = Callable[..., ImportBatch]


@pytest.fixture
def sweeps() -> Callable[[], None]:
    """What the worker does for this app, until nothing is left to do."""

    def until_idle() -> None:
        while check_due() or import_due():
            pass

    return until_idle


@pytest.fixture
def inside(workspace) -> Iterator[None]:
    with in_workspace(workspace):
        yield
    close_all_checks()


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write a file: `write("text", name="a.csv")`, or rows of cells, or bytes."""

    def written(content: str | bytes | Sequence[Sequence[object]], name: str = "answers.csv") -> Path:
        path = tmp_path / name
        if not isinstance(content, str | bytes):
            content = "".join(",".join(map(str, row)) + "\n" for row in content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def answers(write) -> Path:
    return write(ANSWERS)


@pytest.fixture
def kept(tmp_path) -> Iterator[Kept]:
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = Kept(folder)
    yield kept
    kept.close()


@pytest.fixture
def bring(workspace, noon, sweeps) -> Bring:
    """Bring a file as far as its dry run: `bring(path)`, with fields of the import to set before."""

    def brought(path: Path, *, by=None, layout=None, uses=None, **fields) -> ImportBatch:
        with in_workspace(workspace):
            batch = placed_copy(path)
            mapping = propose(batch, time_zone="UTC", layout=layout)
            if uses:
                mapping = uses(mapping)
            for name, value in fields.items():
                setattr(batch, name, value)
            taken_in(batch, by=by, at=noon)
            check(batch, mapping, by=by, at=noon)
        sweeps()
        with in_workspace(workspace):
            batch.refresh_from_db()
        return batch

    return brought


@pytest.fixture
def carry(workspace, bring, sweeps, noon) -> Bring:
    """Bring a file all the way in."""

    def carried(path: Path, *, by=None, **fields) -> ImportBatch:
        batch = bring(path, by=by, **fields)
        with in_workspace(workspace):
            start(batch, by=by, at=noon)
        sweeps()
        with in_workspace(workspace):
            batch.refresh_from_db()
        return batch

    return carried


@pytest.fixture
def take_back(workspace, sweeps, noon) -> Bring:
    """Undo an import to its end."""

    def taken(batch: ImportBatch, *, by=None) -> ImportBatch:
        with in_workspace(workspace):
            undo(batch, by=by, at=noon)
        sweeps()
        with in_workspace(workspace):
            batch.refresh_from_db()
        return batch

    return taken


def counts(new: int = 0, updated: int = 0, duplicate: int = 0, refused: int = 0) -> dict[str, int]:
    return {"new": new, "updated": updated, "duplicate": duplicate, "refused": refused}


# --- pages ---
@pytest.fixture
def at(workspace):
    """The address of a page of imports: `at("detail", batch)`."""

    def address(name, batch=None):
        pk = [batch if not isinstance(batch, ImportBatch) else batch.pk] if batch else []
        return reverse(f"listening:{name}", args=[workspace.slug, *pk])

    return address


@pytest.fixture
def signed_in(client, analyst):
    client.force_login(analyst)
    return client


def speak(client, language):
    client.cookies["django_language"] = language


def upload(client, at, name="answers.csv", content=ANSWERS):
    content = content.encode() if isinstance(content, str) else content
    return client.post(at("list"), {"file": SimpleUploadedFile(name, content)})


def fields_of(response) -> dict[str, object]:
    """What the mapping form of a page would send unchanged."""
    form, source = response.context["form"], response.context["source"]
    sent = {}
    for one in [*form.forms.values(), source]:
        for bound in one:
            value = bound.value()
            sent[bound.html_name] = "" if value is None else value
    return sent


def only_batch(workspace) -> ImportBatch:
    with in_workspace(workspace):
        return ImportBatch.objects.get()


@pytest.fixture
def uploaded(signed_in, at, workspace):
    upload(signed_in, at)
    return only_batch(workspace)
