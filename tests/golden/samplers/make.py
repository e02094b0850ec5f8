#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes binary.csv, three.csv, tied.csv and cases.csv with imbalanced-learn: the new rows of SMOTE, one case per block.

Only the new rows are kept (the original ones stand before them unchanged). Run it in this folder."""
import numpy as np
import imblearn
import sklearn
from imblearn.over_sampling import SMOTE


def blobs(seed, counts, d):
    rng = np.random.RandomState(seed)
    X = np.vstack([rng.randn(n, d) * (1 + c) + 2.5 * c for c, n in enumerate(counts)])
    y = np.repeat(np.arange(len(counts)), counts)
    order = rng.permutation(len(y))
    return X[order] + 1000.0, y[order]


def tied(seed, counts, steps):
    """Few values, and one row in four is a copy of another one of its class: equal distances everywhere."""
    rng = np.random.RandomState(seed)
    X = np.vstack([(rng.randint(0, 5, (n, len(steps))) + c) * steps for c, n in enumerate(counts)])
    y = np.repeat(np.arange(len(counts)), counts)
    for c, n in enumerate(counts):
        own = np.flatnonzero(y == c)
        X[rng.choice(own, n // 4)] = X[rng.choice(own, n // 4)]
    order = rng.permutation(len(y))
    return X[order], y[order]


def write_table(path, X, y):
    with open(path, "w") as out:
        out.write(",".join(f"x{j}" for j in range(X.shape[1])) + ",y\n")
        for row, c in zip(X, y):
            out.write(",".join(f"{v:.17g}" for v in row) + f",{c}\n")


TABLES = {
    "binary": (*blobs(11, (40, 13), 3), ["auto", "minority", "not majority", 0.5]),
    "three": (*blobs(12, (30, 9, 17), 2), ["auto", "minority", "not majority", {0: 33, 1: 20}]),
    "tied": (*tied(13, (150, 140, 35), [0.01, 0.5, 0.01, 0.1]), [{1: 200, 2: 60}]),
}


def spec(strategy):
    if isinstance(strategy, dict):
        return "{" + ";".join(f"{c}:{n}" for c, n in strategy.items()) + "}"
    return str(strategy)


def asked(strategy, y):
    """imbalanced-learn 0.10.0 knows "minority" but its parameter check does not; later ones do. Same counts."""
    counts = np.bincount(y)
    return {int(counts.argmin()): int(counts.max())} if strategy == "minority" else strategy


with open("cases.csv", "w") as out:
    for name, (X, y, strategies) in TABLES.items():
        write_table(name + ".csv", X, y)
        for strategy in strategies:
            for k in (3, 5):
                for seed in (0, 1, 7):
                    sampler = SMOTE(sampling_strategy=asked(strategy, y), k_neighbors=k, random_state=seed)
                    X2, y2 = sampler.fit_resample(X, y)
                    assert (X2[: len(X)] == X).all()
                    out.write(f"case,{name},{spec(strategy)},{k},{seed},{len(X2) - len(X)}\n")
                    for row, c in zip(X2[len(X):], y2[len(X):]):
                        out.write(",".join(f"{v:.17g}" for v in row) + f",{c}\n")

print("imbalanced-learn", imblearn.__version__, "scikit-learn", sklearn.__version__, "numpy", np.__version__)
