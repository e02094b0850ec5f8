# SPDX-License-Identifier: GPL-3.0-or-later
"""imbalanced-learn's metric functions with imbal metrics behind them: they hand on labels and choices, and pick a number from the answer."""
import csv
import json

import imblearn.metrics
import numpy as np

from borrowed import Refused
from peers import imbal

PATH = imbal.FOLDER / "stand-in-metrics.csv"


def ask(y_true, y_pred, labels=None, positive=None, sample_weight=None, *options):
    """The program's answer; @labels are named by --classes."""
    weights = [1] * len(y_true) if sample_weight is None else sample_weight
    with open(PATH, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([["truth", "guess", "weight"], *zip(y_true, y_pred, weights)])
    if labels is not None:
        names = ['"' + str(label).replace('"', '""') + '"' for label in labels]
        options += ("--classes", ",".join(names))
    if positive is not None:
        options += ("--positive", positive)
    process = imbal.start("metrics", PATH, "--label", "truth", "--predicted", "guess", "--weights", "weight", "--json", "--quiet", *options)
    out, err = (text.decode() for text in process.communicate(timeout=60))
    if process.returncode != 0:
        assert process.returncode in (1, 2) and err.startswith("imbal: "), (process.returncode, err)
        raise Refused(err)
    return json.loads(out)


def occurring(y_true, y_pred):
    return np.unique(np.concatenate([np.asarray(y_true), np.asarray(y_pred)]))


def rates(y_true, y_pred, labels, pos_label, average, sample_weight, options=()):
    """(recall, specificity, G-mean, index of it) by average: a list each for None."""
    if average == "binary":
        answer = ask(y_true, y_pred, [pos_label] if len(occurring(y_true, y_pred)) == 1 else None, pos_label, sample_weight, *options)
        of_class, index = answer["per_class"][str(pos_label)], answer["balanced"]["per_class"][str(pos_label)]
        return of_class["recall"], of_class["specificity"], of_class["g_mean"], index["g_mean"]
    labels = occurring(y_true, y_pred) if labels is None else labels
    answer = ask(y_true, y_pred, labels, None, sample_weight, *options)
    if average is None:
        of_classes = [{**answer["per_class"][str(label)], "iba": answer["balanced"]["per_class"][str(label)]["g_mean"]} for label in labels]
        return tuple(np.array([of_class[name] for of_class in of_classes]) for name in ("recall", "specificity", "g_mean", "iba"))
    balance = answer["balanced"][{"multiclass": "classes"}.get(average, average)]
    return tuple(balance[name] for name in ("recall", "specificity", "g_mean", "iba"))


def sensitivity_specificity_support(y_true, y_pred, *, labels=None, pos_label=1, average=None, sample_weight=None):
    found, left, *_ = rates(y_true, y_pred, labels, pos_label, average, sample_weight)
    if average is not None:
        return found, left, None
    labels = occurring(y_true, y_pred) if labels is None else labels
    support = ask(y_true, y_pred, labels, None, sample_weight)["support"]
    return found, left, np.array([support[str(label)] for label in labels])


def sensitivity_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None):
    return rates(y_true, y_pred, labels, pos_label, average, sample_weight)[0]


def specificity_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None):
    return rates(y_true, y_pred, labels, pos_label, average, sample_weight)[1]


def geometric_mean_score(y_true, y_pred, *, labels=None, pos_label=1, average="multiclass", sample_weight=None, correction=0.0):
    return rates(y_true, y_pred, labels, pos_label, average, sample_weight, ("--correction", correction))[2]


def make_index_balanced_accuracy(*, alpha=0.1, squared=True):
    """Of our stand-ins, by average; of a function of scikit-learn, whose name says which metric it is, of the positive class 1."""
    choice = ("--alpha", alpha, *([] if squared else ["--plain-index"]))
    place = {sensitivity_score: "recall", specificity_score: "specificity"}

    def decorate(score):
        def index(y_true, y_pred, *, labels=None, pos_label=1, average="multiclass", sample_weight=None):
            if score is geometric_mean_score:
                return rates(y_true, y_pred, labels, pos_label, average, sample_weight, choice)[3]
            name = place.get(score, score.__name__.replace("_score", ""))
            return ask(y_true, y_pred, None, pos_label, sample_weight, *choice)["balanced"]["metrics"][name]
        return index

    return decorate


COLUMNS = dict(pre="precision", rec="recall", spe="specificity", f1="f1", geo="g_mean", iba="iba")


def classification_report_imbalanced(y_true, y_pred, *, labels=None, target_names=None, sample_weight=None, digits=2, alpha=0.1, output_dict=False):
    """Their layout of our numbers: a line for each class, and the mean by rows."""
    labels = occurring(y_true, y_pred) if labels is None else labels
    answer = ask(y_true, y_pred, labels, None, sample_weight, "--alpha", alpha)
    support = [answer["support"][str(label)] for label in labels]
    lines = [{**answer["per_class"][str(label)], "iba": answer["balanced"]["per_class"][str(label)]["g_mean"]} for label in labels]
    mean = dict(answer["averages"]["weighted"])
    if alpha != 0.1:
        mean["iba"] = np.average([line["iba"] for line in lines], weights=support)
    if output_dict:
        report = {label: {**{short: line[name] for short, name in COLUMNS.items()}, "sup": n} for label, line, n in zip(labels, lines, support)}
        return {**report, **{f"avg_{short}": mean[name] for short, name in COLUMNS.items()}, "total_support": sum(support)}
    rows = [[name, *(f"{line[c]:.{digits}f}" for c in COLUMNS.values()), f"{n:g}"]
            for name, line, n in zip(labels if target_names is None else target_names, lines, support)]
    rows.append(["avg / total", *(f"{mean[c]:.{digits}f}" for c in COLUMNS.values()), f"{sum(support):g}"])
    return "\n".join(" ".join(map(str, row)) for row in [[*COLUMNS, "sup"], *rows])


def macro_averaged_mean_absolute_error(y_true, y_pred, *, sample_weight=None):
    return ask(y_true, y_pred, None, None, sample_weight)["metrics"]["macro_mae"]


def install():
    """In the place from which imbalanced-learn's tests import them."""
    for function in (sensitivity_specificity_support, sensitivity_score, specificity_score, geometric_mean_score, make_index_balanced_accuracy,
                     classification_report_imbalanced, macro_averaged_mean_absolute_error):
        setattr(imblearn.metrics, function.__name__, function)
