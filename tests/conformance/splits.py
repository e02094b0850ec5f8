# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --split beside scikit-learn, row for row: StratifiedShuffleSplit (and train_test_split with stratify) with the same seed, TimeSeriesSplit
on rows in the order of time, LeaveOneGroupOut; and what a model learns there (naive Bayes, 1e-6)."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, StratifiedShuffleSplit, TimeSeriesSplit, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import imbal
import tap


def make(name, n, labels, shares, seed, extra):
    """A table with the column that @extra gives; X, y."""
    rng = np.random.RandomState(seed)
    y = rng.choice(labels, n, p=shares)
    X = rng.normal(size=(n, 2)) + np.searchsorted(np.sort(labels), y)[:, None]
    lines = [f"{a!r},{b!r},{e},{label}" for (a, b), e, label in zip(X.tolist(), extra, y)]
    return imbal.write(name, "\n".join(["a,b,extra,target", *lines]) + "\n"), X, y


def our(path, n_rows, *options):
    """For each repeat and fold the tested rows; and their scores."""
    imbal.ask("evaluate", path, "--target", "target", "--features", "a,b", "--model", "gaussian-naive-bayes", *options, "--predictions", "scores.csv")
    tested, scores = {}, {}
    for row, repeat, fold, _, *p in imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]:
        tested.setdefault((int(repeat), int(fold)), []).append(int(row) - 1)
        scores.setdefault((int(repeat), int(fold)), []).append([float(v) for v in p])
    return [np.array(tested[k]) for k in sorted(tested)], [np.array(scores[k]) for k in sorted(tested)]


def compare(path, X, y, splits, *options):
    ours, scores = our(path, len(y), *options)
    splits = list(splits)
    assert len(ours) == len(splits), f"{len(ours)} folds, not {len(splits)}"
    for rows, p, (train, test) in zip(ours, scores, splits):
        assert rows.tolist() == sorted(test), f"{len(set(rows) ^ set(test))} rows are in other folds"
        peer = make_pipeline(StandardScaler(), GaussianNB()).fit(X[train], y[train])
        full = np.zeros((len(rows), len(np.unique(y))))
        full[:, np.searchsorted(np.unique(y), peer.classes_)] = peer.predict_proba(X[rows])
        worst = np.abs(full - p).max()
        assert worst <= 1e-6, f"probabilities differ by {worst}"


def test_holdouts_are_those_of_stratified_shuffle_split():
    for n, labels, shares, size, seed in ((200, ["no", "yes"], [0.85, 0.15], 0.25, 0), (333, ["a", "b", "c"], [0.7, 0.2, 0.1], 0.2, 7), (90, ["a", "b", "c", "d"], [0.25] * 4, 0.5, 3),
                                          (1001, [0, 1], [0.97, 0.03], 0.1, 42), (64, ["a", "b", "c"], [0.5, 0.25, 0.25], 0.33, 5)):
        path, X, y = make("holdout.csv", n, labels, shares, seed, np.arange(n))
        compare(path, X, y, StratifiedShuffleSplit(4, test_size=size, random_state=seed).split(X, y), "--split", "holdout", "--repeats", 4, "--test-size", size, "--seed", seed)
        _, test = train_test_split(np.arange(n), test_size=size, random_state=seed, stratify=y)
        assert sorted(test) == our(path, n, "--split", "holdout", "--test-size", size, "--seed", seed)[0][0].tolist()


def test_windows_are_those_of_time_series_split():
    for n, n_folds, seed, dates in ((100, 5, 0, False), (157, 4, 1, False), (203, 7, 2, True)):
        rng = np.random.RandomState(seed)
        order = rng.permutation(n)  # row order[i] is the i-th in time
        when = np.empty(n, dtype=int)
        when[order] = np.arange(n)
        extra = [str(np.datetime64("2023-11-30") + np.timedelta64(int(w), "D")) for w in when] if dates else when * 0.5 - 10
        path, X, y = make("time.csv", n, ["no", "yes"], [0.6, 0.4], seed, extra)
        splits = [(order[train], order[test]) for train, test in TimeSeriesSplit(n_folds).split(X)]
        compare(path, X, y, splits, "--split", "time", "--time", "extra", "--folds", n_folds)


def test_each_group_is_left_out():
    for n_groups, labels, seed in ((4, ["no", "yes"], 0), (60, ["a", "b", "c"], 1)):
        groups = np.random.RandomState(seed).randint(0, n_groups, 400) * 3
        path, X, y = make("groups.csv", 400, labels, [0.8, 0.2] if len(labels) == 2 else [0.5, 0.3, 0.2], seed, groups)
        compare(path, X, y, LeaveOneGroupOut().split(X, y, groups), "--split", "leave-one-group-out", "--group", "extra")


tap.run(tap.cases_of(globals()))
