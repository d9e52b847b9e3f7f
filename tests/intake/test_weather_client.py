"""The client against a server of this machine: what it asks, and what it does when things go wrong."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator

import pytest

from dialdown.intake import open_meteo, weather_client
from dialdown.intake.weather import Place
from dialdown.intake.weather_client import Sent, WeatherClient, WeatherProblem
from tests.intake.weather_server import Server, value, weather_server

PLACE = Place(52.5, 13.4)
FIRST, LAST = dt.date(2025, 3, 29), dt.date(2025, 3, 31)


@pytest.fixture
def server() -> Iterator[Server]:
    with weather_server() as running:
        yield running


class Told:
    """A client of the server, with what it waited for and what it told."""

    def __init__(self, url: str, **more: object) -> None:
        self.waited: list[float] = []
        self.sent: list[Sent] = []
        self.client = WeatherClient(
            archive=f"{url}/v1/archive",
            forecast=f"{url}/v1/forecast",
            wait=self.waited.append,
            told=self.sent.append,
            **more,
        )


def test_it_asks_for_a_coarse_place_and_dates_and_nothing_else(server: Server) -> None:
    told = Told(server.url)
    hours = told.client.past(PLACE, FIRST, LAST)
    assert len(hours) == 72
    assert hours[5].pressure == round(value("pressure_msl", hours[5].at), 1)
    assert server.asked == [{
        "latitude": "52.5", "longitude": "13.4", "start_date": "2025-03-29", "end_date": "2025-03-31",
        "hourly": "pressure_msl,temperature_2m,relative_humidity_2m,wind_speed_10m,precipitation", "timezone": "GMT",
        "timeformat": "unixtime",
    }]  # fmt: skip
    told.client.recent(PLACE, FIRST, LAST)
    assert server.paths == ["/v1/archive", "/v1/forecast"]
    # No cookie, no language, no name of this machine or its user.
    assert set(server.headers[0]) <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert server.headers[0]["User-Agent"] == "dialdown"
    assert [(sent.host, sent.outcome) for sent in told.sent] == [("127.0.0.1", "200")] * 2
    assert told.sent[0].size == len(told.sent[0].address)


def test_the_addresses_of_the_service() -> None:
    assert open_meteo.address(open_meteo.ARCHIVE, PLACE, FIRST, LAST).startswith(
        "https://archive-api.open-meteo.com/v1/archive?latitude=52.5&longitude=13.4&start_date=2025-03-29&end_date=2025-03-31"
    )
    assert open_meteo.FORECAST == "https://api.open-meteo.com/v1/forecast"


@pytest.mark.parametrize(
    "how", ["status 500", "status 503", "cut off", "cut off without a length", "html", "drop"]
)
def test_it_tries_again_after_a_pause(server: Server, how: str) -> None:
    server.script = [how, how]
    told = Told(server.url)
    assert len(told.client.past(PLACE, FIRST, LAST)) == 72
    assert told.waited == [1.0, 4.0]
    assert len(told.sent) == 3
    assert told.sent[-1].outcome == "200"


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("status 500", "broken"), ("status 429", "busy"), ("cut off", "unreadable"), ("html", "unreadable"), ("drop", "offline"),
        ("endless", "unreadable"),
    ],
)  # fmt: skip
def test_three_tries_and_then_a_plain_problem(server: Server, how: str, kind: str) -> None:
    server.script = [how] * 5
    told = Told(server.url)
    with pytest.raises(WeatherProblem) as caught:
        told.client.past(PLACE, FIRST, LAST)
    assert caught.value.kind == kind
    assert len(server.asked) == len(told.sent) == 3


def test_it_waits_as_long_as_it_is_asked_to(server: Server) -> None:
    server.script = ["status 429"]
    told = Told(server.url)
    told.client.past(PLACE, FIRST, LAST)
    assert told.waited == [7.0]


def test_a_wrong_question_is_asked_once(server: Server) -> None:
    server.script = ["status 400"]
    told = Told(server.url)
    with pytest.raises(WeatherProblem, match="out of allowed range") as caught:
        told.client.past(PLACE, FIRST, LAST)
    assert (caught.value.kind, told.waited) == ("refused", [])


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.script = ["redirect"]
    with pytest.raises(WeatherProblem) as caught:
        Told(server.url).client.past(PLACE, FIRST, LAST)
    assert caught.value.kind == "refused"
    assert server.elsewhere == 0


@pytest.mark.parametrize(("how", "more"), [("slow", {"patience": 0.2}), ("dripping", {"limit": 0.4})])
def test_slow_is_as_good_as_away(server: Server, how: str, more: dict[str, float]) -> None:
    server.script = [how] * 3
    begin = time.monotonic()
    with pytest.raises(WeatherProblem) as caught:
        Told(server.url, **more).client.past(PLACE, FIRST, LAST)
    assert caught.value.kind == "offline"
    assert time.monotonic() - begin < 10


def test_offline() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    told = Told(url)
    with pytest.raises(WeatherProblem) as caught:
        told.client.past(PLACE, FIRST, LAST)
    assert caught.value.kind == "offline"
    assert [sent.outcome for sent in told.sent] == ["no answer"] * 3


def test_an_answer_that_is_built_to_break_the_reader_is_only_unreadable() -> None:
    assert open_meteo.reason(b"[" * 200_000) == ""
    with pytest.raises(open_meteo.Unreadable):
        open_meteo.parse_hours(b"[" * 200_000)
    assert weather_client._seconds("\u00b2") == 0.0
