#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMOTE beside imbalanced-learn in one run, on the same rows:

    bench_smote.py BUILD/tests/bench-samplers [ROWS COLUMNS MINORITY]

Both are timed in turns, five rounds of five; what counts is the ratio of the medians. Both results are
compared (number of rows, sum of all values). "gathered" also copies kept and new rows into one matrix, which is what
imbalanced-learn returns and what the engine does only when a model asks for it."""
import statistics
import subprocess
import sys
import tempfile
import time

import imblearn
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.neighbors import NearestNeighbors

ROUNDS, REPEATS = 5, 5


def table(n, d, minority, seed=12):
    rng = np.random.RandomState(seed)
    x = rng.normal(size=(n, d)) * np.exp(rng.normal(0, 0.35, d))
    y = np.zeros(n, np.uint16)
    y[rng.permutation(n)[:minority]] = 1
    x[y == 1] += 2.0 / np.sqrt(1.0 + np.arange(d))
    return x @ np.linalg.qr(rng.normal(size=(d, d)))[0], y


def run_ours(program, paths, n, d):
    out = subprocess.run([program, "smote", str(REPEATS), str(n), str(d), *paths], capture_output=True, text=True, check=True)
    *lines, megabytes = out.stdout.splitlines()
    rows = [[float(word) for word in line.split()] for line in lines]
    return rows, float(megabytes)


def peak_of_peer(paths, n, d):
    """In a process of its own, so that the peak is this call's."""
    code = f"""
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.neighbors import NearestNeighbors
def megabytes(name):
    return float(open('/proc/self/status').read().split(name)[1].split()[0]) / 1024
x = np.fromfile({paths[0]!r}).reshape({n}, {d}); y = np.fromfile({paths[1]!r}, np.uint16)
smote = SMOTE(random_state=0, k_neighbors=NearestNeighbors(n_neighbors=6, n_jobs=2))
smote.fit_resample(x[::50], y[::50])
before = megabytes('VmRSS:')
smote.fit_resample(x, y)
print(megabytes('VmHWM:') - before)"""
    return float(subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True).stdout)


def main():
    program = sys.argv[1]
    n, d, minority = [int(word) for word in sys.argv[2:5]] if len(sys.argv) > 4 else (100000, 30, 990)
    x, y = table(n, d, minority)
    ours, gathered, peers = [], [], []
    sampler = SMOTE(random_state=0, k_neighbors=NearestNeighbors(n_neighbors=6, n_jobs=2))
    with tempfile.TemporaryDirectory() as folder:
        paths = [folder + "/x.f64", folder + "/y.u16"]
        x.tofile(paths[0])
        y.tofile(paths[1])
        for _ in range(ROUNDS):
            rows, megabytes = run_ours(program, paths, n, d)
            ours += [row[0] for row in rows]
            gathered += [row[1] for row in rows]
            for _ in range(REPEATS):
                start = time.perf_counter()
                x2, y2 = sampler.fit_resample(x, y)
                peers.append(time.perf_counter() - start)
        peer_megabytes = peak_of_peer(paths, n, d)

    assert rows[0][2] == len(x2), "another number of rows"
    assert abs(rows[0][3] - x2.sum()) < 1e-9 * np.abs(x2).sum(), "other rows"
    a, b, c = (statistics.median(times) for times in (ours, gathered, peers))
    print(f"{n} x {d}, {minority} minority rows, imbalanced-learn {imblearn.__version__}: "
          f"engine {a * 1e3:.2f} ms, gathered {b * 1e3:.2f} ms, peer {c * 1e3:.2f} ms")
    print(f"ratio of medians: {c / a:.1f} (gathered: {c / b:.1f}); best of each: {min(peers) / min(ours):.1f}")
    print(f"peak memory of the call: engine {megabytes:.0f} MB (gathered), peer {peer_megabytes:.0f} MB")


if __name__ == "__main__":
    main()
