"""Our filter, likelihood and corrections beside other software's numbers."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats

from dialdown.science.dynamics import fit_null, innovation_check, null_regressors
from dialdown.science.multiplicity import false_discovery_q
from dialdown.science.simulate import simulate_diary
from dialdown.science.whitening import reml_deviance, whiten

Floats = NDArray[np.float64]


def column(path: Path, name: str, rows: int | None = None) -> Floats:
    if not path.is_file():
        pytest.skip(f"no reference data: {path.name} is missing")
    with path.open(encoding="utf-8", newline="") as stream:
        return np.array([float(row[name]) for row in list(csv.DictReader(stream))[:rows]])


def dense_covariance(phi: float, r: float, q: float, day: NDArray[np.int64]) -> Floats:
    """V of level + AR(1) + white noise written down entry by entry (level 0 on the first day)."""
    since = day - day[0]
    level = q * np.minimum(since[:, None], since[None, :])
    return level + r * phi ** np.abs(day[:, None] - day[None, :]) + np.eye(len(day))


def gappy(n: int = 70) -> tuple[NDArray[np.int64], Floats]:
    rng = np.random.default_rng(5)
    day = np.sort(rng.choice(120, n, replace=False)).astype(np.int64)
    return day, rng.standard_normal((n, 3))


def test_nile_exact_diffuse_local_level(reference_data: Path) -> None:
    """Nile: the exact diffuse likelihood of statsmodels, and a better optimum than the one it stops at.

    statsmodels reports 1484.835295, 15067.642147 with log likelihood -633.4646423. Our likelihood
    there is the same; the optimum is 8e-5 higher, where R's StructTS (and Durbin and Koopman) have it.
    """
    y = column(reference_data / "statistics" / "nile" / "nile.csv", "y")
    day = np.arange(len(y), dtype=np.int64)
    columns = np.column_stack([np.ones(len(y)), y])

    def loglik(level: float, white: float) -> float:
        innovations, variances = whiten(0.0, 0.0, level / white, day, columns)
        log_det = float(np.log(variances).sum())
        x, z = innovations.T
        rest = z - x * (x @ z) / (x @ x)
        restricted = log_det + math.log(x @ x) + 99 * math.log(2 * math.pi * white) + rest @ rest / white
        # The diffuse first day adds the constant of one observation.
        return -0.5 * float(restricted) - 0.5 * math.log(2 * math.pi)

    assert loglik(1484.835295, 15067.642147) == pytest.approx(-633.4646423, abs=5e-8)
    best = optimize.minimize_scalar(
        lambda log_q: reml_deviance(0.0, 0.0, math.exp(log_q), day, columns),
        bounds=(-8.0, 2.0), method="bounded", options={"xatol": 1e-10},
    )  # fmt: skip
    innovations, _ = whiten(0.0, 0.0, math.exp(best.x), day, columns)
    x, z = innovations.T
    white = float(((z - x * (x @ z) / (x @ x)) ** 2).sum()) / 99
    assert white == pytest.approx(15098.577154, rel=1e-5)
    assert math.exp(best.x) * white == pytest.approx(1469.146619, rel=2e-4)
    assert loglik(math.exp(best.x) * white, white) == pytest.approx(
        -0.5 * best.fun - 0.5 * math.log(2 * math.pi)
    )
    assert loglik(math.exp(best.x) * white, white) > -633.4646423


def test_nmmaps_regression_with_ar_errors(reference_data: Path) -> None:
    """R's arima(death, c(1,0,0), xreg) by exact ML: the filter without priors and without noise.

    R stops when the likelihood moves by less than 1e-8 of itself, 4e-4 short in its smallest
    coefficient; our likelihood at R's numbers is R's, and ours at our optimum is not below it. The
    optimum itself is compared with one from written-down matrices, to 1e-5.
    """
    path = reference_data / "statistics" / "chicagoNMMAPS" / "chicagoNMMAPS.csv"
    y, temp, rhum = (column(path, name, 365) for name in ("death", "temp", "rhum"))
    day = np.arange(365, dtype=np.int64)
    columns = np.column_stack([np.ones(365), temp, rhum, y])
    # So large a memory share that the white noise of the model drops below the eighth digit.
    large = 1e8

    def loglik(phi: float, coefficients: Floats, variance: float) -> float:
        white, variances = whiten(phi, large, 0.0, day, columns)
        log_det = float(np.log(variances).sum())
        error = white[:, 3] - white[:, :3] @ coefficients
        scale = variance / (1.0 - phi * phi) / large
        return -0.5 * (log_det + 365 * math.log(2 * math.pi * scale) + float(error @ error) / scale)

    def best(phi: float) -> tuple[float, Floats, float]:
        white, _ = whiten(phi, large, 0.0, day, columns)
        coefficients: Floats = np.asarray(
            np.linalg.lstsq(white[:, :3], white[:, 3], rcond=None)[0], np.float64
        )
        error = white[:, 3] - white[:, :3] @ coefficients
        variance = float(error @ error) / 365 * large * (1.0 - phi * phi)
        return loglik(phi, coefficients, variance), coefficients, variance

    theirs = np.array([119.21407332667, -0.33282599865, 0.01712434846])
    assert loglik(-0.02378215621, theirs, 133.9896123) == pytest.approx(-1411.754463, abs=2e-6)
    found = optimize.minimize_scalar(
        lambda phi: -best(phi)[0], bounds=(-0.5, 0.5), method="bounded", options={"xatol": 1e-10}
    )
    value, coefficients, variance = best(found.x)
    assert -1411.754464 < value < -1411.75446
    assert variance == pytest.approx(133.9896123, rel=1e-5)
    assert found.x == pytest.approx(-0.02378215621, rel=1e-3)
    assert coefficients == pytest.approx(theirs, rel=1e-3)
    # The same exact likelihood with the covariance written down, maximised on its own.
    apart = np.abs(np.subtract.outer(day, day))

    def dense(phi: float) -> tuple[float, Floats, float]:
        root = np.linalg.cholesky(phi**apart)
        white = np.linalg.solve(root, columns)
        ours: Floats = np.asarray(np.linalg.lstsq(white[:, :3], white[:, 3], rcond=None)[0], np.float64)
        error = white[:, 3] - white[:, :3] @ ours
        marginal = float(error @ error) / 365
        log_det = 2.0 * float(np.log(np.diag(root)).sum())
        return (
            -0.5 * (log_det + 365 * (math.log(2 * math.pi * marginal) + 1)),
            ours,
            marginal * (1 - phi * phi),
        )

    exact = optimize.minimize_scalar(
        lambda phi: -dense(phi)[0], bounds=(-0.1, 0.05), method="bounded", options={"xatol": 1e-12}
    )
    their_value, their_coefficients, their_variance = dense(exact.x)
    assert value == pytest.approx(their_value, rel=1e-9)
    # Where the likelihood is flat to the last digit, its slope still tells the optimum.
    slope = optimize.brentq(lambda phi: dense(phi + 1e-4)[0] - dense(phi - 1e-4)[0], -0.1, 0.05, xtol=1e-12)
    ours = optimize.brentq(lambda phi: best(phi + 1e-4)[0] - best(phi - 1e-4)[0], -0.1, 0.05, xtol=1e-12)
    assert ours == pytest.approx(slope, rel=1e-5)
    # R's numbers are less likely than ours, by either way of writing the likelihood.
    assert best(ours)[0] > loglik(-0.02378215621, theirs, 133.9896123)
    assert dense(slope)[0] > -1411.754463
    assert coefficients == pytest.approx(their_coefficients, rel=1e-5)
    assert variance == pytest.approx(their_variance, rel=1e-5)
    ols = np.linalg.lstsq(columns[:, :3], y, rcond=None)[0]
    assert ols == pytest.approx([119.15060328691, -0.33094661961, 0.01777660931], rel=1e-9)


@pytest.mark.parametrize(
    ("phi", "r", "q"), [(0.7, 2.0, 0.01), (-0.4, 1.0, 0.0), (0.0, 0.0, 0.3), (0.97, 9.0, 1e-4)]
)
def test_whitening_is_the_cholesky_root_of_the_covariance(phi: float, r: float, q: float) -> None:
    day, columns = gappy()
    root = np.linalg.cholesky(dense_covariance(phi, r, q, day))
    white, variances = whiten(phi, r, q, day, columns)
    log_det = float(np.log(variances).sum())
    assert white == pytest.approx(np.linalg.solve(root, columns), abs=1e-9)
    assert log_det == pytest.approx(2.0 * np.log(np.diag(root)).sum(), abs=1e-9)


def test_the_deviance_is_the_restricted_likelihood() -> None:
    """Textbook REML with explicit matrices (Searle, Casella, McCulloch 1992, ch. 6)."""
    day, columns = gappy()
    x, y = np.column_stack([np.ones(70), columns[:, 0]]), columns[:, 1]
    v = dense_covariance(0.6, 1.5, 0.02, day)
    inverse = np.linalg.inv(v)
    xvx = x.T @ inverse @ x
    error = y - x @ np.linalg.solve(xvx, x.T @ inverse @ y)
    scale = float(error @ inverse @ error) / 68
    expected = np.linalg.slogdet(v)[1] + np.linalg.slogdet(xvx)[1] + 68 * (1 + math.log(2 * math.pi * scale))
    assert reml_deviance(0.6, 1.5, 0.02, day, np.column_stack([x, y])) == pytest.approx(expected, abs=1e-8)


def test_the_fit_is_the_optimum_that_scipy_finds() -> None:
    """Nelder-Mead and L-BFGS from many starts never end below our damped Newton."""
    from dialdown.science.search import OPEN, deviances

    for seed in range(5):
        diary = simulate_diary(150, seed=seed)
        day = np.flatnonzero(np.isfinite(diary.outcome)).astype(np.int64)
        regressors = null_regressors(day, day % 7)
        fit = fit_null(day, diary.outcome[day], regressors, OPEN)
        start, _ = np.linalg.qr(regressors)
        y = diary.outcome[day]
        rest = y - start @ (start.T @ y)
        columns = np.column_stack([start, rest / math.sqrt(float(rest @ rest) / len(rest))])

        def deviance(theta: Floats, day: NDArray[np.int64] = day, columns: Floats = columns) -> float:
            return float(deviances(theta[None], day, columns, OPEN)[0])

        ours = deviance(fit.theta)
        for begin in ((0.0, 0.0, -7.0), (1.5, 2.0, -3.0), (0.5, -3.0, -10.0)):
            other = optimize.minimize(
                deviance, begin, method="Nelder-Mead",
                options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000},
            )  # fmt: skip
            assert ours <= other.fun + 1e-6
        assert fit.converged


def test_benjamini_hochberg_against_scipy() -> None:
    p = np.random.default_rng(0).random(40) ** 3
    assert false_discovery_q(p) == pytest.approx(stats.false_discovery_control(p))
    with_gaps = np.r_[np.nan, p, np.nan]
    assert false_discovery_q(with_gaps)[1:-1] == pytest.approx(stats.false_discovery_control(p))
    assert np.isnan(false_discovery_q(with_gaps)[[0, -1]]).all()


def test_the_innovation_check_is_ljung_box_without_gaps() -> None:
    diagnostic = pytest.importorskip("statsmodels.stats.diagnostic", reason="statsmodels is not installed")
    series = np.random.default_rng(3).standard_normal(200)
    day = np.arange(200, dtype=np.int64)
    # Theirs takes the mean out and divides by all days; with mean 0 the rest is (n + 2) / (n - k).
    series -= series.mean()
    ours = innovation_check(day, series)
    theirs = diagnostic.acorr_ljungbox(series, lags=[14], model_df=2)["lb_pvalue"].iloc[0]
    assert ours == pytest.approx(theirs, abs=0.02)


def test_the_likelihood_against_statsmodels_with_missing_days() -> None:
    """AR(1) plus measurement noise as a SARIMAX with gaps: same likelihood at the same parameters."""
    sarimax = pytest.importorskip("statsmodels.tsa.statespace.sarimax", reason="statsmodels is not installed")
    diary = simulate_diary(120, seed=8)
    day = np.flatnonzero(np.isfinite(diary.outcome)).astype(np.int64)
    y = diary.outcome - 4.5
    phi, marginal, white = 0.7, 2.25, 1.0
    model = sarimax.SARIMAX(y, order=(1, 0, 0), measurement_error=True)
    theirs = model.loglike([phi, white, marginal * (1 - phi * phi)])
    innovations, variances = whiten(phi, marginal / white, 0.0, day, np.ascontiguousarray(y[day, None]))
    log_det = float(np.log(variances).sum())
    squares = float(innovations[:, 0] @ innovations[:, 0]) / white
    ours = -0.5 * (log_det + len(day) * math.log(2 * math.pi * white) + squares)
    assert ours == pytest.approx(theirs, rel=1e-9)
