# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations beside the peers: explain.py FIT-MODEL.

Importances beside scikit-learn's feature_importances_: equal where no two cuts are equally good, so that the trees are; of forests, which draw their own
rows, within what forests of other seeds differ."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

import fitted
import tap

FIT = sys.argv[1]


def table(seed, n, d, n_classes):
    """Rows of floats, so that the peer, which learns from floats, sees the same."""
    rng = np.random.RandomState(seed)
    y = np.concatenate([np.arange(n_classes), rng.choice(n_classes, n - n_classes, p=np.arange(n_classes, 0, -1) / (n_classes * (n_classes + 1) / 2))])
    return (rng.normal(size=(n, d)) + rng.normal(size=(n_classes, d))[y]).astype(np.float32).astype(float), y


def test_importances_of_a_tree():
    for seed in range(6):
        for n_classes in (2, 4):
            for criterion in ("gini", "entropy"):
                X, y = table(seed, 400, 5, n_classes)
                # Weights of many digits, or few levels: no two cuts are equally good.
                weights, depth = (np.random.RandomState(seed).uniform(0.5, 2.0, len(y)), 5) if seed % 2 else (None, 2)
                ours = fitted.importances(FIT, f"decision-tree:max_depth={depth},min_samples_leaf=5,criterion={criterion}", X, y, weights=weights)
                tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=5, criterion=criterion, random_state=0)
                theirs = tree.fit(X, y, weights).feature_importances_
                worst = np.abs(ours - theirs).max()
                assert worst <= 1e-9, (seed, n_classes, criterion, ours, theirs)


def test_importances_of_adaboost():
    for seed in range(4):
        for algorithm in ("SAMME", "SAMME.R"):
            X, y = table(seed, 300, 5, 3)
            ours = fitted.importances(FIT, f"adaboost:max_depth=1,n_estimators=10,algorithm={algorithm}", X, y)
            theirs = AdaBoostClassifier(n_estimators=10, algorithm=algorithm).fit(X, y).feature_importances_
            assert np.abs(ours - theirs).max() <= 1e-9, (seed, algorithm, ours, theirs)


def test_importances_of_a_forest():
    X, y = table(1, 1000, 6, 2)
    ours = np.array([fitted.importances(FIT, "random-forest:n_estimators=100", X, y, seed=seed) for seed in range(5)])
    theirs = np.array([RandomForestClassifier(100, random_state=seed).fit(X, y).feature_importances_ for seed in range(5)])
    spread = np.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / 5)
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 6 * spread + 1e-3).all(), (ours.mean(axis=0), theirs.mean(axis=0), spread)


tap.run(tap.cases_of(globals()))
