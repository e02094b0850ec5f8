# SPDX-License-Identifier: GPL-3.0-or-later
"""smotenc and smoten give the rows of imbalanced-learn's SMOTENC and SMOTEN: tables of numbers beside categories, and of
categories only, where nearly all distances are equal. A category is compared by its code.

imbalanced-learn 0.10 (Debian 12's) weighs an unlike category half of what the paper and its later versions do, by the median of
the smallest class only: sampled.Weighed puts the median right, and tables for smotenc have two classes."""
import sys

sys.dont_write_bytecode = True
from imblearn.over_sampling import SMOTEN

import peers
import sampled
import tap


def cases():
    for k in (5, 2, 3):
        for data in [*peers.mixed(), *peers.mixed_tied()]:
            columns = list(range(data.first, data.X.shape[1]))
            yield (f"{data.name}: smotenc, {k} neighbours", lambda d=data, k=k, c=columns: sampled.compare(
                d, f"smotenc:k_neighbors={k}", lambda seed: sampled.Weighed(categorical_features=c, k_neighbors=k, random_state=seed)))
        for data in peers.nominal():
            yield (f"{data.name}: smoten, {k} neighbours", lambda d=data, k=k: sampled.compare(
                d, f"smoten:k_neighbors={k}", lambda seed: SMOTEN(k_neighbors=k, random_state=seed)))


tap.run(cases())
