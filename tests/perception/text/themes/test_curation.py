"""People merge, split, rename, move and retire themes; each act is an event that is done again every time."""

import dataclasses
import json

import pytest

from regard.perception.text.themes import (
    Merge,
    Move,
    Rename,
    Retire,
    Split,
    Term,
    Theme,
    Themes,
    UnfitEvent,
    UnknownFormat,
    assign,
    discover,
    event_from_dict,
    event_to_dict,
)

FORMS = {"late": ("late",), "parcel": ("parcel", "parcels"), "rude": ("rude",), "客服": ("客服",)}
LATE, PARCEL = Term("late", "late", 0.7), Term("parcel", "parcel", 0.5)


@pytest.fixture
def themes():
    """A group of two themes, and a Chinese theme beside it."""
    return Themes(
        (
            Theme("g1", "late · rude", ("late", "rude"), ("en",)),
            Theme("t1", "late", ("late", "parcel"), ("en",), (LATE, PARCEL), "g1", 9),
            Theme("t2", "rude", ("rude",), ("en",), (Term("rude", "rude", 0.6),), "g1", 4),
            Theme("t3", "客服", ("客服",), ("zh",), (Term("客服", "客服", 0.8),), None, 5),
        ),
        FORMS,
        numbered=4,
    )


def carried(themes, text):
    (some,) = assign(themes, [text])["themes"].to_pylist()
    return {one["theme"]: round(one["confidence"], 4) for one in some}


def test_a_new_name_changes_the_name_alone(themes):
    named = themes.after(Rename("t1", "  Late\nparcels "))
    assert named.tree["t1"].name == "Late parcels"
    assert dataclasses.replace(named.tree["t1"], name="late") == themes.tree["t1"]
    assert carried(named, "a late parcel") == carried(themes, "a late parcel")


def test_merging_joins_words_records_and_languages(themes):
    merged = themes.after(Merge("t2", ("t3",)))
    assert set(merged.tree) == {"g1", "t1", "t2"}
    assert merged.tree["t2"].languages == ("en", "zh")
    assert merged.tree["t2"].records == 9
    assert (carried(merged, "客服"), carried(merged, "rude")) == ({"t2": 0.8}, {"t2": 0.6})


def test_merging_adds_what_both_know_of_a_term():
    both = [Theme(one, one, ("late",), ("en",), (Term("late", "late", 0.4),)) for one in ("t1", "t2")]
    merged = Themes(tuple(both), FORMS).after(Merge("t1", ("t2",)))
    assert carried(merged, "late") == {"t1": 0.8}


def test_merging_groups_brings_their_themes_together(themes):
    other = Theme("g2", "客服", ("客服",), ("zh",))
    two = dataclasses.replace(themes, discovered=(*themes.discovered, other)).after(Move("t3", "g2"))
    merged = two.after(Merge("g1", ("g2",)))
    assert merged.tree["t3"].parent == "g1"


def test_splitting_takes_words_away_and_makes_them_tell(themes):
    split = themes.after(Split("t1", ("parcel",), themes.part_of("t1"), "Parcels"))
    assert list(split.tree) == ["g1", "t1", "t1.1", "t2", "t3"]
    assert carried(split, "a late one") == {"t1": 0.7}
    assert carried(split, "two parcels") == {"t1.1": 0.6}
    assert (split.tree["t1"].keywords, split.tree["t1.1"].keywords) == (("late",), ("parcel",))
    assert split.tree["t1.1"].parent == "g1"


def test_a_part_has_an_id_of_its_own(themes):
    split = themes.after(Split("t1", ("parcel",), "t1.1", "Parcels")).after(Merge("t1", ("t1.1",)))
    assert split.part_of("t1") == "t1.2"


def test_moving_changes_the_parent(themes):
    assert themes.after(Move("t3", "g1")).tree["t3"].parent == "g1"
    assert themes.after(Move("t1", None)).tree["t1"].parent is None
    assert themes.after(Move("t1", None)).after(Move("t2", "t1")).tree["t2"].parent == "t1"


def test_a_retired_theme_is_carried_by_nothing_and_its_children_stand_at_the_top(themes):
    assert carried(themes.after(Retire("t1")), "a late parcel") == {}
    left = themes.after(Retire("g1"))
    assert [theme.parent for theme in left.tree.values()] == [None, None, None]


UNFIT = [
    (Rename("t9", "x"), "t9: there is no such theme"),
    (Rename("t1", " \n "), "1 to 80 characters, not 0"),
    (Rename("t1", "x" * 81), "not 81"),
    (Merge("t1", ()), "one or more others"),
    (Merge("t1", ("t1",)), "one or more others"),
    (Merge("t1", ("t2", "t2")), "one or more others"),
    (Merge("t1", ("g1",)), "a group takes in groups"),
    (Merge("t1", ("t9",)), "t9: there is no such theme"),
    (Split("t1", ("parcel",), "t2", "x"), "t2: a theme of this id is there already"),
    (Split("t1", ("rude",), "t9", "x"), "none of these terms"),
    (Split("t1", ("late", "parcel"), "t9", "x"), "nothing would be left"),
    (Move("t1", "t2"), "only a theme at the top"),
    (Move("t3", "t3"), "only a theme at the top"),
    (Move("g1", "t3"), "it holds others itself"),
    (Retire("t9"), "t9: there is no such theme"),
]


@pytest.mark.parametrize(("event", "why"), UNFIT, ids=lambda one: str(one)[:60])
def test_what_the_themes_do_not_allow_is_refused_by_name(themes, event, why):
    with pytest.raises(UnfitEvent, match=why):
        themes.after(event)


@pytest.mark.parametrize("event", [event for event, _ in UNFIT], ids=lambda one: str(one)[:60])
def test_an_event_that_cannot_be_done_again_is_told_and_changes_nothing(themes, event):
    again = dataclasses.replace(themes, events=(event, Rename("t2", "Manners")))
    assert again.unmet == (event,)
    assert again.tree == themes.after(Rename("t2", "Manners")).tree


def test_events_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Rename("t1", "x").name = "y"


def test_without_its_last_event_everything_is_as_before(themes):
    events = (Merge("t2", ("t3",)), Move("t1", None), Rename("t1", "Late"))
    done = themes
    for event in events:
        before, done = done, done.after(event)
        assert dataclasses.replace(done, events=done.events[:-1]) == before


@pytest.mark.parametrize("event", [event for event, _ in UNFIT], ids=lambda one: str(one)[:60])
def test_an_event_survives_being_written_as_plain_values(event):
    assert event_from_dict(json.loads(json.dumps(event_to_dict(event)))) == event


@pytest.mark.parametrize(
    "plain", [{}, {"kind": "explode"}, {"kind": "rename"}, {"kind": "move", "theme": "t", "x": 1}]
)
def test_plain_values_that_are_no_event_are_refused(plain):
    with pytest.raises(UnfitEvent):
        event_from_dict(plain)


@pytest.mark.parametrize("change", [{"format": 2}, {"discovered": None}, {"discovered": [{}]}, {"forms": []}])
def test_plain_values_that_are_no_themes_are_refused(themes, change):
    with pytest.raises(UnknownFormat):
        Themes.from_dict(themes.to_dict() | change)


def test_what_people_changed_survives_the_next_discovery(english):
    texts, _ = english
    first = discover(texts[:300])
    one, other, third = [theme.id for theme in first.tree.values() if theme.terms][:3]
    changed = first.after(Rename(one, "What we call it")).after(Merge(one, (other,))).after(Retire(third))
    second = discover(texts[100:], previous=changed)
    assert second.events == changed.events
    assert second.unmet == ()
    assert second.tree[one].name == "What we call it"
    assert {other, third} & set(second.tree) == set()


def test_a_changed_theme_that_is_not_found_again_is_kept(english, chinese):
    first = discover(chinese[0])
    name = next(theme.id for theme in first.tree.values() if theme.terms)
    second = discover(english[0], previous=first.after(Rename(name, "保留")))
    assert second.tree[name].name == "保留"
    assert second.tree[name].records == 0
    kept = [text for text in chinese[0] if name in carried(first, text)]
    assert name in carried(second, kept[0])


def test_a_part_keeps_its_name_and_its_words_when_they_tell_the_theme_no_longer(english):
    texts, _ = english
    first = discover(texts)
    whole = next(theme for theme in first.tree.values() if len(theme.terms) > 3)
    word = whole.terms[-1].key
    part = first.part_of(whole.id)
    without = [
        text for text in texts if part not in carried(first.after(Split(whole.id, (word,), part, "x")), text)
    ]
    second = discover(without, previous=first.after(Split(whole.id, (word,), part, "A part of it")))
    assert second.unmet == ()
    assert second.tree[part].name == "A part of it"
    assert word in {term.key for term in second.tree[part].terms}
    assert part in carried(second, whole.terms[-1].text)
