# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --calibration beside scikit-learn: the calibrator of CalibratedClassifierCV (ensemble=False) fitted on the probabilities that models
of the same five inner folds give, for models without a decision function (naive Bayes), two and three classes, with and without sample weights.
Isotonic to 1e-12 (with weights all to 1e-6, as the model itself). scikit-learn stops its search for Platt's two numbers early (a gradient of 1e-5), so its own minimum is searched on
(1e-9) and its answer is compared as it is, too (1e-4). Beta and temperature: the constrained maximum of the likelihood by scipy, 1e-6."""
import csv
import io
import sys

sys.dont_write_bytecode = True
import numpy as np
import sklearn.calibration as calibration
from scipy.optimize import minimize, minimize_scalar
from sklearn.calibration import CalibratedClassifierCV
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score, precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import peers
from peers import imbal
import tap

EPS = np.finfo(float).eps


def folds(seed, n=5):
    return StratifiedKFold(n, shuffle=True, random_state=seed)


def our_scores(data, how, seed, weights=None, threshold="0.5"):
    path = imbal.FOLDER / "scores.csv"
    table = data.path
    if weights is not None:
        table = imbal.FOLDER / "weighed.csv"
        lines = data.path.read_text().splitlines()
        table.write_text("\n".join([lines[0] + ",w"] + [f"{line},{w}" for line, w in zip(lines[1:], weights)]) + "\n")
    answer = imbal.ask("evaluate", table, *data.reading, *(["--weights", "w"] if weights is not None else []), "--model", "gaussian-naive-bayes",
                       "--calibration", how, "--threshold", threshold, "--seed", seed, "--predictions", path)
    return answer, peers.read_scores(path, np.unique(data.y))


def sample(weights, rows):
    return None if weights is None else weights[rows]


def fit(X, y, weights):
    return make_pipeline(StandardScaler(), GaussianNB()).fit(X, y, gaussiannb__sample_weight=weights)


def inner_scores(X, y, weights, seed):
    scores = np.zeros((len(y), len(np.unique(y))))
    for train, test in folds(seed).split(X, y):
        scores[test] = fit(X[train], y[train], sample(weights, train)).predict_proba(X[test])
    return scores


class Sigmoid(calibration._SigmoidCalibration):
    """The peer's, whose search goes on to the end by Newton's steps."""

    def fit(self, x, is_class, weights):
        super().fit(x, is_class, weights)
        w = np.ones(len(x)) if weights is None else weights
        n1, n0 = w[is_class > 0].sum(), w[is_class <= 0].sum()
        target = np.where(is_class > 0, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
        for _ in range(50):
            p = self.predict(x)
            inputs = np.stack([x, np.ones(len(x))])
            step = np.linalg.lstsq((inputs * (w * p * (1 - p))) @ inputs.T, inputs @ (w * (target - p)), rcond=None)[0]
            self.a_, self.b_ = self.a_ - step[0], self.b_ - step[1]
        return self


class Beta:
    def fit(self, p, is_class, weights):
        w = np.ones(len(p)) if weights is None else weights
        q = np.clip(p, EPS, 1 - EPS)
        x = np.stack([np.log(q), -np.log1p(-q), np.ones(len(q))])

        def loss(m):
            z = m @ x
            return np.sum(w * (np.logaddexp(0, z) - is_class * z)), x @ (w * (1 / (1 + np.exp(-z)) - is_class))

        best = None
        for free in ([0, 1, 2], [1, 2], [0, 2], [2]):  # each face of what is allowed: Newton's steps, then the best legal one
            m = np.zeros(3)
            m[free] = minimize(self.face, m[free], args=(free, loss), jac=True, method="BFGS", options={"gtol": 1e-9}).x
            for _ in range(30):
                z = m @ x
                s = 1 / (1 + np.exp(-z))
                m[free] -= np.linalg.lstsq((x[free] * (w * s * (1 - s))) @ x[free].T, x[free] @ (w * (s - is_class)), rcond=None)[0]
            if min(m[:2]) >= 0 and (best is None or loss(m)[0] < loss(best)[0]):
                best = m
        self.map = best
        return self

    @staticmethod
    def face(values, free, loss):
        m = np.zeros(3)
        m[free] = values
        value, slope = loss(m)
        return value, slope[free]

    def predict(self, p):
        q = np.clip(p, EPS, 1 - EPS)
        return 1 / (1 + np.exp(-(self.map[0] * np.log(q) - self.map[1] * np.log1p(-q) + self.map[2])))


def temper(scores, y, weights, test):
    codes = np.unique(y, return_inverse=True)[1]
    w = np.ones(len(y)) if weights is None else weights

    def warm(p, inverse):
        z = np.log(np.clip(p, EPS, 1 - EPS)) * inverse
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return z / z.sum(axis=1, keepdims=True)

    def loss(inverse):
        return -np.sum(w * np.log(warm(scores, inverse)[np.arange(len(y)), codes]))

    return warm(test, minimize_scalar(loss, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-12}).x)


MAPS = {"platt": Sigmoid, "isotonic": lambda: IsotonicRegression(out_of_bounds="clip"), "beta": Beta}


def calibrate(how, scores, y, weights, test):
    if how == "temperature":
        return temper(scores, y, weights, test)
    labels = np.unique(y)
    columns = range(1, 2) if len(labels) == 2 else range(len(labels))
    out = np.zeros(test.shape)
    for c in columns:
        out[:, c] = MAPS[how]().fit(scores[:, c], (y == labels[c]).astype(float), weights).predict(test[:, c])
    if len(labels) == 2:
        out[:, 0] = 1 - out[:, 1]
        return out
    total = out.sum(axis=1, keepdims=True)
    return np.divide(out, total, out=np.full_like(out, 1 / len(labels)), where=total != 0)


def expected(data, how, seed, weights):
    out = np.zeros((len(data.y), len(data.counts)))
    for train, test in folds(seed).split(data.X, data.y):
        X, y, w = data.X[train], data.y[train], sample(weights, train)
        out[test] = calibrate(how, inner_scores(X, y, w, seed), y, w, fit(X, y, w).predict_proba(data.X[test]))
    return out


def check(data, how, seed, weighted):
    weights = np.random.RandomState(seed).choice([0.0, 0.5, 1.0, 3.0], len(data.y)) if weighted else None
    worst = np.abs(our_scores(data, how, seed, weights)[1] - expected(data, how, seed, weights)).max()
    assert worst <= (1e-6 if weighted else {"isotonic": 1e-12, "platt": 1e-9}.get(how, 1e-6)), f"probabilities differ by {worst}"


def check_peer(data, how, seed):
    """The peer's own class, as it is."""
    out = np.zeros((len(data.y), len(data.counts)))
    for train, test in folds(seed).split(data.X, data.y):
        peer = CalibratedClassifierCV(make_pipeline(StandardScaler(), GaussianNB()), method={"platt": "sigmoid"}.get(how, how), cv=folds(seed), ensemble=False)
        out[test] = peer.fit(data.X[train], data.y[train]).predict_proba(data.X[test])
    worst = np.abs(our_scores(data, how, seed)[1] - out).max()
    assert worst <= (1e-12 if how == "isotonic" else 1e-4), f"probabilities differ by {worst}"


def check_threshold(data, how, seed):
    """Chosen on inner scores of which each fold's are calibrated by the others: the largest score with the best F1."""
    labels = np.unique(data.y)
    c = list(labels).index(min(data.counts, key=data.counts.get))
    answer = our_scores(data, how, seed, threshold="f1")[0]
    for f, (train, _) in enumerate(folds(seed).split(data.X, data.y)):
        X, y = data.X[train], data.y[train]
        raw = inner_scores(X, y, None, seed)
        fitted = np.zeros(raw.shape)
        for others, own in folds(seed).split(X, y):
            fitted[own] = calibrate(how, raw[others], y[others], None, raw[own])
        p, truth = fitted[:, c], y == labels[c]
        best = max(2 * np.sum(truth & (p >= t)) / (np.sum(p >= t) + truth.sum()) for t in np.unique(p))
        threshold = answer["folds"][f]["threshold"]
        ours = 2 * np.sum(truth & (p >= threshold - 1e-6)) / (np.sum(p >= threshold - 1e-6) + truth.sum())
        assert abs(ours - best) <= 1e-12 and np.abs(p - threshold).min() <= 1e-6, f"fold {f + 1}: F1 {ours} at {threshold}, not {best}"


def check_prevalence(data, share):
    """Average precision and precision of scikit-learn with sample_weight that gives the positive class this share of each fold."""
    path = imbal.FOLDER / "scores.csv"
    answer = imbal.ask("evaluate", data.path, *data.reading, "--model", "gaussian-naive-bayes", "--prevalence", share, "--predictions", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    fold, p, truth = (np.array([f(r) for r in rows]) for f in (lambda r: int(r["fold"]), lambda r: float(r["score_yes"]), lambda r: r["label"] == "yes"))
    for f in range(1, 6):
        own = fold == f
        t, q = truth[own], p[own]
        weights = np.where(t, share / t.sum(), (1 - share) / (~t).sum())
        for name, value in (("average_precision", average_precision_score(t, q, sample_weight=weights)), ("precision", precision_score(t, q >= 0.5, sample_weight=weights)),
                            ("recall", np.mean(q[t] >= 0.5)), ("roc_auc", roc_auc_score(t, q))):
            ours = answer["metrics"][name]["folds"][f - 1]
            assert abs(ours - value) <= 1e-12, f"fold {f}: {name} is {ours}, not {value}"


def cases():
    two = peers.mixture("cal-two", [400, 60], 4, ["no", "yes"], 5)
    three = peers.mixture("cal-three", [300, 60, 40], 3, ["a", "b", "c"], 6)
    ties = peers.rounded("cal-ties", [300, 50], [1] * 3, ["no", "yes"], 7)
    for data in (two, three, ties):
        for how in ("platt", "isotonic", "beta", "temperature"):
            for weighted in (False, True):
                yield f"{data.name}: {how}{', weighted' if weighted else ''}", lambda d=data, h=how, w=weighted: check(d, h, 3, w)
        for how in ("platt", "isotonic"):
            yield f"{data.name}: {how} as CalibratedClassifierCV", lambda d=data, h=how: check_peer(d, h, 1)
    for share in (0.01, 0.5):
        yield f"metrics where {share} of the rows are positive", lambda s=share: check_prevalence(two, s)
    for how in ("platt", "isotonic", "beta", "temperature"):
        yield f"thresholds of calibrated scores: {how}", lambda h=how: check_threshold(two, h, 2)


tap.run(cases())
