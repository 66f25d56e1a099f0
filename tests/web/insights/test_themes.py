"""Themes are discovered by the worker, given to records, changed by people, and changed back."""

import random
from collections import Counter

import pytest
from django.utils import timezone

from regard.perception.counts import Counts, Scale
from regard.perception.metrics import nps, polarity
from regard.perception.tallies import Filters
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import (
    records,
    theme_drafting,
    theme_finding,
    theme_jobs,
    theme_keeping,
    theme_numbers,
)
from regard.web.insights.models import said
from regard.web.insights.theme_impacts import METRICS
from regard.web.insights.theme_keeping import Merge, Move, Rename, Retire, Split, UnfitEvent
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent, ThemeState
from regard.web.workspaces.leases import LeaseLost, held, take
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import NoWorkspace, in_workspace

pytestmark = pytest.mark.django_db

TOPICS = {
    "delivery": ("The parcel arrived late", "Delivery of the parcel took weeks", "A courier lost the parcel"),
    "staff": ("The waiter was rude", "A rude waiter at the counter", "Nobody at the counter, no waiter"),
    "茶": ("茶叶的味道很淡", "茶叶味道和以前不同", "茶叶受潮了，味道怪"),
    "包装": ("包装盒破了", "包装盒压扁，漏了一地", "包装盒没有封条"),
}


def drafts(each, *, start=0, topics=TOPICS):
    chance = random.Random(start)
    rows = [
        Draft(external_id=f"{topic}{start + n}", text=chance.choice(texts), collected_at=timezone.now())
        for topic, texts in topics.items()
        for n in range(each)
    ]
    chance.shuffle(rows)
    return rows


def sweep():
    for _ in range(100):
        if not theme_jobs.themes_due():
            return
    raise AssertionError("themes never come to rest")


@pytest.fixture
def themed(inside, survey):
    """Eighty texts on four topics in two languages, with their themes."""
    record(survey, drafts(20), at=timezone.now())
    sweep()
    return inside


def keys():
    return {theme.key for theme in Theme.objects.filter(gone_at=None, is_group=False)}


def carrying(word):
    """The keys of the themes of the records that say a word."""
    found = ThemeAssignment.objects.filter(feedback__text__contains=word, theme__gone_at=None)
    return set(found.values_list("theme__key", flat=True))


def theme_of(word):
    """The theme that most records with a word carry first."""
    rows = ThemeAssignment.objects.filter(feedback__text__contains=word, theme__gone_at=None)
    names = [row.theme for row in rows.order_by("-confidence", "theme__key").select_related("theme")]
    return max(names, key=lambda theme: sum(other == theme for other in names))


def publish(*, by, at):
    """Publish the draft as it stands."""
    draft = theme_drafting.open_draft()
    return theme_drafting.publish(
        seen=theme_drafting.seen_of(draft, theme_keeping.state()), by=by, at=at
    )  # fmt: skip


def change(event, *, by, at):
    """Put one act into a draft and publish it; the event that is kept."""
    theme_drafting.add(event, by=by, at=at)
    return publish(by=by, at=at).events.get()


def undo(kept, *, by, at):
    if theme_drafting.add_undoing(kept, by=by, at=at):
        publish(by=by, at=at)


def terms(theme):
    return theme_keeping.themes().tree[theme.key].terms


def widest(*but):
    """The theme with the most words, other than these."""
    rows = Theme.objects.filter(gone_at=None, is_group=False).exclude(pk__in=[theme.pk for theme in but])
    return max(rows.order_by("key"), key=lambda theme: len(terms(theme)))


def test_the_worker_finds_themes_and_gives_them_to_records(themed):
    assert keys()
    assert carrying("parcel") & carrying("茶叶") == set()
    assert not Feedback.objects.filter(themes=None).filter(text__contains="parcel").exists()


def test_spans_stand_where_the_text_shows_the_theme(themed):
    for row in ThemeAssignment.objects.select_related("feedback", "theme"):
        text = said(row.feedback)
        assert row.spans
        assert all(0 <= start < end <= len(text) for start, end in row.spans)
        assert 0.3 <= row.confidence <= 1


def test_few_texts_have_no_themes(inside, survey):
    record(survey, drafts(5), at=timezone.now())
    sweep()
    assert not Theme.objects.exists()
    assert ThemeState.objects.get().seen > 0


def test_new_records_get_themes_without_discovering_anew(themed, survey):
    before = ThemeState.objects.get()
    record(survey, [Draft(external_id="new", text="My parcel came late")], at=timezone.now())
    sweep()
    after = ThemeState.objects.get()
    assert (after.edition, after.discovered_at) == (before.edition, before.discovered_at)
    assert Feedback.objects.get(external_id="new").themes.exists()


def test_a_record_that_says_something_else_gets_other_themes(themed, survey):
    rows = drafts(20)
    changed = next(row for row in rows if "parcel" in row.text)
    record(survey, [Draft(external_id=changed.external_id, text="包装盒破了")], at=timezone.now())
    sweep()
    row = Feedback.objects.get(external_id=changed.external_id)
    assert {one.theme.languages[0] for one in row.themes.select_related("theme")} == {"zh"}
    assert {one.revision for one in row.themes.all()} == {row.revision}


def test_themes_are_discovered_anew_when_twice_as_much_was_said_and_keep_their_keys(themed, survey):
    before = keys()
    record(survey, drafts(25, start=100), at=timezone.now())
    sweep()
    state = ThemeState.objects.get()
    assert (state.texts, state.edition) == (180, 2)
    assert before <= keys()


def test_a_little_more_is_discovered_after_a_day_only(themed, survey):
    state = ThemeState.objects.get()
    record(survey, drafts(6, start=100), at=timezone.now())
    assert not theme_finding.is_due(state, at=state.discovered_at)
    assert theme_finding.is_due(state, at=state.discovered_at + theme_finding.REST)


def test_of_too_much_a_sample_is_looked_at_and_every_record_gets_its_themes(inside, survey, monkeypatch):
    monkeypatch.setattr(theme_finding, "READ", 60)
    record(survey, drafts(30), at=timezone.now())
    sweep()
    assert (ThemeState.objects.get().texts, theme_keeping.themes().read) == (120, 60)
    assert Feedback.objects.filter(themes__isnull=False).distinct().count() > 100


def test_batches_go_on_where_a_killed_worker_stopped(inside, survey, monkeypatch):
    record(survey, drafts(20), at=timezone.now())
    monkeypatch.setattr(theme_finding, "BATCH", 7)
    with held("x") as hold:
        theme_finding.discover_next(hold, at=timezone.now())
        theme_finding.give_next(hold, at=timezone.now())
    first = set(ThemeAssignment.objects.values_list("feedback_id", flat=True))
    assert 0 < len(first) <= 7
    sweep()
    assert first <= set(ThemeAssignment.objects.values_list("feedback_id", flat=True))
    assert ThemeState.objects.get().record_id is None


def test_a_worker_whose_lease_is_lost_writes_nothing(inside, survey):
    record(survey, drafts(20), at=timezone.now())
    hold = take("x", at=timezone.now() - timezone.timedelta(hours=1))
    with pytest.raises(LeaseLost):
        theme_finding.discover_next(hold, at=timezone.now())
    assert not ThemeState.objects.exists()


def test_what_was_computed_before_an_act_is_not_written_after_it(themed, survey, owner, monkeypatch):
    record(survey, drafts(40, start=200), at=timezone.now())
    key = theme_of("parcel").key

    def meanwhile(previous):
        change(Rename(key, "Parcels"), by=owner, at=timezone.now())
        return previous

    monkeypatch.setattr(theme_finding, "_discovered", meanwhile)
    with held("x") as hold:
        assert theme_finding.discover_next(hold, at=timezone.now())
    assert ThemeState.objects.get().texts == 80
    monkeypatch.undo()
    sweep()
    assert ThemeState.objects.get().texts == 240
    assert Theme.objects.get(key=key).name == "Parcels"


def test_the_themes_of_two_workspaces_are_apart(themed, other_workspace):
    with in_workspace(other_workspace):
        assert not Theme.objects.exists()
        assert not ThemeAssignment.objects.exists()


def test_without_a_workspace_there_are_no_themes(db):
    with pytest.raises(NoWorkspace):
        Theme.objects.exists()


def test_a_new_name_stays_through_the_next_discovery(themed, survey, owner):
    key = theme_of("parcel").key
    change(Rename(key, "Late parcels"), by=owner, at=timezone.now())
    record(survey, drafts(40, start=300), at=timezone.now())
    sweep()
    assert Theme.objects.get(key=key).name == "Late parcels"


def test_merging_joins_records_when_it_is_published_even_of_two_languages(themed, owner):
    one, other = theme_of("parcel"), theme_of("包装盒")
    change(Merge(one.key, (other.key,)), by=owner, at=timezone.now())
    assert one.key in carrying("包装盒") & carrying("parcel")
    assert Theme.objects.get(key=other.key).gone_at is not None
    assert Theme.objects.get(key=one.key).languages == ["en", "zh"]


def test_splitting_gives_records_to_the_part_when_it_is_published(themed, owner):
    one, other = theme_of("parcel"), theme_of("包装盒")
    change(Merge(one.key, (other.key,)), by=owner, at=timezone.now())
    chinese = tuple(term.key for term in terms(one) if not term.key.isascii())
    part = theme_drafting.part_of(one)
    change(Split(one.key, chinese, part, "包装"), by=owner, at=timezone.now())
    assert part in carrying("包装盒")
    assert part not in carrying("parcel")
    assert theme_drafting.part_of(one) == f"{one.key}.2"


def test_retiring_takes_a_theme_from_every_record(themed, owner):
    one = theme_of("parcel")
    change(Retire(one.key), by=owner, at=timezone.now())
    sweep()
    assert not one.assignments.exists()
    assert one.key not in keys()


def test_moving_puts_a_theme_under_another(themed, owner):
    one, other = theme_of("parcel"), theme_of("waiter")
    change(Move(one.key, None), by=owner, at=timezone.now())
    change(Move(other.key, None), by=owner, at=timezone.now())
    change(Move(one.key, other.key), by=owner, at=timezone.now())
    assert Theme.objects.get(key=one.key).parent.key == other.key


@pytest.mark.parametrize("kind", ["rename", "merge", "retire"])
def test_an_act_is_undone(themed, owner, kind):
    def picture():
        rows = ThemeAssignment.objects.filter(theme__gone_at=None)
        return (
            sorted(Theme.objects.filter(gone_at=None).values_list("key", "name", "parent__key")),
            sorted(rows.values_list("feedback__external_id", "theme__key", "confidence")),
        )

    before = picture()
    one, other = theme_of("parcel").key, theme_of("waiter").key
    act = {"rename": Rename(one, "x"), "merge": Merge(one, (other,)), "retire": Retire(one)}[kind]
    kept = change(act, by=owner, at=timezone.now())
    sweep()
    assert picture() != before
    undo(kept, by=owner, at=timezone.now())
    undo(kept, by=owner, at=timezone.now())
    sweep()
    assert picture() == before
    assert kept.undoing.by == owner


def test_every_act_is_kept_with_who_and_when_and_stands_in_the_audit_trail(themed, owner, noon):
    one = theme_of("parcel")
    kept = change(Rename(one.key, "Parcels"), by=owner, at=noon)
    undo(kept, by=owner, at=noon)
    row = ThemeEvent.objects.get()
    assert (row.position, row.kind, row.by, row.by_name, row.at) == (1, "rename", owner, str(owner), noon)
    assert row.names == {one.key: one.name}
    lines = AuditEvent.objects.filter(action__startswith="theme.").order_by("position")
    assert [(line.action, line.subject) for line in lines] == [
        ("theme.drafted", one.name),
        ("theme.rename", one.name),
        ("theme.published", ""),
        ("theme.drafted", one.name),
        ("theme.undone", one.name),
        ("theme.published", ""),
    ]


def test_an_act_that_does_not_fit_changes_nothing(themed, owner):
    edition = ThemeState.objects.get().edition
    with pytest.raises(UnfitEvent):
        change(Merge("t999", ("t998",)), by=owner, at=timezone.now())
    assert not ThemeEvent.objects.exists()
    assert ThemeState.objects.get().edition == edition


def test_an_act_that_no_longer_fits_is_told(themed, owner):
    one, other = theme_of("parcel"), theme_of("waiter")
    merged = change(Merge(one.key, (other.key,)), by=owner, at=timezone.now())
    words = ("waiter",)
    split = change(Split(one.key, words, "t900", "Waiters"), by=owner, at=timezone.now())
    assert theme_keeping.unmet() == frozenset()
    undo(merged, by=owner, at=timezone.now())
    assert theme_keeping.unmet() == frozenset({split.position})


def test_removed_records_leave_their_themes(themed):
    row = ThemeAssignment.objects.first().feedback
    row.delete()
    assert not ThemeAssignment.objects.filter(feedback_id=row.pk).exists()


def loyalty(rows):
    """The exact NPS of some records."""
    scores = [answer.value_number for row in rows for answer in row.answers.all()]
    return nps(Counts.from_scores(scores, Scale(0, 10))).exact


def test_numbers_are_those_of_a_plain_count(themed, survey, settle, owner, noon):
    record(survey, drafts(30, start=500), at=noon)
    sweep()
    one, other = theme_of("parcel"), theme_of("waiter")
    for row in (one, other):
        change(Move(row.key, None), by=owner, at=noon)
    change(Move(one.key, other.key), by=owner, at=noon)
    for number, row in enumerate(Feedback.objects.order_by("external_id")):
        row.answers.create(
            field_id="nps", field_type="nps", value_number=7 + number % 4,
            scale_min=0, scale_max=10, scale_direction="high_is_good",
        )  # fmt: skip
    settle()
    found = theme_numbers.seen(Filters())
    held = {theme.pk: {theme.pk} for theme in Theme.objects.filter(gone_at=None)}
    for theme in Theme.objects.filter(gone_at=None).exclude(parent=None):
        held[theme.parent_id].add(theme.pk)
    carried = {row.pk: set(row.themes.values_list("theme", flat=True)) for row in Feedback.objects.all()}
    said = {row.pk: row for row in records.matching()}
    assert found.records == len(said)
    assert found.without == sum(not carried[pk] for pk in said)
    assert found.scores.metric == "nps"
    for theme, own in held.items():
        inside = [row for pk, row in said.items() if carried[pk] & own]
        numbers = found.themes[theme]
        assert numbers.n == len(inside)
        labels = Counter(row.reading.sentiment for row in inside)
        net = METRICS["net_sentiment"](polarity(labels))
        assert (numbers.sentiment.exact, numbers.sentiment.band) == (net.exact, net.band)
        assert (numbers.sentiment.status == "shown") == (net.n >= 30)
        if numbers.gap is not None:
            rest = [row for row in said.values() if row not in inside]
            assert numbers.gap.difference == pytest.approx(float(loyalty(inside) - loyalty(rest)))
            every = [*inside, *rest]
            assert numbers.impact.value == pytest.approx(float(loyalty(every) - loyalty(rest)))
            assert numbers.impact.low < numbers.impact.value < numbers.impact.high
    assert found.scores.gaps
