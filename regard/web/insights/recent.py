"""The days that the newest records lie on, so that no others are read where only so many are asked for."""
# The conditions are written where they are asked and every value is bound:
# ruff: noqa: S608

from collections.abc import Mapping
from dataclasses import replace

from regard.perception.tallies import Filters
from regard.web.insights import studies
from regard.web.workspaces.tenancy import current_workspace


def recent(
    where: Filters, condition: str, values: Mapping[str, studies.Value] | None = None, *, most: int
) -> Filters:
    """The filters without the days before the newest `most` records whose first row meets a condition.

    As they are where no more records than that have a day: then those without one are among the newest.
    """
    days = (
        f"SELECT day, count(*) AS n FROM told WHERE part = 0 AND day IS NOT NULL AND {condition} GROUP BY day"
    )
    found = studies.table(current_workspace(), f"{days} ORDER BY day DESC", values, where=where)
    n = 0
    for day, many in zip(*found.to_pydict().values(), strict=True):
        n += many
        if n >= most:
            return replace(where, start=day)
    return where
