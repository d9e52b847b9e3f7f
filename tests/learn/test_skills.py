"""The lessons as data, their pages, and what people save of them."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from dialdown.learn import calm, selectors, services
from dialdown.learn.models import LessonNote
from dialdown.learn.skills.lessons import EVERYONE, PARENTS, lessons
from dialdown.people.access import Denied
from dialdown.people.sealing import keys
from dialdown.uuid7 import uuid7
from tests.diary import household
from tests.diary.household import browser
from tests.quality.tree import ROOT

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

# What a reference may look like: a DOI, a PubMed number, or an address on the web.
REFERENCE = re.compile(
    r"^(?:https://doi\.org/10\.\d{4,9}/\S+|PMID \d{6,8}|https?://[a-z0-9.-]+\.[a-z]{2,}(?:/\S*)?)$"
)
WORDS = {"thought": "everybody will stare", "kind": "one lesson"}


@pytest.fixture
def home(db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    from dialdown.people import selectors as people

    monkeypatch.setattr(people, "_set_up", False)
    return household.home()


@pytest.fixture
def page(home: Home) -> Client:
    return browser(home.robin)


def save(home: Home, viewer: Any = None, **more: Any) -> LessonNote:
    given: dict[str, Any] = {
        "viewer": viewer or home.robin, "note_id": uuid7(), "person_id": home.person.pk, "lesson_id": "worry", "answers": WORDS,
        "saved_at": timezone.now(),
    }  # fmt: skip
    return services.save_exercise(**given | more).note


# --- the data ------------------------------------------------------------------------------------------------
def test_eight_lessons_for_everyone_and_four_for_parents() -> None:
    found = [(lesson.id, lesson.audience) for lesson in lessons()]
    assert [name for name, audience in found if audience == EVERYONE] == [
        "loud", "goals", "relaxing", "worry", "sleep", "school", "friends", "keeping",
    ]  # fmt: skip
    assert [name for name, audience in found if audience == PARENTS] == [
        "talk",
        "hard-days",
        "mornings",
        "strain",
    ]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_every_lesson_has_its_sources_and_one_small_exercise(lesson: Any) -> None:
    assert lesson.sources
    for source in lesson.sources:
        assert REFERENCE.match(source.ref), source.ref
        assert source.address.startswith("http")
        assert len(source.title) > 10
        assert len(source.used_for) > 10
    assert 1 <= len(lesson.exercise.fields) <= 4
    assert lesson.minutes <= 5
    for voice in lesson.voices.values():
        assert voice.lead.endswith(".")
        assert 3 <= len(voice.parts) <= 6


def test_a_number_in_a_lesson_comes_from_a_lesson_with_a_source_for_it() -> None:
    """Ages, hours, counts of children: where a lesson says a figure of a study, a source says it was used for it."""
    figures = {
        "sleep": ("8 to 10 hours", "13 to 18"), "keeping": ("three in ten",), "strain": ("61 parents",), "talk": ("66 young people",),
    }  # fmt: skip
    for name, parts in figures.items():
        lesson = next(one for one in lessons() if one.id == name)
        said = " ".join(f"{source.title} {source.used_for}" for source in lesson.sources)
        for part in parts:
            assert part in said, (name, part)
            assert any(part.split()[0] in voice.words() for voice in lesson.voices.values())


def test_no_sleep_restriction_under_18() -> None:
    sleep = next(lesson for lesson in lessons() if lesson.id == "sleep")
    assert "do not cut your sleep short" in sleep.told("teen").words()
    assert "not for anybody under 18 outside a sleep clinic" in sleep.told("adult").words()


def test_a_language_without_a_lesson_gets_the_english_one_and_says_so() -> None:
    found = lessons("xx")
    assert [lesson.id for lesson in found] == [lesson.id for lesson in lessons()]
    assert {lesson.language for lesson in found} == {"en"}


def test_calm_captions_stand_in_order_and_end_in_time() -> None:
    for script in calm.scripts():
        starts = [caption.at for caption in script.captions]
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        assert starts[-1] < script.seconds <= 180
        # Time to read each caption: three words a second.
        for caption, end in zip(script.captions, [*starts[1:], script.seconds], strict=True):
            assert len(caption.text.split()) <= 3 * (end - caption.at) + 1, caption.text
    assert sum(len(group.things) for group in calm.ideas()) == 22


def test_the_service_worker_knows_every_lesson_and_calm_page() -> None:
    source = (ROOT / "frontend/offline/pages.ts").read_text(encoding="utf-8")
    listed = re.search(r"const LESSONS = \[(.*?)\];", source, re.DOTALL)
    assert listed
    assert re.findall(r'"([\w-]+)"', listed[1]) == [lesson.id for lesson in lessons()]
    for part in ("/breathing", "/relaxing", "/grounding", "/ideas"):
        assert f'"{part}"' in source


def test_nothing_was_copied_from_a_source_page() -> None:
    """Own sentences: no lesson holds a line of quotation longer than a spoken sentence."""
    for path in Path(ROOT / "src/dialdown/learn/skills/en").glob("*.yaml"):
        for quoted in re.findall(r"“([^”]*)”", path.read_text(encoding="utf-8")):
            assert len(quoted.split()) <= 35, (path.name, quoted)


# --- the pages -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_lesson_opens_in_both_voices(page: Client) -> None:
    listed = page.get("/learn/skills").content.decode()
    for lesson in lessons():
        assert f"/learn/skills/{lesson.id}" in listed
        for voice in lesson.voices:
            said = page.get(f"/learn/skills/{lesson.id}?voice={voice}").content.decode()
            assert lesson.told(voice).lead in said
            assert "not yet reviewed by a clinician" in said
            assert "Where this comes from" in said


@pytest.mark.django_db
def test_a_teenager_reads_the_teen_voice_and_an_adult_the_other(page: Client, home: Home) -> None:
    lesson = lessons()[0]
    assert lesson.told("teen").lead in page.get("/learn/skills/loud").content.decode()
    type(home.person).objects.update(age_group="adult")
    assert lesson.told("adult").lead in page.get("/learn/skills/loud").content.decode()
    assert page.get("/learn/skills/nothing").status_code == 404


@pytest.mark.django_db
def test_saving_without_script_and_undo(page: Client, home: Home) -> None:
    said = page.post("/learn/skills/worry", {"answers.thought": " a cloud "}, follow=True).content.decode()
    note = LessonNote.objects.get()
    assert note.answers == {"thought": "a cloud"}
    assert "a cloud" in said
    assert f"/learn/notes/{note.pk}/remove" in said
    page.post(f"/learn/notes/{note.pk}/remove")
    assert "a cloud" not in page.get("/learn/skills/worry").content.decode()
    page.post(f"/learn/notes/{note.pk}/restore")
    assert "a cloud" in page.get("/learn/skills/worry").content.decode()


@pytest.mark.django_db
def test_nothing_to_save_and_too_much_are_said_in_words(page: Client) -> None:
    empty = page.post("/learn/skills/worry", {})
    assert empty.status_code == 422
    assert "One line is enough" in empty.content.decode()
    long = page.post("/learn/skills/worry", {"answers.thought": "x" * 2001, "answers.know": "kept"})
    assert long.status_code == 422
    assert "2000 letters fit" in long.content.decode()
    assert "kept" in long.content.decode()


@pytest.mark.django_db
@pytest.mark.database
def test_the_api_is_idempotent_and_writes_nothing_over(page: Client, home: Home) -> None:
    name = uuid7()
    body = {
        "person": str(home.person.pk),
        "lesson": "worry",
        "saved_at": timezone.now().isoformat(),
        "answers": WORDS,
    }

    def put(key: uuid.UUID, **more: Any) -> Any:
        return page.put(f"/api/exercises/{key}", json.dumps(body | more), "application/json")

    assert put(name).status_code == 201
    again = put(name, answers={"thought": "something else"})
    assert (again.status_code, again.json()["stored"]) == (200, "same")
    assert LessonNote.objects.get().answers == WORDS
    assert put(uuid7()).status_code == 201
    for wrong in ({"lesson": "nothing"}, {"answers": {}}, {"answers": {"unknown": "x"}}, {"saved_at": "soon"},
                  {"saved_at": (timezone.now() + dt.timedelta(days=9)).isoformat()}):  # fmt: skip
        assert put(uuid7(), **wrong).status_code == 422, wrong
    assert page.delete(f"/api/exercises/{name}").status_code == 200
    assert len(selectors.exercises(home.robin, home.person.pk)) == 1
    assert page.delete(f"/api/exercises/{uuid7()}").status_code == 403


@pytest.mark.django_db
def test_what_she_writes_is_hers_and_what_a_parent_writes_is_the_parents(home: Home) -> None:
    save(home)
    mine = save(home, home.kim, lesson_id="strain", answers={"problem": "I do not sleep"})
    assert [one.note.lesson for one in selectors.exercises(home.robin, home.person.pk)] == ["worry"]
    assert [one.note.lesson for one in selectors.exercises(home.kim, home.person.pk)] == ["strain"]
    with pytest.raises(Denied):
        services.take_exercise_out(viewer=home.robin, note_id=mine.pk)
    with pytest.raises(Denied):
        save(home, home.lee)
    assert selectors.exercises(home.lee, home.person.pk) == []


@pytest.mark.django_db
def test_with_a_key_it_is_sealed_like_a_note(page: Client, home: Home) -> None:
    before = save(home)
    keys.make(account=home.robin, person=home.person, passphrase="four quiet plain words")
    after = save(home, answers={"thought": "zebra"})
    for note in LessonNote.objects.filter(pk__in=(before.pk, after.pk)):
        assert note.answers == {}
        assert note.sealed is not None
        assert b"zebra" not in bytes(note.sealed)
    closed = selectors.exercises(home.robin, home.person.pk)
    assert [one.answers for one in closed] == [None, None]
    assert "It opens with your passphrase" in page.get("/learn/skills/worry").content.decode()
    keys.open_with(account=home.robin, words="four quiet plain words")
    assert [one.answers for one in selectors.exercises(home.robin, home.person.pk)] == [
        {"thought": "zebra"},
        WORDS,
    ]
    # Two answers of different length look alike.
    assert len({len(bytes(n.sealed)) for n in LessonNote.objects.all()}) == 1


@pytest.mark.django_db
def test_the_page_for_the_phone_holds_every_lesson_and_nothing_that_was_saved(
    page: Client, home: Home
) -> None:
    save(home)
    said = page.get("/offline/skills").content.decode()
    assert (
        "everybody will stare"
        not in said.replace(lessons()[3].told("teen").words(), "").split("data-exercise")[-1]
    )
    for lesson in lessons():
        assert f'data-lesson="{lesson.id}"' in said
    assert f'data-account="{home.robin.pk}"' in said
    assert f'data-person="{home.person.pk}"' in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/calm", "/calm/breathing", "/calm/relaxing", "/calm/grounding", "/calm/ideas"]
)
def test_calm_is_for_everyone_and_keeps_nothing(path: str, home: Home) -> None:
    client = browser()
    answer = client.get(path)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "data-account" not in said
    assert said == browser(home.robin).get(path).content.decode()
    assert "<audio" not in said
    assert "autoplay" not in said
