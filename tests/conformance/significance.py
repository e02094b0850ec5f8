# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests between methods beside scipy, and beside every way to toss the signs: significance.py RUN-STATISTICS."""
import itertools
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import tap

PROGRAM = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(name, *numbers):
    PROGRAM.stdin.write(" ".join([name, *(repr(float(v)) for v in numbers)]) + "\n")
    PROGRAM.stdin.flush()
    return [float(v) for v in PROGRAM.stdout.readline().split()]


def near(name, ours, theirs, tolerance=1e-12):
    assert abs(ours - theirs) <= tolerance * max(1, abs(theirs)), f"{name}: {ours!r} is not {theirs!r}"


def test_distributions_are_scipys():
    rng = np.random.RandomState(0)
    for _ in range(200):
        value, a, b = rng.gamma(1, 3), rng.randint(1, 60), rng.randint(1, 60)
        chi, f, normal, student = ask("above", value, a, b)
        near("chi square", chi, stats.chi2.sf(value, a))
        near("f", f, stats.f.sf(value, a, b))
        near("normal", normal, stats.norm.cdf(value))
        near("student", student, 2 * stats.t.sf(value, a))


def test_wilcoxon_without_equal_differences_is_scipys():
    rng = np.random.RandomState(1)
    for n in [*range(1, 51, 3), 50]:
        d = rng.normal(0.3, 1, n)
        peer = stats.wilcoxon(d, mode="exact")
        count, statistic, p, exact = ask("wilcoxon", *d)
        assert (count, statistic, exact) == (n, peer.statistic, 1)
        near(f"p of {n}", p, peer.pvalue)


def test_wilcoxon_with_equal_differences_counts_every_toss():
    rng = np.random.RandomState(2)
    for n in range(1, 13):
        d = rng.randint(-3, 5, n).astype(float)
        count, statistic, p, _ = ask("wilcoxon", *d)
        d = d[d != 0]
        assert count == len(d)
        ranks = stats.rankdata(abs(d))
        sums = [np.dot(signs, ranks) for signs in itertools.product([0, 1], repeat=len(d))]
        assert statistic == min(ranks[d > 0].sum(), ranks[d < 0].sum())
        near(f"p of {d}", p, min(1, 2 * np.mean(np.array(sums) <= statistic)))


def test_wilcoxon_of_many_is_scipys():
    rng = np.random.RandomState(3)
    for n in (51, 80, 300, 2000):
        for steps in (1e-9, 0.1, 1):
            d = np.round(rng.normal(0.1, 1, n) / steps) * steps
            if np.sum(d != 0) <= 50:
                continue
            peer = stats.wilcoxon(d[d != 0], mode="approx", correction=False)
            count, statistic, p, exact = ask("wilcoxon", *d)
            assert (count, exact) == (np.sum(d != 0), 0)
            near("statistic", statistic, peer.statistic)
            near("p", p, peer.pvalue)


def test_mcnemar_is_a_binomial_test():
    rng = np.random.RandomState(4)
    pairs = [(0, 0), (1, 0), (0, 7), (5, 5), (1000, 900), *rng.randint(0, 40, (100, 2))]
    for b, c in pairs:
        p, mid = ask("mcnemar", b, c)
        n, k = b + c, min(b, c)
        near(f"p of {b} {c}", p, stats.binomtest(int(b), int(n)).pvalue if n else 1, 1e-11)
        here = stats.binom.pmf(k, n, 0.5) if n else 0
        near(f"mid p of {b} {c}", mid, (1 - here / 2 if b == c else p - here) if n else 1, 1e-11)


def test_the_region_of_equivalence_is_a_students_t():
    rng = np.random.RandomState(5)
    for _ in range(100):
        n, share, rope = rng.randint(2, 60), 1 / rng.randint(1, 10), rng.choice([0, 0.01, 0.05])
        d = rng.normal(rng.normal(0, 0.02), 0.03, n)
        posterior = stats.t(n - 1, d.mean(), math.sqrt(d.var(ddof=1) * (1 / n + share)))
        below, within, above = ask("rope", share, rope, *d)
        near("below", below, posterior.cdf(-rope))
        near("above", above, posterior.sf(rope))
        near("sum", below + within + above, 1)
    assert ask("rope", 0.25, 0.01, 0.005, 0.005, 0.005) == [0, 1, 0]
    assert ask("rope", 0.25, 0.01, 0.02, 0.02) == [0, 0, 1]


def test_friedman_is_scipys():
    rng = np.random.RandomState(6)
    for _ in range(100):
        n, k = rng.randint(3, 30), rng.randint(3, 9)
        values = rng.normal(0, 1, (n, k)) + rng.uniform(0, 1, k)
        if rng.rand() < 0.5:
            values = np.round(values)
        peer = stats.friedmanchisquare(*values.T)
        smaller = rng.randint(0, 2)
        chi, p, f, f_p, *ranks = ask("friedman", k, smaller, *values.ravel())
        near("chi square", chi, peer.statistic)
        near("p", p, peer.pvalue)
        near("f", f, (n - 1) * chi / (n * (k - 1) - chi))
        near("p of f", f_p, stats.f.sf(f, k - 1, (k - 1) * (n - 1)))
        theirs = stats.rankdata(values if smaller else -values, axis=1).mean(0)
        assert np.allclose(ranks, theirs, rtol=0, atol=1e-12)


def test_demsars_example_comes_out_as_printed():
    """Demšar 2006, table 6: four methods on 14 datasets; mean ranks, F and the critical distance are in the text."""
    values = [.763, .768, .771, .798, .599, .591, .590, .569, .954, .971, .968, .967, .628, .661, .654, .657, .882, .888, .886, .898,
              .936, .931, .916, .931, .661, .668, .609, .685, .583, .583, .563, .625, .775, .838, .866, .875, 1, 1, 1, 1,
              .940, .962, .965, .962, .619, .666, .614, .669, .972, .981, .9751, .975, .957, .978, .946, .970]
    chi, _, f, _, *ranks = ask("friedman", 4, 0, *values)
    for ours, printed in zip(ranks, (3.143, 2.000, 2.893, 1.964)):
        near("mean rank", ours, printed, 0.0006)
    distance, _ = ask("nemenyi", 4, 14, 0.10, 1)
    near("critical distance at 10 %", distance, 1.12, 0.005)


def test_ranges_are_scipys():
    for k in (2, 3, 4, 5, 8, 10, 20, 60):
        for q in (0.1, 1, 2.5, 3.6, 6):
            above, _ = ask("range", k, q, 0.05)
            near(f"above {q} of {k}", above, stats.studentized_range.sf(q, k, np.inf), 1e-9)
        for p in (0.01, 0.05, 0.1):
            _, quantile = ask("range", k, 1, p)
            near(f"{p} of {k}", quantile, stats.studentized_range.ppf(1 - p, k, np.inf), 1e-6)
            near("there and back", ask("range", k, quantile, p)[0], p)
    # Two groups: the range is the distance of two normal numbers.
    near("two", ask("range", 2, 2.7, 0.05)[0], 2 * stats.norm.sf(2.7 / math.sqrt(2)))


def test_nemenyis_distances_are_those_of_the_tables():
    """q / √2 for 5 %, as printed in Demšar 2006, table 5."""
    for k, printed in zip(range(2, 11), (1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164)):
        distance, p = ask("nemenyi", k, 10, 0.05, 1)
        near(f"{k} methods", distance / math.sqrt(k * (k + 1) / 60), printed, 0.0005)
        near("p at the distance", ask("nemenyi", k, 10, 0.05, distance)[1], 0.05)
        assert 0 < p <= 1


def test_holm_is_the_step_down():
    assert ask("holm", 0.01, 0.04, 0.03, 0.005) == [0.03, 0.06, 0.06, 0.02]
    rng = np.random.RandomState(7)
    for _ in range(50):
        p = np.round(rng.uniform(0, 1, rng.randint(1, 12)), 2)
        order = np.argsort(p, kind="stable")
        theirs = np.empty(len(p))
        theirs[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
        assert np.allclose(ask("holm", *p), theirs, rtol=0, atol=1e-15)
    ours = ask("holm", 0.01, math.nan, 0.04)
    assert ours[0] == 0.02 and math.isnan(ours[1]) and ours[2] == 0.04


def test_bayesian_signed_ranks_are_those_of_a_simulation():
    """As it is defined: random weights for the differences and one of 0 beforehand, and which side has most of their pairs."""
    rng, draws = np.random.RandomState(9), 20000
    for n, shift, rope in [(1, 0.1, 0.01), (5, 0.02, 0.01), (12, 0.01, 0.01), (30, -0.004, 0.005), (8, 0.0, 0.0)]:
        d = np.append(0, rng.normal(shift, 0.03, n) if n > 1 else [shift])
        sums = d[:, None] + d[None, :]
        weights = rng.dirichlet([0.5] + [1] * n, draws)
        parts = np.stack([np.einsum("ki,ij,kj->k", weights, flags.astype(float), weights) for flags in (sums < -2 * rope, sums > 2 * rope)], 1)
        parts = np.stack([parts[:, 0], 1 - parts.sum(1), parts[:, 1]], 1)
        expected = [np.mean(parts.argmax(1) == k) for k in range(3)]
        for ours, theirs in zip(ask("signed-rank", rope, *d[1:]), expected):
            assert abs(ours - theirs) <= 5 * math.sqrt(0.5 / draws), (n, shift, rope, ours, theirs)


tap.run(tap.cases_of(globals()))
