"""Real files beside the checkout: opened, detected and read whole; skipped where they are missing."""

import os
from pathlib import Path

import pytest

from regard.web.listening.formats import Candidate, Refusal, Row, apply, detect, explain, open_file

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
LABELLED = ["nhs_fft_phase1", "cebab", "skytrax_lounge", "zh_waimai"]
pytestmark = pytest.mark.shared


@pytest.fixture
def shared():
    """Return the path of a shared file; fails rather than skips where everything must be there."""

    def find(name):
        path = SHARED / f"{name}.csv.gz"
        if not path.exists():
            if os.environ.get("CI") == "true":
                pytest.fail(f"the shared data is missing: {path.name}")
            pytest.skip("the labelled data is not beside this checkout")
        return path

    return find


def outcomes(path):
    file = open_file(path)
    mapping = detect(file.columns, file.sample(), file.labels)
    return file, mapping, [apply(row, mapping) if isinstance(row, Row) else row for row in file]


@pytest.mark.parametrize("name", LABELLED)
def test_the_text_of_a_labelled_file_is_found(shared, name):
    file, mapping, _ = outcomes(shared(name))
    assert (file.format, file.compressed, file.delimiter, file.encoding) == ("csv", True, ",", "utf-8")
    assert file.columns == ["text", "label", "lang", "source", "split", "extra"]
    uses = {use.column: (use.role, use.confidence) for use in mapping.columns}
    assert uses["text"] == ("text", "high")
    assert uses["lang"] == ("language", "high")
    assert {uses[column][0] for column in ("label", "source", "split", "extra")} == {"attribute"}


@pytest.mark.parametrize("name", LABELLED)
def test_every_row_of_a_labelled_file_is_taken(shared, name):
    _, _, found = outcomes(shared(name))
    assert len(found) > 1_000
    refused = [explain(one) for one in found if not isinstance(one, Candidate)]
    assert refused == []


@pytest.mark.parametrize(("name", "language"), [("cebab", "en"), ("zh_waimai", "zh")])
def test_the_language_of_a_labelled_file_is_kept(shared, name, language):
    _, _, found = outcomes(shared(name))
    assert {candidate.language for candidate in found} == {language}


def test_a_column_of_json_is_kept_as_it_is(shared):
    _, _, found = outcomes(shared("skytrax_lounge"))
    extra = [candidate.attributes["extra"] for candidate in found if "extra" in candidate.attributes]
    assert len(extra) > 1_000
    assert all(text.startswith("{") and text.endswith("}") for text in extra)


def test_a_file_about_contracts_has_neither_text_nor_score(shared):
    _, mapping, found = outcomes(shared("structured_telco_churn"))
    assert mapping.with_role("text") == mapping.with_role("score") == []
    assert [use.column for use in mapping.with_role("customer")] == ["customerID"]
    assert {type(one) for one in found} == {Refusal}
    assert {one.code for one in found} == {"nothing_said"}


@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("*.csv.gz")) or [None], ids=lambda path: path and path.name[:-7]
)
def test_every_shared_file_opens_and_reads_twice_alike(path, shared):
    path = path or shared("cebab")
    file = open_file(path)
    sample = file.sample(50)
    assert len(sample) == 50
    assert file.sample(50) == sample
    assert file.header_rows == 1
    detect(file.columns, sample, file.labels)
