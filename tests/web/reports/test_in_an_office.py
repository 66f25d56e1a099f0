"""The files of a report in the programs that people open them with: LibreOffice and poppler."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from regard.web.reports.pdf import as_pdf
from regard.web.reports.slides import as_slides
from regard.web.reports.workbook import as_workbook
from tests.web.reports.conftest import MADE, with_board

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("office")]
LANGUAGES = {"en": "How customers see us", "zh-hans": "客户怎么看我们"}
MADE_BY = {"pptx": as_slides, "xlsx": as_workbook, "pdf": as_pdf}
STROKE = re.compile(rb"\sS\s")  # a line is drawn: axes, their marks, the intervals
BESIDE_A_CHART = "Ease (CES) 4.4 4.2 – 4.6 134 ▼ 0.7"


def needed(program: str, package: str) -> str:
    """A program of the system; without it the test skips, and fails under CI."""
    if shutil.which(program):
        return program
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {package}")
    pytest.skip(f"no {program} here: apt-get install {package}")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Slides and workbook in both languages as LibreOffice prints them: one start of it for all four."""
    needed("loimpress", "libreoffice-impress")
    needed("localc", "libreoffice-calc")
    place = tmp_path_factory.mktemp("office")
    files = []
    for language in LANGUAGES:
        for ending in ("pptx", "xlsx"):
            files.append(place / f"{ending}-{language}.{ending}")
            files[-1].write_bytes(MADE_BY[ending](with_board(language=language), at=MADE))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(place),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {file.stem: file.with_suffix(".pdf") for file in files} | {"place": place}


def read(path: Path) -> str:
    """The words of a PDF as poppler reads them, each line of white space as one space."""
    needed("pdftotext", "poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_shows_every_slide_with_its_title_its_numbers_and_its_signs(opened, language):
    printed = opened[f"pptx-{language}"]
    deck = Presentation(str(opened["place"] / f"pptx-{language}.pptx"))
    assert len(PdfReader(printed).pages) == len(deck.slides)
    text = read(printed)
    for said in (
        LANGUAGES[language],
        "Qinghe Teahouses 清河茶馆",
        "Ease has probably fallen: 4.4, after 5.1.",
    ):
        assert said in text, said
    assert "更短的表单" in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_draws_the_charts_of_the_slides(opened, language):
    deck = Presentation(str(opened["place"] / f"pptx-{language}.pptx"))
    charts = {
        number for number, slide in enumerate(deck.slides) if any(one.has_chart for one in slide.shapes)
    }
    pages = PdfReader(opened[f"pptx-{language}"]).pages
    strokes = [len(STROKE.findall(page.get_contents().get_data())) for page in pages]
    assert len(charts) == 6  # the profile, a line, money, themes, factors and words
    assert {number for number, n in enumerate(strokes) if n} == charts
    assert min(strokes[number] for number in charts) > 10
    assert BESIDE_A_CHART in read(opened[f"pptx-{language}"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_shows_the_cells_of_the_workbook(opened, language):
    text = read(opened[f"xlsx-{language}"])
    board = ("Net revenue retention (EUR)", "price 价格", "“simple 简单” is not delivered", "M5")
    for said in ("Qinghe Teahouses 清河茶馆", "ces-2.0.mean/1", "134", "茶", "更短的表单", *board):
        assert said in text, said
    assert not any(error in text for error in ("#NAME?", "#REF!", "#VALUE!", "Err:5"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_draws_the_line_of_the_workbook_with_its_whiskers(opened, language):
    pages = PdfReader(opened[f"xlsx-{language}"]).pages
    strokes = [len(STROKE.findall(page.get_contents().get_data())) for page in pages]
    drawn = [number for number, n in enumerate(strokes) if n > 10]
    assert len(drawn) == 1  # the sheet of the charts
    said = pages[drawn[0]].extract_text()
    assert all(text in said for text in ("Ease (CES)", "M1", "M5"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_poppler_reads_the_pdf_and_finds_its_fonts_inside(tmp_path, language):
    path = tmp_path / "report.pdf"
    path.write_bytes(as_pdf(with_board(language=language), at=MADE))
    text = read(path)
    board = ("94.2 – 101.6", "price 价格", "“simple 简单” is not delivered", "ces-2.0.mean/1 v2")
    for said in (LANGUAGES[language], "Qinghe Teahouses 清河茶馆", "更短的表单", "4.2 – 4.6", *board):
        assert said in text, said
    listed = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True).stdout.decode()
    fonts = [
        line.split()[-5:] for line in listed.splitlines()[2:]
    ]  # embedded, subset, in Unicode, its object
    assert fonts
    assert {embedded for embedded, *_rest in fonts} == {"yes"}
