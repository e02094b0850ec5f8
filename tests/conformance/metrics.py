# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal metrics equals sklearn.metrics and imblearn.metrics to 1e-12 on random labels and scores with ties."""
import csv
import math
import sys
import warnings

sys.dont_write_bytecode = True
import numpy as np
from imblearn.metrics import classification_report_imbalanced, geometric_mean_score, macro_averaged_mean_absolute_error, make_index_balanced_accuracy, specificity_score
from scipy.integrate import quad
from sklearn import metrics as sk

import peers
from peers import imbal
import tap

TOLERANCE = 1e-12
N_CASES = 100
EPSILON = np.finfo(float).eps  # to which certain mistakes are clipped
warnings.filterwarnings("ignore")


def write(columns):
    path = imbal.FOLDER / "case.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))
    return path


def check(name, ours, expected, tolerance=TOLERANCE, size=1):
    """@size: of numbers that are no shares, to which the tolerance is relative."""
    if ours is None:
        assert not math.isfinite(expected) or expected == 0, f"{name} is undefined, not {expected}"
    else:
        assert math.isfinite(expected) and abs(ours - expected) <= tolerance * size, f"{name} is {ours}, not {expected}"


index_balanced = make_index_balanced_accuracy(alpha=0.1, squared=True)(geometric_mean_score)


def part(a, b):
    return a / b if b > 0 else math.inf if a > 0 else math.nan


def check_rates(ours, y, guess, label):
    """One class against the rest."""
    (tn, fp), (fn, tp) = sk.confusion_matrix(y, guess, labels=[False, True]).astype(float)
    share = {"npv": (tn, tn + fn), "fpr": (fp, fp + tn), "fnr": (fn, fn + tp), "fdr": (fp, fp + tp), "false_omission_rate": (fn, fn + tn)}
    for name, (some, every) in share.items():
        check(f"{name} of {label}", ours[name], some / every if every else 0)
    check(f"f2 of {label}", ours["f2"], sk.fbeta_score(y, guess, beta=2, zero_division=0))
    check(f"f05 of {label}", ours["f05"], sk.fbeta_score(y, guess, beta=0.5, zero_division=0))
    check(f"jaccard of {label}", ours["jaccard"], sk.jaccard_score(y, guess, zero_division=0))
    recall, specificity = (0 if math.isnan(v) else v for v in (part(tp, tp + fn), part(tn, tn + fp)))
    precision, npv = ours["precision"], ours["npv"]
    check(f"fowlkes_mallows of {label}", ours["fowlkes_mallows"], math.sqrt(precision * recall))
    check(f"informedness of {label}", ours["informedness"], recall + specificity - 1)
    check(f"markedness of {label}", ours["markedness"], precision + npv - 1)
    check(f"iba of {label}", ours["iba"], index_balanced(y, guess, average="binary", pos_label=True))
    balance = abs(specificity - recall) / (specificity + recall) if specificity + recall else 0
    check(f"optimized_precision of {label}", ours["optimized_precision"], (tp + tn) / len(y) - balance)
    for name, ratio in (("lr_plus", part(recall, ours["fpr"])), ("lr_minus", part(ours["fnr"], specificity)), ("dor", part(tp * tn, fp * fn))):
        check(f"{name} of {label}", ours[name], ratio, size=max(1, ratio))
    check(f"positive_rate of {label}", ours["positive_rate"], np.mean(guess))
    alarms = math.sqrt(ours["fpr"])
    if alarms + recall > 0:
        check(f"prevalence_threshold of {label}", ours["prevalence_threshold"], alarms / (math.sqrt(recall) + alarms))


def counts_at_scores(y, score):
    """True and false positives from no row on, one step for each distinct score."""
    thresholds = np.unique(score)[::-1]
    return (np.array([0] + [np.sum(y & (score >= t)) for t in thresholds], float),
            np.array([0] + [np.sum(~y & (score >= t)) for t in thresholds], float))


def interpolated(tp, fp, start, value):
    """The integral of value(TP, FP) over TP from start, FP straight between the steps."""
    area = 0
    for a, b, c, d in zip(tp, tp[1:], fp, fp[1:]):
        if b > max(a, start):
            low = max(a, start)
            area += quad(lambda t, a=a, b=b, c=c, d=d: value(t, c + (d - c) * (t - a) / (b - a)), low, b, epsabs=1e-13, epsrel=1e-13)[0]
    return area


def check_areas(ours, y, score, label):
    """Curves of one class against the rest."""
    for percent in (10, 20):
        for name, value in at_the_top(y, score, percent / 100):
            check(f"{name}_top{percent} of {label}", ours[f"{name}_top{percent}"], value, size=max(1, value))
    tp, fp = counts_at_scores(y, score)
    positives, negatives = y.sum(), (~y).sum()
    false_rate, true_rate, _ = sk.roc_curve(y, score)
    precision, recall, _ = sk.precision_recall_curve(y, score)
    check(f"gini of {label}", ours["gini"], 2 * sk.roc_auc_score(y, score) - 1)
    check(f"ks of {label}", ours["ks"], np.max(true_rate - false_rate))
    check(f"roc_auc_01 of {label}", ours["roc_auc_01"], sk.roc_auc_score(y, score, max_fpr=0.1))
    check(f"pr_auc_trapezoid of {label}", ours["pr_auc_trapezoid"], sk.auc(recall, precision))
    check(f"pr_auc of {label}", ours["pr_auc"], interpolated(tp, fp, 0, lambda t, f: t / (t + f) if t + f else math.nan) / positives, 1e-9)
    odds, start = positives / negatives, positives * positives / len(y)
    area = interpolated(tp, fp, start, lambda t, f: (1 - odds * f / t) * odds * positives / t ** 2)
    check(f"pr_gain_auc of {label}", ours["pr_gain_auc"], area, 1e-8, size=max(1, abs(area)))
    full, all_true, _ = sk.roc_curve(y, score, drop_intermediate=False)
    turn = np.argmax(full >= 1 - all_true)
    gap = [1 - all_true[turn - 1] - full[turn - 1], full[turn] + all_true[turn] - 1]
    check(f"equal_error_rate of {label}", ours["equal_error_rate"], np.interp(gap[0] / sum(gap), [0, 1], full[turn - 1:turn + 1]))
    if len(full) <= 100:  # the envelope of the lines bends where two of them cross
        i, j = np.triu_indices(len(full), 1)
        corners = np.unique(np.append((full[j] - full[i]) / (full[j] - full[i] + all_true[j] - all_true[i]), [0, 1]))
        least = np.min(np.outer(1 - all_true, corners) + np.outer(full, 1 - corners), axis=0)
        check(f"expected_cost of {label}", ours["expected_cost"], np.trapz(least, corners))
    best = [max(precision[:-1][recall[:-1] >= tenth / 10]) for tenth in range(11)]
    check(f"pr_auc_11 of {label}", ours["pr_auc_11"], np.mean(best))
    found = np.flatnonzero(np.diff(tp)) + 1  # where another row is found
    straight = np.interp(np.arange(11) / 10, tp[found] / positives, tp[found] / (tp + fp)[found])
    check(f"pr_auc_11_straight of {label}", ours["pr_auc_11_straight"], np.mean(straight))
    share = positives / len(y)
    lowest = 1 + (1 - share) * math.log(1 - share) / share
    check(f"pr_auc_normalised of {label}", ours["pr_auc_normalised"], (ours["pr_auc"] - lowest) / (1 - lowest), 1e-11)
    taken = np.searchsorted(tp + fp, positives)
    of_step = (positives - tp[taken - 1] - fp[taken - 1]) / (tp[taken] + fp[taken] - tp[taken - 1] - fp[taken - 1])
    check(f"r_precision of {label}", ours["r_precision"], (tp[taken - 1] + of_step * (tp[taken] - tp[taken - 1])) / positives)


def at_the_top(y, score, share):
    """The highest scores; of equal ones each counts for its part."""
    values = np.unique(-score)
    rows = np.cumsum([0] + [np.sum(score == -value) for value in values])
    hits = np.cumsum([0] + [np.sum(y[score == -value]) for value in values])
    found = np.interp(share * len(y), rows, hits)
    return ("precision", found / (share * len(y))), ("recall", found / y.sum()), ("lift", found / y.sum() / share)


def check_top(top, y, score):
    for k, share in enumerate(top["share"]):
        for name, value in at_the_top(y, score, share):
            check(f"{name} of the top {share}", top[name][k], value, size=max(1, value))


def check_probabilities(ours, y, score, label):
    """Of one class against the rest."""
    place = np.searchsorted(np.linspace(0, 1, 11)[1:-1], score)
    gaps = [abs(score[place == b].mean() - y[place == b].mean()) for b in range(10) if np.any(place == b)]
    sizes = [np.sum(place == b) for b in range(10) if np.any(place == b)]
    check(f"ece of {label}", ours["ece"], np.dot(gaps, sizes) / len(y))
    check(f"mce of {label}", ours["mce"], max(gaps))
    check(f"brier_reliability of {label}", ours["brier_reliability"], np.dot(np.square(gaps), sizes) / len(y))
    apart = [(y[place == b].mean() - y.mean()) ** 2 for b in range(10) if np.any(place == b)]
    check(f"brier_resolution of {label}", ours["brier_resolution"], np.dot(apart, sizes) / len(y))
    check(f"brier_uncertainty of {label}", ours["brier_uncertainty"], y.mean() * (1 - y.mean()))
    taken, odds = score >= y.mean(), y.mean() / (1 - y.mean())
    check(f"net_benefit of {label}", ours["net_benefit"], (np.sum(y & taken) - odds * np.sum(~y & taken)) / len(y))
    values, sizes = np.unique(-score, return_counts=True)
    middle = np.cumsum(sizes) - sizes / 2
    part_of = dict(zip(-values, np.minimum(9, np.floor(middle * 10 / len(y)))))
    parts = np.array([part_of[s] for s in score])
    check(f"ace of {label}", ours["ace"], sum(abs((score - y)[parts == b].sum()) for b in range(10)) / len(y))
    check(f"stratified_brier of {label}", ours["stratified_brier"], np.mean((1 - score[y]) ** 2))
    check(f"stratified_log_loss of {label}", ours["stratified_log_loss"], np.mean(-np.log(np.clip(score[y], EPSILON, 1 - EPSILON))))
    check(f"brier_skill of {label}", ours["brier_skill"], 1 - np.mean((score - y) ** 2) / (y.mean() * (1 - y.mean())))


def check_whole_probabilities(answer, y, scores, labels):
    """Of all classes at once; @y: their places."""
    losses = [np.mean(-np.log(np.clip(scores[y == c, c], EPSILON, 1 - EPSILON))) for c in np.unique(y)]
    check("macro_log_loss", answer["metrics"]["macro_log_loss"], np.mean(losses))
    check("classwise_ece", answer["metrics"]["classwise_ece"], np.mean([answer["per_class"][str(label)]["ece"] for label in labels]))


def check_counts(answer, y, guess, labels):
    """Per class and averaged."""
    precision, recall, f1, _ = sk.precision_recall_fscore_support(y, guess, labels=labels, zero_division=0)
    specificity = specificity_score(y, guess, labels=labels, average=None)
    for c, label in enumerate(labels):
        of_class = answer["per_class"][str(label)]
        check(f"precision of {label}", of_class["precision"], precision[c])
        check(f"recall of {label}", of_class["recall"], recall[c])
        check(f"f1 of {label}", of_class["f1"], f1[c])
        check(f"specificity of {label}", of_class["specificity"], specificity[c])
    for average in ("macro", "weighted", "micro"):
        values = sk.precision_recall_fscore_support(y, guess, labels=labels, average=average, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), values):
            check(f"{average} {name}", answer["averages"][average][name], value)
    whole = answer["metrics"]
    check("accuracy", whole["accuracy"], sk.accuracy_score(y, guess))
    check("balanced_accuracy", whole["balanced_accuracy"], sk.balanced_accuracy_score(y, guess))
    check("mcc", whole["mcc"], sk.matthews_corrcoef(y, guess))
    check("kappa", whole["kappa"], sk.cohen_kappa_score(y, guess, labels=labels))
    for kind in ("linear", "quadratic"):
        check(f"kappa_{kind}", whole[f"kappa_{kind}"], sk.cohen_kappa_score(y, guess, labels=labels, weights=kind))
    place = {label: c for c, label in enumerate(labels)}
    check("macro_mae", whole["macro_mae"], macro_averaged_mean_absolute_error([place[v] for v in y], [place[v] for v in guess]))
    for c, label in enumerate(labels):
        check_rates(answer["per_class"][str(label)], np.asarray(y) == label, np.asarray(guess) == label, label)
    assert answer["confusion"] == sk.confusion_matrix(y, guess, labels=labels).tolist()


def confidence_ece(y, scores):
    best, right = scores.max(1), scores.argmax(1) == y
    place = np.searchsorted(np.linspace(0, 1, 11)[1:-1], best)
    return sum(abs((best - right)[place == b].sum()) for b in range(10)) / len(y)


def check_elsewhere(answer, y, guess, codes, scores):
    """The values that are said to be those of other tools, where they are not ours."""
    one_hot = np.eye(scores.shape[1])[codes]
    precision, recall = (score(y, guess, average="macro", zero_division=0) for score in (sk.precision_score, sk.recall_score))
    theirs = {
        ("f1", "Weka; scikit-learn, average=weighted"): sk.f1_score(y, guess, average="weighted"),
        ("f1", "Sokolova and Lapalme 2009"): 2 * precision * recall / (precision + recall) if precision + recall else 0,
        ("g_mean", "imbalanced-learn, average=macro"): geometric_mean_score(y, guess, average="macro"),
        ("g_mean", "imbalanced-learn, classification report"): classification_report_imbalanced(y, guess, output_dict=True)["avg_geo"],
        ("roc_auc", "Weka; scikit-learn, average=weighted"): sk.roc_auc_score(codes, scores, multi_class="ovr", average="weighted"),
        ("average_precision", "Weka, PRC area; scikit-learn, average=weighted"): sk.average_precision_score(one_hot, scores, average="weighted"),
        ("ece", "Guo et al. 2017; torchmetrics"): confidence_ece(codes, scores),
        ("brier", "scikit-learn from 1.7 on, scale_by_half"): np.mean(np.sum((scores - one_hot) ** 2, axis=1)) / 2,
    }
    said = {(row["metric"], row["who"]): row["value"] for row in answer["elsewhere"]}
    for (metric, who), value in theirs.items():
        check(f"{metric} of {who}", said.get((metric, who), answer["metrics"][metric]), value)


def two_classes(seed):
    rng = np.random.RandomState(seed)
    n = rng.randint(8, 400)
    y = (rng.uniform(size=n) < rng.uniform(0.02, 0.5)).astype(int)
    y[:2] = [0, 1]
    score = np.round(np.clip(rng.normal(0.3 + 0.3 * y, 0.25), 0.001, 0.999), rng.choice([1, 2, 17]))
    threshold = float(rng.choice([0.5, 0.3, 0.71]))
    guess = (score >= threshold).astype(int)
    answer = imbal.ask("metrics", write({"label": y, "score": [repr(float(s)) for s in score]}), "--label", "label",
                       "--score", "score", "--positive", 1, "--threshold", threshold, "--curves")
    check_counts(answer, y, guess, [0, 1])
    whole = answer["metrics"]
    check("precision", whole["precision"], sk.precision_score(y, guess, zero_division=0))
    check("recall", whole["recall"], sk.recall_score(y, guess))
    check("specificity", whole["specificity"], specificity_score(y, guess))
    check("f1", whole["f1"], sk.f1_score(y, guess))
    check("g_mean", whole["g_mean"], geometric_mean_score(y, guess, average="binary"))
    check("roc_auc", whole["roc_auc"], sk.roc_auc_score(y, score))
    check("average_precision", whole["average_precision"], sk.average_precision_score(y, score))
    check("brier", whole["brier"], sk.brier_score_loss(y, score))
    check("log_loss", whole["log_loss"], sk.log_loss(y, score))
    check("informedness", whole["informedness"], sk.balanced_accuracy_score(y, guess, adjusted=True))
    plus, minus = sk.class_likelihood_ratios(y, guess)
    check("lr_plus", whole["lr_plus"], plus, size=max(1, plus))
    check("lr_minus", whole["lr_minus"], minus, size=max(1, minus))
    check_areas(whole, y == 1, score, 1)
    check_top(answer["curves"]["top"], y, score)
    first = max(int(0.2 * n), 1)  # as in smote_variants' calculate_prob_scores
    said = {row["who"]: row["value"] for row in answer["elsewhere"]}
    check("p_top20 of smote-variants", said.get("smote-variants, p_top20", whole["precision_top20"]), y[:first].mean())
    curve = answer["curves"]["brier"]
    check("area below the Brier curve", np.trapz(curve["cost"], curve["cost_share"]), sk.brier_score_loss(y, score), 2e-4)  # it is thinned
    for share, cost, threshold in zip(curve["cost_share"], curve["cost"], curve["threshold"]):
        if threshold is not None:
            taken = score >= threshold
            check(f"cost at {threshold}", cost, 2 * np.mean(np.where(y == 1, (1 - share) * ~taken, share * taken)))
    bins = answer["curves"]["calibration"]
    parts = {name: values[0] for name, values in answer["curves"]["brier_parts"].items()}
    check("uncertainty", parts["uncertainty"], y.mean() * (1 - y.mean()))
    check("reliability", parts["reliability"], whole["brier_reliability"])
    rest = np.nansum([rows * (share - y.mean()) ** 2 for rows, share in zip(bins["rows"], bins["share"]) if rows])
    check("resolution", parts["resolution"], rest / n)
    check_probabilities(whole, y == 1, score, 1)
    check_whole_probabilities(answer, y, np.column_stack([1 - score, score]), [0, 1])


def more_classes(seed):
    rng = np.random.RandomState(seed)
    labels = list("abcdef"[:rng.randint(3, 6)])
    n, K = rng.randint(30, 300), len(labels)
    y = rng.choice(K, n, p=rng.dirichlet(np.ones(K) * 3))
    y[:K] = range(K)
    scores = np.round(rng.dirichlet(np.ones(K), n) + 0.8 * np.eye(K)[y] + 0.001, rng.choice([1, 17]))
    scores /= scores.sum(1, keepdims=True)
    words = np.array(labels)
    columns = {"label": words[y], **{f"score_{label}": [repr(float(s)) for s in scores[:, c]] for c, label in enumerate(labels)}}
    options = [option for label in labels for option in ("--score", f"score_{label}")]
    answer = imbal.ask("metrics", write(columns), "--label", "label", *options)
    guess = words[scores.argmax(1)]
    check_counts(answer, words[y], guess, labels)
    check("g_mean", answer["metrics"]["g_mean"], geometric_mean_score(words[y], guess, average="multiclass", correction=0))
    check("log_loss", answer["metrics"]["log_loss"], sk.log_loss(y, scores))
    check("iba", answer["metrics"]["iba"], index_balanced(words[y], guess))
    check("informedness", answer["metrics"]["informedness"], sk.balanced_accuracy_score(y, scores.argmax(1), adjusted=True))
    check("roc_auc_ovo", answer["metrics"]["roc_auc_ovo"], sk.roc_auc_score(y, scores, multi_class="ovo"))
    areas, sizes = [sk.roc_auc_score(y == c, scores[:, c]) for c in range(K)], np.bincount(y, minlength=K)
    check("roc_auc_micro", answer["metrics"]["roc_auc_micro"], sk.roc_auc_score(np.eye(K)[y], scores, average="micro"))
    check("roc_auc_pairs", answer["metrics"]["roc_auc_pairs"], np.average(areas, weights=sizes * (n - sizes)))
    check_elsewhere(answer, words[y], guess, y, scores)
    check_whole_probabilities(answer, y, scores, labels)
    for c, label in enumerate(labels):
        of_class = answer["per_class"][label]
        check(f"roc_auc of {label}", of_class["roc_auc"], sk.roc_auc_score(y == c, scores[:, c]))
        check(f"average_precision of {label}", of_class["average_precision"], sk.average_precision_score(y == c, scores[:, c]))
        check_areas(of_class, y == c, scores[:, c], label)
        check_probabilities(of_class, y == c, scores[:, c], label)


def predictions_only(seed):
    rng = np.random.RandomState(seed)
    labels = [3, 7, 20]
    y, guess = rng.choice(labels, 200, p=[0.7, 0.2, 0.1]), rng.choice(labels, 200)
    check_counts(imbal.ask("metrics", write({"label": y, "guess": guess}), "--label", "label", "--predicted", "guess"), y, guess, labels)


def cases():
    kinds = [two_classes, two_classes, more_classes, more_classes, predictions_only]
    for seed in range(N_CASES):
        kind = kinds[seed % len(kinds)]
        yield f"{kind.__name__.replace('_', ' ')}, case {seed}", lambda k=kind, s=seed: k(s)


tap.run(cases())
