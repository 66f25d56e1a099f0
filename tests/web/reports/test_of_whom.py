"""A report of one segment or one source: every number is theirs alone, and everything says so."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from pptx import Presentation

from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.drafts import Draft
from regard.web.reports import jobs
from regard.web.reports.choosing import Choice
from regard.web.reports.gathering import gathered
from regard.web.reports.making import content_of
from regard.web.reports.models import Report, Schedule
from regard.web.reports.scheduling import schedule
from regard.web.reports.slides import as_slides
from regard.web.reports.windows import EVERYBODY, Whose, month_window
from regard.web.reports.workbook import as_workbook
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps
from tests.web.reports.conftest import MADE


@pytest.fixture
def month(today):
    return f"{today:%Y-%m}"


@pytest.fixture
def of_new(inside, story, month, today):
    window = month_window(month, 3, today=today, whose=Whose(segment="new"))
    return gathered(inside, window, language="en", today=today)


def test_a_window_of_some_people_asks_for_them_alone(today, month):
    window = month_window(month, 3, today=today, whose=Whose("new", "survey"))
    assert (window.address.segment, window.address.source) == (("new",), ("survey",))
    assert month_window(month, 3, today=today).address.segment == ()
    assert Whose(source="survey").parts() == {"source": "survey"}
    assert EVERYBODY.parts() == {}


def test_every_number_is_of_the_segment_alone(of_new, inside, story, month, today):
    loyalty = next(one for one in of_new.figures if one.label == "Loyalty")
    start = month_window(month, 3, today=today).address.start
    asked = [draft for draft in story["survey"] if draft.collected_at.date() >= start]
    assert loyalty.amount.n == sum(draft.segment == "new" for draft in asked)
    assert 0 < loyalty.amount.n < len(asked)
    assert not any(one.label == "Public ratings" and one.amount.n for one in of_new.figures)


def test_every_link_leads_to_the_records_of_the_segment(of_new):
    parts = [*of_new.figures, *of_new.factors, *of_new.words, *of_new.sayings]
    assert parts
    assert all("segment=new" in one.query for one in parts)


def test_the_page_says_of_whom_it_is_and_carries_it_on(look, owner, story, month):
    page = look(owner, f"reports/?month={month}&length=3&segment=new")
    assert "Segment: new" in page.text
    links = [href for text, href in page.links if text in ("PDF", "PowerPoint", "Excel", "1 month")]
    assert len(links) == 4
    assert all("segment=new" in href for href in links)
    hidden = {tag["name"]: tag["value"] for name, tag in page.tags if tag.get("type") == "hidden"}
    assert hidden["segment"] == "new"
    chinese = look(owner, f"reports/?month={month}&source=reviews", language="zh-hans")
    assert "来源：Tea reviews 茶评" in chinese.text


def test_segments_and_sources_stand_to_be_chosen(look, owner, story, month):
    page = look(owner, f"reports/?month={month}")
    assert page.link("loyal").endswith(f"?month={month}&length=3&segment=loyal")
    assert page.link("Tea reviews 茶评").endswith("&source=reviews")
    assert "Segment: " not in page.text.split("What changed")[1].split("How we are seen")[0]


def test_what_is_not_known_is_as_if_it_were_not_there(inside, story, today):
    asked = {"month": "2020-13", "length": "9", "segment": "nobody", "source": "\0"}
    choice = Choice.read(asked, Numbers.of(inside), today=today)
    assert choice.whose == EVERYBODY
    assert choice.length == 3


def test_slides_and_workbook_say_of_whom_they_are(of_new):
    deck = Presentation(BytesIO(as_slides(of_new, at=MADE)))
    cover = "\n".join(shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame)
    assert "Segment: new" in cover
    book = openpyxl.load_workbook(BytesIO(as_workbook(of_new, at=MADE)))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("Segment: new" in cell for cell in cells)


def test_a_report_that_is_kept_is_of_whom_it_was_made(client, owner, workspace, story, month, look):
    client.force_login(owner)
    form = {"month": month, "length": "3", "segment": "new", "source": "survey"}
    response = client.post(f"/w/{workspace.slug}/reports/make/", form)
    assert response.status_code == 302
    with in_workspace(workspace):
        report = Report.objects.get()
    assert report.whose == "new · Relationship survey"
    assert "Segment: new" in content_of(report, "en").period
    assert "客群：new" in content_of(report, "zh-hans").period
    assert "new · Relationship survey" in look(owner, "reports/").text


def test_a_schedule_makes_the_report_of_its_segment(inside, owner, story, monkeypatch):
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    schedule(
        day=2,
        length=3,
        language="en",
        recipients=[owner],
        by=owner,
        at=at - timedelta(days=1),
        segment="loyal",
    )
    monkeypatch.setattr(jobs.timezone, "now", lambda: at + timedelta(days=1))
    assert jobs.report_due() is True
    assert Report.objects.get().whose == "loyal"
    assert "Segment: loyal" in content_of(Report.objects.get(), "en").period


def test_the_form_of_the_schedule_keeps_whom_it_is_of(client, look, owner, workspace, story):
    client.force_login(owner)
    form = {"day": "3", "length": "3", "language": "en", "recipients": [owner.pk], "segment": "new"}
    form["formats"] = ["pdf"]
    address = f"/w/{workspace.slug}/reports/schedule/"
    assert client.post(address, form).status_code == 302
    with in_workspace(workspace):
        found = Schedule.objects.get()
    assert (found.segment, found.source) == ("new", "")
    assert '<option value="new" selected>' in look(owner, f"reports/schedule/{found.pk}/").html
    assert client.post(address, form | {"segment": "nobody"}).status_code == 400


def test_of_a_small_group_no_number_is_told(tell, inside, today, month):
    few = [
        Draft(f"f{n}", answers=(nps(10),), segment="few", text="Great tea.", collected_at=moment(today))
        for n in range(5)
    ]
    many = [Draft(f"m{n}", answers=(nps(n % 11),), collected_at=moment(today)) for n in range(60)]
    tell([*few, *many])
    window = month_window(month, 1, today=today, whose=Whose(segment="few"))
    content = gathered(inside, window, language="en", today=today)
    (loyalty,) = [one for one in content.figures if one.label == "Loyalty"]
    assert (loyalty.status, loyalty.amount.text, loyalty.amount.interval) == ("not_enough_answers", "–", "")
    assert content.words == []
    assert content.sayings == []
