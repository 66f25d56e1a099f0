"""A query that Django puts into words once, for questions that differ in one value alone.

The answer page asks by its token, thousands of times with the same six tables; to compile that query takes
longer than to run it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
HERE = "the one value"


def _answer(sql: str, given: list[Any]) -> Any:
    """The first row. This question shows by itself whether the connection is still one: no other asks before.

    A connection that was lost since its last request is opened anew, once.
    """
    is_own = not connection.in_atomic_block
    connection.health_check_done = is_own or connection.health_check_done  # type: ignore[attr-defined]
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchone()
    except (OperationalError, InterfaceError):
        if not is_own or connection.connection is None or connection.is_usable():
            raise
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()


@dataclass(frozen=True)
class Compiled:
    """A query in words, and how a row of it becomes objects."""

    sql: str
    given: tuple[Any, ...]
    converters: Any
    compiler: Any
    names: list[str]
    span: slice
    populators: list[Any]
    annotations: dict[str, int]


class Prepared(Generic[M]):
    """`make(HERE)` is the query, with one text compared; `first(value)` is its first row."""

    def __init__(self, make: Callable[[str], "models.QuerySet[M, M]"]) -> None:
        self._make = make
        self._compiled: dict[str, Compiled] = {}

    def first(self, value: str) -> M | None:
        """The first object that the query finds for this value."""
        known = self._compiled.get(connection.vendor)
        if known is None:
            known = self._compiled[connection.vendor] = self._compile()
        given = [value if one == HERE else one for one in known.given]
        row = _answer(known.sql, given)
        if row is None:
            return None
        (row,) = known.compiler.apply_converters([row], known.converters)
        model: type[M] = known.compiler.klass_info["model"]
        found = model.from_db(connection.alias, known.names, row[known.span])
        for populator in known.populators:
            populator.populate(row, found)
        for name, place in known.annotations.items():
            setattr(found, name, row[place])
        return found

    def _compile(self) -> Compiled:
        compiler = self._make(HERE)[:1].query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        fields = compiler.klass_info["select_fields"]
        span = slice(fields[0], fields[-1] + 1)
        return Compiled(
            sql=sql,
            given=tuple(given),
            converters=compiler.get_converters([one[0] for one in compiler.select]),
            compiler=compiler,
            names=[one[0].target.attname for one in compiler.select[span]],
            span=span,
            populators=get_related_populators(  # type: ignore[call-arg]  # the types are of a later Django
                compiler.klass_info, compiler.select, connection.alias
            ),
            annotations=compiler.annotation_col_map,
        )
