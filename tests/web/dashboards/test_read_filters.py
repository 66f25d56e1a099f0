"""Explore is narrowed by what was read: the address says it, and numbers keep their n and interval."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from regard.web.dashboards.addresses import CLOSED, READ, Address
from regard.web.dashboards.labels import LABELS, NAMES
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.insights.correcting import correct, factor_value
from regard.web.insights.models import Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps, settle


def asked(query):
    return Address.read(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("factor=price", (("factor:price",),)),
        ("polarity=negative", (("polarity:negative",),)),
        ("factor=price&polarity=negative", (("factor:price:negative",),)),
        (
            "factor=price&factor=ease&polarity=negative",
            (("factor:price:negative", "factor:ease:negative"),),
        ),
        ("emotion=joy&emotion=anger&intent=urgent", (("emotion:joy", "emotion:anger"), ("intent:urgent",))),
        ("flag=spam&factor=trust", (("factor:trust",), ("flag:spam",))),
        ("factor=weather&emotion=~", ()),
    ],
)
def test_the_address_says_which_marks_are_asked_for(query, marks):
    assert asked(query).filters(today=timezone.now().date()).marks == marks


@pytest.mark.parametrize("name", READ)
def test_every_value_is_understood_comes_back_and_nothing_else_is(name):
    for value in CLOSED[name]:
        address = asked(f"{name}={value}")
        assert (address.problems, address.query()) == ((), f"{name}={value}")
    assert asked(f"{name}=weather").problems == ("“weather” is not known here and was left out.",)
    assert set(NAMES[name]) == set(CLOSED[name])
    assert name in LABELS


@pytest.fixture
def told(tell, today, workspace, owner):
    """Eighty answers; forty of them, with low scores, complain about the price."""
    drafts = [
        Draft(
            f"a{n}",
            text="Hm.",
            answers=(nps(2 if n % 2 else 9),),
            collected_at=moment(today),
            segment="new" if n % 4 < 2 else "loyal",
        )
        for n in range(80)
    ]
    tell(drafts)
    with in_workspace(workspace):
        for row in Feedback.objects.filter(answers__value_number=2):
            value = factor_value("price", "negative")
            correct(row, head="factor", act="add", value=value, by=owner, at=timezone.now())
        row = Feedback.objects.filter(answers__value_number=9).first()
        value = factor_value("price", "positive")
        correct(row, head="factor", act="add", value=value, by=owner, at=timezone.now())
    settle()


def test_a_number_of_some_records_keeps_its_n_and_its_interval(look, viewer, told):
    page = look(viewer, "explore/?metric=nps&factor=price&polarity=negative")
    assert "−100" in page.text
    assert "n = 40" in page.text
    assert "95 % interval" in page.text
    assert "Factor: price" in page.text
    both = look(viewer, "explore/?factor=price&by=segment")
    assert "41" in both.text
    assert both.html.count("<svg") > 0


def test_the_bar_shows_what_is_chosen_and_keeps_it(look, viewer, told):
    page = look(viewer, "explore/?factor=price&factor=ease&emotion=joy")
    assert "Factor: price" in page.text
    assert page.link("Remove the filter Emotion: joy").endswith("?factor=price&factor=ease")
    kept = [(attrs["name"], attrs["value"]) for tag, attrs in page.tags if attrs.get("type") == "hidden"]
    assert {("factor", "price"), ("factor", "ease"), ("emotion", "joy")} <= set(kept)


def test_the_list_has_the_records_that_the_number_counts(look, viewer, told):
    page = look(viewer, "explore/?factor=price&polarity=positive")
    assert page.html.count('<article class="verbatim">') == 1
    next_page = look(viewer, "explore/?factor=price&polarity=negative")
    query = parse_qs(urlsplit(next_page.link("Next")).query)
    assert query == {"factor": ["price"], "polarity": ["negative"], "page": ["2"]}


def test_what_is_downloaded_says_what_was_asked(client, analyst, told):
    client.force_login(analyst)
    answer = client.get("/w/qinghe/explore/records.csv?factor=price&polarity=positive")
    text = b"".join(answer.streaming_content).decode()
    assert "Factor: price; Said of it: good" in text
    assert len(text.splitlines()) == 3  # the head, one record, and what the file says of itself


TOLD = (
    "The staff were lovely and so helpful, I will recommend you to everyone.",
    "Far too expensive for what it is, I am cancelling my subscription.",
    "Delivery took three weeks and nobody answered. I am furious.",
    "Could you please add an export to Excel?",
    "I don't trust them with my card number any more, they lied to me.",
    "The app is easy to use and the website is clear.",
    "Please call me today, it is urgent: my account was charged twice.",
    "Where can I buy the large box? I want to order two.",
    "客服很热情，耐心解答，点赞，推荐给大家。",
    "价格太贵了，再也不会买了。",
    "等了三个星期才送到，太生气了，我要投诉。",
    "希望能增加一个导出功能。",
    "操作很简单，一学就会，很满意。",
    "请问什么时候发货？",
    "他们骗人，说好的退款一直没到，太失望了。",
    "质量很差，用了两天就坏了。",
    "I called on Tuesday.",
    "asdf qwer zxcv",
    "",
)


@pytest.fixture
def various(tell, today):
    """Nineteen records that speak of many things in two languages."""
    tell([Draft(f"v{n}", text=text, collected_at=moment(today)) for n, text in enumerate(TOLD)])


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("factor", "factors"),
        ("polarity", "factors"),
        ("emotion", "emotions"),
        ("intent", "intents"),
        ("flag", "flags"),
    ],
)
def test_every_filter_counts_tabs_and_lists_the_records_whose_reading_says_so(
    look, viewer, workspace, various, name, column
):
    with in_workspace(workspace):
        read = list(Reading.objects.values_list(column, flat=True))
    said_of = [{one[name] if name in ("factor", "polarity") else one for one in found} for found in read]
    expected = {value: sum(value in found for found in said_of) for value in CLOSED[name]}
    assert sum(n > 0 for n in expected.values()) >= 2  # the texts speak of several
    shown = {value: counted(look(viewer, f"explore/?period=all&{name}={value}")) for value in CLOSED[name]}
    assert shown == {value: (n, n, n) for value, n in expected.items()}


def counted(page):
    """The number on top, the sum of the tabs beside "All", and how many records are listed."""
    number = int(re.search(r'class="number-value"[^>]*>\s*([\d,]+)', page.html)[1].replace(",", ""))
    tabs = [int(n.replace(",", "")) for n in re.findall(r'<b class="number"[^>]*>([\d,]+)</b>', page.html)]
    assert tabs[:1] in ([number], [])
    return number, sum(tabs[1:]), page.html.count('<article class="verbatim">')
