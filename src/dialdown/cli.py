"""The one command: `dialdown …`. Every command that touches stored data takes --data and --database."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dialdown import __version__
from dialdown.server import laterality_file, trial_commands
from dialdown.server.command_choices import ExportFormat, ImportFormat, Peeking, Voice

app = typer.Typer(
    name="dialdown", help="A private diary, patterns and plans for families living with amplified pain.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (DIALDOWN_DATA).", show_default=False)]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", help="sqlite:///path or postgresql://… (DIALDOWN_DATABASE).", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Port = Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="Read the passphrase from the first line of this file instead of asking.",
        show_default=False,
    ),
]
Person = Annotated[str, typer.Option("--person", help="Exact name or id of a person.", show_default=False)]

# What ends with the command that runs, and its name.
_running: ContextVar[tuple[ExitStack, str]] = ContextVar("running")


def stop(message: object) -> typer.Exit:
    """One clear line on stderr, exit code 1."""
    print(" ".join(str(message).split()), file=sys.stderr)
    return typer.Exit(1)


@contextmanager
def mistakes() -> Iterator[None]:
    """Bad input ends the command with one line."""
    from dialdown.server.mistakes import Mistake

    try:
        yield
    except Mistake as error:
        raise stop(error) from None


def ask_for_the_key() -> None:
    """The passphrase of an encrypted database from the terminal, for this process and the server's workers."""
    from dialdown.server.databases import needs_passphrase

    if sys.stdin.isatty() and needs_passphrase():
        os.environ["DIALDOWN_DATABASE_PASSPHRASE"] = typer.prompt(
            "Passphrase of the database", hide_input=True, err=True
        )


def choose(data: Path | None, database: str | None) -> None:
    """Let the settings know which data folder and database are meant."""
    if data is not None:
        os.environ["DIALDOWN_DATA"] = str(data.expanduser().resolve())
    if database is not None:
        os.environ["DIALDOWN_DATABASE"] = database


def prepare(
    data: Path | None, database: str | None, *, migrate: bool = True, look_only: bool = False
) -> None:
    """Choose the data folder and database, load Django, migrate; with `look_only` nothing is made or changed."""
    choose(data, database)
    from dialdown.server.config import ConfigError, only_looking
    from dialdown.server.start import setup

    running, command = _running.get()
    if look_only:
        running.enter_context(only_looking())
    try:
        ask_for_the_key()
        setup(migrate=migrate, look_only=look_only)
    except ConfigError as error:
        raise stop(error) from None
    # What is loaded by now stays: the garbage collector need not go through it again and again.
    gc.freeze()
    from dialdown.server.telling import told

    running.enter_context(mistakes())
    running.enter_context(told(command))


def secrets(file: Path | None, *, new: bool = False) -> Callable[[str], str]:
    """How to come by a passphrase: from a file when one is named, else by asking. Raises Mistake."""
    from dialdown.server.mistakes import Mistake

    def ask(what: str) -> str:
        if file is None:
            return str(
                typer.prompt(
                    what, hide_input=True, confirmation_prompt=new, default="", show_default=False, err=True
                )
            )
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError):
            raise Mistake(f"{file}: expected a text file with a passphrase in its first line") from None

    return ask


def chosen_passphrase(text: str) -> str:
    """A passphrase that is long enough. Raises Mistake."""
    from dialdown.server.mistakes import Mistake

    if len(text) < 12:
        raise Mistake("the passphrase: expected twelve letters or more")
    return text


def show(document: Any, *, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """The result on stdout: one JSON document, or lines for people."""
    print(json.dumps(document, ensure_ascii=False, allow_nan=False) if as_json else "\n".join(lines()))


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr when that is a terminal; called with how much is done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)
    ] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit
    _running.set((context.with_resource(ExitStack()), context.invoked_subcommand or ""))


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 127.0.0.1, with --tls every one of this machine.", show_default=False)
    ] = None,
    port: Port = 8000,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS with a certificate of this machine's own, for phones at home.")] = False,
    open: Open = True, data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Bring the database up to date and start the web app."""
    from dialdown.server import start

    host = host or ("0.0.0.0" if tls else "127.0.0.1")
    try:
        port = start.free_port(host, port)
    except OSError as error:
        raise stop(error) from None
    files = None
    if tls:
        choose(data, database)
        with mistakes():
            files = start.own_tls(host, port)
    prepare(data, database)
    # A database that can still be read starts well and then loses the first check-in.
    if said := start.unwritable():
        raise stop(said)
    print(f"Dialdown is at {start.address(host, port, tls=tls)} (stop with Ctrl+C)", flush=True)
    if files:
        print(f"A phone comes to trust it at {files.phones}", flush=True)
    if code := start.set_up_code(host):
        print(f"Set-up will ask for this code: {code}", flush=True)
    start.serve(host=host, port=port, open_browser=open, tls=files)


@app.command()
def demo(port: Port = 8000, open: Open = True) -> None:
    """Look around in a made-up household on a copy that is thrown away: signed in, nothing is kept."""
    from dialdown.server.demo import run

    with mistakes():
        run.demo(port=port, open_browser=open, say=lambda line: print(line, flush=True))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A diary table (CSV), a Dialdown archive, or a PsychoPy run of hands.", show_default=False)],
    person: Person,
    create_person: Annotated[bool, typer.Option("--create-person", help="Make the person when nobody of that name is here yet.")] = False,
    format: Annotated[
        ImportFormat | None, typer.Option("--as", help="What the file is; found out when left out.", show_default=False)
    ] = None,
    map: Annotated[Path | None, typer.Option("--map", help="How to read the columns (YAML).", show_default=False)] = None,
    write_map: Annotated[
        Path | None,
        typer.Option(
            "--write-map", help="Write the guess of how to read the columns, to edit; bring nothing in.", show_default=False
        ),
    ] = None,
    said_by: Annotated[
        Voice | None,
        typer.Option("--said-by", help="Whose words a table holds (else what the map says; import: not known).", show_default=False),
    ] = None,
    login: Annotated[str | None, typer.Option("--login", help="The login that opens a new person's diary.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: Json = False, data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Bring a file into a diary: all of it or nothing, and the same file again adds nothing."""
    prepare(data, database)
    from dialdown.server import bringing_in, results

    if write_map is not None:
        bringing_in.write_map(file=file, map_file=map, out=write_map, name=person, said_by=said_by)
        return
    done = bringing_in.bring_in(
        file=file, name=person, create=create_person, format=format, map_file=map, said_by=said_by,
        login=login, dry_run=dry_run, progress=progress,
    )  # fmt: skip
    show(done, as_json=as_json, lines=lambda: results.imported(done))


@app.command()
def export(
    person: Person,
    format: Annotated[ExportFormat, typer.Option("--format", help="archive, csv table, fhir for a clinic, pdf one page, ics visits.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    private: Annotated[bool, typer.Option("--private", help="With mood, notes and period: asks for the passphrase of the diary.")] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False, data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Write a diary to a file. Private answers stay out unless the passphrase of the diary is given."""
    prepare(data, database)
    from dialdown.server import results, taking_out

    words = secrets(passphrase_file) if private or passphrase_file else None
    done = taking_out.export(name=person, format=format, out=out, force=force, words=words)
    show(done, as_json=as_json, lines=lambda: results.exported(done))


@app.command()
def backup(
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; else a dated one in the backup folder.", show_default=False)
    ] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", help="Seal it for this public key (age1…).", show_default=False)
    ] = None,
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase and seal it with that; needs --out.")] = False,
    new_key: Annotated[
        Path | None,
        typer.Option("--new-key", help="Make a key pair first: what opens backups is written to this file.", show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    as_json: Json = False, data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Write an encrypted backup of everything; the server may run meanwhile."""
    prepare(data, database)
    from dialdown.server import results
    from dialdown.server.backup import command

    done = command.backup(
        out=out, recipient=recipient, passphrase=passphrase, new_key=new_key, force=force,
        secret=secrets(passphrase_file, new=True), check=chosen_passphrase,
    )  # fmt: skip
    show(done, as_json=as_json, lines=lambda: results.backed_up(done))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup (.age).", show_default=False)],
    key: Annotated[Path | None, typer.Option("--key", help="The key file that opens it.", show_default=False)] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False, data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Restore a backup into an empty data folder or database, and prove that all of it is there."""
    from dialdown.server.backup import command

    with mistakes():
        backup_file = command.open_backup(file, key_file=key, secret=secrets(passphrase_file))
        with command.leave_nothing(data):
            prepare(data, database, migrate=False)
            done = command.restore(backup_file)
    from dialdown.server import results

    show(done, as_json=as_json, lines=lambda: results.restored(done))


@app.command()
def encrypt(
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="Where the key goes; else into the data folder.", show_default=False)
    ] = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Leave the key bare: starts by itself, protects only the disk without it.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False, data: Data = None,
) -> None:  # fmt: skip
    """Encrypt the database of the data folder as a whole (SQLCipher); the server must be stopped."""
    choose(data, None)
    from dialdown.server import results
    from dialdown.server.config import ConfigError, config
    from dialdown.server.sqlcipher import encrypting

    with mistakes():
        try:
            here = config()
        except ConfigError as error:
            raise stop(error) from None
        ask = secrets(passphrase_file, new=True)
        word = "" if no_passphrase else chosen_passphrase(ask("A passphrase that opens the database"))
        done = encrypting.encrypt(folder=here.data, key_file=key_file or here.database_key, passphrase=word)
    show(done, as_json=as_json, lines=lambda: results.encrypted(done))


@app.command()
def doctor(as_json: Json = False, data: Data = None, database: Database = None) -> None:
    """Check this installation: folder, disk, database, and what its address switches off. Changes nothing."""
    prepare(data, database, look_only=True)
    from dialdown.server import doctor as check
    from dialdown.server import results

    found = check.look()
    show(check.to_dict(found), as_json=as_json, lines=lambda: results.checked(found))
    if any(finding.level == "wrong" for finding in found):
        raise typer.Exit(1)


@app.command()
def password(
    name: Annotated[str, typer.Argument(help="The name that somebody signs in with.", show_default=False)],
    data: Data = None, database: Database = None,
) -> None:  # fmt: skip
    """Give a login a new password; every session of it ends."""
    prepare(data, database)
    from dialdown.server import passwords

    passwords.check(name)
    if said := passwords.before(name):
        print(said, file=sys.stderr)
    new = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    passwords.change(name, new)
    print(f"{name} has a new password.")


@app.command()
def patterns(
    diary: Annotated[
        Path, typer.Argument(metavar="DIARY.csv", help="One row a day (CSV or Parquet).", show_default=False)
    ],
    outcome: Annotated[str, typer.Option(help="The column to explain.")] = "pain",
    factors: Annotated[
        str | None, typer.Option(help="Columns to look at, separated by commas.", show_default=False)
    ] = None,
    kinds: Annotated[str, typer.Option(help="NAME=weather, separated by commas.")] = "",
    weather: Annotated[
        Path | None, typer.Option(help="A table of weather by date.", show_default=False)
    ] = None,
    lags: Annotated[int, typer.Option(help="The longest lag in days.")] = 7,
    fdr: Annotated[float, typer.Option(help="Expected share of luck among what is found.")] = 0.10,
    peeking: Annotated[
        Peeking, typer.Option(help="none: looked at once; any: as often as you like.")
    ] = Peeking.none,
    as_json: Json = False,
) -> None:
    """Find which columns of a diary table go with its outcome."""
    from dialdown.server import numbers, pattern_lines

    chosen: Literal["none", "any"] = "any" if peeking is Peeking.any else "none"
    with mistakes():
        found, unit = numbers.patterns(
            diary=diary, outcome=outcome, factors=factors.split(",") if factors else None, kinds=kinds, weather=weather,
            lags=lags, fdr=fdr, peeking=chosen,
        )  # fmt: skip
    show(found.to_dict(), as_json=as_json, lines=lambda: pattern_lines.lines(found, unit))


@app.command()
def volume(
    diary: Annotated[Path, typer.Argument(metavar="DIARY.csv", help="One row a day (CSV or Parquet).", show_default=False)],
    outcome: Annotated[str, typer.Option(help="The column that answers (pain).", show_default=False)],
    load: Annotated[str | None, typer.Option(help="The column it answers to (steps).", show_default=False)] = None,
    load_lag: Annotated[int, typer.Option(help="1: yesterday's load; 0: a load fixed before the outcome.")] = 1,
    fixed_load: Annotated[
        bool, typer.Option("--fixed-load", help="The outcome answers to the same load each time (a touch check); no --load.")
    ] = False,
    peeking: Annotated[Peeking, typer.Option(help="none: looked at once; any: as often as you like.")] = Peeking.none,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Follow how strongly a diary's outcome answers to a load."""
    from dialdown.server import numbers, results

    if fixed_load == (load is not None):
        raise typer.BadParameter("give one of --load and --fixed-load")
    chosen: Literal["none", "any"] = "any" if peeking is Peeking.any else "none"
    with mistakes():
        found = numbers.volume(
            diary=diary, outcome=outcome, load=load, load_lag=load_lag, peeking=chosen
        ).to_dict()
    show(found, as_json=as_json, lines=lambda: results.volume(found))


app.add_typer(trial_commands.commands(show, mistakes), name="trial")


@app.command()
def laterality(
    file: Annotated[
        Path, typer.Argument(metavar="RESPONSES.csv", help="One row a response, or a PsychoPy HLJT run.", show_default=False)
    ],
    control_part: Annotated[
        str | None, typer.Option("--control-part", help="The part that is never practised: change is told beside it.", show_default=False)
    ] = None,
    trim: Annotated[
        str, typer.Option(help="Which times count: none, mad or LOW-HIGH in ms.", parser=laterality_file.trim_rule, metavar="<str>")
    ] = "mad",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Score answers to left-or-right pictures: accuracy and time by part, side and angle."""
    with mistakes():
        found = laterality_file.score(file=file, control_part=control_part, trim=trim)
    for note in found["warnings"]:
        print(note, file=sys.stderr)
    show(found, as_json=as_json, lines=lambda: laterality_file.lines(found))


@app.command()
def simulate(
    people: Annotated[int, typer.Option(help="How many people.")],
    days: Annotated[int, typer.Option(help="Days of each diary.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same diaries.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write.", show_default=False)],
    effect: Annotated[
        list[str] | None,
        typer.Option(help="f0=0.7@1-3: points per SD, over lags; may be repeated.", show_default=False),
    ] = None,
    phi: float = 0.7,
    missing: float = 0.2,
    drift: float = 0.0,
    factors: int = 20,
) -> None:
    """Write made-up diaries whose truth is known."""
    from dialdown.server import numbers

    with mistakes(), progress("people", people) as tick:
        numbers.simulate(
            folder=out, people=people, days=days, seed=seed, effects=effect, phi=phi, missing=missing, drift=drift,
            factors=factors, progress=tick,
        )  # fmt: skip


def main() -> None:
    """Entry point of the console script."""
    try:
        app()
    finally:
        # The end of Python closes the database, among what the garbage collector knows.
        gc.unfreeze()


if __name__ == "__main__":
    main()
