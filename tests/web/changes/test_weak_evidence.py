"""What reaches everybody at once is judged by the weeks before and after alone: weak evidence everywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from regard.web.changes import filing, presenting, wording
from regard.web.changes.filing import NotReady
from regard.web.changes.judging import judge
from regard.web.changes.models import Change, PublicPage
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.periods import Period
from regard.web.reports.doing import changes_of
from regard.web.workspaces.models import OutboxEvent
from tests.web.changes.conftest import JUDGED, START, on

pytestmark = pytest.mark.django_db

EVERYBODY = {"exposed_by": "", "exposed": []}
WEAK = {"en": "weak evidence", "zh-hans": "证据较弱"}


@pytest.fixture
def judged(begun, year, owner):
    """A change for everybody, after which everybody was satisfied."""
    year(since=1.0, others="big")
    change = begun(**EVERYBODY)
    judge(change, at=on(JUDGED))
    filing.publish(change, by=owner, at=on(JUDGED), shown=True)
    PublicPage.objects.create(is_on=True, changed_at=on(JUDGED))
    change.refresh_from_db()
    return change


@pytest.mark.parametrize("language", WEAK)
def test_the_page_of_a_verdict_and_the_list_call_it_weak(go, viewer, judged, language):
    for response in (go(viewer, "one", judged.pk, language=language), go(viewer, "every", language=language)):
        assert f'<span class="tag">{WEAK[language]}</span>' in response.content.decode()


@pytest.mark.parametrize("language", WEAK)
def test_the_public_page_says_in_plain_words_that_it_is_weak(client, judged, language):
    said = client.get(f"/decisions/qinghe/?lang={language}").content.decode()
    assert {"en": "This is weak evidence: everybody got it at once", "zh-hans": "证据较弱：所有人同时得到"}[
        language
    ] in said


def test_a_report_calls_it_weak_in_its_sentence(judged):
    line = changes_of(Period(START, JUDGED + timedelta(days=1)))[0]
    assert "Weak evidence: Satisfaction (CSAT) lies" in line.detail
    assert "Before and after alone (weak evidence)" in line.detail


def test_a_webhook_says_which_design_and_how_strong_it_is(judged):
    told = dict(OutboxEvent.objects.values_list("type", "content"))
    for kind in ("change.locked", "change.judged"):
        assert (told[kind]["design"], told[kind]["strength"]) == ("its", "weak"), kind


@pytest.mark.parametrize("language", WEAK)
def test_what_is_under_way_can_give_weak_evidence_at_best(go, viewer, begun, language):
    begun(**EVERYBODY)
    said = go(viewer, "promised", language=language).content.decode()
    assert {"en": "weak evidence at best", "zh-hans": "至多只能得到较弱的证据"}[language] in said


def test_what_others_are_compared_with_is_called_weak_nowhere(go, viewer, begun, year, owner):
    year(since=1.0)
    change = begun()
    assert "weak" not in go(viewer, "promised").content.decode()
    judge(change, at=on(JUDGED))
    filing.publish(change, by=owner, at=on(JUDGED), shown=True)
    pages = [go(viewer, "one", change.pk).content.decode(), go(viewer, "every").content.decode()]
    assert [page for page in pages if "weak evidence" in page] == []
    assert wording.plainly(change.ruling) == "What we measure moved as we had hoped."
    assert OutboxEvent.objects.get(type="change.judged").content["strength"] == "fair"


def test_a_change_for_everybody_begins_only_where_nothing_better_is_possible(promised, owner):
    change = promised(**EVERYBODY, all_at_once=False)
    at = on(START - timedelta(days=14))
    with pytest.raises(NotReady, match="It reaches everybody at once, which is weak evidence at best"):
        filing.begin(change, by=owner, at=at)
    change.all_at_once = True
    filing.begin(change, by=owner, at=at)
    assert change.is_locked


@pytest.mark.parametrize("better", [{"holdout_percent": 10}, {"exposed_by": "segment", "exposed": ["big"]}])
def test_with_a_hold_out_or_a_part_of_all_nobody_is_asked_why(promised, better):
    change = promised(**(EVERYBODY | better), all_at_once=False)
    assert filing.lacking(change, today=START - timedelta(days=14)) == []


def test_the_design_stands_on_the_page_before_it_locks(go, analyst, promised):
    start = timezone.now().date() + timedelta(days=3)
    change = promised(**EVERYBODY, start_on=start, judge_on=start + timedelta(weeks=8))
    page = go(analyst, "one", change.pk).content.decode()
    assert "Lock the promise" in page
    assert "How it will be judged: <b>Before and after alone (weak evidence).</b>" in page


def test_an_analyst_ticks_that_nobody_can_be_left_out(go, analyst, inside):
    sent = {
        "title_en": "For all",
        "state": "idea",
        "period": "365",
        "direction": "rise",
        "holdout_percent": "0",
    }
    go(analyst, "new", send=sent | {"holdout_percent": "0", "owner": analyst.pk, "all_at_once": "on"})
    assert Change.objects.get().all_at_once is True
    assert "it cannot begin with some of them first" in go(analyst, "new").content.decode()


def test_no_sentence_of_weak_evidence_names_a_cause(judged):
    for language in WEAK:
        with translation.override(language):
            verdict = presenting.verdict_of(judged, breaks=Breaks())
            said = f"{verdict.sentence} {wording.plainly(judged.ruling)}"
            assert [
                word for word in ("caused", "made", "because", "led to", "使", "导致", "因此") if word in said
            ] == []
