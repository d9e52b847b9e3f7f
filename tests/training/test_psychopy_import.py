"""A run of the open hand task comes in as one session: once, undone whole, with the conflict of signs in one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dialdown.diary import imports
from dialdown.diary.models import ImportBatch
from dialdown.people.models import Grant
from dialdown.training import selectors, services
from dialdown.training.models import RecogniseAnswer, RecogniseSession
from tests.diary.household import browser
from tests.training.test_recognise import document, put

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEADER = (
    "participant,session,date,hljt_side,hljt_view,hljt_angle,hljt_direction,hljt_correct_both,test_hljt_response.keys,"
    "test_hljt_response.corr,test_hljt_response.rt"
)
SENTENCE = "This file’s words for where the fingers point are the opposite of ours for 4 of 8 pictures"


def run(*, date: str = "2025-07-02_10h24.34.345", who: str = "Example", more: str = "") -> bytes:
    """Practice, then each side, view and angle; the words for the back of the hand the other way round, as the task has them."""
    rows = [f"{who},1,{date},left,palmar,0,,f,,,"]
    for side, view, angle in [
        (s, v, a) for s in ("left", "right") for v in ("palmar", "dorsal") for a in (0, 90, 180, 270)
    ]:
        outwards = (angle == 90) == (side == "right")
        word = "" if angle in (0, 180) else "lateral" if outwards == (view == "palmar") else "medial"
        wanted, other = ("f", "j") if side == "left" else ("j", "f")
        given = other if angle == 180 else wanted
        rows.append(
            f"{who},1,{date},{side},{view},{angle},{word},{wanted},{given},{int(angle != 180)},{1 + angle / 200}"
        )
    return "\n".join([HEADER, *rows]).encode() + more.encode() + b"\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    def at_once(work: Callable[[], object]) -> None:
        work()

    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(imports, "_beside", at_once)


def drop(page: Client, content: bytes, name: str = "run.csv") -> Any:
    return page.post("/import", {"file": SimpleUploadedFile(name, content)}, follow=True)


def bring(page: Client, content: bytes) -> str:
    drop(page, content)
    batch = ImportBatch.objects.order_by("-created_at")[0]
    return page.post(reverse("import_bring_in", args=[batch.pk]), follow=True).content.decode()


def test_it_comes_in_as_one_session_with_the_conflict_named_once(home: Home, page: Client) -> None:
    shown = drop(page, run()).content.decode()
    assert "PsychoPy run of left or right" in shown
    assert shown.count(SENTENCE) == 1
    text = bring(page, run())
    assert "One go of left or right added." in text
    assert text.count(SENTENCE) == 1
    session = RecogniseSession.objects.get()
    assert (session.kind, session.part, session.said_by, session.device, session.day.isoformat()) == (
        "brought", "hand", "import", "PsychoPy", "2025-07-02",
    )  # fmt: skip
    assert session.at.astimezone().isoformat().startswith("2025-07-02T08:24:34")
    answers = list(session.answers.all())
    assert len(answers) == 16
    assert sum(one.correct for one in answers) == 12
    assert {(one.side, one.view): one.direction for one in answers if one.angle_deg == 90} == {
        ("left", "palm"): "medial", ("left", "back"): "medial", ("right", "palm"): "lateral", ("right", "back"): "lateral",
    }  # fmt: skip
    assert [one.rt_ms for one in answers[:4]] == [1000.0, 1450.0, 1900.0, 2350.0]
    assert "brought in" in page.get("/train/recognise/answers").content.decode()


def test_the_same_file_again_adds_nothing_and_undo_takes_all_of_it(home: Home, page: Client) -> None:
    bring(page, run())
    assert "This go was here already." in bring(page, run())
    assert (RecogniseSession.objects.count(), RecogniseAnswer.objects.count()) == (1, 16)
    again, first = ImportBatch.objects.order_by("-created_at")
    page.post(reverse("import_undo", args=[again.pk]))
    assert RecogniseSession.objects.count() == 1
    page.post(reverse("import_undo", args=[first.pk]))
    assert not RecogniseSession.objects.exists()
    assert not RecogniseAnswer.objects.exists()
    assert "One go of left or right added." in bring(page, run())


def test_what_she_took_out_by_hand_does_not_come_back(home: Home, page: Client) -> None:
    bring(page, run())
    services.take_session_out(viewer=home.robin, session_id=RecogniseSession.objects.get().pk)
    bring(page, run())
    assert RecogniseSession.objects.get().deleted_at is not None


def test_it_moves_no_level_and_no_device_can_send_one(home: Home, page: Client) -> None:
    before = selectors.recognise_part(home.robin, home.person, "hand")
    bring(page, run())
    assert RecogniseSession.objects.count() == 1
    after = selectors.recognise_part(home.robin, home.person, "hand")
    assert (after.stand, after.ability, after.begun, after.weekly_due) == (
        before.stand,
        before.ability,
        False,
        False,
    )
    assert put(page, document(home) | {"kind": "brought"}).status_code == 422


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER.encode() + b"\nExample,1,2025-07-02_10h24.34.345,left,palmar,0,,f,,,\n", "holds no answers of the test"),
        (run(date="soon"), "expected when the run began"),
        (run(date="2099-07-02_10h24.34.345"), "expected when the run began"),
        (run(more="\nOther,1,2025-07-02_10h24.34.345,left,palmar,90,,f,f,1,1.0"), "more than one run"),
        (run(more="\nExample,1,2025-07-02_10h24.34.345,up,palmar,90,,f,f,1,1.0"), "expected left or right"),
        (run(more="\nExample,1,2025-07-02_10h24.34.345,left,palmar,90,,f,f,1,never"), "expected a number"),
        (run(more="\nExample,1,2025"), "expected 11 cells"),
    ],
)  # fmt: skip
def test_what_is_no_whole_run_is_refused_in_a_sentence(
    home: Home, page: Client, content: bytes, words: str
) -> None:
    shown = drop(page, content).content.decode()
    assert words in shown
    assert "run.csv" in shown
    assert not RecogniseSession.objects.exists()


def test_whoever_may_not_write_practice_brings_none_in(home: Home) -> None:
    Grant.objects.filter(account=home.kim).update(scopes=["function"], may_write=True)
    shown = drop(browser(home.kim), run()).content.decode()
    assert "is not yours to write" in shown
    assert not RecogniseSession.objects.exists()


def test_from_the_command_line(home: Home, tmp_path: Path) -> None:
    from dialdown.diary.import_formats import recognise
    from dialdown.server import bringing_in, results

    file = tmp_path / "run.csv"
    file.write_bytes(run())
    assert recognise(file) == "psychopy"

    class Quiet:
        def __enter__(self) -> Callable[[int], None]:
            return lambda _done: None

        def __exit__(self, *_error: object) -> None:
            return None

    def bring_in(dry_run: bool) -> dict[str, Any]:
        return bringing_in.bring_in(
            file=file, name=str(home.person.pk), create=False, said_by=None, format=None, map_file=None, login=None, dry_run=dry_run,
            progress=lambda _name, _total: Quiet(),
        )  # fmt: skip

    dry = bring_in(True)
    assert (dry["rows"], dry["dry_run"]) == (16, True)
    assert not RecogniseSession.objects.exists()
    done = bring_in(False)
    lines = results.imported(done)
    assert "  added: 1 session" in lines
    assert sum(SENTENCE in line for line in lines) == 1
    assert "  the same as here: 1 session" in results.imported(bring_in(False))
    assert json.loads(json.dumps(done))["rows_added"] == 1


def test_the_published_example_comes_in(home: Home, page: Client, reference_data: Path) -> None:
    whole = (reference_data / "gmi/hljt_psychopy_raw_example_1p.csv").read_bytes()
    assert "are the opposite of ours for 16 of 32 pictures" in bring(page, whole)
    assert RecogniseAnswer.objects.count() == 64
    assert not any(one.rt_ms is not None and math.isnan(one.rt_ms) for one in RecogniseAnswer.objects.all())
