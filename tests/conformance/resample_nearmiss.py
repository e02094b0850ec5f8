# SPDX-License-Identifier: GPL-3.0-or-later
"""near-miss in its three versions beside imbalanced-learn's NearMiss, row for row."""
import sys

sys.dont_write_bytecode = True
from imblearn.under_sampling import NearMiss

import peers
import sampled
import tap


def samplers(data):
    for text, value in sampled.strategies(data, False):
        for version in (1, 2, 3):
            yield (f'near-miss:version={version},sampling_strategy="{text}"',
                   lambda seed, s=value, v=version: NearMiss(version=v, sampling_strategy=s))
    for version, n, m in ((1, 1, 3), (2, 1, 3), (1, 9, 3), (2, 9, 3), (3, 1, 1), (3, 9, 7)):
        yield (f"near-miss:version={version},n_neighbors={n},n_neighbors_ver3={m}",
               lambda seed, v=version, n=n, m=m: NearMiss(version=v, n_neighbors=n, n_neighbors_ver3=m))


def tables():
    """Classes of equal size: the smallest is that whose row comes first."""
    return [
        peers.rounded("equal-first", [40, 20, 20], [1] * 3, ["a", "b", "c"], 11),
        peers.rounded("equal-second", [40, 20, 20], [1] * 3, ["a", "c", "b"], 12),
        # More than 128 neighbours: sums are halved.
        peers.rounded("many", [500, 400], [0.01] * 2, ["a", "b"], 13),
    ]


def more(data):
    for version in (1, 2, 3):
        yield f"near-miss:version={version}", lambda seed, v=version: NearMiss(version=v)
    if data.name == "many":
        for version in (1, 2):
            yield f"near-miss:version={version},n_neighbors=150", lambda seed, v=version: NearMiss(version=v, n_neighbors=150)


def cases():
    yield from sampled.cases(samplers)
    for data in tables():
        for spec, make in more(data):
            yield f"{data.name}: {spec}", lambda d=data, s=spec, m=make: sampled.compare(d, s, m)


tap.run(cases())
