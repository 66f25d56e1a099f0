"""A file comes in under an id, is bounded, and leaves nothing behind that nobody owns."""

import os
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from regard.web.listening.models import ImportBatch
from regard.web.listening.uploading import (
    FileTooLarge,
    placed_copy,
    remove_left_behind,
    shown_name,
    taken_in,
    uploads_folder,
)
from regard.web.workspaces.tenancy import in_workspace

from .conftest import ANSWERS


def names() -> set[str]:
    return {path.name for path in uploads_folder().iterdir()}


@pytest.fixture
def send(client, analyst, workspace):
    client.force_login(analyst)

    def sent(name="answers.csv", content=None):
        file = SimpleUploadedFile("x", ANSWERS.encode() if content is None else content)
        file._name = name
        return client.post(reverse("listening:list", args=[workspace.slug]), {"file": file})

    return sent


def test_a_file_is_kept_under_the_id_of_its_import(send, workspace):
    assert send().status_code == 302
    with in_workspace(workspace):
        batch = ImportBatch.objects.get()
    assert names() == {str(batch.pk)}
    assert batch.path.read_bytes() == ANSWERS.encode()
    assert (batch.file_name, batch.size) == ("answers.csv", len(ANSWERS.encode()))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\a\\answers.csv", "answers.csv"),
        ("an\x00sw\ners.csv", "answers.csv"),
        ("\u202eevil.csv", "evil.csv"),
        ("问卷 结果.csv", "问卷 结果.csv"),
        ("a" * 400 + ".csv", "a" * 255),
        ("\x07", "file"),
        ("'; DROP TABLE x;--.csv", "'; DROP TABLE x;--.csv"),
    ],
)
def test_the_name_of_a_file_is_text_and_no_path(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize("name", ["../../outside.csv", "/etc/cron.d/x.csv", "%2e%2e%2fx.csv", "=1+1.csv"])
def test_no_name_leads_out_of_the_folder(send, workspace, name):
    send(name)
    with in_workspace(workspace):
        batch = ImportBatch.objects.get()
    assert names() == {str(batch.pk)}
    assert batch.path.parent == uploads_folder()


def test_a_file_that_is_too_large_is_dropped_on_the_way(send, settings, workspace):
    settings.UPLOAD_MAX_BYTES = 3 * 1024 * 1024
    response = send(content=b"id,comment\n" + b"1,x\n" * 1_000_000)
    assert response.status_code == 413
    assert "larger than 3 MB" in response.content.decode()
    assert names() == set()
    with in_workspace(workspace):
        assert ImportBatch.objects.count() == 0


def test_a_file_that_is_just_not_too_large_comes_in(send, settings):
    content = b"id,comment\n" + b"1,fine and dandy\n" * 1000
    settings.UPLOAD_MAX_BYTES = len(content)
    assert send(content=content).status_code == 302


def test_what_is_no_table_is_told_by_name_and_not_kept(send, workspace):
    response = send("kaput.xlsx", b"PK\x03\x04 not really")
    assert response.status_code == 422
    assert "“kaput.xlsx” cannot be imported" in response.content.decode()
    assert names() == set()
    with in_workspace(workspace):
        assert ImportBatch.objects.count() == 0


def test_a_form_without_a_file_is_told_so(client, analyst, workspace):
    client.force_login(analyst)
    response = client.post(reverse("listening:list", args=[workspace.slug]), {})
    assert response.status_code == 422
    assert "Choose a file first." in response.content.decode()
    text = client.post(reverse("listening:list", args=[workspace.slug]), {"file": "no file"})
    assert text.status_code == 422


def test_a_form_of_another_site_is_refused_and_leaves_nothing(analyst, workspace):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(analyst)
    file = SimpleUploadedFile("answers.csv", ANSWERS.encode())
    response = strict.post(reverse("listening:list", args=[workspace.slug]), {"file": file})
    assert response.status_code == 403
    response.wsgi_request.close()
    assert names() == set()
    with in_workspace(workspace):
        assert ImportBatch.objects.count() == 0


def test_an_upload_that_breaks_off_leaves_nothing(client, analyst, workspace):
    client.force_login(analyst)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,comment\n1,half of'
    )
    url = reverse("listening:list", args=[workspace.slug])
    response = client.generic("POST", url, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 422
    response.wsgi_request.close()
    assert names() == set()


def test_every_upload_has_an_import_of_its_own(send, workspace):
    send()
    send()
    with in_workspace(workspace):
        assert ImportBatch.objects.values_list("file_name", flat=True).count() == 2
    assert len(names()) == 2


def test_files_that_nobody_owns_go_after_a_day(workspace, answers, noon):
    with in_workspace(workspace):
        owned = taken_in(placed_copy(answers), by=None, at=noon)
    orphans = [str(uuid4()), f"{uuid4()}.prepared", "tmpabc.arriving", f"{uuid4()}.prepared-wal"]
    fresh = f"{uuid4()}.arriving"
    for name in [*orphans, fresh]:
        (uploads_folder() / name).write_bytes(b"x")
    for name in [*orphans, str(owned.pk)]:
        os.utime(uploads_folder() / name, (0, 1_000_000))
    assert remove_left_behind() == len(orphans)
    assert names() == {str(owned.pk), fresh}


def test_files_of_an_import_that_is_done_go_too(workspace, carry, answers):
    batch = carry(answers)
    batch.path.write_bytes(b"left by a kill between the commit and the removal")
    os.utime(batch.path, (0, 1_000_000))
    assert remove_left_behind() == 1


def test_a_copy_leaves_the_original_where_it_is(workspace, answers):
    with in_workspace(workspace):
        batch = placed_copy(answers)
    assert answers.read_text("utf-8") == batch.path.read_text("utf-8") == ANSWERS
    assert names() == {str(batch.pk)}


def test_a_copy_is_bounded_too(workspace, answers, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with in_workspace(workspace), pytest.raises(FileTooLarge) as refused:
        placed_copy(answers)
    assert refused.value.params == {"size": 1, "limit": 0}
    assert names() == set()


def test_memory_does_not_hold_the_file(send, settings, monkeypatch):
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.BytesIO", lambda *a: kept.append(1) or BytesIO(*a))
    send(content=b"id,comment\n" + b"1,fine and dandy\n" * 1000)
    assert kept == []
