# SPDX-License-Identifier: GPL-3.0-or-later
"""imbalanced-learn's sampler classes with imbal behind them: constructed as theirs are, fit_resample runs the program."""
import csv
import inspect
import io
import itertools

import imblearn.combine
import imblearn.datasets
import imblearn.over_sampling
import imblearn.under_sampling
import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.neighbors import NearestNeighbors

from borrowed import Refused
from peers import imbal

OURS = {s["id"]: {p["name"] for p in s["params"]} for s in imbal.ask("list", "samplers")["items"]}
IDS = {
    "RandomOverSampler": "random-over", "BorderlineSMOTE": "borderline-smote", "SVMSMOTE": "svm-smote", "KMeansSMOTE": "kmeans-smote",
    "SMOTE": "smote", "SMOTENC": "smotenc", "SMOTEN": "smoten", "ADASYN": "adasyn", "RandomUnderSampler": "random-under",
    "NearMiss": "near-miss", "TomekLinks": "tomek-links", "EditedNearestNeighbours": "edited-nearest-neighbours",
    "RepeatedEditedNearestNeighbours": "repeated-edited-nearest-neighbours", "AllKNN": "all-knn",
    "CondensedNearestNeighbour": "condensed-nearest-neighbour", "OneSidedSelection": "one-sided-selection",
    "NeighbourhoodCleaningRule": "neighbourhood-cleaning-rule", "InstanceHardnessThreshold": "instance-hardness-threshold",
    "ClusterCentroids": "cluster-centroids", "SMOTEENN": "smote-enn", "SMOTETomek": "smote-tomek",
}
PARTS = {"random_state", "n_jobs", "categorical_features", "smote", "enn", "tomek", "estimator", "svm_estimator"}
numbers = itertools.count()


def written(value, own_too):
    """A parameter as imbal reads it. An object that finds neighbours finds the row itself, too, where own_too says so."""
    if hasattr(value, "n_clusters"):
        return str(value.n_clusters)
    if hasattr(value, "get_params"):
        return str(value.n_neighbors - own_too)
    if isinstance(value, dict):
        return "{" + ";".join(f"{label}:{count}" for label, count in value.items()) + "}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ";".join(map(str, value)) + "]"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def spec_of(sampler):
    """Parameters at imbalanced-learn's default are left to ours, which are the same (literal.py asks)."""
    name = next(c.__name__ for c in type(sampler).__mro__ if c.__name__ in IDS)
    given = sampler.get_params(deep=False)
    for part in ("smote",):
        if given.get(part) is not None:
            given.update(given[part].get_params(deep=False))
    defaults = {p.name: p.default for p in inspect.signature(type(sampler).__init__).parameters.values()}
    own_too = name not in ("NearMiss", "CondensedNearestNeighbour", "OneSidedSelection")
    options = [f'{key}="{written(value, own_too)}"' for key, value in given.items()
               if key not in PARTS and (key not in defaults or value is not defaults[key])]
    if getattr(sampler, "estimator", None) is not None and hasattr(sampler.estimator, "n_init"):
        options.append(f"n_init={sampler.estimator.n_init}")
    if "compat" in OURS[IDS[name]]:
        options.append("compat=imbalanced-learn")
    return IDS[name] + (":" + ",".join(options) if options else "")


def is_number(column):
    return all(isinstance(v, (int, float, np.number)) for v in column)


def cell(value):
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else repr(float(value))


def plain(X):
    """Its columns, as lists."""
    X = X.toarray() if sparse.issparse(X) else np.asarray(X, dtype=None)
    return [list(column) for column in X.T]


def like(X, rows, is_mixed):
    if isinstance(X, pd.DataFrame):
        return pd.DataFrame(rows, columns=X.columns)
    dtype = object if is_mixed else np.asarray(X.dtype.type(0)).dtype if hasattr(X, "dtype") else float
    rows = np.array(rows, dtype=dtype)
    return type(X)(rows) if sparse.issparse(X) else rows


def fit_resample(self, X, y):
    columns, y = plain(X), np.asarray(y)
    chosen = getattr(self, "categorical_features", None)
    if chosen is not None:
        chosen = np.flatnonzero(chosen) if np.asarray(chosen).dtype == bool else chosen
    names = [f"x{j}" for j in range(len(columns))]
    nominal = [n for j, n in enumerate(names) if not is_number(columns[j]) or "smoten" == IDS.get(type(self).__name__)]
    nominal = sorted({*nominal, *(f"x{j}" for j in ([] if chosen is None else chosen))})
    path = imbal.FOLDER / f"stand-in-{next(numbers)}.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([[*names, "target"], *([*map(cell, row), label] for *row, label in zip(*columns, y))])
    numeric = [n for n in names if n not in nominal]
    process = imbal.start("resample", path, "--target", "target", "--features", ",".join(names), "--scale", "none", "--impute", "none",
                          *(["--numeric", ",".join(numeric)] if numeric else []), *(["--categorical", ",".join(nominal)] if nominal else ["--raw"]),
                          "--sampler", spec_of(self), "--seed", self.get_params().get("random_state") or 0,
                          "-o", "-", "--provenance", "provenance.csv", "--quiet")
    out, err = (text.decode() for text in process.communicate(timeout=300))
    if process.returncode != 0:
        assert process.returncode in (1, 2) and err.startswith("imbal: ") and err.endswith((".\n", "?\n")), (process.returncode, err)
        raise Refused(err)
    rows = list(csv.reader(io.StringIO(out)))[1:]
    number = [n not in nominal or is_number(columns[j]) for j, n in enumerate(names)]
    table = [[float(v or "nan") if number[j] else v for j, v in enumerate(row[:-1])] for row in rows]
    remember(self, imbal.rows_of(imbal.FOLDER / "provenance.csv")[1:], y)
    return like(X, table, not all(number) or getattr(X, "dtype", None) == object), np.array([row[-1] for row in rows]).astype(y.dtype)


def remember(self, provenance, y):
    """The attributes of a fitted sampler for which tests ask beside its rows: most say only how it was constructed."""
    parents = [row for row in provenance if row[0] != ""]
    if self._get_tags().get("sample_indices"):
        self.sample_indices_ = np.array([int(row[2]) - 1 for row in parents])
    if isinstance(getattr(self, "k_neighbors", None), (int, NearestNeighbors)):
        self.nn_k_ = NearestNeighbors(n_neighbors=int(written(self.k_neighbors, True)) + 1)
    if getattr(self, "kmeans_estimator", None) is not None:
        self.kmeans_estimator_ = MiniBatchKMeans(n_clusters=int(written(self.kmeans_estimator, False)))
    if hasattr(self, "max_iter"):
        self.n_iter_ = self.max_iter
    if hasattr(self, "shrinkage"):
        grown = sorted(set(np.unique(y)) if isinstance(self.sampling_strategy, dict) else {y[int(row[2]) - 1] for row in parents[len(y):]})
        is_number = isinstance(self.shrinkage, (int, float))
        self.shrinkage_ = {label: self.shrinkage for label in grown} if is_number else self.shrinkage


def fit(self, X, y):
    fit_resample(self, X, y)
    return self


def make_imbalance(X, y, *, sampling_strategy):
    sampler = imblearn.under_sampling.RandomUnderSampler(sampling_strategy=sampling_strategy, random_state=0)
    return sampler.fit_resample(X, y)


def install():
    """In the places from which imbalanced-learn's tests import them."""
    for module in (imblearn.over_sampling, imblearn.under_sampling, imblearn.combine):
        for name in module.__all__:
            setattr(module, name, type(name, (getattr(module, name),), {"fit": fit, "fit_resample": fit_resample}))
    imblearn.datasets.make_imbalance = make_imbalance
