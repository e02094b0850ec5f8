# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations beside the peers: explain.py IMBAL FIT-MODEL EXPLAIN-TREES.

Importances beside scikit-learn's feature_importances_: equal where no two cuts are equally good, so that the trees are; of forests, which draw their own
rows, within what forests of other seeds differ. Partial dependence beside scikit-learn's on the same folds, SHAP values beside XGBoost's of its own
trees, which it works out in floats."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import json
import subprocess

import numpy as np
import xgboost
from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import fitted
from peers import imbal
import tap

FIT, EXPLAIN = sys.argv[2:4]


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


def test_dependence_is_partial_dependence():
    X, classes = table(3, 520, 4, 2)
    X = np.clip(np.round(1.5 * (X - X.mean(axis=0)) / X.std(axis=0)), -2, 2) + 0.0  # few values, all of them in every fold
    y = np.array(["no", "yes"])[classes]
    path = imbal.write("few-values.csv", "\n".join(["a,b,c,d,class"] + [",".join([*map(repr, row), label]) for row, label in zip(X.tolist(), y)]) + "\n")
    models = {"logistic-regression": (LogisticRegression(solver="newton-cholesky", tol=1e-12), 1e-6), "decision-tree:max_depth=2": (DecisionTreeClassifier(max_depth=2), 1e-9)}
    for spec, (model, tolerance) in models.items():
        answer = imbal.ask("evaluate", path, "--model", spec, "--dependence", "a,c", "--positive", "yes")
        for entry, j in zip(answer["dependence"], (0, 2)):
            means = []
            for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(X, y):
                theirs = make_pipeline(StandardScaler(), model).fit(X[train], y[train])
                found = partial_dependence(theirs, X[test], [j], method="brute", response_method="predict_proba")
                means.append(dict(zip(found["values"][0], found["average"][0])))
            values = [value for value in means[0] if all(value in mean for mean in means)]
            ours = {point["value"]: point["scores"][0]["mean"] for point in entry["points"]}
            assert len(values) >= 5 and sorted(ours) == sorted(set(X[:, j])), (ours, [sorted(mean) for mean in means])
            for value in values:
                expected = np.mean([mean[value] for mean in means])
                assert abs(ours[value] - expected) <= tolerance, (spec, j, value, ours[value], expected)


def nodes_of(tree):
    """Threshold, cover, feature (-1: leaf), child, missing left, value, of an XGBoost tree; its rows below a threshold go left, ours up to it."""
    nodes, stack = [None], [(tree, 0)]
    while stack:
        node, at = stack.pop()
        if "leaf" in node:
            nodes[at] = (0, node["cover"], -1, 0, 0, np.float32(node["leaf"]))
            continue
        child = len(nodes)
        nodes += [None, None]
        parts = {part["nodeid"]: part for part in node["children"]}
        nodes[at] = (np.nextafter(np.float32(node["split_condition"]), np.float32(-np.inf)), node["cover"], int(node["split"][1:]), child, node["missing"] == node["yes"], 0)
        stack += [(parts[node["yes"]], child), (parts[node["no"]], child + 1)]
    return np.array(nodes, float)


def test_contributions_are_those_of_xgboost():
    rng = np.random.RandomState(0)
    for depth in (1, 3, 8):
        X, y = table(depth, 1500, 7, 2)
        X[rng.uniform(size=X.shape) < 0.1] = np.nan
        booster = xgboost.train({"max_depth": depth, "objective": "binary:logistic", "base_score": 0.5, "seed": 1}, xgboost.DMatrix(X, y), 10)
        theirs = booster.predict(xgboost.DMatrix(X[:200]), pred_contribs=True)
        trees = [nodes_of(json.loads(tree)) for tree in booster.get_dump(dump_format="json", with_stats=True)]
        question = b"".join([np.array([len(trees), 200, 7], float).tobytes(), X[:200].tobytes()] + [np.array([len(tree)], float).tobytes() + tree.tobytes() for tree in trees])
        ours = np.frombuffer(subprocess.run([EXPLAIN], input=question, capture_output=True, check=True).stdout).reshape(200, 8)
        worst = np.abs(ours - theirs).max()
        assert worst <= 1e-4, (depth, worst)


tap.run(tap.cases_of(globals()))
