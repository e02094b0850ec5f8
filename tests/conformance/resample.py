# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --raw --scale none gives the rows of imbalanced-learn's fit_resample, in its order."""
import sys

sys.dont_write_bytecode = True
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

import sampled
import tap


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


tap.run(sampled.cases(samplers))
