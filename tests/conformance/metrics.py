# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal metrics equals sklearn.metrics and imblearn.metrics to 1e-12 on random labels and scores with ties."""
import csv
import math
import sys
import warnings

sys.dont_write_bytecode = True
import numpy as np
from imblearn.metrics import geometric_mean_score, specificity_score
from sklearn import metrics as sk

import peers
from peers import imbal
import tap

TOLERANCE = 1e-12
N_CASES = 100
warnings.filterwarnings("ignore")


def write(columns):
    path = imbal.FOLDER / "case.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))
    return path


def check(name, ours, expected):
    if ours is None:
        assert not math.isfinite(expected) or expected == 0, f"{name} is undefined, not {expected}"
    else:
        assert abs(ours - expected) <= TOLERANCE, f"{name} is {ours}, not {expected}"


def check_counts(answer, y, guess, labels):
    """Per class and averaged."""
    precision, recall, f1, _ = sk.precision_recall_fscore_support(y, guess, labels=labels, zero_division=0)
    specificity = specificity_score(y, guess, labels=labels, average=None)
    for c, label in enumerate(labels):
        of_class = answer["per_class"][str(label)]
        check(f"precision of {label}", of_class["precision"], precision[c])
        check(f"recall of {label}", of_class["recall"], recall[c])
        check(f"f1 of {label}", of_class["f1"], f1[c])
        check(f"specificity of {label}", of_class["specificity"], specificity[c])
    for average in ("macro", "weighted", "micro"):
        values = sk.precision_recall_fscore_support(y, guess, labels=labels, average=average, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), values):
            check(f"{average} {name}", answer["averages"][average][name], value)
    whole = answer["metrics"]
    check("accuracy", whole["accuracy"], sk.accuracy_score(y, guess))
    check("balanced_accuracy", whole["balanced_accuracy"], sk.balanced_accuracy_score(y, guess))
    check("mcc", whole["mcc"], sk.matthews_corrcoef(y, guess))
    check("kappa", whole["kappa"], sk.cohen_kappa_score(y, guess, labels=labels))
    assert answer["confusion"] == sk.confusion_matrix(y, guess, labels=labels).tolist()


def two_classes(seed):
    rng = np.random.RandomState(seed)
    n = rng.randint(8, 400)
    y = (rng.uniform(size=n) < rng.uniform(0.02, 0.5)).astype(int)
    y[:2] = [0, 1]
    score = np.round(np.clip(rng.normal(0.3 + 0.3 * y, 0.25), 0.001, 0.999), rng.choice([1, 2, 17]))
    threshold = float(rng.choice([0.5, 0.3, 0.71]))
    guess = (score >= threshold).astype(int)
    answer = imbal.ask("metrics", write({"label": y, "score": [repr(float(s)) for s in score]}), "--label", "label",
                       "--score", "score", "--positive", 1, "--threshold", threshold, "--curves")
    check_counts(answer, y, guess, [0, 1])
    whole = answer["metrics"]
    check("precision", whole["precision"], sk.precision_score(y, guess, zero_division=0))
    check("recall", whole["recall"], sk.recall_score(y, guess))
    check("specificity", whole["specificity"], specificity_score(y, guess))
    check("f1", whole["f1"], sk.f1_score(y, guess))
    check("g_mean", whole["g_mean"], geometric_mean_score(y, guess, average="binary"))
    check("roc_auc", whole["roc_auc"], sk.roc_auc_score(y, score))
    check("average_precision", whole["average_precision"], sk.average_precision_score(y, score))
    check("brier", whole["brier"], sk.brier_score_loss(y, score))
    check("log_loss", whole["log_loss"], sk.log_loss(y, score))


def more_classes(seed):
    rng = np.random.RandomState(seed)
    labels = list("abcdef"[:rng.randint(3, 6)])
    n, K = rng.randint(30, 300), len(labels)
    y = rng.choice(K, n, p=rng.dirichlet(np.ones(K) * 3))
    y[:K] = range(K)
    scores = np.round(rng.dirichlet(np.ones(K), n) + 0.8 * np.eye(K)[y] + 0.001, rng.choice([1, 17]))
    scores /= scores.sum(1, keepdims=True)
    words = np.array(labels)
    columns = {"label": words[y], **{f"score_{label}": [repr(float(s)) for s in scores[:, c]] for c, label in enumerate(labels)}}
    options = [option for label in labels for option in ("--score", f"score_{label}")]
    answer = imbal.ask("metrics", write(columns), "--label", "label", *options)
    guess = words[scores.argmax(1)]
    check_counts(answer, words[y], guess, labels)
    check("g_mean", answer["metrics"]["g_mean"], geometric_mean_score(words[y], guess, average="multiclass", correction=0))
    check("log_loss", answer["metrics"]["log_loss"], sk.log_loss(y, scores))
    for c, label in enumerate(labels):
        of_class = answer["per_class"][label]
        check(f"roc_auc of {label}", of_class["roc_auc"], sk.roc_auc_score(y == c, scores[:, c]))
        check(f"average_precision of {label}", of_class["average_precision"], sk.average_precision_score(y == c, scores[:, c]))


def predictions_only(seed):
    rng = np.random.RandomState(seed)
    labels = [3, 7, 20]
    y, guess = rng.choice(labels, 200, p=[0.7, 0.2, 0.1]), rng.choice(labels, 200)
    check_counts(imbal.ask("metrics", write({"label": y, "guess": guess}), "--label", "label", "--predicted", "guess"), y, guess, labels)


def cases():
    kinds = [two_classes, two_classes, more_classes, more_classes, predictions_only]
    for seed in range(N_CASES):
        kind = kinds[seed % len(kinds)]
        yield f"{kind.__name__.replace('_', ' ')}, case {seed}", lambda k=kind, s=seed: k(s)


tap.run(cases())
