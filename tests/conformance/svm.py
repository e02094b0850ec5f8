# SPDX-License-Identifier: GPL-3.0-or-later
"""Support vector machines beside scikit-learn's: svm.py DECIDE FIT-MODEL.

Decisions of LinearSVC and SVC within 1e-6 with tight tolerances on both sides: losses, kernels, C, without an intercept, row and class weights.
libsvm keeps kernel values as floats, which C multiplies: tables for its linear kernel and its powers have few digits, so that they are exact
or nearly so, within 2e-5. Then the probabilities of the whole models beside CalibratedClassifierCV with the same inner folds, which fits its sigmoid less exactly."""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC, LinearSVC

import fitted
import tap

DECIDE, FIT = sys.argv[1:]
KERNELS = ("linear", "poly", "rbf")
NEWTON, SQUARED, PLAIN, KERNEL = range(4)


def table(seed, n=300, d=5, share=0.25, apart=1.0, n_classes=2):
    rng = np.random.RandomState(seed)
    y = np.zeros(n, int)
    for c in range(1, n_classes):
        y[rng.rand(n) < share / c] = c
    X = rng.normal(size=(n, d)) * rng.uniform(0.5, 2, d) + apart * rng.normal(size=(n_classes, d))[y]
    return X, y, rng.normal(size=(60, d)) * 1.5, rng


def decide(X, y, asked, solver, weights=None, C=1.0, tol=1e-10, scaling=1.0, kernel="rbf", degree=3, gamma=0.1, coef0=0.0, steps=1000000):
    weights = np.ones(len(y)) if weights is None else weights
    with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
        file.write(np.array([*X.shape, len(asked), solver, KERNELS.index(kernel), degree], np.uint64).tobytes())
        for part in ([C, tol, scaling, gamma, coef0, steps], X, np.where(y == 1, 1.0, -1.0), weights, asked):
            file.write(np.ascontiguousarray(part, float).tobytes())
        file.flush()
        out = np.frombuffer(subprocess.run([DECIDE, file.name], stdout=subprocess.PIPE, check=True).stdout)
    assert out[-1] == 1, "the tolerance was not met"
    return out[:-1]


def same(ours, theirs, what, most=1e-6):
    worst = (np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))).max()
    assert worst <= most, f"{what}: decisions differ by {worst}"


def weights_of(rng, y, i):
    """None, of rows, of classes."""
    return [None, rng.choice([0.2, 1.0, 3.0, 0.0], len(y), p=[0.3, 0.4, 0.2, 0.1]), np.where(y == 1, (y == 0).sum() / (y == 1).sum(), 1.0)][i % 3]


def compare_linear(solver):
    for i in range(9):
        X, y, asked, rng = table(i, n=150 + 40 * i, d=1 + i % 7, apart=[0.3, 1, 3][i % 3])
        weights, C, scaling = weights_of(rng, y, i // 2), [1.0, 0.05, 10.0][i // 4 % 3], [1.0, 0.0, 5.0][i % 3]
        peer = LinearSVC(C=C, loss="hinge" if solver == PLAIN else "squared_hinge", dual=True, tol=1e-10, max_iter=3000000, fit_intercept=scaling > 0,
                         intercept_scaling=scaling or 1.0, random_state=0).fit(X, y, weights)
        same(decide(X, y, asked, solver, weights, C, 1e-8 if solver == NEWTON else 1e-10, scaling), peer.decision_function(asked), f"table {i}")


def compare_kernel(kernel):
    for i in range(9):
        X, y, asked, rng = table(20 + i, n=100 + 40 * i, d=1 + i % 7, apart=[0.3, 1, 3][i % 3])
        if kernel != "rbf":
            digits = 32 if kernel == "linear" else 2
            X, asked = np.round(X * digits) / digits, np.round(asked * digits) / digits
        weights = weights_of(rng, y, i // 2)
        more = dict(C=[1.0, 0.05, 10.0][i // 4 % 3], kernel=kernel, gamma=[0.125, 0.5, 0.03125][i % 3], coef0=[0.0, 1.0][i % 2], degree=2 + i % 2,
                    tol=1e-8 if kernel == "poly" or (kernel == "rbf" and X.shape[1] == 1) else 1e-10)
        peer = SVC(**more).fit(X, y, weights)
        same(decide(X, y, asked, KERNEL, weights, **more), peer.decision_function(asked), f"table {i}", 2e-5 if kernel == "poly" else 1e-6 * max(1, more["C"]))


def calibrated(model, X, y, asked, weights, seed):
    """The folds are those of the model's stream: the first 32-bit word of a StratifiedKFold with the same seed."""
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return CalibratedClassifierCV(model, method="sigmoid", cv=folds, ensemble=False).fit(X, y, weights).predict_proba(asked)


def compare_models(spec, make, n_classes, most):
    for i in range(6):
        X, y, asked, rng = table(50 + i, n=300, d=4, n_classes=n_classes)
        weights = [None, rng.choice([0.2, 1.0, 3.0], len(y)), None][i % 3]
        more, balance = ("", None) if i % 3 < 2 else ("class_weight=balanced", len(y) / n_classes / np.bincount(y)[y])
        more = (("," if ":" in spec else ":") + more) if more else ""
        ours = fitted.scores(FIT, spec + more, X, y, asked, seed=i, weights=weights)
        theirs = calibrated(make(), X, y, asked, balance if balance is not None else weights, i)
        worst = np.abs(ours - theirs).max()
        assert worst <= most, f"table {i}: probabilities differ by {worst}"


def keeps_the_order():
    """The decisions of SVC with gamma=scale, seen through the sigmoid."""
    for seed in range(4):
        X, y, asked, _ = table(seed)
        p = fitted.scores(FIT, "svm:tol=1e-10", X, y, asked)[:, 1]
        decisions = SVC(tol=1e-10).fit(X, y).decision_function(asked)
        line = np.polyfit(decisions, np.log(p / (1 - p)), 1)
        assert line[0] > 0, line
        same(np.polyval(line, decisions), np.log(p / (1 - p)), f"table {seed}")


def many_classes():
    """The likeliest of the coupled probabilities is mostly the class with the most votes of pairs."""
    for seed in range(3):
        X, y, asked, _ = table(seed, n=500, n_classes=4, apart=2)
        ours = fitted.scores(FIT, "svm", X, y, asked)
        assert np.abs(ours.sum(1) - 1).max() < 1e-12
        theirs = SVC(probability=True, random_state=0).fit(X, y)
        agree = (ours.argmax(1) == theirs.predict_proba(asked).argmax(1)).mean()
        apart = np.abs(ours - theirs.predict_proba(asked)).mean()
        assert agree >= 0.9 and apart < 0.03, f"seed {seed}: {agree} agree, probabilities are {apart} apart"


def cases():
    yield "LinearSVC, squared hinge, Newton", lambda: compare_linear(NEWTON)
    yield "LinearSVC, squared hinge, dual", lambda: compare_linear(SQUARED)
    yield "LinearSVC, hinge", lambda: compare_linear(PLAIN)
    for kernel in KERNELS:
        yield f"SVC, {kernel}", lambda k=kernel: compare_kernel(k)
    tight = dict(tol=1e-9, max_iter=1000000, random_state=0)
    yield "linear-svm, calibrated, two classes", lambda: compare_models("linear-svm", lambda: LinearSVC(**tight), 2, 1e-4)
    yield "linear-svm, calibrated, three classes", lambda: compare_models("linear-svm", lambda: LinearSVC(**tight), 3, 1e-4)
    yield "linear-svm, hinge, calibrated", lambda: compare_models("linear-svm:loss=hinge,tol=1e-9,max_iter=1000000", lambda: LinearSVC(loss="hinge", **tight), 2, 1e-4)
    yield "svm, calibrated", lambda: compare_models("svm:gamma=auto,tol=1e-9", lambda: SVC(gamma="auto", tol=1e-9), 2, 1e-4)
    yield "svm keeps the order of decisions", keeps_the_order
    yield "svm, many classes", many_classes


tap.run(cases())
