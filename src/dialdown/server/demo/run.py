"""The body of `dialdown demo`: a copy of the prepared database, a server on it, and everything gone afterwards."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from dialdown import __version__
from dialdown.server.mistakes import Mistake

HOST = "127.0.0.1"
DATABASE = "dialdown.sqlite3"
# What moves on with the calendar for the made-up person, so that the last entry is always yesterday's.
DAYS = {
    "diary_entry": ("day",), "diary_event": ("starts_on", "ends_on"), "diary_goalstep": ("done_on",),
    "diary_goalrating": ("week",), "people_signoff": ('"on"',),
    "activity_plan": ("begins",), "activity_planfact": ("day",), "activity_done": ("day",),
    "activity_prescription": ("written_on", "review_on"),
}  # fmt: skip
TIMES = {
    "diary_entry": ("at", "saved_at", "created_at"), "diary_goal": ("created_at", "reached_at"),
    "diary_event": ("created_at",), "people_signoff": ("created_at",), "activity_done": ("at", "saved_at", "created_at"),
    "activity_prescription": ("answered_at",),
}  # fmt: skip
# Rows that belong to her through another row.
THROUGH = {
    **dict.fromkeys(("diary_goalstep", "diary_goalrating"), "goal_id IN (SELECT id FROM diary_goal WHERE person_id = :p)"),
    "activity_done": "plan_id IN (SELECT id FROM activity_plan WHERE person_id = :p)",
}  # fmt: skip


def demo(*, port: int, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the demo on this machine until stopped; `say` hears where it is. Raises Mistake."""
    from dialdown.server import start

    try:
        port = start.free_port(HOST, port)
    except OSError as error:
        raise Mistake(str(error)) from None
    folder = Path(tempfile.mkdtemp(prefix="dialdown-demo-"))
    try:
        shutil.copyfile(prepared(), folder / DATABASE)
        _move_on(folder / DATABASE)
        os.environ |= {"DIALDOWN_DATA": str(folder), "DIALDOWN_DEMO": "1", "DIALDOWN_HTTPS": "0"}
        for name in ("DIALDOWN_DATABASE", "DIALDOWN_HOSTS"):
            os.environ.pop(name, None)
        start.setup()
        say(f"The demo is at {start.address(HOST, port)} (stop with Ctrl+C; nothing is kept)")
        start.serve(host=HOST, port=port, open_browser=open_browser)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepared() -> Path:
    """The prepared database of this version; made when it is not there yet."""
    cache = user_cache_path("Dialdown", appauthor=False)
    found = cache / f"demo-{_fingerprint()}.sqlite3"
    if found.is_file():
        return found
    sys.stderr.write("Preparing the demo (once for each version) …\n")
    sys.stderr.flush()
    folder = Path(tempfile.mkdtemp(prefix="dialdown-demo-build-"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DIALDOWN_")}
    environment |= {"DIALDOWN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "dialdown.server.settings"}
    try:
        made = subprocess.run(
            [sys.executable, "-m", "dialdown.server.demo.build"], env=environment, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise Mistake(
                f"the demo could not be prepared: {(made.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            )
        return _keep(folder / DATABASE, found)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(made: Path, wanted: Path) -> Path:
    """Move the database into the cache; older ones go. Without a cache it stays for this run only."""
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        unfinished = wanted.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, unfinished)
        unfinished.replace(wanted)
    except OSError:
        kept = Path(tempfile.mkdtemp(prefix="dialdown-demo-")) / made.name
        return Path(shutil.copyfile(made, kept))
    for old in wanted.parent.glob("demo-*.sqlite3"):
        if old != wanted:
            with contextlib.suppress(OSError):
                old.unlink()
    return wanted


def _fingerprint() -> str:
    """Changes with everything that the prepared database is made of."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(_made_of()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _made_of() -> Iterator[Path]:
    package = Path(str(files("dialdown")))
    yield from package.glob("*/migrations/0*.py")
    yield from (package / "intake" / "data").rglob("*.*")
    yield from (package / "server" / "demo").glob("*.py")
    yield from (package / "server" / "demo" / "data").glob("*.gz")


def _move_on(path: Path) -> None:
    """Move the made-up diary on, so that it ends yesterday."""
    from dialdown.server.demo import robin

    with closing(sqlite3.connect(path)) as base, base:
        made_for = dt.date.fromordinal(base.execute("PRAGMA user_version").fetchone()[0])
        days = (dt.date.today() - made_for).days  # noqa: DTZ011 - the calendar on the wall
        if not days:
            return
        (robin_id,) = base.execute(
            "SELECT id FROM people_person WHERE display_name = ?", [robin.NAME]
        ).fetchone()
        for columns, function in ((DAYS, "date"), (TIMES, "datetime")):
            for table, names in columns.items():
                mine = THROUGH.get(table, "person_id = :p")
                for name in names:
                    # Weeks are named by their Monday.
                    move = (
                        "date(week, :by, '-6 days', 'weekday 1')"
                        if name == "week"
                        else f"{function}({name}, :by)"
                    )
                    sql = f"UPDATE {table} SET {name} = {move} WHERE {mine}"  # noqa: S608 - names from above
                    base.execute(sql, {"by": f"{days} days", "p": robin_id})
