# SPDX-License-Identifier: GPL-3.0-or-later
"""--weights: what rows count in models and metrics, and what synthetic rows weigh in the written table."""
import sys

sys.dont_write_bytecode = True
import imbal
import tap


def weighed(weights=lambda i: (i + i // 8) % 4 / 2, name="weighed.csv"):
    rows = [f"{i * 37 % 101 / 7},{weights(i)},{i * i % 97 / 3},{'ill' if i % 8 == 0 else 'well'}" for i in range(240)]
    return imbal.write(name, "\n".join(["a,w,b,class", *rows]) + "\n")


def test_the_weight_is_no_feature():
    answer = imbal.ask("describe", weighed(), "--weights", "w")
    assert {column["name"]: column["role"] for column in answer["columns"]} == {"a": "numeric", "w": "weight", "b": "numeric", "class": "target"}
    assert any("by their weight, “w”" in note for note in answer["notes"])


def test_a_synthetic_row_weighs_the_mean_of_its_parents():
    imbal.ask("resample", weighed(), "--weights", "w", "--sampler", "smote", "-o", "out.csv", "--provenance", "from.csv")
    source, out = (imbal.rows_of(path)[1:] for path in (weighed(), imbal.FOLDER / "out.csv"))
    origins = [row for row in imbal.rows_of(imbal.FOLDER / "from.csv")[1:] if row[0] != ""]
    assert len(out) == len(origins) == 420
    for row, origin in zip(out, origins):
        parents, parts = [int(p) - 1 for p in origin[2].split()], [float(part) for part in origin[3].split()]
        expected = sum(part * float(source[p][1]) for p, part in zip(parents, parts))
        assert abs(float(row[1]) - expected) < 1e-9, (row, origin)


def test_matrices_and_thresholds_are_weighed():
    answer = imbal.ask("evaluate", weighed(), "--weights", "w", "--sampler", "smote", "--threshold", "f1")
    assert abs(sum(map(sum, answer["confusion"])) - sum(i % 4 / 2 for i in range(240))) < 1e-9
    out, _ = imbal.run("evaluate", weighed(lambda i: 0.3 if i else 1), "--weights", "w", "--seed", "1")
    assert ".70" in out or ".30" in out or ".10" in out, out
    plain = imbal.ask("evaluate", weighed(), "--ignore", "w")
    ones = imbal.ask("evaluate", weighed(lambda i: 1), "--weights", "w")
    assert plain["metrics"] == ones["metrics"] and plain["confusion"] == ones["confusion"]


def test_rows_without_weight_are_not_counted():
    """Of 30 ill rows two weigh something: one of them more or less is half of the recall, and most folds test none."""
    few = weighed(lambda i: 0 if i % 8 == 0 and i not in (40, 80) else 1, "few.csv")
    answer = imbal.ask("evaluate", few, "--weights", "w", "--folds", "5")
    assert any("“ill” has 2 rows:" in note and "50 points" in note for note in answer["notes"]), answer["notes"]
    empty = sum(value is None for value in answer["metrics"]["recall"]["folds"])
    assert empty >= 3 and any(f"{empty} of 5 folds test no row of class “ill”" in note for note in answer["notes"])
    assert not any("“ill” has 30 rows" in note for note in answer["notes"])
    for label, weights in (("ill", lambda i: i % 8 > 0), ("well", lambda i: i % 8 == 0)):
        none = weighed(lambda i: int(weights(i)), "none.csv")
        for command in ("evaluate", "compare"):
            said = imbal.fails(1, command, none, "--weights", "w")
            assert f"All rows of class “{label}” weigh 0" in said


def test_weights_of_arff_are_used_unless_said_otherwise():
    plain = weighed()
    rows = plain.read_text().splitlines()[1:]
    head = "@relation r\n@attribute a numeric\n@attribute b numeric\n@attribute class {well,ill}\n@data\n"
    lines = ["{},{},{},{{{}}}".format(a, b, c, w) for a, w, b, c in (row.split(",") for row in rows)]
    arff = imbal.write("weighed.arff", head + "\n".join(lines) + "\n")
    answer = imbal.ask("describe", arff)
    assert {column["name"]: column["role"] for column in answer["columns"]} == {"a": "numeric", "b": "numeric", "class": "target", "weight": "weight"}
    assert any("240 rows carry a weight" in note for note in answer["notes"])
    frame = ["--target", "class", "--seed", "3"]
    same = imbal.ask("evaluate", plain, "--weights", "w", *frame)["metrics"]
    assert imbal.ask("evaluate", arff, *frame)["metrics"] == same
    assert imbal.ask("evaluate", arff, "--features", "a,b", *frame)["metrics"] == same
    without = imbal.ask("evaluate", arff, "--ignore", "weight", *frame)["metrics"]
    assert without == imbal.ask("evaluate", plain, "--ignore", "w", *frame)["metrics"] != same
    imbal.run("resample", arff, "--sampler", "random-under", "-o", "weighed-out.csv")
    out = imbal.rows_of(imbal.FOLDER / "weighed-out.csv")
    given = {tuple(line.replace("{", "").replace("}", "").split(",")) for line in lines}
    assert out[0] == ["a", "b", "class", "weight"] and all(tuple(row) in given for row in out[1:])


def test_a_score_that_is_not_finite_is_refused():
    imbal.write("infinite.csv", "y,p\n1,0.5\n0,-inf\n1,0.2\n")
    message = imbal.fails(1, "metrics", "infinite.csv", "--label", "y", "--score", "p", "--positive", "1")
    assert "row 2 has no score in column “p”, or none that is finite" in message, message


def test_what_is_no_weight_is_refused():
    bad = weighed(lambda i: -1 if i == 6 else 1, "bad.csv")
    assert "Row 7 weighs -1 in “w”, but weights are finite and not negative" in imbal.fails(1, "evaluate", bad, "--weights", "w")
    assert "Row 3 has no weight in “w”" in imbal.fails(1, "evaluate", weighed(lambda i: "" if i == 2 else 1, "bad.csv"), "--weights", "w")
    assert "All rows weigh 0 in “w”" in imbal.fails(1, "evaluate", weighed(lambda i: 0, "bad.csv"), "--weights", "w")
    assert "no column “v”" in imbal.fails(1, "evaluate", weighed(), "--weights", "v")
    scores = imbal.write("scores.csv", "y,p,w\n1,0.9,1\n0,0.2,-3\n")
    assert "Row 2 weighs -3" in imbal.fails(1, "metrics", scores, "--label", "y", "--score", "p", "--weights", "w")


tap.run(tap.cases_of(globals()))
