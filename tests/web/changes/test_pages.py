"""The pages of changes: who may do what, in both languages, with hostile texts, in few statements."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import regard.web
from regard.web.changes import filing, presenting, sample
from regard.web.changes.judging import judge
from regard.web.changes.models import Change, PublicPage, Remark, State
from regard.web.changes.urls import urlpatterns
from regard.web.customers.models import Customer
from regard.web.dashboards.card_breaks import Breaks
from regard.web.feedback.recording import record
from regard.web.insights.theme_models import Theme
from regard.web.workspaces.permissions import Permission
from tests.web.changes.conftest import JUDGED, START, answered, on

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script><b onclick=x>{{ 7|add:7 }}"
EDITING = {
    *("new", "rewrite", "begin", "turn-down", "remark", "pick", "publish", "page", "tell", "held-out"),
    *("progress", "correct"),
}


@pytest.fixture
def change(promised):
    return promised(start_on=timezone.now().date() + timedelta(days=3), judge_on=None)


def text(response):
    return response.content.decode()


def test_whoever_may_not_edit_a_change_is_told_so_by_every_page_that_does(go, change, viewer, agent):
    for someone in (viewer, agent):
        for name in EDITING - {"held-out"}:
            args = [] if name in ("new", "page") else [change.pk]
            assert go(someone, name, *args, send={}).status_code == 403, name
    assert go(viewer, "told", change.pk).status_code == 403
    assert {route.callback.permission for route in urlpatterns if route.name in EDITING - {"pick"}} == {
        Permission.CHANGE_EDIT
    }


def test_a_viewer_reads_and_is_offered_nothing_to_change(go, change, viewer):
    for response in (go(viewer, "every"), go(viewer, "one", change.pk)):
        assert "A second counter" in text(response)
        assert "File a change" not in text(response)
        assert "Lock the promise" not in text(response)
        assert 'name="shown"' not in text(response)


def test_an_analyst_files_a_change_and_finds_it_under_way(go, analyst, inside):
    start = timezone.now().date() + timedelta(days=7)
    sent = {
        "title_en": "A second counter",
        "title_zh": "增设第二个柜台",
        "state": "planned",
        "period": "365",
        "factor": ["support"],
        "sentiment": "negative",
        "metric": "csat",
        "direction": "rise",
        "smallest": "5",
        "holdout_percent": "10",
        "start_on": start.isoformat(),
        "judge_on": (start + timedelta(weeks=8)).isoformat(),
        "owner": analyst.pk,
    }
    response = go(analyst, "new", send=sent)
    made = Change.objects.get()
    assert response.url == reverse("changes:one", args=["qinghe", made.pk])
    assert made.words == "period=365&factor=support&polarity=negative"
    assert go(analyst, "begin", made.pk, send={}).status_code == 302
    made.refresh_from_db()
    assert made.state == State.UNDER_WAY
    assert "A second counter" in text(go(analyst, "promised"))
    assert "增设第二个柜台" in text(go(analyst, "promised", language="zh-hans"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title_en": ""}, "Give it a title"),
        ({"start_on": "2027-02-01", "judge_on": "2027-02-01"}, "after it has started"),
        ({"holdout_percent": "51"}, "At most half"),
        ({"smallest": "-1"}, "larger than 0"),
        ({"smallest": "nan"}, "Enter a number"),
        ({"segment": "big", "reach_segment": "big"}, "compared with the others"),
        ({"reach_segment": "unheard-of"}, "Select a valid choice"),
        ({"reach_segment": "big", "reach_source": "survey"}, "choose from one of the three"),
        ({"metric": "profile"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_what_was_typed_stays(go, analyst, year, sent, said):
    year(weeks=(-2, 0))
    given = {"title_en": "Kept 保留", "state": "idea", "period": "365", "direction": "rise"}
    given |= {"holdout_percent": "0", "said_en": "Typed text"} | sent
    page = text(go(analyst, "new", send=given))
    assert said in page
    assert "Typed text" in page
    assert not Change.objects.exists()


def test_several_segments_may_be_what_it_reaches(go, analyst, year):
    year(weeks=(-2, 0))
    given = {
        "title_en": "Both",
        "state": "idea",
        "period": "365",
        "direction": "rise",
        "holdout_percent": "0",
    }
    go(analyst, "new", send=given | {"owner": analyst.pk, "reach_segment": ["big", "small"]})
    made = Change.objects.get()
    assert (made.exposed_by, made.exposed) == ("segment", ["big", "small"])
    page = text(go(analyst, "rewrite", made.pk))
    ticked = page.split('name="reach_segment"')[1:]
    assert len(ticked) == 2
    assert all("checked" in one.split(">")[0] for one in ticked)
    assert "big, small" in text(go(analyst, "one", made.pk))


def test_a_change_may_name_the_share_of_a_factor_as_its_number(go, analyst, inside):
    given = {"title_en": "Faster", "state": "planned", "period": "365", "direction": "fall", "smallest": "5"}
    given |= {"holdout_percent": "0", "all_at_once": "on", "owner": analyst.pk}
    given |= {"start_on": "2027-03-01", "judge_on": "2027-06-01"}
    page = text(go(analyst, "new", send=given | {"metric": "csat", "about": "factor:delivery:negative"}))
    assert "Choose the share as the number" in page
    go(analyst, "new", send=given | {"metric": "share"})
    made = Change.objects.get()
    assert "Say of which factor or theme it is the share." in text(go(analyst, "one", made.pk))
    go(analyst, "rewrite", made.pk, send=given | {"metric": "share", "about": "factor:delivery:negative"})
    page = text(go(analyst, "one", made.pk))
    assert "Share of complaints about delivery" in page
    assert "should fall by at least 5" in page
    assert "抱怨交付的占比" in text(go(analyst, "every", language="zh-hans"))
    assert go(analyst, "begin", made.pk, send={}).status_code == 302
    assert Change.objects.get().is_locked


def test_the_share_of_a_theme_keeps_the_name_that_the_theme_had(go, analyst, inside):
    Theme.objects.create(key="late", name="Late parcels")
    given = {"title_en": "Faster", "state": "idea", "period": "365", "direction": "fall", "smallest": "5"}
    given |= {"holdout_percent": "0", "owner": analyst.pk, "metric": "share", "about": "theme:late"}
    go(analyst, "new", send=given)
    Theme.objects.update(name="Something else")
    made = Change.objects.get()
    assert "Share that speaks of “Late parcels”" in text(go(analyst, "one", made.pk))
    assert made.about == "theme:late"


def test_a_view_of_explore_is_handed_over(go, analyst, inside):
    page = text(go(analyst, "new", query="?factor=price&polarity=negative&q=queue"))
    assert (
        'value="price" id="id_factor_3" checked' in page or 'value="price"' in page.split("checked")[0][-80:]
    )
    assert 'value="queue"' in page


def test_what_is_locked_is_not_written_anew_and_the_page_says_why(go, analyst, begun):
    change = begun()
    for name, sent in (("rewrite", {"title_en": "Other"}), ("turn-down", {}), ("begin", {}), ("pick", {})):
        response = go(analyst, name, change.pk, send=sent)
        assert response.url == reverse("changes:one", args=["qinghe", change.pk])
        assert "what was promised is not written anew" in text(go(analyst, "one", change.pk))
    change.refresh_from_db()
    assert change.title_en == "A second counter"


def test_what_is_missing_is_said_before_it_may_begin(go, analyst, change):
    page = text(go(analyst, "one", change.pk))
    assert "Say on which day it is judged." in page
    assert "Lock the promise" not in page
    go(analyst, "begin", change.pk, send={})
    assert Change.objects.get().state == State.PLANNED


def test_a_remark_is_added_and_an_empty_one_is_not(go, analyst, begun):
    change = begun()
    go(analyst, "remark", change.pk, send={"text": NASTY})
    go(analyst, "remark", change.pk, send={"text": " "})
    assert Remark.objects.count() == 1
    page = text(go(analyst, "one", change.pk))
    assert "&lt;script&gt;alert(1)" in page
    assert "<b onclick" not in page


def test_only_shown_records_can_be_picked_and_all_can_be_taken_back(go, analyst, promised, survey):
    record(survey, [answered(n, START, 2, text="The counter.") for n in range(3)], at=on(START))
    change = promised()
    shown = text(go(analyst, "one", change.pk))
    ids = [part.split('"')[0] for part in shown.split('name="picked" value="')[1:]]
    assert len(ids) == 3
    go(analyst, "pick", change.pk, send={"picked": ids[:1]})
    change.refresh_from_db()
    assert change.picked == ids[:1]
    go(analyst, "pick", change.pk, send={"picked": ["0192d0d0-0000-7000-8000-000000000000"]})
    change.refresh_from_db()
    assert change.picked == ids[:1]
    go(analyst, "pick", change.pk, send={"picked": ids[:1], "all": "yes"})
    change.refresh_from_db()
    assert change.picked == []


def test_hostile_texts_are_inert_on_every_page(go, owner, client, promised, survey):
    record(survey, [answered(1, START, 2, text=f"counter {NASTY}")], at=on(START))
    texts = {f"{name}_{language}": NASTY for name in ("title", "said", "did") for language in ("en", "zh")}
    change = promised(**texts)
    filing.begin(change, by=owner, at=on(START - timedelta(days=3)))
    filing.publish(change, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=True)
    pages = [go(owner, name) for name in ("every", "promised")]
    pages += [go(owner, name, change.pk) for name in ("one", "tell")]
    pages.append(client.get("/decisions/qinghe/"))
    for response in pages:
        assert response.status_code == 200
        page = text(response)
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert "{{ 7|add:7 }}" in page


def test_the_verdict_stands_on_top_with_its_interval_and_what_cannot_be_known(go, viewer, begun, year):
    year(since=1.0)
    change = begun()
    judge(change, at=on(JUDGED))
    page = text(go(viewer, "one", change.pk))
    assert "moved up by 50.0 points more where it reached people than elsewhere" in page
    assert "95 % interval +" in page
    assert "whatever else happened to only one of the groups looks the same" in page
    assert 'id="change-chart"' in page
    chinese = text(go(viewer, "one", change.pk, language="zh-hans"))
    assert "与其他人相比，涉及人群的满意度（CSAT）多上升 50.0 点。" in chinese
    assert "One group on each side" not in chinese


def test_a_page_takes_as_many_statements_for_three_changes_as_for_one(go, viewer, begun):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            begun()
        go(viewer, "every")
        with CaptureQueriesContext(connection) as found:
            go(viewer, "every")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_one_change_takes_few_statements_whatever_led_to_it(go, analyst, begun, survey):
    record(survey, [answered(n, START, 2, text="The counter.") for n in range(30)], at=on(START))
    change = begun()
    go(analyst, "one", change.pk)
    with CaptureQueriesContext(connection) as found:
        go(analyst, "one", change.pk)
    assert len(found) <= 45


def test_everybody_reads_the_page_only_while_it_is_on(go, client, owner, viewer, begun):
    change = begun()
    assert client.get("/decisions/qinghe/").status_code == 404
    go(owner, "publish", change.pk, send={"shown": "yes"})
    assert client.get("/decisions/qinghe/").status_code == 404
    go(owner, "page", send={"is_on": "yes"})
    client.logout()
    response = client.get("/decisions/qinghe/", headers={"accept-language": "zh-hans"})
    page = text(response)
    assert "增设第二个柜台" in page
    assert response["X-Robots-Tag"] == "noindex"
    assert "noindex" in page
    assert "A second counter" in text(client.get("/decisions/qinghe/?lang=en"))
    assert "<script" not in page
    go(owner, "page", send={})
    assert PublicPage.objects.get().is_on is False
    assert client.get("/decisions/qinghe/").status_code == 404


def test_only_what_is_published_and_decided_is_shown_and_never_a_customers_words(
    go, client, owner, promised, survey
):
    record(survey, [answered(1, START, 2, text="The counter: my own words.")], at=on(START))
    idea = promised(state=State.IDEA, title_en="Only an idea")
    kept = promised(title_en="Kept to ourselves")
    refused = promised(title_en="A third counter", did_en="It has no room.")
    filing.begin(kept, by=owner, at=on(START - timedelta(days=3)))
    filing.turn_down(refused, by=owner, at=on(START))
    for one in (idea, refused):
        filing.publish(one, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=True)
    response = client.get("/decisions/qinghe/?lang=en")
    page = text(response)
    assert "A third counter" in page
    assert "We won’t, because" in page
    assert [said for said in ("Only an idea", "Kept to ourselves", "my own words") if said in page] == []
    assert not response.has_header("X-Robots-Tag")


def test_the_page_is_light_also_with_many_decisions(client, owner, begun):
    for number in range(70):
        change = begun(title_en=f"Decision {number}", did_en="A sentence of what is done. " * 40)
        filing.publish(change, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=False)
    web = Path(regard.web.__file__).parent
    styles = [web / "static/css/tokens.css", web / "changes/static/changes/public.css"]
    with CaptureQueriesContext(connection) as found:
        page = client.get("/decisions/qinghe/").content
    assert "A sentence of what is done. </dd>" in page.decode() or "is done.</dd>" in page.decode()
    weight = sum(len(gzip.compress(one)) for one in (page, *(path.read_bytes() for path in styles)))
    assert weight < 30_000
    assert len(found) <= 4


def test_the_verdict_is_said_there_in_plain_words(client, owner, begun, year):
    year(since=1.0)
    change = begun()
    filing.publish(change, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=False)
    assert "We look at it on Jan. 25, 2027" in text(client.get("/decisions/qinghe/?lang=en"))
    judge(change, at=on(JUDGED))
    assert "moved as we had hoped" in text(client.get("/decisions/qinghe/?lang=en"))


def test_the_sample_has_one_judged_one_under_way_and_one_refused(inside, owner, survey):
    """Without the sample's records: they are filed and judged all the same, and say what is not known."""
    sample.load(by=owner, at=timezone.now())
    assert sorted(Change.objects.values_list("state", flat=True)) == ["judged", "under_way", "wont_do"]
    judged = Change.objects.get(state=State.JUDGED)
    assert presenting.verdict_of(judged, breaks=Breaks()).label == "Cannot be known from this design"
    assert all(one.title_zh and one.said_zh and one.did_zh for one in Change.objects.all())


def test_those_who_carry_it_out_get_the_list_of_those_whom_chance_leaves_out(go, analyst, begun, year):
    year(weeks=(-4, 0))
    change = begun(exposed_by="", exposed=[], holdout_percent=50)
    Customer.objects.filter(external_id__in=["p1", "p2", "p3"]).update(name="Ada")
    lines = text(go(analyst, "held-out", change.pk)).split()
    assert lines[0] == "customer"
    assert lines[1:] == sorted(lines[1:])
    assert 20 <= len(lines[1:]) <= 60
    assert "Who is held out (CSV)" in text(go(analyst, "one", change.pk))
    assert go(analyst, "held-out", begun().pk).status_code == 404


def test_a_hold_out_within_a_segment_lists_only_its_customers(go, analyst, begun, year):
    drafts = year(weeks=(-4, 0))
    change = begun(holdout_percent=50)
    big = {one.person.external_id for one in drafts if one.segment == "big"}
    listed = set(text(go(analyst, "held-out", change.pk)).split()[1:])
    assert listed
    assert listed < big
    assert "50 % held out by chance within big" in text(go(analyst, "one", change.pk))
