# SPDX-License-Identifier: GPL-3.0-or-later
"""Every table of the datasets in IMB_SHARED has the rows, columns, missing cells, target and classes of its MANIFEST.csv."""
import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import imbal
import tap

SHARED = Path(os.environ["IMB_SHARED"]) / "datasets" if "IMB_SHARED" in os.environ else None


def counts_of(text):
    """ "a=1; b=2", blanks of the source around the labels left out."""
    return {label.strip(): int(count) for label, count in (pair.rsplit("=", 1) for pair in text.split("; "))}


STANDIN = "creditcard_standin_SEMISYNTHETIC.csv"
MADE = os.environ.get("IMB_MADE")  # where a whole run of all tests keeps what another build's turn needs again


def make_standin(folder):
    """The one that is made from the others, which takes half a minute; None where numpy is not installed."""
    if MADE and (Path(MADE) / STANDIN).exists():
        return Path(MADE) / STANDIN
    for name in ("creditcard_time_amount_class_REAL.csv", "creditcard_subset_REAL.csv"):
        with open(imbal.FOLDER / name, "wb") as file:
            subprocess.run(["xz", "-dc", folder / (name + ".xz")], stdout=file, check=True)
    done = subprocess.run([sys.executable, folder / "make_standin.py", imbal.FOLDER], capture_output=True, cwd=imbal.FOLDER)
    if done.returncode == 0 and MADE:
        shutil.copy(imbal.FOLDER / STANDIN, Path(MADE) / "part")
        os.replace(Path(MADE) / "part", Path(MADE) / STANDIN)
    return imbal.FOLDER / STANDIN if done.returncode == 0 else None


def find(folder, name):
    for path in (folder / name, folder / (name + ".xz")):
        if path.exists():
            return path
    return make_standin(folder)


def check(folder, row):
    path = find(folder, row["file"])
    if path is None:
        print(f"# {row['file']} cannot be made here (numpy): not read", flush=True)
        return
    markers = row.get("missing_markers", "").replace("'", "").strip()
    answer = imbal.ask("describe", path, *(["--missing", markers] if markers == "unknown" else []))
    assert (answer["rows"], len(answer["columns"])) == (int(row["rows"]), int(row["columns"]))
    assert sum(c["missing"] for c in answer["columns"]) == int(row["missing_cells"]) == answer["missing"]["cells"]
    if row.get("columns_with_missing"):
        assert sum(c["missing"] > 0 for c in answer["columns"]) == int(row["columns_with_missing"])
    if row.get("constant_columns"):
        assert sum(c["type"] == "constant" for c in answer["columns"]) == int(row["constant_columns"])
    target = answer["target"]
    assert target["name"] == answer["columns"][int(row["target_index_0based"])]["name"], (target["name"], target["reason"])
    assert row["target"] in (target["name"], "(no header)")
    assert {c["label"]: c["count"] for c in target["classes"]} == counts_of(row["class_counts"]), target
    assert abs(answer["imbalance_ratio"] - float(row["IR"])) <= 0.006 * max(1, float(row["IR"]) / 50)
    assert answer["n_problems"] == 0, answer["problems"][:3]
    if row["file"] == "fraud_handbook_simulated.csv":
        warned = [c["name"] for c in answer["columns"] if c["warning"]]
        assert warned == ["TX_FRAUD_SCENARIO"], warned


def say():
    print("# IMB_SHARED is not set: there are no datasets to compare with their MANIFEST.csv", flush=True)


if SHARED is None:
    tap.run([("the datasets of IMB_SHARED", say)])
CASES = [(f"{manifest.parent.name}/{row['file']}", lambda folder=manifest.parent, row=row: check(folder, row))
         for manifest in sorted(SHARED.glob("*/MANIFEST.csv"))
         for row in csv.DictReader(open(manifest, newline="", encoding="utf-8"))]
tap.run(CASES)
