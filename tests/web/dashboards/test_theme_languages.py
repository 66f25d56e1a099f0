"""Themes by language: numbers of the chosen one, and no sentiment where nobody measured its reading."""

import re

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.theme_tree import row
from regard.web.feedback.drafts import Draft
from regard.web.insights.studies import Filters
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_numbers import seen
from tests.web.dashboards.conftest import FRENCH, moment
from tests.web.dashboards.test_theme_columns import rows_of
from tests.web.dashboards.test_themes import theme_of, themed

__all__ = ["themed"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(themed, tell, today):
    tell(Draft(f"fr{n}", text=FRENCH, collected_at=moment(today)) for n in range(9))
    return themed


def test_the_pages_are_of_the_chosen_language_and_keep_it(french, look, viewer):
    page = look(viewer, "themes/?period=all&language=zh")
    menu = {text: href for text, href in page.links if "language=" in href and "/themes/?" in href}
    assert {"English", "Chinese", "French"} <= set(menu)
    assert menu["Chinese"].endswith("/themes/?period=all&language=zh")
    told = re.search(r"([\d,]+) records with words", page.text)[1]
    assert told == "120"
    parcel, tea = theme_of("parcel"), theme_of("茶叶")
    chinese, every = (
        {key: re.findall(r">(\d+)</td>", line) for key, line in rows_of(one).items()}
        for one in (page, look(viewer, "themes/?period=all"))
    )
    assert chinese[tea.key] == every[tea.key] != ["0"]
    assert chinese[parcel.key] == ["0"] != every[parcel.key]
    one = look(viewer, page.link(tea.name))
    assert "language=zh" in one.link("Last 30 days")
    assert "language=zh" not in one.link("All languages")


def test_of_a_language_that_was_never_measured_no_sentiment_of_a_theme_is_told(french, look, viewer):
    theme, numbers = theme_of("parcel"), seen(Filters())
    told, refused = (
        row(theme, numbers, "qinghe", Address(language=languages)).sentiment
        for languages in (("en",), ("fr",))
    )
    assert told.interval and told.is_shown
    assert (refused.value, refused.interval, refused.n) == ("–", "", told.n)
    assert refused.note == "not measured for this language"
    page = look(viewer, "themes/?language=fr")
    assert "because" not in page.text  # no longer period would tell more
    assert len(rows_of(page)) == Theme.objects.filter(gone_at=None).count()
