# SPDX-License-Identifier: GPL-3.0-or-later
"""Trees as scikit-learn grows them: trees.py GROW-TREE.

Node by node: column, threshold, probabilities, as DecisionTreeClassifier has them with all features. Where a cut differs both must
be equally good, worked out here; below it the rows differ, so nothing is compared. Such nodes may be few. Values are
floats far apart, since scikit-learn rounds to floats and takes those within 1e-7 for equal. Forests: probabilities within what its own
seeds give."""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

import tap

PROGRAM = sys.argv[1]
CRITERIA = ("gini", "entropy")


class Question:
    def __init__(self, X, y, criterion="gini", max_depth=None, min_samples_split=2, min_samples_leaf=1, weights=None):
        self.X, self.y, self.weights = X.astype(np.float32).astype(float), y, weights
        self.shape = dict(criterion=criterion, max_depth=max_depth, min_samples_split=min_samples_split, min_samples_leaf=min_samples_leaf)

    def write(self, file, max_features=0, n_trees=0):
        numbers = [*self.X.shape, self.y.max() + 1, CRITERIA.index(self.shape["criterion"]), self.shape["max_depth"] or 0,
                   self.shape["min_samples_split"], self.shape["min_samples_leaf"], max_features, n_trees, self.weights is not None]
        file.write(np.array(numbers, np.uint64).tobytes() + self.X.tobytes() + self.y.astype(float).tobytes())
        if self.weights is not None:
            file.write(self.weights.tobytes())

    def peer(self):
        """(column, threshold, probabilities) of each node, depth first."""
        tree = DecisionTreeClassifier(random_state=0, **self.shape).fit(self.X, self.y, self.weights).tree_
        leaf = tree.children_left < 0
        values = tree.value[:, 0] / tree.value[:, 0].sum(1, keepdims=True)
        return np.column_stack([np.where(leaf, -1, tree.feature), np.where(leaf, 0, tree.threshold), np.where(leaf[:, None], values, 0)])

    def impurity(self, rows):
        weights = np.ones(len(self.y)) if self.weights is None else self.weights
        sums = np.bincount(self.y[rows], weights[rows])
        shares = sums[sums > 0] / sums.sum()
        return sums.sum() * (1 - (shares ** 2).sum() if self.shape["criterion"] == "gini" else -(shares * np.log2(shares)).sum())

    def is_as_good(self, rows, node, other):
        sides = [self.X[rows, int(n[0])] <= n[1] for n in (node, other)]
        least = self.shape["min_samples_leaf"]
        assert all(least <= s.sum() <= len(s) - least for s in sides)
        a, b = (self.impurity(rows[s]) + self.impurity(rows[~s]) for s in sides)
        return abs(a - b) <= 1e-9 * self.impurity(rows)

    def __str__(self):
        return f"{self.X.shape}, {self.shape}, weights {self.weights is not None}"


def ask(questions):
    with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
        for question in questions:
            question.write(file)
        file.flush()
        out = np.frombuffer(subprocess.run([PROGRAM, file.name], stdout=subprocess.PIPE, check=True).stdout)
    for question in questions:
        n, width = int(out[0]), 3 + question.y.max()
        yield out[1:1 + n * width].reshape(n, width)
        out = out[1 + n * width:]
    assert len(out) == 0


def end_of(nodes, at):
    """Behind the last node of the subtree that starts there."""
    wanted = 1
    while wanted > 0:
        wanted += 1 if nodes[at][0] >= 0 else -1
        at += 1
    return at


def compare(questions, most_tied):
    n_nodes = n_tied = 0
    for question, ours in zip(questions, ask(questions)):
        peer = question.peer()
        stack = [(0, 0, np.arange(len(question.y)))]
        while stack:
            a, b, rows = stack.pop()
            n_nodes += 1
            if len(np.unique(question.y[rows])) == 1 and ours[a][0] < 0:
                continue  # the peer divides pure nodes, too, when their impurity is not quite 0 by rounding
            if (np.abs(ours[a] - peer[b]) > 1e-12 * np.maximum(1, np.abs(peer[b]))).any():
                assert min(ours[a][0], peer[b][0]) >= 0 and question.is_as_good(rows, ours[a], peer[b]), f"{question}: node {b} of {len(rows)} rows is {ours[a]}, not {peer[b]}"
                n_tied += 1
            elif ours[a][0] >= 0:
                left = question.X[rows, int(ours[a][0])] <= ours[a][1]
                stack += [(a + 1, b + 1, rows[left]), (end_of(ours, a + 1), end_of(peer, b + 1), rows[~left])]
    print(f"# {n_nodes} nodes compared", flush=True)
    assert n_tied <= most_tied * n_nodes, f"{n_tied} of {n_nodes} nodes have equally good cuts"


def table(rng, rounded=False):
    n, d, k = int(np.exp(rng.uniform(np.log(50), np.log(20000)))), rng.randint(1, 12), rng.randint(2, 6)
    y = np.minimum(rng.geometric(rng.choice([0.3, 0.6, 0.9]), n) - 1, k - 1)
    y[:k] = np.arange(k)
    X = rng.normal(size=(n, d)) + rng.normal(size=(k, d))[y] * rng.uniform(0.2, 1.5)
    X = X * 10.0 ** rng.randint(1, 7, d)
    return (np.round(X, rng.randint(0, 2)) if rounded else X), y


def questions(seed, weighted=False, rounded=False):
    rng = np.random.RandomState(seed)
    for i in range(60):
        X, y = table(rng, rounded)
        yield Question(X, y, CRITERIA[i % 2], rng.choice([1, 3, 6, 12]), rng.choice([2, 20, 100]), rng.choice([1, 3, 10, 50]),
                       rng.uniform(0.1, 5, len(y)) if weighted else None)


def balanced(seed):
    """Weights of class_weight=balanced."""
    for question in questions(seed):
        question.weights = (len(question.y) / (question.y.max() + 1) / np.bincount(question.y))[question.y]
        yield question


def compare_forests():
    rng = np.random.RandomState(3)
    for i in range(3):
        y = (rng.rand(3000) < 0.15).astype(int)
        X = rng.normal(size=(3000, 8)) + 0.7 * y[:, None] * (np.arange(8) < 5)
        question = Question(X, y, CRITERIA[i % 2], None, 2, 5)
        with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
            question.write(file, 2, 200)
            file.flush()
            ours = np.frombuffer(subprocess.run([PROGRAM, file.name], stdout=subprocess.PIPE, check=True).stdout).reshape(-1, 2)
        peers = np.array([RandomForestClassifier(200, max_features=2, random_state=s, **question.shape).fit(question.X, y).predict_proba(question.X)
                          for s in range(4)])
        apart = np.abs(peers[1:] - peers[0]).mean()
        assert np.abs(ours - peers.mean(0)).mean() < apart, f"forest {i}: probabilities are off by {np.abs(ours - peers.mean(0)).mean()}, seeds there by {apart}"
        for c in (0, 1):
            means = peers[:, y == c, 1].mean(1)
            assert abs(ours[y == c, 1].mean() - means.mean()) < 0.01, f"forest {i}: class {c} gets {ours[y == c, 1].mean()}, there {means}"


def cases():
    yield "one weight", lambda: compare(list(questions(1)), 0.03)
    yield "a weight for each row", lambda: compare(list(questions(2, weighted=True)), 0.03)
    yield "balanced weights", lambda: compare(list(balanced(3)), 0.03)
    yield "few values", lambda: compare(list(questions(4, rounded=True)), 0.06)
    yield "forests", compare_forests


tap.run(cases())
