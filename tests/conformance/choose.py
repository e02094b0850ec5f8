# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternatives beside scikit-learn's GridSearchCV around imbalanced-learn's pipeline on the same outer and inner folds: the candidate that each fold
chooses, its mean over the inner folds, and the scores of the tested rows by what was chosen."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, make_scorer
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

import once
import peers
from peers import imbal
import tap

once.without_checks()
K, C = [2, 5, 9], [0.001, 0.03, 1.0]
N = [3, 15, 41]  # odd: a score of exactly 0.5 is the positive class here and the other one there
LOGISTIC = LogisticRegression(tol=1e-12, max_iter=100000, solver="newton-cholesky")
SCORERS = {"average_precision": make_scorer(average_precision_score, needs_proba=True), "f1": make_scorer(f1_score), "brier": "neg_brier_score"}


def between(values):
    return "|".join(str(v) for v in values)


# the model's text, the sampler's, the peer's pipeline and its grid in the same order, and the values in our texts
GRIDS = {
    "logistic regression": (f"logistic-regression:tol=1e-10,max_iter=100000,C={between(C)}", "none", [LOGISTIC], {"logisticregression__C": C}),
    "smote": ("logistic-regression:tol=1e-10,max_iter=100000", f"smote:k_neighbors={between(K)}", [SMOTE(random_state=0), LOGISTIC], {"smote__k_neighbors": K}),
    "smote and neighbours": (f"k-nearest-neighbors:n_neighbors={between(N)}", f"smote:k_neighbors={between(K)}", [SMOTE(random_state=0), KNeighborsClassifier()],
                             {"smote__k_neighbors": K, "kneighborsclassifier__n_neighbors": N}),
}
DEFAULTS = {"k_neighbors": 5, "n_neighbors": 5, "C": 1.0}


def value_in(chosen, name):
    """Of a parameter in the text of what a fold chose, where a default is left out."""
    for text in (chosen["plan"], chosen["model"]):
        for pair in text.partition(":")[2].split(","):
            if pair.startswith(name + "="):
                return float(pair.partition("=")[2])
    return DEFAULTS[name]


def compare(data, grid, metric, seed):
    model, sampler, steps, space = GRIDS[grid]
    y = (data.y == np.unique(data.y)[1]).astype(int)
    path = imbal.FOLDER / "scores.csv"
    answer = imbal.ask("evaluate", data.path, *data.reading, "--domain", "keep", "--model", model, "--sampler", sampler, "--choose-by", metric,
                       "--seed", seed, "--predictions", path)
    ours = peers.read_scores(path, np.unique(data.y))[:, 1]
    for fold, (train, test) in zip(answer["folds"], StratifiedKFold(5, shuffle=True, random_state=seed).split(data.X, y)):
        pipeline = make_pipeline(StandardScaler(), *steps)
        if "smote" in pipeline.named_steps:
            pipeline.set_params(smote__random_state=seed)
        search = GridSearchCV(pipeline, space, scoring=SCORERS[metric], cv=StratifiedKFold(5, shuffle=True, random_state=seed)).fit(data.X[train], y[train])
        score = fold["chosen"][metric] * (-1 if metric == "brier" else 1)
        assert abs(score - search.best_score_) < 1e-6, (score, search.best_score_)
        for name, value in search.best_params_.items():
            assert value_in(fold["chosen"], name.partition("__")[2]) == value, (fold["chosen"], search.best_params_)
        np.testing.assert_allclose(ours[test], search.predict_proba(data.X[test])[:, 1], atol=1e-6)


def cases():
    tables = [peers.mixture("two", [420, 61], 5, ["no", "yes"], 1), peers.mixture("rare", [300, 60], 3, ["no", "yes"], 5)]
    for data in tables + [d for d in peers.real() if d.name == "pima"]:
        for grid in GRIDS:
            for metric in SCORERS:
                yield f"{data.name}: {grid} by {metric}", lambda d=data, g=grid, m=metric: compare(d, g, m, 3)


tap.run(cases())
