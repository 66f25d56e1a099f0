"""Reports, their files, the digest and findings know where the definition of a number changed."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation
from pptx import Presentation
from pypdf import PdfReader

from regard.web.dashboards.card_breaks import briefly, not_compared, only_since
from regard.web.dashboards.card_models import MetricChange
from regard.web.reports.digest import digest
from regard.web.reports.gathering import gathered
from regard.web.reports.judging import EARLY, UNKNOWN, Judge, standing
from regard.web.reports.models import Claim
from regard.web.reports.pdf import as_pdf
from regard.web.reports.slides import as_slides
from regard.web.reports.standing import told, write
from regard.web.reports.windows import week_window
from regard.web.reports.workbook import as_workbook
from regard.web.workspaces.models import Membership
from tests.web.reports.conftest import MADE, made_up

LINE = "The definition of Ease (CES) changed on Sept. 1, 2026; not compared."
NOTHING = {"en": "Nothing can be compared with the period before.", "zh-hans": "没有可与上一时段比较的数字。"}


@pytest.fixture
def redefine(scores, inside, owner, noon, today):
    """Satisfaction means something else since so many days."""

    def changed(days):
        day = today - timedelta(days=days)
        said = {"metric": "csat", "what": "asked by app", "why": "mails unread", "by_name": "O", "at": noon}
        MetricChange.objects.create(day=day, by=owner, **said)
        return day

    return changed


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_report_says_why_it_does_not_compare(redefine, inside, today, language):
    assert gathered(inside, week_window(today), language=language, today=today).sayings
    day = redefine(100)
    found = gathered(inside, week_window(today), language=language, today=today)
    assert (found.sayings, found.quiet, found.compared) == ([], NOTHING[language], "")
    with translation.override(language):
        assert found.parted == [not_compared("csat", day)]
        assert [one.change for one in found.figures] == [briefly(day)]
    assert [one.before for one in found.figures] == [None]


@pytest.mark.django_db
def test_a_report_of_days_after_the_change_compares(redefine, inside, today):
    redefine(400)
    found = gathered(inside, week_window(today), language="en", today=today)
    assert found.sayings and found.parted == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_report_whose_days_contain_the_change_tells_the_part_since_then(redefine, inside, today, language):
    day = redefine(30)
    (one,) = gathered(inside, week_window(today), language=language, today=today).figures
    with translation.override(language):
        assert (one.amount.n, one.amount.version, one.change) == (30, "csat.top2box/1 v2", only_since(day))
    assert any("csat.top2box/1 v2" in line for line in one.definition)
    assert f"from={day}" in one.query


@pytest.mark.django_db
def test_a_report_of_later_days_names_the_version_of_then(redefine, inside, today):
    redefine(100)
    (one,) = gathered(inside, week_window(today), language="en", today=today).figures
    assert (one.amount.n, one.amount.version) == (70, "csat.top2box/1 v2")


@pytest.mark.django_db
def test_the_digest_says_it_under_the_first_sentence(redefine, inside, viewer, today):
    day = redefine(100)
    membership = Membership.objects.get(user=viewer)
    written = digest(membership, day=today, language="en", unsubscribe="#")
    assert written.text.splitlines()[0] == NOTHING["en"]
    assert not_compared("csat", day) in written.text
    assert not_compared("csat", day) in written.html
    assert written.pictures == {}


@pytest.mark.django_db
def test_the_live_page_says_it(redefine, inside, look, viewer, today):
    day = redefine(today.timetuple().tm_yday % 5 + 50)
    assert not_compared("csat", day) in look(viewer, "reports/").text


def test_every_file_says_it():
    content = made_up(parted=[LINE])
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(content, at=MADE))).pages)
    assert LINE in " ".join(pdf.split())
    deck = Presentation(BytesIO(as_slides(content, at=MADE)))
    cover = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert any(LINE in text for text in cover)
    book = openpyxl.load_workbook(BytesIO(as_workbook(content, at=MADE)))
    for name in ("About", "What changed"):
        assert LINE in [cell for row in book[name].iter_rows(values_only=True) for cell in row]


@pytest.fixture
def now(today):
    return datetime.combine(today, datetime.min.time(), UTC)


@pytest.fixture
def keep(scores, inside, analyst, now, today):
    def kept(claimed, query="metric=csat"):
        review = today + timedelta(days=30)
        return write(inside, "Satisfied", query=query, claimed=claimed, review_by=review, by=analyst, at=now)

    return kept


@pytest.mark.django_db
@pytest.mark.parametrize("claimed", [Claim.LEVEL, Claim.BETTER])
def test_a_finding_cannot_be_judged_across_a_change_and_says_why(keep, redefine, inside, today, claimed):
    finding = keep(claimed)
    later = today + timedelta(days=10)
    assert standing(finding, inside, today=later).state == EARLY
    redefine(30)
    found = standing(finding, inside, today=later)
    assert found.state == UNKNOWN
    assert "not compared" in found.why
    shown = told(finding, Judge.of(inside, today=later))
    assert shown.label == "cannot be judged now"


@pytest.mark.django_db
def test_a_number_of_fixed_days_that_a_change_came_into_is_judged_no_more(keep, redefine, inside, today):
    first = (today - timedelta(days=60)).isoformat()
    finding = keep(Claim.LEVEL, f"metric=csat&period=dates&from={first}&to={today.isoformat()}")
    day = redefine(30)
    found = standing(finding, inside, today=today + timedelta(days=10))
    assert (found.state, found.why) == (UNKNOWN, not_compared("csat", day))
    assert found.now.version == "csat.top2box/1 v2" and found.now.n < 70


@pytest.mark.django_db
def test_a_finding_written_after_the_change_keeps_the_part_since_then(keep, redefine, tell, inside, today):
    day = redefine(40)
    finding = keep(Claim.LEVEL)
    was = finding.evidence["en"]
    assert (was["version"], was["first"], was["n"]) == ("csat.top2box/1 v2", day.isoformat(), 40)
    assert was["only"] == only_since(day)
    found = standing(finding, inside, today=today + timedelta(days=10))
    assert (found.state, found.now.version) == (EARLY, "csat.top2box/1 v2")


@pytest.mark.django_db
def test_the_list_of_findings_says_why_one_cannot_be_judged(keep, redefine, look, viewer, today):
    keep(Claim.BETTER)
    day = redefine(30)
    assert briefly(day) in look(viewer, "reports/findings/").text
    assert "不作比较" in look(viewer, "reports/findings/", language="zh-hans").text
