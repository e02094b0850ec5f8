# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --group beside scikit-learn's folds of groups: where no two groups are alike, so that nothing is left to chance, the folds of
StratifiedGroupKFold; where many are alike (they come at random here, in their order there) no group in two folds,
classes as even as the peer's on average, and more even than GroupKFold's, which does not look at them."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

import peers
from peers import imbal
import tap


def write(name, y, groups):
    rng = np.random.RandomState(5)
    lines = [f"{rng.normal():.6f},{rng.normal():.6f},g{g},{label}" for g, label in zip(groups, y)]
    return imbal.write(name, "\n".join(["a,b,group,target", *lines]) + "\n")


def our_folds(path, n_folds, seed):
    imbal.ask("evaluate", path, "--target", "target", "--group", "group", "--folds", n_folds, "--seed", seed, "--model", "dummy", "--predictions", "scores.csv")
    return np.array([int(row[2]) - 1 for row in imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]])


def folds_of(peer, y, groups):
    fold = np.zeros(len(y), dtype=int)
    for f, (_, test) in enumerate(peer.split(np.zeros((len(y), 1)), y, groups)):
        fold[test] = f
    return fold


def unlike(n_groups, n_classes, seed):
    """Groups whose counts of classes all spread differently."""
    rng, spreads, y, groups = np.random.RandomState(seed), set(), [], []
    while len(spreads) < n_groups:
        counts = rng.poisson(np.array([24, 5, 9, 3])[:n_classes] * rng.gamma(2, 0.7))
        spread = round(float(np.std(counts)), 9)
        if counts.sum() == 0 or spread in spreads:
            continue
        groups += [len(spreads)] * int(counts.sum())
        y += list(np.repeat(np.array(list("abcd"))[:n_classes], counts))
        spreads.add(spread)
    order = rng.permutation(len(y))
    return np.array(y)[order], np.array(groups)[order]


def alike(seed, n_groups=90):
    """Patients with one to eight visits, few of them ill."""
    rng = np.random.RandomState(seed)
    sizes = rng.randint(1, 9, n_groups)
    groups = np.repeat(np.arange(n_groups), sizes)
    ill = rng.uniform(size=n_groups) < 0.2
    y = np.where(ill[groups] & (rng.uniform(size=len(groups)) < 0.7), "ill", "well")
    order = rng.permutation(len(y))
    return y[order], groups[order]


def unevenness(y, fold, n_folds):
    """The mean over the classes of the standard deviation of their shares over the folds: what both try to make small."""
    return np.mean([np.std([np.sum((y == label) & (fold == f)) / np.sum(y == label) for f in range(n_folds)]) for label in np.unique(y)])


def test_unlike_groups_are_dealt_as_by_stratified_group_k_fold():
    for n_classes, n_groups, n_folds, seed in ((2, 30, 3, 0), (2, 45, 5, 1), (3, 60, 5, 2), (3, 120, 10, 3), (4, 80, 4, 4), (4, 200, 5, 5)):
        y, groups = unlike(n_groups, n_classes, seed)
        expected = folds_of(StratifiedGroupKFold(n_folds), y, groups)
        path = write("unlike.csv", y, groups)
        for own_seed in (0, 7):
            ours = our_folds(path, n_folds, own_seed)
            assert (ours == expected).all(), f"{n_classes} classes, {n_groups} groups: {(ours != expected).sum()} of {len(y)} rows are in other folds"


def test_alike_groups_are_whole_and_as_even_as_the_peers():
    ours, theirs, blind = [], [], []
    for seed in range(8):
        y, groups = alike(seed)
        fold = our_folds(write("alike.csv", y, groups), 5, seed)
        assert all(len(np.unique(fold[groups == g])) == 1 for g in np.unique(groups))
        assert len(np.unique(fold)) == 5
        ours.append(unevenness(y, fold, 5))
        theirs.append(unevenness(y, folds_of(StratifiedGroupKFold(5), y, groups), 5))
        blind.append(unevenness(y, folds_of(GroupKFold(5), y, groups), 5))
    print(f"# unevenness {np.mean(ours):.4f}, StratifiedGroupKFold {np.mean(theirs):.4f}, GroupKFold {np.mean(blind):.4f}")
    assert np.mean(ours) <= 1.1 * np.mean(theirs)
    assert np.mean(ours) < np.mean(blind)


tap.run(tap.cases_of(globals()))
