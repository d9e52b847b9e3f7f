"""Sealing: only her key opens a box, and only where it belongs; everything else is refused in one sentence."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.people.sealing import boxes
from dialdown.people.sealing.boxes import (
    CannotOpen,
    Opener,
    Sealer,
    lock,
    new_pair,
    public_of,
    unlock,
    unwrap,
    wrap,
)

PERSON, ENTRY = uuid.UUID(int=1), uuid.UUID(int=2)
PRIVATE, PUBLIC = new_pair()


def refused(box: bytes, *bound: boxes.Bound, opener: Opener | None = None) -> str:
    with pytest.raises(CannotOpen) as told:
        (opener or Opener(PRIVATE, PERSON)).open(box, *bound)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_her_key_opens_what_her_public_key_sealed() -> None:
    sealer, opener = Sealer(PUBLIC, PERSON), Opener(PRIVATE, PERSON)
    for plain in (b"", b"low", b"x" * 20_000):
        box = sealer.seal(plain, ENTRY, "mood")
        assert opener.open(box, ENTRY, "mood") == plain
        assert len(box) == len(plain) + 109
        assert plain[:9] not in box or not plain


def test_two_boxes_of_the_same_answer_have_nothing_in_common() -> None:
    # But for the key of the save, when it is the same save.
    sealer = Sealer(PUBLIC, PERSON)
    first, second = sealer.seal(b"low", ENTRY, "mood"), sealer.seal(b"low", ENTRY, "mood")
    assert first[: boxes.HEAD] == second[: boxes.HEAD]
    assert first[boxes.HEAD :] != second[boxes.HEAD :]
    assert Sealer(PUBLIC, PERSON).seal(b"low", ENTRY, "mood")[: boxes.HEAD] != first[: boxes.HEAD]


@pytest.mark.parametrize(
    ("person", "entry", "key"),
    [(PERSON, ENTRY, "note"), (PERSON, uuid.UUID(int=3), "mood"), (uuid.UUID(int=3), ENTRY, "mood")],
    ids=["field", "entry", "person"],
)
def test_a_box_that_was_moved_does_not_open(person: uuid.UUID, entry: uuid.UUID, key: str) -> None:
    box = Sealer(PUBLIC, PERSON).seal(b"low", ENTRY, "mood")
    assert "moved" in refused(box, entry, key, opener=Opener(PRIVATE, person))


def test_what_belongs_together_is_not_read_across() -> None:
    box = Sealer(PUBLIC, PERSON).seal(b"low", "ab", "c")
    refused(box, "a", "bc")
    refused(box, "ab", "c", "")
    refused(box, "abc")


def test_another_key_opens_nothing() -> None:
    box = Sealer(PUBLIC, PERSON).seal(b"low", ENTRY, "mood")
    refused(box, ENTRY, "mood", opener=Opener(new_pair()[0], PERSON))


def test_two_boxes_cannot_be_put_together_from_parts() -> None:
    first, second = (Sealer(PUBLIC, PERSON).seal(b"low", ENTRY, "mood") for _ in range(2))
    refused(first[: boxes.HEAD] + second[boxes.HEAD :], ENTRY, "mood")


@given(st.data())
def test_a_truncated_or_changed_box_is_refused(data: st.DataObject) -> None:
    box = Sealer(PUBLIC, PERSON).seal(b"low and so on", ENTRY, "mood")
    refused(box[: data.draw(st.integers(0, len(box) - 1))], ENTRY, "mood")
    at = data.draw(st.integers(0, len(box) - 1))
    changed = box[:at] + bytes([box[at] ^ data.draw(st.integers(1, 255))]) + box[at + 1 :]
    refused(changed, ENTRY, "mood")


@given(st.binary(max_size=400))
def test_anything_else_is_refused(box: bytes) -> None:
    refused(box, ENTRY, "mood")
    refused(boxes.VERSION + box, ENTRY, "mood")
    with pytest.raises(CannotOpen):
        unwrap(box, "four quiet plain words", PERSON)
    with pytest.raises(CannotOpen):
        unlock(box, bytes(32), PERSON)


def test_words_open_the_key_and_other_words_do_not() -> None:
    wrapped = wrap(PRIVATE, "four quiet plain words", "passphrase", PERSON)
    assert unwrap(wrapped, "four quiet plain words", "passphrase", PERSON) == PRIVATE
    for words, kind, person in (
        ("four quiet plain word", "passphrase", PERSON), ("", "passphrase", PERSON),
        ("four quiet plain words", "code", PERSON), ("four quiet plain words", "passphrase", ENTRY),
    ):  # fmt: skip
        with pytest.raises(CannotOpen, match=r"^other words$"):
            unwrap(wrapped, words, kind, person)
    assert PRIVATE not in wrapped
    assert public_of(PRIVATE) == PUBLIC


def test_a_wrapped_key_cannot_ask_for_all_memory() -> None:
    wrapped = wrap(PRIVATE, "words", PERSON)
    greedy = boxes.VERSION + boxes._COST.pack(1, 1 << 31, 1) + wrapped[1 + boxes._COST.size :]
    with pytest.raises(CannotOpen, match="not a wrapped key"):
        unwrap(greedy, "words", PERSON)


def test_words_are_stretched_as_the_recommendation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    # RFC 9106, second recommended choice: 3 passes, 64 MiB, 4 lanes.
    monkeypatch.undo()
    assert boxes.COST == (3, 64 * 1024, 4)
    wrapped = wrap(PRIVATE, "words", PERSON)
    assert boxes._COST.unpack(wrapped[1 : 1 + boxes._COST.size]) == boxes.COST
    assert unwrap(wrapped, "words", PERSON) == PRIVATE


def test_a_secret_locks_what_lies_in_a_session() -> None:
    locked = lock(b"key", bytes(32), "session", PERSON)
    assert unlock(locked, bytes(32), "session", PERSON) == b"key"
    for secret, bound in ((b"1" * 32, PERSON), (bytes(32), ENTRY), (b"short", PERSON)):
        with pytest.raises(CannotOpen):
            unlock(locked, secret, "session", bound)


def test_no_key_stands_in_a_traceback() -> None:
    assert PRIVATE.hex() not in repr(Opener(PRIVATE, PERSON))
    assert str(PERSON) in repr(Opener(PRIVATE, PERSON))


def test_a_secret_of_a_passkey_opens_the_key_and_nothing_else_does() -> None:
    secret, bound = bytes(range(32)), ("passkey", PERSON, "an id")
    wrapped = boxes.wrap_by(PRIVATE, secret, *bound)
    assert len(wrapped) == 77
    assert boxes.unwrap_by(wrapped, secret, *bound) == PRIVATE
    assert boxes.wrap_by(PRIVATE, secret, *bound) != wrapped
    others = (
        ("passkey", ENTRY, "an id"),
        ("passkey", PERSON, "another"),
        ("passkey", PERSON),
        ("code", PERSON, "an id"),
    )
    for other in others:
        with pytest.raises(CannotOpen):
            boxes.unwrap_by(wrapped, secret, *other)
    for wrong in (bytes(32), secret[::-1], secret[:31], secret + b"x", b""):
        with pytest.raises(CannotOpen):
            boxes.unwrap_by(wrapped, wrong, *bound)
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            boxes.unwrap_by(bytes(changed), secret, *bound)
    for short in (b"", wrapped[:-1], wrapped + b"x"):
        with pytest.raises(CannotOpen):
            boxes.unwrap_by(short, secret, *bound)
    with pytest.raises(CannotOpen):
        unwrap(wrapped, "words", *bound)


def test_what_the_browser_sends_is_not_what_locks() -> None:
    """The key of a box comes from a salt of its own: the box of one day says nothing about the next."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret = bytes(range(32))
    wrapped = boxes.wrap_by(PRIVATE, secret, "passkey", PERSON)
    with pytest.raises(InvalidTag):
        AESGCM(secret).decrypt(wrapped[17:29], wrapped[29:], boxes._context("wrap", "passkey", PERSON))
