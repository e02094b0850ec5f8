# SPDX-License-Identifier: GPL-3.0-or-later
"""Samplers that work by clusters, beside imbalanced-learn: the same rows where the clusters leave no choice, else as many of
them in the same places. Rows within given clusters are in tests/test-clusters.c."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import KMeansSMOTE
from imblearn.under_sampling import ClusterCentroids
from sklearn.cluster import KMeans

import peers
import sampled
import tap


def in_one_cluster(data):
    """(SPEC, a function from seed to imbalanced-learn's sampler)"""
    for text, value in sampled.strategies(data, True):
        for k in (2, 5):
            yield (f'kmeans-smote:kmeans_estimator=1,k_neighbors={k},compat=imbalanced-learn,sampling_strategy="{text}"',
                   lambda seed, v=value, k=k: KMeansSMOTE(sampling_strategy=v, kmeans_estimator=1, k_neighbors=k, random_state=seed))


def blobs():
    """Five clouds far from each other, with few, some and many rows of the rare class."""
    rng = np.random.RandomState(3)
    X, y = [], []
    for centre, n, n_rare, spread in ((0, 200, 5, 1), (100, 60, 40, 1), (200, 50, 30, 3), (300, 80, 60, 2), (400, 300, 0, 1)):
        X.append(rng.normal(centre, spread, (n + n_rare, 3)))
        y += ["no"] * n + ["rare"] * n_rare
    return peers.Data("blobs", np.vstack(X), y)


def rows_fall_into_the_same_clouds():
    """Eight starts of five clusters find all clouds mostly; the median over seeds is what the method does."""
    data = blobs()
    counts = {"ours": [], "theirs": []}
    for seed in range(9):
        ours, _ = sampled.resampled(data, "kmeans-smote:kmeans_estimator=5,cluster_balance_threshold=0.1", seed)
        theirs, _ = KMeansSMOTE(kmeans_estimator=5, cluster_balance_threshold=0.1, random_state=seed).fit_resample(data.X, data.y)
        for name, X in (("ours", ours), ("theirs", theirs)):
            counts[name].append(np.bincount(np.round(X[len(data.X):, 0] / 100).astype(int), minlength=5))
    ours, theirs = np.median(counts["ours"], axis=0), np.median(counts["theirs"], axis=0)
    assert np.abs(ours - theirs).max() <= 3, f"{ours}, not {theirs}"
    assert all(sum(count) == 690 - 135 for count in counts["ours"]), counts["ours"]


def totals_are_as_asked(data):
    """imbalanced-learn makes up to one row for each cluster more."""
    most = max(data.counts.values())
    for spec in ("kmeans-smote:cluster_balance_threshold=0.01", "kmeans-smote:kmeans_estimator=4,cluster_balance_threshold=0.02"):
        if not sampled.is_refused(data, spec, 0):
            _, labels = sampled.resampled(data, spec, 0)
            assert set(np.unique(labels, return_counts=True)[1]) == {most}, f"{spec}: {np.unique(labels, return_counts=True)}"


def spread(data, X, y):
    """How far the rows of the larger classes are from what stands for them, squared."""
    return sum(((data.X[data.y == label][:, None] - X[y == label][None]) ** 2).sum(2).min(1).sum()
               for label in data.counts if data.counts[label] > min(data.counts.values()))


def centroids_are_as_good(data):
    """As many rows in the same order of classes, and over seeds as near to the rows that they stand for."""
    for voting in ("soft", "hard"):
        ours, theirs = [], []
        for seed in range(8):
            X, labels = sampled.resampled(data, f"cluster-centroids:voting={voting}", seed)
            Z, wanted = ClusterCentroids(estimator=KMeans(n_init=1, random_state=seed), voting=voting).fit_resample(data.X, data.y)
            assert (labels == wanted.astype(str)).all(), f"{voting}, seed {seed}: classes differ"
            ours.append(spread(data, X, labels.astype(data.y.dtype)))
            theirs.append(spread(data, Z, wanted))
        assert abs(np.mean(ours) / np.mean(theirs) - 1) < 0.04, f"{voting}: {np.mean(ours)}, not {np.mean(theirs)}"


tap.run([*sampled.cases(in_one_cluster),
         ("rows fall into the same clouds", rows_fall_into_the_same_clouds),
         *((f"{data.name}: totals are as asked", lambda d=data: totals_are_as_asked(d)) for data in peers.made() + peers.tied()),
         *((f"{data.name}: centroids are as good", lambda d=data: centroids_are_as_good(d)) for data in peers.made())])
