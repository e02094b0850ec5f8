# SPDX-License-Identifier: GPL-3.0-or-later
"""What the conformance tests of samplers share: imbal resample --raw --scale none beside fit_resample, row for row."""
import numpy as np
from imblearn.over_sampling import SMOTENC
from imblearn.under_sampling import EditedNearestNeighbours
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

import once  # noqa: F401, neighbours are searched for once
import peers
from peers import imbal

threadpool_limits(1)  # with more threads scikit-learn orders equal distances differently, from 257 points on

SEEDS = (0, 1, 7)
TOLERANCE = 1e-12


class NeighbourhoodCleaningRule:
    """The rule as imbalanced-learn has had it since 0.12, of its parts: in 0.10 the second step asks with kind_sel and
    compares class sizes with the whole table."""

    def __init__(self, sampling_strategy="auto", n_neighbors=3, threshold_cleaning=0.5):
        self.strategy, self.k, self.threshold = sampling_strategy, n_neighbors, threshold_cleaning

    def get_params(self):
        return {}

    def fit_resample(self, table, labels):
        X, y = np.asarray(table), np.asarray(labels)
        edit = EditedNearestNeighbours(sampling_strategy=self.strategy, n_neighbors=self.k, kind_sel="mode")
        edit.fit_resample(X, y)
        stays = np.zeros(len(y), dtype=bool)
        stays[edit.sample_indices_] = True
        first, sizes = np.unique(y, return_index=True)[1], dict(zip(*np.unique(y, return_counts=True)))
        small = min(y[np.sort(first)], key=sizes.get)
        cleaned = [c for c in sizes if c in edit.sampling_strategy_ and sizes[c] > sizes[small] * self.threshold]
        rows = np.flatnonzero(y == small)
        voters = KNeighborsClassifier(n_neighbors=self.k).fit(X, y)
        wrong = voters.predict(X[rows]) != small
        around = voters.kneighbors(X[rows], n_neighbors=self.k + 1, return_distance=False)[wrong, 1:].ravel()
        stays[around[np.isin(y[around], cleaned)]] = False
        return table[stays], labels[stays]


class Weighed(SMOTENC):
    """As imbalanced-learn 0.12 and later do it, for two classes of which one is made larger."""

    @property
    def median_std_(self):
        return self._median

    @median_std_.setter
    def median_std_(self, value):
        self._median = 2 * (value / np.sqrt(2))  # it is halved again


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


def resampled(data, spec, seed):
    """Numbers and labels."""
    out, _ = imbal.run("resample", data.path, *data.reading, "--raw", "--scale", "none", "--sampler", spec,
                       "--seed", seed, "-o", "-", "--quiet")
    names, *lines = out.splitlines()
    assert names == data.features + ",target", names
    n_columns = data.X.shape[1]
    assert all(line.count(",") == n_columns for line in lines)
    rows, labels = zip(*(line.rsplit(",", 1) for line in lines))
    return np.array(",".join(rows).split(","), dtype=np.float64).reshape(-1, n_columns), np.array(labels)


def is_refused(data, spec, seed):
    process = imbal.start("resample", data.path, *data.reading, "--raw", "--scale", "none", "--sampler", spec,
                          "--seed", seed, "-o", "-", "--quiet")
    process.communicate(timeout=300)
    return process.returncode != 0


def asked_by_seed(data, make):
    """A function from a seed to the peer's answer, which may be that it fails; a peer that draws nothing is asked once."""
    if "random_state" in make(0).get_params():
        return lambda seed: make(seed).fit_resample(data.X, data.y)
    answers = []

    def answer(_):
        if not answers:
            answers.append(make(0).fit_resample(data.X, data.y))
        return answers[0]

    return answer


def compare(data, spec, make, seeds=SEEDS):
    ask = asked_by_seed(data, make)
    for seed in seeds:
        try:
            X, y = ask(seed)
        except (RuntimeError, ValueError) as refusal:
            assert is_refused(data, spec, seed), f"{spec}, seed {seed}: not refused as by imbalanced-learn: {refusal}"
            continue
        ours, labels = resampled(data, spec, seed)
        assert ours.shape == X.shape, f"{spec}, seed {seed}: {ours.shape} rows and columns, not {X.shape}"
        assert (labels == y.astype(str)).all(), f"{spec}, seed {seed}: labels differ from row {np.argmax(labels != y.astype(str)) + 1}"
        differing = np.flatnonzero((np.abs(ours - X) / np.maximum(1, np.abs(X))).max(1) > TOLERANCE)
        assert len(differing) == 0, (f"{spec}, seed {seed}: {len(differing)} of {len(X)} rows differ, the first is row "
                                     f"{differing[0] + 1}, by {np.abs(ours[differing[0]] - X[differing[0]]).max()}")


def cases(samplers):
    """Of a function from data to (SPEC, a function from seed to imbalanced-learn's sampler): a case for each, on every table."""
    for data in peers.made() + peers.tied() + peers.real():
        for spec, make in samplers(data):
            yield f"{data.name}: {spec}".replace("#", ""), lambda d=data, s=spec, m=make: compare(d, s, m)
