"""Rows of some of many ids: the ids are bound as one list, so that there may be any number of them."""

# The column is one of a model's, and the ids are bound:
# ruff: noqa: S608

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q

Compiled = tuple[str, tuple[Any, ...]]


class Among(Lookup):
    """The column holds one of these ids."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Compiled:
        """As PostgreSQL takes a list."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*values, list(self.rhs))

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> Compiled:
        """As SQLite takes one, whose ids have no dashes."""
        column, values = self.process_lhs(compiler, connection)
        ids = json.dumps([pk.hex for pk in self.rhs])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*values, ids)


def is_among(column: str, ids: Iterable[UUID]) -> Q:
    """The column holds one of these ids; without any there is no such row."""
    bound = sorted(ids)
    return Q(Among(F(column), bound)) if bound else Q(pk__in=())
