# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --raw --scale none gives the rows of imbalanced-learn's fit_resample, in its order."""
import sys

sys.dont_write_bytecode = True
import numpy as np
import pandas as pd
from imblearn.combine import SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

import peers
import sampled
import tap
from peers import imbal


def samplers(data):
    """(SPEC, a function from seed to imbalanced-learn's sampler)"""
    for text, value in sampled.strategies(data, True):
        yield f'random-over:sampling_strategy="{text}"', lambda seed, v=value: RandomOverSampler(sampling_strategy=v, random_state=seed)
        each = {label: 0.25 * i for i, label in enumerate(data.counts)}
        for written, shrinkage in (("0.5", 0.5), ("0", 0), ("{" + ";".join(f"{label}:{s}" for label, s in each.items()) + "}", each)):
            yield (f'random-over:sampling_strategy="{text}",shrinkage="{written}"',
                   lambda seed, v=value, s=shrinkage: RandomOverSampler(sampling_strategy=v, shrinkage=s, random_state=seed))
        for k in (3, 5):
            yield (f'smote:k_neighbors={k},sampling_strategy="{text}"',
                   lambda seed, v=value, k=k: SMOTE(sampling_strategy=v, k_neighbors=k, random_state=seed))
    for text, value in sampled.strategies(data, False):
        yield f'random-under:sampling_strategy="{text}"', lambda seed, v=value: RandomUnderSampler(sampling_strategy=v, random_state=seed)


def compare_types(spec, make):
    """Columns of whole numbers beside others, as pandas holds them: imbalanced-learn gives the types back, and so cuts fractions off."""
    data = peers.mixture("typed", [140, 50, 30], 4, ["b", "a", "c"], 8)
    table = pd.DataFrame({"count": np.round(3 * data.X[:, 0]).astype(int), "level": data.X[:, 1], "steps": np.round(data.X[:, 2] / 9).astype(int), "size": data.X[:, 3]})
    path = imbal.FOLDER / "typed.csv"
    table.assign(target=data.y).to_csv(path, index=False)
    for seed in sampled.SEEDS:
        X, y = make(seed).fit_resample(table, data.y)
        imbal.run("resample", path, "--target", "target", "--raw", "--scale", "none", "--domain", "cut", "--sampler", spec, "--seed", seed, "-o", "cut.csv", "--quiet")
        ours = pd.read_csv(imbal.FOLDER / "cut.csv", float_precision="round_trip")
        assert (ours.target == y).all() and len(ours) > len(table)
        for column in table:
            assert ours[column].dtype == table[column].dtype, (column, ours[column].dtype)
            assert np.allclose(ours[column], X[column], rtol=1e-12, atol=0), (spec, seed, column)
        assert (ours["count"] < 0).any()  # towards 0, not down


def typed():
    for spec, make in (("smote", lambda seed: SMOTE(random_state=seed)), ("adasyn:compat=imbalanced-learn", lambda seed: ADASYN(random_state=seed)),
                       ("borderline-smote:compat=imbalanced-learn", lambda seed: BorderlineSMOTE(random_state=seed)),
                       ("random-over:shrinkage=1", lambda seed: RandomOverSampler(shrinkage=1, random_state=seed)),
                       ("smote-tomek:compat=imbalanced-learn", lambda seed: SMOTETomek(random_state=seed))):
        yield f"whole numbers: {spec}", lambda s=spec, m=make: compare_types(s, m)


tap.run([*sampled.cases(samplers), *typed()])
