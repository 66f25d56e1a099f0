"""Numbers: each state of the archive is asked once, and a newer state is never answered with an older one."""

from dataclasses import replace

import pytest
from django.utils import timezone

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import (
    fits,
    matching_address,
    measured_by,
    on_one_scale,
    records_of,
    voiced,
    voices,
)
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import measured_in
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType
from regard.web.feedback.recording import record
from regard.web.insights import archiving
from regard.web.insights.studies import Counts, Filters, Scale, ScoreTally
from regard.web.workspaces.tenancy import ForeignWorkspace, in_workspace
from tests.web.dashboards.conftest import ces, csat, moment, nps

METRICS = ("nps", "csat", "stars", "net_sentiment")
QUERIES = [
    {},
    {"segment": ("new",)},
    {"segment": (None,)},
    {"kind": ("review",)},
    {"sentiment": ("negative",)},
    {"language": ("zh", "en")},
    {"word": ("friendly",)},
    {"metric": "csat"},
    {"metric": "nps", "scores": (0, 6)},
    {"period": "all"},
    {"period": "30", "channel": ("email", "web")},
]


def test_the_archive_is_asked_once_for_each_state(inside, tell, today):
    tell([Draft("a", answers=(nps(9),), collected_at=moment(today))])
    first = Numbers.of(inside)
    answer = first.record_counts()
    archiving.folder_of(inside).rename(archiving.folder_of(inside).with_name("gone"))
    assert Numbers.of(inside).record_counts() == answer  # from memory: there is no archive to ask
    archiving.folder_of(inside).with_name("gone").rename(archiving.folder_of(inside))


def test_a_newer_archive_gives_newer_answers(inside, survey, tell, today):
    tell([Draft("a", answers=(nps(9),), collected_at=moment(today))])
    assert Numbers.of(inside).record_counts().total == 1
    tell([Draft("b", answers=(nps(9),), collected_at=moment(today))])
    assert Numbers.of(inside).record_counts().total == 2
    assert Numbers.of(inside).study(Filters(), words=5).records == 2


def test_questions_are_not_mixed_up(inside, story):
    numbers = Numbers.of(inside)
    answers = [
        numbers.record_counts(),
        numbers.record_counts(by=("segment",)),
        numbers.record_counts(where=Filters(segment="new")),
        numbers.sentiment_counts(),
        numbers.score_counts("nps"),
        numbers.score_counts("csat"),
        numbers.study(Filters(), words=1),
        numbers.study(Filters(), words=2),
    ]
    assert len({repr(answer) for answer in answers}) == len(answers)
    again = Numbers.of(inside)
    assert again.score_counts("csat") == answers[5]
    assert again.study(Filters(), words=2) == answers[7]


def test_one_workspace_never_gets_the_numbers_of_another(inside, other_workspace, story):
    assert Numbers.of(inside).record_counts().total == 360
    with in_workspace(other_workspace):
        assert Numbers.of(other_workspace).record_counts().total == 0
        with pytest.raises(ForeignWorkspace):
            Numbers.of(inside)


@pytest.mark.parametrize("chosen", QUERIES, ids=str)
def test_the_archive_and_the_records_agree_about_every_filter(inside, story, today, chosen):
    """What a search counts from the records is what the archive counts for the same filters."""
    numbers, address = Numbers.of(inside), Address(**{"period": "180", **chosen})
    where = address.filters(today=today)
    assert numbers.record_counts(where=where).total == matching_address(address, where).count()
    for metric in METRICS:
        asked = measured_by(numbers, metric, where=where)
        counted = measured_in(matching_address(address, where), metric)
        assert asked.total() == counted.total()


@pytest.mark.parametrize("chosen", QUERIES, ids=str)
def test_voices_are_the_same_from_the_archive_and_from_the_records(inside, story, today, chosen):
    numbers, address = Numbers.of(inside), Address(**{"period": "180", **chosen})
    behind = replace(numbers, fresh=replace(numbers.fresh, behind=True))
    heard = voices(numbers, address, today=today)
    assert heard == voices(behind, address, today=today)
    where = address.filters(today=today)
    for voice, n in heard.items():
        found = matching_address(address, voiced(where, voice or "~")).count()
        assert found == n or address.sentiment or address.metric == "net_sentiment"


def test_while_the_archive_is_behind_the_records_are_counted(inside, survey, tell, today):
    tell([Draft("a", text="tea", collected_at=moment(today))])
    record(survey, [Draft("b", text="later", collected_at=moment(today))], at=timezone.now())
    numbers = Numbers.of(inside)
    assert numbers.fresh.behind
    assert sum(voices(numbers, Address(), today=today).values()) == 2
    assert records_of(Address(), today=today).count() == 2


def test_the_scale_with_the_most_answers_is_kept_and_the_rest_is_counted():
    five, seven = (1, 5, "high_is_good"), (1, 7, "high_is_good")
    tally = ScoreTally.of(
        "ces", (), [((), five, 4, 9), ((), seven, 6, 40), ((), (0, 10, "high_is_good"), 3, 99)]
    )
    kept = on_one_scale(tally)
    assert (kept.scale, kept.elsewhere) == (Scale(1, 7), 108)  # CES is not asked on 0-10
    assert kept.total().n == 40


def test_where_no_scale_fits_there_is_no_number():
    tally = ScoreTally.of("nps", (), [((), (1, 5, "high_is_good"), 4, 50)])
    assert on_one_scale(tally).scale is None
    assert on_one_scale(tally).total() is None
    assert on_one_scale(tally).elsewhere == 50
    assert not fits("nps", Counts.of({4: 50}, Scale(1, 5)))


def test_scores_that_do_not_measure_are_counted_nowhere(inside, tell, today):
    odd = [AnswerDraft.score(FieldType.NPS, value, 0, 10) for value in (3.5, 11, -1)]
    drafts = [Draft(f"o{n}", answers=(answer,), collected_at=moment(today)) for n, answer in enumerate(odd)]
    tell([*drafts, Draft("x", answers=(nps(9), csat(4), ces(5)), collected_at=moment(today))])
    numbers = Numbers.of(inside)
    where = Address().filters(today=today)
    assert measured_by(numbers, "nps", where=where).total().n == 1
    assert measured_in(matching_address(Address(), where), "nps").total().n == 1


def test_without_an_archive_nothing_is_remembered(inside):
    assert Numbers.of(inside).fresh.at is None
    assert Numbers.of(inside).record_counts().total == 0
