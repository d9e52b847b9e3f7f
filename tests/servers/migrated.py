"""An empty database as the first start leaves it, made once per test process and copied for each fresh server.

What a first start does by itself is shown by the tests of `dialdown demo`, of installations and of restoring.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from dialdown.server.config import PLAIN
from tests.servers import postgres


def migrate(*, data: Path, database: str | None = None) -> None:
    """Brings the database of an installation in `data` up to date, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALDOWN_")}
    kept |= {"DIALDOWN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dialdown.server.settings"}
    if database:
        kept["DIALDOWN_DATABASE"] = database
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=kept, check=True, timeout=300
    )


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dialdown-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate(data=folder)
    return folder


@cache
def template(server_url: str) -> str:
    """The name of such a database on the PostgreSQL server of `server_url`."""
    url = postgres.fresh_database(server_url)
    atexit.register(postgres.drop_database, url)
    migrate(data=Path(os.environ["DIALDOWN_DATA"]), database=url)
    return urlsplit(url).path.removeprefix("/")


def copy_to(data: Path) -> None:
    """Puts an empty database, up to date, into the data folder `data`."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in _folder().glob(f"{PLAIN}*"):
        shutil.copy2(path, data / path.name)
