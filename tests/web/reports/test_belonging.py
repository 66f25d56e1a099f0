"""A report of one segment or source tells what is of them, marks what is of more, and leaves out the rest."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation
from pptx import Presentation
from pypdf import PdfReader

from regard.web.changes.models import Change, State
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.reports.belonging import belonging, detailed, mark_of, of_change, of_view
from regard.web.reports.doing import changes_of
from regard.web.reports.gathering import gathered
from regard.web.reports.models import Claim, Finding
from regard.web.reports.pdf import as_pdf
from regard.web.reports.slides import as_slides
from regard.web.reports.standing import standing_findings, write
from regard.web.reports.windows import Whose, month_window
from regard.web.reports.workbook import as_workbook
from tests.web.reports.conftest import MADE

OF_NEW = Address(segment=("new",))
OF_BOTH = Address(segment=("new",), source=("survey",))
WHOLE, MORE = "of the whole company", "of others, too"
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("segments", "sources", "report", "mark"),
    [
        ((), (), Address(), ""),
        (("old",), ("reviews",), Address(), ""),
        ((), (), OF_NEW, WHOLE),
        ((), ("survey",), OF_NEW, MORE),
        (("new",), (), OF_NEW, ""),
        (("new",), ("reviews",), OF_NEW, ""),
        (("new", "old"), (), OF_NEW, MORE),
        (("old",), (), OF_NEW, None),
        ((None,), (), OF_NEW, None),
        (("new",), ("survey",), OF_BOTH, ""),
        (("new",), (), OF_BOTH, MORE),
        (("new",), ("reviews",), OF_BOTH, None),
        ((), (), OF_BOTH, WHOLE),
        ((), ("reviews",), Address(source=("survey",)), None),
    ],
)
def test_what_is_of_them_has_no_mark_and_what_is_of_others_no_place(segments, sources, report, mark):
    assert mark_of((segments, sources), report) == mark


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ((), ())),
        ({"segment": "new"}, (("new",), ())),
        ({"exposed_by": "segment", "exposed": ["new", "old"]}, (("new", "old"), ())),
        ({"exposed_by": "source", "exposed": ["survey"]}, ((), ("survey",))),
        ({"exposed_by": "region", "exposed": ["north"]}, ((), ())),
        ({"words": "segment=new&source=survey"}, (("new",), ("survey",))),
        ({"words": "segment=new", "segment": "old"}, (("old",), ())),
        ({"words": "segment=new", "exposed_by": "segment", "exposed": ["old"]}, (("old",), ())),
        ({"words": "segment=old&bad=%00%ff"}, (("old",), ())),
    ],
)
def test_a_change_is_of_whom_it_is_judged_by_else_of_whom_it_reaches_else_of_whose_words(said, found):
    assert of_change(Change(**said)) == found


def test_what_is_of_them_alone_comes_first_and_only_so_many_are_told():
    views = [Address(), Address(segment=("old",)), OF_NEW, Address(segment=("new", "old")), OF_NEW]
    found = belonging(views, of_view, OF_NEW, most=3)
    assert found == [(OF_NEW, ""), (OF_NEW, ""), (Address(), WHOLE)]
    assert belonging(views, of_view, Address(), most=9) == [(view, "") for view in views]


def test_a_mark_stands_before_the_rest():
    assert detailed(WHOLE, ["Judged", "", "since May"]) == "of the whole company · Judged · since May"
    assert detailed("", ["Judged"]) == "Judged"


@pytest.fixture
def filed(inside):
    """Changes of October: of the whole company, of the new ones, of the others."""
    usual = {"state": State.UNDER_WAY, "start_on": date(2026, 10, 3), "created_at": MADE}
    for title, more in (
        ("All", {}),
        ("New", {"segment": "new"}),
        ("Loyal", {"exposed_by": "segment", "exposed": ["loyal"]}),
    ):
        Change.objects.create(title_en=title, title_zh=f"{title} 中", **usual, **more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {"New": "Under way", "All": "of the whole company · Under way"}),
        ("zh-hans", {"New 中": "进行中", "All 中": "整个公司 · 进行中"}),
    ],
)
def test_what_we_did_is_of_the_segment_or_says_that_it_is_not(filed, language, said):
    with translation.override(language):
        found = {line.title: line.detail for line in changes_of(OCTOBER, of=OF_NEW)}
        assert {title: detail.rpartition(" · ")[0] for title, detail in found.items()} == said
        assert list(found) == list(said)
        assert len(changes_of(OCTOBER)) == 3


@pytest.mark.django_db
def test_a_change_of_others_takes_no_place_from_one_of_theirs(filed):
    later = {"state": State.UNDER_WAY, "start_on": date(2026, 10, 9), "created_at": MADE}
    for number in range(14):
        Change.objects.create(title_en=f"Other {number}", segment="loyal", **later)
    assert [line.title for line in changes_of(OCTOBER, of=OF_NEW)] == ["New", "All"]


@pytest.fixture
def stood(inside, story, owner, today):
    """Findings of the whole company, of the new ones and of the others."""
    at = datetime.combine(today, datetime.min.time(), UTC)
    how = {"claimed": Claim.LEVEL, "review_by": today + timedelta(days=9), "by": owner, "at": at}
    for sentence, query in (
        ("All of them.", "metric=nps"),
        ("The new ones.", "metric=nps&segment=new"),
        ("The loyal ones.", "metric=nps&segment=loyal"),
    ):
        write(inside, sentence, query=query, **how)


@pytest.fixture
def content(stood, filed, inside, today):
    window = month_window(f"{today:%Y-%m}", 3, today=today, whose=Whose(segment="new"))
    return gathered(inside, window, language="en", today=today)


@pytest.mark.django_db
def test_findings_are_of_the_segment_or_say_that_they_are_not(content, inside, today):
    assert [line.title for line in content.findings] == ["The new ones.", "All of them."]
    assert [line.detail.startswith(WHOLE) for line in content.findings] == [False, True]
    assert [line.title for line in content.changes] == ["New", "All"]
    assert Finding.objects.count() == len(standing_findings(Numbers.of(inside), today=today)) == 3


@pytest.mark.django_db
def test_page_and_every_file_say_it(content, look, viewer, today):
    page = look(viewer, f"reports/?month={today:%Y-%m}&length=3&segment=new").text
    pdf = "".join(one.extract_text() for one in PdfReader(BytesIO(as_pdf(content, at=MADE))).pages)
    deck = Presentation(BytesIO(as_slides(content, at=MADE)))
    frames = [shape for slide in deck.slides for shape in slide.shapes]
    slides = " ".join(_text(shape) for shape in frames)
    book = openpyxl.load_workbook(BytesIO(as_workbook(content, at=MADE)))
    cells = " ".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c)
    for told in (page, " ".join(pdf.split()), slides, cells):
        assert told.count(WHOLE) == 2  # a finding and a change
        assert "The new ones." in told and "The loyal ones." not in told


def _text(shape):
    if shape.has_table:
        return " ".join(cell.text for row in shape.table.rows for cell in row.cells)
    return shape.text_frame.text if shape.has_text_frame else ""
