"""What a good password is, in words for a 13-year-old: long, and not what everybody tries first."""

from __future__ import annotations

import re
import string
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Long enough for any sentence; anything longer is not a password, and hashing it would only cost time.
LONGEST = 200
TOO_LONG = gettext_lazy("That is too long for a password. 200 characters are the most.")
ADVICE = gettext_lazy("At least 10 characters. Three or four words you can remember work well.")
ROWS = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
)
ABOUT_US = ("dialdown", "password", "passwort", "fibromyalgia", "pain")
NOT_LETTERS = string.digits + string.punctuation + string.whitespace
AS_LETTERS = str.maketrans("0134578@$!", "oieastbasi")
OVER_AND_OVER = re.compile(r"(.{1,4}?)\1{2,}", re.DOTALL)


class NotTooLong:
    """Refuses what nobody types, before any work is done with it."""

    def validate(self, password: str, user: Model | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(str(TOO_LONG), code="password_too_long")

    def get_help_text(self) -> str:
        return str(TOO_LONG)


class NotTooEasy:
    """Refuses one thing over and over, keys in a row, and our own name with a number behind it.

    What is left after taking those parts out must still have six characters.
    """

    def validate(self, password: str, user: Model | None = None) -> None:
        if len(_rest(password.lower())) < 6:
            raise ValidationError(
                _("That is easy to guess. Three or four words that do not belong together are stronger."),
                code="password_too_easy",
            )

    def get_help_text(self) -> str:
        return _("Not one thing over and over, and not keys in a row.")


class NotCommonWithTail:
    """Refuses what is tried first: a common password of Django's list with anything before or behind it, twice, or backwards.

    Few common passwords have ten characters; made longer like that they are no better.
    """

    def validate(self, password: str, user: Model | None = None) -> None:
        if any(word in _common() for word in _cores(password.lower())):
            raise ValidationError(
                _("That is one of the first that are tried. Three or four words that do not belong together are stronger."),
                code="password_common_with_tail",
            )  # fmt: skip

    def get_help_text(self) -> str:
        return _("Not one common word with a number behind it.")


@cache
def _common() -> frozenset[str]:
    return frozenset(word for word in CommonPasswordValidator().passwords if len(word) >= 4)


def _cores(password: str) -> set[str]:
    """What is left without digits and signs at both ends, with usual signs read as letters, once instead of twice."""
    found: set[str] = set()
    ends = {password, password.strip(NOT_LETTERS), password.lstrip(NOT_LETTERS), password.rstrip(NOT_LETTERS)}
    for text in ends | {end.translate(AS_LETTERS) for end in ends}:
        core = text.strip(NOT_LETTERS)
        half = core[: len(core) // 2]
        found |= {core, core[::-1]} | ({half} if half and half * 2 == core else set())
    return found - {""}


def _rest(password: str) -> str:
    """The password with each easy part shortened to one character."""
    for word in ABOUT_US:
        password = password.replace(word, "_")
    password = OVER_AND_OVER.sub(lambda found: found[1][:1], password)
    kept: list[str] = []
    run = 0
    for before, here in zip(" " + password, password, strict=False):
        run = run + 1 if _next_to(before, here) else 0
        if run < 2:
            kept.append(here)
    return "".join(kept)


def _next_to(before: str, here: str) -> bool:
    return any(before + here in row or here + before in row for row in ROWS)
