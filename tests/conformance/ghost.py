# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --threshold ghost beside the steps of the paper (doi:10.1021/acs.jcim.1c00160) done with scikit-learn: scores of training rows by models of
five inner folds, a hundred stratified fifths of them with seeds drawn from the run's, kappa at each threshold, the largest median. The same thresholds."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import once
import peers
from peers import imbal
import tap

kappa = once.by_counts(cohen_kappa_score)
THRESHOLDS = np.round(np.arange(0.05, 0.55, 0.05), 2)


def ghost(y, scores, seed):
    kappas = []
    for subset in np.random.RandomState(seed).randint(1000, size=100):
        _, rows = train_test_split(np.arange(len(y)), test_size=0.2, stratify=y, random_state=int(subset))
        kappas.append([kappa(y[rows], scores[rows] >= t) for t in THRESHOLDS])
    return THRESHOLDS[np.argmax(np.median(kappas, axis=0))]


def compare(data, seed):
    y = (data.y == np.unique(data.y)[1]).astype(int)
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    answer = imbal.ask("evaluate", data.path, *data.reading, "--model", "gaussian-naive-bayes", "--threshold", "ghost", "--seed", seed)
    theirs = []
    for train, _ in folds.split(data.X, y):
        scores = cross_val_predict(make_pipeline(StandardScaler(), GaussianNB()), data.X[train], y[train], cv=folds, method="predict_proba")[:, 1]
        theirs.append(ghost(y[train], scores, seed))
    assert [f["threshold"] for f in answer["folds"]] == theirs, ([f["threshold"] for f in answer["folds"]], theirs)


def cases():
    tables = [peers.mixture("two", [420, 61], 5, ["no", "yes"], 1), peers.mixture("rare", [900, 24], 3, ["no", "yes"], 5), peers.mixture("near", [300, 80], 1, ["no", "yes"], 9)]
    for data in tables + [d for d in peers.real() if d.name == "pima"]:
        for seed in (0, 7):
            yield f"{data.name}, seed {seed}", lambda d=data, s=seed: compare(d, s)


tap.run(cases())
