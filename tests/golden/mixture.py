"""Golden numbers of a Gaussian mixture by scikit-learn: EM from given parameters, step by step and to convergence.

Three blobs of 200 points in R^3, from the counter in golden.py (Irwin–Hall sums of uniform numbers, so that no library's normal
generator matters), each mixed by its own matrix. EM starts from weights, means and covariances that are stated, so nothing
depends on k-means.
"""
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import multivariate_normal
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

import golden

SIZE, D, K = 200, 3, 3
SHIFTS = [[0.0, 0.0, 0.0], [3.0, -1.0, 0.5], [-1.0, 2.5, 2.0]]
MIXING = [
    [[1.0, 0.0, 0.0], [0.5, 0.75, 0.0], [-0.25, 0.25, 0.5]],
    [[0.5, 0.25, 0.0], [0.0, 1.0, 0.5], [0.0, 0.0, 0.75]],
    [[1.25, 0.0, 0.5], [0.0, 0.5, 0.0], [0.25, 0.0, 1.0]],
]


def points():
    blobs = []
    for k in range(K):
        u = golden.uniform(31 + k, SIZE * D * 4).reshape(SIZE, D, 4)
        noise = (u.sum(2) - 2.0) * np.sqrt(3.0)  # variance 1
        blobs.append(noise @ np.array(MIXING[k]).T + np.array(SHIFTS[k]))
    return np.concatenate(blobs)


def fit(x, start, iterations, tolerance):
    model = GaussianMixture(
        n_components=K, covariance_type="full", tol=tolerance, reg_covar=1e-6, max_iter=iterations, random_state=0,
        weights_init=start["weights"], means_init=start["means"], precisions_init=np.linalg.inv(start["covariances"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x)
    return model


def parameters(model):
    return {"weights": model.weights_.tolist(), "means": model.means_.tolist(), "covariances": model.covariances_.tolist()}


def main():
    x = points()
    start = {
        "weights": [0.5, 0.25, 0.25],
        "means": [[0.5, 0.5, 0.0], [2.0, 0.0, 0.0], [0.0, 2.0, 1.0]],
        "covariances": [(np.eye(D) * v).tolist() for v in (1.0, 2.0, 1.5)],
    }
    steps = []
    for iterations in range(1, 9):
        model = fit(x, start, iterations, 0.0)
        steps.append({"iterations": iterations, "lower_bound": model.lower_bound_, "log_likelihood": model.score(x), **parameters(model)})

    converged = fit(x, start, 2000, 1e-6)
    probes = x[::60]
    log_prob = converged.score_samples(probes)
    direct = np.log(sum(w * multivariate_normal(m, c).pdf(probes) for w, m, c in zip(converged.weights_, converged.means_, converged.covariances_)))
    assert np.allclose(log_prob, direct, rtol=1e-12), "scikit-learn and scipy disagree"
    print("converged after", converged.n_iter_, "log-likelihood", converged.score(x))
    golden.write("mixture.json", {
        "provenance": golden.provenance(sklearn=sklearn.__version__, scipy=scipy.__version__),
        "points": x.tolist(),
        "ridge": 1e-6,
        "start": start,
        "steps": steps,
        "converged": {
            "tolerance": 1e-6, "iterations": int(converged.n_iter_), "lower_bound": converged.lower_bound_,
            "log_likelihood": converged.score(x), **parameters(converged),
        },
        "probes": probes.tolist(),
        "log_prob": log_prob.tolist(),
        "responsibilities": converged.predict_proba(probes).tolist(),
    })


if __name__ == "__main__":
    main()
