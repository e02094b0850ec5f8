# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics and curves of many scores beside scikit-learn: compare-metrics.py BENCH-METRICS [ROWS].

Medians of seconds by the clock, all threads of ours, and CPU seconds. For one metric or curve alone ours counts the making of the outcome, too,
which is made once for all of them."""
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn import metrics as sk

ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
PEERS = {"roc_auc": sk.roc_auc_score, "average_precision": sk.average_precision_score, "pr": sk.precision_recall_curve, "roc": sk.roc_curve}


def timed(function, *arguments):
    seconds = []
    for _ in range(3):
        start, before = time.perf_counter(), time.process_time()
        value = function(*arguments)
        seconds.append((time.perf_counter() - start, time.process_time() - before))
    return np.median(seconds, axis=0), value


def told(ours, peer):
    return f"{ours[0]:.3f} s, {peer[0] / ours[0]:5.1f} times as fast as {peer[0]:.2f} s (CPU: {ours[1]:.3f} s, {peer[1] / ours[1]:.1f} times)"


for share in (0.002, 0.5):
    rng = np.random.RandomState(0)
    y = (rng.rand(ROWS) < share).astype(np.uint16)
    score = 1 / (1 + np.exp(-(rng.normal(-3, 1, ROWS) + 2 * y)))
    with tempfile.TemporaryDirectory() as folder:
        score.tofile(Path(folder) / "scores")
        y.tofile(Path(folder) / "y")
        out = subprocess.run([sys.argv[1], str(ROWS), f"{folder}/scores", f"{folder}/y"], capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in out.splitlines()]
    ours = {line[0]: np.array(line[1:], float) for line in lines}
    print(f"{ROWS:,} rows, {share:.1%} positive: outcome {ours['outcome'][0]:.3f} s")
    whole = 0
    for name, peer in PEERS.items():
        seconds, value = timed(peer, y.astype(int), score)
        whole = whole + seconds
        print(f"  {name:20} {told(ours[name], seconds)}")
        if np.isscalar(value):
            assert abs(value - ours["values"][int(name != "roc_auc")]) < 1e-12, (name, value, ours["values"])
    print(f"  {'all four':20} {told(ours['all'], whole)}")
