"""Which counts are kept of each month of an archive, and how they are made of its rows."""

# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.answer_codes import ANSWERS_EACH, CODE, MONTH_BITS
from regard.perception.engines.sql import IN_WAYS, PERSON, listed
from regard.perception.schema import PARTING, RECORD_DIMENSIONS, THEME, marked_of
from regard.perception.tallies import Filters

PERIOD = ("start", "end")
MARK = "mark"
KINDS = {
    "day": pa.date32(),
    "code": pa.int64(),
    "n": pa.int64(),
    **dict.fromkeys(("is_further", "is_good", "is_bad", "is_odd", "is_twice"), pa.bool_()),
}


@dataclass(frozen=True)
class Counts:
    """What is counted by which columns."""

    by: tuple[str, ...]
    text: str
    head: str = ""
    is_large: bool = False  # about as long as the rows: to be read where they stand, and not into memory

    def tell(self, by: Iterable[str], where: Filters) -> bool:
        """Whether a question can be answered from them."""
        chosen = {one.name for one in fields(where) if getattr(where, one.name) != one.default}
        told = {*self.by, *(PERIOD if "day" in self.by else ())}
        return {*by, *chosen} <= told

    def of(self, counts: pa.Table, by: tuple[str, ...], where: Filters) -> pa.Table:
        """The counts that a question is answered from."""
        return counts

    def none(self) -> pa.Table:
        """The counts of no rows."""
        names = (*self.by, "thing", MARK, *KINDS)
        return pa.table({name: pa.array([], KINDS.get(name, pa.string())) for name in names})


BY_DAY = ("month", "day", "segment", "kind")
ANSWERS = Counts(
    BY_DAY,
    f"""
    SELECT {listed(BY_DAY)} {CODE} >> {MONTH_BITS} AS code, part > 0 AS is_further, count(*) AS n
    FROM told WHERE {CODE} IS NOT NULL GROUP BY ALL
    """,
)


def records_by(*by: str) -> Counts:
    return Counts(by, f"SELECT {listed(by)} count(*) AS n FROM told WHERE part = 0 GROUP BY ALL")


HEADS = records_by(*BY_DAY, "language", "sentiment")
PLACES = records_by("month", "segment", "source", "channel", "kind", "language")


def spoken(head: str) -> Counts:
    """Records by the things that they are marked with under a head, and by whether well or ill."""
    alike = f"SELECT {listed(BY_DAY)} marks, count(*) AS n FROM told WHERE part = 0 GROUP BY ALL"
    said = f"SELECT {listed(BY_DAY)} marks, n, explode(marks) AS mark FROM ({alike})"
    heard = f"""
        SELECT {listed(BY_DAY)} marks, n, split_part(mark, :parting, 2) AS thing,
            bool_or(split_part(mark, :parting, 3) = 'positive') AS is_good,
            bool_or(split_part(mark, :parting, 3) = 'negative') AS is_bad
        FROM ({said}) WHERE split_part(mark, :parting, 1) = :head GROUP BY ALL
        """
    things = f"SELECT {listed(BY_DAY)} thing, is_good, is_bad, CAST(sum(n) AS BIGINT) AS n"
    return Counts(BY_DAY, f"{things} FROM ({heard}) GROUP BY ALL", head)


@dataclass(frozen=True)
class Carried(Counts):
    """What is counted by whole months, once for all and once for each thing that a record is marked with.

    Where `is_odd` is met they are of no use: a row whose record has its part 0 on another day, a mark without
    a thing. `is_twice` stands at a metric, in the place of its first answer, that some record has two answers
    to: there answers are counted, and not records.
    """

    def tell(self, by: Iterable[str], where: Filters) -> bool:
        """Whether a question can be answered from them, as far as it is of whole months."""
        head = marked_of(tuple(by))
        if where.marks and (head or not _is_one_thing(where.marks)):
            return False
        if head and head[2]:
            return False
        left = replace(where, start=None, end=None, marks=())
        return super().tell((one for one in by if not head or one != head[0]), left)

    def of(self, counts: pa.Table, by: tuple[str, ...], where: Filters) -> pa.Table:
        """The counts that a question is answered from; things stand in a column with the dimension's name."""
        if (head := marked_of(by)) is None:
            return counts.filter(pc.equal(counts[MARK], where.marks[0][0] if where.marks else ""))
        name, above, _ = head
        mine = counts.filter(pc.starts_with(counts[MARK], f"{above}{PARTING}"))
        return mine.append_column(name, pc.utf8_slice_codeunits(mine[MARK], len(above) + 1))


def _is_one_thing(groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the filter asks for one thing, without how it is spoken of."""
    if len(groups) != 1 or len(groups[0]) != 1:
        return False
    head, _, thing = groups[0][0].partition(PARTING)
    return bool(head and thing) and PARTING not in thing


BY_MONTH = ("month", "segment", "source", "channel", "kind", "language", "sentiment")
_OWN = listed(name for name in BY_MONTH if name not in RECORD_DIMENSIONS)
_BETWEEN = f"chr({ord(PARTING)})"
_THINGS = f"[one for one in marks if len(string_split(one, {_BETWEEN})) = 2]"
_UNFIT = f"NOT contains(one, {_BETWEEN}) OR starts_with(one, {_BETWEEN}) OR ends_with(one, {_BETWEEN})"
_ODD = f"coalesce(len([one for one in marks if {_UNFIT}]) > 0, false)"


_GIVEN = f"{CODE} >> {MONTH_BITS} AS code"
_HEAD = "record_id AS headed, day AS head_day, month AS head_month, language, sentiment, marks"
_TWICE = f"""
    SELECT DISTINCT month, metric * {ANSWERS_EACH} AS code, true AS is_twice, CAST(0 AS BIGINT) AS n FROM (
        SELECT month, record_id, ({CODE} >> {MONTH_BITS}) // {ANSWERS_EACH} AS metric FROM told
        WHERE {CODE} IS NOT NULL
            AND record_id IN (SELECT record_id FROM told WHERE part > 0 AND {CODE} IS NOT NULL)
        GROUP BY ALL HAVING count(*) > 1
    )
"""


def _answers_by(*by: str) -> str:
    """Answers by these columns, of which those of the record stand in its part 0 alone, and by its marks."""
    own = listed(name for name in by if name not in RECORD_DIMENSIONS)
    known = {*by, "day", "month"} - set(RECORD_DIMENSIONS)
    return f"""
        SELECT {listed(by)} marks, false AS is_odd, {_GIVEN}, count(*) AS n
        FROM told WHERE part = 0 AND {CODE} IS NOT NULL GROUP BY ALL
        UNION ALL BY NAME
        SELECT {own} language, sentiment, marks, headed IS NULL OR head_day IS DISTINCT FROM day AS is_odd,
            {_GIVEN}, count(*) AS n
        FROM (
            SELECT {listed(sorted(known))} record_id, {CODE} FROM told WHERE part > 0 AND {CODE} IS NOT NULL
        ) AS further
        LEFT JOIN (SELECT {_HEAD} FROM told WHERE part = 0) AS head
            ON headed = record_id AND head_month IS NOT DISTINCT FROM month
        GROUP BY ALL
        """


def _carried(alike: str, *columns: str) -> str:
    """Of rows that are counted with their lists of marks: without a mark, and for each of the things."""
    kept = listed((*BY_MONTH, *columns))
    things = f"unnest(list_append(list_distinct(coalesce({_THINGS}, [])), ''))"
    said = f"SELECT {kept} is_odd OR {_ODD} AS is_odd, n, {things} AS {MARK} FROM ({alike})"
    return f"SELECT {kept} {MARK}, is_odd, CAST(sum(n) AS BIGINT) AS n FROM ({said}) GROUP BY ALL"


CARRIED_HEADS = Carried(
    BY_MONTH,
    _carried(
        f"SELECT {listed(BY_MONTH)} marks, false AS is_odd, count(*) AS n "
        "FROM told WHERE part = 0 GROUP BY ALL"
    ),
)
CARRIED_ANSWERS = Carried(BY_MONTH, f"{_carried(_answers_by(*BY_MONTH), 'code')} UNION ALL BY NAME {_TWICE}")
_DAILY = (*BY_DAY, *RECORD_DIMENSIONS)
GIVEN = Counts(
    _DAILY,
    f"""
    SELECT {listed(_DAILY)} code, is_odd, CAST(sum(n) AS BIGINT) AS n
    FROM ({_answers_by(*_DAILY)}) GROUP BY ALL UNION ALL BY NAME {_TWICE}
    """,
)


@dataclass(frozen=True)
class Themed(Counts):
    """What is counted by the themes that records carry, of whole months where days are not told."""

    def tell(self, by: Iterable[str], where: Filters) -> bool:
        """Whether a question can be answered from them: it names a theme, and no two at once."""
        by = tuple(by)
        if len(where.theme) + by.count(THEME) != 1:
            return False
        return super().tell(by, where if "day" in self.by else replace(where, start=None, end=None))


def _themed(own: tuple[str, ...], columns: tuple[str, ...], some: str) -> Themed:
    """Some rows by these columns and by theme, and by columns of what was given, where there are any."""
    given = "".join(f"{name}, " for name in columns)
    named = listed(name.rpartition(" ")[2] for name in columns)
    return Themed(
        (*own, THEME),
        f"""
        SELECT {listed(own)} {named} theme, CAST(sum(n) AS BIGINT) AS n FROM (
            SELECT {listed(own)} {named} n, unnest(list_distinct(themes)) AS theme FROM (
                SELECT {listed(own)} {given} themes, count(*) AS n FROM told JOIN themed USING (record_id)
                WHERE {some} GROUP BY ALL
            )
        ) GROUP BY ALL
        """,
    )


THEMED_HEADS = _themed(("month", "day", "segment", "sentiment"), (), "part = 0")
THEMED_PLACES = _themed(BY_MONTH, (), "part = 0")
_STANDING = tuple(name for name in BY_MONTH if name not in RECORD_DIMENSIONS)
THEMED_ANSWERS = _themed(_STANDING, (_GIVEN,), f"{CODE} IS NOT NULL")

_BITS = " | ".join(f"CASE WHEN {felt} THEN {1 << place} ELSE 0 END" for place, felt in enumerate(IN_WAYS))
USED = Counts(
    ("month", "day", "segment"),
    f"""
    SELECT month, day, segment, used.word AS word, md5_number_lower({PERSON}) AS person,
        CAST(bit_or({_BITS}) AS UTINYINT) AS ways
    FROM (
        SELECT month, day, segment, customer_id, record_id, explode(words) AS used FROM told WHERE part = 0
    ) GROUP BY ALL
    """,
    is_large=True,
)
"""Who used which word, and in which ways: people are told apart by 64 bits of an MD5, so that of ten million
two are taken for one about three times in a million."""
FELT = ", ".join(f"sum((ways >> {place}) & 1)" for place in range(len(IN_WAYS)))
