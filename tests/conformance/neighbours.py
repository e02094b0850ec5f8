# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of neighbours as scikit-learn makes them: neighbours.py LIST-NEIGHBOURS.

Every list is compared entry by entry with NearestNeighbors.kneighbors, on tables full of duplicates and equal
distances. One thread there, because with more its lists depend on their number. Where it searches without a tree, values are
whole numbers, because otherwise its lists depend on how its BLAS rounds."""
import itertools
import math
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

import tap

threadpool_limits(1)
PROGRAM = sys.argv[1]


def ask(questions):
    """The lists of each (points, queries or None when points ask for themselves, k, but_first)."""
    with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
        for points, queries, k, but_first in questions:
            n_queries = 0 if queries is None else len(queries)
            file.write(np.array([*points.shape, n_queries, k, but_first], np.uint64).tobytes())
            file.write(np.ascontiguousarray(points, float).tobytes())
            file.write(b"" if queries is None else np.ascontiguousarray(queries, float).tobytes())
        file.flush()
        out = subprocess.run([PROGRAM, file.name], stdout=subprocess.PIPE, check=True).stdout
    rows = np.frombuffer(out, np.uint32)
    for points, queries, k, _ in questions:
        n = k * len(points if queries is None else queries)
        yield rows[:n].reshape(-1, k)
        rows = rows[n:]
    assert len(rows) == 0


def wanted(points, queries, k, but_first):
    listed = NearestNeighbors(n_neighbors=k + but_first).fit(points).kneighbors(points if queries is None else queries, return_distance=False)
    return listed[:, 1:] if but_first else listed


def has_ties(points, queries, k):
    """Whether one list in four has equal distances."""
    apart = ((queries[:100, None] - points[None]) ** 2).sum(2)
    apart = np.sort(np.partition(apart, k, 1)[:, :k + 1] if k + 1 < len(points) else apart, 1)[:, :k + 1]
    return (np.diff(apart, axis=1) <= 1e-13 * apart[:, 1:]).any(1).mean() > 0.25


def compare(questions, least_tied):
    n_tied = 0
    for question, rows in zip(questions, ask(questions)):
        points, queries, k, but_first = question
        peer = wanted(*question)
        wrong = np.flatnonzero((peer != rows).any(1))
        assert len(wrong) == 0, (f"{points.shape}, k {k}, but_first {but_first}: {len(wrong)} of {len(peer)} lists differ, the first is "
                                 f"{wrong[0]}: {rows[wrong[0]]}, not {peer[wrong[0]]}")
        n_tied += has_ties(points, points if queries is None else queries, k)
    assert n_tied >= least_tied * len(questions), f"only {n_tied} of {len(questions)} tables have ties"


def whole(rng, n, d):
    return rng.randint(0, rng.randint(2, 12), (n, d)).astype(float)


def hundredths(rng, n, d):
    return rng.randint(0, rng.randint(3, 40), (n, d)) * 0.01


def rounded(rng, n, d):
    return np.round(rng.normal(size=(n, d)), rng.randint(0, 3))


def duplicates(rng, n, d):
    return rng.normal(size=(max(1, n // rng.randint(1, 9)), d))[rng.randint(0, max(1, n // 9), n)]


def mostly_one_value(rng, n, d):
    X = np.round(rng.normal(size=(n, d)), 1)
    X[:, rng.rand(d) < 0.5] = 0.5
    X[rng.rand(n) < 0.3] = X[0]
    return X


def constant(rng, n, d):
    return np.full((n, d), 0.3)


def far_from_zero(rng, n, d):
    return 1e6 + rng.randint(0, 30, (n, d)) * 0.1


def continuous(rng, n, d):
    return rng.normal(size=(n, d))


def in_the_tree(make, seed):
    """Up to 15 columns, and more than twice as many points as are listed."""
    rng = np.random.RandomState(seed)
    for _ in range(120):
        n, d, but_first = int(np.exp(rng.uniform(np.log(6), np.log(5000)))), rng.randint(1, 16), bool(rng.rand() < 0.7)
        k = rng.randint(1, min(21, max(2, n // 2 - but_first)))
        yield make(rng, n, d), None if rng.rand() < 0.7 else make(rng, rng.randint(1, 300), d), k, but_first


def in_all_pairs(seed):
    """More columns, or nearly as many listed as there are; 1000 and 2000 points, too, because one heap follows on two there."""
    rng = np.random.RandomState(seed)
    for i in range(120):
        wide, but_first = bool(rng.rand() < 0.5), bool(rng.rand() < 0.7)
        n, d = (1000, 1024, 1025, 2000)[i] if i < 4 else rng.randint(2, 400), rng.randint(16, 40) if wide else rng.randint(1, 16)
        k = min(n - but_first, rng.randint(1, 21) if wide else rng.randint(max(1, n // 2), n + 1))
        yield whole(rng, n, d), None if rng.rand() < 0.7 else whole(rng, rng.randint(1, 400), d), k, but_first


def against_the_median_of_three(n):
    """A column for which quickselect finds bad pivots only (McIlroy 1999): values are given while it compares."""
    value, solid, candidate = [n] * n, 0, 0

    def is_before(a, b):
        nonlocal solid, candidate
        if value[a] == n and value[b] == n:
            value[a if a == candidate else b] = solid
            solid += 1
        if value[a] == n:
            candidate = a
        elif value[b] == n:
            candidate = b
        return (value[a], a) < (value[b], b)

    rows, first, end = list(range(n)), 0, n
    while end - first > 3:
        a, b, c = first + 1, first + (end - first) // 2, end - 1
        if is_before(rows[a], rows[b]):
            median = b if is_before(rows[b], rows[c]) else c if is_before(rows[a], rows[c]) else a
        else:
            median = a if is_before(rows[a], rows[c]) else c if is_before(rows[b], rows[c]) else b
        rows[first], rows[median] = rows[median], rows[first]
        low, high = first + 1, end
        while True:
            while is_before(rows[low], rows[first]):
                low += 1
            high -= 1
            while is_before(rows[first], rows[high]):
                high -= 1
            if low >= high:
                break
            rows[low], rows[high] = rows[high], rows[low]
            low += 1
        first, end = (low, end) if low <= n // 2 else (first, low)
    return np.array(value, float)


def with_bad_cuts():
    """The second column holds ties; the first, which is cut, drives the selection to its heap."""
    for n in (200, 700, 1500, 3000):
        first = against_the_median_of_three(n)
        for k in (1, 3, 10):
            yield np.column_stack([np.floor(first / 4) * 4, np.zeros(n)]), None, k, True
            yield np.column_stack([first, np.zeros(n)]), None, k, True


def between_two_heaps_of_copies():
    """Copies of two points, one leaf for each, as far from the query by x · x and not quite by pow (x, 2): which leaf
    scikit-learn looks into first then hangs on its using pow."""
    rng = np.random.RandomState(4)
    while True:
        a, b = rng.uniform(0.5, 2, 2)
        c = math.sqrt(a * a + b * b)
        if a * a + b * b == c * c and math.pow(a, 2) + math.pow(b, 2) > math.pow(c, 2):
            yield np.repeat([[-a, -b], [c, 0]], 40, 0), np.zeros((1, 2)), 1, False


def cases():
    for make, tied in ((whole, 0.6), (hundredths, 0.4), (rounded, 0.5), (duplicates, 0.6), (mostly_one_value, 0.4), (constant, 1.0),
                       (far_from_zero, 0.1), (continuous, 0.0)):
        yield f"in the tree: {make.__name__}".replace("_", " "), lambda m=make, t=tied: compare(list(in_the_tree(m, 1)), t)
    yield "in the tree: bad cuts", lambda: compare(list(with_bad_cuts()), 1.0)
    yield "in the tree: squares by pow", lambda: compare(list(itertools.islice(between_two_heaps_of_copies(), 100)), 1.0)
    yield "in all pairs: whole", lambda: compare(list(in_all_pairs(3)), 0.5)


tap.run(cases())
