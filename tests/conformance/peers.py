# SPDX-License-Identifier: GPL-3.0-or-later
"""What the conformance tests share: datasets, made here or read from IMB_SHARED, and the program.

Made ones: Gaussian mixtures without ties (17 digits), two and more classes, labels that are words and
numbers; tables of few values with many equal rows and distances. Real ones are used, too, when IMB_SHARED names a folder that has them."""
import csv
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import imbal

SHARED = os.environ.get("IMB_SHARED")


class Data:
    """A table as the peers see it, X and y, and the file that imbal reads."""

    def __init__(self, name, X, y):
        self.name, self.X, self.y = name, np.ascontiguousarray(X, dtype=float), np.asarray(y)
        if self.y.dtype.kind in "UO" and all(label.lstrip("-").isdigit() for label in self.y):
            self.y = self.y.astype(int)
        self.path = imbal.FOLDER / f"{name}.csv"
        self.features = ",".join(f"x{j}" for j in range(self.X.shape[1]))
        with open(self.path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self.features.split(",") + ["target"])
            for row, label in zip(self.X, self.y):
                writer.writerow([*(repr(float(v)) for v in row), label])

    @property
    def counts(self):
        labels, counts = np.unique(self.y, return_counts=True)
        return dict(zip(labels.tolist(), counts.tolist()))

    @property
    def reading(self):
        """Options with which imbal takes every column as the number that it is."""
        return ["--target", "target", "--features", self.features, "--numeric", self.features]


def read_scores(path, labels):
    """A row for each of --predictions, a column for each label."""
    columns = [f"score_{label}" for label in labels]
    with open(path, newline="", encoding="utf-8") as file:
        return np.array([[float(row[column]) for column in columns] for row in csv.DictReader(file)])


def mixture(name, sizes, n_features, labels, seed):
    rng = np.random.RandomState(seed)
    X = np.vstack([rng.normal(1.5 * c, 1 + 0.3 * c, (n, n_features)) * (10.0 ** (np.arange(n_features) % 4))
                   for c, n in enumerate(sizes)])
    y = np.repeat(labels, sizes)
    order = rng.permutation(len(y))
    return Data(name, X[order], y[order])


def rounded(name, sizes, steps, labels, seed):
    """Each column in steps of its own, so that distances are equal and one row in four is a copy of another."""
    rng = np.random.RandomState(seed)
    X = np.vstack([np.round(rng.normal(c, 1, (n, len(steps))) / steps) * steps for c, n in enumerate(sizes)])
    y = np.repeat(labels, sizes)
    for label in labels:
        own = np.flatnonzero(y == label)
        X[rng.choice(own, len(own) // 4)] = X[rng.choice(own, len(own) // 4)]
    order = rng.permutation(len(y))
    return Data(name, X[order], y[order])


class Coded(Data):
    """The last n_categories columns hold categories."""

    def __init__(self, name, X, y, n_categories):
        super().__init__(name, X, y)
        names = self.features.split(",")
        self.first = len(names) - n_categories
        self.numbers, self.categories = names[:self.first], names[self.first:]

    @property
    def reading(self):
        return ["--target", "target", "--features", self.features, "--categorical", ",".join(self.categories)] \
            + (["--numeric", ",".join(self.numbers)] if self.numbers else [])


def coded(name, sizes, n_numbers, levels, seed):
    """Categories lean to a level of their class. Codes are 0 … levels − 1, all of which occur."""
    rng = np.random.RandomState(seed)
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    numbers = rng.normal(y[:, None], 1.3, (len(y), n_numbers)) * 10.0 ** np.arange(n_numbers)
    codes = [np.where(rng.rand(len(y)) < 0.4, y % n, rng.randint(0, n, len(y))) for n in levels]
    for column, n in zip(codes, levels):
        column[:n] = np.arange(n)
    return Coded(name, np.column_stack([numbers, *codes]), y, len(levels))


def mixed():
    yield coded("mixed-two", [240, 40], 3, [3, 5], 1)
    yield coded("mixed-turned", [25, 190], 2, [2, 2, 2, 7], 2)
    yield coded("mixed-one-number", [120, 60], 1, [4], 3)
    yield coded("mixed-many", [400, 90], 6, [12, 3, 30], 4)
    yield coded("mixed-small", [20, 9], 2, [3], 5)
    yield coded("mixed-large", [900, 300], 4, [2, 9], 6)


def mixed_tied():
    """Whole numbers, so that most distances are equal; more rows of a class than scikit-learn deals out at once, too."""
    for name, sizes, levels in (("whole-two", [240, 40], [3, 5]), ("whole-one", [60, 120], [4]), ("whole-turned", [60, 200], [2, 2, 7]),
                                ("whole-large", [1700, 1300], [3, 4])):
        n_numbers = 1 if name == "whole-one" else 3
        data = coded(f"mixed-{name}", sizes, n_numbers, levels, 7)
        data.X[:, :n_numbers] = np.round(data.X[:, :n_numbers] / 10.0 ** np.arange(n_numbers))
        yield Coded(data.name, data.X, data.y, len(levels))


def nominal():
    yield coded("nominal-two", [200, 40], 0, [3, 5, 2], 1)
    yield coded("nominal-three", [150, 60, 30], 0, [4, 4, 4, 4, 6], 2)
    yield coded("nominal-one", [90, 30], 0, [6], 3)
    yield coded("nominal-many", [300, 120, 20], 0, [2] * 12, 4)
    yield coded("nominal-wide", [500, 220], 0, [25, 3, 8], 5)
    yield coded("nominal-small", [12, 7], 0, [3, 2], 6)


def tied():
    """Two to fifteen columns, where scikit-learn searches in a tree; then twenty, where all squares are exact."""
    return [
        rounded("tied-hundredths", [900, 70, 400], [0.01] * 2 + [0.5] * 3, ["a", "b", "c"], 5),
        rounded("tied-halves", [600, 35], [0.5] * 8, ["no", "yes"], 6),
        rounded("tied-wide", [150, 90], [0.7] * 15, ["no", "yes"], 7),
        rounded("tied-whole", [900, 300, 60], [1] * 2, [1, 2, 3], 8),
        rounded("tied-pairs", [200, 90, 12], [1] * 20, [1, 2, 3], 9),
    ]


def made():
    return [
        mixture("two", [220, 31], 5, ["no", "yes"], 1),
        mixture("two-numbers", [90, 240], 3, [1, 0], 2),
        mixture("three", [150, 60, 25], 4, ["b", "a", "c"], 3),
        mixture("four-numbers", [30, 200, 75, 12], 6, [10, 2, 33, 4], 4),
    ]


def read_csv(path, names=True):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file) if row]
    return split(rows[1:] if names else rows)


def read_keel(path):
    lines = Path(path).read_text().splitlines()
    return split([[cell.strip() for cell in line.split(",")] for line in lines if line.strip() and line[0] != "@"])


def split(rows):
    return np.array([row[:-1] for row in rows], dtype=float), np.array([row[-1] for row in rows])


def real():
    """The real tables; none where there are none, and that is said."""
    if not SHARED:
        print("# IMB_SHARED is not set: only datasets made here are compared", flush=True)
        return []
    tables = Path(SHARED) / "datasets" / "tables"
    found = [
        Data("phoneme", *read_csv(tables / "phoneme.csv")),
        Data("pima", *read_csv(tables / "pima-indians-diabetes.csv", names=False)),
        Data("yeast6", *read_keel(tables / "yeast6.dat")),
        Data("multiclass", *read_csv(Path(SHARED) / "golden" / "input_multiclass.csv")),
    ]
    print("# from IMB_SHARED:", ", ".join(f"{d.name} {d.X.shape}" for d in found), flush=True)
    return found
