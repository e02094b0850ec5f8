# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample on tables of awkward shapes, with each sampler: what is written has the class sizes that are reported, or nothing is
written and one sentence says why; and the forecast of --forecast comes true."""
import collections
import csv
import random
import sys

sys.dont_write_bytecode = True
import imbal
import tap

# What is instrumented looks at every access to memory, and the same ones are for fewer classes and columns.
MANY_CLASSES, MANY_COLUMNS = (80, 2000) if imbal.is_instrumented() else (300, 10000)
SAMPLERS = {s["id"]: s for s in imbal.ask("list", "samplers")["items"]}


def table(name, counts, cell, n_columns=4):
    """@cell: of the row's number, its class and the column's number. The last column but one holds words."""
    rng = random.Random(3)
    labels = [f"c{c}" for c, n in enumerate(counts) for _ in range(n)]
    rng.shuffle(labels)
    rows = [[*(cell(rng, i, label, j) for j in range(n_columns)), label] for i, label in enumerate(labels)]
    path = imbal.FOLDER / f"{name}.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[*(f"f{j}" for j in range(n_columns)), "class"], *rows])
    return path


def number(rng, i, label, j):
    return f"{rng.gauss(int(label[1:]) % 5, 1):.4f}"


def mixed(rng, i, label, j):
    return rng.choice(["red", "green", "blue"]) if j == 3 else number(rng, i, label, j)


def equal(rng, i, label, j):
    return "red" if j == 3 else "2.5"


def equal_in_classes(rng, i, label, j):
    return "red" if j == 3 else label[1:]


def constant(rng, i, label, j):
    return "7" if j == 1 else mixed(rng, i, label, j)


def missing(rng, i, label, j):
    return "" if j == 1 else mixed(rng, i, label, j)


TABLES = [
    table("one-rare-row", [40, 1], mixed), table("one-rare-row-of-three", [40, 20, 1], number), table("two-rows", [1, 1], mixed),
    table("fewer-than-k", [40, 4], mixed), table("duplicates", [40, 9, 12], equal_in_classes), table("a-constant", [40, 9, 12], constant),
    table("all-missing", [40, 9, 12], missing), table("one-class", [30], mixed), table("many-classes", [30, *[1 + c % 9 for c in range(MANY_CLASSES - 1)]], mixed),
    table("many-columns", [14, 7], number, MANY_COLUMNS),
]
FORECASTS = {}


def forecast(path, sampler):
    if path not in FORECASTS:
        answer = imbal.ask("resample", path, "--target", "class", "--forecast")["forecasts"]
        FORECASTS[path] = {f["sampler"]: f for f in answer}
    return FORECASTS[path][sampler]


def resample(path, spec):
    """The counts that were reported; a sentence when there are none."""
    out = imbal.FOLDER / "out.csv"
    out.unlink(missing_ok=True)
    process = imbal.start("resample", path, "--target", "class", "--sampler", spec, "-o", out, "--json")
    said, err = (text.decode() for text in process.communicate(timeout=300))
    assert process.returncode in (0, 1), (spec, process.returncode, err[-2000:])
    if process.returncode == 1:
        assert said == "" and not out.exists(), said
        last = err.strip().splitlines()[-1]
        assert last.startswith("imbal: ") and last.endswith(".") and len(last) > 30, err
        return None, last
    answer = imbal.json.loads(said, parse_constant=imbal.refuse)
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    written = collections.Counter(row[-1] for row in rows[1:])
    assert {c["label"]: c["count"] for c in answer["after"]} == dict(written), (answer["after"], written)
    assert sum(written.values()) == answer["kept"] + answer["synthetic"], answer
    assert all(len(row) == len(rows[0]) and "nan" not in row and "inf" not in row for row in rows)
    return answer, None


def check_counts(sampler, answer):
    before, after = ({c["label"]: c["count"] for c in answer[key]} for key in ("before", "after"))
    assert set(after) == set(before), (before, after)
    if sampler["drops"] or not sampler["adds"]:
        return
    balanced = all(after[label] == max(before.values()) for label in before)
    assert balanced or any(label in note or "row" in note for note in answer["notes"] for label in before), answer


def check(path, sampler):
    said = forecast(path, sampler["id"])
    answer, sentence = resample(path, sampler["id"])
    if answer is not None:
        open_to = ("ready", "depends") if path.stem == "many-classes" else ("ready",)  # too large to be tried out
        assert said["forecast"] in open_to, said
        check_counts(sampler, answer)
        return
    assert said["forecast"] != "ready", (said, sentence)
    if said["forecast"] == "needs":
        spec = sampler["id"] + ":" + ",".join(f'{name}="{value}"' for name, value in said["changes"].items())
        answer, still = resample(path, spec)
        assert answer is not None or "use " in still, (said, still)


def test_a_table_of_constants_has_no_features():
    path = table("all-equal", [40, 9, 12], equal)
    for id in SAMPLERS:
        answer, sentence = resample(path, id)
        assert answer is None and "feature" in sentence, sentence


tap.run(tap.cases_of(globals()) + [(f"{path.stem}: {id}", lambda p=path, s=sampler: check(p, s)) for path in TABLES for id, sampler in SAMPLERS.items()])
