# SPDX-License-Identifier: GPL-3.0-or-later
"""Ensembles for rare classes beside scikit-learn's and imbalanced-learn's on the same folds. AdaBoost of stumps draws nothing: the same
probabilities. The others differ by chance: means over seeds of average precision and of the geometric mean of sensitivity and
specificity are compared."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.ensemble import BalancedBaggingClassifier, EasyEnsembleClassifier, RUSBoostClassifier
from imblearn.metrics import geometric_mean_score
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

import once
import peers
from peers import imbal
import tap

once.without_checks()
SEEDS = range(10)
SAME = {
    "adaboost": lambda: AdaBoostClassifier(),
    "adaboost:n_estimators=8": lambda: AdaBoostClassifier(n_estimators=8),
    "adaboost:algorithm=SAMME,n_estimators=80": lambda: AdaBoostClassifier(n_estimators=80, algorithm="SAMME"),
    "adaboost:learning_rate=0.3,n_estimators=20": lambda: AdaBoostClassifier(n_estimators=20, learning_rate=0.3),
    "adaboost:algorithm=SAMME,learning_rate=0.5,criterion=entropy":
        lambda: AdaBoostClassifier(DecisionTreeClassifier(max_depth=1, criterion="entropy"), learning_rate=0.5, algorithm="SAMME"),
}
ALIKE = {
    "rusboost": lambda s: RUSBoostClassifier(random_state=s),
    "rusboost:learning_rate=0.3,n_estimators=20": lambda s: RUSBoostClassifier(n_estimators=20, learning_rate=0.3, random_state=s),
    "rusboost:algorithm=SAMME": lambda s: RUSBoostClassifier(algorithm="SAMME", random_state=s),
    "balanced-bagging": lambda s: BalancedBaggingClassifier(random_state=s),
    "balanced-bagging:sampler={smote:k_neighbors=1}": lambda s: BalancedBaggingClassifier(sampler=SMOTE(k_neighbors=1), random_state=s),
    "bagging": lambda s: BaggingClassifier(DecisionTreeClassifier(), random_state=s),
    "easy-ensemble": lambda s: EasyEnsembleClassifier(random_state=s),
}


def peer_scores(data, make, seed):
    scores = np.zeros((len(data.y), len(np.unique(data.y))))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(data.X, data.y):
        scores[test] = make().fit(data.X[train], data.y[train]).predict_proba(data.X[test])
    return scores


def our_scores(data, model, seed):
    path = imbal.FOLDER / "scores.csv"
    imbal.ask("evaluate", data.path, *data.reading, "--scale", "none", "--model", model, "--folds", 5, "--seed", seed, "--predictions", path)
    return peers.read_scores(path, np.unique(data.y))


def same(data, model):
    ours, theirs = our_scores(data, model, 3), peer_scores(data, SAME[model], 3)
    assert np.abs(ours - theirs).max() < 1e-6, f"difference {np.abs(ours - theirs).max()} in {np.sum(np.abs(ours - theirs).max(1) > 1e-6)} rows"


def alike(data, model):
    y = (data.y == np.unique(data.y)[1]).astype(int)
    ours = [our_scores(data, model, s)[:, 1] for s in SEEDS]
    theirs = [peer_scores(data, lambda s=s: ALIKE[model](s), s)[:, 1] for s in SEEDS]
    for name, metric in (("average precision", average_precision_score), ("G-mean", lambda y, p: geometric_mean_score(y, p > 0.5))):
        a, b = [metric(y, p) for p in ours], [metric(y, p) for p in theirs]
        band = 3 * np.std(np.subtract(a, b), ddof=1) / np.sqrt(len(SEEDS)) + 0.005
        print(f"# {data.name}, {model}: {name} {np.mean(a):.4f}, there {np.mean(b):.4f}", flush=True)
        assert abs(np.mean(a) - np.mean(b)) <= band, f"{name}: {a}, there {b}"


def single(data):
    """Values that float32 holds, as scikit-learn's trees see them."""
    return peers.Data(data.name + "-single", data.X.astype(np.float32), data.y)


def cases():
    two, rare = peers.mixture("two", [420, 61], 5, ["no", "yes"], 1), peers.mixture("rare", [900, 24], 3, ["no", "yes"], 5)
    three = peers.mixture("three", [300, 90, 40], 4, ["a", "b", "c"], 6)
    for data in (two, rare, three):
        for model in SAME:
            if data == three and model == "adaboost":
                continue  # after a dozen rounds of SAMME.R all that weighs something is a few rows, which columns part equally well
            yield f"{data.name}: the same of {model}", lambda d=single(data), m=model: same(d, m)
    for data in [two, rare] + [d for d in peers.real() if d.name == "pima"]:
        for model in ALIKE:
            if data == rare and ("SAMME" in model or "smote" in model):
                continue  # there a bootstrap sample may lack the class, and the first tree may be worse than chance, which is an error
            yield f"{data.name}: alike {model}", lambda d=data, m=model: alike(d, m)


tap.run(cases())
