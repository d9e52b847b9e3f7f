"""Own pictures: only the person's own login ever sees them, nothing but a bare picture is taken, and gone is gone."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import dialdown
from dialdown.export.page_file import services as page_file
from dialdown.export.page_file.sealing import new_code
from dialdown.intake.records import BadInput
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import Grant
from dialdown.people.sealing import keys
from dialdown.training import selectors, services
from dialdown.training.models import OwnPicture
from dialdown.training.recognise.dealing import Deal
from dialdown.training.recognise.own.jpeg import NotAPicture, checked, decoded
from dialdown.training.recognise.own.keeping import MOST
from dialdown.uuid7 import uuid7
from tests.counts import count
from tests.diary.household import browser
from tests.export import diaries
from tests.export.diaries import OPERATOR
from tests.training.photos import encoded, photo, text
from tests.training.test_recognise import document, put

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PATH = "/train/recognise/own"
WORDS = "correct horse battery staple"


def form(**fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "part": "hand",
        "side": "left",
        "view_hand": "palm",
        "picture": text(photo()),
        **fields,
    }


def add(home: Home, **fields: Any) -> OwnPicture:
    told = {"part": "hand", "side": "left", "view": "palm", "picture": text(photo()), **fields}
    return services.add_own_picture(viewer=home.robin, person_id=home.person.pk, picture_id=uuid7(), **told)


# --- what is taken ---------------------------------------------------------------------------------------------


def test_a_bare_square_picture_is_taken_baseline_or_progressive() -> None:
    for made in (
        photo(),
        photo(progressive=True),
        photo(quality=30),
        photo(subsampling=0),
        photo(optimize=True),
    ):
        assert checked(made) == made


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (b"", "none"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "drawing"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "drawing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "other"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "other"),
        (b"GIF89a", "other"),
        (b"%PDF-1.7", "other"),
        (b"\xff\xd8" + bytes(300_000), "huge"),
        (photo()[:-2], "cut"),
        (photo()[: len(photo()) // 2], "cut"),
        (photo()[:30], "cut"),
        (photo() + b"PK\x03\x04", "notes"),
        (encoded(), "notes"),
        (encoded(exif=b"Exif\x00\x00MM\x00*"), "notes"),
        (encoded(comment=b"at home"), "notes"),
        (encoded(icc_profile=b"x" * 200), "notes"),
        (photo(size=256), "size"),
        (photo(size=2048), "size"),
        (b"\xff\xd8\xff\xd9", "cut"),
        (b"\xff\xd8" + b"\xff\xdb\x00\x02" * 100 + b"\xff\xd9", "other"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_for_a_reason(made: bytes, reason: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        checked(made)
    assert refused.value.reason == reason


def test_notes_anywhere_before_the_end_are_found() -> None:
    """Between tables, before the scan, and hidden as a table that is longer than what it says."""
    plain = photo()
    scan = plain.index(b"\xff\xda")
    for at in (2, scan):
        with pytest.raises(NotAPicture):
            checked(plain[:at] + b"\xff\xe1\x00\x0aGPS 51.5" + plain[at:])
    table = plain.index(b"\xff\xdb")
    with pytest.raises(NotAPicture):
        checked(plain[:table] + b"\xff\xdb\x00\x0cGPS 51.507" + plain[table:])


def test_random_changes_never_raise_anything_else() -> None:
    rng, plain = random.Random(6), photo()
    for _one in range(count(quick=300, test=2000, long=20_000)):
        spoiled = bytearray(plain[: rng.randrange(2, len(plain))] if rng.random() < 0.5 else plain)
        for _change in range(rng.randrange(1, 6)):
            spoiled[rng.randrange(min(len(spoiled), 700))] = rng.randrange(256)
        try:
            checked(bytes(spoiled))
        except NotAPicture:
            continue


def test_what_is_no_base64_is_no_picture() -> None:
    for told, reason in (("", "none"), ("?!", "other"), ("é", "other"), ("A" * 400_000, "huge")):
        with pytest.raises(NotAPicture) as refused:
            decoded(told)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"picture": ""}, "Choose a photo first."),
        ({"picture": text(b"<svg/>")}, "Only a photo is taken."),
        ({"picture": text(photo()[:-9])}, "did not arrive whole"),
        ({"picture": text(encoded(exif=b"Exif\x00\x00MM\x00*"))}, "a place, a time or a device"),
        ({"picture": text(b"\xff\xd8" + bytes(260_000))}, "too large to keep"),
        ({"part": "back"}, "Please choose hand or foot."),
        ({"side": "middle"}, "Please say left or right"),
        ({"view_hand": "sole"}, "from where it is seen"),
    ],
)  # fmt: skip
def test_the_page_says_in_words_what_was_wrong_and_keeps_nothing(
    page: Client, fields: dict[str, Any], words: str
) -> None:
    answer = page.post(PATH, form(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OwnPicture.objects.exists()


def test_a_request_that_is_far_too_large_is_turned_away(page: Client) -> None:
    answer = page.post(PATH, form(picture="A" * (3 << 20)), content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413, 422)
    assert not OwnPicture.objects.exists()


def test_a_file_in_the_form_is_not_looked_at(page: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile("hand.jpg", photo(), content_type="image/jpeg")
    assert "Choose a photo first." in page.post(PATH, form(picture=sent)).content.decode()


def test_twice_the_same_is_once_and_there_is_a_limit(home: Home, page: Client) -> None:
    told = form()
    for _time in range(2):
        assert page.post(PATH, told).status_code == 302
    assert OwnPicture.objects.count() == 1
    for _more in range(MOST - 1):
        add(home)
    with pytest.raises(BadInput) as refused:
        add(home)
    assert f"{MOST} pictures are as many as fit" in str(refused.value)
    assert f"{MOST} pictures are as many as fit. Take one out" in page.get(PATH).content.decode()


# --- who sees it -------------------------------------------------------------------------------------------------


def test_nobody_but_her_own_login_sees_adds_or_removes(home: Home) -> None:
    """Not a parent who leads, not a clinician, not with every scope there is, not the machine's own commands."""
    kept = add(home)
    Grant.objects.filter(person=home.person).exclude(account=home.robin).update(
        scopes=[Grant.ALL], may_write=True
    )
    shown, gone = (reverse(name, args=[kept.pk]) for name in ("own_picture", "own_picture_remove"))
    for login in (home.kim, home.lee, home.host, home.stranger):
        other = browser(login)
        assert other.get(shown).status_code in (404, 200)
        assert other.get(shown).headers["Content-Type"].startswith("text/html")
        assert str(kept.pk) not in other.get(PATH).content.decode()
        assert "image/jpeg" not in other.get(shown).headers["Content-Type"]
        other.post(gone)
        other.post(PATH, form())
        for read in (selectors.own_bank, selectors.own_picture):
            with pytest.raises(Denied):
                read(login, home.person.pk if read is selectors.own_bank else kept.pk)
        page = other.get("/train/recognise?part=hand&own=1").content.decode()
        assert PATH not in page
    with pytest.raises(Denied):
        selectors.own_picture(OPERATOR, kept.pk)
    assert browser().get(shown).status_code == 302
    assert list(OwnPicture.objects.filter(person=home.person).values_list("pk", flat=True)) == [kept.pk]


def test_no_cache_keeps_it_and_it_is_never_anything_but_a_picture(home: Home, page: Client) -> None:
    answer = page.get(reverse("own_picture", args=[add(home).pk]))
    assert answer.content == photo()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_sealed_with_her_key_and_closed_without(home: Home, page: Client) -> None:
    before = add(home)
    assert bytes(before.content or b"") == photo()
    assert "not sealed yet" in page.get(PATH).content.decode()
    keys.make(account=home.robin, person=home.person, passphrase=WORDS)
    after = add(home, side="right")
    for one in OwnPicture.objects.all():
        assert one.content is None
        assert photo() not in bytes(one.sealed or b"")
        with pytest.raises(Denied):
            selectors.own_picture(home.robin, one.pk)
    text_ = page.get(PATH).content.decode()
    assert "Your private part is locked" in text_
    assert "image" not in page.get(reverse("own_picture", args=[after.pk])).headers["Content-Type"]
    assert "data-own-chip" not in page.get("/train/recognise?part=hand&own=1").content.decode()
    keys.open_with(account=home.robin, words=WORDS)
    assert (
        selectors.own_picture(home.robin, before.pk) == selectors.own_picture(home.robin, after.pk) == photo()
    )
    keys.renew(account=home.robin, person=home.person, passphrase=WORDS)
    assert selectors.own_picture(home.robin, before.pk) == photo()
    keys.begin_again(account=home.robin, person=home.person, passphrase=WORDS)
    assert not OwnPicture.objects.exists()


def test_no_file_that_leaves_ever_reads_the_table(home: Home, page: Client) -> None:
    """Archive, page file, health link and the pages others see: none of them asks for it; her own page does."""
    kept = add(home)
    with CaptureQueriesContext(connection) as asked:
        page.get(PATH)
    assert any("training_ownpicture" in query["sql"] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        made = [diaries.archive_bytes(home.person, viewer) for viewer in (OPERATOR, home.robin)]
        page_file.make(
            viewer=home.robin, person=home.person, scopes=page_file.SCOPES, label="", code=new_code()
        )
    assert asked.captured_queries
    assert not any("training_ownpicture" in query["sql"] for query in asked)
    for archive in made:
        whole = zipfile.ZipFile(BytesIO(archive))
        for name in whole.namelist():
            assert photo()[200:260] not in whole.read(name)
            assert str(kept.pk).encode() not in whole.read(name)


def test_only_its_own_folder_reads_the_table() -> None:
    root = Path(dialdown.__file__).parent
    found = {
        path.relative_to(root).as_posix() for path in root.rglob("*.py")
        if any(word in path.read_text() for word in ("OwnPicture.objects", "OwnPicture._", "person.own_pictures"))
    }  # fmt: skip
    assert found == {f"training/recognise/own/{name}.py" for name in ("keeping", "reading")}


# --- practice ----------------------------------------------------------------------------------------------------


def test_practice_mixes_them_in_and_no_side_can_be_guessed_from_the_photo(home: Home) -> None:
    mine = [(add(home, view="palm"), "/one"), (add(home, view="back"), "/two")]
    deal = Deal(7, "training", "hand", 20, level=3)
    plain = selectors.pictures(deal)
    places = selectors.with_own(plain, deal, mine)
    own = [place for place in places if "own" in place[0]]
    assert len(own) == 8
    assert [place for place in places if "own" not in place[0]] == [
        one for one, place in zip(plain, places, strict=True) if "own" not in place[0]
    ]
    assert [place[0]["side"] for place in places] == [place[0]["side"] for place in plain]
    assert Counter((place[0]["own"], place[0]["mirrored"]) for place in own) == dict.fromkeys(
        [("/one", False), ("/one", True), ("/two", False), ("/two", True)], 2
    )
    for place, taken in ((place, plain[number]) for number, place in enumerate(places) if "own" in place[0]):
        assert [spec["angle_deg"] for spec in place] == [spec["angle_deg"] for spec in taken]
        assert {spec["mirrored"] for spec in place} == {place[0]["side"] == "right"}
        assert {spec["direction"] for spec in place} == {None}
    assert selectors.with_own(plain, deal, mine) == places
    weekly = Deal(7, "weekly", "hand", 20)
    assert selectors.with_own(selectors.pictures(weekly), weekly, mine) == selectors.pictures(weekly)


def test_the_page_deals_them_only_when_asked_and_never_in_the_weekly_check(home: Home, page: Client) -> None:
    kept = add(home)
    address = reverse("own_picture", args=[kept.pk])
    assert address in page.get("/train/recognise?part=hand&own=1").content.decode()
    for path in (
        "/train/recognise?part=hand",
        "/train/recognise?part=foot&own=1",
        "/train/recognise?part=hand&kind=weekly&own=1",
        "/offline/recognise",
    ):
        assert address not in page.get(path).content.decode(), path


def test_answers_to_own_pictures_are_kept_in_practice_and_refused_in_a_check(
    home: Home, page: Client
) -> None:
    body = document(home)
    body["answers"][0] |= {"item": "foot/own/top", "posture": "own"}
    assert put(page, body).status_code == 201
    assert put(page, body | {"kind": "weekly"}).status_code == 422


# --- gone --------------------------------------------------------------------------------------------------------


def test_taken_out_is_gone_for_good_also_while_practice_waits(home: Home, page: Client) -> None:
    kept = add(home)
    people.report_new_pain(viewer=home.robin, person=home.person)
    assert page.get(PATH).status_code == 200
    answer = page.post(reverse("own_picture_remove", args=[kept.pk]), follow=True).content.decode()
    assert "Gone for good." in answer
    assert "No pictures yet" in answer
    assert not OwnPicture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_erasing_her_erases_them(home: Home) -> None:
    add(home)
    from dialdown.export.erasing.services import erase

    erase(viewer=home.robin, person_id=home.person.pk)
    assert not OwnPicture.objects.exists()
