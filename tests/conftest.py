"""What holds for every test: a data folder of its own, the database engine, the counts, the servers."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

from tests import counts
from tests.servers import postgres

pytest_plugins = ["tests.servers.fixtures", "tests.report"]

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "sqlcipher", "postgres")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

if not IS_WORKER:
    # Nothing of the caller's own installation may reach a test, nor a test that installation.
    for name in [name for name in os.environ if name.startswith("DIALDOWN_") and "_TEST_" not in name]:
        if name != "DIALDOWN_REFERENCE_DATA":
            del os.environ[name]
    os.environ["DIALDOWN_DATA"] = _data = tempfile.mkdtemp(prefix="dialdown-test-")
    atexit.register(shutil.rmtree, _data, ignore_errors=True)
    os.environ["DIALDOWN_NO_BROWSER"] = "1"
else:
    # No worker's files, uploads and counts of tries are another's.
    os.environ["DIALDOWN_DATA"] += f"/{os.environ['PYTEST_XDIST_WORKER']}"
    Path(os.environ["DIALDOWN_DATA"]).mkdir(mode=0o700)
# Read by pytest-django after this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "dialdown.server.settings"

for scale, examples in (("quick", 15), ("test", 60), ("long", 1000)):
    hypothesis.settings.register_profile(
        scale, max_examples=examples, deadline=None, derandomize=scale != "long", database=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )  # fmt: skip
hypothesis.settings.load_profile(counts.SCALE)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    # A worker that inherited it would read the settings before its own folder is known.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_configure() -> None:
    engine = os.environ.get("DIALDOWN_TEST_ENGINE", "sqlite")
    if engine not in ENGINES:
        raise pytest.UsageError(f"DIALDOWN_TEST_ENGINE is {engine!r}; expected one of {', '.join(ENGINES)}")
    if engine == "postgres" and not IS_WORKER:
        try:
            os.environ[postgres.SERVER_URL] = os.environ["DIALDOWN_DATABASE"] = postgres.start()
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from None
    if engine == "sqlcipher":
        from dialdown.server.sqlcipher import key

        data = Path(os.environ["DIALDOWN_DATA"])
        (data / "database-key").write_bytes(key.wrapped(key.new(), ""))
        (data / "database-key").chmod(0o600)
        os.environ["DIALDOWN_DATABASE"] = f"sqlcipher:///{data / 'dialdown-encrypted.sqlite3'}"
    # pytest-django sets Django up after this, but only when the settings have been read.
    from django.conf import settings

    assert settings.DATABASES
    assert Path(os.environ["DIALDOWN_DATA"]) == settings.DATA_FOLDER
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]


@pytest.fixture(scope="session", autouse=True)
def every_page_is_there() -> None:
    """A module that is first imported while a test replaces what it imports would keep the replacement for all later tests."""
    from django.conf import settings

    importlib.import_module(settings.ROOT_URLCONF)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # Simulations with a known answer are never quick.
        if item.path.is_relative_to(ROOT / "tests" / "truth"):
            item.add_marker(pytest.mark.slow)
        # One more try on a crowded machine, told by name; see docs/decisions/0026.
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, rerun_except=["the page did what no page may do"]))


@pytest.fixture(autouse=True)
def _no_account_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server remembers that set-up is done; the next test starts on an empty database again."""
    from dialdown.people import selectors

    monkeypatch.setattr(selectors, "_set_up", False)


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_listed_once() -> None:
    """Every client of a test is a server of its own, and each would look through all static files."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed: dict[str, object] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def once(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            look(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    WhiteNoiseMiddleware.add_files_from_finders = once  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_record() -> None:
    """The database refuses to remove audit events; only the emptying of tables between tests may."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from dialdown.people import append_only

    empty = BaseDatabaseOperations.execute_sql_flush

    def flush(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with append_only.lifted(operations.connection.alias):
            empty(operations, statements)

    # For every connection: a test that opens another database leaves a new one behind.
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the weather service: what would go on beside a page is left out."""
    from dialdown.insights.weather import fetching

    monkeypatch.setattr(fetching, "_beside", lambda *_: None)


@pytest.fixture(autouse=True)
def _quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that wrap a key are stretched with little work: tests sign in hundreds of times."""
    from dialdown.people.sealing import boxes

    monkeypatch.setattr(boxes, "COST", (1, 8, 1))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The published diaries and reference numbers; the test is skipped when they are not there."""
    folder = Path(os.environ.get("DIALDOWN_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no reference data: set DIALDOWN_REFERENCE_DATA to the folder that holds it")
    return folder
