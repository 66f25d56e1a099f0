"""Moments and days, in the ways that people and programs write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from .refusals import BadValue
from .rows import Cell

FIRST_YEAR, LAST_YEAR = 1990, 2100
PIVOT = 70  # two-digit years from here on belong to the last century
EXCEL_DAY_ZERO = datetime(1899, 12, 30)
EXCEL_DAYS = range(32_874, 73_416)  # 1990 to 2100
UNIX_SECONDS = range(631_152_000, 4_133_980_800)  # 1990 to 2100
COMPACT_DAYS = range(19_900_101, 21_001_232)  # 20240305
MONTH_NAMES = (
    "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|"
    "oct october|nov november|dec december"
)
MONTHS = {
    name: month for month, names in enumerate(MONTH_NAMES.split("|"), start=1) for name in names.split()
}


class Moment(NamedTuple):
    """A time in UTC; a whole day or month is midnight UTC of its first day, whatever zone it was said in."""

    at: datetime
    precision: str


_CLOCK = (
    r"(?:[T\s,]*(?:at\s+)?(?P<half>上午|下午|晚上|中午|凌晨)?\s*(?P<hour>\d{1,2})(?:[:：时点](?P<minute>\d{1,2})?)"
    r"(?:[:：分](?P<second>\d{1,2})?)?(?:[.,]\d{1,9})?秒?\s*(?P<ampm>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[-+]\d{2}:?\d{2})?)?\s*\Z"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?(?:[-/.月]\s?(?P<d>\d{1,2})\s?日?|月)?" + _CLOCK
)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})" + _CLOCK)
_MONTH_NUMBER = re.compile(r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})\Z")
_DAY_NAME = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)??(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s.]+(?P<name>[A-Za-z]{3,9})\.?[-\s,]+(?P<y>\d{4}|\d{2})"
    + _CLOCK
)
_NAME_DAY = re.compile(
    r"(?:[A-Za-z]{3,9},\s+)?(?P<name>[A-Za-z]{3,9})\.?\s+(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<y>\d{4})"
    + _CLOCK
)
_DAY_OR_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")


def moment(cell: Cell, *, zone: tzinfo = UTC, day_first: bool = False) -> Moment | None:
    """Return the time that a cell holds; None where it is empty.

    A time without a zone is taken to be in `zone`. Raises BadValue with the code date_not_understood,
    date_impossible or date_out_of_range.
    """
    if isinstance(cell, str):
        text = cell.strip()
        return _of_text(text, zone, day_first) if text else None
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _exact(cell, zone, str(cell))
    if isinstance(cell, date):
        return _of_parts(str(cell), cell.year, cell.month, cell.day)
    return _of_number(cell, str(cell), zone)


def day_and_month(cell: Cell) -> tuple[int, int] | None:
    """Return the first two numbers of a date written like 3/5/2024; None for any other cell."""
    found = _DAY_OR_MONTH.match(cell.strip()) if isinstance(cell, str) and len(cell) < 60 else None
    return (int(found[1]), int(found[2])) if found else None


def _of_text(text: str, zone: tzinfo, day_first: bool) -> Moment:
    if len(text) > 80:
        raise BadValue("date_not_understood", value=text)
    if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-" and text.isascii():
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            day = len(text) == 10
            return _of_parts(text, found.year, found.month, found.day) if day else _exact(found, zone, text)
    number = text.replace(".", "", 1)
    if number.isascii() and number.isdigit():
        return _of_number(float(text) if "." in text else int(text), text, zone)
    return _of_written(text, zone, day_first)


def _of_number(number: int | float, text: str, zone: tzinfo) -> Moment:
    """Read seconds or milliseconds since 1970, 20240305, or the days of a spreadsheet."""
    whole = int(number) if abs(number) < 1e17 else 0
    if whole in COMPACT_DAYS and number == whole:
        return _of_parts(text, whole // 10_000, whole // 100 % 100, whole % 100)
    for unit in (1, 1_000, 1_000_000):
        if whole // unit in UNIX_SECONDS:
            return Moment(datetime.fromtimestamp(number / unit, UTC), "exact")
    if whole in EXCEL_DAYS:
        seconds = round((number - whole) * 86_400)
        at = EXCEL_DAY_ZERO + timedelta(days=whole, seconds=seconds)
        return _exact(at, zone, text) if seconds else _of_parts(text, at.year, at.month, at.day)
    raise BadValue("date_not_understood", value=text)


def _of_written(text: str, zone: tzinfo, day_first: bool) -> Moment:
    if found := _YEAR_FIRST.match(text):
        return _of_match(found, zone, int(found["m"]), found["d"])
    if found := _NUMBERS.match(text):
        first, second = found["a"], found["b"]
        day, month = (first, second) if day_first or found["mark"] == "." else (second, first)
        return _of_match(found, zone, int(month), day)
    if found := _MONTH_NUMBER.match(text):
        return _of_parts(text, int(found["y"]), int(found["m"]), None)
    for pattern in (_DAY_NAME, _NAME_DAY):
        found = pattern.match(text)
        if found and found["name"].lower() in MONTHS:
            return _of_match(found, zone, MONTHS[found["name"].lower()], found["d"])
    return _of_mail(text, zone)


def _of_mail(text: str, zone: tzinfo) -> Moment:
    try:
        return _exact(parsedate_to_datetime(text), zone, text)
    except (ValueError, TypeError, IndexError, OverflowError) as problem:
        raise BadValue("date_not_understood", value=text) from problem


def _of_match(found: re.Match[str], zone: tzinfo, month: int, day: str | None) -> Moment:
    text = found.string
    days = _of_parts(text, _year(found["y"]), month, int(day) if day else None)
    if found["hour"] is None or days.precision == "month":
        return days
    try:
        clock = timedelta(
            hours=_hour(found), minutes=_at_most(found["minute"]), seconds=_at_most(found["second"])
        )
        at = datetime.fromisoformat(f"{days.at:%Y-%m-%d}{_offset(found['zone'])}") + clock
    except ValueError as problem:
        raise BadValue("date_impossible", value=text) from problem
    return _exact(at, zone, text)


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    return "T00:00+00:00" if zone[0] not in "+-" else f"T00:00{zone}"


def _hour(found: re.Match[str]) -> int:
    hour, half, ampm = int(found["hour"]), found["half"] or "", (found["ampm"] or "").lower()[:1]
    afternoon = ampm == "p" or half in ("下午", "晚上")
    if (half or ampm) and hour <= 12:
        hour = hour % 12 + (12 if afternoon or (half == "中午" and hour != 11) else 0)
    if hour > 23:
        raise ValueError(hour)
    return hour


def _at_most(digits: str | None) -> int:
    value = int(digits or 0)
    if value > 59:
        raise ValueError(value)
    return value


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= PIVOT else 2000)


def _of_parts(text: str, year: int, month: int, day: int | None) -> Moment:
    try:
        at = datetime(year, month, 1 if day is None else day, tzinfo=UTC)
    except ValueError as problem:
        raise BadValue("date_impossible", value=text) from problem
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue("date_out_of_range", value=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return Moment(at, "month" if day is None else "day")


def _exact(at: datetime, zone: tzinfo, text: str) -> Moment:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadValue("date_out_of_range", value=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    if at.tzinfo is None and at.time() == time():
        return _of_parts(text, at.year, at.month, at.day)  # programs write days as midnights
    placed = at if at.tzinfo is not None else at.replace(tzinfo=zone)
    return Moment(placed.astimezone(UTC), "exact")
