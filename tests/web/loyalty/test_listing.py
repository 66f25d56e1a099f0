"""The customers behind the page's numbers: each number comes out of the file again."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest

from regard.web.customers.models import Event
from regard.web.loyalty import listing
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.permissions import Permission
from tests.web.loyalty.conftest import noon_of

pytestmark = pytest.mark.django_db


def rows_of(client, user, query="", name="customers"):
    client.force_login(user)
    answer = client.get(f"/w/qinghe/loyalty/{name}.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def moved(customers, today):
    """Some of the companies pay more since then, some less, three left and came back."""
    day = noon_of(today - timedelta(days=90))
    for place, one in enumerate(customers[1:60:2]):
        kind, amount = ("upgraded", 4_321) if place % 2 else ("downgraded", 789)
        Event.objects.create(account=one, kind=kind, at=day, amount=amount)
    for one in customers[0:24:8]:
        Event.objects.create(
            account=one, kind="purchased", at=noon_of(today - timedelta(days=70)), amount=999
        )
    return customers


def test_every_band_and_every_rate_comes_out_of_the_file(moved, look, client, owner):
    rows, page = rows_of(client, owner), look(owner, "loyalty/")
    table = page.html.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    names = {
        "Never answered": "never answered",
        "Detractors (0–6)": "detractor",
        "Passives (7–8)": "passive",
        "Promoters (9–10)": "promoter",
    }
    for line in table:
        name, n, left, share, _ends = re.findall(r">([^<>]+)</t[dh]>", line)
        some = [row for row in rows if row["last_score_before"] == names[name]]
        gone = [row for row in some if row["left_on"]]
        assert (n, left, share) == (
            f"{len(some)}",
            f"{len(gone)}",
            f"{round(100 * (1 - len(gone) / len(some)))} %",
        )
    pairs = [
        (float(row["revenue_a_month_first_day"]), float(row["revenue_a_month_last_day"])) for row in rows
    ]
    start = sum(then for then, _ in pairs)
    rates = {
        "Net revenue retention": sum(now for _, now in pairs) / start,
        "Gross revenue retention": sum(min(then, now) for then, now in pairs) / start,
        "Revenue lost": 1 - sum(min(then, now) for then, now in pairs) / start,
        "Customers lost": sum(now == 0 for _, now in pairs) / len(pairs),
    }
    assert rates["Net revenue retention"] != rates["Gross revenue retention"]
    shown = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">([\d.]+ %)<small>', page.html))
    assert {name: shown[name] for name in rates} == {
        name: f"{100 * rate:.1f} %" for name, rate in rates.items()
    }
    assert sum(row["came_back"] == "yes" for row in rows) == 3
    assert "3 left and came back" in page.text


@pytest.mark.parametrize("query", ["", "?months=6", "?months=nonsense"])
def test_it_is_linked_and_written_into_the_trail(customers, client, look, owner, query):
    assert rows_of(client, owner, query)
    assert AuditEvent.objects.filter(action="loyalty.exported").count() == 1
    assert "loyalty/customers.csv?months=12" in look(owner, "loyalty/").html


def test_names_of_formulas_are_text_in_it(customers, client, owner):
    one = customers[1]
    one.name = "=1+2"
    one.save()
    assert "'=1+2" in {row["name"] for row in rows_of(client, owner)}


@pytest.mark.parametrize("name", ["customers", "leaving", "paying"])
def test_who_may_not_open_the_page_gets_no_file(customers, client, agent, viewer, stranger, name):
    answers = []
    for user in (agent, viewer, stranger):
        client.force_login(user)
        answers.append(client.get(f"/w/qinghe/loyalty/{name}.csv").status_code)
    assert answers == [403, 403, 404]
    assert getattr(listing, name).permission == Permission.REVENUE_VIEW


def test_who_left_stands_in_its_last_month_and_paid_nothing_after_it(customers, client, owner):
    gone = {one["id"]: one["left_on"] for one in rows_of(client, owner) if one["left_on"]}
    months = rows_of(client, owner, name="leaving")
    left = {one["id"]: one["month"] for one in months if one["left"] == "yes"}
    assert len(gone) > 5
    assert {who: left[who] for who in gone} == {who: day[:7] for who, day in gone.items()}
    paid = rows_of(client, owner, name="paying")
    after = [one for one in paid if one["id"] in gone and one["quarter_until"] >= gone[one["id"]]]
    assert after
    assert {one["revenue_a_month"] for one in after} == {"0.0"}
