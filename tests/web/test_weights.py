"""Every page of what is known: few statements, however much was said, and light with all that it loads."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_jobs
from regard.web.insights.models import Theme
from tests.web.dashboards.conftest import _nothing_remembered, inside, moment, reviews, story, today

__all__ = ["_nothing_remembered", "inside", "reviews", "story", "today"]

pytestmark = pytest.mark.django_db
TOOL = Path(__file__).resolve().parents[2] / "tools/weighing.py"
HEAVIEST = 250_000  # bytes of a page with its charts, style sheets and scripts
PAGES = {  # the statements of the first look, and of another one
    "home/": (44, 31),
    "explore/": (30, 20),
    "explore/?theme={theme}": (35, 25),
    "explore/?theme={theme}&theme=t999": (25, 25),
    "explore/?by=factor": (30, 20),
    "explore/?metric=nps&by=segment&compare=others": (32, 26),
    "explore/words/": (15, 15),
    "explore/mix/?metric=nps": (25, 15),
    "explore/mix/?of=factor&factor=delivery&period=90": (16, 16),
    "explore/mix/?of=share&theme={theme}&period=90": (19, 19),
    "records/{record}/": (18, 18),
    "drivers/": (35, 15),
    "themes/": (60, 30),
    "themes/{theme}/": (53, 53),
    "themes/none/": (20, 20),
    "map/": (30, 22),
    "map/?source=texts": (20, 20),
    "map/intended/": (10, 10),
    "influence/": (25, 14),
    "loyalty/": (50, 20),
    "loyalty/at-risk/": (40, 20),
    "customers/": (10, 10),
    "customers/{customer}/": (16, 16),
    "alerts/": (20, 20),
    "changes/": (12, 12),
    "changes/promised/": (7, 7),
    "changes/new/": (15, 15),
    "reports/": (40, 34),
    "reports/findings/": (18, 18),
    "reports/digest/": (15, 15),
    "reports/digest/preview/": (72, 65),
    "reports/schedule/": (22, 22),
    "metrics/": (7, 7),
    "metrics/nps/": (7, 7),
    "views/": (16, 16),
    "views/new/?metric=nps": (10, 10),
    "progress/": (10, 10),
}
DRAWN = {"explore/", "drivers/", "loyalty/", "reports/"}


def weighing():
    spec = importlib.util.spec_from_file_location("weighing", TOOL)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def known(story, inside, today):
    """What was said in half a year, with themes, by people who are customers since long ago."""
    Customer.objects.update(since=moment(today - timedelta(days=900)))
    while theme_jobs.themes_due():
        pass
    key = Theme.objects.filter(gone_at=None).order_by("key").values_list("key", flat=True)[0]
    some = Feedback.objects.exclude(text="").order_by("pk")[0]
    return {"theme": key, "record": some.pk, "customer": Customer.objects.order_by("pk")[0].pk}


def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/w/qinghe/{address}")
    assert page.status_code == 200, address
    return len(asked), page.content.decode()


def test_every_page_asks_few_statements_and_weighs_little(known, client, owner):
    client.force_login(owner)
    tool, told, drawn = weighing(), {}, set()
    for name, bounds in PAGES.items():
        address = name.format(**known)
        first, html = statements(client, address)
        again, _ = statements(client, address)
        weight = tool.weight(html)
        drawn |= {name} if "<svg" in html.partition("<main")[2] else set()
        if first > bounds[0] or again > bounds[1] or weight > HEAVIEST:
            told[name] = (first, again, weight)
    assert told == {}
    assert drawn >= DRAWN


def test_a_page_weighs_what_it_loads_and_what_that_imports(client, owner, workspace):
    client.force_login(owner)
    _, html = statements(client, "changes/")
    tool = weighing()
    names = tool.loaded(html)
    assert {"css/tokens.css", "js/chart.js", "js/chart-colours.js"} <= set(names)
    assert len(names) == len(set(names))
    assert tool.weight(html) > tool.weight("") + 10_000
    assert tool.weight('<link href="https://example.com/a.css">') < 100
