"""Parts on disk count the same as all rows at once, whatever the rows are."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import ROWS, conform
from regard.perception.study import perception
from regard.perception.tallies import Filters, Tally
from regard.report import parts
from regard.report.parts import PartedEngine, Parts, part_of, sum_of

WORDS = ["friendly", "late", "客服", "慢"]
LABELS = ["positive", "negative", "neutral", "mixed"]
ANSWERS = st.tuples(
    st.sampled_from(["c1", "c2", "客户", None]),
    st.sampled_from([date(2026, 1, 5), date(2026, 2, 6), None]),
    st.sampled_from(["en", "zh"]),
    st.sampled_from([*LABELS, None]),
    st.integers(0, 10),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LABELS)), max_size=4, unique=True),
)
WHERE = [Filters(), Filters(start=date(2026, 2, 1)), Filters(language="zh"), Filters(word=("late",))]


def table(answers):
    rows = [
        {
            "record_id": str(place + 2),
            "part": 0,
            "customer_id": customer,
            "day": day,
            "month": day and f"{day:%Y-%m}",
            "language": language,
            "sentiment": sentiment,
            "metric": "nps",
            "score": score,
            "scale_min": 0,
            "scale_max": 10,
            "scale_direction": "high_is_good",
            "sentiment_score": 0.0,
            "words": [{"word": word, "sentiment": label} for word, label in words],
            "marks": [f"word:{word}:{label}" for word, label in words],
        }
        for place, (customer, day, language, sentiment, score, words) in enumerate(answers)
    ]
    return conform(pa.Table.from_pylist(rows, schema=ROWS))


def parted(rows, pieces=3):
    """An engine of several parts, split as the files are."""
    people = [
        customer or record
        for customer, record in zip(
            *(rows[name].to_pylist() for name in ("customer_id", "record_id")), strict=True
        )
    ]
    chosen = [
        [place for place, person in enumerate(people) if part_of(person) % pieces == part]
        for part in range(pieces)
    ]
    return PartedEngine([ReferenceEngine(rows.take(pa.array(places, pa.int64()))) for places in chosen])


@settings(max_examples=40, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=25), st.sampled_from(WHERE))
def test_parts_count_the_same_as_the_whole(answers, where):
    rows = table(answers)
    whole, split = ReferenceEngine(rows), parted(rows)
    for by in ((), ("month",), ("month", "language"), ("sentiment",), ("mark:word",)):
        assert split.record_counts(by=by, where=where) == whole.record_counts(by=by, where=where)
        assert split.score_counts("nps", by=by, where=where) == whole.score_counts("nps", by=by, where=where)
    assert split.sentiment_counts(by=("month",), where=where) == whole.sentiment_counts(
        by=("month",), where=where
    )
    assert split.polarity_counts("word", where=where) == whole.polarity_counts("word", where=where)
    for limit in (None, 0, 2):
        assert split.word_counts(where=where, limit=limit) == whole.word_counts(where=where, limit=limit)


def answers_of(n):
    return [
        (
            f"c{k % 7}" if k % 3 else None,
            date(2026, 1 + k % 3, 1),
            "en",
            LABELS[k % 4],
            k % 11,
            [(WORDS[k % 4], LABELS[k % 4])],
        )
        for k in range(n)
    ]


@pytest.mark.parametrize("held", [10, 64, 10_000])
def test_a_study_is_the_same_in_memory_and_on_disk(tmp_path, monkeypatch, held):
    monkeypatch.setattr(parts, "HELD", held)
    rows = table(answers_of(300))
    taken = Parts(tmp_path)
    for start in range(0, 300, 7):
        taken.add(rows.slice(start, 7))
    engine = taken.engine()
    assert isinstance(engine, DuckDBEngine) == (held > 300)
    assert perception(engine) == perception(ReferenceEngine(rows))


def test_rows_stay_in_memory_while_they_are_few(tmp_path):
    taken = Parts(tmp_path)
    taken.add(table(answers_of(50)))
    taken.engine()
    assert list(tmp_path.iterdir()) == []


def test_rows_that_fill_the_last_part_exactly_are_all_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "HELD", 50)
    taken = Parts(tmp_path)
    taken.add(table(answers_of(50)))
    assert taken.engine().record_counts().total == 50


def test_rows_that_are_left_over_are_counted_too(read, write, monkeypatch):
    monkeypatch.setattr(parts, "HELD", 1_000)
    path = write(("nps",), [(n % 11,) for n in range(2_500)])
    assert read(path, "--json").object["metrics"]["nps"]["n"] == 2_500


def test_no_rows_at_all_count_nothing(tmp_path):
    assert Parts(tmp_path).engine().record_counts() == Tally((), ())


def test_all_rows_of_a_person_go_to_one_part(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "HELD", 10)
    taken = Parts(tmp_path)
    rows = table([("c1", None, "en", "positive", 9, [("late", "negative")])] * 40)
    for start in range(0, 40, 10):
        taken.add(rows.slice(start, 10))
    (word,) = taken.engine().word_counts().rows
    assert len(list(tmp_path.iterdir())) == 1
    assert (word.word, word.people) == ("late", 1)


@given(st.text(max_size=20))
def test_every_person_has_a_part(person):
    assert 0 <= part_of(person) < parts.PARTS


def test_people_are_spread_over_the_parts():
    counts = [0] * parts.PARTS
    for person in range(16_000):
        counts[part_of(str(person))] += 1
    assert min(counts) > 800


def test_tallies_add_up():
    one, two = (
        Tally.of(("month",), {("2026-01",): 2}),
        Tally.of(("month",), {("2026-01",): 1, ("2026-02",): 4}),
    )
    assert sum_of([one, two, one]).counts() == {"2026-01": 5, "2026-02": 4}
