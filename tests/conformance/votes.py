# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of k nearest neighbours beside scikit-learn's KNeighborsClassifier, and with weights beside votes counted in plain numpy:
votes.py FIT-MODEL.

Without weights probabilities are the peer's to 1e-12 (to 1e-9 where it has no tree and rounds distances), also on tables full of equal distances, by which of them it lists: whole numbers, one
thread, and no more rows asked for than its first way takes. With weights of rows and classes, which the peer has not, a neighbour's vote is their
product, by 1 / distance where that is asked for, among the neighbours that the peer lists; rows of weight 0 are not in the table."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

import fitted
import tap

FIT = sys.argv[1]
CLASS_WEIGHTS = {0: 1.0, 1: 2.5, 2: 8.0}
threadpool_limits(1)


def table(seed, n, d, whole, n_classes=3):
    rng = np.random.RandomState(seed)
    y = rng.choice(n_classes, n, p=[0.7, 0.2, 0.1] if n_classes == 3 else [0.8, 0.2])
    y[:n_classes] = range(n_classes)
    X, asked = rng.normal(size=(n, d)) + 0.7 * y[:, None], np.concatenate([rng.normal(size=(60, d)), np.zeros((5, d))])
    asked[:20] = X[:20]  # at distance 0
    return (np.round(X), y, np.round(asked), rng) if whole else (X, y, asked, rng)


def votes(X, y, asked, k, by_distance, weights, n_classes):
    """The shares of the classes in the votes of neighbours."""
    apart, rows = KNeighborsClassifier(k).fit(X, y).kneighbors(asked)
    share = np.ones_like(apart)
    if by_distance:
        at_0 = (apart == 0).any(1)
        share[~at_0] = 1 / apart[~at_0]
        share[at_0] = apart[at_0] == 0
    share *= weights[rows]
    sums = np.array([(share * (y[rows] == c)).sum(1) for c in range(n_classes)]).T
    return sums / sums.sum(1, keepdims=True)


def same(ours, theirs, what, most=1e-12):
    worst = np.abs(ours - theirs).max()
    assert worst <= most, f"{what}: probabilities differ by {worst}"


def compare_plain(whole):
    for i, (n, d, k) in enumerate([(120, 3, 5), (400, 6, 5), (1500, 2, 9), (80, 1, 50), (300, 18, 7), (200, 4, 1)]):
        for how in ("uniform", "distance"):
            X, y, asked, _ = table(i, n, d, whole, 2 + i % 2)
            ours = fitted.scores(FIT, f"k-nearest-neighbors:n_neighbors={k},weights={how}", X, y, asked)
            is_rounded = not whole and (d > 15 or 2 * k >= n)  # its distances come from a matrix product, and 0 is none there
            theirs = KNeighborsClassifier(k, weights=how).fit(X, y).predict_proba(asked)
            same(ours[20 * is_rounded:], theirs[20 * is_rounded:], f"{n} rows, {d} columns, {how}", 1e-9 if is_rounded else 1e-12)
            alone = fitted.scores(FIT, f"k-nearest-neighbors:n_neighbors={k},weights={how}", X, y, asked[-1:])
            assert (alone[0] == ours[-1]).all(), "a row has other neighbours when it is asked for alone"


def compare_weighted(whole):
    for i, (n, d, k) in enumerate([(120, 3, 5), (400, 6, 9), (1500, 2, 4), (90, 1, 20)]):
        for how in ("uniform", "distance"):
            for of_classes in ("none", "balanced", "{" + ";".join(f"{c}:{w}" for c, w in CLASS_WEIGHTS.items()) + "}"):
                for of_rows in (False, True):
                    X, y, asked, rng = table(10 + i, n, d, whole)
                    w = rng.choice([0.0, 0.25, 1.0, 7.0], n) if of_rows else np.ones(n)
                    w[:3] = 1.0
                    kept = w > 0
                    size = np.bincount(y[kept])
                    times = {"none": np.ones(3), "balanced": kept.sum() / (3 * size)}.get(of_classes, np.array([*CLASS_WEIGHTS.values()]))
                    ours = fitted.scores(FIT, f"k-nearest-neighbors:n_neighbors={k},weights={how},class_weight={of_classes}", X, y, asked, weights=w if of_rows else None)
                    same(ours, votes(X[kept], y[kept], asked, k, how == "distance", (w * times[y])[kept], 3), f"{n} rows, {how}, {of_classes}, {of_rows}")


def check_far_apart_weights():
    X, y, asked, rng = table(20, 100, 2, False)
    for w in (rng.choice([1e-300, 1e300], 100), np.full(100, 1e308), np.full(100, 5e-324)):
        ours = fitted.scores(FIT, "k-nearest-neighbors:weights=distance,class_weight={0:1e-300;1:1e300}", X, y, asked, weights=w)
        assert np.isfinite(ours).all() and np.allclose(ours.sum(1), 1), "weights far apart"


def cases():
    yield "without weights", lambda: compare_plain(False)
    yield "without weights, equal distances", lambda: compare_plain(True)
    yield "weights of rows and classes", lambda: compare_weighted(False)
    yield "weights of rows and classes, equal distances", lambda: compare_weighted(True)
    yield "weights far apart", check_far_apart_weights


tap.run(cases())
