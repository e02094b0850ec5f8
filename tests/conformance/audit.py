# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --audit beside scipy and numpy on the written table: distances of distributions and correlations to 1e-9 (synthetic values
are read back from text), and the discriminator beside scikit-learn's forest on the same halves, which grows other trees."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from scipy.stats import ks_2samp, wasserstein_distance
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

import peers
from peers import imbal
import tap

SLIGHT = 0.05


class Result:
    def __init__(self, data, sampler):
        self.audit = imbal.ask("resample", data.path, *data.reading, "--sampler", sampler, "-o", "out.csv", "--provenance", "from.csv",
                               "--domain", "keep", "--seed", "3", "--audit")["audit"]
        rows = imbal.rows_of(imbal.FOLDER / "out.csv")[1:]
        origins = [origin for origin in imbal.rows_of(imbal.FOLDER / "from.csv")[1:] if origin[0] != ""]
        self.data = data
        self.X = np.array([row[:-1] for row in rows], dtype=float)
        self.y = np.array([row[-1] for row in rows])
        self.made = np.array([origin[1] == "synthetic" for origin in origins])
        self.parents = [[(int(p) - 1, float(w)) for p, w in zip(o[2].split(), o[3].split())] for o in origins]

    def sides(self, label):
        return self.data.X[self.data.y == label], self.X[self.y == label]


def results():
    for sampler in ("smote", "random-over:shrinkage=2", "random-under", "adasyn"):
        for data in (peers.mixture("audited", [260, 60], 5, ["no", "yes"], 11), peers.mixture("audited-three", [200, 90, 40], 4, ["a", "b", "c"], 12)):
            yield sampler, Result(data, sampler)


def near(name, ours, expected, tolerance=1e-9):
    assert abs(ours - expected) <= tolerance * max(1.0, abs(expected)), f"{name} is {ours}, not {expected}"


def test_shifts_and_distances_are_those_of_scipy():
    for sampler, result in results():
        labels = np.unique(result.data.y)
        for j, shift in enumerate(result.audit["shifts"]):
            sides = [tuple(side[:, j] for side in result.sides(label)) for label in labels]
            near(f"{sampler} {j} ks", shift["distance"], max(ks_2samp(a, b).statistic for a, b in sides))
            moved = [wasserstein_distance(a, b) for a, b in sides]
            near(f"{sampler} {j} wasserstein", shift["wasserstein"], max(moved))
            near(f"{sampler} {j} by deviation", shift["wasserstein_by_deviation"], max(moved) / np.std(sides[int(np.argmax(moved))][0]))
            assert shift["wasserstein_class"] == str(labels[int(np.argmax(moved))])


def test_the_greatest_change_of_a_correlation_is_that_of_numpy():
    for sampler, result in results():
        changes = {}
        for label in np.unique(result.data.y):
            before, after = (np.corrcoef(side.T) for side in result.sides(label))
            for j in range(len(before)):
                for k in range(j):
                    changes[f"x{k}", f"x{j}", str(label)] = before[k, j], after[k, j]
        most = max(changes, key=lambda key: abs(changes[key][0] - changes[key][1]))
        got = result.audit["correlation"]
        assert (*got["features"], got["class"]) == most, (got, most)
        near("before", got["before"], changes[most][0])
        near("after", got["after"], changes[most][1])
        near("change", got["change"], abs(changes[most][0] - changes[most][1]))


def told_apart(result, label):
    """The halves are the program's: numpy's legacy permutation of the class's rows, children where all their parents are."""
    stream, own = np.random.RandomState(0), np.flatnonzero(result.data.y == label)
    made = np.flatnonzero(result.made & (result.y == label))
    areas = []
    for _ in range(5):
        half = np.zeros(len(result.data.y), dtype=int)
        half[own[stream.permutation(len(own))]] = 1 + np.arange(len(own)) % 2
        of_made = np.array([np.bitwise_or.reduce([half[p] for p, w in result.parents[m] if abs(w) > SLIGHT]) for m in made])
        X = [np.vstack([result.data.X[half == h], result.X[made[of_made == h]]]) for h in (1, 2)]
        y = [np.repeat([0, 1], [np.sum(half == h), np.sum(of_made == h)]) for h in (1, 2)]
        for train, test in ((0, 1), (1, 0)):
            forest = RandomForestClassifier(50, min_samples_leaf=3, random_state=0).fit(X[train], y[train])
            areas.append(roc_auc_score(y[test], forest.predict_proba(X[test])[:, 1]))
    return np.mean(areas), len(made)


def test_the_discriminator_is_as_good_as_that_of_scikit_learn():
    for sampler in ("smote", "random-over:shrinkage=0.5", "random-over:shrinkage=3"):
        for data in (peers.mixture("told", [300, 80], 4, ["no", "yes"], 21), peers.mixture("told-three", [260, 130, 60], 3, ["a", "b", "c"], 22)):
            result = Result(data, sampler)
            theirs = [told_apart(result, label) for label in np.unique(data.y) if np.any(result.made & (result.y == label))]
            expected = sum(area * n for area, n in theirs) / sum(n for _, n in theirs)
            print(f"# {sampler}, {data.name}: {result.audit['discriminator_auc']:.3f} beside {expected:.3f}")
            near(sampler, result.audit["discriminator_auc"], expected, 0.04)


tap.run(tap.cases_of(globals()))
