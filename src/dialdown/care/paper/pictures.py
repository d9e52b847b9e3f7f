"""Drawings of the screens made ready for paper: greys that survive a copier, letters of the page."""

from __future__ import annotations

import re
from html import unescape

# Each class of the kit in greys: lines differ by dash, areas by depth, never by colour alone.
GREYS = (
    "text{font-family:'Atkinson Hyperlegible Next';font-size:17px;fill:#333}.lab{font-weight:700;fill:#000}"
    ".grid{stroke:#ccc;stroke-width:1}.axis{stroke:#777;stroke-width:1}.zero{stroke-width:2}"
    ".l1,.l2,.l3{fill:none;stroke:#111;stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}"
    ".l2{stroke-dasharray:9 6}.l3{stroke-dasharray:2 6}.b1,.b2,.b3{fill:#d4d4d4}"
    ".d1,.d2{fill:#333}.d3,.d4{fill:#888}.gap{stroke:#999;stroke-width:3;fill:none}"
    ".skip,.o2{stroke:#555;stroke-width:1.6;fill:#fff}.plan{stroke:#000;stroke-width:2.5;fill:none}"
    ".bracket{fill:none;stroke:#555;stroke-width:2}"
    ".s{fill:#8c8c8c}.r{fill:#fafafa}.f{fill:none;stroke:#777;stroke-width:2.6}.t{font-size:18px;fill:#333}"
    ".p1{fill:#d9d9d9}.p2{fill:#b5b5b5}.p3{fill:#8a8a8a}.p4{fill:#575757}.p5{fill:#141414}"
)
LABEL = re.compile(r'aria-label="([^"]*)"')


def for_paper(svg: str, *, alt: str = "") -> dict[str, str]:
    """`svg` in greys with the words that stand for it (`alt`, or those it carries)."""
    label = LABEL.search(svg)
    start = svg.index("<svg") + len("<svg")
    end = svg.index(">", start) + 1
    head = svg[start:end]
    if "xmlns=" not in head:
        head = ' xmlns="http://www.w3.org/2000/svg"' + head
    styled = f"<svg{head}<style>{GREYS}</style>{svg[end:]}"
    return {"svg": styled, "alt": alt or (unescape(label[1]) if label else "")}
