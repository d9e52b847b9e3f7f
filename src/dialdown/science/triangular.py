"""Gram-Schmidt in compiled code: a diary's few columns are gone before a general library has checked its arguments."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled

Floats = NDArray[np.float64]


@compiled
def orthogonalise(rows: Floats, triangle: Floats) -> None:
    """Make `rows` (c, n) orthonormal in place, one after the other, and add what that took to `triangle` (c, c).

    A row of which the rows before leave nothing becomes zero.
    """
    for j in range(len(rows)):
        for k in range(j):
            total = float(np.dot(rows[k], rows[j]))
            for t in range(rows.shape[1]):
                rows[j, t] -= total * rows[k, t]
            triangle[k, j] += total
        size = math.sqrt(float(np.dot(rows[j], rows[j])))
        inverse = 1.0 / size if size > 0.0 else 0.0
        for t in range(rows.shape[1]):
            rows[j, t] *= inverse
        triangle[j, j] = size


@compiled
def triangles(columns: Floats, scale: Floats, target: Floats, width: int) -> tuple[Floats, Floats]:
    """The QR of every `width` columns (n, m width), each times its `scale` (m width,).

    R (m, width, width) and Q'target (m, width).
    """
    groups = columns.shape[1] // width
    triangle, turned = np.zeros((groups, width, width)), np.zeros((groups, width))
    rows = np.empty((width, len(target)))
    for g in range(groups):
        for t in range(len(target)):
            for j in range(width):
                rows[j, t] = columns[t, width * g + j] * scale[width * g + j]
        orthogonalise(rows, triangle[g])
        for j in range(width):
            turned[g, j] = np.dot(rows[j], target)
    return triangle, turned


def orthonormal(columns: Floats) -> tuple[Floats, Floats]:
    """An orthonormal basis Q (n, c) of `columns` (n, c), and R (c, c), upper triangular, with columns = Q R.

    Twice through, so that it stays orthonormal for columns that are nearly alike (Giraud et al. 2005,
    Numerische Mathematik 101:87).
    """
    # A copy always: it is worked on in place, and the transpose of one column would be the column itself.
    rows = np.array(columns.T, order="C")
    first, again = np.zeros((2, len(rows), len(rows)))
    orthogonalise(rows, first)
    orthogonalise(rows, again)
    return np.ascontiguousarray(rows.T), again @ first
