# SPDX-License-Identifier: GPL-3.0-or-later
"""The network beside scikit-learn's MLPClassifier with the same seed, step by step: mlp.py FIT-MODEL.

Probabilities after a few epochs within 1e-6: activations, layers, solvers, momentum, batches that do not divide the rows, two classes (one
logistic output) and more (softmax), and learning that ends by itself."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

import fitted
import tap

FIT = sys.argv[1]
threadpool_limits(1)
NETWORKS = {
    "as it is": {},
    "two layers, tanh": dict(hidden_layer_sizes=(20, 10), activation="tanh"),
    "three layers, logistic": dict(hidden_layer_sizes=(12, 8, 5), activation="logistic", learning_rate_init=0.01),
    "identity": dict(hidden_layer_sizes=(7,), activation="identity"),
    "one unit": dict(hidden_layer_sizes=(1,), activation="tanh"),
    "sgd": dict(solver="sgd", learning_rate_init=0.05),
    "sgd, plain momentum": dict(solver="sgd", learning_rate_init=0.05, momentum=0.5, nesterovs_momentum=False, activation="tanh"),
    "small batches": dict(batch_size=17, alpha=0.5),
    "batches of one": dict(batch_size=1, hidden_layer_sizes=(6,)),
    "one batch": dict(batch_size=100000, beta_1=0.8, beta_2=0.95, epsilon=1e-4),
}


def text(parameters):
    def of(value):
        if isinstance(value, tuple):
            return ";".join(map(str, value))
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return "mlp:" + ",".join(f"{name}={of(value)}" for name, value in parameters.items())


def table(seed, n, d, n_classes):
    rng = np.random.RandomState(seed)
    y = np.concatenate([np.arange(n_classes), rng.choice(n_classes, n - n_classes, p=np.arange(n_classes, 0, -1) / (n_classes * (n_classes + 1) / 2))])
    return rng.normal(size=(n, d)) + rng.normal(size=(n_classes, d))[y], y, 2 * rng.normal(size=(50, d))


def compare(parameters, n_classes, epochs, n=470):
    for seed in range(3):
        X, y, asked = table(seed, n, 3 + 4 * seed, n_classes)
        more = dict(parameters, max_iter=epochs)
        ours = fitted.scores(FIT, text(more), X, y, asked, seed=seed)
        theirs = MLPClassifier(random_state=seed, **more).fit(X, y).predict_proba(asked)
        worst = np.abs(ours - theirs).max()
        assert worst <= 1e-6, f"seed {seed}: probabilities differ by {worst}"


def difficulty_nought_is_adam():
    X, y, asked = table(5, 1000, 6, 2)
    adam = fitted.scores(FIT, "mlp:solver=adam,max_iter=200,tol=0", X, y, asked)
    dbs = fitted.scores(FIT, "mlp:solver=dbs-adam,difficulty_power=0,max_iter=200,tol=0", X, y, asked)
    assert (adam == dbs).all() and (adam != fitted.scores(FIT, "mlp:solver=dbs-adam,max_iter=200,tol=0", X, y, asked)).any()


def cases():
    for name, parameters in NETWORKS.items():
        for n_classes in (2, 4):
            yield f"{name}, {n_classes} classes", lambda p=parameters, k=n_classes: compare(p, k, 5)
    yield "ends by itself", lambda: compare(dict(hidden_layer_sizes=(8,), learning_rate_init=0.02, tol=1e-3, n_iter_no_change=3, activation="tanh"), 2, 1000, 150)
    yield "DBS-Adam of power 0 is Adam, to the bit, over 1000 steps", difficulty_nought_is_adam


tap.run(cases())
