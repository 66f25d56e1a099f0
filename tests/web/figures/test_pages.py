"""Twenty figures picked at random on every page come out again, to the last digit, from their own records.

Each run picks others: a failing test prints the number of its dice, REGARD_FIGURES_SEED throws them again.
"""

import html
import random
import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from regard.perception.comparisons import judged
from regard.perception.counts import Counts
from regard.perception.metrics.share import share
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import change_interval_text, count_text, interval_text, value_text
from regard.web.insights.marks import FACTORS
from regard.web.reports.digest import digest
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import Page
from tests.web.figures.records import Company, Figure, Line, linked, marked, plain, rows_of
from tests.web.figures.remaking import MEASURE, Made, counted, people, remade
from tests.web.figures.remaking_pages import of_judged, of_split, of_watched
from tests.web.figures.remaking_themes import of_impact, theme_feeling

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("figures")]
MOST = 20
PAGES = {
    "home": ["home/"],
    "explore": [f"explore/?metric={metric}&period=365" for metric in ("nps", "csat", "ces", "stars")],
    "owner": [
        f"{page}?period=365&owner={owner}" for page in ("explore/", "home/") for owner in ("mine", "~")
    ],
    "compared": [
        "explore/?metric=nps&period=180&by=segment&compare=previous",
        "explore/?metric=csat&period=180&by=segment&compare=others",
        "explore/?metric=nps&period=365&by=source&segment=group&compare=others",
        "explore/?metric=nps&period=180&by=theme&compare=year",
    ],
    "filtered": [
        "explore/?metric=nps&period=365&factor=delivery&factor=ease",
        "explore/?metric=net_sentiment&period=365&language=zh",
        "explore/?metric=csat&period=365&intent=praise&source=support-survey",
        "explore/?period=365&emotion=joy&polarity=positive",
    ],
    "words": ["explore/words/?period=180"],
    "drivers": ["drivers/?period=all&metric=nps", "drivers/"],
    "influence": ["influence/"],
    "reports": ["reports/"],
}


def picked(figures: list[Figure], dice: random.Random) -> list[Figure]:
    return dice.sample(figures, min(MOST, len(figures)))


def as_stated(figure: Figure, made: Made) -> Made:
    """What the page says of a figure, of as much as it owes."""
    return Made(
        figure.value,
        *(said if owed else "" for said, owed in zip((figure.interval, figure.n), made[1:], strict=True)),
    )


@pytest.mark.parametrize("name", PAGES)
def test_twenty_figures_of_a_page_come_out_again_from_their_records(
    company: Company, dice: random.Random, name: str
) -> None:
    figures = []
    for path in PAGES[name]:
        page = company.open(path)
        figures += marked(page)
        assert all(figure.value in page.text for figure in marked(page))
    assert figures
    wrong = []
    for figure in picked(figures, dice):
        made = remade(company, figure)
        stated = as_stated(figure, made)
        if made != stated:
            wrong.append((figure, made))
    assert wrong == []


@pytest.mark.parametrize("by", ["segment", "owner", "source", "factor", "emotion", "intent", "theme"])
def test_every_line_of_a_chart_of_explore_comes_out_again(
    company: Company, dice: random.Random, by: str
) -> None:
    lines = rows_of(company.open(f"explore/?metric=nps&period=365&by={by}"))
    assert lines
    for href, (value, interval, n) in picked_lines(lines, dice):
        made = MEASURE["nps"](counted(company.records(href), "nps"))
        assert (value, n) == (value_text(made), count_text(made.n)), href
        assert interval == interval_text(made) or value == "–"


def test_the_differences_of_a_chart_of_explore_come_out_again(company: Company) -> None:
    page = company.open("explore/?metric=nps&period=180&by=segment&compare=others")
    lines = rows_of(page)
    sides = {
        href: tuple(MEASURE["nps"](side) for side in (rest_of(company, page, href), own))
        for href, own in ((href, counted(company.records(href), "nps")) for href, _cells in lines)
    }
    pairs = [pair for pair in sides.values() if all(side.status == "shown" for side in pair)]
    found = {id(pair): one for pair, one in zip(pairs, judged(pairs)[0], strict=True)}
    assert found
    for href, cells in lines:
        one = found.get(id(sides[href]))
        if one is None:
            assert cells[-1] == "not enough answers to compare"
        else:
            ends = change_interval_text(one, "points")
            assert cells[-1].endswith(f"({ends})"), href
            assert cells[-1].startswith("no clear") is not one.significant, href


def rest_of(company: Company, page: Page, href: str) -> Counts:
    """The answers of all others that stand beside the records of an address."""
    (figure,) = [one for one in marked(page) if one.kind == "rest" and one.of == href]
    own = {one["record_id"] for one in company.records(figure.of)}
    return counted([one for one in company.records(figure.came) if one["record_id"] not in own], "nps")


def picked_lines(lines: list[Line], dice: random.Random) -> list[Line]:
    return dice.sample(lines, min(MOST, len(lines)))


@pytest.mark.parametrize(
    "path", ["home/", "drivers/?period=90", "influence/", "map/", "loyalty/", "reports/"]
)
def test_every_part_of_a_page_with_numbers_says_where_they_come_from(company: Company, path: str) -> None:
    parts = company.open(path).html.split("<section ")[1:]
    told = [part for part in parts if re.search(r"n(?:&nbsp;| )=(?:&nbsp;| )\d", part)]
    without = [part for part in told if "data-figure" not in part and "<a href" not in part]
    named = (re.match(r'[^>]*aria-labelledby="([^"]+)"', part) for part in without)
    names = {found[1] if found else "" for found in named}
    assert names == set()


def test_every_count_that_home_links_is_the_count_of_its_records(company: Company) -> None:
    page = company.open("home/")
    counts = linked(page, under=f"/w/{company.slug}/explore/")
    assert len(counts) >= 3
    assert [one.value for one in counts] == [remade(company, one).value for one in counts]


def test_both_sides_of_every_change_on_home_come_out_again(company: Company) -> None:
    page = company.open("home/")
    told = re.findall(
        r'class="finding[^"]*">[^<]*<a href="([^"]+)">.*?</a>(.*?)</p>'
        r".*?n = (?:<a[^>]*>)?([\d,]+)(?:</a>)? and (?:<a[^>]*>)?([\d,]+)",
        page.html,
        re.S,
    )
    assert told
    for href, sentence, *n in told:
        if "metric=" not in href:
            continue
        now = Address.read(QueryDict(html.unescape(href).partition("?")[2]))
        before = now.days(today=timezone.now().date()).before
        then = now.but(period="dates", start=before.start, last=before.last_day)
        sides = [
            MEASURE[now.metric](
                counted(company.records(f"/w/{company.slug}/explore/?{one.query()}"), now.metric)
            )
            for one in (then, now)
        ]
        assert [count_text(side.n) for side in sides] == n
        assert all(value_text(side) in sentence for side in sides), sentence


def test_the_numbers_of_twenty_themes_come_out_again(company: Company, dice: random.Random) -> None:
    page = company.open("themes/?period=365")
    lines = rows_of(page)
    every = [
        one
        for one in company.records(f"/w/{company.slug}/explore/?period=365")
        if one["title"] or one["text"]
    ]
    assert len(lines) >= 5
    for href, (n, told_share, _trend, told_feeling, *_gap) in picked_lines(lines, dice):
        records = company.records(f"/w/{company.slug}/explore/?period=365&theme={href.split('/')[-2]}")
        assert n == count_text(len(records)), href
        made = share(len(records), len(every))
        if made.status == "shown":
            assert told_share.startswith(f"{value_text(made)} {interval_text(made)}"), href
        feeling = theme_feeling(records)
        if feeling.status == "shown":
            assert (
                f"{value_text(feeling)} {interval_text(feeling)} · n = {count_text(feeling.n)}"
                in told_feeling
            )


def test_the_page_of_a_theme_says_what_its_line_in_the_tree_says(
    company: Company, dice: random.Random
) -> None:
    for href, cells in dice.sample(rows_of(company.open("themes/?period=365")), 3):
        page = plain(company.open(href).html.split('class="theme-numbers"')[1].split("</dl>")[0])
        n, share_told, _trend, feeling, gap, impact = cells[:6]
        assert page.startswith(f"Records {n} ") or f" {n} " in page
        for told in (share_told, feeling, gap, impact):
            assert told in page, href


@pytest.mark.parametrize("metric", ["nps", "csat", "ces", "stars"])
def test_what_goes_with_twenty_themes_comes_out_again(
    company: Company, dice: random.Random, metric: str
) -> None:
    lines = rows_of(company.open(f"themes/?period=all&metric={metric}"))
    records = company.records(f"/w/{company.slug}/explore/?period=all")
    every = [one for one in records if one["title"] or one["text"]]
    scale = counted(every, metric).scale
    told = 0
    for href, cells in picked_lines(lines, dice):
        gap, impact = (cell.removeprefix("▲ ").removeprefix("▼ ") for cell in cells[4:6])
        carried = company.records(f"/w/{company.slug}/explore/?period=all&theme={href.split('/')[-2]}")
        made = of_impact(every, carried, metric, scale)
        if made is None:
            assert "not enough answers yet" in gap
            continue
        assert (gap.startswith(made[0]), impact) == (True, made[1]), (href, gap, impact, made)
        told += 1
    assert told


def test_a_theme_lists_page_by_page_what_explore_finds_of_it(company: Company) -> None:
    lines = rows_of(company.open("themes/?period=365"))
    href, (n, *_rest) = min(lines, key=lambda line: int(line[1][0].replace(",", "")))
    listed = company.records(href)
    assert n == count_text(len(listed))
    assert listed == company.records(f"/w/{company.slug}/explore/?period=365&theme={href.split('/')[-2]}")


def test_every_word_of_the_map_comes_out_again_from_the_answers(company: Company) -> None:
    lines = [line for line in rows_of(company.open("map/")) if "/map/word/" in line[0]]
    assert len(lines) >= 10
    for href, (_kind, chosen, told, interval, *_rest) in lines[:MOST]:
        (figure,) = marked(company.open(href))
        made = remade(company, figure)
        assert made == (figure.value, figure.interval, figure.n)
        assert (told, interval) == (made.value, made.interval)
        assert chosen


def test_every_word_that_was_written_freely_has_its_people_on_the_map(company: Company) -> None:
    lines = rows_of(company.open("map/?source=texts"))
    assert lines
    for href, (_kind, n, *_rest) in lines[:MOST]:
        assert n == count_text(len(people(company.records(href)))), href


def test_a_split_change_adds_up_again_from_both_lists(company: Company) -> None:
    page = company.open("explore/mix/?metric=nps&period=180&by=segment")
    (figure,) = [one for one in marked(page) if one.kind == "mix"]
    said_again(company, page, figure)


def test_the_split_changes_of_factors_add_up_again(company: Company) -> None:
    told = 0
    for factor in FACTORS:
        page = company.open(f"explore/mix/?of=factor&factor={factor}&period=180&by=segment")
        for figure in marked(page):
            assert figure.kind == "mix:factor"
            said_again(company, page, figure)
            told += 1
    assert told >= 3


def test_the_split_change_of_a_theme_adds_up_again(company: Company) -> None:
    (href, _cells), *_rest = rows_of(company.open("themes/?period=180"))
    key = href.split("/")[-2]
    page = company.open(f"explore/mix/?of=share&theme={key}&period=180&by=segment")
    (figure,) = [one for one in marked(page) if one.kind == "mix:share"]
    said_again(company, page, figure)


def said_again(company: Company, page: Page, figure: Figure) -> None:
    """A split says what its two lists of records say."""
    lines, cells = of_split(company, figure)
    assert all(line in page.text for line in lines), lines
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    told = {
        plain(name): [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", rest)]
        for name, rest in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
    }
    assert told == {name or "not known": line for name, line in cells.items()}


def test_every_number_of_what_came_after_praise_and_complaint_comes_out_again(company: Company) -> None:
    figures = [one for one in marked(company.open("influence/")) if one.kind.startswith("after:")]
    assert {figure.kind.split(":")[2] for figure in figures} == {"complaint", "praise"}
    assert len(figures) >= MOST
    assert [
        figure for figure in figures if remade(company, figure) != as_stated(figure, remade(company, figure))
    ] == []


def test_an_alert_tells_what_its_records_and_those_before_say(company: Company) -> None:
    (told,) = {
        href for _text, href in company.open("alerts/").links if re.search(r"/alerts/[0-9a-f-]{36}/$", href)
    }
    page = company.open(told)
    (figure,) = [one for one in marked(page) if one.kind == "watched"]
    for part in of_watched(company, figure):
        assert part in figure.value


def test_the_numbers_beside_a_verdict_are_those_of_the_records(company: Company) -> None:
    pages = [company.open(href) for href, _cells in rows_of(company.open("changes/"))]
    figures = [one for page in pages for one in marked(page) if one.kind == "judged"]
    assert len(figures) == 3
    assert [one.value for one in figures] == [of_judged(company, one) for one in figures]


def test_what_the_digest_tells_stands_in_the_records_that_it_links(
    company: Company, dice: random.Random
) -> None:
    with in_workspace(company.workspace):
        member = Membership.objects.get(user__email="owner@example.com")
        letter = digest(
            member, day=timezone.now().date(), language="en", unsubscribe="https://regard.example.com/"
        )
    told = re.findall(
        r'<a href="https?://[^/"]+(/[^"]+/explore/\?[^"]+)"[^>]*>([^<]+)</a>\s*(?:<small[^>]*>)?([^<·]*)',
        letter.html,
    )
    figures = [
        Figure(kind_of(href), stated.strip(), html.unescape(href))
        for href, _name, stated in told
        if re.match(r"\s*[+−\d]", stated)
    ]
    assert len(figures) >= 15
    for figure in picked(figures, dice):
        made = remade(company, figure)
        assert figure.value in (made.value, f"{made.value} ({made.interval}), n = {made.n}"), figure


def kind_of(address: str) -> str:
    """What kind of figure a digest tells beside a link, by what the link asks for."""
    asked = QueryDict(html.unescape(address).partition("?")[2])
    return "people" if "word" in asked else "polarity" if "factor" in asked else "metric"


def test_a_metric_card_states_no_number_of_records(company: Company) -> None:
    page = company.open("metrics/nps/")
    assert marked(page) == []
    assert "n = " not in page.text
