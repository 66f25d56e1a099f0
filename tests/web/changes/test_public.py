"""The page of decisions: each has its own address, says how far it is and how many said so."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.changes import filing
from regard.web.changes.judging import judge
from regard.web.changes.models import Change, Course, Voice
from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback
from tests.web.changes.conftest import JUDGED, START, on

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def public(owner, inside):
    """Publish these changes and turn the page on."""

    def of(*changes):
        for change in changes:
            filing.publish(change, by=owner, at=on(START), shown=True)
        filing.open_page(by=owner, at=on(START), is_on=True, is_listed=False)

    return of


def read(client, path="/decisions/qinghe/", language="en"):
    response = client.get(path, {"lang": language} if "?" not in path else None)
    assert response.status_code == 200
    return response.content.decode()


def test_each_decision_has_an_address_of_its_own(begun, public, client):
    shown, kept = begun(title_en="Shown"), begun(title_en="Kept")
    public(shown)
    assert f'href="/decisions/qinghe/{shown.pk}/?lang=en"' in read(client)
    page = read(client, f"/decisions/qinghe/{shown.pk}/")
    assert "<h1>Shown</h1>" in page
    assert "Kept" not in page
    assert client.get(f"/decisions/qinghe/{shown.pk}/")["X-Robots-Tag"] == "noindex"
    assert client.get(f"/decisions/qinghe/{kept.pk}/").status_code == 404
    assert client.get(f"/decisions/elsewhere/{shown.pk}/").status_code == 404


def test_all_of_them_are_there_page_by_page_and_whole(begun, public, client):
    long = "A sentence of what is done. " * 35
    changes = [begun(title_en=f"Decision {number:02}", did_en=long) for number in range(45)]
    public(*changes)
    found = []
    for number in (1, 2, 3):
        page = read(client, f"/decisions/qinghe/?lang=en&page={number}")
        found += re.findall(r"Decision \d\d", re.sub(r"<title>.*?</title>", "", page))
        assert long.strip() in page
    assert sorted(found) == [f"Decision {number:02}" for number in range(45)]


def test_how_many_said_so_is_told_unless_they_are_few(begun, public, client, year):
    year(weeks=(-20, 0))
    change = begun()
    n = Voice.objects.filter(change=change).values("customer").distinct().count()
    assert n >= 5
    public(change)
    assert f"{n} people told us so." in read(client)
    assert f"有 {n} 位客户这样说。" in read(client, language="zh-hans")
    Voice.objects.exclude(pk__in=list(Voice.objects.values_list("pk", flat=True)[:4])).delete()
    assert "told us so" not in read(client)


def test_one_person_who_said_it_often_is_one(begun, public, client, year):
    year(weeks=(-20, 0))
    Feedback.objects.update(customer=Customer.objects.first())
    change = begun()
    assert Voice.objects.filter(change=change).count() >= 5
    public(change)
    assert "told us so" not in read(client)


def test_what_is_done_is_told_as_far_as_it_is(begun, public, client, owner, year):
    year(since=1.0)
    today = timezone.now().date()
    change = begun(start_on=START, judge_on=JUDGED)
    public(change)

    def said():
        page = read(client, f"/decisions/qinghe/{change.pk}/")
        label = re.search(r'class="state[^"]*">([^<]+)<', page)[1]
        return label, re.findall(r"<dt>([^<]+)</dt>", page)[1], page

    Change.objects.update(start_on=today + 5 * DAY)
    assert said()[:2] == ("Promised", "What we plan")
    Change.objects.update(start_on=today)
    assert said()[:2] == ("Under way", "We do")
    assert f'<time datetime="{today}' in said()[2]
    filing.go_on(change, Course.DONE, today, "", by=owner, at=on(START))
    assert said()[:2] == ("Done", "We did")
    Change.objects.update(start_on=START)
    change.refresh_from_db()
    judge(change, at=on(JUDGED))
    assert said()[:2] == ("Judged", "We did")
    assert "moved as we had hoped" in said()[2]
    filing.go_on(change, Course.STOPPED, JUDGED, "Too loud.", by=owner, at=on(JUDGED))
    label, doing, page = said()
    assert (label, doing) == ("Stopped", "What we had planned")
    assert "it did not happen as we had promised" in page
    assert "Too loud." not in page  # a reason is for us
