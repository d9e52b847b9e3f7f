"""Django's own SQLite engine, on SQLCipher's library instead of Python's."""

from __future__ import annotations

import sys
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

# Django's engine is loaded once, with `sqlite3` meaning SQLCipher; everybody else keeps Python's own.
_own = {name: sys.modules.get(name) for name in ("sqlite3", "sqlite3.dbapi2")}
sys.modules |= {"sqlite3": sqlcipher3, "sqlite3.dbapi2": dbapi2}
try:
    from django.db.backends.sqlite3 import base
finally:
    for _name, _module in _own.items():
        if _module is None:
            del sys.modules[_name]
        else:
            sys.modules[_name] = _module

if base.Database is not dbapi2:
    raise ImportError(
        "Django's SQLite engine was loaded before SQLCipher's; expected one engine in a process"
    )


class Connection(dbapi2.Connection):
    """A connection that gives its key before anything else is asked."""

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Raw bytes in hexadecimal: nothing that could end the text.
        self.execute(f"PRAGMA key = \"x'{key}'\"")


class DatabaseWrapper(base.DatabaseWrapper):
    """`OPTIONS["key"]` is the raw key: 64 hexadecimal digits."""

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        key = bytes.fromhex(params.pop("key")).hex()
        params["factory"] = lambda *args, **kwargs: Connection(*args, key=key, **kwargs)
        return params
