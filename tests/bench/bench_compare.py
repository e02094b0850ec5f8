# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison that a person waits for, beside its peer: 284,807 × 30 with 492 positives, 5 folds, logistic
regression, without resampling and with SMOTE. imbal's own clock (reading left out) against fit and predict of the
scikit-learn and imbalanced-learn pipelines (reading left out), both with their defaults, and the peak
memory of each process with its data. bench_compare.py IMBAL [ROWS]"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 284807


def timed(command):
    """Standard output and the peak memory of a process in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {command}")
    return out, usage.ru_maxrss / 1024


def peer(table, sampler, n_jobs):
    """In a process of its own: seconds as JSON."""
    import numpy as np
    from imblearn.over_sampling import SMOTE
    from imblearn.pipeline import make_pipeline
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.preprocessing import StandardScaler

    data = np.load(table)
    X, y = data[:, :-1], data[:, -1].astype(int)
    steps = [StandardScaler()] + ([SMOTE(random_state=0)] if sampler == "smote" else [])
    model = make_pipeline(*steps, LogisticRegression(max_iter=1000))
    start = time.perf_counter()
    cross_val_predict(model, X, y, cv=StratifiedKFold(5, shuffle=True, random_state=0), method="predict_proba", n_jobs=n_jobs)
    print(json.dumps(time.perf_counter() - start))


def prepare(imbal, folder):
    """The table for imbal and the same numbers for the peers, in a process of its own: a child's peak memory
    begins with what its parent had."""
    import numpy as np

    positives = 492 * ROWS // 284807
    table = Path(folder) / "fraud.csv"
    subprocess.run([imbal, "generate", "fraud", "--rows", str(ROWS), "--ratio", str((ROWS - positives) / positives),
                    "-o", table, "--quiet"], check=True)
    text = np.genfromtxt(table, delimiter=",", skip_header=1, dtype=str)
    data = np.column_stack([text[:, :-1].astype(float), text[:, -1] == "fraud"])
    np.save(Path(folder) / "fraud.npy", data)
    print(f"{data.shape[0]} rows × {data.shape[1] - 1} features, {int(data[:, -1].sum())} positives; 5 folds, logistic regression;"
          " memory of the largest process", flush=True)


def compare(imbal, folder, sampler):
    out, memory = timed([imbal, "evaluate", Path(folder) / "fraud.csv", "--target", "class", "--positive", "fraud",
                         "--sampler", sampler, "--seed", "0", "--json", "--quiet"])
    answer = json.loads(out)
    ours = answer["seconds"]["evaluate"]
    print(f"{sampler:6}  imbal {ours:7.2f} s  {memory:6.0f} MB   average precision {answer['metrics']['average_precision']['value']:.4f}"
          f"   (reading {answer['seconds']['read']:.2f} s)", flush=True)
    for n_jobs in (1, 2):
        out, memory = timed([sys.executable, __file__, "--peer", Path(folder) / "fraud.npy", sampler, str(n_jobs)])
        theirs = json.loads(out)
        print(f"        peers {theirs:7.2f} s  {memory:6.0f} MB   n_jobs={n_jobs}: {theirs / ours:.1f} times imbal's", flush=True)


def main(imbal):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "--prepare", imbal, str(ROWS), folder], check=True)
        for sampler in ("none", "smote"):
            compare(imbal, folder, sampler)


if sys.argv[1] == "--peer":
    peer(sys.argv[2], sys.argv[3], int(sys.argv[4]))
elif sys.argv[1] == "--prepare":
    ROWS = int(sys.argv[3])
    prepare(sys.argv[2], sys.argv[4])
else:
    main(sys.argv[1])
