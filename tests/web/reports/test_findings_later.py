"""What becomes of findings: opposites are linked, erased evidence is told, kept reports say what fell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.feedback.erasing import erase_feedback
from regard.web.reports.afterwards import since
from regard.web.reports.content import Line
from regard.web.reports.judging import CONTRADICTED, HOLDS, Judge
from regard.web.reports.making import content_of, make
from regard.web.reports.models import Claim, Finding
from regard.web.reports.opposing import opposites, overlap
from regard.web.reports.standing import retire, standing_findings, told_of, write
from regard.web.reports.wholeness import touched
from regard.web.reports.windows import month_window
from tests.web.dashboards.conftest import csat, moment, settle
from tests.web.reports.conftest import made_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(today):
    return datetime.combine(today, datetime.min.time(), UTC)


def one(claimed, query, at, sentence="It is so."):
    return Finding.objects.create(
        sentence=sentence, query=query, claimed=claimed, evidence={}, author_name="Mei", written_at=at,
        review_by=at.date(),
    )  # fmt: skip


# --- opposites ---
def test_opposite_claims_of_the_same_people_in_common_days_are_linked_to_each_other(inside, now):
    better = one(Claim.BETTER, "metric=csat&segment=new&compare=previous", now)
    worse = one(Claim.WORSE, "segment=new&metric=csat&period=30", now - timedelta(days=20))
    assert opposites([better, worse]) == {better.pk: [worse], worse.pk: [better]}


@pytest.mark.parametrize(
    ("claimed", "query", "days"),
    [
        (Claim.WORSE, "metric=csat&segment=loyal", 0),
        (Claim.WORSE, "metric=nps&segment=new", 0),
        (Claim.WORSE, "metric=csat&segment=new&source=reviews", 0),
        (Claim.BETTER, "metric=csat&segment=new", 0),
        (Claim.LEVEL, "metric=csat&segment=new", 0),
        (Claim.WORSE, "metric=csat&segment=new", 100),  # of other days: it got better since
    ],
)
def test_other_people_other_numbers_other_days_and_the_same_claim_are_no_opposites(
    inside, now, claimed, query, days
):
    first = one(Claim.BETTER, "metric=csat&segment=new", now)
    assert opposites([first, one(claimed, query, now - timedelta(days=days))]) == {}


def test_periods_overlap_where_they_have_a_day_in_common(today):
    later = today + timedelta(days=1)
    assert not overlap(Period(None, today), Period(today, later))
    assert overlap(Period(None, later), Period(today, None))
    assert overlap(Period(), Period(today, later))


@pytest.fixture
def keep(scores, inside, analyst, now, today):
    """Write a finding about satisfaction in the last 90 days."""

    def kept(claimed=Claim.LEVEL, sentence="Customers are satisfied. 客户满意。", query="metric=csat"):
        review = today + timedelta(days=30)
        return write(
            inside, sentence, query=query, claimed=claimed, review_by=review, by=analyst, at=now
        )  # fmt: skip

    return kept


@pytest.mark.parametrize(("language", "said"), [("en", "Says the opposite"), ("zh-hans", "与之相反")])
def test_the_page_and_the_report_lead_from_one_to_the_other(
    keep, look, viewer, inside, today, language, said
):
    better, worse = keep(Claim.BETTER, "It got better."), keep(Claim.WORSE, "It got worse.")
    page = look(viewer, "reports/findings/", language=language)
    assert page.text.count(said) == 2
    assert page.link("It got worse.") == f"#finding-{worse.pk}"
    assert page.link("It got better.") == f"#finding-{better.pk}"
    with translation.override("en"):
        lines = standing_findings(Numbers.of(inside), today=today)
    told = {line.title: line.detail for line in lines}
    assert "another finding says the opposite: “It got worse.”" in told["It got better."]
    retire(worse, by=better.author, at=better.written_at)
    assert said not in look(viewer, "reports/findings/", language=language).text


# --- evidence that is gone ---
@pytest.fixture
def people(tell, today):
    """Sixty people who were satisfied lately."""
    tell(
        Draft(
            f"p{n}",
            answers=(csat(5),),
            person=Person(external_id=f"p{n}"),
            collected_at=moment(today - timedelta(days=n % 20 + 1)),
        )
        for n in range(60)
    )


def gone(workspace, today):
    (found,) = told_of(list(Finding.objects.all()), Judge.of(workspace, today=today))
    return found


def test_a_finding_whose_answers_were_erased_says_that_its_evidence_is_not_whole(
    people, keep, inside, look, viewer, today
):
    keep()
    assert gone(inside, today).gone_text == ""
    for customer in Customer.objects.order_by("external_id")[:7]:
        erase_feedback(customer)
    settle()
    found = gone(inside, today)
    assert found.gone == 7
    assert found.gone_text.startswith("Its evidence is not whole any more: at least 7 of its 130 answers are")
    assert "evidence not whole" in look(viewer, "reports/findings/").text
    assert "依据不完整" in look(viewer, "reports/findings/", language="zh-hans").text
    (line,) = standing_findings(Numbers.of(inside), today=today)
    assert found.gone_text in line.detail


def test_what_was_erased_of_others_takes_nothing_from_a_finding(people, keep, inside, tell, today):
    keep()
    old = Draft("old", answers=(csat(1),), person=Person(external_id="old"),
                collected_at=moment(today - timedelta(days=100)))  # fmt: skip
    tell([old])
    erase_feedback(Customer.objects.get(external_id="old"))
    settle()
    assert gone(inside, today).gone == 0


def test_when_hardly_anything_is_left_all_that_is_missing_is_gone(
    people, inside, analyst, now, today, survey
):
    review = today + timedelta(days=30)
    write(inside, "So.", query="metric=csat", claimed=Claim.LEVEL, review_by=review, by=analyst, at=now)
    for customer in Customer.objects.order_by("external_id")[:55]:
        erase_feedback(customer)
    settle()
    assert gone(inside, today).gone == 55


def test_a_month_touches_days_that_reach_into_it(today):
    days = Period(datetime(2026, 3, 20, tzinfo=UTC).date(), datetime(2026, 5, 1, tzinfo=UTC).date())
    assert [touched(days, [month]) for month in ("2026-02", "2026-03", "2026-04", "2026-05", "undated")] == [
        False, True, True, False, False,
    ]  # fmt: skip
    assert touched(Period(), ["undated"]) and not touched(days, [])


# --- a kept report ---
def come(tell, today, *, n=400):
    tell(Draft(f"w{k}", answers=(csat(1),), collected_at=moment(today + timedelta(days=1))) for k in range(n))


@pytest.fixture
def report(keep, inside, analyst, now, today):
    """A report with a finding that held when it was kept."""
    keep()
    return make(inside, month_window(f"{today:%Y-%m}", 3, today=today), by=analyst, at=now)


def test_a_kept_report_says_live_that_one_of_its_findings_was_contradicted_since(report, tell, inside, today):
    content = content_of(report, "en")
    assert content.findings[0].state in (HOLDS, "early") and content.findings[0].finding
    assert [one.badge for one in since(content, Numbers.of(inside), today=today)] == [""]
    come(tell, today)
    (found,) = since(content, Numbers.of(inside), today=today + timedelta(days=3))
    assert (found.badge, found.place) == ("contradicted by new data since", str(Finding.objects.get().pk))
    assert found.title == content.findings[0].title


def test_what_was_contradicted_already_then_is_no_news(report, tell, inside, today):
    come(tell, today)
    kept = made_up(findings=[Line("x", "", "", str(Finding.objects.get().pk), CONTRADICTED)])
    assert [one.badge for one in since(kept, Numbers.of(inside), today=today + timedelta(days=3))] == [""]


def test_a_finding_of_an_older_report_is_known_by_its_words(report, inside, analyst, now, today):
    row = Finding.objects.get()
    retire(row, by=analyst, at=now)
    old = made_up(findings=[Line(row.sentence, "holds", row.query), Line("Nobody wrote this.", "", "")])
    found = since(old, Numbers.of(inside), today=today)
    assert found[0].badge.startswith("retired since") and found[0].place == str(row.pk)
    assert found[1].badge == ""


@pytest.mark.parametrize(
    ("language", "badge", "notice"),
    [
        ("en", "retired since", "1 finding of this report does not stand any more as it did"),
        ("zh-hans", "此后已撤回", "1 条结论已不再成立"),
    ],
)
def test_the_page_of_a_kept_report_has_the_badge_with_the_way_to_the_finding(
    report, look, viewer, analyst, now, language, badge, notice
):
    path = f"reports/{report.pk}/"
    assert notice not in look(viewer, path, language=language).text
    row = Finding.objects.get()
    retire(row, by=analyst, at=now)
    page = look(viewer, path, language=language)
    assert badge in page.text and notice in page.text
    assert f"/reports/findings/#finding-{row.pk}" in page.html
