# SPDX-License-Identifier: GPL-3.0-or-later
"""The ensembles that no package of the distribution has, beside the plainest Python that follows their papers, in the form that
imbalanced-ensemble gives them, on scikit-learn's trees: rare_ensembles.py FIT-MODEL.

AdaCost, AdaUBoost and AsymBoost draw nothing: the same probabilities. SMOTEBoost, BalanceCascade and the self-paced ensemble differ by
chance: average precision and G-mean over ten seeds, whose means must agree and whose bands must overlap. compare-quality.py has these as peers, too."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.metrics import average_precision_score, recall_score
from sklearn.tree import DecisionTreeClassifier

import fitted
import tap

EPSILON = np.finfo(float).eps


def inverse(y):
    """cost[said][true]: the size of the class said by that of the true one."""
    sizes = np.bincount(y).astype(float)
    return sizes[:, None] / sizes


class Boosting:
    """AdaBoost of stumps by SAMME or SAMME.R. What makes it another model: how weights start, what the exponent of a wrong row is
    multiplied by (inside), what its weight is multiplied by besides (outside), and what a round's tree sees."""

    def __init__(self, seed=0, algorithm="SAMME", n_rounds=50):
        self.rng, self.algorithm, self.n_rounds = np.random.RandomState(seed), algorithm, n_rounds

    def start(self, y):
        return np.ones(len(y))

    def inside(self, said, y):
        return 1.0

    def outside(self, said, y):
        return 1.0

    def seen(self, X, y, weights):
        return X, y, weights

    def fit(self, X, y):
        self.sizes, self.n_classes, self.members = np.bincount(y).astype(float), int(y.max()) + 1, []
        K, weights = self.n_classes, self.start(y)
        for _ in range(self.n_rounds):
            weights = np.maximum(weights / weights.sum(), EPSILON)  # as scikit-learn keeps rows from being forgotten
            tree = DecisionTreeClassifier(max_depth=1, random_state=self.rng).fit(*self.seen(X, y, weights))
            said, logs = tree.predict(X), np.log(np.maximum(tree.predict_proba(X), EPSILON))
            wrong = said != y
            error = weights[wrong].sum() / weights.sum()
            if error <= 0:
                self.members.append((tree, 1.0))
                break
            if self.algorithm == "SAMME":
                if error >= 1 - 1 / K:
                    break
                vote = np.log((1 - error) / error) + np.log(K - 1)
                exponents = vote * wrong
            else:
                vote, own = 1.0, logs[np.arange(len(y)), y]
                exponents = -(K - 1) / K * (own - (logs.sum(1) - own) / (K - 1))
            self.members.append((tree, vote))
            exponents = exponents * self.inside(said, y)  # of which only differences matter, and a dear mistake's power is no number
            weights = weights * np.exp(exponents - exponents.max()) * self.outside(said, y)
        return self

    def predict_proba(self, X):
        K, votes = self.n_classes, np.zeros((len(X), self.n_classes))
        for tree, vote in self.members:
            if self.algorithm == "SAMME":
                votes = votes + vote * np.eye(K)[tree.predict(X)]
            else:
                logs = np.log(np.maximum(tree.predict_proba(X), EPSILON))
                votes = votes + (K - 1) * (logs - logs.mean(1, keepdims=True))
        powers = np.exp(votes / (max(sum(vote for _, vote in self.members), EPSILON) * (K - 1)))
        return powers / powers.sum(1, keepdims=True)


class AdaCost(Boosting):
    def __init__(self, *more, costs=inverse, **named):
        super().__init__(*more, **named)
        self.costs = costs

    def inside(self, said, y):
        return self.costs(y)[said, y]


class AsymBoost(AdaCost):
    def inside(self, said, y):
        return 1.0

    def outside(self, said, y):
        return self.costs(y)[said, y] ** (0.5 / self.n_rounds)


class AdaUBoost(Boosting):
    def start(self, y):
        return (self.sizes.max() / self.sizes)[y]

    def inside(self, said, y):
        return self.start(y) ** (-1 / self.n_rounds)


class SmoteBoost(Boosting):
    """With new synthetic rows in every round, as published."""

    def __init__(self, seed):
        super().__init__(seed, "SAMME.R")

    def seen(self, X, y, weights):
        more_X, more_y = SMOTE(random_state=self.rng.randint(2**31)).fit_resample(X, y)
        return more_X, more_y, np.append(weights, np.full(len(more_y) - len(y), weights.mean()))


class KeptSmoteBoost(Boosting):
    """With those of the first round, which are real from then on."""

    def __init__(self, seed):
        super().__init__(seed, "SAMME.R")

    def fit(self, X, y):
        return super().fit(*SMOTE(random_state=self.rng.randint(2**31)).fit_resample(X, y))


class UnderSampled:
    """The mean of 50 trees, each of as many rows of every class as the smallest has, drawn by how hard rows are for the trees so far."""

    def __init__(self, seed, n_trees=50):
        self.rng, self.n_trees = np.random.RandomState(seed), n_trees

    def fit(self, X, y):
        groups, self.trees, sums = [np.flatnonzero(y == c) for c in range(y.max() + 1)], [], 0.0
        sizes = list(map(len, groups))
        self.n_wanted = min(sizes)
        for t in range(self.n_trees):
            hardness = 1 - sums / t if t > 0 else None
            chosen = np.concatenate([g if n == self.n_wanted else self.draw(g, hardness, t) for g, n in zip(groups, sizes)])
            self.trees.append(DecisionTreeClassifier(random_state=self.rng).fit(X[chosen], y[chosen]))
            sums = sums + self.trees[-1].predict_proba(X)[np.arange(len(y)), y]
            groups = [g if n == self.n_wanted else self.kept(g, 1 - sums / (t + 1), t, n) for g, n in zip(groups, sizes)]
        return self

    def draw(self, rows, hardness, t):
        return self.rng.choice(rows, self.n_wanted)

    def kept(self, rows, hardness, t, n):
        return rows

    def predict_proba(self, X):
        return np.mean([tree.predict_proba(X) for tree in self.trees], 0)


class BalanceCascade(UnderSampled):
    def kept(self, rows, hardness, t, n):
        n_left = int(np.ceil(n * (self.n_wanted / n) ** ((t + 1) / self.n_trees) - 1e-9))
        return rows[np.argsort(-hardness[rows], kind="stable")[:max(n_left, self.n_wanted)]]


class SelfPaced(UnderSampled):
    def draw(self, rows, hardness, t, n_bins=5):
        if hardness is None or np.ptp(hardness[rows]) == 0:
            return self.rng.choice(rows, self.n_wanted)
        own = hardness[rows]
        bins = np.minimum((n_bins * (own - own.min()) / np.ptp(own)).astype(int), n_bins - 1)
        counts, sums = np.bincount(bins, minlength=n_bins), np.bincount(bins, own, n_bins)
        there = counts > 0
        shares = np.zeros(n_bins)
        shares[there] = 1 / np.maximum(sums[there] / counts[there] + np.tan(np.pi / 2 * t / (self.n_trees - 1)), 1e-12)
        quotas = np.floor(self.n_wanted * shares / shares.sum() + 1e-9).astype(int)
        quotas[np.argsort(-counts, kind="stable")[:self.n_wanted - quotas.sum()]] += 1
        return np.concatenate([self.rng.choice(rows[bins == b], quotas[b]) for b in range(n_bins) if quotas[b] > 0])


PEERS = {
    "adacost": lambda s: AdaCost(s),
    "adauboost": lambda s: AdaUBoost(s),
    "asymboost": lambda s: AsymBoost(s),
    "smoteboost": lambda s: SmoteBoost(s),
    "smoteboost:synthetic_rows=kept": lambda s: KeptSmoteBoost(s),
    "balance-cascade": lambda s: BalanceCascade(s),
    "self-paced-ensemble": lambda s: SelfPaced(s),
}
DRAWING = ["smoteboost", "smoteboost:synthetic_rows=kept", "balance-cascade", "self-paced-ensemble"]
SAME = {
    "adacost": lambda: AdaCost(),
    "adacost:n_estimators=8": lambda: AdaCost(n_rounds=8),
    "adacost:cost_matrix=log1p-inverse,n_estimators=20": lambda: AdaCost(costs=lambda y: np.log1p(inverse(y)), n_rounds=20),
    "adacost:algorithm=SAMME.R,cost_matrix=uniform,n_estimators=12": lambda: AdaCost(algorithm="SAMME.R", costs=lambda y: inverse(y) ** 0, n_rounds=12),
    "adauboost": lambda: AdaUBoost(),
    "adauboost:n_estimators=9": lambda: AdaUBoost(n_rounds=9),
    "asymboost": lambda: AsymBoost(),
    "asymboost:n_estimators=9": lambda: AsymBoost(n_rounds=9),
}


def table(seed, sizes, n_features):
    """Values that float32 holds, as scikit-learn's trees see them."""
    rng, y = np.random.RandomState(seed), np.repeat(np.arange(len(sizes)), sizes)
    return (rng.normal(size=(len(y), n_features)) * (1 + 0.3 * y[:, None]) + 0.8 * y[:, None]).astype(np.float32).astype(float), y


def halves(y, seed):
    is_train = np.zeros(len(y), bool)
    for c in range(y.max() + 1):
        own = np.random.RandomState(seed).permutation(np.flatnonzero(y == c))
        is_train[own[:(len(own) + 1) // 2]] = True
    return is_train


def same(model, sizes, fit):
    for seed in range(2):
        X, y = table(seed, sizes, 4)
        asked = table(seed + 9, sizes, 4)[0]
        ours, theirs = fitted.scores(fit, model, X, y, asked), SAME[model]().fit(X, y).predict_proba(asked)
        assert np.abs(ours - theirs).max() < 1e-6, f"seed {seed}: probabilities differ by {np.abs(ours - theirs).max()}"


def g_mean(y, scores):
    return np.sqrt(np.prod(recall_score(y, scores > 0.5, average=None, zero_division=0)))


def alike(model, sizes, fit):
    X, y = table(5, sizes, 5)
    figures = {"average precision": [], "G-mean": []}
    for seed in range(10):
        train = halves(y, seed)
        ours = fitted.scores(fit, model, X[train], y[train], X[~train], seed=seed)
        theirs = PEERS[model](seed).fit(X[train], y[train]).predict_proba(X[~train])
        for (_, pairs), metric in zip(figures.items(), (average_precision_score, g_mean)):
            pairs.append([metric(y[~train], scores[:, 1]) for scores in (ours, theirs)])
    for name, pairs in figures.items():
        a, b = np.array(pairs).T
        allowed = 3 * np.std(a - b, ddof=1) / np.sqrt(len(a)) + 0.005
        print(f"# {model}: {name} {a.mean():.4f} ({a.min():.4f} to {a.max():.4f}), there {b.mean():.4f} ({b.min():.4f} to {b.max():.4f})", flush=True)
        assert abs(a.mean() - b.mean()) <= allowed, f"{name}: {a}, there {b}"
        assert a.min() <= b.max() and a.max() >= b.min(), f"{name}: {a} and {b} have nothing in common"


def cases(fit):
    for model in SAME:
        for sizes in ((420, 61), (300, 90, 40)):
            if model == "adacost" and len(sizes) == 3:
                continue  # after ten rounds all that weighs something is two rows of one class, and rounding chooses the cut
            yield f"{len(sizes)} classes: the same of {model}", lambda m=model, s=sizes: same(m, s, fit)
    for model in DRAWING:
        for sizes in ((840, 122), (1800, 48)):
            yield f"{sizes[1]} of {sum(sizes)}: alike {model}", lambda m=model, s=sizes: alike(m, s, fit)


if __name__ == "__main__":
    tap.run(cases(sys.argv[1]))
