# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal describe --complexity and --difficulty beside numpy, scipy and scikit-learn: every measure computed anew from its definition (Lorena et al. 2019) on
the standardised features, to 1e-9. The points of n4 are random, so it is held against a share of many such points."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from scipy import stats
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial.distance import cdist
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import peers
from peers import imbal
import tap

TABLES = [
    peers.mixture("pair", [260, 60], 5, ["no", "yes"], 11),
    peers.mixture("three", [200, 90, 40], 4, ["a", "b", "c"], 12),
    peers.mixture("one-feature", [120, 30], 1, ["no", "yes"], 13),
    peers.mixture("wide", [90, 50, 20, 10], 60, ["a", "b", "c", "d"], 14),
]


def fisher(x, y):
    mean = x.mean(0)
    between = sum((y == c).sum() * (x[y == c].mean(0) - mean) ** 2 for c in np.unique(y))
    within = sum(((x[y == c] - x[y == c].mean(0)) ** 2).sum(0) for c in np.unique(y))
    return 1 / (1 + (between / within).max())


def direction(x, is_first):
    """Fisher's ratio along the direction that parts two sides best."""
    a, b = x[is_first], x[~is_first]
    within = sum(len(side) / len(x) * np.atleast_2d(np.cov(side.T, ddof=1 if len(side) > 1 else 0)) for side in (a, b))
    between = a.mean(0) - b.mean(0)
    best = np.linalg.solve(within, between)
    return 1 / (1 + (best @ between) ** 2 / (best @ within @ best))


def small_parts(tree, y):
    same = y[tree.row] == y[tree.col]
    graph = coo_matrix((np.ones(same.sum()), (tree.row[same], tree.col[same])), shape=tree.shape)
    parts = connected_components(graph, directed=False)[1]
    return np.bincount(parts)[parts] < 5


def overlaps(x, is_first):
    a, b = x[is_first], x[~is_first]
    low, high = np.maximum(a.min(0), b.min(0)), np.minimum(a.max(0), b.max(0))
    f2 = np.prod(np.maximum(0, high - low) / (np.maximum(a.max(0), b.max(0)) - np.minimum(a.min(0), b.min(0))))
    return f2, ((x >= low) & (x <= high)).mean(0).min()


def radii(enemies, distances):
    known = {}

    def radius(i):
        if i not in known:
            e = enemies[i]
            known[i] = distances[i] / 2 if enemies[e] == i else distances[i] - radius(e)
        return known[i]

    return np.array([radius(i) for i in range(len(enemies))])


class Expected:
    def __init__(self, data):
        self.x, self.y = StandardScaler().fit_transform(data.X), data.y
        self.labels = np.unique(self.y)
        d = cdist(self.x, self.x)
        same = self.y[:, None] == self.y[None, :]
        others = np.where(same, np.inf, d)
        alone = np.where(same & ~np.eye(len(d), dtype=bool), d, np.inf)
        enemy, to_enemy = others.argmin(1), others.min(1)
        tree = minimum_spanning_tree(d).tocoo()
        linked = np.zeros(len(d), bool)
        for a, b in zip(tree.row, tree.col):
            linked[[a, b]] |= self.y[a] != self.y[b]
        r = radii(enemy, to_enemy)
        inside = (d + r[:, None] <= r[None, :]) & same & ((r[:, None] < r[None, :]) | ((r[:, None] == r[None, :]) & (np.arange(len(d))[:, None] > np.arange(len(d))[None, :])))
        np.fill_diagonal(inside, False)
        around = NearestNeighbors(n_neighbors=8).fit(self.x).kneighbors(self.x)[1][:, 1:]
        mixed = (self.y[around] != self.y[:, None]).sum(1) > 3
        self.flags = {"r": mixed, "parts": small_parts(tree, self.y), "n1": linked, "n3": to_enemy < alone.min(1), "t1": ~inside.any(1)}
        self.own, self.other = alone.min(1), to_enemy
        self.nearer = (d < to_enemy[:, None]).sum(1)
        self.near = NearestNeighbors(n_neighbors=6).fit(self.x).kneighbors(self.x)[1][:, 1:]
        self.distances = d

    def measures(self, rows=slice(None)):
        n = len(self.y[rows])
        found = {name: flags[rows].mean() for name, flags in self.flags.items()}
        found["n2"] = self.own[rows].sum() / (self.own[rows].sum() + self.other[rows].sum())
        found["lsc"] = 1 - self.nearer[rows].sum() / n ** 2
        return found

    def whole(self):
        pairs = [overlaps(self.x[(self.y == a) | (self.y == b)], self.y[(self.y == a) | (self.y == b)] == a)
                 for i, a in enumerate(self.labels) for b in self.labels[i + 1:]]
        shares = np.array([(self.y == c).mean() for c in self.labels])
        ratio = (len(shares) - 1) / len(shares) * (shares / (1 - shares)).sum()
        sizes = np.array([(self.y == c).sum() for c in self.labels])
        mixed = np.average([self.flags["r"][self.y == c].mean() for c in self.labels], weights=1 / sizes)
        best = [direction(self.x[(self.y == a) | (self.y == b)], self.y[(self.y == a) | (self.y == b)] == a)
                for i, a in enumerate(self.labels) for b in self.labels[i + 1:]]
        return {**self.measures(), "r": mixed, "f1v": np.mean(best), "f1": fisher(self.x, self.y), "f2": np.mean([p[0] for p in pairs]), "f3": np.mean([p[1] for p in pairs]),
                "c1": 1 + (shares * np.log(shares)).sum() / np.log(len(shares)), "c2": 1 - 1 / ratio}

    def of_class(self, label):
        f2, f3 = overlaps(self.x, self.y == label)
        return {**self.measures(self.y == label), "f1v": direction(self.x, self.y == label), "f1": fisher(self.x, self.y == label), "f2": f2, "f3": f3}


def near(name, ours, expected):
    assert abs(ours - expected) <= 1e-9, f"{name} is {ours}, not {expected}"


def cases():
    for data in TABLES:
        yield data, Expected(data), imbal.ask("describe", data.path, *data.reading, "--complexity", "--difficulty")


def test_measures_of_the_whole():
    for data, expected, answer in cases():
        for name, value in expected.whole().items():
            near(f"{data.name} {name}", answer["complexity"]["measures"][name], value)


def test_measures_of_each_class():
    for data, expected, answer in cases():
        for entry in answer["complexity"]["classes"]:
            for name, value in expected.of_class(type(expected.labels[0])(entry["label"])).items():
                near(f"{data.name} {entry['label']} {name}", entry[name], value)


def test_how_unequal_classes_are():
    for data, expected, answer in cases():
        sizes = np.array([(expected.y == c).sum() for c in expected.labels])
        shares, even = sizes / sizes.sum(), np.full(len(sizes), 1 / len(sizes))
        hellinger = lambda p, q: np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2)
        small = int((shares < even).sum())
        worst = even.copy()
        worst[:small], worst[-1] = 0, 1 - even[small:-1].sum()
        found = answer["imbalance"]
        near(f"{data.name} degree", found["degree"], hellinger(shares, even) / hellinger(worst, even) + small - 1)
        near(f"{data.name} likelihood ratio", found["likelihood_ratio"], 2 * (sizes * np.log(shares / even)).sum())
        near(f"{data.name} entropy", found["entropy_balance"], stats.entropy(shares) / np.log(len(sizes)))
        near(f"{data.name} Gini-Simpson", found["gini_simpson"], 1 - (shares ** 2).sum())
        near(f"{data.name} mean ratio", found["mean_ratio"], np.mean(sizes.max() / sizes))
        for entry in answer["target"]["classes"]:
            near(f"{data.name} {entry['label']} effective", entry["effective"], (1 - 0.999 ** entry["count"]) / 0.001)


def test_points_between_rows_of_a_class():
    rng = np.random.RandomState(5)
    for data, expected, answer in cases():
        shares = []
        for _ in range(30):
            partners = np.array([rng.choice(np.flatnonzero(expected.y == c)) for c in expected.y])
            points = expected.x + rng.uniform(size=(len(partners), 1)) * (expected.x[partners] - expected.x)
            shares.append((expected.y[cdist(points, expected.x).argmin(1)] != expected.y).mean())
        assert abs(answer["complexity"]["measures"]["n4"] - np.mean(shares)) < 5 * np.std(shares) + 1e-3, (data.name, answer["complexity"]["measures"]["n4"], np.mean(shares))


def test_who_is_near_whom():
    for data, expected, answer in cases():
        for a, row in zip(expected.labels, answer["complexity"]["neighbours"]):
            near_classes = expected.y[expected.near[expected.y == a]]
            for b, share in zip(expected.labels, row):
                near(f"{data.name} {a} {b}", share, (near_classes == b).mean())


def test_types_of_rows():
    for data, expected, answer in cases():
        own = (expected.y[expected.near] == expected.y[:, None])
        n_own = own.sum(1)
        single = np.array([n_own[expected.near[i][own[i]][0]] <= 1 if n_own[i] == 1 else False for i in range(len(own))])
        types = {"safe": n_own >= 4, "borderline": (n_own == 2) | (n_own == 3) | ((n_own == 1) & ~single), "rare": (n_own == 1) & single, "outlier": n_own == 0}
        for entry in answer["difficulty"]:
            is_class = expected.y.astype(str) == entry["label"]
            assert {name: int((flags & is_class).sum()) for name, flags in types.items()} == {name: entry[name] for name in types}, (data.name, entry)


def types_among(y, near):
    """By the shares of Napierala and Stefanowski 2016; a single own neighbour that has others around it is at a border, as among five."""
    own = y[near] == y[:, None]
    n_own = own.sum(1)
    share = n_own / near.shape[1]
    crowded = np.array([n_own[i] == 1 and n_own[near[i][own[i]][0]] > 1 for i in range(len(own))])
    rare = (share > 0.1) & (share <= 0.3)
    return {"safe": share > 0.7, "borderline": (share > 0.3) & (share <= 0.7) | rare & crowded, "rare": rare & ~crowded, "outlier": share <= 0.1}


def counts(types, is_class):
    return {name: int((flags & is_class).sum()) for name, flags in types.items()}


def test_types_of_rows_among_more_neighbours():
    numbers = (5, 7, 9, 11)
    for data, expected, _ in cases():
        types = [types_among(expected.y, NearestNeighbors(n_neighbors=k + 1).fit(expected.x).kneighbors(expected.x)[1][:, 1:]) for k in numbers]
        firm = np.all([types[0][name] == other[name] for name in types[0] for other in types], axis=0)
        answer = imbal.ask("describe", data.path, *data.reading, "--difficulty", "--neighbors", ",".join(map(str, numbers)))
        for entry in answer["difficulty"]:
            is_class = expected.y.astype(str) == entry["label"]
            for k, one, part in zip(numbers, types, entry["by_neighbors"]):
                assert {"neighbors": k, **counts(one, is_class)} == part, (data.name, part)
            assert entry["steady"] == (firm & is_class).sum(), (data.name, entry)


def types_by_kernel(y, distances, k):
    """Epanechnikov, as wide as the rows of a class are from their k-th neighbour on the average."""
    others = distances + np.diag(np.full(len(y), np.inf))
    kth, share = np.sort(others, axis=1)[:, k - 1], np.zeros(len(y))
    for i, row in enumerate(others):
        weights = np.maximum(0, 1 - (row / kth[y == y[i]].mean()) ** 2)
        share[i] = weights[y == y[i]].sum() / weights.sum() if weights.sum() > 0 else 0
    return {"safe": share > 0.7, "borderline": (share > 0.3) & (share <= 0.7), "rare": (share > 0.1) & (share <= 0.3), "outlier": share <= 0.1}


def test_types_of_rows_by_kernel():
    for data, expected, _ in cases():
        distances = cdist(expected.x, expected.x)
        for k in (5, 9):
            types = types_by_kernel(expected.y, distances, k)
            answer = imbal.ask("describe", data.path, *data.reading, "--difficulty", "--kernel", "--neighbors", k)
            for entry in answer["difficulty"]:
                assert counts(types, expected.y.astype(str) == entry["label"]) == {name: entry[name] for name in types}, (data.name, k, entry)
    for data in peers.mixed():
        types = types_by_kernel(data.y, np.sqrt(np.maximum(hvdm(data), 0)), 5)
        for entry in imbal.ask("describe", data.path, *data.reading, "--difficulty", "--kernel", "--distance", "hvdm")["difficulty"]:
            assert counts(types, data.y.astype(str) == entry["label"]) == {name: entry[name] for name in types}, (data.name, entry)


def hvdm(data):
    """Wilson and Martinez 1997: numbers by four deviations, categories by the squares of how their classes differ."""
    numbers, codes = data.X[:, :data.first], data.X[:, data.first:].astype(int)
    squares = cdist(numbers / (4 * numbers.std(0)), numbers / (4 * numbers.std(0)), "sqeuclidean")
    for column in codes.T:
        shares = np.array([[np.mean(data.y[column == level] == label) for label in np.unique(data.y)] for level in range(column.max() + 1)])
        squares += cdist(shares, shares, "sqeuclidean")[np.ix_(column, column)]
    np.fill_diagonal(squares, -1)
    return squares


def test_types_of_rows_by_hvdm():
    for data in peers.mixed():
        order = np.argsort(hvdm(data), axis=1, kind="stable")
        for k in (5, 9):
            types = types_among(data.y, order[:, 1:k + 1])
            answer = imbal.ask("describe", data.path, *data.reading, "--difficulty", "--distance", "hvdm", "--neighbors", k)
            for entry in answer["difficulty"]:
                found = {name: entry[name] for name in types}
                assert counts(types, data.y.astype(str) == entry["label"]) == found, (data.name, k, entry)


def leaves(x, codes, seed):
    """How small and how deep each row's leaf is, of a tree whose columns of equally good cuts are drawn by the seed."""
    tree = DecisionTreeClassifier(random_state=seed).fit(x, codes)
    sizes, depths = np.bincount(tree.apply(x))[tree.apply(x)], np.asarray(tree.decision_path(x).sum(1)).ravel() - 1
    return {"disjunct": 1 - (sizes - 1) / (sizes.max() - 1), "depth": depths / depths.max()}


def test_hardness_of_rows():
    """Neighbours and likelihoods row by row; leaves by the means of the classes, which are those of some order of the columns."""
    for data, expected, _ in cases():
        found = imbal.ask("describe", data.path, *data.reading, "--hardness")["hardness"]
        rows, codes = found["rows"], np.searchsorted(expected.labels, expected.y)
        own = np.arange(len(codes)), codes
        assert rows["row"] == list(range(1, len(codes) + 1))
        assert np.abs(np.array(rows["kdn"]) - (expected.y[expected.near] != expected.y[:, None]).mean(1)).max() < 1e-12, data.name
        shares = GaussianNB(priors=np.full(len(expected.labels), 1 / len(expected.labels))).fit(expected.x, codes).predict_proba(expected.x)
        others = shares.copy()
        others[own] = 0
        assert np.abs(np.array(rows["likelihood"]) - (1 - (shares[own] - others.max(1))) / 2).max() < 1e-6, data.name
        trees = [leaves(expected.x, codes, seed) for seed in range(12)]
        forest = cross_val_predict(RandomForestClassifier(random_state=0), expected.x, codes, cv=StratifiedKFold(5, shuffle=True, random_state=0), method="predict_proba")
        for entry in found["classes"]:
            is_class = expected.y.astype(str) == entry["label"]
            for name in ("disjunct", "depth"):
                theirs = [tree[name][is_class].mean() for tree in trees]
                assert min(theirs) - 1e-9 <= entry[name] <= max(theirs) + 1e-9, (data.name, entry["label"], name, entry[name], theirs)
            assert abs(entry["unforeseen"] - (1 - forest[own])[is_class].mean()) < 0.05, (data.name, entry, (1 - forest[own])[is_class].mean())
            for name in ("kdn", "disjunct", "depth", "likelihood", "unforeseen"):
                near(f"{data.name} {entry['label']} {name}", entry[name], np.array(rows[name])[is_class].mean())


tap.run(tap.cases_of(globals()))
