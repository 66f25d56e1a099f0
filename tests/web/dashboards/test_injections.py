"""Whatever stands in an address is a value and never a command: no error, no other rows, no delay."""

import time
from urllib.parse import quote

import pytest
from django.http import QueryDict

from regard.web.dashboards.addresses import Address
from regard.web.feedback.drafts import Draft
from tests.web.dashboards.conftest import moment, nps
from tests.web.dashboards.test_home import listed

SQL = [
    "' OR '1'='1", "'; DROP TABLE feedback_feedback; --", '" OR 1=1 --', "1) OR (1=1", "%' OR '%'='",
    "' UNION SELECT password FROM accounts_user --", "\\'; --", "/* */", "`id`", "${7*7}", "{{7*7}}",
    "' AND (SELECT count(*) FROM generate_series(1,10000000)) > 0 --", "'||(SELECT 1)||'", "\\", "%", "_",
    "?", ":name", "$1", "%s", "%(x)s", "{0}", "'; ATTACH 'x.db' AS y; --", "read_csv('/etc/passwd')", "%%",
    "'; COPY (SELECT 1) TO '/tmp/x'; --", "x\n; SELECT 1", "＇ OR 1=1", "NULL", "null", "None", "~~",
    "0x27", "char(39)", "sleep(5)", "pg_sleep(5)", "' OR pg_sleep(5) IS NULL --", "..", "[]",
    "../../etc/passwd",
]  # fmt: skip
TEXTS = ("segment", "source", "word", "q")
CLOSED = ("channel", "kind", "language", "sentiment", "metric", "by", "voices", "compare", "period", "page")
OTHERS = ("scores", "from", "to", "customer", "account", "batch")


@pytest.fixture
def one(tell, today):
    """One record that none of these values means."""
    tell([Draft("a", text="plain tea", segment="new", answers=(nps(9),), collected_at=moment(today))])


@pytest.mark.parametrize("name", TEXTS)
def test_a_value_that_looks_like_a_command_matches_nothing_but_itself(look, owner, one, name):
    began = time.monotonic()
    for text in SQL:
        page = look(owner, f"explore/?{name}={quote(text, safe='')}")
        assert listed(page) == 0 or (name == "q" and text in "plain tea"), text
    assert time.monotonic() - began < 60


def test_a_segment_with_such_a_name_is_found_by_exactly_it(look, owner, tell, today):
    [text.strip() for text in SQL if text.strip() not in ("\u2028",)]
    tell([Draft(str(n), text="tea", segment=text, collected_at=moment(today)) for n, text in enumerate(SQL)])
    page = look(owner, "explore/?by=segment&period=all")
    links = [href for _, href in page.links if "segment=" in href]
    assert links
    for number, text in enumerate(SQL):
        address = Address(segment=(text,))
        found = look(owner, f"explore/?{address.query()}")
        assert listed(found) == 1, text
        assert Address.read(QueryDict(address.query())).segment == (text,), number


def test_a_closed_choice_takes_nothing_else(look, owner, one):
    """Every text for all names at once, where one that took it would leave an empty list; some also alone."""
    names = [name for name in (*CLOSED, *OTHERS) if name != "metric"]
    for number, text in enumerate(SQL[:24]):
        value = quote(text, safe="")
        page = look(owner, "explore/?metric=nps&" + "&".join(f"{name}={value}" for name in names))
        assert listed(page) == 1, text
        for name in names[number % 5 :: 5]:
            page = look(owner, f"explore/?metric=nps&{name}={value}")
            assert listed(page) == 1, (name, text)
            assert "<textarea" in page.html or name in ("period", "from", "to", "batch"), (name, text)
        assert listed(look(owner, f"explore/?metric={value}")) == 1, text


@pytest.mark.parametrize("path", ["records.csv", "chart.json", "chart.svg"])
def test_downloads_and_charts_take_values_as_values_too(client, owner, one, path):
    client.force_login(owner)
    for text in SQL[:24]:
        for name in ("segment", "word", "by"):
            response = client.get(f"/w/qinghe/explore/{path}", {name: text})
            assert response.status_code in (200, 404), (name, text)
            b"".join(response.streaming_content) if response.streaming else response.content


def test_the_search_takes_its_wildcards_literally(look, owner, tell, today):
    texts = ["100% tea", "100 tea", "a_b", "a-b", "back\\slash", "it's"]
    tell([Draft(str(n), text=text, collected_at=moment(today)) for n, text in enumerate(texts)])
    for text, n in (("100%", 1), ("a_b", 1), ("_", 1), ("%", 1), ("\\", 1), ("'", 1), ("TEA", 2)):
        assert listed(look(owner, f"explore/?q={quote(text, safe='')}")) == n, text


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01&to=9999-12-31",
        "from=9999-12-31",
        "to=0001-01-01",
        "period=all&page=400",
        "&".join(f"segment=s{n}" for n in range(300)),
        "&".join(f"word=w{n}" for n in range(300)),
        "q=" + "x" * 3_000,
        "segment=" + "客" * 3_000,
        "metric=nps&scores=0-9999999",
        "metric=nps&scores=999999-999999",
        "a=b&=&&&segment",
        "from=2026-02-30",
        "segment=%ff%fe",
    ],
)
def test_the_far_ends_of_what_can_be_asked_are_answered(look, owner, one, query):
    began = time.monotonic()
    page = look(owner, f"explore/?{query}")
    assert "What they said" in page.text
    assert time.monotonic() - began < 10
