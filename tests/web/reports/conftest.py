"""A report that was made up, customers who gave scores, and a mail server on loopback."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regard.web.channels.models import Sender
from regard.web.feedback.drafts import Draft
from regard.web.reports.board import Gap, Map, Money, Point, Rate, Theme, Themes, Trend
from regard.web.reports.content import Amount, Content, Factor, Figure, Line, Saying, Word
from tests.web.channels.conftest import receiver
from tests.web.dashboards.conftest import (
    _nothing_remembered,
    csat,
    inside,
    look,
    moment,
    reviews,
    story,
    tell,
    today,
)

__all__ = ["_nothing_remembered", "inside", "look", "receiver", "reviews", "story", "tell", "today"]

MADE = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


def figure(label="Ease", hint="CES", **changes):
    amount = Amount("4.4", "4.2 – 4.6", 134, "score", "ces-2.0.mean/1", 4.4328358, 4.2123, 4.6271)
    usual = Figure(
        label=label,
        hint=hint,
        status="shown",
        amount=amount,
        needed=0,
        change="0.7",
        direction="down",
        definition=["CES 2.0: the mean score, on the scale 1–7; high is easy.", "Definition ces-2.0.mean/1."],
        query="metric=ces",
        places=[57.21, 53.5, 60.4],
        before=68.3,
        scale=[1.0, 7.0],
        moved=[-0.7, -1.1, -0.3],
    )
    return replace(usual, **changes)


def made_up(**changes):
    """What a report says; everything can be said otherwise."""
    share = Amount("2 %", "1 – 5", 292, "percent", "share/1", 2.397260, 1.165982, 4.864767)
    net = Amount("−18", "−44 – +11", 33, "points", "factor_polarity/1", -18.1818, -44.3, 11.2)
    few = Amount("–", "", 12, "percent", "csat.top2box/1")
    usual = Content(
        company="Qinghe Teahouses 清河茶馆",
        language="en",
        period="Aug. 1, 2026 – Oct. 31, 2026",
        before="May 1, 2026 – July 31, 2026",
        records=453,
        sayings=[
            Saying(
                "Ease has probably fallen: 4.4, after 5.1.", ["99 % interval −1.1 to −0.3", "n = 146 and 134"]
            ),
            Saying("Satisfaction has probably risen: 87 %, after 59 %.", ["n = 83 and 77"]),
        ],
        quiet="",
        compared="9 comparisons",
        figures=[
            figure(),
            figure("Satisfaction", "CSAT", status="not_enough_answers", amount=few, places=None),
        ],
        factors_title="Ease (CES) goes most closely with price",
        factors_about=["This is an association, not a cause.", "Definition: factor_polarity/1"],
        factors=[
            Factor("price", net, 9, 15, "factor=price", "1–2", replace(share, version="lmg")),
            Factor(
                "delivery",
                replace(few, unit="points"),
                2,
                3,
                "factor=delivery",
                note="not enough answers yet",
            ),
        ],
        words_people=292,
        words=[
            Word("wrong", 7, "negative", share, "word=wrong"),
            Word("茶", 9, "positive", share, "word=茶"),
        ],
        unknowns=[Line("Never asked: trust", "no source has an answer to this")],
        read_by="Read by regard, version 3.",
        findings=[Line("Ease is worse.", "Mei, Nov. 1, 2026 · holds", "metric=ces")],
        changes=[Line("A shorter form 更短的表单", "Judged · No evidence of a change")],
    )
    return replace(usual, **changes)


def trend(values=(4.0, 4.2, None, 5.0, 5.2), *, apart=(3,), label="Ease"):
    """A metric by month; none where nobody knows it, and apart where its definition changed."""
    points = []
    for place, value in enumerate(values):
        version = "ces-2.0.mean/1 v2" if apart and place >= min(apart) else "ces-2.0.mean/1"
        own = Amount("–", "", 4, "score", version)
        if value is not None:
            ends = value - 0.3, value + 0.2
            own = Amount(
                f"{value}", f"{ends[0]:.1f} – {ends[1]:.1f}", 40 + place, "score", version, value, *ends
            )
        is_apart = place in apart
        points.append(Point(f"M{place + 1}", own, f"m={place}", is_apart, "version 2" if is_apart else ""))
    told = ["On Oct. 1, 2026 the definition of Ease (CES) changed (version 2): no line leads across."]
    return Trend(label, "CES", points, told if apart else [], [1.0, 7.0], "score")


def with_board(**changes):
    """The same with money, themes, the map and months."""
    kept = Amount("98.1 %", "94.2 – 101.6", 177, "percent", "revenue_net/1", 98.1, 94.2, 101.6)
    share = Amount("11 %", "8 – 15", 367, "percent", "theme_share/1", 11.17, 8.34, 14.8)
    said = Amount("12 %", "7 – 19", 112, "percent", "word/1", 12.5, 7.6, 19.9)
    usual = {
        "money": Money(
            ["Of EUR 471,698 a month the same customers paid 98.1 %."],
            [
                Rate(
                    "Net revenue retention (EUR)",
                    kept,
                    "Nov. 1, 2025 – Oct. 31, 2026",
                    "What they still pay.",
                )
            ],
            ["Revenue heard (USD): n = 3 of the 5 it takes"],
            ["The ten largest pay 74.0 % of it."],
        ),
        "themes": Themes(
            [Theme("price 价格", 41, share, "theme=t1", "4.1 points more", "+2 to +6", 301)],
            [Theme("price 价格", 41, share, "theme=t1", "4.1 points more", "+2 to +6", 301)],
            "Share: of the 367 records with words, those that carry the theme.",
        ),
        "map": Map(
            "Words that people chose · n = 112",
            [
                Gap(
                    "Not delivered",
                    "simple 简单",
                    "“simple 简单” is not delivered: more people say “complicated”.",
                    ["said by 12 % (95 % interval 7 – 19, n = 112)"],
                    said,
                    "word=w1",
                    is_picked=True,
                )
            ],
            ["caring", "honest"],
        ),
        "trends": [trend(), trend((None, 3.0), apart=(), label="Stars")],
    }
    return made_up(**usual | changes)


@pytest.fixture
def scores(tell, today):
    """70 people answered lately that they were satisfied; of 170 in the quarter before most were not."""

    def given(number):
        recent = number < 70
        day = today - timedelta(days=number % 70 + 1 if recent else 95 + number % 70)
        return Draft(
            f"c{number}", answers=(csat(5 if recent or number % 3 == 0 else 1),), collected_at=moment(day)
        )

    tell(given(number) for number in range(240))


@pytest.fixture
def sender(inside, receiver, owner, noon):
    """Who sends letters, by the server on loopback."""
    options = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "user": ""}
    return Sender.objects.create(
        name="Mei 梅", address="mei@qinghe.example.com", options=options, created_at=noon, created_by=owner
    )
