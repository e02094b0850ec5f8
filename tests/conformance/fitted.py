# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of ours for tests beside the peers: probabilities and explanations from fit-model."""
import subprocess
import tempfile

import numpy as np


def ask(program, spec, X, y, asked, seed=0, weights=None, more=()):
    """The doubles that fit-model answers; y are numbers from 0."""
    n_classes = int(y.max()) + 1
    with tempfile.NamedTemporaryFile(prefix="imbal-test-") as file:
        file.write(np.array([*X.shape, n_classes, len(asked), seed, weights is not None], np.uint64).tobytes())
        file.write(np.ascontiguousarray(X, float).tobytes() + y.astype(float).tobytes())
        if weights is not None:
            file.write(np.asarray(weights, float).tobytes())
        file.write(np.ascontiguousarray(asked, float).tobytes())
        file.flush()
        answer = subprocess.run([program, spec, file.name, *more], capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    return np.frombuffer(answer.stdout)


def scores(program, spec, X, y, asked, seed=0, weights=None):
    """Of the rows asked for."""
    return ask(program, spec, X, y, asked, seed, weights).reshape(len(asked), int(y.max()) + 1)


def scores_of_all(program, specs, X, y, asked, seed=0, weights=None):
    """The same of several models, one after the other."""
    return ask(program, "\n".join(specs), X, y, asked, seed, weights).reshape(len(specs), len(asked), int(y.max()) + 1)


def contributions(program, spec, X, y, asked, seed=0, weights=None):
    """Of the rows asked for: rows × classes × columns and the base value."""
    return ask(program, spec, X, y, asked, seed, weights, ["contributions"]).reshape(len(asked), int(y.max()) + 1, X.shape[1] + 1)


def importances(program, spec, X, y, seed=0, weights=None):
    """Of the columns."""
    return ask(program, spec, X, y, X[:1], seed, weights, ["importances"])
