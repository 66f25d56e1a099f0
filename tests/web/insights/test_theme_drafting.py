"""Changes to the themes are drafted, counted, published together or not at all, taken out, thrown away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import theme_counting, theme_drafting, theme_jobs, theme_keeping
from regard.web.insights.theme_drafting import DraftMovedOn, UnfitDraft
from regard.web.insights.theme_keeping import Merge, Move, Rename, Retire, Split, UnfitEvent
from regard.web.insights.theme_models import (
    DraftedAct,
    Theme,
    ThemeAssignment,
    ThemeDraft,
    ThemeEvent,
    ThemePublication,
    ThemeState,
)
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.insights.test_themes import drafts, publish, sweep, terms, theme_of, themed, widest

__all__ = ["themed"]

pytestmark = pytest.mark.django_db


def picture():
    """All that others see of the themes."""
    rows = ThemeAssignment.objects.filter(theme__gone_at=None)
    return (
        sorted(Theme.objects.filter(gone_at=None).values_list("key", "name", "parent__key")),
        sorted(rows.values_list("feedback__external_id", "theme__key", "confidence")),
        ThemeState.objects.get().edition,
    )


def carriers(*keys):
    """How many records carry one of these themes."""
    rows = ThemeAssignment.objects.filter(theme__key__in=keys, theme__gone_at=None)
    return rows.values("feedback").distinct().count()


def seen():
    return theme_drafting.seen_of(theme_drafting.open_draft(), theme_keeping.state())


def count():
    while theme_counting.count_next(at=timezone.now(), most=30):
        pass
    return theme_drafting.open_draft()


@pytest.fixture
def both(themed):
    """Themes where three records speak of a parcel and of a waiter."""
    both = [
        Draft(external_id=f"both{n}", text="The parcel arrived late and the waiter was rude")
        for n in range(3)
    ]
    return both


def test_nothing_that_others_see_changes_before_the_draft_is_published(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    before = picture()
    theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    theme_drafting.add(Merge(one.key, (other.key,)), by=owner, at=noon)
    count()
    assert picture() == before
    assert theme_keeping.themes().tree[one.key].name == one.name
    assert not ThemeEvent.objects.exists()


def test_a_workspace_has_one_draft_that_everybody_adds_to(themed, owner, analyst, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    theme_drafting.add(Retire(other.key), by=analyst, at=noon + timedelta(hours=1))
    draft = ThemeDraft.objects.get()
    assert (draft.by, draft.at, draft.edition) == (owner, noon, 2)
    assert [(act.by, act.by_name, act.event["kind"]) for act in draft.acts.all()] == [
        (owner, str(owner), "rename"),
        (analyst, str(analyst), "retire"),
    ]


def test_acts_build_on_those_before_them_in_the_draft(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    act = theme_drafting.add(Merge(other.key, (one.key,)), by=owner, at=noon)
    assert act.names == {one.key: "Parcels", other.key: other.name}
    with pytest.raises(UnfitEvent):
        theme_drafting.add(Rename(one.key, "Gone by now"), by=owner, at=noon)
    assert DraftedAct.objects.count() == 2


def test_an_act_that_does_not_fit_opens_no_draft(themed, owner, noon):
    with pytest.raises(UnfitEvent):
        theme_drafting.add(Retire("t999"), by=owner, at=noon)
    assert theme_drafting.open_draft() is None


def test_publishing_keeps_every_act_with_its_author_and_who_published(themed, owner, analyst, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Rename(one.key, "Parcels"), by=analyst, at=noon)
    theme_drafting.add(Move(other.key, None), by=owner, at=noon)
    later = noon + timedelta(days=1)
    done = publish(by=owner, at=later)
    assert (done.by, done.by_name, done.at) == (owner, str(owner), later)
    assert list(done.events.values_list("position", "kind", "by", "at")) == [
        (1, "rename", analyst.pk, later),
        (2, "move", owner.pk, later),
    ]
    assert theme_drafting.open_draft() is None
    assert Theme.objects.get(key=one.key).name == "Parcels"
    assert ThemeState.objects.get().edition == 2


def test_a_merged_theme_has_every_record_of_both_once(themed, both, survey, owner, noon):
    record(survey, both, at=timezone.now())
    sweep()
    one, other = theme_of("parcel"), theme_of("waiter")
    total = carriers(one.key, other.key)
    assert total == carriers(one.key) + carriers(other.key) - 3
    theme_drafting.add(Merge(one.key, (other.key,)), by=owner, at=noon)
    draft = count()
    assert (draft.now[one.key], draft.then[one.key]) == (carriers(one.key), total)
    assert draft.moved == carriers(other.key)
    done = publish(by=owner, at=noon)
    assert (done.moved, done.counts[one.key][1], carriers(one.key)) == (draft.moved, total, total)
    sweep()
    assert carriers(one.key) == total


def test_records_of_merged_themes_stand_together_though_the_worker_has_not_come_yet(
    themed, both, survey, owner, noon, monkeypatch
):
    record(survey, both, at=timezone.now())
    sweep()
    monkeypatch.setattr(theme_keeping, "AT_ONCE", 0)
    one, other = theme_of("parcel"), theme_of("waiter")
    total = carriers(one.key, other.key)
    theme_drafting.add(Merge(one.key, (other.key,)), by=owner, at=noon)
    publish(by=owner, at=noon)
    assert carriers(one.key) == total


def test_what_is_counted_for_the_draft_is_what_the_records_carry_once_it_is_published(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    third = widest(one, other)
    words = tuple(term.key for term in terms(third))[:1]
    theme_drafting.add(Merge(one.key, (other.key,)), by=owner, at=noon)
    theme_drafting.add(Split(third.key, words, f"{third.key}.1", "A part"), by=owner, at=noon)
    draft = count()
    publish(by=owner, at=noon)
    sweep()
    leaves = Theme.objects.filter(gone_at=None, is_group=False)
    assert {theme.key: carriers(theme.key) for theme in leaves} == {
        theme.key: draft.then.get(theme.key, 0) for theme in leaves
    }
    for group in Theme.objects.filter(gone_at=None, is_group=True):
        held = [theme.key for theme in leaves if theme.parent_id == group.pk]
        assert draft.then.get(group.key, 0) == carriers(*held)


def test_a_change_of_names_and_places_moves_no_record(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    for act in (Rename(one.key, "Parcels"), Move(one.key, None), Move(other.key, None)):
        theme_drafting.add(act, by=owner, at=noon)
    draft = count()
    assert (draft.moved, draft.counted) == (0, Feedback.objects.count())


def test_counting_goes_on_in_pieces_and_begins_anew_with_every_act(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Retire(one.key), by=owner, at=noon)
    assert theme_counting.count_next(at=noon, most=50)
    row = theme_drafting.open_draft()
    assert (row.counted, row.counted_at) == (50, None)
    theme_drafting.add(Retire(other.key), by=owner, at=noon)
    assert theme_counting.count_next(at=noon, most=50)
    assert theme_drafting.open_draft().counted == 50
    assert not theme_counting.count_next(at=noon, most=50)
    assert (theme_drafting.open_draft().counted, theme_drafting.open_draft().counted_at) == (80, noon)
    assert not theme_counting.count_next(at=noon)


def test_the_worker_counts_what_nobody_waited_for(themed, owner, noon):
    theme_drafting.add(Retire(theme_of("parcel").key), by=owner, at=noon)
    assert theme_jobs.themes_due()
    row = theme_drafting.open_draft()
    assert (row.counted, row.counted_at is None) == (80, False)
    assert not theme_jobs.themes_due()


def test_what_was_counted_for_another_draft_is_not_written(themed, owner, noon, monkeypatch):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Retire(one.key), by=owner, at=noon)
    tallied = theme_counting._tally

    def meanwhile(*args):
        tallied(*args)
        theme_drafting.add(Retire(other.key), by=owner, at=noon)

    monkeypatch.setattr(theme_counting, "_tally", meanwhile)
    assert theme_counting.count_next(at=noon) is False
    row = theme_drafting.open_draft()
    assert (row.counted, row.counted_at) == (0, None)


def test_one_act_is_taken_out_and_the_others_stay(themed, owner, analyst, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    first = theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    theme_drafting.add(Rename(other.key, "Waiters"), by=owner, at=noon)
    theme_drafting.take_out(first, by=analyst, at=noon)
    publish(by=owner, at=noon)
    assert Theme.objects.get(key=one.key).name == one.name
    assert Theme.objects.get(key=other.key).name == "Waiters"


def test_with_its_last_act_a_draft_is_gone(themed, owner, noon):
    act = theme_drafting.add(Retire(theme_of("parcel").key), by=owner, at=noon)
    theme_drafting.take_out(act, by=owner, at=noon)
    assert theme_drafting.open_draft() is None
    lines = AuditEvent.objects.filter(action__startswith="theme.").order_by("position")
    assert [line.action for line in lines] == ["theme.drafted", "theme.undrafted"]


def test_a_discarded_draft_changes_nothing(themed, owner, noon):
    before = picture()
    theme_drafting.add(Retire(theme_of("parcel").key), by=owner, at=noon)
    theme_drafting.discard(seen=seen(), by=owner, at=noon)
    assert (picture(), theme_drafting.open_draft()) == (before, None)
    assert AuditEvent.objects.order_by("-position").first().action == "theme.discarded"


@pytest.mark.parametrize("act", [theme_drafting.publish, theme_drafting.discard])
def test_who_has_not_seen_the_last_act_neither_publishes_nor_discards(themed, owner, analyst, noon, act):
    theme_drafting.add(Rename(theme_of("parcel").key, "Parcels"), by=owner, at=noon)
    looked_at = seen()
    theme_drafting.add(Retire(theme_of("waiter").key), by=analyst, at=noon)
    before = picture()
    with pytest.raises(DraftMovedOn):
        act(seen=looked_at, by=owner, at=noon)
    assert picture() == before
    assert DraftedAct.objects.count() == 2


def test_a_draft_that_was_published_meanwhile_is_not_published_again(themed, owner, noon):
    theme_drafting.add(Rename(theme_of("parcel").key, "Parcels"), by=owner, at=noon)
    looked_at = seen()
    theme_drafting.publish(seen=looked_at, by=owner, at=noon)
    with pytest.raises(DraftMovedOn):
        theme_drafting.publish(seen=looked_at, by=owner, at=noon)
    assert ThemeEvent.objects.count() == 1


def test_themes_that_were_discovered_meanwhile_are_looked_at_before_publishing(themed, survey, owner, noon):
    theme_drafting.add(Rename(theme_of("parcel").key, "Parcels"), by=owner, at=noon)
    count()
    looked_at = seen()
    record(survey, drafts(30, start=300), at=timezone.now())
    sweep()
    with pytest.raises(DraftMovedOn):
        theme_drafting.publish(seen=looked_at, by=owner, at=noon)
    assert theme_drafting.open_draft().counted == 200
    theme_drafting.publish(seen=seen(), by=owner, at=noon)
    assert Theme.objects.filter(name="Parcels").exists()


def test_an_act_whose_theme_has_vanished_is_named_and_nothing_is_published(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    lost = theme_drafting.add(Rename(other.key, "Waiters"), by=owner, at=noon)
    state = ThemeState.objects.get()
    found = theme_keeping.Themes.from_dict(state.found)
    left = tuple(theme for theme in found.discovered if theme.id != other.key)
    state.found, state.edition = replace(found, discovered=left).to_dict(), state.edition + 1
    state.save()
    before = picture()
    with pytest.raises(UnfitDraft) as told:
        theme_drafting.publish(seen=seen(), by=owner, at=noon)
    assert list(told.value.acts) == [lost]
    assert (picture(), ThemePublication.objects.count(), ThemeEvent.objects.count()) == (before, 0, 0)
    theme_drafting.take_out(lost, by=owner, at=noon)
    publish(by=owner, at=noon)
    assert Theme.objects.get(key=one.key).name == "Parcels"


def test_an_undoing_is_drafted_too_and_only_once(themed, owner, analyst, noon):
    one = theme_of("parcel")
    theme_drafting.add(Rename(one.key, "Parcels"), by=owner, at=noon)
    kept = publish(by=owner, at=noon).events.get()
    theme_drafting.add_undoing(kept, by=analyst, at=noon)
    assert theme_drafting.add_undoing(kept, by=owner, at=noon) is None
    assert Theme.objects.get(key=one.key).name == "Parcels"
    done = publish(by=owner, at=noon)
    assert Theme.objects.get(key=one.key).name == one.name
    assert [(row.event, row.by) for row in done.undoings.all()] == [(kept, analyst)]
    assert theme_drafting.add_undoing(kept, by=owner, at=noon) is None


def test_a_part_has_a_key_that_no_other_part_of_the_draft_has(themed, owner, noon):
    one = widest()
    words = [term.key for term in terms(one)]
    for word in words[:2]:
        part = theme_drafting.part_of(one)
        theme_drafting.add(Split(one.key, (word,), part, word), by=owner, at=noon)
    assert theme_drafting.part_of(one) == f"{one.key}.3"


def test_the_draft_of_one_workspace_is_not_that_of_another(themed, owner, noon, other_workspace):
    theme_drafting.add(Retire(theme_of("parcel").key), by=owner, at=noon)
    with in_workspace(other_workspace):
        assert theme_drafting.open_draft() is None
        assert theme_counting.count_next(at=noon) is False
