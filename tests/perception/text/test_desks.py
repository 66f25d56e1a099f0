"""What a thread keeps from call to call changes nothing that is read."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from regard.perception.text import read
from regard.perception.text.buffers import utf8
from regard.perception.text.desks import desk
from regard.perception.text.finding import find
from regard.perception.text.weights import kit, sides_of

TEXTS = ["The staff were lovely but delivery took three weeks.", "服务很好，但是太贵了。", "not bad 👍", ""]
NONE = np.zeros(len(TEXTS), bool)


def found(held, *, labels):
    """What a kit makes of the texts, as plain lists."""
    columns = find(utf8(TEXTS), held, NONE, NONE, labels=labels)
    return [columns.sides.tolist(), columns.chances.tolist(), columns.emotions.tolist()]


@pytest.mark.parametrize("labels", [True, False])
def test_what_was_learned_for_one_kit_is_not_used_for_another(labels):
    shipped = kit()
    first = found(shipped, labels=labels)
    table = np.flip(shipped.model.table, axis=0).copy()
    other = shipped._replace(model=shipped.model._replace(table=table, sides=sides_of(table)))
    second = found(other, labels=labels)
    assert second != first
    assert desk(other).kit is other
    with ThreadPoolExecutor(1) as fresh:  # a thread that has read nothing yet
        assert fresh.submit(found, other, labels=labels).result() == second
    assert found(shipped, labels=labels) == first


def test_threads_that_read_at_once_read_the_same():
    heads = (["sentiment"], None)
    alone = [read(TEXTS * 50, heads=some) for some in heads]
    with ThreadPoolExecutor(4) as threads:
        for some, table in zip(
            heads * 8, threads.map(lambda one: read(TEXTS * 50, heads=one), heads * 8), strict=True
        ):
            assert table.equals(alone[heads.index(some)])


def test_a_thread_has_one_desk_and_another_thread_another():
    with ThreadPoolExecutor(1) as thread:
        assert desk(kit()) is desk(kit())
        assert thread.submit(desk, kit()).result() is not desk(kit())
