"""Who gets what from which address. Every address of the product has a row here, or test_matrix.py does not pass.

A row says, for one address and method, what each role is answered. All signed-in roles come with Robin's diary
chosen as the one that is open, as if they had been allowed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.households import World

# --- answers -------------------------------------------------------------------------------------------------
PAGE = "page"  # 200 and what it is for
NOBODY = "nobody"  # 200 and "No diary here yet"
DONE = "done"  # written: a redirect inside, 200, 201 or 204
MOVED = "moved"  # a redirect to another page of this host, nothing written
PROBLEM = "problem"  # 422 or 400: understood, not written
HIDDEN = "hidden"  # 404 or 403: as if it did not exist
LOGIN = "login"  # to the sign-in, and back afterwards
UNKNOWN = "unknown"  # 401, for programs
WRONG = "wrong"  # 405

# --- roles ---------------------------------------------------------------------------------------------------
OUTSIDE = ("anonymous", "inactive")
WITHOUT_DIARY = ("parent without grant", "expired", "revoked", "too early", "host")
ROLES = ("owner", "other owner", "parent who leads", "clinician", *WITHOUT_DIARY, *OUTSIDE)


def roles(
    owner: str, *, parent: str | None = None, clinician: str = HIDDEN, other: str | None = None, without: str = NOBODY,
    outside: str = LOGIN,
) -> dict[str, str]:  # fmt: skip
    """The answers by role; `parent` and `other` (another diary's owner) are answered like the owner unless said."""
    found = {
        "owner": owner,
        "parent who leads": parent or owner,
        "other owner": other or owner,
        "clinician": clinician,
    }
    return found | dict.fromkeys(WITHOUT_DIARY, without) | dict.fromkeys(OUTSIDE, outside)


EVERYONE = dict.fromkeys(ROLES, PAGE)
SIGNED_IN = dict.fromkeys(ROLES, PAGE) | dict.fromkeys(OUTSIDE, LOGIN)


@dataclass(frozen=True)
class Row:
    """One address and method; `address` is the pattern exactly as the resolver holds it."""

    address: str
    method: str
    answers: dict[str, str]
    path: str = ""
    send: Callable[[World], dict[str, Any]] | None = None
    json: bool = False
    # Marks of households.MARKS that this address may show by its nature, whoever asks.
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def at(self, world: World) -> str:
        return (self.path or f"/{self.address}").format(**vars(world))


def get(address: str, answers: dict[str, str], path: str = "", **more: Any) -> Row:
    return Row(address, "GET", answers, path, **more)


def post(
    address: str, answers: dict[str, str], path: str = "", send: dict[str, Any] | None = None, **more: Any
) -> Row:
    return Row(address, "POST", answers, path, lambda _world: send or {}, **more)


# --- what a moment looks like in a form and in the API -----------------------------------------------------
FORM = {"mode": "quick", "values.function": "7", "said_by": "self"}
BY_PARENT = roles(DONE, clinician=HIDDEN)
# A thing of Robin's that is named in the address: another diary's owner must not reach it.
MINE = roles(DONE, other=HIDDEN)


def _document(world: World) -> dict[str, Any]:
    return {
        "person": str(world.person.pk), "at": "2026-03-01T10:00:00+00:00", "zone": "UTC", "saved_at": "2099-01-01T00:00:00+00:00",
        "values": {"function": 3},
    }  # fmt: skip


PUBLIC = (
    get("healthz", EVERYONE),
    get("help-now", EVERYONE),
    get("new-pain", EVERYONE),
    get("what-this-is", EVERYONE),
    get("sw.js", EVERYONE),
    get("manifest.webmanifest", EVERYONE),
    get("offline/page", EVERYONE),
    get("offline/today", EVERYONE, also=dict.fromkeys(("owner", "parent who leads"), ("factors",))),
    get("api/session", EVERYONE),
    get("accounts/inactive/", EVERYONE),
    get("accounts/login/", dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PAGE)),
    post(
        "accounts/login/",
        dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PAGE),
        send={"login": "Nobody", "password": "no"},
    ),
    get("accounts/logout/", SIGNED_IN),
    post("accounts/logout/", dict.fromkeys(ROLES, LOGIN)),
    get("setup", dict.fromkeys(ROLES, MOVED)),
    post(
        "setup",
        dict.fromkeys(ROLES, MOVED),
        send={"who": "me", "age": "adult", "username": "Mallory", "password": "a b c d e f g h"},
    ),
    post("settings/theme", dict.fromkeys(ROLES, DONE), send={"theme": "quiet", "next": "/"}),
)

OWN = (
    get("settings", SIGNED_IN),
    post(
        "settings",
        roles(DONE, without=HIDDEN),
        send={"check_in": "weekly", "zone": "Europe/Paris", "country": "", "pause": "", "birth_month": ""},
    ),
    post("settings/look", dict.fromkeys(ROLES, DONE) | dict.fromkeys(OUTSIDE, LOGIN), send={"theme": "dark"}),
    get("accounts/password/change/", SIGNED_IN),
    post("accounts/password/change/", SIGNED_IN, send={"oldpassword": "no", "password1": "a b c d e f g h"}),
    get("more", SIGNED_IN),
    get("people", SIGNED_IN),
    post(
        "people/open/<uuid:person_id>",
        roles(DONE, clinician=DONE, other=HIDDEN, without=HIDDEN),
        "/people/open/{person.pk}",
    ),
    get("clearance", roles(PAGE, clinician=PAGE, without=HIDDEN)),
    post("clearance", roles(DONE, without=HIDDEN), send={"what": "new"}),
)

API = (
    get("api/openapi.json", dict.fromkeys(ROLES, PAGE) | dict.fromkeys(OUTSIDE, UNKNOWN)),
    get("api/", dict.fromkeys(ROLES, HIDDEN) | dict.fromkeys(OUTSIDE, UNKNOWN)),
    Row(
        "api/entries/<entry_id>",
        "PUT",
        roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN),
        "/api/entries/{entry}",
        _document,
        json=True,
    ),
    Row(
        "api/entries/<entry_id>",
        "DELETE",
        roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN),
        "/api/entries/{entry}",
    ),
)

DIARY = (
    get("", roles(PAGE, clinician=PAGE)),
    post("", roles(DONE, clinician=PAGE), send=FORM),
    post("mode", BY_PARENT, send={"mode": "weekly"}),
    get("history", roles(PAGE, clinician=PAGE)),
    get("history/<str:date>", roles(PAGE, clinician=PAGE), "/history/2026-03-02"),
    post("history/<str:date>", BY_PARENT, "/history/2026-03-02", send=FORM),
    get("entries/<uuid:entry_id>", roles(PAGE, clinician=PAGE, other=HIDDEN), "/entries/{entry}"),
    post("entries/<uuid:entry_id>", MINE, "/entries/{entry}", send=FORM),
    get("entries/<uuid:entry_id>/places", roles(PAGE, other=HIDDEN), "/entries/{entry}/places"),
    post(
        "entries/<uuid:entry_id>/places",
        MINE,
        "/entries/{entry}/places",
        send={"regions.front-left-knee.pain": "2"},
    ),
    post("entries/<uuid:entry_id>/undo", MINE, "/entries/{entry}/undo"),
    post("entries/<uuid:entry_id>/delete", MINE, "/entries/{entry}/delete"),
    get("goals", roles(PAGE)),
    post("goals", BY_PARENT, send={"text": "to swim"}),
    post("goals/<uuid:goal_id>", MINE, "/goals/{goal}", send={"text": "to swim far"}),
    post("goals/<uuid:goal_id>/steps", MINE, "/goals/{goal}/steps", send={"text": "a towel"}),
    post("goals/<uuid:goal_id>/rating", MINE, "/goals/{goal}/rating", send={"rating": "7"}),
    post("goals/steps/<uuid:step_id>", MINE, "/goals/steps/{step}", send={"do": "done"}),
    get("wins", roles(PAGE)),
    get("factors", roles(PAGE)),
    post("factors", BY_PARENT, send={"label": "Screen", "type": "count"}),
    post("factors/<uuid:factor_id>", MINE, "/factors/{factor}", send={"asked": "no"}),
    get("events", roles(PAGE, clinician=PAGE)),
    post("events", BY_PARENT, send={"kind": "other", "title": "Holiday", "starts_on": "2026-03-01"}),
    post("events/restore", roles(DONE, clinician=MOVED)),
    get("events/<uuid:event_id>", roles(PAGE, other=HIDDEN), "/events/{event}"),
    post(
        "events/<uuid:event_id>",
        MINE,
        "/events/{event}",
        send={"kind": "other", "title": "Holiday", "starts_on": "2026-03-01"},
    ),
    post("events/<uuid:event_id>/delete", MINE, "/events/{event}/delete"),
    get("writing", roles(PAGE)),
    post("writing", BY_PARENT, send={"answer": "helps"}),
    post("rhythm", BY_PARENT, send={"to": "weekly"}),
    post("rhythm/undo", roles(DONE, clinician=MOVED)),
)

# A file is of every scope at once: it is looked at and undone by whoever brought it, and by who sees all.
BROUGHT = roles(DONE, parent=HIDDEN, other=HIDDEN)
IMPORT = (
    get("import", roles(PAGE)),
    post("import", roles(PROBLEM)),
    get("import/<uuid:batch_id>", roles(PAGE, parent=HIDDEN, other=HIDDEN), "/import/{batch}"),
    get("import/<uuid:batch_id>/choose", roles(MOVED, parent=HIDDEN, other=HIDDEN), "/import/{batch}/choose"),
    post(
        "import/<uuid:batch_id>/choose", roles(MOVED, parent=HIDDEN, other=HIDDEN), "/import/{batch}/choose"
    ),
    post("import/<uuid:batch_id>/start", BROUGHT, "/import/{batch}/start"),
    get(
        "import/<uuid:batch_id>/progress",
        roles(PAGE, parent=HIDDEN, other=HIDDEN),
        "/import/{batch}/progress",
    ),
    post("import/<uuid:batch_id>/stop", BROUGHT, "/import/{batch}/stop"),
    post("import/<uuid:batch_id>/forget", BROUGHT, "/import/{batch}/forget"),
    post("import/<uuid:batch_id>/undo", BROUGHT, "/import/{batch}/undo"),
)

EXPORT = (
    get("export", SIGNED_IN),
    get("export/archive", roles(PAGE, clinician=PAGE, without=HIDDEN)),
    get("export/table", roles(PAGE, clinician=PAGE, without=HIDDEN)),
)

INSIGHTS = (
    get("insights", SIGNED_IN),
    get("insights/patterns", roles(PAGE, clinician=PAGE, without=HIDDEN)),
)

# The description of the API is read whatever the method: it holds nothing of anyone and writes nothing.
ANY_METHOD = {"api/openapi.json"}

ROWS = (*PUBLIC, *OWN, *API, *DIARY, *IMPORT, *EXPORT, *INSIGHTS)
