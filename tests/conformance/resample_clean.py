# SPDX-License-Identifier: GPL-3.0-or-later
"""The cleaning samplers beside imbalanced-learn, row for row."""
import sys

sys.dont_write_bytecode = True
from imblearn.under_sampling import TomekLinks

import peers
import sampled
import tap


def strategies(data):
    """(text for imbal, value for imbalanced-learn) of what sampling_strategy can be when the rows decide how many go."""
    for word in ("auto", "majority", "not minority", "not majority", "all"):
        yield f'"{word}"', word
    labels = sorted(data.counts, key=data.counts.get)[-2:]
    yield "[" + ";".join(map(str, labels)) + "]", labels


def samplers(data):
    for text, value in strategies(data):
        yield f"tomek-links:sampling_strategy={text}", lambda seed, v=value: TomekLinks(sampling_strategy=v)


def tables():
    return peers.made() + peers.tied() + peers.real()


def cases():
    for data in tables():
        for spec, make in samplers(data):
            seeds = sampled.SEEDS if "random_state" in make(0).get_params() else (0,)
            spec += ",compat=imbalanced-learn"
            yield f"{data.name}: {spec}", lambda d=data, s=spec, m=make, o=seeds: sampled.compare(d, s, m, o)


tap.run(cases())
