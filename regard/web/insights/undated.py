"""The rows without a day: one Parquet file beside the months of an archive."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from regard.perception.schema import ROWS

FILE = "undated.parquet"
UNFINISHED = "undated.unfinished"


def write(folder: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """Put these rows in the place of those without a day, all or nothing; no rows remove the file."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished, rows = folder / UNFINISHED, 0
    with unfinished.open("wb") as file, pq.ParquetWriter(file, ROWS, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    if rows:
        unfinished.replace(folder / FILE)
    else:
        unfinished.unlink()
        (folder / FILE).unlink(missing_ok=True)


def paths(folder: Path) -> tuple[Path, ...]:
    """The file, where there are such rows."""
    return (folder / FILE,) if (folder / FILE).is_file() else ()
