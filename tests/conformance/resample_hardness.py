# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that imbalanced-learn's InstanceHardnessThreshold keeps, given the probabilities: resample_hardness.py SELECT-HARDNESS.

Its estimator is replaced by one that gives random probabilities, many of them equal, and the program is told the same ones. The folds, too,
are compared, row for row."""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from imblearn.under_sampling import InstanceHardnessThreshold
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import StratifiedKFold

import tap

PROGRAM = sys.argv[1]


class Known(ClassifierMixin, BaseEstimator):
    """Probabilities looked up by the row's number, its only feature."""

    def __init__(self, table=None):
        self.table = table

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return self.table[X[:, 0].astype(int)]


def ask(n_folds, seed, keep, y, probabilities):
    with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
        file.write(np.array([len(y), len(keep), n_folds, seed, *keep], np.uint64).tobytes() + y.astype(np.uint64).tobytes() + probabilities.tobytes())
        file.flush()
        out = subprocess.run([PROGRAM, file.name], stdout=subprocess.PIPE, check=True).stdout
    out = np.frombuffer(out, np.uint64).astype(int)
    return out[:len(y)], out[len(y):]


def compare():
    rng = np.random.RandomState(1)
    for i in range(200):
        k = rng.randint(2, 5)
        y = np.concatenate([np.full(rng.randint(6, 200), c) for c in range(k)])
        y = y[rng.permutation(len(y))]
        counts = np.bincount(y)
        probabilities = rng.rand(len(y), k)
        if i % 2:
            probabilities = np.round(probabilities, 1)
        keep = {c: int(rng.randint(0, n + 1)) for c, n in enumerate(counts)}
        seed, n_folds = int(rng.randint(1000)), int(rng.randint(2, 7))
        X = np.arange(len(y), dtype=float)[:, None]
        sampler = InstanceHardnessThreshold(estimator=Known(probabilities), sampling_strategy=keep, cv=n_folds, random_state=seed)
        sampler.fit_resample(X, y)
        folds, rows = ask(n_folds, seed, [keep[c] for c in range(k)], y, probabilities[np.arange(len(y)), y])
        assert list(rows) == list(sampler.sample_indices_), f"case {i}: {len(rows)} rows, not {len(sampler.sample_indices_)}"
        for f, (_, test) in enumerate(StratifiedKFold(n_folds, shuffle=True, random_state=np.random.RandomState(seed)).split(X, y)):
            assert (np.flatnonzero(folds == f) == test).all(), f"case {i}: fold {f}"


tap.run([("rows given probabilities, and folds", compare)])
