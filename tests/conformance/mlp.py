# SPDX-License-Identifier: GPL-3.0-or-later
"""The network beside scikit-learn's MLPClassifier with the same seed, step by step: mlp.py FIT-MODEL.

Probabilities after a few epochs within 1e-6: activations, layers, solvers, momentum, batches that do not divide the rows, two classes (one
logistic output) and more (softmax), and learning that ends by itself. The losses for rare classes and DBS-Adam, which are not there, are put
into it as their papers have them."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
from sklearn.neural_network import MLPClassifier, _multilayer_perceptron
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


def softmax(logits):
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def cross_entropy(logits, own, weights=1.0):
    p = softmax(logits)
    return -weights * np.log(p[own == 1]), np.reshape(weights, (-1, 1)) * (p - own)


def weighted(logits, own, n):
    return cross_entropy(logits, own, (n.sum() / (len(n) * n))[own.argmax(1)])


def focal(logits, own, n, gamma=2.0, weights=None):
    p, w = softmax(logits), 1.0 if weights is None else weights[own.argmax(1)]
    right = p[own == 1]
    by_log = gamma * (1 - right) ** (gamma - 1) * right * np.log(right) - (1 - right) ** gamma
    return -w * (1 - right) ** gamma * np.log(right), (w * by_log)[:, None] * (own - p)


def effective(n, beta):
    weights = (1 - beta) / (1 - beta ** n)
    return weights * len(n) / weights.sum()


def class_balanced(logits, own, n, beta=0.999):
    return cross_entropy(logits, own, effective(n, beta)[own.argmax(1)])


def ldam(logits, own, n, most=0.5, scale=1.0):
    margins = n ** -0.25
    value, gradient = cross_entropy(scale * (logits - own * margins * most / margins.max()), own)
    return value, scale * gradient


def logit_adjusted(logits, own, n, tau=1.0):
    return cross_entropy(logits + tau * np.log(n / n.sum()), own)


LOSSES = {
    "loss=weighted": weighted,
    "class_weight=balanced": weighted,
    "loss=focal": focal,
    "loss=focal,gamma=0.7,class_weight=balanced": lambda z, own, n: focal(z, own, n, 0.7, n.sum() / (len(n) * n)),
    "loss=class-balanced": class_balanced,
    "loss=class-balanced,beta=0.9": lambda z, own, n: class_balanced(z, own, n, 0.9),
    "loss=class-balanced-focal,beta=0.99,gamma=1.5": lambda z, own, n: focal(z, own, n, 1.5, effective(n, 0.99)),
    "loss=ldam": ldam,
    "loss=ldam,max_margin=0.8,margin_scale=3": lambda z, own, n: ldam(z, own, n, 0.8, 3.0),
    "loss=logit-adjusted": logit_adjusted,
    "loss=logit-adjusted,tau=0.6": lambda z, own, n: logit_adjusted(z, own, n, 0.6),
}


class Network(MLPClassifier):
    """With another loss, of which the output's gradient is made to arrive where that of cross-entropy would."""

    def learn(self, X, y, loss):
        self.loss_of_rows, self.class_counts = loss, np.bincount(y).astype(float)
        return self.fit(X, y)

    def _backprop(self, X, y, activations, *more):
        p = self._forward_pass(activations)[-1]
        logits = activations[-2] @ self.coefs_[-1] + self.intercepts_[-1]
        is_one = logits.shape[1] == 1
        logits, own = (np.hstack([0 * logits, logits]), np.hstack([1 - y, y])) if is_one else (logits, y)
        value, gradient = self.loss_of_rows(logits, own, self.class_counts)
        BatchSensitiveAdam.loss = value.mean()
        return super()._backprop(X, p - gradient[:, -p.shape[1]:], activations, *more)


class BatchSensitiveAdam(_multilayer_perceptron.AdamOptimizer):
    """Steps as many times as long as the batch is more difficult than usual, between half and twice."""
    power, loss, usual = 1.0, None, None

    def _get_updates(self, grads):
        now = np.array([np.sqrt(sum((g ** 2).sum() for g in grads)), self.loss])
        self.usual = now if self.usual is None else 0.9 * self.usual + 0.1 * now
        by = np.clip(np.mean(now / self.usual) ** self.power, 0.5, 2.0)
        return [by * update for update in super()._get_updates(grads)]


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


def compare_loss(spec, loss, n_classes, power=None):
    """The peer's scores are of logits; ours of what the loss saw, which LDAM multiplies."""
    usual, scale = _multilayer_perceptron.AdamOptimizer, 3.0 if "margin_scale=3" in spec else 1.0
    for seed in range(2):
        X, y, asked = table(seed, 470, 5, n_classes)
        ours = fitted.scores(FIT, f"mlp:max_iter=6,batch_size=48,learning_rate_init=0.01,{spec}", X, y, asked, seed=seed)
        try:
            if power is not None:
                _multilayer_perceptron.AdamOptimizer, BatchSensitiveAdam.power = BatchSensitiveAdam, power
            network = Network(max_iter=6, batch_size=48, learning_rate_init=0.01, random_state=seed).learn(X, y, loss)
        finally:
            _multilayer_perceptron.AdamOptimizer = usual
        theirs = softmax(scale * np.log(network.predict_proba(asked)))
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
    for spec, loss in LOSSES.items():
        for n_classes in (2, 4):
            yield f"{spec}, {n_classes} classes", lambda t=spec, f=loss, k=n_classes: compare_loss(t, f, k)
    for power in (1.0, -0.5):
        yield f"DBS-Adam of power {power:g}", lambda p=power: compare_loss(f"solver=dbs-adam,difficulty_power={p},loss=focal", focal, 2, p)
    yield "ends by itself", lambda: compare(dict(hidden_layer_sizes=(8,), learning_rate_init=0.02, tol=1e-3, n_iter_no_change=3, activation="tanh"), 2, 1000, 150)
    yield "DBS-Adam of power 0 is Adam, to the bit, over 1000 steps", difficulty_nought_is_adam


tap.run(cases())
