# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --script python: the script that is printed makes the rows that imbal makes."""
import csv
import importlib
import inspect
import subprocess
import sys

sys.dont_write_bytecode = True
import numpy as np

import peers
import tap
from peers import imbal

TOLERANCE = 1e-9  # of the largest value in a column: scaling there and back


def ran(text):
    """What the script writes: names, numbers, labels."""
    script = imbal.write("script.py", text)
    done = subprocess.run([sys.executable, "-W", "ignore", script], capture_output=True, text=True, cwd=imbal.FOLDER, timeout=300)
    assert done.returncode == 0, f"{text}\n{done.stderr}"
    return read(imbal.FOLDER / "by-script.csv")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], np.array([[float(cell or "nan") for cell in row[:-1]] for row in rows[1:]]), [row[-1] for row in rows[1:]]


def compare(path, *options):
    text, _ = imbal.run("resample", path, *options, "--script", "python", "-o", "by-script.csv", "--quiet")
    names, X, y = ran(text)
    imbal.run("resample", path, *options, "--raw", "-o", "ours.csv", "--quiet")
    our_names, ours, labels = read(imbal.FOLDER / "ours.csv")
    assert names == our_names, (names, our_names)
    assert y == labels
    assert X.shape == ours.shape, (X.shape, ours.shape)
    assert (np.isnan(X) == np.isnan(ours)).all()
    wrong = np.abs(X - ours) > TOLERANCE * np.nanmax(np.abs(ours), axis=0)
    assert not wrong.any(), f"{wrong.any(1).sum()} rows differ, the first is row {np.argmax(wrong.any(1)) + 1}"


CHAINS = [
    ["random-over"], ["random-over:shrinkage=0.5"], ["random-under:replacement=true"], ["smote:k_neighbors=3"],
    ["smote:sampling_strategy=not majority", "random-under"], ["random-under", "random-over"], ["tomek-links", "smote"],
]


def counted(data, chain):
    """A target for every class, as text with braces, in the first step."""
    most = max(data.counts.values())
    return [chain[0] + (":" if ":" not in chain[0] else ",") + "sampling_strategy={" + ";".join(f"{c}:{most + 5}" for c in data.counts) + "}"]


def cases():
    for data in peers.made():
        for chain in [*CHAINS, counted(data, ["random-over"]), counted(data, ["smote:k_neighbors=4"])]:
            for scale in ("none", "standard"):
                options = [*data.reading, "--scale", scale, "--seed", 7, *(word for spec in chain for word in ("--sampler", spec))]
                yield f"{data.name}: {' + '.join(chain)}, scale {scale}", lambda d=data, o=options: compare(d.path, *o)


def odd_file():
    return imbal.write("odd.csv", "Größe;ge\"wicht;Klasse\n" + "".join(
        f"{i * 37 % 101 / 10:.3f};{'?' if i % 9 == 4 else f'{i * 53 % 89 / 7:.2f}'};{'ja, klar' if i % 4 == 0 else 'nein' if i != 7 else '?'}\n".replace(".", ",")
        for i in range(80)))


def test_a_file_is_read_as_imbal_read_it():
    """Semicolons, decimal commas, question marks, quotes in names; rows without a label are left out. Many distances are equal
    here, and which of them a scale's rounding makes smaller is chance: nothing is scaled."""
    for sampler in ("random-over", "random-under", "smote:sampling_strategy={\"ja, klar\":40}", "smote:k_neighbors=2"):
        for impute in ("median", "mean", "constant"):
            compare(odd_file(), "--sampler", sampler, "--impute", impute, "--scale", "none")


def test_categories_are_for_those_who_only_choose_rows():
    text, _ = imbal.run("resample", imbal.small(), "--sampler", "random-under", "--script", "python", "-o", "by-script.csv", "--quiet")
    imbal.write("script.py", text)
    subprocess.run([sys.executable, "-W", "ignore", "script.py"], check=True, cwd=imbal.FOLDER, timeout=300)
    imbal.run("resample", imbal.small(), "--sampler", "random-under", "-o", "ours.csv", "--quiet")
    ours, theirs = (list(csv.reader(open(imbal.FOLDER / name))) for name in ("ours.csv", "by-script.csv"))
    assert [(r[2], r[3]) for r in ours] == [(r[2], r[3]) for r in theirs]
    assert "colour" in imbal.fails(1, "resample", imbal.small(), "--sampler", "smote", "--script", "python")


def test_what_has_no_peer_is_refused():
    table = peers.made()[0].path
    assert "smote-nan" in imbal.fails(1, "resample", table, "--sampler", "smote-nan", "--script", "python")
    assert "metric=heom" in imbal.fails(1, "resample", table, "--sampler", "smote:metric=heom", "--script", "python")
    assert "sample of the rows" in imbal.fails(1, "resample", table, "--rows", 50, "--sampler", "smote", "--script", "python")
    assert "use python" in imbal.fails(2, "resample", table, "--sampler", "smote", "--script", "perl")
    assert "--mark" in imbal.fails(2, "resample", table, "--sampler", "smote", "--script", "python", "--mark", "m")


def test_the_script_is_all_of_the_json():
    answer = imbal.ask("resample", peers.made()[0].path, "--sampler", "smote", "--script", "python")
    assert "SMOTE(random_state=0)" in answer["script"] and answer["plan"] == "smote"


def test_peers_have_what_the_tables_say():
    """Every class is there, and every parameter that is not ours; what imbalanced-learn calls otherwise is a mistake."""
    for item in imbal.ask("list", "samplers")["items"]:
        if item["peer"] is None:
            continue
        module, name = item["peer"].rsplit(".", 1)
        known = inspect.signature(getattr(importlib.import_module(module), name)).parameters
        for param in item["params"]:
            assert param["ours"] or param["name"] in known, (item["id"], param["name"])
        assert not item["random"] or "random_state" in known, item["id"]


tap.run([*cases(), *tap.cases_of(globals())])
