"""Weather beside a diary: off until it is switched on, asked for once, never said before she said what she thinks."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.intake.weather_client import WeatherClient
from dialdown.people.access import Denied
from tests.diary.household import browser
from tests.intake.weather_server import Server, weather_server

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = dt.date(2025, 10, 30)
NOW = dt.datetime(2025, 10, 30, 12, tzinfo=dt.UTC)
BERLIN = {"latitude": "52.5234", "longitude": "13.4114", "grid": "0.1", "name": "Home"}


@pytest.fixture
def sky(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A weather service on this machine."""
    from dialdown.insights.weather import fetching

    with weather_server() as running:
        monkeypatch.setattr(
            fetching, "client",
            lambda: WeatherClient(f"{running.url}/v1/archive", f"{running.url}/v1/forecast", wait=lambda _seconds: None),
        )  # fmt: skip
        yield running


def on(home: Home, **changed: str) -> Any:
    from dialdown.insights.weather import keeping

    return keeping.switch_on(viewer=home.robin, person=home.person, **(BERLIN | changed))


def fetch(setting: Any, first: dt.date, now: dt.datetime = NOW) -> int:
    from dialdown.insights.weather import fetching

    return fetching.fetch(setting_id=setting.pk, first=first, now=now)


def diary_of(home: Home, days: int, last: dt.date = TODAY, seed: int = 4, **answers: Any) -> None:
    """A diary of `days` days up to `last`, written past the form; `answers` key to a function of the day."""
    from dialdown.diary.changes import touch
    from dialdown.diary.models import Entry, Value

    rng = random.Random(seed)
    for back in range(days - 1, -1, -1):
        day = last - dt.timedelta(days=back)
        at = dt.datetime.combine(day, dt.time(18), dt.UTC)
        entry = Entry.objects.create(
            person=home.person,
            at=at,
            zone="Europe/Berlin",
            day=day,
            mode="full",
            saved_at=at,
            typed_by=home.robin,
        )
        Value.objects.bulk_create(
            Value(entry=entry, key=key, number=float(of(day, rng)), said_by="self")
            for key, of in answers.items()
        )
    touch(home.person.pk)


def noise(_day: dt.date, rng: random.Random) -> float:
    return min(10.0, max(0.0, 5 + rng.gauss(0, 1.5)))


def test_nothing_is_asked_until_it_is_switched_on(home: Home, sky: Server) -> None:
    from dialdown.insights.weather import fetching

    home.save(values={"function": 4})
    assert not fetching.start(viewer=home.robin, person=home.person)
    assert not fetching.start(viewer=home.robin, person=home.person, again=True)
    client = browser(home.robin)
    for path in ("/insights", "/insights/patterns", "/insights/weather", "/outgoing"):
        assert client.get(path).status_code == 200
    assert sky.asked == []
    assert b"Nothing leaves." in client.get("/outgoing").content


def test_only_the_rounded_place_is_kept(home: Home) -> None:
    setting = on(home)
    setting.refresh_from_db()
    assert (setting.latitude, setting.longitude, setting.name) == (52.5, 13.4, "Home")
    on(home, grid="0.25", latitude="52,5234", longitude="\u221213.4")
    setting.refresh_from_db()
    assert (setting.latitude, setting.longitude) == (52.5, -13.5)


@pytest.mark.parametrize(
    ("changed", "where"),
    [({"latitude": "north"}, "latitude"), ({"latitude": "95"}, "latitude"), ({"longitude": ""}, "longitude"),
     ({"longitude": "200"}, "longitude"), ({"grid": "0.001"}, "grid"), ({"latitude": "nan"}, "latitude"), ({"name": "x" * 61}, "name")],
)  # fmt: skip
def test_a_place_that_is_none(home: Home, changed: dict[str, str], where: str) -> None:
    from dialdown.intake.records import BadInput

    with pytest.raises(BadInput) as caught:
        on(home, **changed)
    assert [problem.where for problem in caught.value.problems] == [where]
    answer = browser(home.robin).post("/insights/weather", BERLIN | changed)
    assert answer.status_code == 422
    assert caught.value.problems[0].message in answer.content.decode().replace("&#x27;", "'")


def test_each_day_is_asked_for_once(home: Home, sky: Server) -> None:
    from dialdown.insights.models import OutgoingRequest, WeatherRow

    setting = on(home)
    first = TODAY - dt.timedelta(days=60)
    assert fetch(setting, first) > 3650
    # Newest first: the last days from the forecast, then a year at a time.
    assert sky.paths[0] == "/v1/forecast"
    assert (sky.asked[0]["start_date"], sky.asked[0]["end_date"]) == ("2025-10-23", "2025-10-30")
    assert sky.asked[1]["end_date"] == "2025-10-24"
    assert set(sky.paths[1:]) == {"/v1/archive"}
    assert len(sky.paths) == 12
    days = WeatherRow.objects.filter(person=home.person)
    assert days.filter(day=TODAY).count() == 0
    assert days.filter(settled=False).count() == 6
    assert days.get(day=dt.date(2025, 10, 26)).pressure is not None
    # All that left is written down, as it was.
    assert OutgoingRequest.objects.filter(person=home.person).count() == 12
    sky.asked.clear()
    assert fetch(setting, first) == 0
    assert sky.asked == []
    # A week later: the new days, and those that the archive has by now.
    assert fetch(setting, first, NOW + dt.timedelta(days=7)) == 13
    assert [query["start_date"] for query in sky.asked] == ["2025-10-30", "2025-10-23"]
    assert not days.filter(settled=False, day__lt=TODAY).exists()


def test_a_problem_keeps_what_came_and_is_said(home: Home, sky: Server) -> None:
    from dialdown.insights.models import WeatherRow

    setting = on(home)
    sky.script = ["fine", "fine", *["status 503"] * 3]
    assert fetch(setting, TODAY) == 366 + 6
    assert WeatherRow.objects.filter(person=home.person).count() == 372
    client = browser(home.robin)
    page = client.get("/insights/weather").content.decode()
    assert "The weather service has a problem of its own. It is tried again later." in page
    sky.script = ["status 400"]
    fetch(setting, TODAY)
    page = client.get("/insights/weather").content.decode()
    assert "It says: “Parameter &#x27;start_date&#x27; is out of allowed range”" in page
    # And then it is well again.
    fetch(setting, TODAY)
    assert "did not accept" not in client.get("/insights/weather").content.decode()


def test_offline_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialdown.insights.weather import fetching

    nowhere = "http://127.0.0.1:9"
    monkeypatch.setattr(
        fetching, "client", lambda: WeatherClient(nowhere, nowhere, wait=lambda _seconds: None)
    )
    assert fetch(on(home), TODAY) == 0
    page = browser(home.robin).get("/insights/weather").content.decode()
    assert "The weather service could not be reached. What is stored stays; it is tried again later." in page
    listed = browser(home.robin).get("/outgoing").content.decode()
    assert listed.count(">no answer<") == 3


def test_what_left_is_listed_exactly(home: Home, sky: Server) -> None:
    fetch(on(home), TODAY)
    client = browser(home.robin)
    page = client.get("/outgoing").content.decode()
    assert "Weather is on. Nothing else leaves." in page
    assert "archive-api.open-meteo.com" in page
    assert "api.open-meteo.com" in page
    assert "area 52.5, 13.4 · " in page
    lines = client.get("/outgoing/list.csv").content.decode().splitlines()
    assert lines[0] == "at,host,address,bytes,outcome"
    assert all("latitude=52.5&longitude=13.4&start_date=" in line for line in lines[1:])
    assert not any("52.52" in line for line in lines)
    # Somebody who may see function only learns no place.
    lee = browser(home.lee)
    session = lee.session
    session["person"] = str(home.person.pk)
    session.save()
    assert "52.5" not in lee.get("/outgoing").content.decode()
    assert lee.get("/outgoing/list.csv").status_code == 404
    assert lee.get("/insights/weather").status_code == 404


def test_another_place_forgets_the_weather_of_the_first(home: Home, sky: Server) -> None:
    from dialdown.insights.models import WeatherRow

    setting = on(home)
    fetch(setting, TODAY)
    on(home)
    assert WeatherRow.objects.filter(person=home.person).count() > 3000
    on(home, latitude="48.1")
    assert WeatherRow.objects.filter(person=home.person).count() == 0


def test_switched_off_meanwhile_stores_nothing(
    home: Home, sky: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dialdown.insights.models import WeatherRow
    from dialdown.insights.weather import fetching, keeping

    setting = on(home)
    ask = WeatherClient.recent

    def meanwhile(client: WeatherClient, *args: Any) -> Any:
        keeping.switch_off(viewer=home.robin, person=home.person)
        return ask(client, *args)

    monkeypatch.setattr(WeatherClient, "recent", meanwhile)
    assert fetch(setting, TODAY) == 0
    assert WeatherRow.objects.count() == 0
    assert len(sky.asked) == 1
    assert not fetching.start(viewer=home.robin, person=home.person, again=True)


def test_only_those_who_write_may_switch_it(home: Home) -> None:
    from dialdown.insights.weather import keeping

    for viewer in (home.lee, home.stranger, home.host, None):
        with pytest.raises(Denied):
            keeping.switch_on(viewer=viewer, person=home.person, **BERLIN)
        with pytest.raises(Denied):
            keeping.say_beliefs(viewer=viewer, person=home.person, thoughts={"rain": "harder"})
        with pytest.raises(Denied):
            keeping.forget(viewer=viewer, person=home.person)


def test_a_try_is_not_repeated_for_hours(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialdown.insights.weather import fetching

    home.save(values={"function": 4})
    on(home)
    started: list[Any] = []
    monkeypatch.setattr(fetching, "_beside", lambda *args: started.append(args))
    assert fetching.start(viewer=home.robin, person=home.person)
    assert not fetching.start(viewer=home.robin, person=home.person)
    assert fetching.start(viewer=home.robin, person=home.person, again=True)
    assert len(started) == 2
    # A viewer who only looks starts nothing.
    assert not fetching.start(viewer=home.lee, person=home.person, again=True)


def elsewhere(home: Home) -> list[str]:
    """What the one page takes from the patterns answer."""
    from dialdown.care.blocks import verdicts_block

    return [row["label"] for one in verdicts_block(home.robin, home.person) for row in one.rows]


def test_she_says_what_she_thinks_before_she_sees(home: Home, sky: Server) -> None:
    from dialdown.insights.models import Belief

    diary_of(home, 90, function=noise, sleep_hours=noise)
    setting = on(home)
    fetch(setting, TODAY - dt.timedelta(days=90))
    client = browser(home.robin)
    page = client.get("/insights/patterns").content.decode()
    assert "Your weather is in" in page
    assert "Damp air" not in page
    # Nor does any other page or paper tell it first: they all read the answer through the same door.
    assert elsewhere(home) == ["Hours of sleep"]
    assert "Damp air" not in client.get(f"/people/{home.person.pk}/one-page").content.decode()
    said = client.post("/insights/weather/thoughts", {"pressure": "much_harder", "rain": "", "wind": "none"})
    assert said.status_code == 302
    client.get("/insights/patterns")
    assert "Damp air" in elsewhere(home)
    page = client.get("/insights/patterns").content.decode()
    assert "Your weather is in" not in page
    assert "Damp air" in page
    assert page.count("You think") == 3
    assert "Falling air pressure, storms coming makes it a lot harder" in page
    assert "by you, " in page
    # Another thought later: both stay, the later one is shown. The same again is no new one.
    client.post("/insights/weather/thoughts", {"pressure": "harder", "wind": "none"})
    assert list(Belief.objects.filter(factor="pressure").values_list("thought", flat=True)) == [
        "much_harder",
        "harder",
    ]
    assert Belief.objects.filter(factor="wind").count() == 1
    assert "storms coming makes it a bit harder" in client.get("/insights/patterns").content.decode()
    assert client.post("/insights/weather/thoughts", {"pressure": "cured"}).status_code == 422


def test_no_thought_is_fine_too(home: Home, sky: Server) -> None:
    diary_of(home, 60, function=noise)
    fetch(on(home), TODAY - dt.timedelta(days=60))
    client = browser(home.robin)
    client.post("/insights/weather/thoughts", {})
    page = client.get("/insights/patterns").content.decode()
    assert "Damp air" in page
    assert "You think" not in page


def test_weather_that_matters_is_found_and_set_beside_other_years(home: Home, sky: Server) -> None:
    from dialdown.insights.models import WeatherRow

    fetch(on(home), TODAY - dt.timedelta(days=300))
    damp = dict(WeatherRow.objects.filter(person=home.person).values_list("day", "humidity"))
    diary_of(
        home,
        300,
        pain_now=lambda day, rng: min(10, max(0, 5 + 0.25 * ((damp.get(day) or 70) - 70) + rng.gauss(0, 1))),
    )
    client = browser(home.robin)
    client.post("/insights/weather/thoughts", {"humidity": "none"})
    page = client.get("/insights/patterns").content.decode()
    row = page[page.index("<h3>Damp air") :]
    row = row[: row.index("</section>")]
    assert "Pain is higher that day or soon after." in row
    assert "Weather comes and goes. Your plan stays the same in all of it." in row
    assert "We set your days beside the weather of 10 other years, which could not have mattered." in row
    assert "None of them looks as strong." in row
    assert "Damp air makes no difference" in row
    assert "same day" in row
    assert 'class="lagpic"' in row


def test_a_station_s_table_in_place_of_the_service(home: Home, sky: Server) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    diary_of(home, 60, function=noise)
    rng = random.Random(1)
    rows = [
        f"{TODAY - dt.timedelta(days=i)},{1013 + rng.gauss(0, 8):.1f},{12 + rng.gauss(0, 4):.1f}"
        for i in range(80)
    ]
    table = "date,pressure,temperature\n" + "\n".join(rows)
    client = browser(home.robin)
    answer = client.post("/insights/weather/station", {"file": SimpleUploadedFile("w.csv", table.encode())})
    assert answer.status_code == 302
    client.post("/insights/weather/thoughts", {})
    page = client.get("/insights/patterns").content.decode()
    assert "Warm days" in page
    assert "Falling air pressure, over a day" in page
    assert sky.asked == []
    assert "Nothing leaves." in client.get("/outgoing").content.decode()
    bad = client.post(
        "/insights/weather/station", {"file": SimpleUploadedFile("w.csv", b"date,mood\n2025-01-01,3\n")}
    )
    assert bad.status_code == 422
    assert "expected a column of pressure, temperature, humidity, wind or rain" in bad.content.decode()
    assert client.post("/insights/weather/station", {}).status_code == 422


def test_forgetting_takes_place_and_weather_away(home: Home, sky: Server) -> None:
    from dialdown.insights.models import WeatherRow, WeatherSetting

    fetch(on(home), TODAY)
    client = browser(home.robin)
    client.post("/insights/weather/forget")
    assert WeatherRow.objects.count() == 0
    setting = WeatherSetting.objects.get(person=home.person)
    assert (setting.source, setting.latitude, setting.name) == ("off", None, "")


def test_cities_come_without_asking() -> None:
    from dialdown.insights.weather import cities

    found = {city.key: city for city in cities.cities()}
    assert len(found) > 300
    berlin, la = found["Europe/Berlin"], found["America/Los_Angeles"]
    assert (berlin.name, berlin.country) == ("Berlin", "DE")
    assert (berlin.latitude, berlin.longitude) == (52.5, pytest.approx(13.37, abs=0.01))
    assert (la.latitude, la.longitude) == (pytest.approx(34.05, abs=0.01), pytest.approx(-118.24, abs=0.01))
    assert all(-90 <= c.latitude <= 90 and -180 <= c.longitude <= 180 for c in cities.cities())
    assert cities.options("DE")[0].country == "DE"


def test_a_city_is_enough(home: Home) -> None:
    from dialdown.insights.models import WeatherSetting

    client = browser(home.robin)
    sent = {"city": "Europe/Paris", "latitude": "", "longitude": "", "name": "", "grid": "0.25"}
    assert client.post("/insights/weather", sent).status_code == 302
    setting = WeatherSetting.objects.get(person=home.person)
    assert (setting.name, setting.latitude, setting.longitude) == ("Paris", 48.75, 2.25)
    # Another city later: the numbers of the first still stand in the form.
    client.post(
        "/insights/weather",
        sent | {"city": "Europe/Rome", "latitude": "48.75", "longitude": "2.25", "name": "Paris"},
    )
    setting.refresh_from_db()
    assert (setting.name, setting.latitude, setting.longitude) == ("Rome", 42.0, 12.5)


def test_the_switch_for_patterns_takes_weather_away(home: Home, settings: Any) -> None:
    settings.SWITCHES = {**settings.SWITCHES, "patterns": False}
    assert browser(home.robin).get("/insights/weather").status_code == 404
