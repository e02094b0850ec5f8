# SPDX-License-Identifier: GPL-3.0-or-later
"""smotenc and smoten give the rows of imbalanced-learn's SMOTENC and SMOTEN: tables of numbers beside categories, and of
categories only, where nearly all distances are equal. A category is compared by its code.

imbalanced-learn 0.10 (Debian 12's) weighs an unlike category half of what the paper and its later versions do, by the median of
the smallest class only: Weighed puts the median right, and tables for smotenc have two classes."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import SMOTEN, SMOTENC

import peers
import sampled
import tap


class Weighed(SMOTENC):
    @property
    def median_std_(self):
        return self._median

    @median_std_.setter
    def median_std_(self, value):
        self._median = value * np.sqrt(2)


class Coded(peers.Data):
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


def nominal():
    yield coded("nominal-two", [200, 40], 0, [3, 5, 2], 1)
    yield coded("nominal-three", [150, 60, 30], 0, [4, 4, 4, 4, 6], 2)
    yield coded("nominal-one", [90, 30], 0, [6], 3)
    yield coded("nominal-many", [300, 120, 20], 0, [2] * 12, 4)
    yield coded("nominal-wide", [500, 220], 0, [25, 3, 8], 5)
    yield coded("nominal-small", [12, 7], 0, [3, 2], 6)


def cases():
    for k in (5, 2, 3):
        for data in mixed():
            columns = list(range(data.first, data.X.shape[1]))
            yield (f"{data.name}: smotenc, {k} neighbours", lambda d=data, k=k, c=columns: sampled.compare(
                d, f"smotenc:k_neighbors={k}", lambda seed: Weighed(categorical_features=c, k_neighbors=k, random_state=seed)))
        for data in nominal():
            yield (f"{data.name}: smoten, {k} neighbours", lambda d=data, k=k: sampled.compare(
                d, f"smoten:k_neighbors={k}", lambda seed: SMOTEN(k_neighbors=k, random_state=seed)))


tap.run(cases())
