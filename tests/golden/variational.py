"""Golden numbers of a Gaussian mixture by variational Bayes: scikit-learn's BayesianGaussianMixture from given responsibilities.

The points are those of mixture.py. Five components on three blobs, so that two have to lose their weight; the start is a table of
responsibilities from the counter in golden.py, handed to scikit-learn's own iteration by a subclass that replaces only the k-means start.
"""
import warnings

import numpy as np
import scipy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture

import golden
import mixture

K = 5
SEED = 77


class FromResponsibilities(BayesianGaussianMixture):
    responsibilities = None

    def _initialize_parameters(self, X, random_state):
        self._initialize(X, self.responsibilities)


def responsibilities(x):
    """Each row a distribution: nearest of K counter-drawn points twice as likely as uniform numbers make it."""
    u = golden.uniform(SEED, len(x) * K).reshape(len(x), K)
    centers = x[(golden.uniform(SEED + 1, K) * len(x)).astype(int)]
    nearest = ((x[:, None] - centers) ** 2).sum(2).argmin(1)
    u[np.arange(len(x)), nearest] += 2
    return u / u.sum(1, keepdims=True)


def fit(x, start, iterations, tolerance, **options):
    model = FromResponsibilities(
        n_components=K, covariance_type="full", weight_concentration_prior_type="dirichlet_distribution",
        tol=tolerance, reg_covar=1e-6, max_iter=iterations, random_state=0, **options)
    model.responsibilities = start
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x)
    return model


def state(model):
    return {
        "iterations": int(model.n_iter_), "lower_bound": float(model.lower_bound_), "weights": model.weights_.tolist(),
        "means": model.means_.tolist(), "covariances": model.covariances_.tolist(), "weight_concentrations": model.weight_concentration_.tolist(),
        "mean_precisions": model.mean_precision_.tolist(), "degrees_of_freedom": model.degrees_of_freedom_.tolist()}


def main():
    x = mixture.points()
    start = responsibilities(x)
    defaults = {"weight_concentration_prior": 1 / K}
    other = {"weight_concentration_prior": 2.5, "mean_precision_prior": 0.25, "degrees_of_freedom_prior": 7.5}
    converged = fit(x, start, 5000, 1e-3, **defaults)
    assert converged.converged_
    print("converged after", converged.n_iter_, "weights", converged.weights_.round(4))
    golden.write("variational.json", {
        "provenance": golden.provenance(sklearn=sklearn.__version__, scipy=scipy.__version__),
        "points": "those of mixture.json",
        "responsibilities": start.T.tolist(),
        "steps": [state(fit(x, start, i, 0.0, **defaults)) for i in (1, 2, 3, 10, 100)],
        "other_priors": {**other, **state(fit(x, start, 20, 0.0, **other))},
        "converged": {"tolerance": 1e-3, **state(converged)},
    })


if __name__ == "__main__":
    main()
