"""The invented company has a story in it; the home page finds it, and nothing that is not there."""

import re

import pytest
from django.utils import timezone

from regard.web.insights.sample_loading import load
from tests.web.dashboards.conftest import settle
from tests.web.dashboards.test_exporting import body, csv_rows
from tests.web.dashboards.test_home import listed

pytestmark = pytest.mark.slow


@pytest.fixture
def company(owner):
    workspace = load(by=owner, at=timezone.now())
    settle()
    return workspace


def test_the_story_is_found_told_and_led_back_to_its_words(client, look, owner, company):
    page = look(owner, f"/w/{company.slug}/home/")
    changed = page.text.split("What changed")[1].split("How we are seen")[0]
    assert "Ease in the segment “group” has probably fallen" in changed
    assert "Satisfaction has probably risen" in changed
    assert "Loyalty has probably" not in changed
    support = re.search(r"Read the (\d+) comments", page.text)
    behind = look(owner, page.link(support[0]))
    header, *rows, _about = csv_rows(body(client.get(behind.link("CSV"))))
    assert len(rows) == int(support[1])
    assert {float(row[header.index("ces")]) for row in rows} <= {1, 2, 3}
    assert all(row[header.index("text")] for row in rows)

    explored = look(owner, page.link("Ease"))
    header, *rows, _about = csv_rows(body(client.get(explored.link("CSV"))))
    scores = [float(row[header.index("ces")]) for row in rows]
    assert {row[header.index("segment")] for row in rows} == {"group"}
    assert listed(explored) == len(scores)
    mean = sum(scores) / len(scores)
    assert f"has probably fallen: {mean + 1e-9:.1f} on the scale 1–7" in changed

    chinese = look(owner, f"/w/{company.slug}/home/", language="zh-hans")
    assert "客群“group”的便利度很可能下降了" in chinese.text
    assert "这是示例" in chinese.text
