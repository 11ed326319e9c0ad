"""Golden −log p(x|z) of single pixels by scipy.stats: Gaussian, Laplace, Bernoulli, truncated exponential (= continuous Bernoulli), logistic.

Parameters are the raw outputs of a decoder, as src/Reining/Models/*Likelihood.cs take them: location sigmoid(r) (Gaussian, Laplace),
logit r (both Bernoullis), location r + 1/2 (logistic); scale least + start·exp(t) with the classes' defaults. Continuous Bernoulli:
density r·exp(r·x)/(exp(r) − 1) on [0, 1] is a truncated exponential, mirrored for r > 0. Logistic: 256 levels. These two are taken in
50 and 1000 digits by mpmath, because scipy's lose theirs near r = 0 and in the tails, and checked against scipy elsewhere.
"""
import mpmath
import numpy as np
import scipy
from scipy import stats
from scipy.special import expit

import golden


def gaussian(x, r, t):
    return -stats.norm.logpdf(x, expit(r), 0.5 / 255 + 0.3 * np.exp(t))


def laplace(x, r, t):
    return -stats.laplace.logpdf(x, expit(r), 0.5 / 255 + 0.2 * np.exp(t))


def fixed(x, r):
    return -stats.norm.logpdf(x, expit(r), 0.4)


def bernoulli(x, r):
    one = int(x) if r < 0 else 1 - int(x)  # the rarer value is the success: 1 − p would lose digits
    return -stats.bernoulli.logpmf(one, expit(-abs(r)))


def continuous_bernoulli(x, r):
    mpmath.mp.dps = 50
    eta = mpmath.mpf(r)
    exact = mpmath.log(mpmath.expm1(eta) / eta) - eta * mpmath.mpf(x) if r else mpmath.mpf(0)
    if abs(r) > 0.1 and 0 < x < 1:  # at the ends rounding puts scipy's x outside its support
        by_scipy = -stats.truncexpon.logpdf(x if r < 0 else 1 - x, abs(r), scale=1 / abs(r))
        assert abs(float(exact) - by_scipy) < 1e-11 * max(1, abs(r)), (x, r, float(exact), by_scipy)
    return exact


def logistic(x, r, t):
    mpmath.mp.dps = 1000  # probabilities down to 1e-700, as differences of numbers near 1
    level = round(x * 255)
    s = mpmath.mpf(0.5) * mpmath.exp(-7) + mpmath.mpf(0.1) * mpmath.exp(mpmath.mpf(t))
    m = mpmath.mpf(r) + mpmath.mpf(1) / 2

    def cdf(v):
        return 1 / (1 + mpmath.exp(-(v - m) / s))
    high = cdf(mpmath.mpf(2 * level + 1) / 510) if level < 255 else mpmath.mpf(1)
    low = cdf(mpmath.mpf(2 * level - 1) / 510) if level > 0 else mpmath.mpf(0)
    p = high - low
    if p > 1e-3:
        edges = [-np.inf if level == 0 else (2 * level - 1) / 510, np.inf if level == 255 else (2 * level + 1) / 510]
        by_scipy = np.diff(stats.logistic.cdf(edges, float(m), float(s)))[0]
        assert abs(float(p) - by_scipy) < 1e-12, (float(p), by_scipy)
    return -mpmath.log(p)


def main():
    locations = [-8.0, -1.5, -0.3, 0.0, 0.7, 4.0]
    scales = [-3.0, 0.0, 1.0]
    levels = [0.0, 1 / 255, 100 / 255, 0.5019607843137255, 254 / 255, 1.0]
    logits = [-40.0, -5.0, -0.3, -0.2, -0.199, -1e-3, -1e-6, 0.0, 1e-6, 1e-3, 0.1, 0.199, 0.2, 0.201, 0.3, 2.0, 40.0]
    pairs = [(x, r, t) for x in levels for r in locations for t in scales]
    cases = {
        "gaussian": [[x, r, t, float(gaussian(x, r, t))] for x, r, t in pairs],
        "laplace": [[x, r, t, float(laplace(x, r, t))] for x, r, t in pairs],
        "fixed gaussian, sigma 0.4": [[x, r, float(fixed(x, r))] for x in levels for r in locations],
        "bernoulli": [[x, r, float(bernoulli(x, r))] for x in (0.0, 1.0) for r in (-20.0, -1.5, 0.0, 0.7, 20.0)],
        "continuous bernoulli": [[x, r, float(continuous_bernoulli(x, r))] for x in levels for r in logits],
        "discretized logistic": [[x, r, t, float(logistic(x, r, t))] for x in levels for r in (-3.0, -0.5, -0.1, 0.0, 0.45, 2.0) for t in (-4.0, 0.0, 1.0)],
    }
    golden.write("likelihood.json", {
        "provenance": golden.provenance(scipy=scipy.__version__, mpmath=mpmath.__version__),
        "columns": "x in [0, 1], raw location or logit, raw log scale where there is one, −log p in nats", "cases": cases})


if __name__ == "__main__":
    main()
