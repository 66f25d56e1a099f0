"""An answer as one whole number: what the archive writes beside its columns, so that counting reads one.

Exact and reversible: from the highest digit to the lowest the metric, the direction, the ends of the scale,
the score and the month. No answer has no code, never the code 0.
"""

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.counts import FARTHEST
from regard.perception.schema import METRICS, ROWS
from regard.perception.tallies import Extent

CODE = "answer_code"
STORED = ROWS.append(pa.field(CODE, pa.int64()))
"""The shape of the archive's parts: the one row shape, and the code of the answer in each row."""

MONTH_BITS = 17  # 9999-12 is month 120,000
WIDTH = 2 * FARTHEST + 1
_WIDTHS = (("direction", 2), ("scale_min", WIDTH), ("scale_max", WIDTH), ("score", WIDTH))
ANSWERS_EACH = 2 * WIDTH**3
"""How many answers a metric can have in a month."""


def with_codes(rows: pa.Table) -> pa.Table:
    """The same rows, which have the shape of ROWS and are checked, in the shape of STORED."""
    digits = {"direction": pc.equal(rows["scale_direction"], "low_is_good").cast(pa.int64())}
    measured = pc.and_(pc.is_valid(rows["metric"]), pc.is_valid(rows["score"]))
    for name in ("scale_min", "scale_max", "score"):  # what measures nothing may be a part of a number
        whole = pc.if_else(measured, rows[name], pa.scalar(None, pa.float64())).cast(pa.int64())
        digits[name] = pc.add(whole, FARTHEST)
    code = pc.index_in(rows["metric"], pa.array(METRICS)).cast(pa.int64())
    for name, width in _WIDTHS:
        code = pc.add(pc.multiply(code, width), digits[name])
    return rows.append_column(STORED.field(CODE), pc.add(pc.shift_left(code, MONTH_BITS), _months(rows)))


def codes_of(metric: str) -> tuple[int, int]:
    """The lowest and the highest code that an answer to the metric can have."""
    lowest = METRICS.index(metric) * ANSWERS_EACH
    return lowest << MONTH_BITS, (lowest + ANSWERS_EACH << MONTH_BITS) - 1


@lru_cache(maxsize=65_536)
def answer_of(code: int) -> tuple[str | None, Extent, int]:
    """The month, the scale and the score of a code."""
    rest, month = code >> MONTH_BITS, code & ((1 << MONTH_BITS) - 1)
    found = []
    for _, width in reversed(_WIDTHS):
        rest, digit = divmod(rest, width)
        found.append(digit)
    score, high, low, low_is_good = found
    written = f"{(month - 1) // 12:04}-{(month - 1) % 12 + 1:02}" if month else None
    extent: Extent = (low - FARTHEST, high - FARTHEST, "low_is_good" if low_is_good else "high_is_good")
    return written, extent, score - FARTHEST


def _months(rows: pa.Table) -> pa.ChunkedArray:
    """The month of each row as a number, 0 where it has none; each different month is read once."""
    encoded = rows["month"].combine_chunks().dictionary_encode()
    parts = [month.split("-") for month in encoded.dictionary.to_pylist()]
    numbers = pa.array([12 * int(year) + int(month) for year, month in parts], pa.int64())
    return pc.fill_null(pa.chunked_array([numbers.take(encoded.indices)], pa.int64()), 0)
