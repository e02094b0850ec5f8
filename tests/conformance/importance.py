# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --importance beside scikit-learn's permutation_importance on the same folds: both draw their own shuffles, so means of many are compared."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import peers
from peers import imbal
import tap

SHUFFLES = 40
METRICS = {"average_precision": "average_precision", "roc_auc": "roc_auc", "recall": "recall", "log_loss": "neg_log_loss"}


def expected(data, positive, metric):
    """Of each feature, the loss in every fold and how much shuffling alone moves it."""
    y = (data.y == positive).astype(int)
    means, spreads = [], []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(data.X, data.y):
        model = make_pipeline(StandardScaler(), LogisticRegression(solver="newton-cholesky", tol=1e-10)).fit(data.X[train], y[train])
        found = permutation_importance(model, data.X[test], y[test], scoring=METRICS[metric], n_repeats=SHUFFLES, random_state=1)
        means.append(found.importances_mean)
        spreads.append(found.importances_std / np.sqrt(SHUFFLES))
    return np.mean(means, axis=0), np.sqrt((np.array(spreads) ** 2).sum(axis=0)) / 5


def test_losses_are_those_of_permutation_importance():
    data = peers.mixture("important", [400, 80], 6, ["no", "yes"], 21)
    answer = imbal.ask("evaluate", data.path, *data.reading, "--importance", SHUFFLES)
    for metric in METRICS:
        mean, spread = expected(data, "yes", metric)
        for j, entry in enumerate(answer["importance"]):
            value = entry["metrics"][metric]["value"]
            assert abs(value - mean[j]) < 6 * np.sqrt(2) * spread[j] + 1e-9, (metric, entry["feature"], value, mean[j], spread[j])


tap.run(tap.cases_of(globals()))
