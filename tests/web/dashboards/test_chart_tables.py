"""The table behind the chart as a file: the numbers of the page, whole, with what was asked."""

import csv
import re
from io import StringIO

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.chart_tables import COLUMNS, FEW
from regard.web.dashboards.counting import MEASURE
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import counted_of, measured_of
from regard.web.feedback.drafts import Draft
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps
from tests.web.dashboards.test_exporting import body, sheets

pytestmark = pytest.mark.django_db
CHART = "/w/qinghe/explore/chart.csv"


def lines_of(client, user, query):
    """The lines of the file as {column: cell}, and what its last line says of it."""
    client.force_login(user)
    response = client.get(f"{CHART}?{query}")
    assert response.status_code == 200
    rows = list(csv.reader(StringIO(body(response).decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:-1]], rows[-1][0]


def test_every_row_with_its_interval_and_what_was_asked(client, analyst, inside, story, today):
    address = Address(metric="nps", period="180", by="segment", channel=("email", "web", "import"))
    lines, about = lines_of(client, analyst, address.query())
    split = measured_of(Numbers.of(inside), address, by="segment", today=today)
    assert {line["group"] for line in lines} == {"new", "loyal"}
    for line in lines:
        made = MEASURE["nps"](split.counts[line["group"]])
        assert float(line["value"]) == pytest.approx(float(made.exact), abs=1e-6)
        assert [float(line[name]) for name in ("low", "high")] == pytest.approx(
            [made.low, made.high], abs=1e-6
        )
        assert (line["n"], line["status"], line["level"]) == (str(made.n), "shown", "0.95")
        assert (line["metric"], line["definition"], line["by"]) == ("nps", made.definition.id, "segment")
        assert line["filters"].startswith("Channel: ")
        assert (line["from"], line["to"]) == (address.days(today=today).start.isoformat(), today.isoformat())
        assert line["compared_with"] == line["differs"] == ""
    assert about.startswith("# Workspace: ")
    assert "; n: 2" in about


def test_what_it_is_compared_with_stands_beside_it(client, analyst, story):
    lines, about = lines_of(client, analyst, "metric=nps&period=90&by=segment&compare=previous")
    by_group = {line["group"]: line for line in lines}
    for line in lines:
        assert line["compared_with"] == "previous"
        gap = float(line["value"]) - float(line["other_value"])
        assert float(line["difference"]) == pytest.approx(gap, abs=1e-4)
        assert float(line["difference_low"]) <= gap <= float(line["difference_high"])
        assert 0 <= float(line["p_adjusted"]) <= 1
        assert int(line["other_n"]) > 0
    assert by_group["new"]["differs"] == "yes"
    assert by_group["loyal"]["differs"] == "no clear difference"
    assert "judged together (Benjamini and Hochberg)" in about


def test_a_row_with_too_few_answers_tells_only_how_many(client, analyst, tell, today):
    tell([Draft(f"a{n}", answers=(nps(9),), segment="many", collected_at=moment(today)) for n in range(60)])
    tell([Draft(f"b{n}", answers=(nps(2),), segment="few", collected_at=moment(today)) for n in range(2)])
    lines, _about = lines_of(client, analyst, "metric=nps&by=segment&compare=others")
    few = next(line for line in lines if line["group"] == "few")
    assert (few["value"], few["low"], few["high"], few["n"], few["status"]) == ("", "", "", "2", FEW)
    assert (few["difference"], few["differs"]) == ("", "not enough answers to compare")


def test_counts_of_records_are_told_as_counts(client, analyst, inside, story, today):
    lines, _about = lines_of(client, analyst, "period=180&by=source")
    counts = counted_of(Numbers.of(inside), Address(period="180"), by="source", today=today)
    assert sorted(int(line["value"]) for line in lines) == sorted(counts.values())
    assert {line["status"] for line in lines} == {"counted"}
    assert {line["low"] + line["high"] for line in lines} == {""}


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
def test_a_group_that_looks_like_a_formula_is_none(client, analyst, tell, today, name):
    tell([Draft("a", text="tea", segment=name, collected_at=moment(today))])
    (line,), _about = lines_of(client, analyst, "by=segment")
    assert line["group"] == f"'{name}"
    book = sheets(body(client.get("/w/qinghe/explore/chart.xlsx?by=segment")))
    assert book["Chart"][0] == list(COLUMNS)
    assert name in book["Chart"][1][COLUMNS.index("group")]
    assert any("Filters" in row for row in book["About"])


def test_the_page_offers_both_files_to_those_who_may_and_it_is_noted(
    client, look, analyst, viewer, workspace, story
):
    page = look(analyst, "explore/?metric=nps&by=segment")
    assert f"{CHART}?metric=nps&by=segment" in [href for _text, href in page.links]
    assert "chart.csv" not in look(viewer, "explore/?metric=nps&by=segment").html
    lines_of(client, analyst, "metric=nps&by=segment")
    with in_workspace(workspace):
        (event,) = AuditEvent.objects.filter(action="chart.exported")
    assert (event.subject, event.details) == ("csv", {"address": "metric=nps&by=segment"})
    client.force_login(analyst)
    assert client.get(f"{CHART}?q=tea").status_code == 404


def test_where_people_start_a_count_says_what_it_is(look, owner, story):
    page = look(owner, "explore/?period=180&segment=new")
    for text in ("Copy as a sentence", "How sure are we?", "It is a count and no estimate"):
        assert text in page.text
    n, every = (int(part) for part in re.search(r"They are (\d+) of the (\d+) records", page.text).groups())
    assert 0 < n < every
    assert f"{n} records (" in page.html
    assert "They are" not in look(owner, "explore/?period=180").text
