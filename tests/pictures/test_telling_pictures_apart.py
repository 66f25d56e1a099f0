"""What the pictures hold, and what they let pass: a page that is broken fails, another machine does not."""

import pytest

from tests.pictures.comparing import FURTHEST, distance, reduced
from tests.pictures.conftest import OURS
from tests.web.answering.test_kinds import QUESTIONS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
]
BROKEN = {
    "the button moved by two of its letters": ".send { margin-inline-start: 16px }",
    "the button is one of the others": ".send { background: none; color: inherit }",
    "the faces are gone": ".scale svg { visibility: hidden }",
    "the stars stand below each other": ".stars { grid-auto-flow: row }",
    "words are in one column": ".words { display: grid }",
    "the text is a little larger": "html { font-size: 17px }",
    "a line is gone": ".hint { display: none }",
}
ELSEWHERE = {
    "another font": ":root { --font: 'DejaVu Serif', serif } body { font-family: monospace }",
    "letters drawn otherwise": "* { -webkit-font-smoothing: none; text-rendering: geometricPrecision }",
    "letters a little stronger": "* { -webkit-text-stroke: 0.2px }",
    "half a point to the right": "main { position: relative; inset-inline-start: 0.5px }",
    "half a point down": "main { position: relative; inset-block-start: 0.5px }",
}


@pytest.fixture
def page(camera, asked):
    """A page with every kind of question, narrow; the style sheet that is laid over it."""
    link = asked("nps", pages=[{"id": "all", "questions": QUESTIONS}])
    camera.page.set_viewport_size({"width": 360, "height": 640})

    def seen(style="/**/"):
        camera.open(f"/s/{link.token}/")
        camera.page.add_style_tag(content=style)
        return reduced(camera.take())

    return seen


def test_what_breaks_a_page_is_further_away_than_another_machine(page):
    usual = page()
    broken = {name: distance(page(style), usual) for name, style in BROKEN.items()}
    elsewhere = {name: distance(page(style), usual) for name, style in ELSEWHERE.items()}
    assert min(broken.values()) > FURTHEST > max(elsewhere.values()), (broken, elsewhere)


def test_a_page_without_its_style_sheet_fails(camera, asked, page):
    usual = page()
    camera.without = f"{OURS}/static/answering/answer.css"
    assert distance(page(), usual) > FURTHEST
