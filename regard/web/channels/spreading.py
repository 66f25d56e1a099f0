"""When a message leaves: within working hours, and not all of them at the same minute."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
DAYS = 8  # a week and a day: some day of it is one on which messages leave


class UnfitHours(ValueError):
    """Hours or days in which nothing could ever leave."""


@dataclass(frozen=True)
class Hours:
    """The hours of a day, and the days of the week (0 is Monday), in which messages leave."""

    start: int = 9
    end: int = 18
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= 24:
            raise UnfitHours(f"from {self.start} to {self.end} o'clock")
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise UnfitHours(f"on the days {self.weekdays}")

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> "Hours":
        """Those that a campaign names; what it does not name is as usual. Raises UnfitHours."""
        try:
            start, end = int(content.get("from_hour", 9)), int(content.get("to_hour", 18))
            days = tuple(int(day) for day in content.get("weekdays", MONDAY_TO_FRIDAY))
        except (TypeError, ValueError) as error:
            raise UnfitHours(str(error)) from error
        return cls(start, end, days)


def moment(after: datetime, hours: Hours, *, zone: str, key: str) -> datetime:
    """The moment at which the message `key` leaves: not before `after`, within the hours of its place.

    Messages that are due together are spread over what is left of the day, each to the same place whenever
    it is asked.
    """
    here = after.astimezone(ZoneInfo(zone))
    for later in range(DAYS):
        midnight = (here + timedelta(days=later)).replace(hour=0, minute=0, second=0, microsecond=0)
        # as seconds: on the day when clocks change, an hour of the place may not exist
        opens = max(midnight.replace(hour=hours.start).timestamp(), after.timestamp())
        closes = _closing(midnight, hours).timestamp()
        if midnight.weekday() in hours.weekdays and opens < closes:
            found = datetime.fromtimestamp(opens + (closes - opens) * _share(key), tz=after.tzinfo)
            return max(found, after)
    raise AssertionError("one of eight days in a row is a day of the week that was named")


def _closing(midnight: datetime, hours: Hours) -> datetime:
    if hours.end == 24:
        return midnight + timedelta(days=1)
    return midnight.replace(hour=hours.end)


def _share(key: str) -> float:
    """From 0 to 1, always the same for the same key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48
