# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal reads what numpy.save, numpy.savez and dump_svmlight_file write: every type, order, version and layout."""
import sys

sys.dont_write_bytecode = True
import numpy as np
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

from peers import imbal
import tap

ROWS, COLUMNS = 40, 5
TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]
rng = np.random.RandomState(1)
labels = np.array(["a"] * 30 + ["b"] * 10)
np.save(imbal.FOLDER / "y.npy", labels)


def cells(path, *options):
    """The names, and the cells as imbal writes them."""
    out, _ = imbal.run("resample", path, "--sampler", "none", "-o", "-", "--quiet", *options)
    lines = [line.split(",") for line in out.splitlines()]
    return lines[0], lines[1:]


def numbers(rows, columns):
    return np.array([[float(row[j]) for j in columns] for row in rows])


def array_of(kind, order):
    values = rng.randn(ROWS, COLUMNS) * 50
    if kind == "?":
        return values > 0
    return (np.abs(values) if kind[0] == "u" else values).astype(order + kind)


def test_every_type_order_layout_and_version():
    path = imbal.FOLDER / "a.npy"
    for kind in TYPES:
        for order in "<>":
            array = array_of(kind, order)
            for layout, version in (("C", (1, 0)), ("F", (2, 0)), ("C", (3, 0))):
                with open(path, "wb") as file:
                    np.lib.format.write_array(file, np.array(array, order=layout), version=version)
                names, rows = cells(path, "--labels", "y.npy")
                assert names == [f"feature {j + 1}" for j in range(COLUMNS)] + ["label"], names
                assert (numbers(rows, range(COLUMNS)) == array.astype(float)).all(), (kind, order, layout, version)
                assert [row[-1] for row in rows] == list(labels)


def test_more_dimensions_are_laid_out_as_reshape_does():
    array = rng.randint(0, 9, (ROWS, 2, 3))
    for layout in "CF":
        np.save(imbal.FOLDER / "a.npy", np.array(array, order=layout))
        _, rows = cells("a.npy", "--labels", "y.npy")
        assert (numbers(rows, range(6)) == array.reshape(ROWS, 6)).all(), layout


def test_structured_arrays_with_any_names():
    array = np.zeros(ROWS, np.dtype([("age", ">f4"), ("größe", "<U5"), ("code", "S3"), ("class", "i8")], align=True))
    array["age"], array["größe"] = rng.randn(ROWS), np.where(np.arange(ROWS) % 2, "ü€", "x y")
    array["code"], array["class"] = b"q", np.arange(ROWS) % 2
    np.save(imbal.FOLDER / "a.npy", array)
    names, rows = cells("a.npy")
    assert names == list(array.dtype.names), names
    assert [row[1] for row in rows] == list(array["größe"]) and (numbers(rows, [0])[:, 0] == array["age"]).all()


def test_archives_of_arrays():
    X, y = rng.randn(ROWS, 3).astype("f4"), np.arange(ROWS) % 3
    np.savez(imbal.FOLDER / "named.npz", y=y, X=X)
    np.savez_compressed(imbal.FOLDER / "plain.npz", X, y)
    for name in ("named.npz", "plain.npz"):
        _, rows = cells(name)
        assert (numbers(rows, range(3)) == X).all() and (numbers(rows, [3])[:, 0] == y).all(), name


def test_sparse_text():
    X = rng.randn(60, 12) * (rng.rand(60, 12) < 0.3)
    X[:, 11] = rng.randn(60)
    y = np.where(np.arange(60) % 4 == 0, 1, -1)
    path = str(imbal.FOLDER / "a.svm")
    for from_zero in (True, False):
        for query in (None, np.arange(60) // 7):
            dump_svmlight_file(X, y, path, zero_based=from_zero, query_id=query, comment="made # here")
            names, rows = cells("a.svm")
            features = [j for j, name in enumerate(names) if name.startswith("feature")]
            assert names[0] == f"feature {0 if from_zero else 1}" and len(names) == 13 + (query is not None), names
            assert (numbers(rows, features) == load_svmlight_file(path, zero_based=from_zero)[0].toarray()).all()
            assert (numbers(rows, [-1])[:, 0] == y).all()


tap.run(tap.cases_of(globals()))
