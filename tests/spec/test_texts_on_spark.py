"""Texts that Spark hands to the text engine, batch by batch, are read as they are here."""

import pyarrow as pa

from regard.perception.text import HEADS, read
from tests.spec.conftest import ON_SPARK

pytestmark = ON_SPARK
ALONE = [head for head in HEADS if head != "flags"]  # near duplicates ask for neighbours
TEXTS = [
    "The staff were lovely but delivery took three weeks.",
    "服务很好，但是太贵了。",
    "",
    "👍👍 great 好",
    "Ich bin sehr zufrieden mit dem Service.",
    "not cheap, not good " * 40,
    "\u202e<b>odd</b>\u200b \x00 text",
] * 30  # fmt: skip


def ddl(kind):
    """An Arrow type as Spark writes it."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"array<{ddl(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{field.name}: {ddl(field.type)}' for field in kind)}>"
    return {"string": "string", "double": "double", "int32": "int"}[str(kind)]


def test_map_in_arrow_gives_the_same_columns(spark_session):
    here = read(TEXTS, heads=ALONE)

    def reader(batches):
        for batch in batches:
            yield from read(batch, heads=ALONE).to_batches()

    rows = spark_session.createDataFrame([(text,) for text in TEXTS], "text string").coalesce(1)
    schema = ", ".join(f"{field.name} {ddl(field.type)}" for field in here.schema)
    there = rows.mapInArrow(reader, schema).toArrow()
    assert there.column_names == here.column_names
    assert there.to_pylist() == here.to_pylist()
