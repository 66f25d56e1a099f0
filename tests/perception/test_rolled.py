"""Counts that are kept for each month tell what the rows tell, and no more is asked than has changed."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.perception import Filters, archive
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.engines.rolled import RolledEngine
from regard.perception.schema import UnknownDimension, UnknownMetric
from tests.perception.test_engines import dimensions, everything, filters, tables
from tests.spec.drawing import drawn

SAID = """
    record_id | part | day        | segment | kind   | source | language | sentiment | metric | score
    a         | 0    | 2026-01-30 | new     | review | web    | en       | negative  | nps    | 2
    b         | 0    | 2026-01-31 | new     | review | web    | zh       | negative  | csat   | 5
    b         | 1    | 2026-01-31 | new     | review | web    |          |           | nps    | 9
    c         | 0    | 2026-02-02 |         |        | shop   | en       | positive  |        |
    d         | 0    | 2026-02-28 | old     |        | shop   | en       |           | nps    | 9
    e         | 0    | 2026-12-31 | old     | review |        | en       | negative  | csat   | 1
    f         | 0    |            | old     |        |        |          |           | nps    | 0
    f         | 1    |            | old     |        |        |          |           | trust  | 7
    g         | 0    | 2026-02-02 | new     |        | web    | en       | neutral   | values | 6
"""
MARKS = """

    record_id | marks
    a         | factor:price:negative,factor:price:positive
    b         | factor:price:negative,intent:loss
    c         | factor:ease,factor:ease:positive
    e         | factor
    f         | factor:price
"""
THINGS = MARKS.replace("| factor\n", "| factor:ease\n")
PERIODS = [
    {},
    {"start": date(2026, 1, 31), "end": date(2026, 2, 28)},
    {"start": date(2026, 2, 1)},
    {"end": date(2026, 2, 1)},
    {"start": date(2027, 1, 1)},
    {"start": date(2026, 3, 1), "end": date(2026, 3, 1)},
]
CHOSEN = [
    {},
    {"segment": "new"},
    {"segment": (None, "old"), "kind": ("review", None)},
    {"sentiment": "negative", "language": ("en", None)},
    {"source": ("shop", None)},
    {"metric": "nps"},
    {"metric": ("nps", "csat")},
    {"metric": "trust"},
    {"band": ("values", 6, 7)},
    {"metric": "nps", "language": "en", "marks": (("factor:price",),)},
    {"band": ("nps", 1, 8)},
    {"band": ("csat", 1, 1), "sentiment": ("negative", "positive"), "metric": "csat"},
    {"band": ("nps", 0, 8), "source": ("web", "shop"), "metric": "csat"},
    {"marks": (("factor:price",),)},
    {"marks": (("factor:price",),), "language": "zh", "source": ("web", None)},
    {"marks": (("factor:price:negative",),)},
    {"marks": (("factor:price", "intent:loss"),)},
]
BY = [
    (),
    ("segment",),
    ("month", "language"),
    ("day", "kind"),
    ("source", "month"),
    ("language", "source"),
    ("mark:factor",),
    ("month", "mark:factor", "channel"),
    ("mark:factor:negative",),
    ("customer_id",),
]


CARRIED = pa.table(
    {
        "record_id": ["a", "b", "c", "f", "gone"],
        "themes": [["*", "early", "early"], ["*", "early", "late"], ["*", "late"], ["*", "~"], ["*"]],
    }
)
THEMED = [
    (("theme",), {}),
    (("segment", "theme"), {"segment": ("new", None)}),
    (("month", "theme"), {"sentiment": "negative"}),
    (("segment", "day"), {"theme": "early"}),
    ((), {"theme": "late", "sentiment": ("positive", None)}),
]
THEMED_BY_MONTH = [
    (("theme", "source"), {}),
    (("channel", "kind"), {"theme": "late", "source": ("web", None)}),
    (("month", "theme"), {"segment": ("old", None)}),
]
NOT_THEMED = [
    (("theme",), {"theme": "early"}),
    ((), {"theme": ("early", "late")}),
    (("language",), {"theme": "late"}),
    (("theme",), {"marks": (("factor:price",),)}),
    (("theme", "customer_id"), {}),
]


def months_of(rows, folder):
    for month in sorted(set(rows["month"].to_pylist()), key=str):
        some = rows.filter(pc.is_in(rows["month"], pa.array([month], pa.string()))).sort_by("day")
        archive.write_month(folder, month or archive.UNDATED, some.combine_chunks().to_batches())
    found = {}
    for path in archive.paths(folder):
        found.setdefault(path.parent.name.removeprefix("month="), []).append(path)
    return found


def rolled(rows, folder, kept=None):
    months = months_of(rows, folder)
    states = {month: tuple(map(str, paths)) for month, paths in months.items()}
    return RolledEngine(months, states, {} if kept is None else kept)


def with_themes(engine, folder, table):
    """The same engine beside a table of themes."""
    path = folder / f"themes-{len(table)}.parquet"
    pq.write_table(table, path)
    return RolledEngine(
        engine._files, engine._states, engine._kept, path, dict.fromkeys(engine._states, len(table))
    )


def counted(engine, by, where):
    return (
        engine.score_counts("nps", by=by, where=where),
        engine.score_counts("trust", by=by, where=where),
        engine.score_counts("values", by=by, where=where),
        engine.record_counts(by=by, where=where),
        engine.sentiment_counts(by=by, where=where),
        engine.polarity_counts("factor", where=where),
    )


@pytest.fixture(scope="module", params=[MARKS, THINGS], ids=["odd marks", "things"])
def both(request, tmp_path_factory):
    """The counts that are kept, by days and by whole months or without these, and the plain engine."""
    rows = drawn(SAID + request.param)
    return rolled(rows, tmp_path_factory.mktemp("archive")), ReferenceEngine(rows)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("chosen", CHOSEN)
def test_they_tell_what_the_plain_engine_tells(both, period, chosen):
    engine, oracle = both
    where = Filters(**period, **chosen)
    for by in BY:
        assert counted(engine, by, where) == counted(oracle, by, where)


@pytest.mark.parametrize("period", PERIODS)
def test_themes_are_told_as_the_plain_engine_tells_them(tmp_path, period, monkeypatch):
    rows = drawn(SAID + THINGS)
    engine, oracle = with_themes(rolled(rows, tmp_path), tmp_path, CARRIED), ReferenceEngine(rows, CARRIED)
    asked = []
    for name in ("_ask", "table"):
        plain = getattr(RolledEngine, name)
        monkeypatch.setattr(
            RolledEngine, name, lambda *given, plain=plain, **how: asked.append(1) or plain(*given, **how)
        )

    def same(by, where, *names):
        before = len(asked)
        for name in names:
            assert getattr(engine, name)(by=by, where=where) == getattr(oracle, name)(by=by, where=where)
        scores = [one.score_counts("nps", by=by, where=where) for one in (engine, oracle) if not names]
        assert scores[:1] == scores[1:]
        return len(asked) - before

    records = ("record_counts", "sentiment_counts")
    for is_counted in (False, True):
        if is_counted:
            engine.count()
        for by, chosen in THEMED:
            assert not same(by, Filters(**period, **chosen), *records) or not is_counted, (by, chosen)
        for by, chosen in THEMED_BY_MONTH:
            where = Filters(**period, **chosen)
            asks = (
                same(by, where, *records)
                + same(by, where)
                + same(by, replace(where, metric=("csat",)), records[0])
            )
            same(by, replace(where, band=("nps", 0, 8)), *records)
            assert not asks or not is_counted or period, (by, chosen)
        for by, chosen in NOT_THEMED:
            where = Filters(**period, **chosen)
            assert same(by, where, *records) + same(by, where) or period, (by, chosen)


def test_of_a_theme_whoever_answered_twice_is_counted_once(tmp_path):
    twice = """
    h         | 0    | 2026-01-05 | new     | review | web    | en       | negative  | nps    | 2
    h         | 1    | 2026-01-05 | new     | review | web    |          |           | nps    | 9
"""
    carried = pa.concat_tables([CARRIED, pa.table({"record_id": ["h"], "themes": [["*", "early"]]})])
    rows = drawn(SAID + twice.lstrip("\n"))
    engine, oracle = with_themes(rolled(rows, tmp_path), tmp_path, carried), ReferenceEngine(rows, carried)
    engine.count()
    for period in ({}, {"start": date(2026, 1, 1), "end": date(2026, 3, 1)}):
        where = Filters(theme=("early",), metric=("nps",), **period)
        for by in ((), ("source",), ("channel", "segment")):
            for asked in (where, replace(where, metric=(), band=("nps", 0, 9))):
                assert engine.record_counts(by=by, where=asked) == oracle.record_counts(by=by, where=asked)


def test_themes_of_another_state_are_not_told(tmp_path):
    engine = rolled(drawn(SAID + THINGS), tmp_path)
    before, later = (with_themes(engine, tmp_path, CARRIED.slice(some)) for some in (0, 1))
    before.count()
    for _ in range(2):
        assert later.record_counts(where=Filters(theme=("early",))).total == 1
        later.count()
    assert before.record_counts(where=Filters(theme=("early",))).total == 2


WORDS = """

    record_id | customer_id | words
    a         | ann         | slow:negative,kind:positive
    b         |             | slow:negative,slow:positive
    c         | ann         | slow:negative,slow:
    d         | bob         | 慢:negative
    e         |             | kind:
    f         | bob         | slow:mixed,kind:neutral
"""


@pytest.mark.parametrize("period", PERIODS)
def test_people_are_told_by_word_as_the_plain_engine_tells_them(tmp_path, monkeypatch, period):
    rows = drawn(SAID + WORDS)
    engine, oracle = rolled(rows, tmp_path), ReferenceEngine(rows)

    def same(**chosen):
        where = Filters(**period, **chosen)
        for limit in (None, 1):
            assert engine.word_counts(where=where, limit=limit) == oracle.word_counts(
                where=where, limit=limit
            )

    same()
    engine.count()
    same(language="en")
    same(word="slow")
    monkeypatch.setattr(RolledEngine, "_ask", lambda *_: 1 / 0)
    if period.get("start") not in (date(2027, 1, 1), date(2026, 3, 1)):  # then there are months
        same()
        same(segment=("new", None))


def test_of_whole_months_nothing_is_asked_twice(tmp_path, monkeypatch):
    engine, texts, ask = rolled(drawn(SAID + THINGS), tmp_path), [], RolledEngine._ask
    monkeypatch.setattr(
        RolledEngine, "_ask", lambda self, *asked: texts.append(asked[0]) or ask(self, *asked)
    )
    whole = Filters(marks=(("factor:price",),))
    for where in (whole, replace(whole, start=date(2026, 1, 1)), Filters(language="en", source="shop")):
        for by in ((), ("source", "language"), ("month",)):
            engine.score_counts("csat", by=by, where=where)
            engine.record_counts(by=by, where=where)
            engine.sentiment_counts(by=by, where=where)
    engine.record_counts(by=("mark:factor",))
    for where in (Filters(band=("nps", 0, 6), sentiment="negative"), replace(whole, metric="nps")):
        engine.record_counts(by=("language",), where=where)
        engine.sentiment_counts(where=where)
    assert texts == []
    engine.record_counts(where=replace(whole, start=date(2026, 1, 31)))  # a day of January
    assert len(texts) == 1


def test_a_record_whose_answers_are_in_two_months_is_told_by_the_rows(tmp_path):
    rows = drawn(
        SAID.replace(
            "2026-01-31 | new     | review | web    |    ", "2026-02-01 | new     | review | web    |    "
        )
    )
    engine, oracle = rolled(rows, tmp_path), ReferenceEngine(rows)
    for where in (Filters(language="zh"), Filters(language="zh", end=date(2026, 2, 1))):
        assert counted(engine, ("source",), where) == counted(oracle, ("source",), where)
    assert engine.score_counts("nps", where=Filters(language="zh")).n == 1
    assert engine.score_counts("nps", where=Filters(language="zh", end=date(2026, 2, 1))).n == 0


def test_a_record_with_two_answers_to_a_metric_counts_once(tmp_path):
    rows = drawn(SAID.replace("| nps    | 9\n    c", "| csat   | 1\n    c"))
    engine, oracle = rolled(rows, tmp_path), ReferenceEngine(rows)
    for where in (
        Filters(band=("csat", 1, 5)),
        Filters(metric="csat", source="web"),
        Filters(band=("csat", 1, 1)),
    ):
        for by in ((), ("segment",), ("source",)):
            assert counted(engine, by, where) == counted(oracle, by, where)
    assert engine.record_counts(where=Filters(band=("csat", 1, 5))).total == 2
    assert engine.score_counts("csat").n == 3


def test_the_newest_are_looked_for_in_the_last_months_first(tmp_path, monkeypatch):
    rows = drawn(SAID)
    monkeypatch.setattr("regard.perception.engines.rolled.FEW", 2)
    engine, oracle = rolled(rows, tmp_path), ReferenceEngine(rows)
    for limit in range(9):
        for where in (
            Filters(),
            Filters(language="en"),
            Filters(end=date(2026, 3, 1)),
            Filters(source="web"),
        ):
            assert engine.newest(where=where, limit=limit) == oracle.newest(where=where, limit=limit)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(tables(), st.lists(st.tuples(dimensions, filters), min_size=1, max_size=4))
def test_any_questions_about_any_rows_have_the_same_answers(tmp_path_factory, rows, questions):
    engine, oracle = rolled(rows, tmp_path_factory.mktemp("archive")), ReferenceEngine(rows)
    for by, where in questions:
        assert everything(engine, by, where) == everything(oracle, by, where)


def test_where_all_answers_stand_in_part_0_no_other_part_is_looked_for(tmp_path, monkeypatch):
    engine, texts, ask = rolled(drawn(SAID + MARKS), tmp_path), [], RolledEngine._ask
    monkeypatch.setattr(
        RolledEngine, "_ask", lambda self, *asked: texts.append(asked[0]) or ask(self, *asked)
    )
    of_nps = {"metric": "nps"}
    assert engine.newest(where=Filters(end=date(2026, 2, 1), **of_nps), limit=9) == ("b", "a")
    assert "part > 0" in texts[-1]
    assert engine.newest(where=Filters(start=date(2026, 2, 1), **of_nps), limit=9) == ("d",)
    assert "part > 0" not in texts[-1]


def asked_of(engine, monkeypatch):
    """The periods of the counts that are made from now on."""
    made, table = [], RolledEngine.table

    def spied(self, text, values=None, *, where):
        made.append((where.start, where.end))
        return table(self, text, values, where=where)

    monkeypatch.setattr(RolledEngine, "table", spied)
    return made


def test_only_months_that_changed_are_counted_again(tmp_path, monkeypatch):
    kept = {}
    engine = rolled(drawn(SAID + MARKS), tmp_path, kept)
    made = asked_of(engine, monkeypatch)
    before = engine.score_counts("nps", by=("month",))
    assert made == [(None, None)]
    assert engine.score_counts("csat", by=("segment",)).n == 2
    assert len(made) == 1
    more = SAID + "    g         | 0    | 2026-02-03 | new |  | shop |  |  | nps | 7\n"
    again = rolled(drawn(more + MARKS), tmp_path / "anew", kept)
    again._states = engine._states | {"2026-02": "another state"}
    after = again.score_counts("nps", by=("month",))
    assert made[1:] == [(date(2026, 2, 1), date(2026, 3, 1))]
    assert (before.n, after.n) == (4, 5)


def test_months_outside_the_period_are_not_counted(tmp_path, monkeypatch):
    engine = rolled(drawn(SAID + MARKS), tmp_path)
    made = asked_of(engine, monkeypatch)
    assert engine.record_counts(where=Filters(start=date(2026, 12, 1))).total == 1
    assert made == [(date(2026, 12, 1), date(2027, 1, 1))]


def test_the_last_month_that_there_is_has_an_end(tmp_path):
    rows = drawn("record_id | day | metric | score\na | 9999-12-31 | nps | 3\nb | 2026-01-01 | nps | 4")
    engine = rolled(rows, tmp_path)
    assert engine.score_counts("nps", where=Filters(start=date(9999, 12, 1))).n == 1
    assert engine.score_counts("nps", by=("month",)) == ReferenceEngine(rows).score_counts(
        "nps", by=("month",)
    )


def test_an_archive_without_months_tells_nothing():
    engine = RolledEngine({}, {}, {})
    assert engine.record_counts().total == 0
    assert engine.score_counts("nps", by=("segment",)).rows == ()
    assert engine.sentiment_counts().rows == ()


def test_what_is_no_dimension_or_metric_is_refused_as_ever(tmp_path):
    engine = rolled(drawn(SAID + MARKS), tmp_path)
    with pytest.raises(UnknownDimension):
        engine.record_counts(by=("mood",))
    with pytest.raises(UnknownDimension, match="twice"):
        engine.score_counts("nps", by=("segment", "segment"))
    with pytest.raises(UnknownMetric):
        engine.score_counts("mood")
    assert engine.record_counts(by=["segment"]) == engine.record_counts(by=("segment",))
