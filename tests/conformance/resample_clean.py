# SPDX-License-Identifier: GPL-3.0-or-later
"""The cleaning samplers beside imbalanced-learn, row for row."""
import sys

sys.dont_write_bytecode = True
from imblearn.under_sampling import AllKNN, EditedNearestNeighbours, RepeatedEditedNearestNeighbours, TomekLinks

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
        for kind in ("all", "mode"):
            for k in (3, 4):
                yield (f"edited-nearest-neighbours:n_neighbors={k},kind_sel={kind},sampling_strategy={text}",
                       lambda seed, v=value, k=k, s=kind: EditedNearestNeighbours(n_neighbors=k, kind_sel=s, sampling_strategy=v))
            yield (f"repeated-edited-nearest-neighbours:kind_sel={kind},sampling_strategy={text}",
                   lambda seed, v=value, s=kind: RepeatedEditedNearestNeighbours(kind_sel=s, sampling_strategy=v))
            yield (f"all-knn:kind_sel={kind},sampling_strategy={text}",
                   lambda seed, v=value, s=kind: AllKNN(kind_sel=s, sampling_strategy=v))
    yield ("repeated-edited-nearest-neighbours:n_neighbors=1,max_iter=2",
           lambda seed: RepeatedEditedNearestNeighbours(n_neighbors=1, max_iter=2))
    yield "all-knn:n_neighbors=5,allow_minority=true", lambda seed: AllKNN(n_neighbors=5, allow_minority=True)
    yield "edited-nearest-neighbours:n_neighbors=1", lambda seed: EditedNearestNeighbours(n_neighbors=1)
    yield "edited-nearest-neighbours:n_neighbors=70,kind_sel=mode", lambda seed: EditedNearestNeighbours(n_neighbors=70, kind_sel="mode")


def tables():
    return peers.made() + peers.tied() + peers.real()


def cases():
    for data in tables():
        for spec, make in samplers(data):
            seeds = sampled.SEEDS if "random_state" in make(0).get_params() else (0,)
            spec += ",compat=imbalanced-learn"
            yield f"{data.name}: {spec}", lambda d=data, s=spec, m=make, o=seeds: sampled.compare(d, s, m, o)


tap.run(cases())
