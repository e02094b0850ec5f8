# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of README.md hold what the program has: test-readme.py README IMBAL [--write]. With --write they are written anew."""
import json
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import tap

README, IMBAL = Path(sys.argv[1]), sys.argv[2]


def items(kind):
    out = subprocess.run([IMBAL, "list", kind, "--json"], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(out)["items"]


def source(item):
    """< and > would be HTML, | the end of a cell."""
    return (item["reference"] or "").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")


def of_missing(item):
    if item["keeps_missing"]:
        return "measures what is there"
    if item["missing"]:
        return "as they are"
    return "filled; left with `metric=heom` or `gower`" if any(p["name"] == "metric" for p in item["params"]) else "filled"


def of_categories(item):
    return "must have some" if item["mixed"] else "must be all" if item["nominal"] else "yes"


def of_kind(item):
    return " and ".join(word for word, flag in (("adds", item["adds"]), ("removes", item["drops"])) if flag) or "leaves as is"


def of_shap(item):
    return {None: "", "probability": "probability", "logit": "logit", "logit-each": "logit of each class against the rest", "mean-logit": "members' mean logit"}[item["shap"]]


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows):
    return "\n".join([row(head), row(["---"] * len(head)).replace(" ", ""), *map(row, rows)])


def samplers():
    return table(["sampler", "", "rows", "missing values", "categories", "source"],
                 [[f"`{i['id']}`", i["title"], of_kind(i), of_missing(i), of_categories(i), source(i)] for i in items("samplers")])


def models():
    return table(["model", "", "class weights", "missing values", "SHAP values add up to", "source"],
                 [[f"`{i['id']}`", i["title"], "yes" if i["class_weight"] else "no", "as they are" if i["missing"] else "filled", of_shap(i), source(i)]
                  for i in items("models")])


def metrics():
    return table(["metric", "", "of", "better", "source"],
                 [[f"`{i['id']}`", i["title"], i["kind"], i["better"] or "", source(i)] for i in items("metrics")])


TABLES = {"samplers": samplers, "models": models, "metrics": metrics}


def bounds(text, kind):
    start, end = f"<!-- {kind}: written by tests/test-readme.py -->\n\n", f"\n\n<!-- end of {kind} -->"
    assert text.count(start) == 1 and text.count(end) == 1, f"README.md has no place for the table of {kind}"
    return text.index(start) + len(start), text.index(end)


def write():
    text = README.read_text(encoding="utf-8")
    for kind, make in TABLES.items():
        start, end = bounds(text, kind)
        text = text[:start] + make() + text[end:]
    README.write_text(text, encoding="utf-8")


def check(kind):
    text, wanted = README.read_text(encoding="utf-8"), TABLES[kind]().splitlines()
    start, end = bounds(text, kind)
    found = text[start:end].splitlines()
    wrong = [line for line in found if line not in wanted] + [line for line in wanted if line not in found]
    assert found == wanted, "run tests/test-readme.py README.md IMBAL --write; lines that differ:\n" + "\n".join(wrong)


if "--write" in sys.argv:
    write()
else:
    tap.run([(f"README's table of {kind}", lambda k=kind: check(k)) for kind in TABLES])
