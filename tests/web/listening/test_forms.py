"""What a person can say of a file, and what is not taken."""

import json

import pytest

from regard.web.feedback.models import Source
from regard.web.listening.formats import ColumnUse, Mapping
from regard.web.listening.forms import ColumnForm, LayoutForm, MappingForm, SourceForm, shown_columns
from regard.web.listening.models import ImportBatch

pytestmark = pytest.mark.usefixtures("inside")
MAPPING = Mapping(
    (
        ColumnUse("id", "external_id"),
        ColumnUse("nps", "score", "nps", 0, 10, confidence="medium", reason="name_and_values"),
        ColumnUse("评论", "text", confidence="low", reason="longest_text"),
        ColumnUse("first", "customer_name"),
        ColumnUse("last", "customer_name"),
    ),
    timezone="Asia/Shanghai",
    notes=("day_order_unclear",),
    format="Delighted",
)


def batch_with(mapping: Mapping = MAPPING, **fields) -> ImportBatch:
    fields.setdefault("layout", {"format": "csv"})
    return ImportBatch(file_name="a.csv", size=1, mapping=json.loads(mapping.to_json()), **fields)


def said(**changes) -> dict[str, str]:
    """The fields of MAPPING as a form sends them, with some changed."""
    roles = ["external_id", "score:nps", "text", "customer_name", "customer_name"]
    fields = {f"column-{place}-role": role for place, role in enumerate(roles)}
    fields |= {"column-1-scale_min": "0", "column-1-scale_max": "10", "column-1-direction": "high_is_good"}
    return fields | {name.replace("__", "-"): value for name, value in changes.items()}


def mapped(**changes) -> MappingForm:
    return MappingForm(batch_with(), said(**changes))


def test_what_is_left_as_it_is_stays_as_it_was_proposed():
    form = mapped()
    assert form.is_valid()
    found = form.mapping(timezone="UTC", day_first=True)
    assert found.columns == MAPPING.columns
    assert (found.timezone, found.day_first, found.notes, found.format) == ("UTC", True, (), "Delighted")


def test_what_is_chosen_is_sure_and_says_that_a_person_chose_it():
    form = mapped(column__1__role="score:csat", column__1__scale_min="1", column__1__scale_max="5")
    assert form.is_valid()
    assert form.mapping(timezone="UTC", day_first=False).columns[1] == ColumnUse(
        "nps", "score", "csat", 1, 5, confidence="high", reason="chosen"
    )


def test_two_columns_may_be_the_name_of_a_customer():
    assert mapped().is_valid()


def test_of_two_columns_that_cannot_be_the_same_both_are_marked():
    form = mapped(column__0__role="text")
    assert not form.is_valid()
    assert [place for place, one in form.forms.items() if one.errors] == [0, 2]


@pytest.mark.parametrize(
    ("low", "high", "valid"),
    [
        ("0", "10", True),
        ("", "", True),
        ("10", "0", False),
        ("5", "5", False),
        ("1", "", False),
        ("", "5", False),
    ],
)
def test_a_scale_goes_up(low, high, valid):
    assert mapped(column__1__scale_min=low, column__1__scale_max=high).is_valid() is valid


@pytest.mark.parametrize("bound", ["2000", "-2000", "many", "1.5"])
def test_a_bound_of_a_scale_is_a_whole_number_of_reasonable_size(bound):
    assert not mapped(column__1__scale_max=bound).is_valid()


def test_the_scale_of_what_is_no_score_does_not_count():
    form = mapped(column__1__role="attribute", column__1__scale_min="10", column__1__scale_max="0")
    assert form.is_valid()
    use = form.mapping(timezone="UTC", day_first=False).columns[1]
    assert (use.role, use.metric, use.scale_min, use.scale_max) == ("attribute", None, None, None)


@pytest.mark.parametrize("role", ["", "score:joy", "nonsense", "score"])
def test_a_meaning_that_there_is_not_is_refused(role):
    assert not mapped(column__2__role=role).is_valid()


def test_something_has_to_be_said():
    form = mapped(column__1__role="ignore", column__2__role="ignore")
    assert not form.is_valid()
    assert len(form.problems) == 1


def test_a_title_alone_is_something_said():
    assert mapped(column__1__role="ignore", column__2__role="title").is_valid()


def test_scores_named_by_another_column_need_that_column():
    assert not mapped(column__1__role="score:").is_valid()
    assert mapped(column__1__role="score:", column__0__role="metric").is_valid()


def test_a_form_with_fields_missing_is_not_taken():
    assert not MappingForm(batch_with(), {"column-0-role": "text"}).is_valid()


def test_of_very_many_columns_those_that_mean_something_are_shown():
    uses = [ColumnUse(f"q{number}", "attribute") for number in range(300)]
    uses[250], uses[299] = ColumnUse("said", "text"), ColumnUse("stars", "score", "stars", 1, 5)
    shown = shown_columns(Mapping(tuple(uses)))
    assert (len(shown), shown[-2:]) == (150, [250, 299])
    assert shown[:148] == list(range(148))
    form = MappingForm(
        batch_with(Mapping(tuple(uses))), {f"column-{place}-role": "attribute" for place in shown}
    )
    assert form.hidden_columns == 150
    assert not form.is_valid()


def test_a_column_form_begins_with_what_was_proposed():
    form = ColumnForm(MAPPING.columns[1], prefix="column-1")
    assert {name: form[name].value() for name in form.fields} == {
        "role": "score:nps",
        "scale_min": 0,
        "scale_max": 10,
        "direction": "high_is_good",
    }


# --- the source --------------------------------------------------------------------------------


@pytest.fixture
def talks(noon) -> Source:
    return Source.objects.create(key="talks", name="Talks", kind="interview", created_at=noon)


def sourced(batch: ImportBatch, **changes) -> SourceForm:
    fields = {"source": "-", "source_name": "Survey", "kind": "review", "timezone": "UTC", "day_first": "day"}
    return SourceForm(batch, fields | changes)


def test_a_new_source_keeps_the_key_of_the_file_unless_it_is_renamed():
    batch = batch_with(source_key="nps-export", source_name="Survey")
    form = sourced(batch)
    assert form.is_valid()
    form.apply()
    assert (batch.source, batch.source_key, batch.kind) == (None, "nps-export", "review")
    renamed = sourced(batch, source_name="茶馆 访谈")
    assert renamed.is_valid()
    renamed.apply()
    assert (batch.source_key, batch.source_name) == ("茶馆-访谈", "茶馆 访谈")


def test_a_name_that_is_there_already_is_that_source(talks):
    batch = batch_with(source_key="x", source_name="x")
    form = sourced(batch, source_name="talks")
    assert form.is_valid()
    form.apply()
    assert (batch.source, batch.source_name, batch.kind) == (talks, "Talks", "interview")


def test_a_source_that_is_chosen_brings_its_name_and_kind(talks):
    batch = batch_with(source_key="x", source_name="x")
    form = sourced(batch, source="talks", source_name="")
    assert form.is_valid()
    form.apply()
    assert (batch.source, batch.source_key, batch.kind) == (talks, "talks", "interview")


@pytest.mark.parametrize(
    "changes",
    [
        {"source_name": "  "},
        {"source": "nowhere"},
        {"source": ""},
        {"kind": "gossip"},
        {"timezone": "Mars/Olympus"},
        {"timezone": ""},
        {"day_first": "year"},
        {"source_name": "x" * 300},
    ],
)
def test_what_is_no_source_is_refused(talks, changes):
    assert not sourced(batch_with(), **changes).is_valid()


def test_sources_of_others_cannot_be_chosen(other_workspace, talks, noon):
    from regard.web.workspaces.tenancy import in_workspace

    with in_workspace(other_workspace):
        Source.objects.create(key="theirs", name="Theirs", kind="review", created_at=noon)
    form = sourced(batch_with(), source="theirs")
    assert not form.is_valid()
    assert [key for key, _name in form.fields["source"].choices] == ["-", "talks"]


# --- the layout --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file_format", "fields"),
    [
        ("csv", ["encoding", "delimiter", "header_rows"]),
        ("xlsx", ["sheet", "header_rows"]),
        ("jsonl", ["encoding"]),
        ("json", ["encoding"]),
    ],
)
def test_only_what_means_something_for_the_format_is_asked(file_format, fields):
    assert list(LayoutForm(batch_with(layout={"format": file_format})).fields) == fields


def test_the_sheets_of_a_workbook_can_be_chosen():
    batch = batch_with(layout={"format": "xlsx", "sheets": ["说明", "数据"]})
    assert LayoutForm(batch, {"sheet": "数据", "header_rows": "2"}).is_valid()
    assert not LayoutForm(batch, {"sheet": "elsewhere"}).is_valid()


def test_an_unusual_encoding_that_was_found_stays_a_choice():
    batch = batch_with(layout={"format": "csv", "encoding": "koi8-r"})
    form = LayoutForm(batch, {"encoding": "koi8-r", "delimiter": "\t", "header_rows": "0"})
    assert form.is_valid()
    assert form.cleaned_data == {"encoding": "koi8-r", "delimiter": "\t", "header_rows": 0}
