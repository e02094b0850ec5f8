# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate gives the folds of scikit-learn's StratifiedKFold and, within 1e-6, the probabilities and
metrics of an imbalanced-learn pipeline whose logistic regression has converged. Synthetic rows are left as made (--domain keep), which is
all that the peer can do; with the default, whole numbers stay whole, they are those of a pipeline that rounds and clips."""
import csv
import io
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.metrics import geometric_mean_score
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (accuracy_score, average_precision_score, balanced_accuracy_score, f1_score, log_loss,
                             matthews_corrcoef, precision_score, recall_score, roc_auc_score)
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

import peers
from peers import imbal
import tap

TOLERANCE = 1e-6
MODEL = "logistic-regression:C={C},tol=1e-10,max_iter=100000{more}"
SAMPLERS = {"none": None, "smote": SMOTE, "random-over": RandomOverSampler, "random-under": RandomUnderSampler}


def logistic(data, C, weight):
    """The peer's model with a solver and a tolerance with which it converges far below this test's tolerance."""
    if len(data.counts) == 2:
        return LogisticRegression(C=C, tol=1e-12, max_iter=100000, class_weight=weight, solver="newton-cholesky")
    return LogisticRegression(C=C, tol=1e-9, max_iter=1000, class_weight=weight, solver="newton-cg")


def pipeline(data, sampler, C, weight, seed):
    steps = [StandardScaler()] + ([SAMPLERS[sampler](random_state=seed)] if SAMPLERS[sampler] else [])
    return make_pipeline(*steps, logistic(data, C, weight))


class Repairing:
    """As the pipeline; synthetic rows get what the columns of the training rows hold."""

    def __init__(self, data, sampler, C, weight, seed):
        self.scaler, self.sampler, self.model = StandardScaler(), SAMPLERS[sampler](random_state=seed), logistic(data, C, weight)

    def fit(self, X, y):
        Z, labels = self.sampler.fit_resample(self.scaler.fit_transform(X), y)
        made = self.scaler.inverse_transform(Z[len(X):])
        made = np.clip(np.where((X == np.floor(X)).all(axis=0), np.round(made), made), X.min(axis=0), X.max(axis=0))
        self.model.fit(np.vstack([Z[:len(X)], self.scaler.transform(made)]), labels)
        return self

    def predict_proba(self, X):
        return self.model.predict_proba(self.scaler.transform(X))


def peer_scores(data, sampler, C, weight, seed, pipeline=pipeline):
    """Fold of every row, from 1, and its probabilities."""
    fold = np.zeros(len(data.y), dtype=int)
    scores = np.zeros((len(data.y), len(data.counts)))
    for f, (train, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=seed).split(data.X, data.y), 1):
        fold[test] = f
        scores[test] = pipeline(data, sampler, C, weight, seed).fit(data.X[train], data.y[train]).predict_proba(data.X[test])
    return fold, scores


def our_scores(data, sampler, C, weight, seed, domain):
    path = imbal.FOLDER / "scores.csv"
    model = MODEL.format(C=C, more=f",class_weight={weight}" if weight else "")
    answer = imbal.ask("evaluate", data.path, *data.reading, "--scale", "standard", "--sampler", sampler, *domain,
                       "--model", model, "--folds", 5, "--seed", seed, "--predictions", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert [int(r["row"]) for r in rows] == list(range(1, len(data.y) + 1))
    labels = np.unique(data.y)
    scores = np.array([[float(r[f"score_{label}"]) for label in labels] for r in rows])
    return answer, np.array([int(r["fold"]) for r in rows]), scores


def fold_metrics(y, p, positive):
    """imbal's names: scikit-learn's and imbalanced-learn's values for one fold of two classes."""
    other = next(label for label in np.unique(y) if label != positive)
    guess = np.where(p >= 0.5, positive, other)
    truth = y == positive
    return {
        "accuracy": accuracy_score(y, guess),
        "balanced_accuracy": balanced_accuracy_score(y, guess),
        "precision": precision_score(y, guess, pos_label=positive, zero_division=0),
        "recall": recall_score(y, guess, pos_label=positive),
        "f1": f1_score(y, guess, pos_label=positive, zero_division=0),
        "g_mean": geometric_mean_score(y, guess, pos_label=positive, average="binary"),
        "mcc": matthews_corrcoef(y, guess),
        "roc_auc": roc_auc_score(truth, p),
        "average_precision": average_precision_score(truth, p),
        "brier": np.mean((p - truth) ** 2),
        "log_loss": log_loss(truth, p),
    }


def compare(data, sampler, C, weight, seed, repairing=False):
    fold, expected = peer_scores(data, sampler, C, weight, seed, Repairing if repairing else pipeline)
    answer, our_fold, scores = our_scores(data, sampler, C, weight, seed, [] if repairing else ["--domain", "keep"])
    assert (fold == our_fold).all(), f"{(fold != our_fold).sum()} rows are in other folds"
    worst = np.abs(scores - expected).max()
    assert worst <= TOLERANCE, f"probabilities differ by {worst}"
    if len(data.counts) != 2:
        return

    labels = np.unique(data.y)
    positive = min(data.counts, key=data.counts.get)
    p = expected[:, list(labels).index(positive)]
    for f in range(1, 6):
        for name, value in fold_metrics(data.y[fold == f], p[fold == f], positive).items():
            ours = answer["metrics"][name]["folds"][f - 1]
            assert abs(ours - value) <= TOLERANCE, f"fold {f}: {name} is {ours}, not {value}"


def compare_repaired(data):
    compare(data, "smote", 1.0, None, 0)
    compare(data, "smote", 1.0, None, 0, repairing=True)
    kept, repaired = (our_scores(data, "smote", 1.0, None, 0, domain)[2] for domain in (["--domain", "keep"], []))
    assert np.abs(kept - repaired).max() > 100 * TOLERANCE, "rounding changed nothing"


def cases():
    whole = peers.rounded("whole", [300, 40], [1] * 4, ["no", "yes"], 31)
    yield "whole numbers: kept and repaired", lambda: compare_repaired(whole)
    for data in peers.made() + peers.real():
        for sampler in SAMPLERS:
            yield f"{data.name}: {sampler}", lambda d=data, s=sampler: compare(d, s, 1.0, None, 0)
        yield f"{data.name}: class weight", lambda d=data: compare(d, "none", 1.0, "balanced", 0)
        yield f"{data.name}: smote, C=0.01, seed 3", lambda d=data: compare(d, "smote", 0.01, None, 3)


tap.run(cases())
