"""The past of a theme is counted with the themes of now, and what people changed on the way is known."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from regard.perception.tallies import Filters
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import theme_history, theme_keeping
from regard.web.insights.theme_keeping import Merge, Move, Rename, Retire, Split
from regard.web.insights.theme_models import Theme
from tests.web.insights.test_themes import change, sweep, terms, theme_of, themed, undo, widest

__all__ = ["themed"]

pytestmark = pytest.mark.django_db

MONTHS = ("2026-01", "2026-02", "2026-03")


@pytest.fixture
def dated(themed, survey):
    """The texts lie in three months, the first and last moments of them among them; some have no day."""
    rows = list(Feedback.objects.order_by("external_id"))
    moments = [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
        datetime(2026, 3, 9, 12, tzinfo=UTC),
        None,
    ]
    for number, row in enumerate(rows):
        Feedback.objects.filter(pk=row.pk).update(collected_at=moments[number % 5])
    record(survey, [Draft(external_id="wordless", collected_at=moments[0])], at=timezone.now())
    sweep()
    return themed


def plain(*keys):
    """The months of the records that carry one of these themes, counted one by one."""
    found, total = Counter(), Counter()
    for row in Feedback.objects.exclude(text="").exclude(collected_at=None):
        month = f"{row.collected_at.astimezone(UTC):%Y-%m}"
        total[month] += 1
        found[month] += row.themes.filter(theme__key__in=keys, theme__gone_at=None).exists()
    return {month: (total[month] - found[month], found[month]) for month in sorted(total)}


def by_month(key, where=None):
    every = theme_history.said_by_month(where or Filters())
    own = theme_history.carried_by_month(Theme.objects.get(key=key), where or Filters())
    assert own.keys() <= every.keys()
    return {month: (n - own.get(month, 0), own.get(month, 0)) for month, n in sorted(every.items())}


def test_every_month_is_counted_with_its_first_and_its_last_moment(dated):
    key = theme_of("parcel").key
    assert tuple(by_month(key)) == MONTHS
    assert by_month(key) == plain(key)


def test_a_group_counts_a_record_once_however_many_of_its_themes_it_carries(dated, survey, owner, noon):
    both = "The parcel arrived late and the waiter was rude"
    one, other = theme_of("parcel"), theme_of("waiter")
    record(survey, [Draft(external_id="both", text=both, collected_at=noon)], at=timezone.now())
    sweep()
    for act in (Move(one.key, None), Move(other.key, None), Move(one.key, other.key)):
        change(act, by=owner, at=noon)
    assert by_month(other.key) == plain(one.key, other.key)


def test_the_past_of_a_merged_theme_is_that_of_both(dated, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    both = plain(one.key, other.key)
    change(Merge(one.key, (other.key,)), by=owner, at=noon)
    assert by_month(one.key) == both


def test_filters_narrow_the_past(dated):
    key = theme_of("parcel").key
    assert by_month(key, Filters(segment=("nobody",))) == {}


def test_a_theme_knows_the_changes_that_stand_and_its_part_in_each(themed, owner, noon):
    one = widest()
    other = widest(one)
    days = [noon + timedelta(days=n) for n in range(5)]
    words = tuple(term.key for term in terms(one))[:1]
    acts = [Rename(one.key, "Parcels"), Split(one.key, words, "t900", "A part"), Move(other.key, None)]
    for act, at in zip(acts, days, strict=False):
        change(act, by=owner, at=at)
    change(Move(one.key, None), by=owner, at=days[3])
    change(Move(one.key, other.key), by=owner, at=days[4])
    assert [(turn.kind, turn.role, turn.day) for turn in theme_history.turns(one)] == [
        ("rename", "changed", days[0].date()),
        ("split", "changed", days[1].date()),
        ("move", "changed", days[3].date()),
        ("move", "changed", days[4].date()),
    ]
    part = Theme.objects.get(key="t900")
    assert [(turn.kind, turn.role) for turn in theme_history.turns(part)] == [("split", "part")]
    assert [turn.role for turn in theme_history.turns(other)] == ["changed", "above"]


def test_what_was_undone_or_no_longer_applies_is_no_change_of_the_past(themed, owner, noon):
    one, other = theme_of("parcel"), theme_of("waiter")
    merged = change(Merge(one.key, (other.key,)), by=owner, at=noon)
    change(Split(one.key, ("waiter",), "t900", "Waiters"), by=owner, at=noon)
    undo(merged, by=owner, at=noon)
    assert theme_keeping.unmet()
    assert theme_history.turns(one) == []


def test_themes_are_as_of_the_last_thing_that_changed_them(themed, owner):
    kept = theme_keeping.state()
    assert theme_history.as_of(kept) == kept.discovered_at
    later = kept.discovered_at + timedelta(days=1)
    done = change(Retire(theme_of("parcel").key), by=owner, at=later)
    assert theme_history.as_of(kept) == later
    undo(done, by=owner, at=later + timedelta(days=1))
    assert theme_history.as_of(kept) == later + timedelta(days=1)
