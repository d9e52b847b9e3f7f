"""Which passwords are taken, in words; and that long ones cost nothing."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from dialdown.people import services
from dialdown.people.logins.passphrase import LONGEST, NotCommonWithTail, NotTooEasy
from dialdown.people.models import Account
from tests.access.households import PASSWORD, client_of, owner

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.mark.parametrize(
    "password",
    ["purple otter counts clouds", "correct horse battery staple", "Żółw nocą je śliwki", "kx9!Vq2@Lm", "rainy-tuesday-in-may", "狐狸喝了七杯绿茶真好喝"],
)  # fmt: skip
def test_words_and_managers_are_fine(password: str) -> None:
    validate_password(password, Account(username="Robin"))


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "abababababab", "1234567890", "0987654321", "qwertyuiop", "asdfghjkl123", "abcdefghijkl", "dialdown123", "Password12",
     "12345678901234567890", "qwertzuiop", "aaaabbbbcccc"],
)  # fmt: skip
def test_what_everybody_tries_first_is_not(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, Account(username="Robin"))


def test_ones_own_name_is_not_a_password() -> None:
    with pytest.raises(ValidationError):
        validate_password("robinson1", Account(username="Robinson"))


@given(
    st.lists(
        st.sampled_from("otter cloud seven green violin sugar window market".split()), min_size=4, max_size=4
    )
)
def test_four_words_are_taken_unless_they_are_one_word(words: list[str]) -> None:
    password = " ".join(words)
    if len(set(words)) > 1:
        NotTooEasy().validate(password)


@given(st.text(max_size=300))
def test_the_check_answers_for_any_text(password: str) -> None:
    with contextlib.suppress(ValidationError):
        NotTooEasy().validate(password)


@pytest.mark.parametrize(
    "password",
    ["sunshine123", "sunshine2024!", "12sunshine34", "SUNSHINE!!!!", "sunshinesunshine", "5un5h1ne!99", "enihsnus2024", "football 2026",
     "1234567890", "qwertyuiop1", "mynoob2015"],
)  # fmt: skip
def test_a_common_one_with_something_behind_it_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_three_thousand_that_are_tried_first_and_are_long_enough_are_refused() -> None:
    """What lists of guesses hold: the most common words with the tails that people put behind them."""
    words = sorted(
        word for word in CommonPasswordValidator().passwords if 6 <= len(word) <= 12 and word.isalpha()
    )
    tried = [
        f"{word}{tail}" for word in words for tail in ("2024", "1234", "123!") if len(word) + len(tail) >= 10
    ]
    assert len(tried) >= 3000
    check = NotCommonWithTail()
    for password in tried:
        with pytest.raises(ValidationError):
            check.validate(password)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "four plain words here", "our quiet plain words", "sunshine on the hill"],
)
def test_words_that_do_not_belong_together_are_fine(password: str) -> None:
    validate_password(password)


class Counting(Argon2PasswordHasher):
    """Counts how often the costly work is done."""

    time_cost, memory_cost, parallelism = 1, 8, 1
    worked = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.worked += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        Counting.worked += 1
        return super().verify(password, encoded)


@pytest.fixture
def work(settings: Any) -> type[Counting]:
    settings.PASSWORD_HASHERS = ["tests.people.test_passphrases.Counting"]
    return Counting


@pytest.mark.parametrize("length", [LONGEST + 1, 10_000, 900_000])
def test_a_long_password_is_refused_in_words_before_any_work(length: int, work: type[Counting]) -> None:
    owner()
    client = client_of()
    work.worked = 0
    response = client.post(LOGIN, {"login": "Robin", "password": "x" * length})
    assert "200 characters are the most" in response.content.decode()
    assert b"xxxxxxxx" not in response.content
    assert work.worked == 0


def test_ten_megabytes_are_refused_in_words_and_nothing_is_kept(work: type[Counting]) -> None:
    from django.contrib.sessions.models import Session

    robin, _person = owner()
    client = client_of()
    work.worked = 0
    before = time.process_time()
    response = client.post(LOGIN, {"login": "Robin", "password": "x" * 10_000_000})
    assert response.status_code in (400, 413)
    page = response.content.decode()
    assert "Back to" in page
    assert "xxxxxxxx" not in page
    assert work.worked == 0
    assert not Session.objects.exists()
    assert time.process_time() - before < 5
    # Whoever has the right one still comes in.
    assert client.post(LOGIN, {"login": "Robin", "password": PASSWORD}).status_code == 302
    robin.refresh_from_db()
    assert robin.is_active


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/password/change/", {"oldpassword": "y" * 5000, "password1": "five other plain words"}),
        ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "y" * 5000}),
        ("/accounts/confirm/", {"password": "y" * 5000}),
    ],
)
def test_it_is_the_same_wherever_a_password_is_typed(
    path: str, fields: dict[str, str], work: type[Counting]
) -> None:
    robin, _person = owner()
    client = client_of(robin)
    work.worked = 0
    page = client.post(path, fields).content.decode()
    assert "200 characters are the most" in page
    # The other field of the form may be checked; the long one never is.
    assert work.worked <= 1


def test_the_command_refuses_a_long_one_too() -> None:
    owner()
    with pytest.raises(ValidationError, match="200 characters"):
        services.set_password(username="Robin", password="ab cd ef gh " * 100)


def test_set_up_refuses_a_long_one_too(work: type[Counting]) -> None:
    work.worked = 0
    told = {"who": "me", "age": "adult", "username": "Robin", "password": "many words " * 100}
    response = client_of().post("/setup", told)
    assert response.status_code == 422
    assert "200 characters are the most" in response.content.decode()
    assert work.worked == 0
