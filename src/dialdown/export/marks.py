"""What a clinician said or wrote carries a mark of this machine in an archive; without one it is told as from a file.

An archive is a file: whoever holds it can write into it what a clinician never said. The mark is an HMAC-SHA-256 over the
row as it stands there, under the machine's secret key.
"""

from __future__ import annotations

import hmac
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from dialdown.activity.models import Prescription
from dialdown.people.models import SaidBy

SALT = "dialdown.export.marks"
# 128 bits, in hex.
LENGTH = 32


def wants_mark(table: str, said_by: object, via: object) -> bool:
    """True for a row that a clinician said or wrote, by its columns of these names (None: it has none)."""
    return (
        table == "clinician_note"
        or said_by == SaidBy.CLINICIAN
        or (table == "prescription" and via == Prescription.Via.ACCOUNT)
    )


def mark(table: str, line: str) -> str:
    """The mark of one line of a table, as it stands in the archive without its end."""
    return salted_hmac(SALT, f"{table} {line}", algorithm="sha256").hexdigest()[:LENGTH]


def fits(table: str, line: str, given: object) -> bool:
    """True when this machine made this mark for this very line."""
    return isinstance(given, str) and hmac.compare_digest(mark(table, line).encode(), given.encode())


def lowered(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """What a row without its mark is stored as, of its own columns: whose words they were is only what the file says."""
    if table == "clinician_note":
        return {"author_id": None, "author_name": _from_file(row["author_name"], 60)}
    if table == "prescription":
        return {"via": Prescription.Via.CODE.value, "who": _from_file(row["who"], 80), "typed_by_id": None}
    return {"said_by": SaidBy.IMPORT.value, "typed_by_id": None}


def _from_file(name: str, longest: int) -> str:
    suffix = f" ({_('from a file')})"
    return name if name.endswith(suffix) else name[: longest - len(suffix)] + suffix
