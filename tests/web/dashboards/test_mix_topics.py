"""Changes of factors and themes split in two, as those of metrics are; home and the themes lead there."""

import re
from datetime import timedelta

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.mix_subjects import FACTOR, SHARE, Subject, subject_of
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from tests.web.dashboards.conftest import FRENCH, moment, settle
from tests.web.dashboards.test_themes import TOPICS, theme_of
from tests.web.insights.test_themes import sweep

pytestmark = pytest.mark.django_db
LATE = TOPICS["parcel"]
FAST = tuple(f"{text}. The delivery was fast and on time, wonderful." for text in TOPICS["oolong"])
SPLIT = "Other answers, or other people?"


@pytest.fixture
def shifted(inside, survey, today, noon):
    """New customers write of late parcels and loyal ones of fast delivery; first few, then many are new."""
    drafts = [
        Draft(
            f"{days}{segment}{n}",
            text=texts[n % 3],
            collected_at=moment(today - timedelta(days=days)),
            segment=segment,
        )
        for days, new in ((120, 60), (20, 240))
        for segment, texts, many in (("new", LATE, new), ("loyal", FAST, 300 - new))
        for n in range(many)
    ]
    record(survey, drafts, at=noon)
    settle()
    sweep()
    settle()
    return inside


def numbers_in(text, label):
    found = re.search(
        label + r": ([−+]?[\d.]+) points \(95 % interval ([−+]?[\d.]+) to ([−+]?[\d.]+)\)", text
    )
    return [float(part.replace("−", "-")) for part in found.groups()]


def test_a_change_of_a_factor_that_is_only_who_writes_is_called_so(shifted, look, owner):
    page = look(owner, "explore/mix/?of=factor&factor=delivery&by=segment")
    assert "Praise minus complaint of delivery changed by −120.0 points" in page.text
    assert "clearly only as other people answering" in page.text
    total, rate, mix = (numbers_in(page.text, label) for label in ("Together", "Other answers", "answering"))
    assert (total[0], rate[0], mix[0]) == (-120, 0, -120)
    assert "n = 300 and 300" in page.text
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    assert "20 % → 80 %" in table and "−100 → −100" in table and "+100 → +100" in table
    assert "the share that praises minus the share that complains" in page.text
    assert "Remove the filter Influence factor" not in page.text
    chinese = look(owner, "explore/mix/?of=factor&factor=delivery&by=segment", language="zh-hans").text
    assert "的称赞减抱怨" in chinese


def test_a_change_of_a_theme_is_split_by_its_share_and_by_its_sentiment(shifted, look, owner):
    theme = theme_of("parcel")
    page = look(owner, f"explore/mix/?of=share&theme={theme.key}&by=segment&channel=email&channel=import")
    share = look(owner, page.link("Remove the filter Channel: E-mail"))
    assert f"Share of the theme “{theme.name}”" in share.text
    assert "Remove the filter Channel: File" in share.text
    page = look(owner, f"explore/mix/?of=share&theme={theme.key}&by=segment")
    assert "clearly only as other people answering: +20.0 points" in page.text
    feeling = look(owner, page.link(f"Sentiment of “{theme.name}”"))
    assert "Not enough answers yet in both periods: 20 before and 80 after." in feeling.text
    loyalty = look(owner, page.link("Loyalty (NPS)"))
    assert "Not enough answers yet in both periods: 0 before and 0 after." in loyalty.text
    assert f"Theme: {theme.name}" in loyalty.text


def test_the_records_say_what_the_archive_says(shifted, today):
    numbers, naming = Numbers.of(shifted), Naming.of_open_workspace()
    theme = theme_of("parcel")
    period = Address().days(today=today)
    for kind, chosen in ((FACTOR, {"factor": ("delivery",)}), (SHARE, {"theme": (theme.key,)})):
        one = subject_of(kind, Address(by="segment", **chosen), naming)
        searched = Subject(kind, "", one.address.but(q="e"))  # every text has one
        told, found = (
            each.counted(numbers, by="segment", today=today, period=period) for each in (one, searched)
        )
        assert told.counts == found.counts
        assert set(told.counts) == {"new", "loyal"}


def test_home_and_the_themes_lead_to_the_split_of_each_change(shifted, look, owner):
    home = look(owner, "home/")
    led = [href for text, href in home.links if text == SPLIT]
    kinds = {re.search(r"of=(\w+)", href)[1] for href in led if "of=" in href}
    assert {"factor", "share"} <= kinds
    assert all(
        "clearly only as other people answering" in look(owner, f"{href}&by=segment").text
        for href in led
        if "of=" in href
    )
    theme = theme_of("parcel")
    own = look(owner, f"themes/{theme.key}/?period=90")
    assert "changed by +20.0 points" in look(owner, own.link(SPLIT)).text
    assert any(
        f"theme={theme.key}" in href and "of=share" in href
        for text, href in look(owner, "themes/?period=90").links
    )


def test_nothing_is_split_of_what_was_read_in_a_language_that_was_never_measured(look, owner, tell, today):
    tell(
        Draft(f"f{n}", text=FRENCH, collected_at=moment(today - timedelta(days=n % 180))) for n in range(200)
    )
    for query in ("metric=net_sentiment", "of=factor&factor=delivery"):
        page = look(owner, f"explore/mix/?{query}&language=fr")
        assert "How well this language is read was never measured" in page.text
        assert "<figure" not in page.html
    split = look(owner, "explore/mix/?metric=net_sentiment&by=language")
    assert "not measured" in split.html.split("<tbody>")[1].split("</tbody>")[0]


def test_what_is_no_factor_and_no_theme_is_the_metric(inside):
    naming = Naming()
    assert subject_of("factor", Address(), naming).kind == ""
    assert subject_of("factor", Address(factor=("price", "ease")), naming).address.metric == "nps"
    assert subject_of("share", Address(theme=("gone",)), naming).name == "Loyalty (NPS)"
    assert subject_of("<b>", Address(metric="csat"), naming).name == "Satisfaction (CSAT)"
