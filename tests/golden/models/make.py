#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables and cases.csv beside it: probabilities of scikit-learn's models for every row of the table they were
fitted to. A line "table,weighted,spec" opens a case; weighted rows count 1 + (row modulo 4)."""
from pathlib import Path

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

HERE = Path(__file__).parent
rng = np.random.RandomState(20)


def table(counts, gap):
    y = np.repeat(np.arange(len(counts)), counts)
    rng.shuffle(y)
    x = rng.normal(size=(len(y), 4)) * [1, 3, 0.5, 1] + gap * rng.normal(size=(len(counts), 4))[y]
    return np.round(x, 3), y


def constant():
    x, y = table([40, 8], 1.0)
    x[:, 2] = 7.25
    return x, y


TABLES = {
    "binary": table([80, 10], 0.8),
    "three": table([70, 35, 15], 0.9),
    "separable": table([40, 10], 9.0),
    "constant": constant(),
}


def two(**more):
    return LogisticRegression(solver="newton-cholesky", tol=1e-13, max_iter=1000, **more)


def many(**more):
    return LogisticRegression(solver="newton-cg", tol=1e-13, max_iter=10000, **more)


CASES = [
    ("binary", 0, "logistic-regression", two()),
    ("binary", 0, "logistic-regression:solver=lbfgs", two()),
    ("binary", 0, "logistic-regression:solver=newton-cholesky", two()),
    ("binary", 0, "logistic-regression:C=0.01", two(C=0.01)),
    ("binary", 0, "logistic-regression:C=100", two(C=100)),
    ("binary", 0, "logistic-regression:class_weight=balanced", two(class_weight="balanced")),
    ("binary", 0, "logistic-regression:class_weight={1:7.5;0:0.5}", two(class_weight={1: 7.5, 0: 0.5})),
    ("binary", 0, "logistic-regression:fit_intercept=false", two(fit_intercept=False)),
    ("binary", 0, "logistic-regression:fit_intercept=false,solver=lbfgs", two(fit_intercept=False)),
    ("binary", 1, "logistic-regression", two()),
    ("binary", 1, "logistic-regression:class_weight=balanced", two(class_weight="balanced")),
    ("three", 0, "logistic-regression", many()),
    ("three", 0, "logistic-regression:solver=lbfgs", many()),
    ("three", 0, "logistic-regression:C=0.01", many(C=0.01)),
    ("three", 0, "logistic-regression:C=100", many(C=100)),
    ("three", 0, "logistic-regression:class_weight=balanced", many(class_weight="balanced")),
    ("three", 0, "logistic-regression:fit_intercept=false", many(fit_intercept=False)),
    ("three", 1, "logistic-regression:class_weight={2:4}", many(class_weight={2: 4})),
    ("separable", 0, "logistic-regression", two()),
    ("separable", 0, "logistic-regression:C=1000", two(C=1000)),
    ("constant", 0, "logistic-regression", two()),
    ("constant", 0, "logistic-regression:solver=lbfgs", two()),
    ("binary", 0, "gaussian-naive-bayes", GaussianNB()),
    ("binary", 1, "gaussian-naive-bayes", GaussianNB()),
    ("three", 0, "gaussian-naive-bayes", GaussianNB()),
    ("three", 0, "gaussian-naive-bayes:class_weight=balanced", GaussianNB(priors=[1 / 3, 1 / 3, 1 / 3])),
    ("three", 0, "gaussian-naive-bayes:var_smoothing=0.01", GaussianNB(var_smoothing=0.01)),
    ("constant", 0, "gaussian-naive-bayes", GaussianNB()),
    ("binary", 0, "k-nearest-neighbors", KNeighborsClassifier()),
    ("three", 0, "k-nearest-neighbors:n_neighbors=11", KNeighborsClassifier(11)),
    ("three", 0, "k-nearest-neighbors:weights=distance", KNeighborsClassifier(weights="distance")),
    ("three", 0, "dummy", DummyClassifier(strategy="prior")),
    ("three", 1, "dummy", DummyClassifier(strategy="prior")),
    ("three", 0, "dummy:strategy=most_frequent", DummyClassifier(strategy="most_frequent")),
]


def numbers(values):
    return ",".join(repr(float(v)) for v in values)


for name, (x, y) in TABLES.items():
    lines = ["a,b,c,d,class"] + [f"{numbers(row)},{c}" for row, c in zip(x, y)]
    (HERE / f"{name}.csv").write_text("\n".join(lines) + "\n")

lines = []
for name, weighted, spec, model in CASES:
    x, y = TABLES[name]
    times = 1 + np.arange(len(y)) % 4
    if weighted and isinstance(model, GaussianNB):
        # Its smoothing looks at unweighted rows; repeated ones say what a weight means.
        model.fit(np.repeat(x, times, axis=0), np.repeat(y, times))
    elif weighted:
        model.fit(x, y, sample_weight=times)
    else:
        model.fit(x, y)
    # Rows between the training rows, so that no distance is zero or tied.
    lines.append(f"{name},{weighted},{spec}")
    lines += [numbers(p) for p in model.predict_proba(x + 0.125)]
(HERE / "cases.csv").write_text("\n".join(lines) + "\n")
