# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --weights beside scikit-learn with sample_weight, in the model and in every metric, to 1e-6; filling, scaling, folds and
samplers take all rows alike there, too: a pipeline hands sample_weight to its last step alone. imbalanced-learn has no weights; rows that its
samplers keep or repeat keep theirs. imbal metrics --weights to 1e-12."""
import csv
import io
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

import peers
from peers import imbal
import tap

SAMPLERS = {"none": None, "random-over": RandomOverSampler, "random-under": RandomUnderSampler}
MODELS = {
    "logistic-regression:C=1,tol=1e-10,max_iter=100000": lambda: LogisticRegression(tol=1e-12, max_iter=100000, solver="newton-cholesky"),
    "logistic-regression:C=1,tol=1e-10,max_iter=100000,class_weight=balanced":
        lambda: LogisticRegression(tol=1e-12, max_iter=100000, class_weight="balanced", solver="newton-cholesky"),
    "gaussian-naive-bayes": GaussianNB,
}


def weighed(data, seed):
    """The table with a column of weights, among them 0 and fractions."""
    weights = np.random.RandomState(seed).choice([0.0, 0.25, 1.0, 1.5, 7.0], len(data.y))
    path = imbal.FOLDER / f"weighed-{data.name}.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(data.features.split(",") + ["target", "w"])
        for row, label, weight in zip(data.X, data.y, weights):
            writer.writerow([*(repr(float(v)) for v in row), label, weight])
    return path, weights


def mean(values, weights):
    return np.sum(weights * values) / np.sum(weights)


def plain_metrics(truth, p, weights):
    """What no peer has."""
    share, base = np.searchsorted(np.linspace(0, 1, 11)[1:-1], p), mean(truth, weights)
    bins = [share == b for b in range(10) if weights[share == b].sum() > 0]
    order = np.unique(-p)
    rows = np.cumsum([0] + [weights[-p == v].sum() for v in order])
    hits = np.cumsum([0] + [(weights * truth)[-p == v].sum() for v in order])
    found = np.interp(0.1 * rows[-1], rows, hits)
    taken, least = p >= base, np.finfo(float).eps
    return {
        "positive_rate": mean(p >= 0.5, weights),
        "brier_resolution": sum(weights[b].sum() * (mean(truth[b], weights[b]) - base) ** 2 for b in bins) / weights.sum(),
        "brier_uncertainty": base * (1 - base),
        "macro_log_loss": (mean(-np.log(np.maximum(p, least))[truth], weights[truth]) + mean(-np.log(np.maximum(1 - p, least))[~truth], weights[~truth])) / 2,
        "net_benefit": mean(truth & taken, weights) - mean(~truth & taken, weights) * base / (1 - base),
        "precision_top10": found / (0.1 * rows[-1]),
        "recall_top10": found / hits[-1],
        "lift_top10": found / hits[-1] / 0.1,
    }


def expected_metrics(truth, p, weights):
    guess = p >= 0.5
    more = {"sample_weight": weights}
    return {
        "accuracy": sk.accuracy_score(truth, guess, **more),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, guess, **more),
        "precision": sk.precision_score(truth, guess, zero_division=0, **more),
        "recall": sk.recall_score(truth, guess, **more),
        "f1": sk.f1_score(truth, guess, zero_division=0, **more),
        "mcc": sk.matthews_corrcoef(truth, guess, **more),
        "kappa": sk.cohen_kappa_score(truth, guess, **more),
        "roc_auc": sk.roc_auc_score(truth, p, **more),
        "average_precision": sk.average_precision_score(truth, p, **more),
        "brier": sk.brier_score_loss(truth, p, **more),
        "log_loss": sk.log_loss(truth, p, **more),
    }


def check(name, ours, expected, tolerance):
    assert ours is not None and abs(ours - expected) <= tolerance, f"{name} is {ours}, not {expected}"


def compare(data, sampler, model, seed):
    path, weights = weighed(data, seed)
    answer = imbal.ask("evaluate", path, *data.reading, "--weights", "w", "--sampler", sampler, "--model", model, "--seed", seed, "--predictions", "scores.csv")
    rows = list(csv.DictReader(io.StringIO((imbal.FOLDER / "scores.csv").read_text())))
    positive = min(data.counts, key=data.counts.get)
    scores = np.array([float(row[f"score_{positive}"]) for row in rows])
    whole = np.zeros((2, 2))
    for f, (train, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=seed).split(data.X, data.y)):
        assert all(int(rows[i]["fold"]) == f + 1 for i in test)
        scaler = StandardScaler().fit(data.X[train])
        X, y, w = scaler.transform(data.X[train]), data.y[train] == positive, weights[train]
        if SAMPLERS[sampler]:
            drawn = SAMPLERS[sampler](random_state=seed).fit(X, data.y[train])
            drawn.fit_resample(X, data.y[train])
            X, y, w = X[drawn.sample_indices_], y[drawn.sample_indices_], w[drawn.sample_indices_]
        X, y, w = X[w > 0], y[w > 0], w[w > 0]  # for us a row of weight 0 is not there: class_weight="balanced" does not count it, as it does there
        p = MODELS[model]().fit(X, y, sample_weight=w).predict_proba(scaler.transform(data.X[test]))[:, 1]
        worst = np.abs(p - scores[test]).max()
        assert worst <= 1e-6, f"fold {f + 1}: probabilities differ by {worst}"
        truth = data.y[test] == positive
        for name, value in expected_metrics(truth, p, weights[test]).items():
            check(f"fold {f + 1}: {name}", answer["metrics"][name]["folds"][f], value, 1e-6)
        whole += sk.confusion_matrix(truth, p >= 0.5, sample_weight=weights[test])
    order = [answer["classes"].index(str(label)) for label in sorted(data.counts, key=lambda label: label == positive)]
    assert np.allclose(np.array(answer["confusion"])[np.ix_(order, order)], whole, rtol=0, atol=1e-9), answer["confusion"]


def compare_metrics():
    rng = np.random.RandomState(4)
    for _ in range(20):
        y, p, w = rng.randint(0, 2, 80), np.round(rng.uniform(size=80), 2), rng.choice([0.0, 0.5, 1.0, 3.0], 80)
        path = imbal.write("case.csv", "\n".join(["y,p,w", *(f"{a},{b},{c}" for a, b, c in zip(y, p, w))]) + "\n")
        answer = imbal.ask("metrics", path, "--label", "y", "--score", "p", "--positive", "1", "--weights", "w")
        for name, value in expected_metrics(y == 1, p, w).items():
            check(name, answer["metrics"][name], value, 1e-12)
        for name, value in plain_metrics(y == 1, p, w).items():
            check(name, answer["metrics"][name], value, 1e-12 * max(1, value))


def cases():
    yield "metrics of a table", compare_metrics
    for data in (peers.mixture("two", [220, 60], 5, ["no", "yes"], 1), peers.mixture("two-numbers", [90, 240], 3, [1, 0], 2)):
        for sampler in SAMPLERS:
            for model in MODELS:
                yield f"{data.name}: {sampler}, {model.replace(':', ' ')}", lambda d=data, s=sampler, m=model: compare(d, s, m, 3)


tap.run(cases())
