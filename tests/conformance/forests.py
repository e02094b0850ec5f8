# SPDX-License-Identifier: GPL-3.0-or-later
"""Trees and forests beside scikit-learn's and imbalanced-learn's on the same folds: average precision and area under the ROC
curve of all rows, each judged by a model of the other folds. Forests differ by chance, so means over seeds are compared."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.ensemble import BalancedRandomForestClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

import once
import peers
from peers import imbal
import tap

once.without_checks()
SEEDS = range(5)
MODELS = {
    "decision-tree:max_depth=4,min_samples_leaf=5": lambda s: DecisionTreeClassifier(max_depth=4, min_samples_leaf=5, random_state=s),
    "decision-tree:criterion=entropy,min_samples_leaf=10,class_weight=balanced":
        lambda s: DecisionTreeClassifier(criterion="entropy", min_samples_leaf=10, class_weight="balanced", random_state=s),
    "random-forest": lambda s: RandomForestClassifier(random_state=s),
    "random-forest:n_estimators=60,class_weight=balanced,min_samples_leaf=3":
        lambda s: RandomForestClassifier(60, class_weight="balanced", min_samples_leaf=3, random_state=s),
    "balanced-random-forest": lambda s: BalancedRandomForestClassifier(random_state=s, sampling_strategy="all", replacement=True, bootstrap=False),
    "balanced-random-forest:sampling_strategy=auto,replacement=false,bootstrap=true": lambda s: BalancedRandomForestClassifier(random_state=s),
    "balanced-random-forest:sampling_strategy=0.7,bootstrap=true":
        lambda s: BalancedRandomForestClassifier(random_state=s, sampling_strategy=0.7, replacement=True),
}


def peer_scores(data, make, seed):
    scores = np.zeros(len(data.y))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(data.X, data.y):
        scores[test] = make(seed).fit(data.X[train], data.y[train]).predict_proba(data.X[test])[:, 1]
    return scores


def our_scores(data, model, seed):
    path = imbal.FOLDER / "scores.csv"
    imbal.ask("evaluate", data.path, *data.reading, "--scale", "none", "--model", model, "--folds", 5, "--seed", seed, "--predictions", path)
    return peers.read_scores(path, np.unique(data.y))[:, 1]


def compare(data, model):
    y = (data.y == np.unique(data.y)[1]).astype(int)
    scores = [(our_scores(data, model, s), peer_scores(data, MODELS[model], s)) for s in SEEDS]
    for name, metric in (("average precision", average_precision_score), ("AUC", roc_auc_score)):
        ours, theirs = ([metric(y, side) for side in sides] for sides in zip(*scores))
        band = 3 * np.std(np.subtract(ours, theirs), ddof=1) / np.sqrt(len(SEEDS)) + 0.01
        print(f"# {data.name}, {model}: {name} {np.mean(ours):.4f}, there {np.mean(theirs):.4f}", flush=True)
        assert abs(np.mean(ours) - np.mean(theirs)) <= band, f"{name}: {ours}, there {theirs}"


def cases():
    tables = [peers.mixture("two", [420, 61], 5, ["no", "yes"], 1), peers.mixture("rare", [900, 24], 3, ["no", "yes"], 5)]
    for data in tables + [d for d in peers.real() if d.name == "pima"]:
        for model in MODELS:
            yield f"{data.name}: {model}", lambda d=data, m=model: compare(d, m)


tap.run(cases())
