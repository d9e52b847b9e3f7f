"""Quad meshes: normals, one step of Catmull-Clark, borders, cuts along a smooth line, cuffs and hems."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.stimuli.source import Floats, Ints


@dataclass(frozen=True)
class Patch:
    """Quads (k, 4) over points (n, 3) with the weights of each point (n, bones) and its masks (n, 4):
    palm, nail, material x 20 / 255, lips. `smooth`: the browser takes one step of subdivision."""

    points: Floats
    quads: Ints
    weights: Floats
    masks: Floats
    smooth: bool = True

    @property
    def normals(self) -> Floats:
        """One outward unit vector per point."""
        return normals(self.points, self.quads)

    def subdivided(self) -> Patch:
        """One step of Catmull-Clark: positions smoothed, weights and masks linear, as the browser does it."""
        carried = np.hstack([self.weights, self.masks])
        points, carried, quads = subdivide(self.points, carried, self.quads)
        return replace(self, points=points, quads=quads, weights=carried[:, :-4], masks=carried[:, -4:])


def unit(vector: Floats) -> Floats:
    """The vector with length 1."""
    return vector / np.linalg.norm(vector)


def along(points: Floats, start: Floats, end: Floats) -> Floats:
    """How far from start (0) to end (1) each point lies."""
    axis = end - start
    return ((points - start) @ axis) / (axis @ axis)


def normals(points: Floats, quads: Ints) -> Floats:
    """One outward unit vector per point, weighted by area."""
    sums = np.zeros_like(points)
    for a, b, c in ((0, 1, 2), (0, 2, 3)):
        across = np.cross(
            points[quads[:, b]] - points[quads[:, a]], points[quads[:, c]] - points[quads[:, a]]
        )
        for corner in (a, b, c):
            np.add.at(sums, quads[:, corner], across)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)


def edges(quads: Ints) -> tuple[Ints, Ints, Ints]:
    """Edges (m, 2) sorted, the edge of every side of every quad, and how many quads share each edge."""
    sides = np.sort(np.stack([quads, np.roll(quads, -1, 1)], 2).reshape(-1, 2), 1)
    unique, of_side, shared = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    return unique, of_side.reshape(-1), shared


def border(quads: Ints) -> Ints:
    """Directed edges (m, 2) that only one quad has."""
    sides = np.stack([quads, np.roll(quads, -1, 1)], 2).reshape(-1, 2)
    _, of_side, shared = edges(quads)
    return sides[shared[of_side] == 1]


def subdivide(points: Floats, carried: Floats, quads: Ints) -> tuple[Floats, Floats, Ints]:
    """One step of Catmull-Clark (Catmull & Clark 1978) with sharp borders; `carried` columns are interpolated linearly.

    New points stand in the order: old points, edges, faces.
    """
    count = len(points)
    unique, of_side, shared = edges(quads)
    on_border = shared != 2
    face_points = points[quads].mean(1)
    middles = points[unique].mean(1)
    beside = np.zeros_like(middles)
    np.add.at(beside, of_side, np.repeat(face_points, 4, 0))
    edge_points = np.where(on_border[:, None], middles, (2 * middles + beside) / 4)

    valence = np.maximum(np.bincount(quads.ravel(), minlength=count), 1)[:, None].astype(float)
    faces_mean = np.zeros_like(points)
    np.add.at(faces_mean, quads.ravel(), np.repeat(face_points, 4, 0))
    faces_mean /= valence
    edges_mean = np.zeros_like(points)
    np.add.at(edges_mean, unique.ravel(), np.repeat(middles, 2, 0))
    edges_mean /= np.maximum(np.bincount(unique.ravel(), minlength=count), 1)[:, None]
    moved = (faces_mean + 2 * edges_mean + (valence - 3) * points) / valence

    rim = unique[on_border]
    rim_mean = np.zeros_like(points)
    np.add.at(rim_mean, rim.ravel(), np.repeat(middles[on_border], 2, 0))
    rim_count = np.bincount(rim.ravel(), minlength=count)
    on_rim = rim_count > 0
    moved[on_rim] = points[on_rim] / 2 + rim_mean[on_rim] / rim_count[on_rim, None] / 2

    edge_of = (count + of_side).reshape(-1, 4)
    face_of = count + len(unique) + np.arange(len(quads))
    small = [np.stack([quads[:, k], edge_of[:, k], face_of, edge_of[:, k - 1]], 1) for k in range(4)]
    return (
        np.vstack([moved, edge_points, face_points]),
        np.vstack([carried, carried[unique].mean(1), carried[quads].mean(1)]),
        np.stack(small, 1).reshape(-1, 4),
    )


def cut(points: Floats, quads: Ints, inside: Floats) -> tuple[Floats, Ints, Ints]:
    """The quads where `inside` (one number per point) is positive somewhere, their outer corners slid along the mesh
    onto the line inside = 0, which makes a smooth edge whatever the loops of the mesh do.

    Returns all points (some moved), the quads that stay, and the points that were moved onto the line.
    """
    kept = quads[(inside[quads] > 0).any(1)]
    unique, _, _ = edges(kept)
    moved = points.copy()
    total = np.zeros_like(points)
    times = np.zeros(len(points))
    for outer, inner in ((unique[:, 0], unique[:, 1]), (unique[:, 1], unique[:, 0])):
        crossing = (inside[outer] <= 0) & (inside[inner] > 0)
        o, i = outer[crossing], inner[crossing]
        share = (inside[i] / (inside[i] - inside[o]))[:, None]
        np.add.at(total, o, points[i] + share * (points[o] - points[i]))
        np.add.at(times, o, 1)
    slid = times > 0
    moved[slid] = total[slid] / times[slid, None]
    # A corner that touches the inside only across a quad: between its two slid neighbours.
    corners = np.setdiff1d(np.unique(kept)[inside[np.unique(kept)] <= 0], np.flatnonzero(slid))
    for corner in corners:
        near = np.unique(unique[(unique == corner).any(1)])
        near = near[slid[near]]
        if len(near):
            moved[corner] = moved[near].mean(0)
    return moved, kept, np.union1d(np.flatnonzero(slid), corners)


def eased(patch: Patch, steps: int) -> Patch:
    """Cloth that hangs instead of clinging: every inner point moves to the middle of its neighbours, `steps` times."""
    unique, _, _ = edges(patch.quads)
    points = patch.points.copy()
    inner = np.setdiff1d(np.arange(len(points)), border(patch.quads))
    count = np.maximum(np.bincount(unique.ravel(), minlength=len(points)), 1)[:, None]
    for _ in range(steps):
        sums = np.zeros_like(points)
        np.add.at(sums, unique[:, 0], points[unique[:, 1]])
        np.add.at(sums, unique[:, 1], points[unique[:, 0]])
        points[inner] = (sums / count)[inner]
    return replace(patch, points=points)


def hemmed(patch: Patch, off: float, depth: float) -> Patch:
    """A cloth `off` metres above the skin it was taken from, its edges folded `depth` metres inwards."""
    outward = patch.normals
    points = patch.points + off * outward
    rim = border(patch.quads)
    at_rim = np.unique(rim)
    number = np.full(len(points), -1)
    number[at_rim] = len(points) + np.arange(len(at_rim))
    fold = np.stack([rim[:, 1], rim[:, 0], number[rim[:, 0]], number[rim[:, 1]]], 1)
    return replace(
        patch,
        points=np.vstack([points, points[at_rim] - depth * outward[at_rim]]),
        quads=np.vstack([patch.quads, fold]),
        weights=np.vstack([patch.weights, patch.weights[at_rim]]),
        masks=np.vstack([patch.masks, patch.masks[at_rim]]),
    )


def coarsened(patch: Patch, grain: float) -> Patch:
    """Points of one cell of a grid (metres) become one; quads that lose more than one corner go."""
    cells = np.floor(patch.points / grain).astype(np.int64)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    count = np.bincount(cell)[:, None]

    def merged(values: Floats) -> Floats:
        sums = np.zeros((len(count), values.shape[1]))
        np.add.at(sums, cell, values)
        return sums / count

    quads = cell[patch.quads]
    corners = np.array([len(set(quad)) for quad in quads.tolist()])
    apart = (quads[:, 0] != quads[:, 2]) & (quads[:, 1] != quads[:, 3])
    kept = quads[(corners == 4) | ((corners == 3) & apart)]
    return replace(
        patch,
        points=merged(patch.points),
        quads=kept,
        weights=merged(patch.weights),
        masks=merged(patch.masks),
    )


def tube(
    points: Floats, start: Floats, end: Floats, low: float, high: float, *, around: int = 20
) -> tuple[Floats, Ints]:
    """A closed cuff round the points of a limb between two fractions of start -> end: lip, outside and lid."""
    axis = unit(end - start)
    length = float(np.linalg.norm(end - start))
    side = unit(np.cross(axis, [0.3, 0.2, 0.9]))
    other = np.cross(axis, side)
    at = along(points, start, end)
    centre = points[(at > low) & (at < high)].mean(0)
    centre = centre - axis * ((centre - start) @ axis)
    turns = np.arange(around) * 2 * np.pi / around
    rings: list[Floats] = []
    profile = (
        (high - 0.06, -0.002), (high, 0.0025), (high + 0.006, 0.0035), (high - 0.03, 0.0042),
        ((low + high) / 2, 0.0045), (low + 0.02, 0.0042), (low, 0.0042), (low, -0.004),
    )  # fmt: skip
    for fraction, gap in profile:
        near = points[np.abs(at - fraction) < 0.10] - centre
        near = near - np.outer(near @ axis, axis)
        reach = np.linalg.norm(near, axis=1)
        angle = np.arctan2(near @ other, near @ side)
        apart = np.abs((angle[None] - turns[:, None] + np.pi) % (2 * np.pi) - np.pi)
        radius = np.where(apart < 0.5, reach[None], 0).max(1)
        radius = (np.roll(radius, 1) + 2 * radius + np.roll(radius, -1)) / 4 + gap
        ring = np.cos(turns)[:, None] * side + np.sin(turns)[:, None] * other
        rings.append(centre + axis * fraction * length + radius[:, None] * ring)
    made = np.vstack([*rings, centre + axis * low * length])
    quads: list[list[int]] = []
    for k in range(len(rings) - 1):
        for i in range(around):
            j = (i + 1) % around
            quads.append([k * around + i, (k + 1) * around + i, (k + 1) * around + j, k * around + j])
    last = (len(rings) - 1) * around
    # The lid: quads round the middle, two sides of the ring each.
    quads += [[last + i, last + around, last + (i + 2) % around, last + i + 1] for i in range(0, around, 2)]
    faces = np.array(quads)
    middle = slice(4 * around, 5 * around)
    outward = (normals(made, faces)[middle] * (made[middle] - made[middle].mean(0))).sum()
    return made, faces if outward > 0 else faces[:, ::-1]
