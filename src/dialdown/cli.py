"""The one command: `dialdown …`. Every command that touches stored data takes --data and --database."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dialdown import __version__

app = typer.Typer(
    name="dialdown", help="A private diary, patterns and plans for families living with amplified pain.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (DIALDOWN_DATA).", show_default=False)]
Database = Annotated[str | None, typer.Option("--database", help="sqlite:///path or postgresql://… (DIALDOWN_DATABASE).", show_default=False)]


def stop(message: str) -> typer.Exit:
    """One clear line on stderr, exit code 1."""
    print(message, file=sys.stderr)
    return typer.Exit(1)


def prepare(data: Path | None, database: str | None) -> None:
    """Choose the data folder and database, load Django, migrate."""
    if data is not None:
        os.environ["DIALDOWN_DATA"] = str(data.expanduser().resolve())
    if database is not None:
        os.environ["DIALDOWN_DATABASE"] = database
    from dialdown.server.config import ConfigError
    from dialdown.server.start import setup

    try:
        setup()
    except ConfigError as error:
        raise stop(str(error)) from None


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    data: Data = None,
    database: Database = None,
) -> None:
    """Bring the database up to date and start the web app."""
    prepare(data, database)
    from dialdown.server import start

    try:
        port = start.free_port(host, port)
    except OSError as error:
        raise stop(str(error)) from None
    print(f"Dialdown is at {start.address(host, port)} (stop with Ctrl+C)", flush=True)
    start.serve(host=host, port=port, open_browser=open)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
