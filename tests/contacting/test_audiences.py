"""Who belongs to an audience: by what is known of them, and by nothing that is not."""

import pytest

from regard.contacting.audiences import Rule, UnfitRule


def rule(*conditions):
    return Rule.from_content({"all": list(conditions)})


def test_everybody_belongs_to_a_rule_without_conditions():
    assert rule().holds({}) and Rule.from_content({}).holds({}) and Rule.from_content(None).holds({})


def test_every_condition_has_to_hold():
    found = rule(
        {"field": "segment", "op": "is", "values": ["new", "loyal"]},
        {"field": "language", "op": "is_not", "values": ["de"]},
    )
    assert found.holds({"segment": "loyal", "language": "zh"})
    assert found.holds({"segment": "new"})
    assert not found.holds({"segment": "loyal", "language": "de"})
    assert not found.holds({"language": "zh"})


def test_numbers_are_compared_and_what_is_not_known_is_neither_high_nor_low():
    rich = rule({"field": "monthly_revenue", "op": "at_least", "number": 100})
    poor = rule({"field": "monthly_revenue", "op": "at_most", "number": 100})
    assert [rich.holds({"monthly_revenue": value}) for value in (99, 100, 101)] == [False, True, True]
    assert [poor.holds({"monthly_revenue": value}) for value in (99, 100, 101)] == [True, True, False]
    for known in ({}, {"monthly_revenue": "much"}, {"monthly_revenue": "nan"}, {"monthly_revenue": []}):
        assert not rich.holds(known) and not poor.holds(known)


def test_attributes_of_ones_own_are_asked_by_their_name():
    found = rule({"field": "attributes.plan", "op": "is", "values": ["3"]})
    assert found.holds({"attributes.plan": 3})
    assert not found.holds({"plan": 3})


def test_a_rule_is_read_as_it_was_written():
    found = rule(
        {"field": "attributes.计划", "op": "is", "values": ["专业版"]},
        {"field": "days_known", "op": "at_most", "number": 90},
    )
    assert Rule.from_content(found.to_content()) == found


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ([], "rule"),
        ({"any": []}, "rule"),
        ({"all": {}}, "rule"),
        ({"all": [1]}, r"all\[0\]"),
        ({"all": [{"field": "password", "op": "is", "values": ["x"]}]}, r"all\[0\].field"),
        ({"all": [{"field": "segment__workspace", "op": "is", "values": ["x"]}]}, r"all\[0\].field"),
        ({"all": [{"field": "segment", "op": "like", "values": ["x"]}]}, r"all\[0\].op"),
        ({"all": [{"field": "segment", "op": "is", "values": []}]}, r"all\[0\].values"),
        ({"all": [{"field": "segment", "op": "is", "values": [1]}]}, r"all\[0\].values"),
        ({"all": [{"field": "segment", "op": "is", "values": ["x"] * 201}]}, r"all\[0\].values"),
        ({"all": [{"field": "segment", "op": "is", "values": ["x"], "sql": "1"}]}, r"all\[0\].values"),
        ({"all": [{"field": "days_known", "op": "at_least", "number": "1"}]}, r"all\[0\].number"),
        ({"all": [{"field": "days_known", "op": "at_least", "number": True}]}, r"all\[0\].number"),
        ({"all": [{"field": "days_known", "op": "at_least", "number": float("inf")}]}, r"all\[0\].number"),
        ({"all": [{"field": "segment", "op": "is", "values": ["x"]}] * 21}, "rule"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_the_place(content, path):
    with pytest.raises(UnfitRule, match=path):
        Rule.from_content(content)
