# SPDX-License-Identifier: GPL-3.0-or-later
"""Curves beside scikit-learn, or beside a look at every threshold: curves.py IMBAL.

Curves are thinned where a line is as good: each point of ours must be one of the peer's, and no point of the peer's may be
farther than the tolerance from ours."""
import math
import sys
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.special import beta
from scipy.stats import binomtest, norm
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import imbal
import tap

N_CASES = 30
TOLERANCE = 1.01e-4


def near(name, ours, theirs, tolerance=1e-12):
    if isinstance(ours, float) and isinstance(theirs, float) and abs(ours - theirs) <= tolerance:
        return
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    assert ours.shape == theirs.shape, f"{name}: {ours.shape} is not {theirs.shape}"
    assert np.allclose(ours, theirs, rtol=0, atol=tolerance, equal_nan=True), f"{name}: {ours} is not {theirs}"


def is_thinned(name, ours, x, y, theirs):
    """Ours: a dictionary; theirs: {threshold: (x, y)}."""
    for threshold, at, height in zip(ours["threshold"], ours[x], ours[y]):
        near(f"{name} at {threshold}", (at, height), theirs[math.inf if threshold is None else threshold])
    start = np.column_stack([ours[x], ours[y]])
    way = np.append(np.diff(start, axis=0), [[0, 0]], 0)
    length = np.maximum((way ** 2).sum(1), 1e-300)
    for point in np.array(list(theirs.values())):
        along = np.clip(((point - start) * way).sum(1) / length, 0, 1)
        gap = np.hypot(*(start + along[:, None] * way - point).T).min()
        assert gap <= 1.5 * TOLERANCE, f"{name}: {point} is {gap} away"


def made(seed):
    rng = np.random.RandomState(seed)
    n = rng.randint(10, 400)
    y = rng.rand(n) < rng.uniform(0.05, 0.5)
    y[:2] = [False, True]
    score = np.round(np.clip(rng.normal(0.3 + 0.3 * y, 0.25), 0.001, 0.999), rng.choice([1, 2, 17]))
    weight = rng.choice([0.5, 1, 2.25, 3], n) if seed % 3 == 2 else np.ones(n)
    table = imbal.FOLDER / "curves.csv"
    table.write_text("label,score,weight\n" + "".join(f"{int(a)},{float(b)!r},{float(w)!r}\n" for a, b, w in zip(y, score, weight)))
    options = ["--weights", "weight"] if seed % 3 == 2 else []
    answer = imbal.ask("metrics", table, "--label", "label", "--score", "score", "--positive", 1, "--curves", *options)
    return y, score, weight, answer


def counts(y, score, weight):
    thresholds = np.unique(score)[::-1]
    tp = np.array([weight[y & (score >= t)].sum() for t in thresholds])
    fp = np.array([weight[~y & (score >= t)].sum() for t in thresholds])
    return thresholds, tp, fp


def check_det(ours, y, score, weight):
    fpr, fnr, thresholds = sk.det_curve(y, score, sample_weight=weight)
    is_thinned("det", ours, "false_positive_rate", "false_negative_rate", {t: (a, b) for t, a, b in zip(thresholds, fpr, fnr)})
    for rate, deviate in (("false_positive_rate", "false_positive_deviate"), ("false_negative_rate", "false_negative_deviate")):
        for p, z in zip(ours[rate], ours[deviate]):
            assert z is None if p in (0, 1) else abs(z - norm.ppf(p)) < 1e-12, (p, z)


def check_gains(curves, thresholds, tp, fp):
    share = (tp + fp) / (tp[-1] + fp[-1])
    is_thinned("gains", curves["gains"], "share", "recall", {math.inf: (0, 0), **{t: (a, b) for t, a, b in zip(thresholds, share, tp / tp[-1])}})
    is_thinned("lift", curves["lift"], "share", "lift", {t: (a, b) for t, a, b in zip(thresholds, share, tp / tp[-1] / share)})


def check_cost(ours, tp, fp):
    """The lowest of all lines, at the corners and between them."""
    fnr, fpr = np.append(1, 1 - tp / tp[-1]), np.append(0, fp / fp[-1])
    for x in np.linspace(0, 1, 301):
        near(f"cost at {x}", np.interp(x, ours["cost_share"], ours["cost"]), (fnr * x + fpr * (1 - x)).min(), TOLERANCE)
    for x, height in zip(ours["cost_share"], ours["cost"]):
        near(f"corner at {x}", height, (fnr * x + fpr * (1 - x)).min())


def check_precision(curves, thresholds, tp, fp, answer):
    between, gain = curves["pr_between"], curves["pr_gain"]
    for recall, precision in zip(between["recall"], between["precision"]):
        hits = recall * tp[-1]
        wrong = np.interp(hits, np.append(0, tp), np.append(0, fp))
        if hits > tp[0] and np.min(abs(tp - hits)) > 1e-9 * tp[-1]:
            near(f"between at {recall}", precision, hits / (hits + wrong), 1e-9)
    odds = tp[-1] / fp[-1]
    place = {t: i for i, t in enumerate(thresholds)}
    for threshold, x, height in zip(gain["threshold"], gain["recall_gain"], gain["precision_gain"]):
        if threshold is None:
            near("start", x, 0)
            continue
        i = place[threshold]
        near("gains", (x, height), (1 - odds * (tp[-1] - tp[i]) / tp[i], 1 - odds * fp[i] / tp[i]), 1e-11)
    area = np.trapz(gain["precision_gain"], gain["recall_gain"])
    near("area", area, answer["metrics"]["pr_gain_auc"], 2e-4 * max(1, abs(area)))


def check_gain_hull(ours, thresholds, tp, fp):
    """The upper convex hull of all gains (Flach and Kull 2015) by a monotone chain, from its top to recall gain 1; β² is the slope downwards. And what
    it is for: F-beta at its thresholds is that of the best of all."""
    found = tp > 0
    points = sorted(zip(1 - tp[-1] / fp[-1] * (tp[-1] - tp[found]) / tp[found], 1 - tp[-1] / fp[-1] * fp[found] / tp[found], thresholds[found]), key=lambda p: (p[0], -p[1]))
    hull = []
    for point in points:
        while len(hull) > 1 and (hull[-1][0] - hull[-2][0]) * (point[1] - hull[-2][1]) - (hull[-1][1] - hull[-2][1]) * (point[0] - hull[-2][0]) >= -1e-11:
            hull.pop()
        if not hull or point[0] > hull[-1][0] + 1e-11:
            hull.append(point)
    top = max(range(len(hull)), key=lambda k: (round(hull[k][1], 10), hull[k][0]))
    x, y, t = np.array(hull[top:]).T
    near("hull", (ours["recall_gain"], ours["precision_gain"], ours["threshold"]), (x, y, t), 1e-10)
    near("slopes", np.square(ours["beta"]), np.append(0, -np.diff(y) / np.diff(x)), 1e-7)
    near("calibrated", ours["f_calibrated"], 1 / (1 + np.square(ours["beta"])))
    place = {threshold: i for i, threshold in enumerate(thresholds)}
    for beta in np.geomspace(0.01, 50, 60):
        f = (1 + beta ** 2) * tp / (tp + fp + beta ** 2 * tp[-1])
        here = ours["threshold"][np.searchsorted(ours["beta"], beta, "right") - 1]
        near(f"F-beta of {beta}", f[place[here]], f.max(), 1e-11)


def check_decision(ours, y, score, weight):
    total = weight.sum()
    for t, benefit, every in zip(ours["threshold"], ours["net_benefit"], ours["treat_all"]):
        taken = score >= t
        near(f"benefit at {t}", benefit, (weight[y & taken].sum() - weight[~y & taken].sum() * t / (1 - t)) / total)
        near(f"treat all at {t}", every, (weight[y].sum() - weight[~y].sum() * t / (1 - t)) / total)


def check_by_threshold(ours, y, score, weight):
    assert ours["threshold"][0] == score.max() and ours["threshold"][-1] == score.min()
    for k, t in enumerate(ours["threshold"]):
        guess = score >= t
        rates = sk.precision_recall_fscore_support(y, guess, average="binary", sample_weight=weight, zero_division=0)
        for name, theirs in zip(("precision", "recall", "f1"), rates):
            near(name, ours[name][k], theirs)
        near("mcc", ours["mcc"][k], sk.matthews_corrcoef(y, guess, sample_weight=weight))


def check_calibration(ours, y, score, weight):
    """scikit-learn has no weights here: rows of weight 1 beside it, the others as sums."""
    place = np.searchsorted(np.linspace(0, 1, 11)[1:-1], score)
    for b in range(10):
        here = place == b
        near("rows", ours["rows"][b], weight[here].sum(), 1e-9)
        if not here.any():
            assert ours["score"][b] is None and ours["low"][b] is None
            continue
        near("score", ours["score"][b], np.average(score[here], weights=weight[here]))
        near("share", ours["share"][b], np.average(y[here], weights=weight[here]))
    if (weight == 1).all():
        shares, means = calibration_curve(y, score, n_bins=10)
        near("shares", [v for v in ours["share"] if v is not None], shares)
        near("means", [v for v in ours["score"] if v is not None], means)
        for b in np.unique(place):
            interval = binomtest(int(y[place == b].sum()), int((place == b).sum())).proportion_ci(method="wilson")
            near("interval", (ours["low"][b], ours["high"][b]), interval)


def check_h(ours, tp, fp):
    """The loss of the best threshold for each cost, integrated as it is defined."""
    share, a, b = tp[-1] / (tp[-1] + fp[-1]), 2, 1 + fp[-1] / tp[-1]
    whole = beta(a, b)
    fpr, fnr = np.append(0, fp / fp[-1]), np.append(1, 1 - tp / tp[-1])

    def loss(alarms, misses):
        value = lambda c: (c * (1 - share) * alarms + (1 - c) * share * misses).min() * c ** (a - 1) * (1 - c) ** (b - 1) / whole
        cuts = np.linspace(0, 1, 201) ** 2
        return sum(quad(value, low, high, epsabs=1e-12)[0] for low, high in zip(cuts, cuts[1:]))

    near("h", ours, 1 - loss(fpr, fnr) / loss(np.array([0, 1.0]), np.array([1.0, 0])), 2e-6)


def two_classes(seed):
    y, score, weight, answer = made(seed)
    thresholds, tp, fp = counts(y, score, weight)
    curves = answer["curves"]
    check_det(curves["det"], y, score, weight)
    check_gains(curves, thresholds, tp, fp)
    check_cost(curves["cost"], tp, fp)
    check_precision(curves, thresholds, tp, fp, answer)
    check_gain_hull(curves["pr_gain_hull"], thresholds, tp, fp)
    check_decision(curves["decision"], y, score, weight)
    check_calibration(curves["calibration"], y, score, weight)
    check_by_threshold(curves["by_threshold"], y, score, weight)
    check_h(answer["metrics"]["h_measure"], tp, fp)
    part = curves["roc_01"]
    fpr, tpr, _ = sk.roc_curve(y, score, sample_weight=weight)
    assert abs(part["false_positive_rate"][-1] - 0.1) < 1e-15 or part["false_positive_rate"][-1] == 1
    last = np.searchsorted(fpr, 0.1, "right")
    cut = tpr[-1] if last == len(fpr) else np.interp(0.1, [fpr[last - 1], fpr[last]], [tpr[last - 1], tpr[last]])
    near("part", part["true_positive_rate"][-1], cut)


def three_classes(seed):
    rng = np.random.RandomState(seed)
    n = 150
    y = rng.choice(3, n, p=[0.6, 0.3, 0.1])
    y[:3] = range(3)
    scores = np.round(rng.dirichlet(np.ones(3), n) + np.eye(3)[y], 2)
    scores /= scores.sum(1, keepdims=True)
    table = imbal.FOLDER / "three.csv"
    table.write_text("label,a,b,c\n" + "".join(f"{'abc'[t]},{','.join(repr(float(v)) for v in row)}\n" for t, row in zip(y, scores)))
    curves = imbal.ask("metrics", table, "--label", "label", "--score", "a", "--score", "b", "--score", "c", "--curves")["curves"]
    fpr, tpr, thresholds = sk.roc_curve(np.eye(3)[y].ravel(), scores.ravel(), drop_intermediate=False)
    theirs = {t: (a, b) for t, a, b in zip(thresholds[1:], fpr[1:], tpr[1:])}
    is_thinned("micro", curves["roc_micro"], "false_positive_rate", "true_positive_rate", {math.inf: (0, 0), **theirs})
    heights = []
    for c in range(3):
        fpr, tpr, _ = sk.roc_curve(y == c, scores[:, c], drop_intermediate=False)
        grid = np.array(curves["roc_macro"]["false_positive_rate"])
        at = np.searchsorted(fpr, grid, "right")
        heights.append([tpr[-1] if k == len(fpr) else np.interp(x, fpr[k - 1:k + 1], tpr[k - 1:k + 1]) for x, k in zip(grid, at)])
    near("macro", curves["roc_macro"]["mean"], np.mean(heights, 0))
    near("spread", curves["roc_macro"]["deviation"], np.std(heights, 0, ddof=1))


def cases():
    for seed in range(N_CASES):
        yield f"two classes, case {seed}", lambda s=seed: two_classes(s)
    for seed in range(5):
        yield f"three classes, case {seed}", lambda s=seed: three_classes(s)


tap.run(cases())
