"""The one row shape: who said what, where, when, with what score."""

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.counts import FARTHEST

METRICS = ("nps", "csat", "ces", "stars", "trust", "values")
"""New ones come last: answer_codes counts by their places."""
SENTIMENTS = ("negative", "neutral", "positive", "mixed")
DIRECTIONS = ("high_is_good", "low_is_good")
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
LANGUAGE = r"^([a-z]{2}|other|unknown)$"  # ISO 639-1

RATING = pa.struct(
    [
        *((name, pa.string()) for name in ("name", "label", "kind")),
        *((name, pa.float64()) for name in ("value", "scale_min", "scale_max")),
    ]
)
ROWS = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("part", pa.int16(), nullable=False),
        ("source", pa.string()),
        ("kind", pa.string()),
        ("channel", pa.string()),
        ("day", pa.date32()),
        ("month", pa.string()),
        ("language", pa.string()),
        ("segment", pa.string()),
        ("customer_id", pa.string()),
        ("account_id", pa.string()),
        ("subject", pa.string()),
        ("metric", pa.string()),
        ("score", pa.float64()),
        ("scale_min", pa.float64()),
        ("scale_max", pa.float64()),
        ("scale_direction", pa.string()),
        ("sentiment", pa.string()),
        ("sentiment_score", pa.float64()),
        ("words", pa.list_(pa.struct([("word", pa.string()), ("sentiment", pa.string())]))),
        ("marks", pa.list_(pa.string())),  # what else was read: "factor:price:negative", "intent:complaint"
        ("is_public", pa.bool_()),
        ("moment", pa.timestamp("us", "UTC")),  # of the day: what was said last is known by it
        ("is_worded", pa.bool_()),  # something was written, and not only a score given
        ("ratings", pa.list_(RATING)),  # whole numbers that were given beside a score of another kind
        ("picked", pa.list_(pa.string())),  # of the words that were offered; not null where any were
        ("asked_with", pa.string()),  # the version of the questions
    ]
)

DIMENSIONS = (
    *("source", "kind", "channel", "language", "segment", "customer_id", "account_id", "subject"),
    *("sentiment", "day", "month", "is_public"),
)
"""The columns that a tally may be split by; `language` and `sentiment` are those of the record's part 0."""

RECORD_DIMENSIONS = ("language", "sentiment")
MARKED = "mark:"
"""Before a head of marks it is a dimension, too: `mark:factor` the things that the record is marked with,
`mark:factor:negative` those that it is marked with in this way. A record counts for each of them."""
PARTING = ":"  # between the parts of a mark
THEME = "theme"
"""The dimension of what stands in CARRIED: a record counts once for each theme that it carries."""
CARRIED = pa.schema(
    [pa.field("record_id", pa.string(), nullable=False), pa.field("themes", pa.list_(pa.string()))]
)
"""What records carry, in a table beside the rows, for it changes without them: each record once at most."""
TEXT_COLUMNS = ("sentiment", "sentiment_score", "words", "marks")
ASKED_COLUMNS = ("ratings", "picked", "asked_with")
_CLOSED = {
    "metric": METRICS,
    "sentiment": SENTIMENTS,
    "scale_direction": DIRECTIONS,
}


class UnfitRows(ValueError):
    """Rows that do not have the one row shape; `column` says where."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(f"column {column!r}: {problem}")
        self.column = column


class UnknownDimension(ValueError):
    """A tally was asked for by something that is not a dimension, or twice by the same one."""


class UnknownMetric(ValueError):
    """A metric was asked for that no row can have."""


def conform(table: pa.Table) -> pa.Table:
    """Return the same rows in the shape of ROWS: columns in order, types cast, NaN turned into null.

    A missing column becomes nulls (`part` becomes 0, `month` follows `day`); `record_id` must be there.
    Raises UnfitRows, naming the column and the first row, for a column that ROWS does not have, a value
    that does not fit its type or its closed list, a measured score without its scale or outside it, a
    moment of another day, a word or a mark that is null, or what is told once of a record on another part
    than 0. That no record has a part twice is not looked at: who writes the rows sees to it.
    """
    for name in table.column_names:
        if name not in ROWS.names or table.column_names.count(name) > 1:
            raise UnfitRows(
                name, "twice in the table" if name in ROWS.names else "not a column of the schema"
            )
    columns = {field.name: _column(table, field) for field in ROWS}
    if "month" not in table.column_names:
        columns["month"] = _months(columns["day"])
    fitted = pa.Table.from_arrays([columns[name] for name in ROWS.names], schema=ROWS)
    _check(fitted)
    return fitted


def check_metric(metric: str) -> None:
    """Raise UnknownMetric unless rows can have this metric."""
    if metric not in METRICS:
        raise UnknownMetric(f"{metric!r} is not one of {', '.join(METRICS)}")


def check_dimensions(by: tuple[str, ...]) -> None:
    """Raise UnknownDimension unless `by` names dimensions, each once, and one at most that has several
    values for a record: a head of marks, or the themes."""
    if isinstance(by, str):
        raise UnknownDimension(f"dimensions come as a tuple, such as ({by!r},)")
    for name in by:
        if name not in DIMENSIONS and not _has_several(name):
            raise UnknownDimension(f"{name!r} is not one of {', '.join(DIMENSIONS)}, {THEME}, {MARKED}…")
    if len(set(by)) < len(by) or sum(map(_has_several, by)) > 1:
        raise UnknownDimension(f"a dimension stands twice in {by}")


def marked_of(by: tuple[str, ...]) -> tuple[str, str, str] | None:
    """The dimension that is a head of marks, if there is one: its name, the head and the way.

    >>> marked_of(("month", "mark:factor:negative"))
    ('mark:factor:negative', 'factor', 'negative')
    """
    for name in by:
        if _is_marked(name):
            head, _, way = name.removeprefix(MARKED).partition(PARTING)
            return name, head, way
    return None


def check_carried(table: pa.Table) -> pa.Table:
    """The same table in the shape of CARRIED.

    Raises UnfitRows, naming the column, for a missing or unknown column, a type that does not fit, a record
    that stands in it twice and a theme that is null.
    """
    if sorted(table.column_names) != sorted(CARRIED.names):
        raise UnfitRows(", ".join(table.column_names), f"not the columns {', '.join(CARRIED.names)}")
    fitted = pa.Table.from_arrays([_column(table, field) for field in CARRIED], schema=CARRIED)
    if len(pc.unique(fitted["record_id"])) < len(fitted):
        raise UnfitRows("record_id", "a record stands twice among those that carry themes")
    if pc.any(pc.is_null(pc.list_flatten(fitted["themes"]))).as_py():
        raise UnfitRows("themes", "null among the themes of a record")
    return fitted


def _has_several(name: str) -> bool:
    return name == THEME or _is_marked(name)


def _is_marked(name: str) -> bool:
    head, _, way = name.removeprefix(MARKED).partition(PARTING)
    return name.startswith(MARKED) and bool(head) and PARTING not in way


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in table.column_names:
        if field.name == "record_id":
            raise UnfitRows(field.name, "missing")
        value = pa.scalar(0 if field.name == "part" else None, field.type)
        return pa.chunked_array([pa.repeat(value, table.num_rows)], field.type)
    try:
        column = table.column(field.name).cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
        raise UnfitRows(field.name, str(problem)) from problem
    if pa.types.is_floating(field.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, field.type), column)
    if not field.nullable and column.null_count:
        raise UnfitRows(field.name, f"null in row {pc.index(pc.is_null(column), True).as_py()}")
    return column


def _check(rows: pa.Table) -> None:
    for name, allowed in _CLOSED.items():
        _refuse(
            name, pc.invert(pc.is_in(rows[name], pa.array([*allowed, None]))), rows, "not one of", allowed
        )
    _refuse("part", pc.less(rows["part"], 0), rows, "negative")
    _refuse("language", pc.invert(pc.match_substring_regex(rows["language"], LANGUAGE)), rows, "no ISO 639-1")
    _refuse("month", pc.invert(pc.match_substring_regex(rows["month"], MONTH)), rows, "not YYYY-MM")
    written = _months(rows["day"])
    _refuse(
        "month", pc.fill_null(pc.not_equal(rows["month"], written), False), rows, "not the month of its day"
    )
    _refuse("month", pc.and_(pc.is_null(rows["month"]), pc.is_valid(rows["day"])), rows, "null beside a day")
    days = pc.cast(rows["moment"], pa.date32())
    _refuse("moment", pc.fill_null(pc.not_equal(days, rows["day"]), False), rows, "not of its day")
    _refuse("moment", pc.and_(pc.is_valid(days), pc.is_null(rows["day"])), rows, "beside no day")
    for name in (*TEXT_COLUMNS, *ASKED_COLUMNS):
        _refuse(name, pc.and_(pc.is_valid(rows[name]), pc.not_equal(rows["part"], 0)), rows, "not on part 0")
    _check_words(rows["words"])
    _check_marks(rows["marks"])
    _check_scores(rows)


def _months(days: pa.ChunkedArray) -> pa.ChunkedArray:
    """The month of each day as YYYY-MM; each different day is written once, for that is slow."""
    encoded = days.combine_chunks().dictionary_encode()
    written = pc.strftime(encoded.dictionary, "%Y-%m")
    return pa.chunked_array([written.take(encoded.indices)], pa.string())


def _check_words(words: pa.ChunkedArray) -> None:
    before = 0
    for chunk in words.chunks:
        used, rows = pc.list_flatten(chunk), pc.list_parent_indices(chunk)
        known = pc.is_in(pc.struct_field(used, "sentiment"), pa.array([*SENTIMENTS, None]))
        wrong = pc.or_(pc.is_null(pc.struct_field(used, "word")), pc.invert(known))
        if (place := pc.index(wrong, True).as_py()) >= 0:
            row = before + rows[place].as_py()
            raise UnfitRows("words", f"{used[place].as_py()!r} in row {row} is no word with its sentiment")
        before += len(chunk)


def _check_marks(marks: pa.ChunkedArray) -> None:
    if pc.any(pc.is_null(pc.list_flatten(marks))).as_py():
        raise UnfitRows("marks", "null among the marks of a row")


def _check_scores(rows: pa.Table) -> None:
    measured = pc.and_(pc.is_valid(rows["metric"]), pc.is_valid(rows["score"]))
    for name in ("scale_min", "scale_max", "scale_direction"):
        _refuse(name, pc.and_(measured, pc.is_null(rows[name])), rows, "null beside a measured score")
    score, low, high = rows["score"], rows["scale_min"], rows["scale_max"]
    for name in ("scale_min", "scale_max", "score"):
        whole = pc.equal(rows[name], pc.floor(rows[name]))
        _refuse(name, pc.and_(measured, pc.invert(whole)), rows, "not an integer")
        _refuse(name, pc.and_(measured, pc.greater(pc.abs(rows[name]), FARTHEST)), rows, "too far from 0")
    _refuse("scale_max", pc.and_(measured, pc.less_equal(high, low)), rows, "not above scale_min")
    outside = pc.or_(pc.less(score, low), pc.greater(score, high))
    _refuse("score", pc.and_(measured, outside), rows, "outside its scale")


def _refuse(column: str, wrong: pa.ChunkedArray, rows: pa.Table, *problem: object) -> None:
    row = pc.index(wrong, True).as_py()
    if row >= 0:
        text = " ".join(
            ", ".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in problem
        )
        raise UnfitRows(column, f"{rows[column][row].as_py()!r} in row {row} is {text}")
