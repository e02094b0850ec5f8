# SPDX-License-Identifier: GPL-3.0-or-later
"""imbalanced-learn's own test functions of metrics, where they are installed, with imbal behind its functions. Each is called, or named
in ELSEWHERE with what stands for it."""
import sys

sys.dont_write_bytecode = True
import numpy as np

import borrowed
import stand_in_metrics
import tap

PYTHON = "arguments of Python functions: "
INSIDE = "distances of nominal rows are a part of smoten; resample_mixed.py compares its rows"
ELSEWHERE = {
    "test_sensitivity_specificity_error_multilabels": PYTHON + "a table has one column of classes",
    "test_sensitivity_specificity_support_errors": PYTHON + "all averages are printed; test_a_positive_class_that_is_not_there, below",
    "test_sensitivity_specificity_unused_pos_label": PYTHON + "a warning that one is of no use",
    "test_sensitivity_specificity_f_binary_single_class 1":
        "0 by convention, where two of two rows of other classes are left alone; test_one_class_that_is_not_the_positive_one, below",
    "test_geometric_mean_sample_weight 2":
        "its true negatives are rows less weights (imbalanced-learn 1180); test_weights_count_in_true_negatives, below",
    "test_iba_error_y_score_prob_error": PYTHON + "functions of scores; test_an_index_is_of_shares_of_counts, below",
    "test_value_difference_metric": INSIDE, "test_value_difference_metric_property": INSIDE, "test_value_difference_metric_categories": INSIDE,
    "test_value_difference_metric_categories_error": INSIDE, "test_value_difference_metric_missing_categories": INSIDE,
    "test_value_difference_value_unfitted": INSIDE,
}


def test_a_positive_class_that_is_not_there():
    with borrowed.raises():
        stand_in_metrics.sensitivity_score([0, 1, 1], [0, 0, 1], pos_label=2)


def test_one_class_that_is_not_the_positive_one():
    assert stand_in_metrics.sensitivity_score([-1, -1], [-1, -1]) == 0
    assert stand_in_metrics.specificity_score([-1, -1], [-1, -1]) == 1


def test_weights_count_in_true_negatives():
    """By hand: recalls 2/2 and 2/4, specificities 4/6 and 2/4, weights of the classes 2 and 4."""
    value = stand_in_metrics.geometric_mean_score([0, 1, 2, 0, 1, 2], [0, 1, 1, 0, 0, 1], labels=[0, 1], sample_weight=[1, 2, 1, 1, 2, 1], average="weighted")
    assert abs(value - np.sqrt((2 * 1 + 4 * 0.5) / 6 * (2 * 4 / 6 + 4 * 0.5) / 6)) < 1e-12, value


def test_an_index_is_of_shares_of_counts():
    answer = stand_in_metrics.ask([0, 1, 1, 0], [0, 1, 0, 0])["balanced"]["metrics"]
    assert {"accuracy", "jaccard", "precision", "recall", "f1", "g_mean"} <= set(answer)
    assert not {"average_precision", "brier", "kappa", "roc_auc", "iba"} & set(answer), answer


def test_the_plain_index_and_every_alpha():
    """(1 + alpha (recall − specificity)) times the value or its square, of the positive class."""
    y, guess = np.repeat([0, 1], [8, 4]), np.array([0] * 6 + [1] * 2 + [1] * 3 + [0])
    for alpha in (0, 0.1, 0.5, 1):
        factor = 1 + alpha * (3 / 4 - 6 / 8)
        for power, more in ((2, []), (1, ["--plain-index"])):
            index = stand_in_metrics.ask(y, guess, None, 1, None, "--alpha", alpha, *more)["balanced"]["metrics"]
            assert abs(index["precision"] - factor * (3 / 5) ** power) < 1e-12
        other = stand_in_metrics.ask(y, 1 - guess, None, 1, None, "--alpha", alpha)["balanced"]
        assert abs(other["metrics"]["recall"] - (1 + alpha * (1 / 4 - 2 / 8)) * (1 / 4) ** 2) < 1e-12
        assert abs(other["per_class"]["0"]["specificity"] - (1 / 4) ** 2) < 1e-12


borrowed.install_pytest()
stand_in_metrics.install()
borrowed.run(["metrics"], ELSEWHERE, tap.cases_of(globals()))
