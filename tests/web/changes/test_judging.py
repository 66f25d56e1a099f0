"""A change is judged on its day, once, by the best design that it allows."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from regard.web.changes import presenting, wording
from regard.web.changes.jobs import changes_due
from regard.web.changes.judging import judge, judge_due
from regard.web.changes.models import Ruling, State
from regard.web.dashboards.card_breaks import Breaks
from regard.web.feedback.drafts import AnswerDraft
from regard.web.feedback.recording import record
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import OutboxEvent
from tests.web.changes.conftest import JUDGED, START, answered, on

pytestmark = pytest.mark.django_db


def test_nothing_is_judged_before_its_day(begun, year):
    year(since=1.0)
    begun()
    assert judge_due(at=on(JUDGED - timedelta(days=1))) == 0
    assert not Ruling.objects.exists()


def test_more_satisfied_where_it_reached_people_and_nowhere_else_is_a_change(begun, year):
    year(since=1.0)
    change = begun()
    assert judge_due(at=on(JUDGED)) == 1
    change.refresh_from_db()
    effect = change.ruling.content["effect"]
    assert (change.state, change.ruling.verdict, effect["design"]) == (State.JUDGED, "changed", "did")
    assert effect["effect"]["value"] == 50.0
    assert effect["effect"]["low"] > 0
    assert wording.sentence(change.ruling) == (
        "Satisfaction (CSAT) moved up by 50.0 points more where it reached people than elsewhere."
    )


def test_what_was_promised_of_trust_is_judged_by_the_answers_about_trust(begun, inside, survey):
    drafts = []
    for week in range(-20, 8):
        for place in range(20):
            agrees = (place // 2) % 10 < (10 if week >= 0 and place % 2 else 5)
            day = START + timedelta(weeks=week, days=place % 7)
            one = answered(len(drafts), day, 5, segment="big" if place % 2 else "small")
            trust = AnswerDraft.score("trust", 7 if agrees else 3, 1, 7)
            drafts.append(replace(one, answers=(*one.answers, trust)))
    record(survey, drafts, at=on(JUDGED))
    change = begun(metric="trust")
    judge(change, at=on(JUDGED))
    said = "Trust moved up by 50.0 points more where it reached people than elsewhere."
    assert wording.sentence(change.ruling) == said
    with translation.override("zh-hans"):
        assert "信任度" in wording.sentence(change.ruling)


def test_a_fall_where_a_rise_was_promised_is_worse(begun, year):
    year(since=0.1)
    change = begun()
    judge(change, at=on(JUDGED))
    assert change.ruling.verdict == "worse"


def test_a_fall_that_was_promised_is_a_change(begun, year):
    year(since=0.1)
    change = begun(direction="fall")
    judge(change, at=on(JUDGED))
    assert change.ruling.verdict == "changed"


def test_where_nothing_moved_there_is_no_evidence(begun, year):
    year()
    change = begun()
    judge(change, at=on(JUDGED))
    assert change.ruling.verdict == "no evidence"
    assert wording.sentence(change.ruling) == "There is no evidence that Satisfaction (CSAT) changed."


def test_a_change_for_everybody_is_held_against_its_own_line(begun, year):
    year(since=1.0, others="big")
    change = begun(exposed_by="", exposed=[])
    judge(change, at=on(JUDGED))
    effect = change.ruling.content["effect"]
    assert (change.ruling.verdict, effect["design"]) == ("changed", "its")
    said = wording.sentence(change.ruling)
    assert said.startswith("Weak evidence: Satisfaction (CSAT) lies ")
    assert "above the line that it was on before" in said


def test_for_everybody_without_weeks_before_it_cannot_be_known(begun, year):
    year(since=1.0, others="big", weeks=(-3, 8))
    change = begun(exposed_by="", exposed=[])
    judge(change, at=on(JUDGED))
    verdict = presenting.verdict_of(change, breaks=Breaks())
    assert change.ruling.verdict == "cannot be known from this design"
    assert verdict.reasons[0] == "3 weeks with answers before it started, of 8 needed."


def test_where_nobody_answered_since_it_is_too_early(begun, year):
    year(weeks=(-20, 0))
    change = begun()
    judge(change, at=on(JUDGED))
    assert change.ruling.verdict == "too early"


def test_a_hold_out_by_chance_may_name_the_change_as_the_cause(begun, year, survey):
    from regard.perception.effects import in_holdout
    from regard.web.customers.models import Customer
    from regard.web.feedback.models import Answer

    change = begun(exposed_by="", exposed=[], holdout_percent=50)
    year(others="big")
    treated = [one.pk for one in Customer.objects.all() if not in_holdout(str(one.pk), str(change.pk), 0.5)]
    since = Answer.objects.filter(feedback__customer__in=treated, feedback__collected_at__gte=on(START))
    since.update(value_number=5)
    judge(change, at=on(JUDGED))
    effect = change.ruling.content["effect"]
    assert (change.ruling.verdict, effect["design"]) == ("changed", "holdout")
    assert wording.sentence(change.ruling).startswith("The change made Satisfaction (CSAT) higher by ")


def test_without_a_hold_out_no_sentence_names_a_cause(begun, year):
    year(since=1.0)
    for more in ({}, {"exposed_by": "", "exposed": []}):
        change = begun(**more)
        judge(change, at=on(JUDGED))
        said = wording.sentence(change.ruling)
        assert [word for word in ("made", "caused", "because", "thanks", "led to") if word in said] == []


def test_a_verdict_is_made_once_and_later_answers_change_nothing_of_it(begun, year, survey):
    year(since=1.0)
    change = begun()
    judge(change, at=on(JUDGED))
    kept = json.dumps(change.ruling.content, sort_keys=True)
    from regard.web.feedback.recording import record

    late = [answered(9_000 + n, JUDGED + timedelta(days=n % 20), 1, segment="big") for n in range(200)]
    record(survey, late, at=on(JUDGED))
    assert judge(change, at=on(JUDGED + timedelta(days=30))) is None
    assert judge_due(at=on(JUDGED + timedelta(days=30))) == 0
    ruling = Ruling.objects.get()
    assert json.dumps(ruling.content, sort_keys=True) == kept
    weeks = presenting.weeks_of(change, today=JUDGED + timedelta(days=30))
    numbers = dict(presenting.verdict_of(change, weeks, breaks=Breaks()).numbers)
    assert numbers["Whom it reached"][2].text.startswith("0 %")


def test_the_sweep_judges_in_every_workspace_and_says_whether_it_did(begun, year, monkeypatch):
    year(since=1.0)
    change = begun()
    monkeypatch.setattr("regard.web.changes.jobs.timezone.now", lambda: on(JUDGED))
    assert changes_due() is True
    assert changes_due() is False
    change.refresh_from_db()
    assert change.state == State.JUDGED


def test_locking_and_judging_are_told_and_written_into_the_trail(begun, year):
    year()
    change = begun()
    judge(change, at=on(JUDGED))
    events = list(OutboxEvent.objects.values_list("type", "content"))
    assert [kind for kind, _content in events] == ["change.locked", "change.judged"]
    assert events[1][1] == {
        "id": str(change.pk),
        "verdict": "no evidence",
        "design": "did",
        "strength": "fair",
    }
    assert first_broken_line() is None


def test_every_reason_of_the_library_is_said_in_the_readers_words():
    """The texts stand in the library's own files: none of them may reach a page as it is there."""
    import re
    from pathlib import Path

    from regard.perception import effects

    source = "".join(path.read_text() for path in Path(effects.__file__).parent.glob("*.py"))
    known = [*wording.REASONS]
    assert [one for one in known if one not in source and not re.search("treated|other|held", one)] == []
