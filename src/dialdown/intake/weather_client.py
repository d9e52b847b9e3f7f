"""Asks the weather service: a few tries with growing pauses, a time limit, a size limit, no redirects.

The only module of intake that opens a connection, and only when it is called.
"""

from __future__ import annotations

import datetime as dt
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from dialdown.intake import open_meteo
from dialdown.intake.weather import Hour, Place

Kind = Literal["offline", "busy", "refused", "broken", "unreadable"]
# Every hour of a year in five columns takes about a third of a megabyte.
LARGEST = 8 * 1024 * 1024
PORTION = 64 * 1024
LONGEST_PAUSE = 60.0


class WeatherProblem(Exception):
    """The service did not answer in a way that can be used.

    `kind`: offline = no connection or too slow; busy = it asks us to wait; refused = it does not
    accept the question (`detail` holds its words); broken = an error on its side; unreadable = an
    answer that is not what it documents.
    """

    def __init__(self, kind: Kind, detail: str = "") -> None:
        self.kind: Kind = kind
        self.detail = detail
        super().__init__(f"{kind}: {detail}" if detail else kind)


@dataclass(frozen=True)
class Sent:
    """One request that left this machine: to which host, how many bytes of address, what came of it."""

    host: str
    address: str
    size: int
    outcome: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would send the place to a host that nobody was told about."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass
class WeatherClient:
    """A typed client of Open-Meteo.

    `archive`, `forecast` base addresses; `patience` seconds for a connection and between two portions;
    `limit` seconds for one whole answer; `pauses` seconds before each further try; `wait` sleeps;
    `told` is called with every request that left, answered or not.
    """

    archive: str = open_meteo.ARCHIVE
    forecast: str = open_meteo.FORECAST
    patience: float = 10.0
    limit: float = 60.0
    pauses: tuple[float, ...] = (1.0, 4.0)
    wait: Callable[[float], None] = time.sleep
    told: Callable[[Sent], None] = field(default=lambda _sent: None)
    # Seconds of the last Retry-After.
    asked_to_wait: float = field(default=0.0, init=False)

    def past(self, place: Place, first: dt.date, last: dt.date) -> list[Hour]:
        """Hours of settled days, from the archive. Dates are days in UTC. Raises WeatherProblem."""
        return self._hours(self.archive, place, first, last)

    def recent(self, place: Place, first: dt.date, last: dt.date) -> list[Hour]:
        """Hours of the last days, from the forecast's own past. Raises WeatherProblem."""
        return self._hours(self.forecast, place, first, last)

    def _hours(self, base: str, place: Place, first: dt.date, last: dt.date) -> list[Hour]:
        address = open_meteo.address(base, place, first, last)
        for attempt in range(len(self.pauses) + 1):
            try:
                return self._once(address)
            except WeatherProblem as problem:
                if problem.kind == "refused" or attempt == len(self.pauses):
                    raise
                self.wait(max(self.pauses[attempt], self.asked_to_wait))
        raise AssertionError

    def _once(self, address: str) -> list[Hour]:
        self.asked_to_wait = 0.0
        outcome = "no answer"
        try:
            status, data = self._ask(address)
            outcome = str(status)
            if status == 429:
                raise WeatherProblem("busy", open_meteo.reason(data))
            if 300 <= status < 500:
                raise WeatherProblem("refused", open_meteo.reason(data) or f"status {status}")
            if status != 200:
                raise WeatherProblem("broken", f"status {status}")
            try:
                return open_meteo.parse_hours(data)
            except open_meteo.Unreadable as error:
                outcome = "unreadable"
                raise WeatherProblem("unreadable", str(error)) from None
        finally:
            self.told(Sent(urlsplit(address).hostname or "", address, len(address.encode()), outcome))

    def _ask(self, address: str) -> tuple[int, bytes]:
        opener = urllib.request.build_opener(_NoRedirect)
        request = urllib.request.Request(
            address, headers={"User-Agent": "dialdown", "Accept": "application/json"}
        )
        end = time.monotonic() + self.limit
        try:
            try:
                with opener.open(request, timeout=self.patience) as answer:
                    return answer.status, self._read(answer, end)
            except urllib.error.HTTPError as error:
                with error:
                    self.asked_to_wait = _seconds(error.headers.get("Retry-After"))
                    return error.code, self._read(error, end)
        except http.client.IncompleteRead:
            raise WeatherProblem("unreadable", "the answer was cut off") from None
        except (OSError, http.client.HTTPException) as error:
            raise WeatherProblem("offline", type(error).__name__) from None

    def _read(self, answer: http.client.HTTPResponse | urllib.error.HTTPError, end: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        # Whatever has come, without waiting until a portion is full.
        while part := answer.read1(PORTION):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise WeatherProblem("unreadable", "the answer is too long")
            if time.monotonic() > end:
                raise WeatherProblem("offline", "too slow")
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and size < int(length):
            raise WeatherProblem("unreadable", "the answer was cut off")
        return b"".join(parts)


def _seconds(text: str | None) -> float:
    """A Retry-After in seconds, at most a minute; 0 for a date or nonsense."""
    return min(float(text), LONGEST_PAUSE) if text and text.isdecimal() and len(text) < 9 else 0.0
