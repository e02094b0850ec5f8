# SPDX-License-Identifier: GPL-3.0-or-later
"""imbalanced-learn's own test functions, where they are installed, with imbal behind its samplers: what they say of rows, counts
and refusals holds for ours. Each is called, or named in ELSEWHERE with what stands for it."""
import inspect
import sys

sys.dont_write_bytecode = True
import imblearn.over_sampling
import numpy as np

import borrowed
import stand_in
import tap
from peers import imbal

FOLDERS = ["over_sampling", "under_sampling", "combine", "datasets"]

ATTRIBUTE = "attributes and arguments of Python objects"
MODEL = "hands in a model of scikit-learn; resample_clusters.py and resample_hardness.py hand in what such a model said"
NEWER = "imbalanced-learn 0.12 changed the rule; resample_clean.py compares with the rule of today"
ELSEWHERE = {
    "test_n_jobs_deprecation_warning": ATTRIBUTE, "test_parallelisation": ATTRIBUTE, "test_smotenc_fit": ATTRIBUTE,
    "test_fit_resample_check_voting": ATTRIBUTE,
    "test_smote_m_neighbors": ATTRIBUTE + "; test-border.c has asks-m-neighbours",
    "test_renn_iter_attribute": ATTRIBUTE + "; passes_of_repeated_editing, below",
    "test_smotenc_check_target_type": "a target of numbers is no class; test_a_target_without_classes, below",
    "test_svm_smote_not_svm": MODEL, "test_cluster_centroids_custom_clusterer": MODEL,
    "test_iht_fit_resample_default_estimator": ATTRIBUTE + "; test_the_forest_of_hardness, below",
    "test_random_over_sampling_heterogeneous_data_smoothed_bootstrap":
        "ours smooths the numbers and copies the words: test_words_are_not_smoothed, below",
    "test_iht_reproducibility": "fifty forests; the contract suite asks for the same bytes from any number of threads",
    "test_ncr_fit_resample": NEWER, "test_ncr_fit_resample_mode": NEWER,
    "test_fetch": "downloads", "test_fetch_filter": "downloads", "test_fetch_error": "downloads",
}


def battery():
    """The checks that imbalanced-learn runs over all its samplers, of those that are not about containers."""
    from imblearn.utils import estimator_checks as checks
    for module in (imblearn.over_sampling, imblearn.under_sampling, imblearn.combine):
        for name in set(module.__all__) - {"SMOTENC"}:
            sampler = getattr(module, name)()
            checks._set_checking_parameters(sampler)
            if name == "KMeansSMOTE":  # whose clusters are others: at seed 0 none holds the share of a class that is asked for
                sampler.set_params(random_state=1)
            asked = [checks.check_samplers_one_label]
            if name != "SMOTEN":  # the others hand in numbers, of which ours makes no categories when they are a thousand
                asked += [checks.check_samplers_fit_resample, checks.check_samplers_sampling_strategy_fit_resample,
                          checks.check_samplers_sample_indices]
            tags = sampler._get_tags()
            asked += [checks.check_samplers_string] if "string" in tags["X_types"] else []
            asked += [checks.check_samplers_nan] if tags["allow_nan"] else []
            for check in asked:
                yield f"{name} {check.__name__}", lambda c=check, n=name, s=sampler: c(n, s)


def defaults():
    for module in (imblearn.over_sampling, imblearn.under_sampling, imblearn.combine):
        for name in sorted(module.__all__):
            yield f"{name} has the same parameters and defaults", lambda c=getattr(module, name): same_defaults(c)


# What ours leave out or write in another way.
OTHER = {"kmeans_estimator": 8, "shrinkage": "none", "n_neighbors": 1}


def same_defaults(peer):
    ours = {s["id"]: s for s in imbal.ask("list", "samplers")["items"]}[stand_in.IDS[peer.__name__]]
    ours = {p["name"]: p["default"] for p in ours["params"]}
    for name, parameter in inspect.signature(peer.__init__).parameters.items():
        if name in stand_in.PARTS | {"self"} or (peer.__name__, name) == ("NeighbourhoodCleaningRule", "kind_sel"):
            continue
        wanted = OTHER[name] if parameter.default is None else parameter.default
        assert ours[name] == wanted, f"{name}: {ours[name]}, not {wanted}"


def test_passes_of_repeated_editing():
    """The test's table: a third pass changes nothing, the second does."""
    from imblearn.under_sampling._prototype_selection.tests import test_repeated_edited_nearest_neighbours as peer
    ours = imblearn.under_sampling.RepeatedEditedNearestNeighbours
    kept = [ours(max_iter=n).fit_resample(peer.X, peer.Y)[0] for n in (1, 2, 3, 5)]
    assert len(kept[0]) > len(kept[1]) and all(np.array_equal(kept[1], other) for other in kept[2:])


def test_the_forest_of_hardness():
    from imblearn.under_sampling._prototype_selection.tests import test_instance_hardness_threshold as peer
    X, y = imblearn.under_sampling.InstanceHardnessThreshold(random_state=0).fit_resample(peer.X, peer.Y)
    assert X.shape == (12, 2) and np.bincount(y).tolist() == [6, 6], np.bincount(y)


def test_words_are_not_smoothed():
    numbers = np.random.RandomState(0).rand(40).round(4)
    words = np.column_stack([np.repeat(["x", "y", "z", "w"], 10), numbers]).astype(object)
    words[:, 1] = numbers
    X, y = imblearn.over_sampling.RandomOverSampler(shrinkage=1, random_state=0).fit_resample(words, np.repeat([0, 1], [25, 15]))
    assert np.bincount(y).tolist() == [25, 25] and set(X[40:, 0]) <= {"z", "w"}, X[40:]
    assert not set(X[40:, 1]) <= set(numbers), X[40:]


def test_a_target_without_classes():
    for name in ("RandomOverSampler", "SMOTE"):
        with borrowed.raises():
            getattr(imblearn.over_sampling, name)().fit_resample(np.random.RandomState(0).rand(20, 2), np.linspace(0, 1, 20))


borrowed.install_pytest()
stand_in.install()
borrowed.run(FOLDERS, ELSEWHERE, [*battery(), *defaults(), *tap.cases_of(globals())])
