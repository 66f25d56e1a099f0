"""Tables drawn in a test become rows."""

from datetime import date, datetime

import pyarrow as pa

from regard.perception.schema import ROWS, conform

SCALES = {
    "nps": (0, 10),
    "csat": (1, 5),
    "ces": (1, 7),
    "stars": (1, 5),
    "trust": (1, 7),
    "values": (1, 7),
}


def drawn(tables):
    """Rows from lines of cells parted by `|`; an empty cell is null, a metric brings its customary scale.

    A second table, after an empty line, adds columns to the same records and parts. `times` repeats a
    line under other record names; `words` are written `slow:negative,fast:positive`, `marks` like
    `factor:price,emotion:joy`.
    """
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for table in tables.strip().split("\n\n"):
        head, *cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
        for line in (dict(zip(head, some, strict=True)) for some in cells):
            lines.setdefault((line["record_id"], line.get("part", "0")), {}).update(line)
    return conform(pa.Table.from_pylist([row for line in lines.values() for row in _rows(line)], schema=ROWS))


def _rows(cells):
    times = int(cells.pop("times", 1))
    row = {name: _value(name, cell) for name, cell in cells.items() if cell}
    if row.get("metric"):
        low, high = SCALES[row["metric"]]
        row = {"scale_min": low, "scale_max": high, "scale_direction": "high_is_good"} | row
    if row.get("day"):
        row["month"] = f"{row['day']:%Y-%m}"
    row.setdefault("part", 0)
    names = [row["record_id"]] if times == 1 else [f"{row['record_id']}-{number}" for number in range(times)]
    return [row | {"record_id": name} for name in names]


def _value(name, cell):
    if name == "words":
        pairs = [pair.strip().split(":") for pair in cell.split(",")]
        return [{"word": word, "sentiment": sentiment or None} for word, sentiment in pairs]
    if name == "marks":
        return [mark.strip() for mark in cell.split(",")]
    kind = ROWS.field(name).type
    if pa.types.is_date(kind):
        return date.fromisoformat(cell)
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(cell)
    if pa.types.is_boolean(kind):
        return cell == "yes"
    return cell if pa.types.is_string(kind) else float(cell) if pa.types.is_floating(kind) else int(cell)
