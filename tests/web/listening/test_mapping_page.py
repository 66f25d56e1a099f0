"""The page on which a person says what the columns of a file mean, and how it is to be read."""

import pytest

from regard.web.feedback.models import Feedback, Source
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.workspaces.tenancy import in_workspace

from .conftest import LANGUAGES, counts, fields_of, only_batch, speak, upload


def test_what_a_person_chooses_is_what_is_checked(signed_in, at, uploaded, sweeps, workspace):
    fields = fields_of(signed_in.get(at("mapping", uploaded)))
    fields |= {"column-2-role": "score:ces", "column-2-scale_min": 0, "column-2-scale_max": 10}
    fields |= {"column-2-direction": "low_is_good", "column-4-role": "ignore"}
    fields |= {"source_name": "Teahouse talks", "kind": "interview", "timezone": "Asia/Shanghai"}
    signed_in.post(at("mapping", uploaded), fields)
    sweeps()
    signed_in.post(at("start", uploaded))
    sweeps()
    with in_workspace(workspace):
        row = Feedback.objects.get(external_id="a-1")
        answer = row.answers.get()
        assert (answer.field_type, answer.scale_min, answer.scale_max) == ("ces", 0, 10)
        assert (answer.scale_direction, row.customer, row.kind) == ("low_is_good", None, "interview")
        assert Source.objects.get() == row.source
        assert (row.source.key, row.source.name) == ("teahouse-talks", "Teahouse talks")
        uploaded.refresh_from_db()
    uses = {use["column"]: use for use in uploaded.mapping["columns"]}
    assert (uses["nps"]["reason"], uses["nps"]["confidence"]) == ("chosen", "high")
    assert uses["id"]["reason"] != "chosen"
    assert uploaded.mapping["timezone"] == "Asia/Shanghai"


def test_a_score_without_a_scale_gets_the_usual_one(signed_in, at, uploaded, workspace):
    fields = fields_of(signed_in.get(at("mapping", uploaded)))
    fields |= {"column-2-role": "score:ces", "column-2-scale_min": "", "column-2-scale_max": ""}
    signed_in.post(at("mapping", uploaded), fields)
    use = only_batch(workspace).mapping["columns"][2]
    assert (use["scale_min"], use["scale_max"]) == (1, 7)


@LANGUAGES
@pytest.mark.parametrize(
    ("changed", "english", "chinese"),
    [
        ({"column-0-role": "text"}, "Only one column can mean this.", "只能有一列表示此含义。"),
        (
            {"column-2-scale_min": 10, "column-2-scale_max": 0},
            "A scale goes from a smaller number to a larger one.",
            "量表必须从较小的数到较大的数。",
        ),
        (
            {"column-2-role": "attribute", "column-3-role": "attribute"},
            "No column is a text, a title or a score yet; one of them is needed.",
            "还没有任何一列是文本、标题或评分；至少需要其中一种。",
        ),
        (
            {"column-2-role": "score:"},
            "A score whose metric another column names needs that column.",
            "如果评分的指标由另一列说明，就需要指定那一列。",
        ),
        (
            {"source_name": " "},
            "Give the new source a name, or choose one that is there.",
            "请为新来源起个名称，或选择已有的来源。",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_and_kept_on_the_page(
    signed_in, at, uploaded, workspace, language, changed, english, chinese
):
    speak(signed_in, language)
    fields = fields_of(signed_in.get(at("mapping", uploaded))) | changed | {"column-4-role": "ignore"}
    response = signed_in.post(at("mapping", uploaded), fields)
    assert response.status_code == 422
    assert (english if language == "en" else chinese) in response.content.decode()
    assert fields_of(response)["column-4-role"] == "ignore"
    assert only_batch(workspace).state == ImportState.UPLOADED


def test_a_file_can_go_into_a_source_that_is_there(signed_in, at, uploaded, workspace, survey):
    page = signed_in.get(at("mapping", uploaded))
    assert [name for _key, name in page.context["source"].fields["source"].choices][1:] == [survey.name]
    signed_in.post(at("mapping", uploaded), fields_of(page) | {"source": "survey", "kind": "review"})
    batch = only_batch(workspace)
    assert (batch.source, batch.source_key, batch.kind) == (survey, "survey", "survey_response")


def test_the_page_proposes_the_source_that_the_file_came_into_before(
    signed_in, at, carry, answers, workspace
):
    carry(answers)
    upload(signed_in, at)
    with in_workspace(workspace):
        batch = ImportBatch.objects.get(state=ImportState.UPLOADED)
    page = signed_in.get(at("mapping", batch))
    assert page.context["source"]["source"].value() == "answers"
    assert {column["reason"] for column in page.context["columns"]} == {
        "as in the last import into this source"
    }


def test_a_file_of_very_many_columns_can_still_be_mapped(signed_in, at, workspace, sweeps):
    names = ",".join(f"q{number}" for number in range(600))
    cells = ",".join(["x"] * 600)
    upload(signed_in, at, content=f"{names},comment,nps\n{cells},so slow,3\n{cells},so friendly,9\n")
    batch = only_batch(workspace)
    page = signed_in.get(at("mapping", batch))
    assert len(page.context["columns"]) == 150
    assert page.context["form"].hidden_columns == 452
    shown = {column["name"] for column in page.context["columns"]}
    assert {"comment", "nps"} <= shown
    assert signed_in.post(at("mapping", batch), fields_of(page)).status_code == 302
    sweeps()
    assert only_batch(workspace).counts == counts(new=2)


def test_the_columns_of_what_runs_or_is_done_are_settled(signed_in, at, carry, answers):
    batch = carry(answers)
    assert signed_in.get(at("mapping", batch))["Location"] == at("detail", batch)
    signed_in.post(at("layout", batch), {"delimiter": ";"})
    assert signed_in.post(at("mapping", batch), {})["Location"] == at("detail", batch)
    with in_workspace(batch.workspace):
        batch.refresh_from_db()
    assert (batch.state, batch.layout["delimiter"]) == (ImportState.DONE, ",")


def test_a_file_can_be_read_in_another_way(signed_in, at, uploaded, workspace):
    response = signed_in.post(at("layout", uploaded), {"delimiter": ";", "encoding": "gb18030"})
    assert response["Location"] == at("mapping", uploaded)
    batch = only_batch(workspace)
    assert (batch.layout["delimiter"], batch.layout["encoding"]) == (";", "gb18030")
    assert batch.layout["columns"] == ["id,date,nps,comment,customer"]
    signed_in.post(at("layout", uploaded), {"delimiter": "", "encoding": ""})
    assert only_batch(workspace).layout["columns"] == ["id", "date", "nps", "comment", "customer"]


def test_a_way_of_reading_that_fails_is_told(signed_in, at, uploaded, workspace):
    response = signed_in.post(at("layout", uploaded), {"encoding": "utf-16"}, follow=True)
    assert "“answers.csv” cannot be imported" in response.content.decode()
    assert only_batch(workspace).layout["encoding"] == "utf-8"


def test_after_another_reading_the_file_has_to_be_checked_again(signed_in, at, bring, answers):
    batch = bring(answers)
    signed_in.post(at("layout", batch), {"header_rows": "1"})
    with in_workspace(batch.workspace):
        batch.refresh_from_db()
    assert batch.state == ImportState.UPLOADED
    signed_in.post(at("start", batch))
    with in_workspace(batch.workspace):
        batch.refresh_from_db()
    assert batch.state == ImportState.UPLOADED
