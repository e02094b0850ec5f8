# SPDX-License-Identifier: GPL-3.0-or-later
"""The cleaning samplers beside imbalanced-learn, row for row."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import (AllKNN, CondensedNearestNeighbour, EditedNearestNeighbours, OneSidedSelection,
                                     RepeatedEditedNearestNeighbours, TomekLinks)

import peers
import sampled
import tap


def strategies(data):
    """(text for imbal, value for imbalanced-learn) of what sampling_strategy can be when the rows decide how many go."""
    for word in ("auto", "majority", "not minority", "not majority", "all"):
        yield f'"{word}"', word
    labels = sorted(data.counts, key=data.counts.get)[-2:]
    yield "[" + ";".join(map(str, labels)) + "]", labels


def editing(text, value):
    for kind in ("all", "mode"):
        yield (f"edited-nearest-neighbours:kind_sel={kind},sampling_strategy={text}",
               lambda seed, kind=kind: EditedNearestNeighbours(kind_sel=kind, sampling_strategy=value))
        yield (f"repeated-edited-nearest-neighbours:kind_sel={kind},sampling_strategy={text}",
               lambda seed, kind=kind: RepeatedEditedNearestNeighbours(kind_sel=kind, sampling_strategy=value))
        yield (f"all-knn:kind_sel={kind},sampling_strategy={text}",
               lambda seed, kind=kind: AllKNN(kind_sel=kind, sampling_strategy=value))


def storing(data, text, value, n, seeds):
    given = {"sampling_strategy": value, "n_neighbors": n, "n_seeds_S": seeds}
    options = f"n_neighbors={n},n_seeds_S={seeds},sampling_strategy={text}"
    # imbalanced-learn's fails when all rows of a class are drawn.
    if seeds < min(data.counts.values()):
        yield f"one-sided-selection:{options}", lambda seed: OneSidedSelection(**given, random_state=seed)
    if len(data.y) < 800:
        yield f"condensed-nearest-neighbour:{options}", lambda seed: CondensedNearestNeighbour(**given, random_state=seed)


def samplers(data):
    for text, value in strategies(data):
        yield f"tomek-links:sampling_strategy={text}", lambda seed, v=value: TomekLinks(sampling_strategy=v)
        if value in ("auto", "all", "not majority"):
            yield from editing(text, value)
            yield from storing(data, text, value, 1, 1)
            yield (f"neighbourhood-cleaning-rule:sampling_strategy={text}",
                   lambda seed, v=value: sampled.NeighbourhoodCleaningRule(v))
    yield from storing(data, '"auto"', "auto", 3, 5)
    yield from storing(data, '"auto"', "auto", 4, 30)
    for kind in ("all", "mode"):
        yield (f"edited-nearest-neighbours:n_neighbors=4,kind_sel={kind}",
               lambda seed, s=kind: EditedNearestNeighbours(n_neighbors=4, kind_sel=s))
    yield "neighbourhood-cleaning-rule:n_neighbors=4,threshold_cleaning=1.5", lambda seed: sampled.NeighbourhoodCleaningRule("auto", 4, 1.5)
    yield ("repeated-edited-nearest-neighbours:n_neighbors=1,max_iter=2",
           lambda seed: RepeatedEditedNearestNeighbours(n_neighbors=1, max_iter=2))
    yield "all-knn:n_neighbors=5,allow_minority=true", lambda seed: AllKNN(n_neighbors=5, allow_minority=True)
    yield "edited-nearest-neighbours:n_neighbors=1", lambda seed: EditedNearestNeighbours(n_neighbors=1)
    yield "edited-nearest-neighbours:n_neighbors=70,kind_sel=mode", lambda seed: EditedNearestNeighbours(n_neighbors=70, kind_sel="mode")
    yield "smote-enn:sampling_strategy=auto", lambda seed: SMOTEENN(random_state=seed)
    yield "smote-tomek:sampling_strategy=auto", lambda seed: SMOTETomek(random_state=seed)
    yield ("smote-enn:k_neighbors=3",
           lambda seed: SMOTEENN(smote=SMOTE(k_neighbors=3, random_state=seed), random_state=seed))


def tables():
    return peers.made() + peers.tied() + peers.real()


def cases():
    for data in tables():
        for spec, make in samplers(data):
            seeds = sampled.SEEDS if "random_state" in make(0).get_params() else sampled.SEEDS[:1]
            spec += ",compat=imbalanced-learn"
            yield f"{data.name}: {spec}", lambda d=data, s=spec, m=make, o=seeds: sampled.compare(d, s, m, o)


tap.run(cases())
