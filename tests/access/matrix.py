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
SHUT = "shut"  # hidden, or led to the page that is made for this viewer

# --- roles ---------------------------------------------------------------------------------------------------
# Somebody with a link has no login: outside of the page of the link they are nobody.
LINK = "school link"
OUTSIDE = ("anonymous", "inactive", LINK)
# The last one had a page open when the grant ended.
WITHOUT_DIARY = ("parent without grant", "expired", "revoked", "too early", "host", "revoked mid-session")
# What a parent gets unless the owner says otherwise: the weekly summary.
WEEKLY = "parent by default"
ROLES = ("owner", "other teen", "parent who leads", "clinician", WEEKLY, *WITHOUT_DIARY, *OUTSIDE)


def roles(
    owner: str, *, parent: str | None = None, clinician: str = HIDDEN, other: str | None = None, without: str = NOBODY,
    outside: str = LOGIN, weekly: str = "",
) -> dict[str, str]:  # fmt: skip
    """The answers by role; `parent` and `other` (another teenager of the house, with a diary of her own) are answered
    like the owner unless said, `weekly` (the parent by default) is shut out of everything unless said."""
    found = {
        "owner": owner,
        "parent who leads": parent or owner,
        "other teen": other or owner,
        "clinician": clinician,
        WEEKLY: weekly or SHUT,
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
    get("offline/move", EVERYONE),
    *(get(f"calm{page}", EVERYONE) for page in ("", "/breathing", "/relaxing", "/grounding", "/ideas")),
    get("prescribe/paper", EVERYONE),
    post(
        "prescribe/paper",
        EVERYONE,
        send={
            "template": "stairs",
            "amount_number": "8",
            "floor_number": "2",
            "ceiling_number": "36",
            "weekly_number": "2",
            "weeks": "6",
        },
    ),
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
    get("machine", SIGNED_IN),
    get("people", SIGNED_IN),
    post(
        "people/open/<uuid:person_id>",
        roles(DONE, clinician=DONE, other=HIDDEN, without=HIDDEN, weekly=DONE),
        "/people/open/{person.pk}",
    ),
    get("private", SIGNED_IN),
    post(
        "private",
        roles(PROBLEM, parent=HIDDEN, clinician=HIDDEN, other=PROBLEM, without=PAGE),
        send={"do": "open"},
    ),
    # About pain, and what new pain shuts: the clinician here sees neither.
    get("clearance", roles(PAGE, without=HIDDEN)),
    post("clearance", roles(DONE, without=HIDDEN), send={"what": "new"}),
)

# Sides of signing in: everybody has their own, nobody anybody else's.
OWN_LOGIN = dict.fromkeys(ROLES, PAGE) | dict.fromkeys(OUTSIDE, LOGIN)
# The password is asked once more before; the page itself then is everybody's own.
ASKED = dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, LOGIN)
NOT_THEIRS = dict.fromkeys(ROLES, HIDDEN) | dict.fromkeys(OUTSIDE, LOGIN)
STRANGER = "018f0000-0000-7000-8000-000000000000"
HOST_ONLY = NOT_THEIRS | {"host": PAGE}
LEADS_ONLY = NOT_THEIRS | {"parent who leads": MOVED}
SIGNING_IN = (
    get("accounts/passkey/", dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, LOGIN)),
    post(
        "accounts/passkey/",
        dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, LOGIN),
        send={"credential": "{}"},
    ),
    get("accounts/second-step/", dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, LOGIN)),
    post(
        "accounts/second-step/",
        dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, LOGIN),
        send={"code": "123456"},
    ),
    get("accounts/recover/", dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PAGE)),
    post(
        "accounts/recover/",
        dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PROBLEM),
        send={"username": "nobody here", "code": "aaaa", "password": "a b c d e f g h"},
    ),
    get("accounts/confirm/", OWN_LOGIN),
    post("accounts/confirm/", OWN_LOGIN, send={"password": "no"}),
    get("accounts/confirm/code/", ASKED),
    post("accounts/confirm/code/", ASKED, send={"code": "1"}),
    get("accounts/confirm/passkey/", ASKED),
    post("accounts/confirm/passkey/", ASKED, send={"credential": "{}"}),
    get("accounts/security/", OWN_LOGIN),
    get("accounts/passkeys/add/", ASKED),
    post("accounts/passkeys/add/", ASKED, send={"credential": "{}"}),
    get("accounts/passkeys/<int:pk>/", ASKED, "/accounts/passkeys/1/"),
    post("accounts/passkeys/<int:pk>/", ASKED, "/accounts/passkeys/1/", send={"name": "x"}),
    get("accounts/passkeys/<int:pk>/remove/", ASKED, "/accounts/passkeys/1/remove/"),
    post("accounts/passkeys/<int:pk>/remove/", ASKED, "/accounts/passkeys/1/remove/"),
    get("accounts/code-app/add/", ASKED),
    post("accounts/code-app/add/", ASKED, send={"code": "123456"}),
    get("accounts/code-app/remove/", NOT_THEIRS),
    post("accounts/code-app/remove/", NOT_THEIRS),
    get("accounts/recovery-code/", ASKED),
    post("accounts/recovery-code/", ASKED),
    get("accounts/address/", OWN_LOGIN),
    post("accounts/address/", dict.fromkeys(ROLES, DONE) | dict.fromkeys(OUTSIDE, LOGIN), send={"email": ""}),
    get("accounts/pin/", ASKED),
    post("accounts/pin/", ASKED, send={"pin": "491738"}),
    get("accounts/devices/", OWN_LOGIN),
    post("accounts/devices/<int:number>/end", NOT_THEIRS, "/accounts/devices/999999/end"),
    post("accounts/devices/end-others", dict.fromkeys(ROLES, DONE) | dict.fromkeys(OUTSIDE, LOGIN)),
    post(
        "accounts/notices/<uuid:notice_id>",
        dict.fromkeys(ROLES, DONE) | dict.fromkeys(OUTSIDE, LOGIN),
        f"/accounts/notices/{STRANGER}",
    ),
    get("accounts/here/", dict.fromkeys(ROLES, DONE) | dict.fromkeys(OUTSIDE, LOGIN)),
    post("lock", dict.fromkeys(ROLES, MOVED)),
    get("switch", dict.fromkeys(ROLES, PAGE) | dict.fromkeys(OUTSIDE, LOGIN)),
    get("switch/<uuid:known_id>", dict.fromkeys(ROLES, MOVED), f"/switch/{STRANGER}"),
    post(
        "switch/<uuid:known_id>", dict.fromkeys(ROLES, MOVED), f"/switch/{STRANGER}", send={"pin": "491738"}
    ),
    post("switch/<uuid:known_id>/forget", dict.fromkeys(ROLES, HIDDEN), f"/switch/{STRANGER}/forget"),
    get("join", dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PAGE)),
    post(
        "join",
        dict.fromkeys(ROLES, MOVED) | dict.fromkeys(OUTSIDE, PROBLEM),
        send={"code": "aaaa", "username": "Mallory", "password": "a b c d e f g h"},
    ),
    # Names of logins are what whoever runs the machine works with; nothing of any diary.
    get("logins", HOST_ONLY, also={"host": ("name",)}),
    get("logins/invite", NOT_THEIRS | {"host": MOVED}),
    post("logins/invite", NOT_THEIRS | {"host": MOVED}),
    # The only one who runs it cannot stop.
    post("logins/give-up", NOT_THEIRS),
    post("logins/<uuid:account_id>/rest", NOT_THEIRS, f"/logins/{STRANGER}/rest", send={"do": "rest"}),
    get("own-login/<uuid:person_id>", LEADS_ONLY, "/own-login/{person.pk}"),
    post("own-login/<uuid:person_id>", LEADS_ONLY, "/own-login/{person.pk}", send={"lead": "ends"}),
    post(
        "own-login/<uuid:person_id>/end-lead",
        NOT_THEIRS | {"parent who leads": DONE},
        "/own-login/{person.pk}/end-lead",
    ),
    get("age-review", NOT_THEIRS | {"owner": PAGE, "other teen": PAGE}),
    post("age-review", NOT_THEIRS | {"owner": PROBLEM, "other teen": DONE}),
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
    get("mine", roles(PAGE, parent=HIDDEN)),
    post("mine", roles(DONE, parent=HIDDEN), send={"values.note": "mine alone"}),
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
    # Only whose diary it is says who gets a file of it, and ends it.
    get("export/page-file", roles(PAGE, parent=HIDDEN, without=HIDDEN)),
    post("export/page-file", roles(PROBLEM, parent=HIDDEN, without=HIDDEN)),
    post("export/page-file/download", roles(MOVED, parent=HIDDEN, without=HIDDEN)),
    # The password is asked for first.
    get("export/erase", roles(MOVED, parent=HIDDEN, without=HIDDEN)),
    post("export/erase", roles(MOVED, parent=HIDDEN, without=HIDDEN), send={"name": "nobody"}),
)

INSIGHTS = (
    get("insights", SIGNED_IN | {WEEKLY: SHUT}),
    get("insights/patterns", roles(PAGE, clinician=PAGE, without=HIDDEN)),
    post("insights/outcomes", roles(DONE, without=HIDDEN), send={"outcomes": ["hours_up"]}),
    Row(
        "insights/sign-off",
        "POST",
        roles(DONE, other=HIDDEN, without=HIDDEN),
        send=lambda world: {"factor": str(world.factor), "by_whom": "Dr Osei", "on": "2026-03-01"},
    ),
    get("insights/weather", roles(PAGE, without=HIDDEN)),
    post(
        "insights/weather",
        roles(DONE, without=HIDDEN),
        send={"latitude": "52.5", "longitude": "13.4", "grid": "0.1"},
    ),
    post("insights/weather/off", roles(DONE, without=HIDDEN)),
    post("insights/weather/forget", roles(DONE, without=HIDDEN)),
    post("insights/weather/fetch", roles(DONE, without=HIDDEN)),
    post("insights/weather/station", roles(PROBLEM, without=HIDDEN)),
    post("insights/weather/thoughts", roles(DONE, without=HIDDEN), send={"rain": "harder"}),
    get("outgoing", SIGNED_IN),
    get("outgoing/list.csv", roles(PAGE, without=HIDDEN)),
)

# Moving opens by the scope of its own; a clinician who sees what was done in the diary does not see it.
MOVES = roles(DONE)
MOVE = (
    get("move", roles(PAGE)),
    get("move/new", roles(PAGE)),
    post("move/new", MOVES, send={"activity": "stand"}),
    post("move/fact", MOVES, send={"kind": "ill"}),
    post("move/facts/<uuid:fact_id>/undo", MINE, "/move/facts/{fact}/undo"),
    post("move/dones/<uuid:done_id>/undo", MINE, "/move/dones/{done}/undo"),
    get("move/rules", roles(PAGE)),
    get("move/<uuid:plan_id>", roles(PAGE, other=HIDDEN), "/move/{plan}"),
    post("move/<uuid:plan_id>", MINE, "/move/{plan}", send={"do": "hand", "minutes": "2"}),
    post("move/<uuid:plan_id>/again", MINE, "/move/{plan}/again"),
    get("move/<uuid:plan_id>/done", roles(PAGE, other=HIDDEN), "/move/{plan}/done"),
    post("move/<uuid:plan_id>/done", MINE, "/move/{plan}/done", send={"how": "all"}),
    get("move/<uuid:plan_id>/timer", roles(PAGE, other=HIDDEN), "/move/{plan}/timer"),
    post("move/<uuid:plan_id>/timer", MINE, "/move/{plan}/timer", send={"do": "start"}),
    get("move/prescriptions", roles(PAGE)),
    get("move/prescriptions/code", roles(PAGE)),
    post("move/prescriptions/code", roles(PROBLEM), send={"code": "0000", "who": "Dana"}),
    get("move/prescriptions/<uuid:prescription_id>", roles(PAGE, other=HIDDEN), "/move/prescriptions/{prescription}"),
    post("move/prescriptions/<uuid:prescription_id>", MINE, "/move/prescriptions/{prescription}", send={"do": "accept"}),
    post("move/prescriptions/<uuid:prescription_id>/undo", MINE, "/move/prescriptions/{prescription}/undo"),
    get("prescribe", roles(HIDDEN)),
    post("prescribe", roles(HIDDEN), send={"template": "walk"}),
    get("move/programme", roles(PAGE)),
    post(
        "move/programme", MOVES, send={"name": "Day hospital", "starts_on": "2030-01-07", "ends_on": "2030-01-20"}
    ),
    get("move/programme/hand-over", roles(MOVED)),
    post("move/programme/hand-over", roles(MOVED)),
    post("move/programme/<uuid:programme_id>/hours", MINE, "/move/programme/{programme}/hours"),
    post("move/programme/<uuid:programme_id>/end", MINE, "/move/programme/{programme}/end"),
    post("move/programme/<uuid:programme_id>/remove", MINE, "/move/programme/{programme}/remove"),
    get("start", roles(PAGE)),
    post("start", MOVES, send={"do": "plan", "activity": "walk"}),
    get("review", roles(PAGE)),
    post("review", MOVES, send={"plan": "continue"}),
    get("watch", roles(PAGE)),
    post("watch", MOVES, send={"school": "most"}),
    get("pace", roles(PAGE)),
    post("pace", MOVES, send={"stage": "light"}),
    post("pace/undo", MOVES),
    get("getting-back", roles(PAGE)),
    post("getting-back", MOVES),
    Row(
        "api/moves/<done_id>",
        "PUT",
        roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN),
        "/api/moves/{done}",
        lambda world: {
            "plan": str(world.plan), "at": "2026-03-01T10:00:00+00:00", "zone": "UTC", "amount": 60, "saved_at": "2026-03-01T10:00:00+00:00",
        },
        json=True,
    ),
    Row("api/moves/<done_id>", "DELETE", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/moves/{done}"),
)  # fmt: skip

# Practice has its own scope, too. Lessons are for everybody; what is saved of them is for whoever wrote it.
GO = {"planned": "5", "done": "5", "skin": "okay"}
TRAIN = (
    get("train", roles(PAGE)),
    get("offline/touch", roles(PAGE)),
    get("train/touch", roles(PAGE)),
    post("train/touch", roles(DONE), send={"where": "hand.right"}),
    get("train/touch/go", roles(PAGE, other=HIDDEN), "/train/touch/go?ladder={ladder}"),
    Row(
        "train/touch/go", "POST", MINE, "", lambda world: {**GO, "ladder": str(world.ladder), "id": "018f0000-0000-7000-8000-0000000000aa", "rung": "1"},
    ),
    get("train/touch/ladders/<uuid:ladder_id>", roles(PAGE, other=HIDDEN), "/train/touch/ladders/{ladder}"),
    post("train/touch/ladders/<uuid:ladder_id>/change", MINE, "/train/touch/ladders/{ladder}/change", send={"do": "next"}),
    post("train/touch/choices/<uuid:choice_id>/undo", MINE, "/train/touch/choices/{choice}/undo"),
    post("train/touch/goes/<uuid:go_id>", MINE, "/train/touch/goes/{go}", send={"later": "3"}),
    post("train/touch/goes/<uuid:go_id>/remove", MINE, "/train/touch/goes/{go}/remove"),
    post("train/touch/goes/<uuid:go_id>/restore", MINE, "/train/touch/goes/{go}/restore"),
    Row(
        "api/touch/<go_id>", "PUT", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/touch/{go}",
        lambda world: {
            "ladder": str(world.ladder), "at": "2026-03-01T10:00:00+00:00", "zone": "UTC", "rung": 1, "planned": 5, "done": 5,
            "saved_at": "2026-03-01T10:00:00+00:00", "skin": "okay",
        },
        json=True,
    ),
    Row("api/touch/<go_id>", "DELETE", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/touch/{go}"),
)  # fmt: skip
ONLY_HERS = roles(DONE, parent=HIDDEN, other=HIDDEN, without=HIDDEN, weekly=HIDDEN)
SKILLS = (
    get("learn/skills", SIGNED_IN),
    get("learn/skills/<slug:lesson_id>", SIGNED_IN, "/learn/skills/worry"),
    post(
        "learn/skills/<slug:lesson_id>", roles(DONE, without=HIDDEN, weekly=HIDDEN), "/learn/skills/worry",
        send={"answers.thought": "a cloud"},
    ),
    post("learn/notes/<uuid:note_id>/remove", ONLY_HERS, "/learn/notes/{lesson_note}/remove"),
    post("learn/notes/<uuid:note_id>/restore", ONLY_HERS, "/learn/notes/{lesson_note}/restore"),
    get("offline/skills", SIGNED_IN),
    Row(
        "api/exercises/<note_id>", "PUT", roles(DONE, parent=HIDDEN, other=HIDDEN, without=HIDDEN, weekly=HIDDEN, outside=UNKNOWN),
        "/api/exercises/{lesson_note}",
        lambda world: {
            "person": str(world.person.pk), "lesson": "worry", "saved_at": "2026-03-01T10:00:00+00:00", "answers": {"thought": "rain"},
        },
        json=True,
    ),
    Row(
        "api/exercises/<note_id>", "DELETE",
        roles(DONE, parent=HIDDEN, other=HIDDEN, without=HIDDEN, weekly=HIDDEN, outside=UNKNOWN), "/api/exercises/{lesson_note}",
    ),
)  # fmt: skip

# The description of the API is read whatever the method: it holds nothing of anyone and writes nothing.
ANY_METHOD = {"api/openapi.json"}

ROWS = (*PUBLIC, *OWN, *SIGNING_IN, *API, *DIARY, *IMPORT, *EXPORT, *INSIGHTS, *MOVE, *TRAIN, *SKILLS)
