"""Draws the icon sprite of the web app from Lucide's single icons (npm package `lucide-static`, ISC).

    npm pack lucide-static && tar xzf lucide-static-*.tgz
    python tools/build_sprite.py package/icons            # the icons that are used, and those already drawn
    python tools/build_sprite.py package/icons --prune    # only the icons that are used

An icon is asked for when its name stands in a template (`<c-icon name="sun" />`, `icon="sun"`), in Python
(`icon="sun"`), in YAML (`icon: sun`) or in TypeScript (`#i-sun`). A drawn icon is kept when its name
stands anywhere by itself, as in a table of icons or in `{% if … %}sun{% endif %}`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPRITE = ROOT / "src/dialdown/ui/static/ui/sprite.svg"
PLACES = (
    ("src/dialdown", "*.html"),
    ("src/dialdown", "*.py"),
    ("src/dialdown", "*.yaml"),
    ("frontend/checkin", "*.ts"),
    ("frontend/islands", "*.ts"),
    ("frontend/offline", "*.ts"),
)
CODE = re.compile(r"""<c-icon\s+name="([a-z0-9-]+)"|\bicon=["']([a-z0-9-]+)["']|#i-([a-z0-9-]+)["'<]""")
YAML = re.compile(r"""\bicon:\s*["']?([a-z0-9-]+)""")
ALONE = re.compile(r"""(?<=["'}])[a-z0-9-]+(?=["'{])""")
SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)"')
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def sources() -> Iterator[tuple[str, str]]:
    """The kind and the text of every file that may ask for an icon."""
    for folder, pattern in PLACES:
        for path in sorted((ROOT / folder).rglob(pattern)):
            yield path.suffix, path.read_text(encoding="utf-8")


def asked_for() -> set[str]:
    """The icon names that the project asks for in so many words."""
    found = (
        match for kind, text in sources() for match in (YAML if kind == ".yaml" else CODE).finditer(text)
    )
    return {name for match in found for name in match.groups() if name}


def alone() -> set[str]:
    """Every word that stands by itself, icon or not."""
    return {word for _, text in sources() for word in ALONE.findall(text)}


def drawn(sprite: Path = SPRITE) -> set[str]:
    """The icon names in the sprite."""
    return set(SYMBOL.findall(sprite.read_text(encoding="utf-8"))) if sprite.exists() else set()


def symbol(name: str, icons: Path) -> str:
    """One icon as a symbol, without comments and line breaks."""
    inside = INSIDE.search((icons / f"{name}.svg").read_text(encoding="utf-8"))
    if inside is None:
        raise ValueError(f"{name}.svg holds no picture")
    shapes = re.sub(r">\s+<", "><", inside[1]).strip()
    shapes = re.sub(r"\s+", " ", shapes)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("icons", type=Path, help="folder with one .svg an icon")
    parser.add_argument("--prune", action="store_true", help="leave out what is not used")
    parser.add_argument("--add", default="", help="more names, split by commas")
    options = parser.parse_args()
    wanted = asked_for() | set(filter(None, options.add.split(",")))
    known = {name for name in wanted if (options.icons / f"{name}.svg").exists()}
    names = sorted(known | (drawn() & alone() if options.prune else drawn()))
    text = "\n".join(
        [
            "<!-- Lucide icons, ISC licence: see licences/lucide.txt -->",
            '<svg xmlns="http://www.w3.org/2000/svg">',
            *(symbol(name, options.icons) for name in names),
            "</svg>",
            "",
        ]
    )
    SPRITE.write_text(text, encoding="utf-8")
    print(
        f"{len(names)} icons, {len(text) / 1024:.1f} kB",
        *(f"unknown: {n}" for n in sorted(wanted - known)),
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
