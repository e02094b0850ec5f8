#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samplers beside imbalanced-learn, on the same rows, in turns:

    bench_samplers.py BUILD/tests/bench-samplers [--sizes S,M,H] [--limit SECONDS] [SPEC ...]

For every size and SPEC one line: medians of both and their ratio, by how much the memory of both grew at its highest, and whether the
rows are the same (number, sum of all values). First of all, what the inner loops of the neighbour searches reach of the speed of this machine's
matrix products, one thread each; bytes can be faster than any product of floats. Without SPEC all below. imbalanced-learn gets two threads where it can use them. What takes it longer than 20 s is run
once, what takes it longer than the limit is ended, and the ratio is at least that."""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import bench_smote

#        rows    columns minority
SIZES = {
    "S": (10_000, 10, 909),
    "M": (100_000, 30, 990),
    "H": (20_000, 300, 952),
}
ROUNDS = 3
PEERS = {
    "tomek-links": "under_sampling.TomekLinks(n_jobs=2)",
    "edited-nearest-neighbours": "under_sampling.EditedNearestNeighbours(n_jobs=2)",
    "edited-nearest-neighbours:kind_sel=mode": "under_sampling.EditedNearestNeighbours(kind_sel='mode', n_jobs=2)",
    "repeated-edited-nearest-neighbours": "under_sampling.RepeatedEditedNearestNeighbours(n_jobs=2)",
    "all-knn": "under_sampling.AllKNN(n_jobs=2)",
    "neighbourhood-cleaning-rule": "under_sampling.NeighbourhoodCleaningRule(n_jobs=2)",
    "one-sided-selection": "under_sampling.OneSidedSelection(random_state=0, n_jobs=2)",
    "condensed-nearest-neighbour:compat=imbalanced-learn": "under_sampling.CondensedNearestNeighbour(random_state=0, n_jobs=2)",
    "smote-enn:compat=imbalanced-learn": "combine.SMOTEENN(random_state=0, n_jobs=2)",
    "adasyn:compat=imbalanced-learn": "over_sampling.ADASYN(random_state=0, n_jobs=2)",
    "borderline-smote": "over_sampling.BorderlineSMOTE(random_state=0, n_jobs=2)",
    "smote": "over_sampling.SMOTE(random_state=0, n_jobs=2)",
    "random-over": "over_sampling.RandomOverSampler(random_state=0)",
    "random-under": "under_sampling.RandomUnderSampler(random_state=0)",
    "near-miss:version=1": "under_sampling.NearMiss(version=1, n_jobs=2)",
    "near-miss:version=2": "under_sampling.NearMiss(version=2, n_jobs=2)",
    "near-miss:version=3": "under_sampling.NearMiss(version=3, n_jobs=2)",
    "kmeans-smote:cluster_balance_threshold=0.0001": "over_sampling.KMeansSMOTE(random_state=0, n_jobs=2, cluster_balance_threshold=1e-4)",
    "smotenc": "over_sampling.SMOTENC([{d} - 3, {d} - 2, {d} - 1], random_state=0, n_jobs=2)",
    "smote-tomek": "combine.SMOTETomek(random_state=0, n_jobs=2)",
}
OTHER_ROWS = {"neighbourhood-cleaning-rule", "smotenc"}  # of imbalanced-learn before 0.12; it weighs categories half
CHANCE = {"kmeans-smote:cluster_balance_threshold=0.0001"}  # its clusters are begun by chance of another kind
CATEGORIES = 3  # for smotenc: the last columns, rounded to five values
PEER = """
import sys, time
import numpy as np
def megabytes(name):
    return float(open('/proc/self/status').read().split(name)[1].split()[0]) / 1024
from imblearn import combine, over_sampling, under_sampling
x = np.fromfile({x!r}).reshape({n}, {d}); y = np.fromfile({y!r}, np.uint16)
sampler = {sampler}
before = megabytes('VmRSS:')
start = time.perf_counter()
x2, y2 = sampler.fit_resample(x, y)
print(time.perf_counter() - start, len(x2), repr(float(x2.sum())), megabytes('VmHWM:') - before)
"""
PRODUCTS = """
import sys, time
import numpy as np
for type in np.float32, np.float64:
    a = np.ones((1500, 1500), type)
    best = 1e9
    for _ in range(7):
        start = time.process_time()
        a @ a
        best = min(best, time.process_time() - start)
    print(2 * 1500 ** 3 / best / 1e9)
"""


def run_peer(sampler, paths, n, d, limit):
    """Seconds, rows, sum and megabytes; only seconds when it took too long."""
    code = PEER.format(x=paths[0], y=paths[1], n=n, d=d, sampler=sampler)
    start = time.perf_counter()
    try:
        out = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return time.perf_counter() - start, None, None, None
    seconds, rows, total, growth = out.stdout.split()
    return float(seconds), int(rows), float(total), float(growth)


def run_ours(program, spec, paths, n, d):
    categories = str(CATEGORIES if spec == "smotenc" else 0)
    out = subprocess.run([program, spec, "2", str(n), str(d), *paths, categories], capture_output=True, text=True, check=True)
    *lines, growth = out.stdout.splitlines()
    times = [float(line.split()[0]) for line in lines]
    return times, int(lines[-1].split()[2]), float(lines[-1].split()[3]), float(growth)


def compare(program, size, spec, paths, limit):
    n, d, _ = SIZES[size]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        times, rows, total, growth = run_ours(program, spec, paths, n, d)
        ours += times
        if theirs and theirs[-1] > 20:
            continue
        seconds, peer_rows, peer_total, peer_growth = run_peer(PEERS[spec].format(d=d), paths, n, d, limit)
        theirs.append(seconds)
    a, b = statistics.median(ours), statistics.median(theirs)
    if peer_rows is None:
        verdict = f"at least {b / a:.0f}, rows not compared"
    else:
        if spec == "smotenc":
            total -= 2.0 * CATEGORIES * rows  # codes are counted from 0
        same = rows == peer_rows and abs(total - peer_total) < 1e-9 * max(1.0, abs(total)) * 1e3
        verdict = f"{b / a:.0f}, memory +{growth:.0f} MB beside +{peer_growth:.0f}, " + ("same rows" if same else f"OTHER ROWS: {rows}, peer {peer_rows}")
        assert same or spec in OTHER_ROWS | CHANCE, verdict
    print(f"{size} {n} x {d} {spec}: engine {a * 1e3:.1f} ms ({min(ours) * 1e3:.1f} best), peer {b:.2f} s, ratio {verdict}", flush=True)


def measure_kernels(program):
    """Beside numpy's matrix products of the same run. An OpenBLAS that is older than the processor may not choose its best."""
    rates = []
    for core in {}, {"OPENBLAS_CORETYPE": "SkylakeX"} if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text() else {}:
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **core}
        out = subprocess.run([sys.executable, "-c", PRODUCTS], capture_output=True, text=True, check=True, env=env).stdout
        rates.append([float(word) for word in out.split()])
    sgemm, dgemm = (max(column) for column in zip(*rates))
    print(f"matrix products, one thread: {sgemm:.0f} GFLOP/s in float, {dgemm:.0f} in double", flush=True)
    for line in subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines():
        name, columns, rate = line.split()
        peak = dgemm if name == "double" else sgemm
        print(f"distances in {name}, {columns} columns: {float(rate):.0f} G/s, {float(rate) / peak:.0%} of the product in {'double' if name == 'double' else 'float'}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("specs", nargs="*", default=list(PEERS))
    parser.add_argument("--sizes", default="S,M,H")
    parser.add_argument("--limit", type=float, default=120)
    options = parser.parse_intermixed_args()
    measure_kernels(pathlib.Path(options.program).resolve().with_name("bench-kernels"))
    for size in options.sizes.split(","):
        x, y = bench_smote.table(*SIZES[size])
        with tempfile.TemporaryDirectory() as folder:
            paths = [folder + "/x.f64", folder + "/y.u16"]
            x.tofile(paths[0])
            y.tofile(paths[1])
            for spec in options.specs:
                if spec == "smotenc":
                    x[:, -CATEGORIES:] = np.clip(np.round(x[:, -CATEGORIES:]), -2, 2)
                    x.tofile(paths[0])
                compare(options.program, size, spec, paths, options.limit)


main()
