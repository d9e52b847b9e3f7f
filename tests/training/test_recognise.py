"""Left or right as its lists are dealt, as its pages and its API keep it, and as its rules step back."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import threading
import uuid
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db import connection, connections
from django.utils import timezone

from dialdown.training import selectors
from dialdown.training.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise import order
from dialdown.training.recognise.ability import ability_after, chance, moved
from dialdown.training.recognise.dealing import FITTING, FLARE_AIM, Deal, pictures, weekly_count
from dialdown.training.recognise.reading import for_stages, turns
from dialdown.training.recognise.weekly import week
from dialdown.training.stimuli.bank import ANGLES, FOLDER, bank, drawings
from dialdown.uuid7 import uuid7
from tests import counts
from tests.training.moments import ZONE, just_now

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home


def document(home: Home, count: int = 8, /, wrong: int = 0, **fields: Any) -> dict[str, Any]:
    """A session as a device sends it: the first `wrong` answers name the other side."""
    deal = Deal(5, "training", "foot", count)
    other = {"left": "right", "right": "left"}
    answers = [
        {**{key: spec[key] for key in ("item", "part", "view", "posture", "angle_deg", "side", "direction", "tone", "light", "difficulty")},
         "number": number, "response": other[spec["side"]] if number < wrong else spec["side"], "onset_ms": 1000.0 * number,
         "rt_ms": 900.0 + number, "handler_ms": 1.5, "dropped": 0, "usable": True, "away": number % 2, "way": "pointer"}
        for number, (spec, *_more) in enumerate(pictures(deal))
    ]  # fmt: skip
    at = just_now()
    return {
        "person": str(home.person.pk), "kind": "training", "part": "foot", "seed": 5, "level": 1, "ability": 0.0, "aim": 0.83, "planned": count,
        "at": at, "zone": ZONE, "saved_at": at, "ended": "whole", "before": 2, "after": 2, "device": "384x800@2 touch",
        "frame_ms": 16.7, "answers": answers, **fields,
    }  # fmt: skip


def put(page: Client, body: dict[str, Any], name: uuid.UUID | None = None) -> Any:
    return page.put(f"/api/recognise/{name or uuid7()}", json.dumps(body), "application/json")


def test_a_practice_list_is_the_same_for_the_same_seed_and_balanced() -> None:
    """Every part, at every level that differs in what is dealt: nothing that is seen says a side."""
    levels, seeds = (1, 2, 3), counts.count(quick=1, test=4, long=40)
    for part, level, seed in itertools.product(bank().parts, levels, range(seeds)):
        deal = Deal(seed, "training", part, 24, level)
        places = pictures(deal)
        assert all(len({spec["side"] for spec in place}) == 1 for place in places)
        shown = [place[FITTING] for place in places]
        assert Counter(spec["side"] for spec in shown) == {"left": 12, "right": 12}
        told: dict[str, Any] = {name: itemgetter(name) for name in ("view", "tone", "light")}
        told["turned"] = lambda spec: min(spec["angle_deg"], 360 - spec["angle_deg"])
        for name, of in told.items():
            by_side = [
                Counter(of(spec) for spec in shown if spec["side"] == side) for side in ("left", "right")
            ]
            assert by_side[0] == by_side[1], (name, deal)
            # At level 2 all of a list is turned further, so that it is hard enough, and what is turned furthest stays there.
            most = 2 if (name, level) == ("turned", 2) else 1
            assert max(by_side[0].values()) - min(by_side[0].values()) <= most, (name, deal)
        runs = "".join(spec["side"][0] for spec in shown)
        assert "llll" not in runs
        assert "rrrr" not in runs
    deal = Deal(11, "training", "hand", 24, level=3)
    assert pictures(deal) == pictures(deal)
    assert pictures(deal) != pictures(Deal(12, "training", "hand", 24, level=3))


def test_levels_widen_what_is_shown() -> None:
    plain, turned, every, busy = (
        [spec for place in pictures(Deal(3, "training", "foot", 20, level=level)) for spec in place]
        for level in (1, 2, 3, 4)
    )
    assert {spec["view"] for spec in plain} == {"top"}
    assert all(min(spec["angle_deg"], 360 - spec["angle_deg"]) <= 45 for spec in plain)
    assert {spec["view"] for spec in turned} == {"top"}
    assert any(spec["angle_deg"] == 180 for spec in turned)
    assert len({spec["view"] for spec in every}) > 3
    assert {spec["scene"] for spec in every} == {0}
    assert {spec["scene"] for spec in busy} == {1}


def test_a_flare_day_and_a_lower_ability_get_easier_pictures() -> None:
    def mean(**more: Any) -> float:
        places = pictures(Deal(3, "training", "hand", 20, level=3, **more))
        return sum(place[FITTING]["difficulty"] for place in places) / len(places)

    assert mean(ability=-0.5) < mean(ability=0.0) < mean(ability=0.6)
    assert mean(aim=0.9) < mean()


def test_the_weekly_check_shows_the_same_pictures_in_another_order() -> None:
    first, second = (pictures(Deal(seed, "weekly", "foot", 0)) for seed in (1, 2))
    cells = [
        Counter((s["part"], s["posture"], s["view"], s["angle_deg"], s["side"]) for (s,) in one)
        for one in (first, second)
    ]
    assert cells[0] == cells[1]
    assert first != second
    for name in ("tone", "light"):
        by_side = [Counter(s[name] for (s,) in first if s["side"] == side) for side in ("left", "right")]
        assert by_side[0] == by_side[1], name
    # The fingers of a picture and how large it is are the same each week, too.
    still = [
        Counter((s["item"], s["angle_deg"], s["side"], s["size"], tuple(s["jitter"])) for (s,) in one)
        for one in (first, second)
    ]
    assert still[0] == still[1]
    assert len(first) == weekly_count("foot") == 96
    assert Counter(s["part"] for (s,) in first) == {"foot": 64, "hand": 32}
    for part, times in (("foot", 4), ("hand", 2)):
        angles = [
            Counter(s["angle_deg"] for (s,) in first if s["part"] == part and s["side"] == side)
            for side in ("left", "right")
        ]
        assert angles[0] == angles[1] == dict.fromkeys(ANGLES, times)


def test_the_ability_settles_where_her_answers_are() -> None:
    import random

    rng = random.Random(4)
    found = []
    for _person in range(40):
        answers = []
        for _ in range(250):
            hard = rng.uniform(-2.5, -0.4)
            answers.append((hard, rng.random() < chance(0.7, hard)))
        found.append(ability_after(answers))
    assert abs(sum(found) / len(found) - 0.7) < 0.15
    assert moved(0.0, -2.0, True, 0) > 0.0 > moved(0.0, -2.0, False, 0)


def went(number: int, **fields: Any) -> order.Session:
    at = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC) + dt.timedelta(days=number)
    given = {
        "level": 1,
        "planned": 20,
        "done": 20,
        "left": 0.9,
        "right": 0.9,
        "before": 2.0,
        "after": 2.0,
        **fields,
    }
    return order.Session(uuid.UUID(int=number), at, at.date(), **given)


def test_three_good_goes_with_even_sides_move_on() -> None:
    assert order.stand([went(1), went(2)]).level == 1
    assert order.stand([went(1), went(2), went(3)]).level == 2
    assert order.stand([went(1), went(2, left=0.6), went(3)]).level == 1
    assert order.stand([went(1), went(2, left=1.0, right=0.8), went(3)]).level == 1
    assert order.stand([went(1), went(2, after=3.0), went(3)]).level == 1


def test_a_rise_of_two_halves_the_next_go_and_an_hour_later_it_rests() -> None:
    up = order.stand([went(1), went(2), went(3), went(4, level=2, after=4.0)])
    assert (up.level, up.dose, up.rests_until) == (1, 10, None)
    assert order.stand([went(1, after=3.0)]).dose == 20
    late = order.stand([went(1, later=3.0)])
    assert late.rests(dt.date(2026, 3, 2))
    assert not late.rests(dt.date(2026, 3, 3))
    calm = order.stand(
        [
            went(1, after=4.0),
            went(2, planned=10, done=10),
            went(3, planned=14, done=14),
            went(4),
            went(5, level=2),
        ]
    )
    assert calm.dose == 20


def test_a_new_colour_rests_until_tomorrow() -> None:
    stand = order.stand([went(1, sign=True)])
    assert stand.turns[0].rule == "recognise.sign"
    assert stand.rests(dt.date(2026, 3, 2))


def test_an_odd_feeling_or_dizziness_rests_and_makes_the_next_go_shorter() -> None:
    stand = order.stand([went(1), went(2), went(3), went(4, level=2, odd=True)])
    assert stand.turns[-1].rule == "recognise.odd"
    assert (stand.level, stand.dose) == (1, 10)
    assert stand.rests(stand.turns[-1].session.day)
    assert not stand.rests(stand.turns[-1].session.day + dt.timedelta(days=1))
    assert "Ask your therapist" in selectors.sentence("recognise.odd")
    # Also in a weekly check, and never weaker than a rise by itself.
    assert order.stand([went(1, weekly=True, odd=True)]).turns[0].rule == "recognise.odd"
    assert order.stand([went(1, after=4.0, odd=True)]).dose <= order.stand([went(1, after=4.0)]).dose
    # Three good goes are three without it.
    assert order.stand([went(1), went(2, odd=True), went(3)]).level == 1


@pytest.mark.django_db
@pytest.mark.parametrize("tick", ["odd", "dizzy"])
def test_the_tick_of_a_session_is_read_and_its_sentence_shown(page: Client, home: Home, tick: str) -> None:
    assert put(page, document(home) | {tick: True}).status_code == 201
    for path in ("/train", "/train/recognise?part=foot"):
        shown = page.get(path).content.decode()
        assert "It felt odd or made you dizzy." in shown, path
        assert "Pictures rest until tomorrow." in shown, path
    assert "data-start" not in page.get("/train/recognise?part=foot").content.decode()


@pytest.mark.django_db
def test_the_two_sides_by_turn_and_view(home: Home, page: Client) -> None:
    """Six of one turn: a left palm four of six right, a right one six of six; an own picture is in no row."""
    body = document(home)
    answers = []
    for number in range(12):
        side = ("left", "right")[number % 2]
        wrong = side == "left" and number < 4
        answers.append(
            body["answers"][0]
            | {"number": number, "item": "hand/open/palm", "part": "hand", "view": "palm", "posture": "open", "angle_deg": 90, "side": side,
               "response": {"left": "right", "right": "left"}[side] if wrong else side, "rt_ms": 1000.0 + 100 * number}
        )  # fmt: skip
    answers.append(answers[0] | {"number": 12, "posture": "own", "angle_deg": 135})
    answers.append(answers[0] | {"number": 13, "angle_deg": 180})
    assert put(page, body | {"part": "hand", "answers": answers, "planned": 14}).status_code == 201
    found = {(one.view, one.side, one.angle): one for one in turns(RecogniseAnswer.objects.all())}
    assert set(found) == {("palm", "left", 90), ("palm", "right", 90), ("palm", "left", 180)}
    left, right = found["palm", "left", 90], found["palm", "right", 90]
    assert (left.count, round(left.share[0], 3), right.share[0]) == (6, 0.667, 1.0)
    # Wilson's interval of 4 of 6 (R: binom::binom.wilson).
    assert [round(end, 4) for end in left.share[1:]] == [0.3, 0.9032]
    assert right.seconds is not None
    assert round(right.seconds[0], 3) == 1.6
    assert right.seconds[1] < 1.6 < right.seconds[2]
    shown = page.get("/train/recognise/answers").content.decode()
    assert "Hands, palm" in shown
    assert "67 % (30 to 90)" in shown
    # Rounded, not cut off.
    assert f"1.6 s ({right.seconds[1]:.1f} to {right.seconds[2]:.1f})" in shown
    assert "135°" not in shown
    assert '<th scope="row">180°</th><td class="n">–</td>' in shown


def test_the_weekly_difference_has_the_truth_in_its_interval() -> None:
    rng, held = np.random.default_rng(8), 0
    for _ in range(200):
        block = [("left", True, float(np.exp(7.5 + rng.normal(0, 0.3)))) for _ in range(32)]
        block += [("right", True, float(np.exp(7.3 + rng.normal(0, 0.3)))) for _ in range(32)]
        low, high = week(block, "left") or (0.0, 0.0)
        held += low <= 0.2 <= high
    assert 180 <= held <= 199
    assert week(block[:10], "left") is None


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_answers_sent_at_once_are_one_session_with_them_all(home: Home) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection; the rule is tested on PostgreSQL")
    from tests.diary.household import browser

    name, body, start, codes = uuid7(), document(home), threading.Barrier(4), []

    def one(count: int) -> None:
        page = browser(home.robin)
        saved = (timezone.now() + dt.timedelta(seconds=count)).isoformat()
        start.wait()
        try:
            codes.append(
                put(page, {**body, "answers": body["answers"][:count], "saved_at": saved}, name).status_code
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(count,)) for count in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 200, 200, 201]
    assert sorted(RecogniseAnswer.objects.values_list("number", flat=True)) == [0, 1, 2, 3]


@pytest.mark.django_db
@pytest.mark.database
class TestKept:
    def test_a_growing_document_doubles_nothing_and_loses_nothing(self, page: Client, home: Home) -> None:
        name, body = uuid7(), document(home)
        early = timezone.now() - dt.timedelta(minutes=3)
        part = {**body, "answers": body["answers"][:3], "ended": "running", "saved_at": early.isoformat()}
        assert put(page, part, name).status_code == 201
        assert put(page, part, name).json()["stored"] == "same"
        whole = {**body, "saved_at": (early + dt.timedelta(seconds=30)).isoformat()}
        assert put(page, whole, name).json()["stored"] == "updated"
        assert put(page, part, name).json()["stored"] == "newer"
        assert RecogniseAnswer.objects.count() == 8
        session = RecogniseSession.objects.get()
        assert (session.ended, session.said_by, session.control_part) == ("whole", "self", "")
        assert [one.correct for one in session.answers.all()] == [True] * 8
        assert [one.away for one in session.answers.all()] == [0, 1] * 4

    @pytest.mark.parametrize("wrong", [
        {"part": "nose"}, {"kind": "x"}, {"before": 11}, {"zone": "Nowhere"}, {"at": "2026-01-01T10:00:00"}, {"planned": 0}, {"seed": -1},
        {"aim": 2}, {"level": 9}, {"ended": "x"}, {"ability": 99.0}, {"device": "x" * 500},
    ])  # fmt: skip
    def test_a_wrong_document_says_what_is_wrong(
        self, page: Client, home: Home, wrong: dict[str, Any]
    ) -> None:
        answer = put(page, document(home) | wrong)
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["where"] == next(iter(wrong))
        assert not RecogniseSession.objects.exists()

    def test_a_wrong_answer_inside_says_so(self, page: Client, home: Home) -> None:
        for fields in (
            {"side": "up"},
            {"rt_ms": -5.0},
            {"number": 0},
            {"response": "both"},
            {"angle_deg": 400},
            {"away": -1},
        ):
            body = document(home)
            body["answers"][1] |= fields
            assert put(page, body).status_code == 422, fields

    def test_only_whoever_practises_writes_and_switched_off_it_is_gone(
        self, page: Client, home: Home, settings: Any
    ) -> None:
        from tests.diary.household import browser

        assert put(browser(home.lee), document(home)).status_code == 403
        settings.SWITCHES = {**settings.SWITCHES, "imagery": False}
        assert put(page, document(home)).status_code == 403
        for address in ("/train/recognise", "/train/recognise/answers", "/offline/recognise"):
            assert page.get(address).status_code == 404
        said = page.get("/train").content.decode()
        assert "Recognise" not in said
        assert "Touch practice" in said

    def test_train_shows_the_path_the_sides_and_the_week(self, page: Client, home: Home) -> None:
        empty = page.get("/train").content.decode()
        assert "Recognise" in empty
        assert "Feet · 2 minutes" in empty
        assert "Show as table" not in empty
        body = document(home, 24, wrong=4)
        put(page, body)
        said = page.get("/train").content.decode()
        assert "Left foot" in said
        assert "95 % range" in said
        assert "1 go of left or right, on 1 day." in said
        assert "1 of up to 3 goes today." in said
        assert "Weekly check: Feet" in said
        sides = selectors.recognise_sides(home.robin, home.person)
        assert {(one.side, one.count) for one in sides} == {("left", 12), ("right", 12)}
        right = sum(one["response"] == one["side"] for one in body["answers"] if one["side"] == "left")
        left = next(one for one in sides if one.side == "left")
        assert left.share[0] == pytest.approx(right / 12)
        assert left.share[1] < right / 12 < left.share[2]

    def test_an_hour_later_is_asked_once_and_then_pictures_rest(self, page: Client, home: Home) -> None:
        name = uuid7()
        put(page, document(home), name)
        assert "about an hour later" not in page.get("/train").content.decode()
        RecogniseSession.objects.update(
            at=timezone.now() - dt.timedelta(minutes=65), day=timezone.now().date()
        )
        assert "about an hour later" in page.get("/train").content.decode()
        said = page.post(
            f"/train/recognise/sessions/{name}/later", {"later": "4"}, follow=True
        ).content.decode()
        assert "Pictures rest until tomorrow" in said
        assert "about an hour later" not in said

    def test_a_sign_an_hour_later_rests_pictures_though_pain_was_not_rated(
        self, page: Client, home: Home
    ) -> None:
        name = uuid7()
        at = (timezone.now() - dt.timedelta(minutes=65)).isoformat()
        put(page, document(home, at=at, saved_at=at, before=None, after=None), name)
        said = page.get("/train").content.decode()
        assert "Anything new there, about an hour later?" in said
        assert 'name="later"' not in said
        said = page.post(f"/train/recognise/sessions/{name}/later", {"swelling": "yes"}, follow=True)
        assert "A new colour or swelling was there. Pictures rest until tomorrow" in said.content.decode()
        assert "swelling an hour later" in page.get("/train/recognise/answers").content.decode()
        # A page that stayed open knows nothing of it.
        put(page, document(home, at=at, saved_at=timezone.now().isoformat()), name)
        kept = RecogniseSession.objects.get()
        assert (kept.later_colour, kept.later_swelling) == (False, True)

    def test_a_sign_an_hour_later_comes_by_the_api_too(self, page: Client, home: Home) -> None:
        assert put(page, document(home, later_colour=True)).status_code == 201
        one = selectors.recognise_part(home.robin, home.person, "foot")
        assert one.stand.turns[-1].rule == "recognise.sign"

    def test_a_session_without_an_answer_is_not_asked_about_later(self, page: Client, home: Home) -> None:
        at = (timezone.now() - dt.timedelta(minutes=65)).isoformat()
        put(page, document(home, at=at) | {"answers": [], "ended": "stopped"})
        assert "about an hour later" not in page.get("/train").content.decode()

    def test_a_viewer_without_leave_for_pain_sees_goes_but_no_pain(self, page: Client, home: Home) -> None:
        from dialdown.people.models import Grant
        from tests.diary.household import account, browser

        first = timezone.now() - dt.timedelta(hours=5)
        sees = {home.robin: True}
        for name, scopes in (("Seeing", ["train", "pain"]), ("Blind", ["train"])):
            viewer = account(name)
            Grant.objects.create(
                person=home.person, account=viewer, audience="clinician", scopes=scopes, made_by=home.robin
            )
            sees[viewer] = "pain" in scopes
        steps: tuple[tuple[dict[str, Any], str], ...] = (
            ({"before": 1.5, "after": 4.5}, "It went up by 2 or more."),
            ({"before": 2.5, "after": 3}, "That went calmly."),
            ({"before": 5.5, "after": 5.5, "later": 9}, "An hour later it was still up."),
        )
        # The same words after each go: what they are does not tell of a rise.
        what = "What comes next is on the card. The reason is not shown to you."
        for n, (fields, why) in enumerate(steps):
            at = (first + dt.timedelta(minutes=20 * n)).isoformat()
            assert put(page, document(home, at=at, **fields)).status_code == 201
            for viewer, may in sees.items():
                said = browser(viewer).get("/train").content.decode()
                assert (why in said) is may, (viewer, why)
                assert may or what in said, (viewer, what)
        for viewer, may in sees.items():
            said = browser(viewer).get("/train/recognise/answers").content.decode()
            assert "8 of 8 right" in said
            shown = ("before 1.5", "after 4.5", "before 2.5", "an hour later 9", "· pain ")
            assert [words in said for words in shown] == [may] * len(shown), viewer

    def test_the_list_and_the_undo(self, page: Client, home: Home) -> None:
        name = uuid7()
        put(page, document(home), name)
        assert "8 of 8 right" in page.get("/train/recognise/answers").content.decode()
        said = page.post(f"/train/recognise/sessions/{name}/remove", follow=True).content.decode()
        assert "8 of 8 right" not in said
        page.post(f"/train/recognise/sessions/{name}/restore")
        assert "8 of 8 right" in page.get("/train/recognise/answers").content.decode()

    def test_the_page_holds_a_fresh_list_and_the_files(self, page: Client, home: Home) -> None:
        said = page.get("/train/recognise?part=hand").content.decode()
        assert "hand.glb" in said
        assert "flat/flat." in said
        assert "A left or a right hand?" in said
        lists = [
            json.loads(page.get("/train/recognise?part=hand").content.decode().split('id="deal" type="application/json">')[1].split("</script>")[0])
            for _ in range(2)
        ]  # fmt: skip
        assert lists[0]["deal"]["seed"] != lists[1]["deal"]["seed"]
        given = dict(lists[0]["deal"])
        assert given.pop("planned") == 20
        assert pictures(Deal(**given)) == lists[0]["places"]
        # A drawing of each picture that may come, and of no other.
        for level in (1, 3):
            places = pictures(Deal(**given | {"level": level}))
            named = drawings(spec for place in places for spec in place)
            assert len(named) == len({place[0]["item"] for place in places})
            assert all((FOLDER / "flat" / name).is_file() for name in named)
        flare = dict(lists[0]["flare"]["deal"])
        assert (flare.pop("planned"), flare["aim"]) == (20, FLARE_AIM)
        assert pictures(Deal(**flare)) == lists[0]["flare"]["places"]
        assert '"flare": null' in page.get("/train/recognise?part=hand&kind=weekly").content.decode()
        assert page.get("/train/recognise?part=nose").status_code == 404
        assert "The weekly check" in page.get("/train/recognise?part=foot&kind=weekly").content.decode()

    def test_the_stages_read_goes_weeks_and_accuracy(self, page: Client, home: Home) -> None:
        put(page, document(home, 20, wrong=5))
        deal = Deal(2, "weekly", "foot", 0)
        answers = [
            {**{key: spec[key] for key in ("item", "part", "view", "posture", "angle_deg", "side", "direction", "tone", "light", "difficulty")},
             "number": number, "response": spec["side"], "onset_ms": 1.0, "rt_ms": 1200.0 if spec["side"] == "left" else 900.0 + number}
            for number, (spec,) in enumerate(pictures(deal))
        ]  # fmt: skip
        body = document(home) | {"kind": "weekly", "answers": answers, "planned": 96}
        assert put(page, body).status_code == 201
        found = for_stages(home.person.pk, "foot", "left")
        assert len(found.goes) == 2
        (block,) = found.weeks
        assert 0 < block.low < block.high
        mirrored = for_stages(home.person.pk, "foot", "right").weeks[0]
        assert mirrored.low == pytest.approx(-block.high)
        assert found.accuracy == pytest.approx((15 + 64) / 84)
