#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes cases.txt of a JSON file with results of OverNaN (its name is the argument): what a test can read without JSON.

A line "table NAME ROWS FEATURES" and its rows, the class last; a line "case TABLE SPEC SEED ROWS" and the synthetic rows. Numbers
are C hex floats, a missing value is "-"."""
import json
import sys

SPEC = {"SMOTE": "smote-nan", "ADASYN": "adasyn-nan", "ROSE": "rose-nan"}


def cell(value):
    if value is None:
        return "-"
    return value if isinstance(value, str) else float(value).hex()


def spec(case):
    options = [f"nan_handling={case['nan_handling']}", f"sampling_strategy={case['sampling_strategy']}"]
    if case["method"] != "ROSE":
        options.append(("k_neighbors" if case["method"] == "SMOTE" else "n_neighbors") + f"={case['neighbours']}")
    options += [f"{name}={case[name]}" for name in ("beta", "learning_rate", "shrinkage") if name in case]
    return SPEC[case["method"]] + ":" + ",".join(options)


source = json.load(open(sys.argv[1]))
seen = set()
with open("cases.txt", "w") as out:
    for case in source["cases"]:
        if case["table"] not in seen:
            seen.add(case["table"])
            out.write(f"table {case['table']} {len(case['X'])} {len(case['X'][0])}\n")
            for row, label in zip(case["X"], case["y"]):
                out.write(" ".join(map(cell, row)) + f" {label}\n")
        out.write(f"case {case['table']} {spec(case)} {case['seed']} {len(case['synthetic_hex'])}\n")
        for row, label in zip(case["synthetic_hex"], case["synthetic_y"]):
            out.write(" ".join(map(cell, row)) + f" {label}\n")
