"""Attacks by subtraction: what page and file hide must not follow from what they show."""

import random

import pytest

from regard.web.results.counting import measured_questions
from regard.web.results.exporting import answers_of
from regard.web.results.hiding import K, hidden_kinds, shown_groups
from regard.web.results.one_definition import Defined
from regard.web.results.sections import section
from regard.web.results.silence import parts
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db


def test_the_hidden_groups_of_a_list_are_nobody_or_at_least_five_people():
    dice = random.Random(1)
    for _ in range(300):
        sizes = {f"s{place}": dice.choice((1, 2, 3, 4, 5, 6, 9, 30)) for place in range(dice.randint(1, 9))}
        shown = shown_groups(sizes)
        rest = sum(sizes.values()) - sum(sizes[name] for name in shown)
        assert rest == 0 or rest >= K or not shown, sizes
        assert all(sizes[name] >= K for name in shown), sizes


def test_the_rows_of_a_file_that_say_nothing_of_their_people_are_none_or_at_least_five():
    dice = random.Random(2)
    for _ in range(300):
        kinds = [dice.choice("aaaaabbbcd") for _ in range(dice.randint(0, 40))]
        hidden = hidden_kinds(kinds)
        blank = sum(kind in hidden for kind in kinds)
        assert blank == 0 or blank >= min(K, len(kinds)), kinds
        assert all(kinds.count(kind) >= K for kind in set(kinds) - hidden), kinds


def test_page_and_file_together_give_no_small_segment_away(workspace, asked, invited):
    """What the lists of the page hide, and what the file leaves blank, is at least five in every union."""
    sizes = {"big": (60, 40), "middle": (30, 12), "few": (20, 3), "one": (9, 1)}
    link = asked("nps")
    for segment, (asked_of, n) in sizes.items():
        invited(link.survey, segment, asked_of, [9] * n)
    with in_workspace(workspace):
        asked_parts = parts(link.survey)
        told = {part.segment for part in asked_parts if part.answered is not None}
        (found,) = measured_questions(link.survey)
        listed = {
            row.label: row.n for row in section(Defined(found), told=told).segments if row.status != "hidden"
        }
        export = answers_of(link.survey, workspace, language="en", personal=False, about=[])
        place, weight = export.columns.index("segment"), export.columns.index("weight")
        rows = [(row[place], row[weight]) for row in export.rows()]
    assert "few" not in listed and "one" not in listed
    rates = {part.segment for part in asked_parts if part.answered is not None} - {None}
    seen = {segment for segment, _weight in rows if segment}
    for shown in (set(listed), rates, seen, set(listed) | rates | seen, set(listed) & seen):
        rest = sum(n for name, (_asked, n) in sizes.items() if name not in shown)
        assert rest >= K
    assert {weight for _segment, weight in rows} == {None}  # weights would name the segments again


def test_a_segment_that_grows_from_four_to_five_shows_itself_and_no_other(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "big", 40, [9] * 30)
    invited(link.survey, "small", 20, [0] * 4)

    def shown():
        with in_workspace(workspace):
            (found,) = measured_questions(link.survey)
            return {row.label: row.n for row in section(Defined(found)).segments if row.status != "hidden"}

    assert shown() == {}  # with the big one beside the total, the small one would be known
    invited(link.survey, "small", 1, [0], inclusion=0.9)
    assert shown() == {"big": "30", "small": "5"}
