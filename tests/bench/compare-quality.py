#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a model as good as the one it is named after? Average precision and G-mean beside scikit-learn, imbalanced-learn, XGBoost and the
stand-ins of tests/conformance/rare_ensembles.py.

    compare-quality.py BUILD TABLES RESULTS.jsonl [--seeds N] [--first N] [--model ID…] [--data NAME…]
    compare-quality.py --table RESULTS.jsonl

Gradient boosting is compared with scikit-learn's, whose parameters and defaults it has; with XGBoost twice: each with its own defaults, which are
other models, and ours with XGBoost's ("like XGBoost").

TABLES is a folder of datasets as IMB_SHARED has them (datasets/tables, creditcard, large). Every case is one model on one table with one
seed; both sides get the same matrix: what imbal reads of the table, categories as 0 and 1, missing values filled with the training rows'
median, scaled by their mean and deviation. Of tables of at most SMALL rows every row is judged by a model of the other two thirds, of larger
ones a third by a model of the rest, and of those of more than MOST rows (SLOW for models whose time grows faster than the rows) a
sample is drawn for each seed, in which the rarer of two classes has at least a twentieth of the rows if it can. With more than two classes the average
precision is the mean over classes, one against the rest, and classes of fewer than 20 rows are left out. Both have one thread.

Done cases are lines in RESULTS and are not done again: it can be stopped at any time. --table prints means over the seeds, the paired
difference with its 95 % interval, and marks with "*" where ours is worse by more than 0.005 on average, with "**" where the
interval is below zero, too."""
import argparse
import json
import math
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "conformance"))
import numpy as np
import pandas

import fitted
import rare_ensembles

SMALL, MOST, SLOW = 2500, 9000, 4000
MARGIN = 0.005
T_95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}  # of n − 1 degrees of freedom

TABLES = {
    "pima": ("tables/pima-indians-diabetes.csv", []),
    "haberman": ("tables/haberman.csv", []),
    "ecoli": ("tables/ecoli.csv", []),
    "german": ("tables/german.data.txt", []),
    "yeast6": ("tables/yeast6.dat", []),
    "pc1": ("tables/pc1.csv", []),
    "titanic": ("tables/titanic.csv", []),
    "attrition": ("tables/HR-Employee-Attrition-All.csv", []),
    "phoneme": ("tables/phoneme.csv", []),
    "sick": ("tables/sick.arff", []),
    "ozone": ("tables/ozone_level_8hr.csv", []),
    "bank": ("tables/bank-additional.csv", []),
    "telco": ("tables/Telco-Customer-Churn.csv", []),
    "adult": ("tables/adult-train.csv", []),
    "creditcard": ("creditcard/creditcard_subset_REAL.csv.xz", []),
    "fraud": ("large/fraud_handbook_simulated.csv.xz", ["--target", "TX_FRAUD", "--ignore", "TX_FRAUD_SCENARIO"]),
    "letter": ("tables/letter-recognition.data", []),
    "payments": ("creditcard/creditcard_time_amount_class_REAL.csv.xz", []),
}


def like_xgboost(n_classes):
    """XGBoost's defaults in our words. Its second derivatives of more than two classes are twice as large as they are."""
    twice = 2 if n_classes > 2 else 1
    return f"gradient-boosting:learning_rate={0.3 / twice},max_leaf_nodes=0,max_depth=6,min_samples_leaf=1,l2_regularization={1 / twice}," \
        f"min_child_weight={1 / twice},max_delta_step=0"


SPECS = {"gradient-boosting beside XGBoost": lambda n_classes: "gradient-boosting", "gradient-boosting like XGBoost": like_xgboost}


def peers_of():
    from imblearn.ensemble import BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier, RUSBoostClassifier
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.svm import SVC, LinearSVC
    from sklearn.tree import DecisionTreeClassifier
    from xgboost import XGBClassifier

    def calibrated(model, seed):
        """With the inner folds that ours has: probabilities at 0.5 hang on them."""
        return CalibratedClassifierCV(model, cv=StratifiedKFold(5, shuffle=True, random_state=seed), ensemble=False)

    class Svm:
        """Of two classes with the inner folds that ours has; of more the probabilities of pairs are joined, as in LIBSVM itself."""

        def __init__(self, seed):
            self.seed = seed

        def fit(self, X, y):
            return (SVC(probability=True, random_state=self.seed) if y.max() > 1 else calibrated(SVC(), self.seed)).fit(X, y)

    class FromShares(XGBClassifier):
        """Starts where ours does, at the shares of two classes, not at one half."""

        def fit(self, X, y):
            self.set_params(base_score=float(y.mean()) if y.max() == 1 else 0.5)
            return super().fit(X, y)

    balanced_forest = dict(sampling_strategy="all", replacement=True, bootstrap=False)  # imbalanced-learn's own since 0.13
    return {
        "logistic-regression": lambda s: LogisticRegression(max_iter=1000),
        "gaussian-naive-bayes": lambda s: GaussianNB(),
        "k-nearest-neighbors": lambda s: KNeighborsClassifier(),
        "decision-tree": lambda s: DecisionTreeClassifier(random_state=s),
        "random-forest": lambda s: RandomForestClassifier(random_state=s),
        "balanced-random-forest": lambda s: BalancedRandomForestClassifier(random_state=s, **balanced_forest),
        "bagging": lambda s: BaggingClassifier(DecisionTreeClassifier(), random_state=s),
        "balanced-bagging": lambda s: BalancedBaggingClassifier(random_state=s),
        "adaboost": lambda s: AdaBoostClassifier(random_state=s),
        "rusboost": lambda s: RUSBoostClassifier(random_state=s),
        "easy-ensemble": lambda s: EasyEnsembleClassifier(random_state=s),
        "gradient-boosting": lambda s: HistGradientBoostingClassifier(early_stopping=False, random_state=s),
        "gradient-boosting beside XGBoost": lambda s: XGBClassifier(tree_method="hist", n_estimators=100, n_jobs=1, random_state=s),
        "gradient-boosting like XGBoost": lambda s: FromShares(tree_method="hist", n_estimators=100, max_bin=255, n_jobs=1, random_state=s),
        "mlp": lambda s: MLPClassifier(random_state=s),
        "linear-svm": lambda s: calibrated(LinearSVC(dual=False), s),
        "svm": Svm,
        **rare_ensembles.PEERS,
    }


IS_SLOW = {"svm", "mlp"}


def read(build, folder, name):
    """The matrix, missing values as NaN, and the classes as numbers from 0."""
    path, options = TABLES[name]
    path = folder / path
    command = [build / "app" / "imbal", "resample", path, *options, "--raw",
               "--scale", "none", "--impute", "none", "--sampler", "none", "-o", "-", "--quiet"]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE) as process:
        table = pandas.read_csv(process.stdout, float_precision="round_trip")
    X = table.iloc[:, :-1].to_numpy(float)
    y, counts = np.unique(table.iloc[:, -1].astype(str), return_inverse=True, return_counts=True)[1:]
    stays = np.flatnonzero((counts >= 20)[y])
    return X[stays], np.unique(y[stays], return_inverse=True)[1]


def drawn(y, most, rng):
    counts = np.bincount(y)
    if len(y) <= most:
        return np.arange(len(y))
    share = np.minimum(counts, np.maximum(counts * most / len(y), most / 20 if len(counts) == 2 else 0))
    large = counts.argmax()
    share[large] -= share.sum() - most
    return np.concatenate([rng.permutation(np.flatnonzero(y == c))[:int(n)] for c, n in enumerate(share)])


def prepared(train, test):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        middle = np.nan_to_num(np.nanmedian(train, 0))
    train, test = (np.where(np.isnan(X), middle, X) for X in (train, test))
    mean, deviation = train.mean(0), train.std(0)
    deviation[deviation < 1e-12 * np.maximum(1, np.abs(mean))] = 1
    return (train - mean) / deviation, (test - mean) / deviation


def measure(y, scores):
    from sklearn.metrics import average_precision_score, recall_score
    n = scores.shape[1]
    guess = scores.argmax(1) if n > 2 else (scores[:, 1] >= 0.5).astype(int)
    recall = recall_score(y, guess, average=None, zero_division=0, labels=range(n))
    wanted = range(n) if n > 2 else [int(np.bincount(y, minlength=2).argmin())]
    return [float(np.mean([average_precision_score(y == c, scores[:, c]) for c in wanted])), float(np.prod(recall) ** (1 / n))]


def compare(program, model, make, X, y, seed):
    from sklearn.model_selection import StratifiedKFold
    rows = drawn(y, SLOW if model in IS_SLOW else MOST, np.random.RandomState(seed))
    X, y = X[rows], y[rows]
    sides, seconds, judged = ([], []), [0.0, 0.0], []
    for fold, (train, test) in enumerate(StratifiedKFold(3, shuffle=True, random_state=seed).split(X, y)):
        if fold > 0 and len(y) > SMALL:
            break
        known, asked = prepared(X[train], X[test])
        start = time.time()
        sides[0].append(fitted.scores(program, SPECS.get(model, lambda k: model)(int(y.max()) + 1), known, y[train], asked, seed=seed))
        middle = time.time()
        sides[1].append(make(seed).fit(known, y[train]).predict_proba(asked))
        seconds = [seconds[0] + middle - start, seconds[1] + time.time() - middle]
        judged.append(y[test])
    judged = np.concatenate(judged)
    ours, theirs = (measure(judged, np.concatenate(side)) for side in sides)
    apart = float(np.abs(np.concatenate(sides[0]) - np.concatenate(sides[1])).max())
    return dict(rows=len(y), features=X.shape[1], average_precision=[ours[0], theirs[0]], g_mean=[ours[1], theirs[1]], apart=apart, seconds=seconds)


def done(path):
    """Without a last line that was being written when the program was killed."""
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def cut(path):
    """Such a line's beginning is taken away, so that the next line does not continue it."""
    if path.exists():
        os.truncate(path, path.read_bytes().rfind(b"\n") + 1)


def run(options):
    from threadpoolctl import threadpool_limits
    warnings.simplefilter("ignore")
    threadpool_limits(1)
    program, peers = options.build / "tests" / "fit-model", peers_of()
    known = {(case["data"], case["model"], case["seed"]) for case in done(options.results)}
    tables = {}
    cut(options.results)
    with open(options.results, "a", encoding="utf-8") as file:
        for seed in range(options.first, options.first + options.seeds):
            for name in options.data or TABLES:
                for model in options.model or peers:
                    if (name, model, seed) in known:
                        continue
                    if name not in tables:
                        tables[name] = read(options.build, options.folder, name)
                    case = compare(program, model, peers[model], *tables[name], seed)
                    file.write(json.dumps(dict(data=name, model=model, seed=seed, **case)) + "\n")
                    file.flush()


def summary(pairs):
    """Means of ours and theirs, of the difference, and half its interval."""
    ours, theirs = np.array(pairs).T
    difference = ours - theirs
    n = len(difference)
    half = T_95[min(n, 10)] * difference.std(ddof=1) / math.sqrt(n) if n > 1 else math.inf
    return ours.mean(), theirs.mean(), difference.mean(), half


def print_table(path):
    cases = {}
    for case in done(path):
        cases.setdefault((case["model"], case["data"]), []).append(case)
    print(f"{'model':33}{'table':11}{'seeds':>5}{'rows':>7}   {'AP':>7}{'there':>8}{'difference':>20}   {'G-mean':>7}{'there':>8}{'difference':>20}")
    for (model, data), of_case in sorted(cases.items()):
        line = f"{model:33}{data:11}{len(of_case):5}{of_case[0]['rows']:7}   "
        for metric in ("average_precision", "g_mean"):
            ours, theirs, difference, half = summary([case[metric] for case in of_case])
            mark = "" if difference >= -MARGIN else "**" if difference + half < 0 else "*"
            line += f"{ours:7.4f}{theirs:8.4f}{difference:+9.4f} ±{half:7.4f} {mark:2}   "
        print(line.rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, nargs="?")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("results", type=Path)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--model", nargs="*")
    parser.add_argument("--data", nargs="*")
    options = parser.parse_args()
    if not options.table:
        run(options)
    print_table(options.results)


main()
