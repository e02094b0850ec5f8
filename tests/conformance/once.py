# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peers work out again and again in a test, worked out once. Importing this changes no number: the same question, to the byte of its
arrays, gets a copy of the first answer."""
import functools
import hashlib
import sys
from collections import OrderedDict

import numpy as np
import scipy.stats
import sklearn.utils.multiclass
import sklearn.utils.validation
from numpy.random.bit_generator import ISeedSequence
from scipy.sparse import issparse
from sklearn.base import BaseEstimator
from sklearn.neighbors._base import KNeighborsMixin
from sklearn.svm import SVC

ROOM = 192 << 20  # bytes of answers that are kept


class Kept:
    """The answers that were given last: tuples of arrays."""

    def __init__(self):
        self.answers, self.size = OrderedDict(), 0

    def find(self, key, ask):
        if key in self.answers:
            self.answers.move_to_end(key)
        else:
            answer = ask()
            size = sum(part.nbytes for part in answer)
            if size > ROOM:
                return answer
            self.answers[key], self.size = answer, self.size + size
            while self.size > ROOM:
                self.size -= sum(part.nbytes for part in self.answers.popitem(last=False)[1])
        return tuple(part.copy() for part in self.answers[key])


def digest(array):
    array = np.ascontiguousarray(array)
    data = repr(array.tolist()).encode() if array.dtype == object else array
    return hashlib.blake2b(data, digest_size=16).digest(), array.shape, array.dtype.str


kept = Kept()
search, learn = KNeighborsMixin.kneighbors, SVC.fit
learnt = {}


@functools.wraps(search)
def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
    """Which rows are near hangs on the rows, the metric and the way of searching."""
    asked = self._fit_X if X is None else X
    if issparse(self._fit_X) or not isinstance(asked, np.ndarray) or callable(self.metric):
        return search(self, X, n_neighbors, return_distance)
    key = (digest(self._fit_X), X is None or digest(asked), n_neighbors or self.n_neighbors, return_distance, self._fit_method, self.leaf_size,
           self.effective_metric_, repr(self.effective_metric_params_))
    answer = kept.find(key, lambda: (lambda found: found if return_distance else (found,))(search(self, X, n_neighbors, return_distance)))
    return answer if return_distance else answer[0]


@functools.wraps(learn)
def fit(self, X, y, sample_weight=None):
    """Without probabilities a support vector machine draws nothing."""
    given = self.get_params()
    seed = given.pop("random_state")
    if self.probability or sample_weight is not None or not isinstance(X, np.ndarray) or not isinstance(seed, int):
        return learn(self, X, y, sample_weight)
    key = (digest(X), digest(y), repr(given))
    if key not in learnt:
        learnt[key] = {name: value for name, value in vars(learn(self, X, y)).items() if name not in given and name != "random_state"}
    vars(self).update(learnt[key])
    return self


most_frequent = scipy.stats.mode
Mode = type(most_frequent([0], keepdims=True))


@functools.wraps(most_frequent)
def mode(a, axis=0, nan_policy="propagate", keepdims=None):
    """Of rows of whole numbers, which are labels, of all rows at once: scipy sorts row after row."""
    a = np.asarray(a)
    if a.ndim != 2 or axis != 1 or not keepdims or a.dtype.kind not in "iu" or a.size == 0 or np.ptp(a) > 100:
        return most_frequent(a, axis=axis, nan_policy=nan_policy, keepdims=keepdims)
    low, width = a.min(), np.ptp(a) + 1
    counts = np.bincount((np.arange(len(a))[:, None] * width + (a - low)).ravel(), minlength=len(a) * width).reshape(len(a), width)
    first = counts.argmax(1)
    return Mode((first + low).astype(a.dtype)[:, None], counts[np.arange(len(a)), first][:, None])


KNeighborsMixin.kneighbors, SVC.fit, scipy.stats.mode = kneighbors, fit, mode


def everywhere(name, made_of):
    """The peers' function of this name, in every module that has it, becomes what @made_of makes of it."""
    own = vars(sklearn.utils.validation)[name] if name in vars(sklearn.utils.validation) else vars(sklearn.utils.multiclass)[name]
    other = functools.wraps(own)(made_of(own))
    for module in [module for path, module in sys.modules.items() if path.split(".")[0] in ("sklearn", "imblearn")]:
        if vars(module).get(name) is own:
            setattr(module, name, other)


class NoEntropy(ISeedSequence):
    """RandomState asks the machine for 624 words of chance and then puts those of the seed in their place."""

    def generate_state(self, n_words, dtype=np.uint32):
        return np.zeros(n_words, dtype)


def seeded(own):
    def check_random_state(seed):
        if type(seed) not in (int, np.int64):
            return own(seed)
        generator = np.random.MT19937(NoEntropy())
        generator._legacy_seeding(seed)
        return np.random.RandomState(generator)

    return check_random_state


def taken_as_it_is(own):
    """What remains of looking at an array without the looking: other numbers, another order or a copy where they are asked for."""
    def check_array(array, *given, dtype="numeric", order=None, copy=False, ensure_2d=True, **more):
        is_plain = type(array) is np.ndarray and array.dtype.kind in "fiub" and array.ndim == (2 if ensure_2d else 1) and array.size > 0
        if not is_plain or not (dtype is None or isinstance(dtype, (str, type, list, tuple))):
            return own(array, *given, dtype=dtype, order=order, copy=copy, ensure_2d=ensure_2d, **more)
        if dtype is None or isinstance(dtype, str) and dtype == "numeric":
            dtype = array.dtype
        elif isinstance(dtype, (list, tuple)):
            dtype = array.dtype if array.dtype in dtype else dtype[0]
        return np.array(array, dtype=dtype, order=order, copy=True) if copy else np.asarray(array, dtype=dtype, order=order)

    return check_array


def without_checks():
    """For thousands of fits of models whose parameters and values are known to be right: scikit-learn does not look at each again, and
    looks up the names of a class's parameters once."""
    names = functools.cache(vars(BaseEstimator)["_get_param_names"].__func__)
    BaseEstimator._get_param_names = classmethod(lambda cls: list(names(cls)))
    BaseEstimator._validate_params = lambda self: None
    sklearn.set_config(assume_finite=True)
    everywhere("check_random_state", seeded)
    everywhere("check_array", taken_as_it_is)
    everywhere("check_classification_targets", lambda own: lambda y: None)


def by_counts(metric):
    """@metric of two lists of truths, which are the same function of the four counts of a table of confusion: asked once for each four."""
    known = {}

    def value(truth, guess, **options):
        counts = tuple(np.bincount(2 * np.asarray(truth, int) + np.asarray(guess, int), minlength=4).tolist())
        if counts not in known:
            known[counts] = metric(truth, guess, **options)
        return known[counts]

    return value
