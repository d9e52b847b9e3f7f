"""Our own small linear algebra against NumPy's, also where columns are nearly alike or add nothing."""

from __future__ import annotations

import numpy as np
import pytest

from dialdown.science.search import curves_upwards, newton_step, solved
from dialdown.science.triangular import orthonormal, triangles


@pytest.mark.parametrize("apart", [1.0, 1e-4, 1e-8])
def test_a_basis_is_orthonormal_and_gives_the_columns_back(apart: float) -> None:
    rng = np.random.default_rng(1)
    columns = rng.standard_normal((90, 4))
    columns[:, 3] = columns[:, :3].sum(axis=1) + apart * columns[:, 3]
    before = columns.copy()
    basis, triangle = orthonormal(columns)
    assert np.array_equal(columns, before)
    assert basis.T @ basis == pytest.approx(np.eye(4), abs=1e-14)
    assert basis @ triangle == pytest.approx(columns, abs=1e-13)
    # Unique but for signs.
    upper = np.linalg.qr(columns, mode="r")
    assert triangle == pytest.approx(upper * np.sign(np.diag(upper))[:, None], abs=1e-12)


def test_one_column_stays_the_callers_and_a_column_of_nothing_has_no_direction() -> None:
    column = np.arange(1.0, 6.0)[:, None]
    basis, triangle = orthonormal(np.column_stack([column, 0.0 * column]))
    assert basis[:, 0] == pytest.approx(column[:, 0] / np.sqrt(55.0))
    assert (basis[:, 1] == 0.0).all()
    assert triangle[1, 1] == 0.0
    orthonormal(column)
    assert column[:, 0].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_triangles_are_those_of_each_group() -> None:
    rng = np.random.default_rng(2)
    columns, scale, target = rng.standard_normal((60, 6)), rng.uniform(0.5, 2.0, 6), rng.standard_normal(60)
    triangle, turned = triangles(columns, scale, target, 3)
    for g in range(2):
        own = columns[:, 3 * g : 3 * g + 3] * scale[3 * g : 3 * g + 3]
        basis, upper = np.linalg.qr(own)
        sign = np.sign(np.diag(upper))
        assert triangle[g] == pytest.approx(upper * sign[:, None])
        assert turned[g] == pytest.approx(sign * (basis.T @ target))


def test_a_step_is_that_of_the_eigenvectors() -> None:
    """Whichever way it is taken: downhill as if every direction curved upwards, by at least a hundredth."""
    rng = np.random.default_rng(3)
    upwards = 0
    for _ in range(300):
        turn, _triangle = np.linalg.qr(rng.standard_normal((3, 3)))
        curved = np.sort(rng.uniform(-3.0, 30.0, 3))
        hessian, gradient = (turn * curved) @ turn.T, rng.standard_normal(3)
        hessian = (hessian + hessian.T) / 2.0
        assert curves_upwards(hessian, 0.01) == (curved[0] > 0.01)
        step, distance = newton_step(gradient, hessian)
        expected = -turn @ ((gradient @ turn) / np.maximum(np.abs(curved), 0.01))
        shrink = min(1.0, 2.5 / np.abs(expected).max())
        assert step == pytest.approx(shrink * expected, rel=1e-9, abs=1e-12)
        assert distance == pytest.approx(np.sqrt(-gradient @ expected / 2.0))
        if curved[0] > 0.01:
            upwards += 1
            assert solved(hessian, gradient) == pytest.approx(np.linalg.solve(hessian, gradient))
    assert 0 < upwards < 300
    assert newton_step(np.zeros(3), np.full((3, 3), np.nan))[1] == np.inf
