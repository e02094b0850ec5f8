# SPDX-License-Identifier: GPL-3.0-or-later
"""Samplers that look at the border between classes give the rows of imbalanced-learn's, in its order.

Borderline-2 is another method since imbalanced-learn 0.12; golden files of a later version stand for it (test-border.c)."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from imblearn.over_sampling import ADASYN, SVMSMOTE, BorderlineSMOTE

import peers
import sampled
import tap


def samplers(data):
    """(SPEC, a function from seed to imbalanced-learn's sampler)"""
    for text, value in sampled.strategies(data, True):
        for k in (3, 5):
            yield (f'adasyn:n_neighbors={k},compat=imbalanced-learn,sampling_strategy="{text}"',
                   lambda seed, v=value, k=k: ADASYN(sampling_strategy=v, n_neighbors=k, random_state=seed))
            for m in (10, 4):
                yield (f'borderline-smote:k_neighbors={k},m_neighbors={m},compat=imbalanced-learn,sampling_strategy="{text}"',
                       lambda seed, v=value, k=k, m=m: BorderlineSMOTE(sampling_strategy=v, k_neighbors=k, m_neighbors=m, random_state=seed))
    for text, value in list(sampled.strategies(data, True))[:2]:
        for k, m, out_step in ((5, 10, 0.5), (3, 6, 0.2)):
            yield (f'svm-smote:k_neighbors={k},m_neighbors={m},out_step={out_step},compat=imbalanced-learn,sampling_strategy="{text}"',
                   lambda seed, v=value, k=k, m=m, s=out_step: SVMSMOTE(sampling_strategy=v, k_neighbors=k, m_neighbors=m, out_step=s, random_state=seed))


def totals_are_as_asked(data):
    """imbalanced-learn's ADASYN misses some of these by its rounding."""
    most = max(data.counts.values())
    for k in (3, 5, 7):
        spec = f"adasyn:n_neighbors={k}"
        if sampled.is_refused(data, spec, 0):
            continue
        _, labels = sampled.resampled(data, spec, 0)
        assert set(np.unique(labels, return_counts=True)[1]) == {most}, f"{spec}: {np.unique(labels, return_counts=True)}"


tap.run([*sampled.cases(samplers),
         *((f"{data.name}: totals are as asked", lambda d=data: totals_are_as_asked(d)) for data in peers.made() + peers.tied())])
