"""Reads numbers back out of a drawing, by its own axis."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from dialdown.insights.charts.drawing import plain


def parsed(svg: str) -> ET.Element:
    """The drawing as XML, so that a broken one is found here."""
    return ET.fromstring(svg)  # noqa: S314 (our own drawing)


def shapes(svg: str, name: str) -> list[ET.Element]:
    """The shapes of one class."""
    return [shape for shape in parsed(svg).iter() if shape.get("class") == name]


def value_at(svg: str) -> Any:
    """A function from a height in the drawing to the value there, from grid lines and their labels."""
    lines = [float(line.get("y1") or "nan") for line in shapes(svg, "grid")]
    words = [text.text or "" for text in parsed(svg).iter("text") if text.get("text-anchor") == "end"]
    values = [float(word.replace("\u202f", "")) for word in words[: len(lines)]]
    assert [plain(value) for value in values] == words[: len(lines)]
    (low, high), (bottom, top) = (values[0], values[-1]), (lines[0], lines[-1])
    return lambda y: low + (bottom - y) * (high - low) / (bottom - top)


def runs(svg: str, name: str) -> list[list[float]]:
    """The values of every joined line of a class; a lone dot is a run of one. In the order of time."""
    value = value_at(svg)
    found: list[tuple[float, list[float]]] = []
    for path in shapes(svg, name):
        points = [tuple(map(float, pair.split())) for pair in re.split("[ML]", path.get("d") or "") if pair]
        assert [x for x, _y in points] == sorted(x for x, _y in points)
        found.append((points[0][0], [value(y) for _x, y in points]))
    dots = [dot for dot in shapes(svg, f"d{name[1:]}") if dot.tag == "circle"]
    found += [(float(dot.get("cx") or 0), [value(float(dot.get("cy") or 0))]) for dot in dots]
    return [values for _x, values in sorted(found)]


def bars(svg: str, name: str) -> list[float]:
    """The values of the bars of a class, from left to right."""
    value = value_at(svg)
    boxes = [shape for shape in shapes(svg, name) if shape.tag == "rect"]
    return [
        value(float(box.get("y") or 0)) for box in sorted(boxes, key=lambda box: float(box.get("x") or 0))
    ]


def numbers(svg: str) -> list[float]:
    """Every number in every attribute; ValueError on NaN or infinity."""
    assert not re.search(r"nan|inf|None", re.sub(r'aria-label="[^"]*"', "", svg), re.IGNORECASE), svg
    return [
        float(n)
        for shape in parsed(svg).iter()
        for v in shape.attrib.values()
        for n in re.findall(r"-?\d+\.?\d*", v)
    ]
