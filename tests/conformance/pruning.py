# SPDX-License-Identifier: GPL-3.0-or-later
"""Decision trees with ccp_alpha beside scikit-learn's: pruning.py FIT-MODEL. Prices between those at which its path says that a branch goes;
probabilities to 1e-9, of two classes and three, both criteria, weights of rows and classes. Rows have values that float32 holds. Where two
cuts are equally good the trees differ before pruning: such tables are passed over, and few may be. Then at a price at which the peer cuts, to the digit, and one that leaves the root alone."""
import copy
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.tree import DecisionTreeClassifier

import fitted
import tap

FIT = sys.argv[1]


def table(seed, n_classes):
    rng = np.random.RandomState(seed)
    y = rng.choice(n_classes, 3000, p=[0.6, 0.4] if n_classes == 2 else [0.6, 0.25, 0.15])
    X = (rng.normal(size=(3000, 4)) + 0.8 * y[:, None]).astype(np.float32).astype(float)
    return X, y, rng.normal(size=(200, 4)).astype(np.float32).astype(float) + 0.5, rng.uniform(0.5, 3, 3000)


def pruned(grown, alpha):
    """The second half of fit, whose first is the same for every price."""
    tree = copy.deepcopy(grown).set_params(ccp_alpha=alpha)
    tree._prune_tree()
    return tree


def compare(criterion, n_classes, weighted, of_classes):
    n_cut = n_passed = 0
    for seed in range(6):
        X, y, asked, w = table(seed, n_classes)
        w = w if weighted else None
        named = dict(criterion=criterion, max_depth=6, min_samples_leaf=40, random_state=0, class_weight="balanced" if of_classes else None)
        grown = DecisionTreeClassifier(**named).fit(X, y, w)
        path = DecisionTreeClassifier(**named).cost_complexity_pruning_path(X, y, w).ccp_alphas
        between = (path[1:] + path[:-1]) / 2
        alphas = [0.0, *between[np.diff(path) > 1e-6 * path[1:]], 1.5 * path[-1]]
        specs = [f"decision-tree:criterion={criterion},max_depth=6,min_samples_leaf=40,ccp_alpha={float(alpha)!r}" + (",class_weight=balanced" if of_classes else "")
                 for alpha in alphas]
        for alpha, ours in zip(alphas, fitted.scores_of_all(FIT, specs, X, y, asked, weights=w)):
            theirs = pruned(grown, alpha)
            worst = np.abs(ours - theirs.predict_proba(asked)).max()
            if alpha == 0 and worst > 1e-9:
                n_passed += 1
                break
            assert worst <= 1e-9, f"seed {seed}, ccp_alpha {alpha}, {theirs.get_n_leaves()} leaves there: probabilities differ by {worst}"
            n_cut += 1
    assert n_cut > 30 and n_passed <= 3, (n_cut, n_passed)


def cut_at_the_price_itself():
    """Four rows, whose sums are exact: the root's question lowers the impurity of 0.375 to 0 for one more leaf."""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 0, 1])
    for alpha, wanted in ((0.25, [1.0, 0.0]), (0.374, [1.0, 0.0]), (0.375, [0.75, 0.25]), (5, [0.75, 0.25])):
        theirs = DecisionTreeClassifier(ccp_alpha=alpha).fit(X, y).predict_proba(X[:1])[0]
        ours = fitted.scores(FIT, f"decision-tree:ccp_alpha={alpha}", X, y, X[:1])[0]
        assert (theirs == wanted).all() and (ours == wanted).all(), (alpha, ours, theirs)


def same_names():
    X, y, asked, _ = table(9, 3)
    a, b = (fitted.scores(FIT, f"decision-tree:criterion={name}", X, y, asked) for name in ("entropy", "log_loss"))
    assert (a == b).all()


def cases():
    for criterion in ("gini", "entropy"):
        for n_classes in (2, 3):
            for weighted, of_classes in ((False, False), (True, False), (True, True)):
                yield (f"{criterion}, {n_classes} classes, weights of rows {weighted}, of classes {of_classes}",
                       lambda a=(criterion, n_classes, weighted, of_classes): compare(*a))
    yield "cut at the price itself", cut_at_the_price_itself
    yield "log_loss is entropy", same_names


tap.run(cases())
