"""A change of what a number means: no series runs across it, and everywhere it is said why."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from regard.perception.counts import Counts, Scale
from regard.web.changes import presenting, redefining
from regard.web.changes.judging import judge, plan_of
from regard.web.changes.models import Change, PublicPage, Ruling
from regard.web.changes.plots import chart_of, pieces_of
from regard.web.changes.public_views import published, told_of
from regard.web.changes.redefining import Cut
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.card_models import MetricChange
from regard.web.dashboards.periods import Period
from regard.web.insights.effect_study import BEFORE, Weeks
from regard.web.reports.doing import changes_of
from tests.web.changes.conftest import JUDGED, START, on

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MIDDLE = START + 3 * WEEK
SAID = {
    "en": (
        "The definition of Satisfaction (CSAT) changed on Dec. 21, 2026, "
        "so before and after are not compared."
    ),
    "zh-hans": "满意度（CSAT）的定义自2026年12月21日起改变，因此前后不作比较。",
}
PLAIN = {
    "en": "We cannot tell: what we measure changed on Dec. 21, 2026, so before and after are not compared.",
    "zh-hans": "无法判断：所衡量的内容自2026年12月21日起改变，因此前后不作比较。",
}


def of_csat(*days):
    return Breaks({"csat": tuple(days)})


@pytest.fixture
def redefine(inside, owner, noon):
    """From a day on satisfaction means something else; that is recorded now."""

    def changed(day, metric="csat"):
        said = {"what": "asked by app", "why": "mails unread", "by": owner, "by_name": "O", "at": noon}
        return MetricChange.objects.create(metric=metric, day=day, **said)

    return changed


@pytest.fixture
def lived(begun, year, owner):
    """A change that is judged on its day and stands on the public page."""

    def of(**more):
        year(since=1.0)
        change = begun(published_at=on(START), published_by=owner, **more)
        return change, judge(change, at=on(JUDGED))

    return of


@pytest.mark.parametrize(
    ("days", "since", "across"),
    [
        ((), None, None),
        ((START - BEFORE,), None, None),  # the first day that is looked at: one definition
        ((START - BEFORE + DAY,), START - BEFORE + DAY, None),
        ((START - DAY,), START - DAY, None),
        ((START,), None, START),
        ((JUDGED - DAY,), None, JUDGED - DAY),
        ((JUDGED,), None, None),
        ((START - 9 * WEEK, START - 3 * WEEK), START - 3 * WEEK, None),
        ((START - WEEK, MIDDLE, MIDDLE + WEEK), START - WEEK, MIDDLE + WEEK),
    ],
)
def test_a_day_before_the_start_shortens_and_a_later_one_forbids(days, since, across):
    assert Cut.of("csat", START, JUDGED, of_csat(*days)) == Cut(since, across)
    assert Cut.of("nps", START, JUDGED, of_csat(*days)) == Cut()


def test_before_the_verdict_it_is_said_what_is_known():
    change = Change(metric="csat", start_on=START, judge_on=JUDGED)
    assert redefining.note_of(change, Breaks()) == ""
    assert redefining.note_of(change, of_csat(MIDDLE)) == SAID["en"]
    assert redefining.note_of(change, of_csat(START - 2 * WEEK)) == (
        "The definition of Satisfaction (CSAT) changed on Nov. 16, 2026: the weeks before it are left out."
    )
    assert redefining.note_of(Change(metric="csat", start_on=START), of_csat(MIDDLE)) == ""


@pytest.mark.parametrize(
    ("kept", "days", "found"),
    [
        ({}, (), None),
        ({}, (MIDDLE,), MIDDLE),
        ({}, (START - BEFORE, JUDGED), None),
        ({"from": MIDDLE.isoformat()}, (MIDDLE,), None),  # known when it was judged, and left out
        ({"redefined": MIDDLE.isoformat()}, (), MIDDLE),  # the record was withdrawn, the verdict was not
    ],
)
def test_a_verdict_falls_apart_by_what_was_kept_or_recorded_since(kept, days, found):
    content = {"from": (START - BEFORE).isoformat(), "until": JUDGED.isoformat(), **kept}
    ruling = Ruling(change=Change(metric="csat"), content=content)
    assert redefining.parted(ruling, of_csat(*days)) == found


@pytest.mark.parametrize(
    ("days", "pieces"),
    [
        ((), [(-10_000, 10_000)]),
        ((START,), [(-10_000, -1), (0, 10_000)]),
        ((START + 2 * DAY,), [(-10_000, -1), (1, 10_000)]),
        ((START + WEEK, START + WEEK + DAY), [(-10_000, 0), (2, 10_000)]),
    ],
)
def test_a_week_of_two_definitions_is_drawn_in_no_piece(days, pieces):
    assert pieces_of(START, days) == pieces


def test_the_chart_has_no_box_across_the_day():
    change = Change(metric="csat", start_on=START, judge_on=JUDGED)
    each = Counts.of({5: 30, 2: 30}, Scale(1, 5))
    weeks = Weeks(reached=dict.fromkeys(range(-8, 8), each))
    whole, cut = chart_of(change, weeks), chart_of(change, weeks, [MIDDLE, START - 900 * DAY])
    assert [row[0] for row in whole.rows][-2:] == [
        "Nov. 30, 2026 – Dec. 27, 2026",
        "Dec. 28, 2026 – Jan. 24, 2027",
    ]
    assert [row[0] for row in cut.rows][-3:] == [
        "Nov. 30, 2026 – Dec. 20, 2026",
        "Dec. 21, 2026 – Dec. 27, 2026",
        "Dec. 28, 2026 – Jan. 24, 2027",
    ]
    assert cut.note.endswith("Dotted: the definition changed (Dec. 21, 2026); nothing is drawn across it.")
    assert "Dotted" not in whole.note
    assert [layer["data"]["values"] for layer in cut.specification["layer"][:2]][1] == [
        {"first": "2026-12-21"}
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("reach", [{}, {"exposed_by": "", "exposed": []}, {"holdout_percent": 50}])
def test_by_no_design_is_it_judged_across_the_day(begun, year, redefine, reach):
    year(since=1.0, per_week=4)
    redefine(MIDDLE)
    redefine(MIDDLE - 400 * DAY)
    change = begun(**reach)
    ruling = judge(change, at=on(JUDGED))
    assert (ruling.verdict, ruling.content["redefined"]) == ("cannot be known from this design", "2026-12-21")
    assert ruling.content["effect"]["effect"] is None
    verdict = presenting.verdict_of(change, breaks=Breaks())
    assert (verdict.label, verdict.sentence) == ("Cannot be judged", SAID["en"])
    assert (verdict.evidence, verdict.numbers, verdict.reasons, verdict.checks) == ([], [], [], [])


@pytest.mark.django_db
def test_a_day_before_the_start_leaves_the_weeks_since(begun, year, redefine):
    year(since=1.0)
    first = START - 10 * WEEK
    redefine(first)
    change = begun()
    ruling = judge(change, at=on(JUDGED))
    assert (ruling.verdict, ruling.content["from"]) == ("changed", first.isoformat())
    assert ruling.content["numbers"]["reached"]["before"]["n"] == 100  # of 10 weeks with 10 each
    verdict = presenting.verdict_of(change, breaks=Breaks.of_open_workspace())
    assert verdict.label == "Changed"
    assert verdict.reasons[-1].endswith("changed on Sept. 21, 2026: the weeks before it are left out.")
    (_name, cells) = verdict.numbers[0]
    assert f"from={first}" in cells[0].url


@pytest.mark.django_db
def test_too_few_weeks_since_the_day_are_too_few_for_a_line(begun, year, redefine):
    year(since=1.0, others="big", per_week=4)
    redefine(START - 3 * WEEK)
    change = begun(exposed_by="", exposed=[])
    assert judge(change, at=on(JUDGED)).verdict == "cannot be known from this design"
    reasons = presenting.verdict_of(change, breaks=Breaks.of_open_workspace()).reasons
    assert reasons[0] == "3 weeks with answers before it started, of 8 needed."
    assert reasons[-1].endswith("the weeks before it are left out.")


@pytest.mark.django_db
def test_recorded_after_the_verdict_it_withholds_what_was_found_and_names_it(lived, redefine):
    change, ruling = lived()
    assert ruling.verdict == "changed"
    row = redefine(MIDDLE)
    verdict = presenting.verdict_of(change, breaks=Breaks.of_open_workspace())
    assert (verdict.label, verdict.sentence) == ("Cannot be judged", SAID["en"])
    assert verdict.reasons == [
        "On Jan. 25, 2027 the verdict was “Changed”; "
        "the change of the definition was recorded only afterwards."
    ]
    row.delete()
    assert presenting.verdict_of(change, breaks=Breaks.of_open_workspace()).label == "Changed"


@pytest.mark.django_db
def test_a_day_after_the_verdict_leaves_it_and_parts_what_came_since(lived, redefine):
    change, _ruling = lived()
    redefine(JUDGED)
    verdict = presenting.verdict_of(change, Weeks(), breaks=Breaks.of_open_workspace())
    assert verdict.label == "Changed"
    assert [cells[2].text for _name, cells in verdict.numbers] == [
        "definition changed on Jan. 25, 2027; not compared"
    ] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_list_report_and_public_page_say_it(lived, redefine, go, viewer, client, inside, language):
    change, _ruling = lived()
    redefine(MIDDLE)
    PublicPage.objects.create(is_on=True, changed_at=on(START))
    for page in (go(viewer, "one", change.pk, language=language), go(viewer, "every", language=language)):
        assert SAID[language] in page.content.decode()
    with translation.override(language):
        (line,) = changes_of(Period(START, JUDGED + DAY))
        assert SAID[language] in line.detail
        assert [one.verdict for one in told_of(published())] == [PLAIN[language]]


@pytest.mark.django_db
def test_the_page_of_a_change_under_way_says_it_beforehand(begun, redefine, go, viewer):
    redefine(date(2026, 12, 21))
    change = begun()
    assert SAID["en"] in go(viewer, "one", change.pk).content.decode()
    assert plan_of(change).first == START - BEFORE
