"""The pages of imports, from the upload to the undoing, in both languages, and who may open them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from regard.web.feedback.models import Feedback
from regard.web.listening import working
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState
from regard.web.listening.views import MEGABYTE
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import in_workspace

from .conftest import ANSWERS, LANGUAGES, counts, fields_of, only_batch, speak, upload

PLACES = ("detail", "mapping", "layout", "progress", "start", "undo", "again", "throw-away", "refused")
POSTED = ("layout", "start", "undo", "again", "throw-away")


@LANGUAGES
def test_from_the_upload_to_the_undoing(signed_in, workspace, at, sweeps, language):
    speak(signed_in, language)
    response = upload(signed_in, at)
    batch = only_batch(workspace)
    assert response["Location"] == at("mapping", batch)
    response = signed_in.post(at("mapping", batch), fields_of(signed_in.get(at("mapping", batch))))
    assert response["Location"] == at("detail", batch)
    assert signed_in.get(at("detail", batch)).context["progress"]["state"] == "waiting"
    sweeps()
    response = signed_in.get(at("detail", batch))
    assert [figure["count"] for figure in response.context["figures"]] == ["3", "0", "0", "0"]
    assert [one.said for one in response.context["previews"]][:2] == [
        "Friendly people, quick answer",
        "排队太久，没有人管",
    ]
    for act, state, records in (("start", "done", 3), ("undo", "undone", 0)):
        assert signed_in.post(at(act, batch))["Location"] == at("detail", batch)
        sweeps()
        assert signed_in.get(at("detail", batch)).context["batch"].state == state
        with in_workspace(workspace):
            assert Feedback.objects.count() == records


@pytest.mark.parametrize("name", PLACES)
def test_who_may_not_import_sees_nothing_of_it(client, at, bring, answers, viewer, agent, stranger, name):
    batch = bring(answers)
    before = (batch.state, batch.mapping)
    send = client.post if name in POSTED else client.get
    assert send(at(name, batch)).status_code == 302
    for user, status in ((viewer, 403), (agent, 403), (stranger, 404)):
        client.force_login(user)
        assert send(at(name, batch)).status_code == status
    with in_workspace(batch.workspace):
        batch.refresh_from_db()
        assert (batch.state, batch.mapping) == before


def test_who_may_not_import_cannot_upload(client, at, workspace, viewer, stranger):
    assert upload(client, at)["Location"].startswith("/sign-in/")
    for user, status in ((viewer, 403), (stranger, 404)):
        client.force_login(user)
        assert upload(client, at).status_code == status
        assert client.get(at("list")).status_code == status
    with in_workspace(workspace):
        assert ImportBatch.objects.count() == 0


def test_an_import_of_another_workspace_is_not_there(client, at, bring, answers, stranger, other_workspace):
    batch = bring(answers)
    client.force_login(stranger)
    for name in PLACES:
        url = reverse(f"listening:{name}", args=[other_workspace.slug, batch.pk])
        assert (client.post if name in POSTED else client.get)(url).status_code == 404


@pytest.mark.parametrize("name", POSTED)
def test_what_changes_something_is_posted(signed_in, at, bring, answers, name):
    assert signed_in.get(at(name, bring(answers))).status_code == 405


@pytest.mark.parametrize("name", PLACES)
def test_an_import_that_is_not_there_is_not_found(signed_in, at, name):
    send = signed_in.post if name in POSTED else signed_in.get
    assert send(at(name, uuid4())).status_code == 404


def test_every_page_asks_for_the_permission_to_import():
    from regard.web.listening.urls import urlpatterns

    assert {pattern.callback.permission for pattern in urlpatterns} == {Permission.FEEDBACK_IMPORT}


@LANGUAGES
@pytest.mark.parametrize("imports", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    signed_in, at, carry, answers, language, imports, django_assert_num_queries
):
    speak(signed_in, language)
    for _number in range(imports):
        carry(answers)
    with django_assert_num_queries(6):
        response = signed_in.get(at("list"))
    assert len(response.context["rows"]) == imports


@LANGUAGES
def test_the_list_is_empty_at_first_and_says_what_to_do(signed_in, at, language):
    speak(signed_in, language)
    text = signed_in.get(at("list")).content.decode()
    assert ("Nothing imported yet" if language == "en" else "还没有导入过文件") in text


def test_the_list_goes_on_on_a_second_page(signed_in, at, workspace):
    with in_workspace(workspace):
        ImportBatch.objects.bulk_create(ImportBatch(file_name=f"f{n}.csv", size=1) for n in range(30))
    assert len(signed_in.get(at("list")).context["rows"]) == 25
    assert len(signed_in.get(at("list"), {"page": 2}).context["rows"]) == 5
    assert len(signed_in.get(at("list"), {"page": "x"}).context["rows"]) == 25


def test_names_of_files_are_shown_as_text(signed_in, at, workspace):
    upload(signed_in, at, name="<img src=x onerror=alert(1)>.csv")
    batch = only_batch(workspace)
    for page in (at("list"), at("mapping", batch)):
        text = signed_in.get(page).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x onerror=alert(1)&gt;.csv" in text


def test_texts_of_files_are_shown_as_text(signed_in, at, bring, write):
    batch = bring(write("id,nps,<b>comment</b>\n1,5,<script>alert(1)</script> and more\n2,7,fine\n"))
    for name in ("mapping", "detail"):
        text = signed_in.get(at(name, batch)).content.decode()
        assert "<script>alert" not in text and "<b>comment" not in text


# --- what is on its way -----------------------------------------------------------------------------------


@LANGUAGES
def test_progress_is_told_and_the_end_asks_for_the_page(
    signed_in, at, uploaded, workspace, language, monkeypatch
):
    speak(signed_in, language)
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 1)
    signed_in.post(at("mapping", uploaded), fields_of(signed_in.get(at("mapping", uploaded))))
    batch = only_batch(workspace)
    working.go_on(batch, until=0.0)
    text = signed_in.get(at("progress", batch)).content.decode()
    assert ("Checking every row" if language == "en" else "正在逐行检查") in text
    assert f'hx-get="{at("progress", batch)}"' in text
    while batch.is_running:
        working.go_on(batch, until=0.0)
        batch = only_batch(workspace)
    assert signed_in.get(at("progress", batch)).headers["HX-Refresh"] == "true"


@LANGUAGES
@pytest.mark.parametrize("act", ["start", "undo"])
def test_progress_of_importing_and_undoing_is_told(
    signed_in, at, bring, carry, answers, language, act, monkeypatch
):
    speak(signed_in, language)
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 1)
    monkeypatch.setattr("regard.web.feedback.undoing.CHUNK", 1)
    monkeypatch.setattr("regard.web.listening.undoing.RECORDS_IN_A_PIECE", 1)
    batch = bring(answers) if act == "start" else carry(answers)
    signed_in.post(at(act, batch))
    with in_workspace(batch.workspace):
        batch.refresh_from_db()
    working.go_on(batch, until=0.0)
    progress = signed_in.get(at("progress", batch)).context["progress"]
    unit = {"start": ("rows", "行"), "undo": ("records", "条记录")}[act][language != "en"]
    assert progress["count"] == (f"1 of 3 {unit}" if language == "en" else f"1 / 3 {unit}")
    assert (progress["done"], progress["total"]) == (1, 3)


@LANGUAGES
def test_refused_rows_are_shown_and_can_be_had_as_a_file(signed_in, at, bring, write, language):
    speak(signed_in, language)
    batch = bring(write(ANSWERS.replace("2026-03-06", "2026-02-31"), "o'brien & söhne.csv"))
    response = signed_in.get(at("detail", batch))
    reason = (
        "“2026-02-31” is a date that does not exist" if language == "en" else "“2026-02-31”是不存在的日期"
    )
    assert response.context["refusals"] == [{"row": "3", "column": "date", "reason": reason}]
    file = signed_in.get(at("refused", batch))
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "s%C3%B6hne.csv.csv" in file["Content-Disposition"]
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 2 and reason in text.replace('""', '"')


def test_a_file_of_which_nothing_can_be_taken_has_no_import_button(signed_in, at, bring, write):
    batch = bring(write(ANSWERS.replace("2026-03-0", "2026-02-3")))
    assert batch.counts == counts(refused=3)
    text = signed_in.get(at("detail", batch)).content.decode()
    assert at("start", batch) not in text
    assert "No row of the file can be imported" in text


def test_the_same_click_twice_is_one_import(signed_in, at, bring, answers, sweeps):
    batch = bring(answers)
    signed_in.post(at("start", batch))
    response = signed_in.post(at("start", batch), follow=True)
    assert "This import has moved on meanwhile" in response.content.decode()
    sweeps()
    with in_workspace(batch.workspace):
        assert AuditEvent.objects.filter(action="import.started").count() == 1
        assert Feedback.objects.count() == 3


@LANGUAGES
def test_what_failed_says_why_and_can_be_tried_again(signed_in, at, bring, answers, sweeps, language):
    speak(signed_in, language)
    batch = bring(answers)
    signed_in.post(at("start", batch))
    with in_workspace(batch.workspace):
        working.fail(batch, RuntimeError("odd"))
    text = signed_in.get(at("detail", batch)).content.decode()
    assert (
        "something went wrong that should not (RuntimeError)" if language == "en" else "RuntimeError"
    ) in text
    assert all(at(name, batch) in text for name in ("again", "undo"))
    assert at("throw-away", batch) not in text
    signed_in.post(at("again", batch))
    sweeps()
    assert only_batch(batch.workspace).state == ImportState.DONE


def test_a_failed_check_can_be_mapped_again_or_thrown_away(signed_in, at, uploaded, workspace):
    signed_in.post(at("mapping", uploaded), fields_of(signed_in.get(at("mapping", uploaded))))
    with in_workspace(workspace):
        batch = ImportBatch.objects.get()
        working.fail(batch, RuntimeError("odd"))
    text = signed_in.get(at("detail", batch)).content.decode()
    assert all(at(name, batch) in text for name in ("again", "mapping", "throw-away"))
    assert at("undo", batch) not in text


def test_a_file_that_is_thrown_away_is_gone(signed_in, at, bring, answers):
    batch = bring(answers)
    response = signed_in.post(at("throw-away", batch), follow=True)
    assert "“answers.csv” was thrown away." in response.content.decode()
    assert not batch.path.exists() and not batch.prepared_path.exists()
    with in_workspace(batch.workspace):
        assert (ImportBatch.objects.count(), ImportRefusal.objects.count()) == (0, 0)
        assert AuditEvent.objects.first().action == "import.thrown_away"


def test_what_is_done_is_not_thrown_away(signed_in, at, carry, answers):
    batch = carry(answers)
    response = signed_in.post(at("throw-away", batch), follow=True)
    assert "This import has moved on meanwhile" in response.content.decode()
    assert only_batch(batch.workspace).state == ImportState.DONE


def test_what_is_done_leads_to_what_came_in(signed_in, at, carry, answers):
    batch = carry(answers)
    text = signed_in.get(at("detail", batch)).content.decode()
    explore = reverse("dashboards:explore", args=[batch.workspace.slug])
    assert f'href="{explore}?period=all&amp;batch={batch.pk}"' in text


@LANGUAGES
def test_a_file_that_is_too_large_is_refused_in_words(signed_in, at, settings, language):
    speak(signed_in, language)
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    response = upload(signed_in, at, content=b"id,comment\n" + b"1,fine\n" * 400_000)
    assert response.status_code == 413
    assert ("larger than 1 MB" if language == "en" else "超过 1 MB") in response.content.decode()
