# SPDX-License-Identifier: GPL-3.0-or-later
"""Intervals of all tested rows beside scipy, DeLong pair by pair in numpy, and a plain bootstrap: intervals.py IMBAL."""
import functools
import itertools
import sys
from pathlib import Path

import numpy as np
from scipy.stats import binomtest, norm
from scipy.stats import bootstrap as scipy_bootstrap
from sklearn import metrics as sk

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import imbal
import once
import peers
import tap

TABLES = [peers.mixture("two", [220, 31], 5, ["no", "yes"], 1), peers.rounded("steps", [300, 45], [1] * 2, ["no", "yes"], 6)]


def near(name, ours, theirs, tolerance=1e-12):
    assert abs(ours - theirs) <= tolerance, f"{name}: {ours} is not {theirs}"


def predictions(table, *options):
    path = imbal.FOLDER / "predictions.csv"
    answer = imbal.ask("evaluate", table.path, *table.reading, "--positive", "yes", "--predictions", path, "--folds", 4, *options)
    rows = imbal.rows_of(path)
    column = rows[0].index("score_yes")
    return answer, np.array([row[3] == "yes" for row in rows[1:]]), np.array([float(row[column]) for row in rows[1:]])


def wilson(table):
    answer, y, score = predictions(table)
    guess = score >= 0.5
    shares = {"accuracy": (guess == y, y | ~y), "recall": (guess & y, y), "precision": (guess & y, guess), "specificity": (~guess & ~y, ~y),
              "npv": (~guess & ~y, ~guess), "fpr": (guess & ~y, ~y), "fnr": (~guess & y, y), "fdr": (guess & ~y, guess),
              "false_omission_rate": (~guess & y, ~guess), "positive_rate": (guess, y | ~y)}
    for name, (part, whole) in shares.items():
        interval = binomtest(int(part.sum()), int(whole.sum())).proportion_ci(method="wilson")
        ours = answer["pooled"][name]
        assert ours["method"] == "wilson"
        near(name, ours["value"], part.sum() / whole.sum())
        near(f"low of {name}", ours["low"], interval.low)
        near(f"high of {name}", ours["high"], interval.high)


def placements(y, score):
    """What each positive row and each other row adds to the area."""
    gap = score[y][:, None] - score[~y][None]
    won = (gap > 0) + 0.5 * (gap == 0)
    return won.mean(1), won.mean(0)


def delong(table):
    answer, y, score = predictions(table)
    up, down = placements(y, score)
    error = np.sqrt(up.var(ddof=1) / len(up) + down.var(ddof=1) / len(down))
    ours = answer["pooled"]["roc_auc"]
    near("area", ours["value"], sk.roc_auc_score(y, score))
    near("low", ours["low"], ours["value"] - norm.ppf(0.975) * error)
    near("high", ours["high"], min(1, ours["value"] + norm.ppf(0.975) * error))


def delong_of_differences(table):
    _, y, plain = predictions(table)
    _, _, more = predictions(table, "--sampler", "random-over")
    ours = imbal.ask("compare", table.path, *table.reading, "--positive", "yes", "--folds", 4, "--plan", "random-over")["runs"][-1]
    ours = ours["pooled_difference_to_none"]["roc_auc"]
    (up, down), (up_base, down_base) = placements(y, more), placements(y, plain)
    error = np.sqrt((up - up_base).var(ddof=1) / len(up) + (down - down_base).var(ddof=1) / len(down))
    near("difference", ours["value"], sk.roc_auc_score(y, more) - sk.roc_auc_score(y, plain))
    near("low", ours["low"], ours["value"] - norm.ppf(0.975) * error)
    near("high", ours["high"], ours["value"] + norm.ppf(0.975) * error)


def area(truth, score):
    """As scikit-learn's, of a few lines: how often a positive row has more than another one."""
    others = np.sort(score[~truth])
    less, not_more = (np.searchsorted(others, score[truth], side) for side in ("left", "right"))
    return (less + not_more).mean() / (2 * len(others))


def average_precision(truth, score):
    """As scikit-learn's: the precision at each score, by the recall that it adds."""
    order = np.argsort(-score)
    last = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    found = np.cumsum(truth[order])[last]
    return (np.diff(found, prepend=0) * found / (last + 1)).sum() / found[-1]


def beside(metric, peer):
    """@metric, which is much faster; the peer is asked, too, for one table in fifty."""
    calls = itertools.count()

    def value(truth, score):
        found = metric(truth, score)
        if next(calls) % 50 == 0:
            near(peer.__name__, found, peer(truth, score))
        return found

    return value


# Of the guesses, which are few counts, and of the scores.
RECALL, F1, MCC = (once.by_counts(metric) for metric in (sk.recall_score, sk.f1_score, sk.matthews_corrcoef))
PRECISION = once.by_counts(functools.partial(sk.precision_score, zero_division=0))
AREA, AVERAGE_PRECISION = beside(area, sk.roc_auc_score), beside(average_precision, sk.average_precision_score)
MEASURES = {"recall": lambda t, g, p: RECALL(t, g), "precision": lambda t, g, p: PRECISION(t, g), "f1": lambda t, g, p: F1(t, g), "mcc": lambda t, g, p: MCC(t, g),
            "average_precision": lambda t, g, p: AVERAGE_PRECISION(t, p), "roc_auc": lambda t, g, p: AREA(t, p)}


def bootstrap(table):
    """Ours and 2,000 plain resamples are both chance: ends agree to a part of the interval's width."""
    answer, y, score = predictions(table, "--intervals", "bootstrap")
    rng, values = np.random.RandomState(0), {name: [] for name in MEASURES}
    yes, no = np.flatnonzero(y), np.flatnonzero(~y)
    for _ in range(2000):
        rows = np.concatenate([rng.choice(yes, len(yes)), rng.choice(no, len(no))])
        truth, p = y[rows], score[rows]
        for name, measure in MEASURES.items():
            values[name].append(measure(truth, p >= 0.5, p))
    for name, drawn in values.items():
        low, high = np.percentile(drawn, [2.5, 97.5])
        ours = answer["pooled"][name]
        assert ours["method"] == "bootstrap"
        near(f"low of {name}", ours["low"], low, 0.1 * (high - low) + 1e-9)
        near(f"high of {name}", ours["high"], high, 0.1 * (high - low) + 1e-9)


def bca(table):
    """Beside the BCa of scipy.stats.bootstrap with a class a sample: its acceleration is exact, what is drawn is chance on both sides."""
    answer, y, score = predictions(table, "--intervals", "bca")
    plain = predictions(table, "--intervals", "bootstrap")[0]
    moved = 0
    for name, measure in MEASURES.items():
        def statistic(yes, no):
            rows, truth = np.concatenate([yes, no]), np.repeat([True, False], [len(yes), len(no)])
            return measure(truth, rows >= 0.5, rows)

        theirs = scipy_bootstrap((score[y], score[~y]), statistic, n_resamples=4000, vectorized=False, method="BCa", random_state=3).confidence_interval
        ours, percentile = answer["pooled"][name], plain["pooled"][name]
        assert ours["method"] == "bca" and percentile["method"] == "bootstrap"
        width = theirs.high - theirs.low
        near(f"low of {name}", ours["low"], theirs.low, 0.1 * width + 1e-9)
        near(f"high of {name}", ours["high"], theirs.high, 0.1 * width + 1e-9)
        moved += ours["low"] != percentile["low"]
    assert moved >= 4


def taken(y, score, threshold, found):
    """Of the rows at the threshold such a share that as many positive ones are found; that, the positive rows and all."""
    above, at = score > threshold, score == threshold
    share = (found - (y & above).sum()) / (y & at).sum()
    return share, (y & above).sum() + share * (y & at).sum(), above.sum() + share * at.sum()


def equivalence_of_coarse_scores(table):
    """Five neighbours give six scores, and many rows have each."""
    equivalence(table, "--model", "k-nearest-neighbors")


def equivalence(table, *model):
    """The untreated model at the plan's recall, by a look at every threshold, with a share of equal scores; then the rows that one has right."""
    _, y, plain = predictions(table, *model)
    _, _, more = predictions(table, "--sampler", "random-over", *model)
    run = imbal.ask("compare", table.path, *table.reading, "--positive", "yes", "--folds", 4, "--plan", "random-over", *model)["runs"][-1]
    found = (y & (more >= 0.5)).sum()
    threshold = max(t for t in np.unique(plain) if (y & (plain >= t)).sum() >= found)
    share, right, all_of_them = taken(y, plain, threshold, found)
    ours = run["equivalence"]
    near("recall", ours["recall"], found / y.sum())
    near("precision", ours["precision"], found / (more >= 0.5).sum())
    near("threshold", ours["threshold_of_none"], threshold)
    near("share", ours["share_at_threshold"], share)
    near("precision of none", ours["precision_of_none"], right / all_of_them)
    near("difference", ours["difference"], ours["precision"] - ours["precision_of_none"])
    rng, drawn = np.random.RandomState(1), []
    yes, no = np.flatnonzero(y), np.flatnonzero(~y)
    for _ in range(2000):
        rows = np.concatenate([rng.choice(yes, len(yes)), rng.choice(no, len(no))])
        t, p, m = y[rows], plain[rows], more[rows] >= 0.5
        order = np.argsort(-p[t])
        threshold = p[t][order[(t & m).sum() - 1]]
        _, right, all_of_them = taken(t, p, threshold, (t & m).sum())
        drawn.append((t & m).sum() / m.sum() - right / all_of_them)
    low, high = np.percentile(drawn, [2.5, 97.5])
    near("low", ours["low"], low, 0.12 * (high - low))
    near("high", ours["high"], high, 0.12 * (high - low))
    only = [((m == y) & (p != y)).sum() for m, p in ((more >= 0.5, plain >= 0.5), (plain >= 0.5, more >= 0.5))]
    assert [run["mcnemar"]["only_this"], run["mcnemar"]["only_none"]] == only
    near("mcnemar", run["mcnemar"]["p"], binomtest(int(only[0]), int(sum(only))).pvalue if sum(only) else 1)


def cases():
    for table in TABLES:
        for case in (wilson, delong, delong_of_differences, bootstrap, bca, equivalence, equivalence_of_coarse_scores):
            yield f"{case.__name__.replace('_', ' ')}: {table.name}", lambda c=case, t=table: c(t)


tap.run(cases())
