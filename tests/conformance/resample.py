# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --raw --scale none gives the rows of imbalanced-learn's fit_resample, in its order.

One thing is not defined there: which of several neighbours at exactly the same distance comes first (it
depends on how the search tree was cut). Rows that differ for this reason alone must have the same base
and step, and a partner at the same distance; how many there are is printed."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

import peers
from peers import imbal
import tap

SEEDS = (0, 1, 7)
TOLERANCE = 1e-12


def strategies(data, is_over):
    """(text for imbal, value for imbalanced-learn) of everything that sampling_strategy can be; "minority" as a
    dict, because imbalanced-learn 0.10 documents the word and refuses it."""
    yield "auto", "auto"
    if is_over:
        yield "minority", {min(data.counts, key=data.counts.get): max(data.counts.values())}
        yield "not majority", "not majority"
    else:
        yield "majority", "majority"
        yield "not minority", "not minority"
    if len(data.counts) == 2 and min(data.counts.values()) / max(data.counts.values()) < 0.5:
        yield "0.5", 0.5
    small, large = min(data.counts.values()), max(data.counts.values())
    if is_over:
        counts = {label: n + (large - n) // 3 for label, n in data.counts.items()}
    else:
        counts = {label: max(small // 2, n // 3) for label, n in data.counts.items()}
    yield "{" + ";".join(f"{label}:{n}" for label, n in counts.items()) + "}", counts


def samplers(data):
    """(SPEC, a function from seed to imbalanced-learn's sampler)"""
    for text, value in strategies(data, True):
        yield f'random-over:sampling_strategy="{text}"', lambda seed, v=value: RandomOverSampler(sampling_strategy=v, random_state=seed)
        for k in (3, 5):
            yield (f'smote:k_neighbors={k},sampling_strategy="{text}"',
                   lambda seed, v=value, k=k: SMOTE(sampling_strategy=v, k_neighbors=k, random_state=seed))
    for text, value in strategies(data, False):
        yield f'random-under:sampling_strategy="{text}"', lambda seed, v=value: RandomUnderSampler(sampling_strategy=v, random_state=seed)


def resampled(data, spec, seed):
    """Numbers, labels, and for each row the data rows (from 0) and weights that it is made of."""
    parents = imbal.FOLDER / "parents.csv"
    out, _ = imbal.run("resample", data.path, *data.reading, "--raw", "--scale", "none", "--sampler", spec,
                       "--seed", seed, "-o", "-", "--provenance", parents, "--quiet")
    lines = [line.rsplit(",", 1) for line in out.splitlines()]
    assert lines[0] == [data.features, "target"], lines[0]
    X = np.array([list(map(float, numbers.split(","))) for numbers, _ in lines[1:]])
    sources = [([int(i) - 1 for i in row[2].split()], [float(w) for w in row[3].split()])
               for row in imbal.rows_of(parents)[1:]]
    return X, np.array([label for _, label in lines[1:]]), sources


def is_tie(data, label, source, row):
    """Is the peer's row made of the same base with the same step, and of another partner as near?"""
    rows, weights = source
    if len(rows) != 2:
        return False
    own = data.X[data.y.astype(str) == label]
    for base, partner, step in ((data.X[rows[0]], data.X[rows[1]], weights[1]), (data.X[rows[1]], data.X[rows[0]], weights[0])):
        wanted = np.linalg.norm(partner - base)
        near = np.abs(np.linalg.norm(own - base, axis=1) - wanted) <= 1e-9 * (1 + wanted)
        if (np.abs(base + step * (own[near] - base) - row).max(1) <= TOLERANCE).any():
            return True
    return False


def compare(data, spec, make):
    for seed in SEEDS:
        X, y = make(seed).fit_resample(data.X, data.y)
        ours, labels, sources = resampled(data, spec, seed)
        assert ours.shape == X.shape, f"{spec}, seed {seed}: {ours.shape} rows and columns, not {X.shape}"
        assert (labels == y.astype(str)).all(), f"{spec}, seed {seed}: labels differ from row {np.argmax(labels != y.astype(str)) + 1}"
        differing = np.flatnonzero(np.abs(ours - X).max(1) > TOLERANCE)
        for row in differing:
            assert is_tie(data, labels[row], sources[row], X[row]), \
                f"{spec}, seed {seed}: row {row + 1} differs by {np.abs(ours[row] - X[row]).max()}"
        if len(differing) > 0:
            assert not data.name.startswith(("two", "three", "four")), "data made here have no ties"
            print(f"# {data.name}: {spec}, seed {seed}: {len(differing)} of {len(X)} rows have another partner at the same distance")


def cases():
    for data in peers.made() + peers.real():
        for spec, make in samplers(data):
            yield f"{data.name}: {spec}".replace("#", ""), lambda d=data, s=spec, m=make: compare(d, s, m)


tap.run(cases())
