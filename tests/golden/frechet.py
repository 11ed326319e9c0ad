"""Golden Fréchet distances by scipy: ‖m₁−m₂‖² + tr(S₁ + S₂ − 2(S₁S₂)^½), on random and on near-singular pairs.

scipy.linalg.sqrtm of the product loses digits when the product is near-singular. The pairs are made as S = Q·diag(e)·Qᵀ, so
tr (S₁S₂)^½ is also the sum of the singular values of diag(√e₁)·Q₁ᵀQ₂·diag(√e₂), which loses none; mpmath takes it in 50 digits.
That is the reference; sqrtm's value stands beside it.
"""
import mpmath
import numpy as np
import scipy
from scipy.linalg import sqrtm

import golden


def orthogonal(seed, d):
    q, _ = np.linalg.qr(2 * golden.uniform(seed, d * d).reshape(d, d) - 1)
    return q


def covariance(q, spectrum):
    s = (q * np.array(spectrum)) @ q.T
    return (s + s.T) / 2


def by_sqrtm(m1, s1, m2, s2):
    root = sqrtm(s1 @ s2)
    return float(((m1 - m2) ** 2).sum() + np.trace(s1) + np.trace(s2) - 2 * np.trace(root).real)


def by_mpmath(m1, q1, e1, m2, q2, e2):
    mpmath.mp.dps = 50

    def root(q, spectrum):
        return mpmath.matrix(q.tolist()) * mpmath.diag([mpmath.sqrt(mpmath.mpf(float(e))) for e in spectrum])
    trace = sum(mpmath.svd_r(root(q1, e1).T * root(q2, e2), compute_uv=False))
    shift = sum((mpmath.mpf(a) - mpmath.mpf(b)) ** 2 for a, b in zip(m1.tolist(), m2.tolist()))
    return float(shift + sum(mpmath.mpf(float(e)) for e in [*e1, *e2]) - 2 * trace)


def main():
    spectra = {
        "well conditioned, d = 4": (np.linspace(1, 2, 4), np.linspace(0.5, 3, 4)),
        "well conditioned, d = 16": (np.linspace(0.2, 4, 16), np.linspace(0.1, 2, 16)),
        "condition 1e6, d = 12": (np.logspace(-6, 0, 12), np.logspace(-5, 1, 12)),
        "condition 1e12, d = 8": (np.logspace(-12, 0, 8), np.logspace(-10, 1, 8)),
        "rank 3 and rank 5 of 8": ([0] * 5 + [1, 2, 3], [0] * 3 + [0.5, 1, 1.5, 2, 2.5]),
    }
    cases = []
    for index, (name, (a, b)) in enumerate(spectra.items()):
        d = len(a)
        m1, m2 = 2 * golden.uniform(500 + index, d) - 1, 2 * golden.uniform(600 + index, d) - 1
        q1, q2 = orthogonal(700 + index, d), orthogonal(800 + index, d)
        s1, s2 = covariance(q1, a), covariance(q2, b)
        exact, scipy_value = by_mpmath(m1, q1, a, m2, q2, b), by_sqrtm(m1, s1, m2, s2)
        print(f"{name}: {exact:.15g}, sqrtm {scipy_value:.15g}, difference {scipy_value - exact:.1e}")
        if "well" in name:
            assert abs(exact - scipy_value) < 1e-10 * exact
        cases.append({
            "name": name, "mean1": m1.tolist(), "covariance1": s1.tolist(), "mean2": m2.tolist(), "covariance2": s2.tolist(),
            "distance": exact, "distance_sqrtm": scipy_value})
    golden.write("frechet.json", {
        "provenance": golden.provenance(scipy=scipy.__version__, mpmath=mpmath.__version__), "cases": cases})


if __name__ == "__main__":
    main()
