"""What a report says is kept as plain values and comes back as it was."""

import json

import pytest

from regard.web.reports.content import Content, UnknownForm
from tests.web.reports.conftest import made_up


def test_what_was_kept_as_json_comes_back_as_it_was():
    content = made_up()
    assert Content.from_dict(json.loads(json.dumps(content.to_dict()))) == content


def test_what_was_kept_before_changes_were_known_across_weeks_is_read():
    kept = made_up().to_dict()
    for name in ("parted", "still", "keys"):
        del kept[name]
    assert Content.from_dict(kept) == made_up()


def test_a_form_of_another_version_is_refused_by_name():
    kept = made_up().to_dict() | {"form": 99}
    with pytest.raises(UnknownForm, match="form 99"):
        Content.from_dict(kept)


def test_the_first_sentence_is_a_finding_or_that_nothing_changed():
    assert made_up().first == "Ease has probably fallen: 4.4, after 5.1."
    assert made_up(sayings=[], quiet="Nothing changed.").first == "Nothing changed."


def test_every_definition_is_named_once():
    assert made_up().versions == ["ces-2.0.mean/1", "csat.top2box/1", "factor_polarity/1", "share/1"]
