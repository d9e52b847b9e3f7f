"""Dates and times of day as tables write them."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from dialdown.intake.records import EARLIEST
from dialdown.intake.table_error import Unfit

ISO = "%Y-%m-%d"
CLOCK = "%H:%M"

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_EXAMPLE = dt.datetime(2026, 1, 31, 18, 30, tzinfo=dt.UTC)
_OTHER = dt.datetime(1999, 12, 5, 4, 7, tzinfo=dt.UTC)


def _holds(format: str, names: tuple[str, ...]) -> bool:
    """True when writing and reading with `format` keeps the named parts of a moment."""
    for moment in (_EXAMPLE, _OTHER):
        try:
            again = dt.datetime.strptime(moment.strftime(format), format)  # noqa: DTZ007
        except (ValueError, re.error):
            return False
        if any(getattr(again, name) != getattr(moment, name) for name in names):
            return False
    return True


def check_date_format(format: str) -> str:
    """`format` itself when it holds day, month and year; Unfit otherwise."""
    if len(format) > 100 or not _holds(format, ("year", "month", "day")):
        raise Unfit("a form with day, month and year such as %d/%m/%Y")
    return format


def check_time_format(format: str) -> str:
    """`format` itself when it holds hour and minute; Unfit otherwise."""
    if len(format) > 100 or not _holds(format, ("hour", "minute")):
        raise Unfit("a form with hour and minute such as %H:%M")
    return format


class DateReader:
    """Reads the dates of one column. A `format` that holds the hour gives the time as well.

    `latest` is the last date that is believed.
    """

    def __init__(self, format: str, zone: str, latest: dt.date) -> None:
        self.format, self._zone, self._latest = check_date_format(format), ZoneInfo(zone), latest
        self.has_time = format != ISO and _holds(format, ("hour", "minute"))
        self.expected = f"a date like {_EXAMPLE.strftime(format)}"

    def read(self, text: str) -> tuple[dt.date, dt.time | None]:
        """The date, and the time of day when the format has one. Raises Unfit."""
        try:
            if self.format == ISO:
                if not _ISO.fullmatch(text):
                    raise Unfit(self.expected)
                day, time = dt.date.fromisoformat(text), None
            else:
                moment = dt.datetime.strptime(text, self.format)  # noqa: DTZ007 - the zone is the map's
                if moment.tzinfo is not None:
                    moment = moment.astimezone(self._zone)
                day, time = moment.date(), moment.time() if self.has_time else None
        except (ValueError, OverflowError):
            raise Unfit(self.expected) from None
        if day < EARLIEST:
            raise Unfit(f"a date from {EARLIEST.isoformat()} on")
        if day > self._latest:
            raise Unfit(f"a date up to {self._latest.isoformat()}")
        return day, time


class TimeReader:
    """Reads the times of day of one column; the usual form takes seconds too."""

    def __init__(self, format: str) -> None:
        self.format = check_time_format(format)
        self.expected = f"a time like {_EXAMPLE.strftime(format)}"

    def read(self, text: str) -> dt.time:
        """The time of day, without fractions of a second. Raises Unfit."""
        try:
            if self.format == CLOCK:
                found = _CLOCK.fullmatch(text)
                if found is None:
                    raise Unfit(self.expected)
                hour, minute, second = found.groups(default="0")
                return dt.time(int(hour), int(minute), int(second))
            return dt.datetime.strptime(text, self.format).time().replace(microsecond=0)  # noqa: DTZ007
        except ValueError:
            raise Unfit(self.expected) from None


def moment(day: dt.date, time: dt.time | None, zone: str) -> dt.datetime:
    """The instant of a time on the wall in `zone`, with its offset; noon when there is no time."""
    local = dt.datetime.combine(day, time or dt.time(12), tzinfo=ZoneInfo(zone))
    # A plain offset: equal to what comes back from a stored document.
    return local.replace(tzinfo=dt.timezone(local.utcoffset() or dt.timedelta()))
