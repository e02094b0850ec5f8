# SPDX-License-Identifier: GPL-3.0-or-later
"""gradient-boosting beside scikit-learn's HistGradientBoostingClassifier. Without the limit of steps, which is not there: probabilities of
rows of other folds within 1e-6, on tables where no two cuts are equally good (there gradients are floats, so the choice among equal ones is
chance: rows are weighed, so that there are hardly any). With the defaults: average precision and G-mean over ten seeds no worse by more than 0.005."""
import os
import sys

sys.dont_write_bytecode = True
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, recall_score
from sklearn.model_selection import StratifiedKFold

import peers
from peers import imbal
import tap

SHAPES = {
    "": {},
    ",max_iter=1": dict(max_iter=1),
    ",max_iter=20,learning_rate=0.3,max_leaf_nodes=7,l2_regularization=1.5,min_samples_leaf=40": dict(
        max_iter=20, learning_rate=0.3, max_leaf_nodes=7, l2_regularization=1.5, min_samples_leaf=40),
    ",max_iter=30,max_bins=16,max_depth=3,max_leaf_nodes=0": dict(max_iter=30, max_bins=16, max_depth=3, max_leaf_nodes=None),
    ",max_iter=30,class_weight=balanced": dict(max_iter=30, class_weight="balanced"),
}


def our_scores(data, model, folds, seed, *more):
    path = imbal.FOLDER / "scores.csv"
    imbal.ask("evaluate", data.path, *data.reading, "--scale", "none", "--impute", "none", "--model", model, "--folds", folds, "--seed", seed,
              "--predictions", path, *more)
    return peers.read_scores(path, np.unique(data.y))


def peer_scores(data, folds, seed, weights=None, **shape):
    scores = np.zeros((len(data.y), len(np.unique(data.y))))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(data.X, data.y):
        model = HistGradientBoostingClassifier(early_stopping=False, **shape)
        model.fit(data.X[train], data.y[train], None if weights is None else weights[train])
        scores[test] = model.predict_proba(data.X[test])
    return scores


def with_missing(data, share, seed):
    X = data.X.copy()
    X[np.random.RandomState(seed).rand(*X.shape) < share] = np.nan
    return peers.Data(data.name + "-missing", X, data.y)


def weighted(data):
    """The same in a table with weights, no two of which are equal, so that no two cuts are equally good."""
    rng = np.random.RandomState(3)
    weights = rng.choice([0.25, 1.0, 1.5, 7.0], len(data.y)) * rng.uniform(0.9, 1.1, len(data.y))
    other = peers.Data(data.name + "-weighted", data.X, data.y)
    lines = other.path.read_text().splitlines()
    other.path.write_text("\n".join([lines[0] + ",w", *(f"{line},{weight!r}" for line, weight in zip(lines[1:], weights.tolist()))]) + "\n")
    return other, weights


def check(ours, theirs, most_different):
    off = np.abs(ours - theirs).max(1)
    print(f"# {(off > 1e-6).sum()} of {len(off)} rows differ, the others by {off[off <= 1e-6].max():.1g}", flush=True)
    assert (off > 1e-6).mean() <= most_different, f"{(off > 1e-6).sum()} of {len(off)} rows differ, by up to {off.max()}"


def compare(data, text):
    """Where training rows of a node all have a value, but other rows do not, rounding decides there where missing values go."""
    other, weights = weighted(data)
    ours = our_scores(other, "gradient-boosting:max_delta_step=0" + text, 3, 1, "--weights", "w")
    check(ours, peer_scores(data, 3, 1, weights, **SHAPES[text]), 0.002 if np.isnan(data.X).any() else 0)


def compare_unweighted(data):
    ours = our_scores(data, "gradient-boosting:max_delta_step=0,max_iter=20,min_samples_leaf=100", 3, 1)
    check(ours, peer_scores(data, 3, 1, max_iter=20, min_samples_leaf=100), 0)


def g_mean(y, scores):
    return np.sqrt(np.prod(recall_score(y, scores[:, 1] >= 0.5, average=None, zero_division=0)))


def compare_quality(data):
    """Average precision of the model as it is; the G-mean at 0.5, which few rows decide, of the model without what the peer has not, and the bands of both."""
    y = (data.y == np.unique(data.y)[1]).astype(int)
    theirs = [peer_scores(data, 3, seed) for seed in range(10)]
    ours, unlimited = ([our_scores(data, spec, 3, seed) for seed in range(10)] for spec in ("gradient-boosting", "gradient-boosting:max_delta_step=0"))
    for name, metric, like in (("average precision", lambda s: average_precision_score(y, s[:, 1]), ours), ("G-mean", lambda s: g_mean(y, s), unlimited)):
        a, b, own = (np.array([metric(s) for s in scores]) for scores in (like, theirs, ours))
        print(f"# {data.name}: {name} {a.mean():.4f} ({a.min():.4f} to {a.max():.4f}), there {b.mean():.4f} ({b.min():.4f} to {b.max():.4f})", flush=True)
        assert a.mean() >= b.mean() - 0.005, f"{name}: {a}, there {b}"
        assert own.min() <= b.max() and own.max() >= b.min(), f"{name}: {own} and {b} have nothing in common"


def cases():
    two, many = peers.mixture("two", [3400, 600], 6, ["no", "yes"], 1), peers.mixture("many", [3000, 1500, 900], 5, ["a", "b", "c"], 2)
    for data in (two, with_missing(two, 0.1, 5), many):
        for text in SHAPES:
            yield f"{data.name}: probabilities{text.replace(',', ' ')}", lambda d=data, t=text: compare(d, t)
    for data in (two, with_missing(two, 0.1, 5)):
        yield f"{data.name}: without weights", lambda d=data: compare_unweighted(d)
    for data in [peers.mixture("rare", [1500, 40], 5, ["no", "yes"], 5)] + [d for d in peers.real() if len(np.unique(d.y)) == 2]:
        yield f"{data.name}: quality", lambda d=data: compare_quality(d)


tap.run(cases())
