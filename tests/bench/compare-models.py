#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the same rows with scikit-learn and with the engine; prints seconds and the largest difference of a probability.

    compare-models.py BUILD/tests/bench-models [CASE…]
"""
import subprocess
import sys
import tempfile
import time

import numpy as np
from imblearn.ensemble import BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier, RUSBoostClassifier
from imblearn.over_sampling import SMOTE, RandomOverSampler
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier


def table(n, d, positives, seed=0, gap=1.0, skew=False):
    rng = np.random.RandomState(seed)
    x = rng.normal(size=(n, d)) @ (np.eye(d) + 0.3 * rng.normal(size=(d, d)))
    y = np.zeros(n, np.uint16)
    y[rng.permutation(n)[:positives]] = 1
    x[y == 1] += gap * rng.normal(size=d)
    if skew:
        x = np.sign(x) * np.abs(x) ** 3
    return (x - x.mean(0)) / x.std(0), y


def fraud():
    return table(227845, 30, 394, gap=1.5, skew=True)


def smoted():
    x, y = fraud()
    rng = np.random.RandomState(1)
    rare = x[y == 1]
    n = int((y == 0).sum() - len(rare))
    a, b = rng.randint(len(rare), size=n), rng.randint(len(rare), size=n)
    made = rare[a] + rng.uniform(size=(n, 1)) * (rare[b] - rare[a])
    return np.vstack([x, made]), np.concatenate([y, np.ones(n, np.uint16)])


def ill():
    x, y = table(20000, 12, 300)
    x[:, 1] = x[:, 0] + 1e-4 * x[:, 1]
    x[:, 3] = 1000 + x[:, 3]
    return x, y


def three():
    x, y = table(30000, 10, 600)
    y = y * 2
    y[:3000] = 1
    x[y == 1, :4] += 1
    return x, y


def separable():
    x, y = table(5000, 5, 50, gap=8)
    return x, y


def wide():
    rng = np.random.RandomState(3)
    x = rng.normal(size=(300, 900))
    y = (x[:, 0] + rng.normal(size=300) > 1).astype(np.uint16)
    return x, y


def rare():
    return table(100000, 30, 990, gap=0.5)


def even():
    return table(100000, 30, 50000, gap=0.3)


def columns():
    return table(20000, 300, 400, gap=0.3)


def near():
    """Hundreds of steps a row for an SVM."""
    return table(5000, 5, 238, gap=0.7)


def few():
    return table(6000, 10, 900, gap=0.5)


def blobs():
    return table(20000, 8, 500, gap=0.7)


def xgboost():
    """Debian's python3-xgboost, which nothing else needs; its models are others, so only seconds compare."""
    from xgboost import XGBClassifier
    return XGBClassifier(tree_method="hist", n_estimators=100, n_jobs=2)


# scikit-learn's lbfgs also ends when the value falls by less than 2e-9 of itself, so its tol alone does not make it exact.
TIGHT = dict(solver="newton-cholesky", tol=1e-12, max_iter=100000)
TIGHT_MANY = dict(solver="newton-cg", tol=1e-12, max_iter=100000)
CASES = {
    "fraud": (fraud, "logistic-regression", lambda: LogisticRegression(**TIGHT)),
    "fraud-default": (fraud, "logistic-regression", lambda: LogisticRegression(max_iter=1000)),
    "fraud-lbfgs": (fraud, "logistic-regression:solver=lbfgs", lambda: LogisticRegression(**TIGHT)),
    "fraud-balanced": (fraud, "logistic-regression:class_weight=balanced", lambda: LogisticRegression(class_weight="balanced", **TIGHT)),
    "smoted": (smoted, "logistic-regression", lambda: LogisticRegression(**TIGHT)),
    "smoted-default": (smoted, "logistic-regression", lambda: LogisticRegression(max_iter=1000)),
    "ill": (ill, "logistic-regression", lambda: LogisticRegression(**TIGHT)),
    "ill-lbfgs": (ill, "logistic-regression:solver=lbfgs", lambda: LogisticRegression(**TIGHT)),
    "three": (three, "logistic-regression", lambda: LogisticRegression(**TIGHT_MANY)),
    "three-lbfgs": (three, "logistic-regression:solver=lbfgs", lambda: LogisticRegression(**TIGHT_MANY)),
    "three-free": (three, "logistic-regression:fit_intercept=false,C=100", lambda: LogisticRegression(fit_intercept=False, C=100, **TIGHT_MANY)),
    "separable": (separable, "logistic-regression:C=100", lambda: LogisticRegression(C=100, **TIGHT)),
    "wide": (wide, "logistic-regression", lambda: LogisticRegression(**TIGHT_MANY)),
    "naive": (fraud, "gaussian-naive-bayes", GaussianNB),
    "naive-three": (three, "gaussian-naive-bayes", GaussianNB),
    "tree": (rare, "decision-tree", DecisionTreeClassifier),
    "tree-even": (even, "decision-tree", DecisionTreeClassifier),
    "tree-entropy": (even, "decision-tree:criterion=entropy", lambda: DecisionTreeClassifier(criterion="entropy")),
    "forest": (rare, "random-forest", lambda: RandomForestClassifier(n_jobs=2)),
    "forest-columns": (columns, "random-forest:n_estimators=20", lambda: RandomForestClassifier(20, n_jobs=2)),
    "balanced-forest": (rare, "balanced-random-forest", lambda: BalancedRandomForestClassifier(sampling_strategy="all", replacement=True, bootstrap=False, n_jobs=2)),
    "over-bagging": (rare, "balanced-bagging:sampler=random-over",
                     lambda: BalancedBaggingClassifier(sampler=RandomOverSampler(), n_jobs=2)),
    "smote-bagging": (rare, "balanced-bagging:sampler=smote", lambda: BalancedBaggingClassifier(sampler=SMOTE(), n_jobs=2)),
    "adaboost": (rare, "adaboost", AdaBoostClassifier),
    "rusboost": (rare, "rusboost", RUSBoostClassifier),
    "easy": (rare, "easy-ensemble", lambda: EasyEnsembleClassifier(n_jobs=2)),
    "boosting": (rare, "gradient-boosting:max_delta_step=0", lambda: HistGradientBoostingClassifier(early_stopping=False)),
    "boosting-even": (even, "gradient-boosting", lambda: HistGradientBoostingClassifier(early_stopping=False)),
    "boosting-three": (three, "gradient-boosting", lambda: HistGradientBoostingClassifier(early_stopping=False)),
    "xgboost": (rare, "gradient-boosting", xgboost),
    "xgboost-even": (even, "gradient-boosting", xgboost),
    "linear-svm": (rare, "linear-svm", lambda: CalibratedClassifierCV(LinearSVC(dual=False), ensemble=False)),
    "linear-svm-hinge": (few, "linear-svm:loss=hinge", lambda: CalibratedClassifierCV(LinearSVC(loss="hinge"), ensemble=False)),
    "svm": (few, "svm", lambda: CalibratedClassifierCV(SVC(), ensemble=False)),
    "svm-dear": (near, "svm:C=1000", lambda: CalibratedClassifierCV(SVC(C=1000), ensemble=False)),
    "network": (rare, "mlp:max_iter=10", lambda: MLPClassifier(max_iter=10, random_state=0)),
    "network-two-layers": (rare, "mlp:max_iter=10,hidden_layer_sizes=64;32", lambda: MLPClassifier((64, 32), max_iter=10, random_state=0)),
    "network-tanh": (rare, "mlp:max_iter=10,activation=tanh", lambda: MLPClassifier(max_iter=10, activation="tanh", random_state=0)),
    "network-logistic": (rare, "mlp:max_iter=10,activation=logistic", lambda: MLPClassifier(max_iter=10, activation="logistic", random_state=0)),
    "neighbours": (blobs, "k-nearest-neighbors", lambda: KNeighborsClassifier()),
    "neighbours-distance": (blobs, "k-nearest-neighbors:weights=distance,n_neighbors=9", lambda: KNeighborsClassifier(9, weights="distance")),
}


def run(program, name):
    make, spec, peer = CASES[name]
    x, y = make()
    test = np.ascontiguousarray(x[::7])
    with tempfile.TemporaryDirectory() as folder:
        x.tofile(folder + "/x")
        y.tofile(folder + "/y")
        test.tofile(folder + "/t")
        time.sleep(0.5)  # after a product numpy's threads wait busily for the next one, on our processors
        said = subprocess.run([program, str(len(x)), str(x.shape[1]), folder + "/x", folder + "/y", spec, str(len(test)), folder + "/t", folder + "/s"],
                              check=True, capture_output=True, text=True).stdout.strip()
        ours = np.fromfile(folder + "/s").reshape(len(test), -1)
    start = time.time()
    model = peer().fit(x, y)
    middle = time.time()
    theirs = model.predict_proba(test)
    end = time.time()
    steps = getattr(model, "n_iter_", "")
    print(f"{name}: ours {said}; scikit-learn fit {middle - start:.4f} predict {end - middle:.4f} steps {steps}; difference {np.abs(ours - theirs).max():.2g}", flush=True)


for case in sys.argv[2:] or CASES:
    run(sys.argv[1], case)
