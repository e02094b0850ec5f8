# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample and imbal metrics; files that appear whole or not at all; the same bytes on any number of threads."""
import json
import os
import random
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import imbal
import tap
from tellings import assert_in_time


BY_VOTE = {"smote", "kmeans-smote", "smotenc", "smote-ipf", "smote-nan", "adasyn-nan", "smote-enn", "smote-tomek"}  # of the first parent's neighbours


def test_smote_balances_and_marks():
    answer = imbal.ask("resample", imbal.small(), "--sampler", "smote:k_neighbors=3", "-o", "out.csv",
                       "--mark", "source", "--provenance", "parents.csv")
    assert set(answer) >= {"before", "after", "kept", "removed", "synthetic", "seconds", "notes", "version"}
    assert answer["before"] == [{"label": "no", "count": 48}, {"label": "yes", "count": 12}]
    assert answer["after"] == [{"label": "no", "count": 48}, {"label": "yes", "count": 48}]
    assert (answer["kept"], answer["removed"], answer["synthetic"]) == (60, 0, 36)
    assert set(answer["seconds"]) == {"read", "sample", "write"}
    rows = imbal.rows_of(imbal.FOLDER / "out.csv")
    assert rows[0] == ["width", "height", "colour", "class", "source"]
    assert [r[4] for r in rows[1:]] == ["original"] * 60 + ["synthetic"] * 36
    assert rows[1:61] == [r + ["original"] for r in imbal.rows_of(imbal.small())[1:]]
    assert all(r[2] in ("red", "blue") and r[3] == "yes" for r in rows[61:])


def test_provenance_names_data_rows_from_1():
    imbal.run("resample", imbal.small(), "--sampler", "smote:k_neighbors=3", "-o", "out.csv", "--provenance", "parents.csv")
    source = imbal.rows_of(imbal.small())
    parents = imbal.rows_of(imbal.FOLDER / "parents.csv")
    assert parents[0] == ["output_row", "kind", "source_rows", "weights", "reason", "witnesses"]
    assert [int(r[0]) for r in parents[1:]] == list(range(1, 97))
    assert [r[2] for r in parents[1:61]] == [str(i) for i in range(1, 61)]
    for row in parents[61:]:
        assert row[1] == "synthetic"
        assert all(source[int(i)][3] == "yes" for i in row[2].split()), row
        assert abs(sum(map(float, row[3].split())) - 1) < 1e-12


def test_the_row_that_was_moved_stands_first():
    """smote's bases are those of numpy's stream: randint(0, n_rare · k, n_new) // k. A chain's, too, and each parent once."""
    imbal.run("resample", imbal.small(), "--ignore", "colour,height", "--raw", "--scale", "none", "--sampler", "smote:k_neighbors=3", "--seed", 0,
              "-o", "out.csv", "--provenance", "parents.csv")
    rare = [i + 1 for i, row in enumerate(imbal.rows_of(imbal.small())[1:]) if row[3] == "yes"]
    out, parents = (imbal.rows_of(imbal.FOLDER / name)[61:] for name in ("out.csv", "parents.csv"))
    drawn = [0, 3, 3, 9, 19, 21]  # of numpy.random.RandomState(0).randint(0, 36, 36)
    values = [float(row[0]) for row in imbal.rows_of(imbal.small())[1:]]
    for row, draw, made in zip(parents, drawn + [None] * 30, out, strict=True):
        rows, weights = list(map(int, row[2].split())), list(map(float, row[3].split()))
        assert draw is None or rows[0] == rare[draw // 3], (row, draw)
        assert abs(sum(weights) - 1) < 1e-12 and abs(sum(w * values[i - 1] for i, w in zip(rows, weights)) - float(made[0])) < 1e-9, (row, made)
    for chain in (["smote:k_neighbors=3,sampling_strategy=0.5", "smote:k_neighbors=3"], ["smote:k_neighbors=3", "edited-nearest-neighbours:sampling_strategy=all"]):
        imbal.run("resample", imbal.small(), *(word for spec in chain for word in ("--sampler", spec)), "-o", "out.csv", "--provenance", "parents.csv")
        for row in imbal.rows_of(imbal.FOLDER / "parents.csv")[1:]:
            for cell in (row[2], row[5]):
                assert len(set(cell.split())) == len(cell.split()), (chain, row)


def test_what_is_the_same_in_all_rows_is_so_in_synthetic_ones():
    """With its spelling; a hole is where the row that it was made from has one. Other columns that are no feature stay empty, and that is said."""
    rows = [f"{i * 37 % 41},{i * 53 % 89 / 7:.3f},3.50,{'' if i % 2 else 'x'},,2026-01-{1 + i % 28:02},{1000 + i},{'yes' if i % 6 == 0 else 'no'}" for i in range(60)]
    path = imbal.write("same.csv", "a,b,k,half,none,day,id,y\n" + "\n".join(rows) + "\n")
    for sampler in ("smote:k_neighbors=3", "rwo", "cluster-centroids"):
        notes = imbal.ask("resample", path, "--target", "y", "--ignore", "b", "--sampler", sampler, "-o", "out.csv", "--mark", "m", "--provenance", "parents.csv")["notes"]
        parents = imbal.rows_of(imbal.FOLDER / "parents.csv")[1:]
        made = [(row, of) for row, of in zip(imbal.rows_of(imbal.FOLDER / "out.csv")[1:], parents) if row[-1] == "synthetic" and ",".join(row[:-1]) not in rows]
        assert len(made) >= 5
        for row, of in made:
            assert row[2] == "3.50" and row[1] == row[4] == row[5] == row[6] == "", row
            assert row[3] == ("" if int(of[2].split()[0]) % 2 == 0 else "x"), (row, of)
        assert "Ignored, and so left empty in synthetic rows: “b”, “day”, “id”." in notes, notes
    for sampler in ("random-over", "random-under"):
        assert not any("left empty" in note for note in imbal.ask("resample", path, "--target", "y", "--ignore", "b", "--sampler", sampler, "-o", "out.csv")["notes"])


def test_classes_that_are_gone_are_named():
    """A class amid another, as imbalanced-learn edits it: it vanishes, and so may everything."""
    rows = [f"{i * 37 % 41},{i * 53 % 29},{'b' if i % 4 == 0 else 'a'}" for i in range(80)]
    path = imbal.write("amid.csv", "p,q,y\n" + "\n".join(rows) + "\n")
    spec = "edited-nearest-neighbours:sampling_strategy=all,compat=imbalanced-learn"
    for chain, gone in (([spec], "“b”"), (["none", spec], "“b”"), ([spec + ",n_neighbors=15"], "“a”, “b”"), (["random-under:sampling_strategy={a:0}"], "“a”")):
        answer = imbal.ask("resample", path, "--target", "y", *(word for each in chain for word in ("--sampler", each)), "-o", "out.csv")
        left = [c["label"] for c in answer["after"] if c["count"] > 0]
        assert left == [c for c in "ab" if c not in gone], (chain, answer["after"])
        said = [note for note in answer["notes"] if "leaves no row of" in note]
        assert said == [f"{chain[-1].split(':')[0]} leaves no row of: {gone}."], (chain, answer["notes"])
    assert not any("leaves no row" in note for note in imbal.ask("resample", path, "--target", "y", "--sampler", "edited-nearest-neighbours", "-o", "out.csv")["notes"])


def test_an_edit_that_moves_on_to_another_class_says_so():
    rng = random.Random(1)
    rows = [f"{rng.gauss(m, 1):.3f},{rng.gauss(0, 1):.3f},{c}" for c, n, m in (("a", 90, 0), ("b", 60, 1), ("c", 30, 2)) for _ in range(n)]
    path = imbal.write("three.csv", "p,q,y\n" + "\n".join(rows) + "\n")
    for sampler in ("repeated-edited-nearest-neighbours", "edited-nearest-neighbours"):
        answer = imbal.ask("resample", path, "--target", "y", "--sampler", f"{sampler}:sampling_strategy=majority", "-o", "out.csv")
        removed = [b["label"] for b, a in zip(answer["before"], answer["after"]) if a["count"] < b["count"]]
        said = [note for note in answer["notes"] if "once others had become smaller" in note]
        assert removed == (["a", "b"] if "repeated" in sampler else ["a"]), answer["after"]
        assert [note.split("“")[1][0] for note in said] == removed[1:], said


def test_braces_around_nothing_change_nothing():
    for sampler in ("smote:sampling_strategy={}", "random-under:sampling_strategy={}", "tomek-links:sampling_strategy=[]", "near-miss:sampling_strategy={}",
                    "condensed-nearest-neighbour:sampling_strategy=[]", "all-knn:sampling_strategy=[]"):
        answer = imbal.ask("resample", imbal.small(), "--sampler", sampler, "-o", "out.csv")
        assert answer["before"] == answer["after"] and answer["synthetic"] == answer["removed"] == 0, answer


def test_provenance_says_why_rows_are_gone():
    answer = imbal.ask("resample", imbal.small(), "--sampler", "random-under", "-o", "out.csv", "--provenance", "parents.csv")
    parents = imbal.rows_of(imbal.FOLDER / "parents.csv")[1:]
    gone = [row for row in parents if row[1] == "removed"]
    assert len(gone) == answer["removed"] == 36
    assert {(row[0], row[3], row[4], row[5]) for row in gone} == {("", "", "not-drawn", "")}
    assert sorted(int(row[2]) for row in parents) == list(range(1, 61))
    imbal.run("resample", imbal.small(), "--sampler", "near-miss", "-o", "out.csv", "--provenance", "parents.csv")
    far = [row for row in imbal.rows_of(imbal.FOLDER / "parents.csv")[1:] if row[1] == "removed"]
    classes = [row[3] for row in imbal.rows_of(imbal.small())[1:]]
    assert len(far) == 36 and {row[4] for row in far} == {"far"}
    assert all(classes[int(row[2]) - 1] == "no" for row in far)
    assert all(classes[int(witness) - 1] == "yes" for row in far for witness in row[5].split())


def test_what_many_rows_come_from_is_told_once():
    """The star of polynom-fit-smote: each row lies between a row and the mean of its class."""
    imbal.run("resample", imbal.small(), "--ignore", "colour", "--sampler", "polynom-fit-smote", "--impute", "mean", "--scale", "none", "--domain", "keep",
              "-o", "out.csv", "--provenance", "parents.csv")
    source, out = imbal.rows_of(imbal.small())[1:], imbal.rows_of(imbal.FOLDER / "out.csv")[1:]
    parents = imbal.rows_of(imbal.FOLDER / "parents.csv")[1:]
    rare = [i + 1 for i, row in enumerate(source) if row[3] == "yes"]
    points = [row for row in parents if row[1] == "point"]
    assert [(row[0], sorted(map(int, row[2].split()))) for row in points] == [("p1", rare)], points
    assert all(abs(float(weight) - 1 / len(rare)) < 1e-12 for weight in points[0][3].split())
    mean = sum(float(source[i - 1][0]) for i in rare) / len(rare)
    made = [row for row in parents if row[1] == "synthetic"]
    assert len(made) == 36
    for row in made:
        names, weights = row[2].split(), list(map(float, row[3].split()))
        assert len(names) == 2 and "p1" in names and abs(sum(weights) - 1) < 1e-12, row
        value = sum(w * (mean if name == "p1" else float(source[int(name) - 1][0])) for name, w in zip(names, weights))
        assert abs(value - float(out[int(row[0]) - 1][0])) < 1e-9, (row, value)


def test_no_provenance_without_its_table():
    imbal.fails(1, "resample", imbal.small(), "--sampler", "random-over", "-o", "no-folder/out.csv", "--provenance", "alone.csv")
    assert not (imbal.FOLDER / "alone.csv").exists()
    for both in ("same.csv", "-"):
        assert "--provenance" in imbal.fails(2, "resample", imbal.small(), "--sampler", "random-over", "-o", both, "--provenance", both)


def test_samplers_make_a_chain():
    answer = imbal.ask("resample", imbal.small(), "--sampler", "smote:k_neighbors=3,sampling_strategy=0.5",
                       "--sampler", "random-under", "-o", "out.csv")
    assert [c["count"] for c in answer["after"]] == [24, 24]
    assert (answer["kept"], answer["removed"], answer["synthetic"]) == (36, 24, 12)


def test_a_chain_is_data():
    """What an answer has in steps is taken as a plan, and gives the same plan; so are steps that others wrote."""
    label = 'b, "c" + {d}|\\\\'
    quoted = '"' + label.replace('"', '""') + '"'
    path = imbal.write("quoted.csv", "x,y,class\n" + "".join(f"{i * 7 % 13},{i * i % 17},{'a' if i % 4 else quoted}\n" for i in range(80)))
    chains = (["smote:k_neighbors=3,sampling_strategy=0.5", "random-under"], ["none"], ["geometric-smote:truncation_factor=-0.25,selection_strategy=minority"],
              ["random-under:replacement=true", "tomek-links:sampling_strategy=[a]"])
    for chain in chains:
        first = imbal.ask("resample", path, "--target", "class", *(word for spec in chain for word in ("--sampler", spec)), "-o", "out.csv")
        rows = (imbal.FOLDER / "out.csv").read_text()
        second = imbal.ask("resample", path, "--target", "class", "--sampler", json.dumps(first["steps"]), "-o", "out.csv")
        assert (second["plan"], second["steps"], (imbal.FOLDER / "out.csv").read_text()) == (first["plan"], first["steps"], rows), chain
    step = {"sampler": "smote", "parameters": {"k_neighbors": 2, "sampling_strategy": {label: 33}}}
    answer = imbal.ask("resample", path, "--target", "class", "--sampler", json.dumps(step, indent=1), "--sampler", "tomek-links", "-o", "out.csv")
    assert [s["sampler"] for s in answer["steps"]] == ["smote", "tomek-links"] and answer["steps"][0]["parameters"]["k_neighbors"] == 2
    assert {c["label"]: c["count"] for c in answer["after"]}[label] == 33
    answer = imbal.ask("resample", path, "--target", "class", "--sampler", json.dumps({"sampler": "random-over", "parameters": {"shrinkage": None}}), "-o", "out.csv")
    assert answer["steps"][0]["parameters"]["shrinkage"] == "none"
    runs = imbal.ask("compare", path, "--target", "class", "--plan", json.dumps([{"sampler": "tomek-links", "parameters": {"sampling_strategy": ["a"]}}]))["runs"]
    assert any(run["plan"] == "tomek-links:sampling_strategy=[a]" for run in runs), [run["plan"] for run in runs]


def test_json_that_is_no_chain_is_refused():
    for text, words in (("[", "is none"), ("[" * 100000, "is none"), ("{}", "has no “sampler”"), ('[{"sampler": 3}]', "has no “sampler”"), ("[3]", "has no “sampler”"),
                        ('{"sampler": "smote", "k": 3}', "has more than"), ('{"sampler": "smote", "parameters": [3]}', "has more than"),
                        ('{"sampler": "smote", "parameters": {"k_neighbors": null}}', "must be a whole number"),
                        ('{"sampler": "smote", "parameters": {"a,b": 3}}', "“a,b” has a value"), ('{"sampler": "smte"}', "did you mean “smote”"),
                        ('{"sampler": "smote", "parameters": {"k_neighbors": 3.5}}', "must be a whole number"),
                        ('{"sampler": "smote", "parameters": {"sampling_strategy": [["a"]]}}', "“sampling_strategy” has a value")):
        assert words in imbal.fails(2, "resample", imbal.small(), "--sampler", text, "-o", "out.csv"), text[:60]


def test_copies_are_copies_and_smoothed_ones_are_not():
    """Also where rows were filled and scaled for the distances of another step, and come back from there."""
    source = [r for r in imbal.rows_of(imbal.small())[1:] if r[3] == "yes"]
    assert any(r[1] == "" for r in source)
    for chain in (["random-over"], ["random-over:sampling_strategy=0.5", "smote:k_neighbors=3,sampling_strategy={yes:24}"]):
        options = [word for sampler in chain for word in ("--sampler", sampler)]
        imbal.run("resample", imbal.small(), *options, "-o", "out.csv", "--mark", "source")
        made = [r[:4] for r in imbal.rows_of(imbal.FOLDER / "out.csv") if r[4] == "synthetic"]
        assert len(made) >= 12 and all(r in source for r in made), made
    imbal.run("resample", imbal.small(), "--sampler", "random-over:shrinkage=1", "--impute", "median", "-o", "out.csv", "--mark", "source")
    made = [r[:4] for r in imbal.rows_of(imbal.FOLDER / "out.csv") if r[4] == "synthetic"]
    assert len(made) == 36 and not any(r in source for r in made)
    assert len({r[0] for r in made}) == 36


def test_categories_are_those_of_a_parent_or_of_most_neighbours():
    """What the README says: by vote where rows are made as by SMOTE, else a parent's."""
    colours, sizes = ["red", "blue", "green"], ["S", "M", "L", "XL"]
    lines = [f"{i * 37 % 101},{colours[i * 7 % 11 % 3]},{i * i % 97},{sizes[i * i % 13 % 4]},{'few' if i % 5 == 0 else 'many'}" for i in range(200)]
    path = imbal.write("worn.csv", "a,colour,b,size,class\n" + "\n".join(lines) + "\n")
    source = imbal.rows_of(path)[1:]
    for item in imbal.ask("list", "samplers")["items"]:
        if not item["adds"] or item["nominal"] or item["id"] == "cluster-centroids":
            continue
        spec = item["id"] + (":cluster_balance_threshold=0.05" if item["id"] == "kmeans-smote" else "")
        imbal.ask("resample", path, "--target", "class", "--sampler", spec, "-o", "out.csv", "--provenance", "from.csv")
        out, others = imbal.rows_of(imbal.FOLDER / "out.csv")[1:], 0
        origins = [row for row in imbal.rows_of(imbal.FOLDER / "from.csv")[1:] if row[0] != ""]
        points = {row[0]: row[2].split() for row in origins if row[1] == "point"}
        for row in origins:
            if row[1] == "synthetic":
                parents = [int(p) - 1 for name in row[2].split() for p in points.get(name, [name])]
                others += sum(out[int(row[0]) - 1][j] not in {source[p][j] for p in parents} for j in (1, 3))
                assert out[int(row[0]) - 1][1] in colours and out[int(row[0]) - 1][3] in sizes
        assert others == 0 or item["id"] in BY_VOTE, (item["id"], others)


def test_raw_is_numbers_only():
    out, _ = imbal.run("resample", imbal.small(), "--raw", "--scale", "none", "--sampler", "random-over", "-o", "-")
    lines = out.splitlines()
    assert lines[0].split(",")[:2] == ["width", "height"] and lines[0].endswith(",class"), lines[0]
    assert len(lines) == 97
    assert all(float(cell or 0) == float(cell or 0) for line in lines[1:] for cell in line.split(",")[:-1])


def test_huge_values_are_copied_or_refused_never_spoilt():
    lines = [f"{'-' if i % 2 else ''}1.{i % 7 + 1}e308,{i % 9},{'yes' if i % 5 == 0 else 'no'}" for i in range(60)]
    table = imbal.write("huge.csv", "\n".join(["large,small,class", *lines]) + "\n")
    for scale in ("none", "standard", "minmax", "robust"):
        out, _ = imbal.run("resample", table, "--sampler", "random-over", "--scale", scale, "-o", "-")
        assert out.count("\n") == 97
        assert {float(line.split(",")[0]) for line in out.splitlines()[1:]} == {float(line.split(",")[0]) for line in lines}
        assert "“large”" in imbal.fails(1, "resample", table, "--sampler", "smote", "--scale", scale, "-o", "-")


def test_a_missing_value_is_named_by_its_column_and_row():
    lines = [f"{i},{i * 7 % 50},{'yes' if i % 5 == 0 else 'no'}" for i in range(1, 61)]
    lines[1] = "2,14,"  # no class: the rows of the problem are not those of the table
    lines[18] = "19,,no"
    table = imbal.write("gap.csv", "\n".join(["age,income,class", *lines]) + "\n")
    for command in (("resample", table, "--sampler", "smote", "-o", "-"), ("evaluate", table), ("evaluate", table, "--sampler", "smote")):
        message = imbal.fails(1, *command, "--impute", "none")
        assert "row 19 " in message.lower() and "“income”" in message, message


def test_standard_output_has_the_table_and_nothing_else():
    out, err = imbal.run("resample", imbal.small(), "--sampler", "random-under", "-o", "-")
    assert out.startswith("width,height,colour,class\n") and out.count("\n") == 25


def test_text_says_what_changed():
    out, _ = imbal.run("resample", imbal.small(), "--sampler", "random-under", "-o", "out.csv")
    assert "24 rows kept, 36 removed, 0 synthetic" in out and "−36" in out, out


def test_a_bad_parameter_is_named_with_its_range():
    message = imbal.fails(2, "resample", imbal.small(), "--sampler", "smote:k_neighbors=0", "-o", "bad.csv")
    assert "k_neighbors" in message and "1" in message and "0" in message, message
    assert "k_neighbors" in imbal.fails(2, "resample", imbal.small(), "--sampler", "smote:k_neighbour=3", "-o", "bad.csv")
    assert "smote" in imbal.fails(2, "resample", imbal.small(), "--sampler", "smot", "-o", "bad.csv")
    assert "--scale" in imbal.fails(2, "resample", imbal.small(), "--sampler", "smote", "--scale", "big", "-o", "bad.csv")
    assert "--sampler" in imbal.fails(2, "resample", imbal.small(), "-o", "bad.csv")
    assert not (imbal.FOLDER / "bad.csv").exists()


def test_one_class_cannot_be_resampled():
    one = imbal.write("one.csv", "a,class\n" + "".join(f"{i},x\n" for i in range(20)))
    assert imbal.fails(1, "resample", one, "--target", "class", "--sampler", "smote", "-o", "bad.csv")
    assert not (imbal.FOLDER / "bad.csv").exists()


def test_a_place_that_cannot_be_written_is_an_error():
    message = imbal.fails(1, "resample", imbal.small(), "--sampler", "smote", "-o", "no-such-folder/out.csv")
    assert "no-such-folder" in message, message


def test_an_existing_file_stays_when_the_work_fails():
    kept = imbal.write("kept.csv", "do not touch\n")
    imbal.fails(1, "resample", imbal.small(), "--sampler", "smote:sampling_strategy={no:1}", "-o", kept)
    assert kept.read_text() == "do not touch\n"


def test_the_file_that_is_read_is_not_written():
    table = imbal.small("precious.csv")
    before = table.read_bytes()
    assert "another name" in imbal.fails(2, "resample", table, "--sampler", "smote", "-o", table)
    assert "another name" in imbal.fails(2, "evaluate", table, "--predictions", table)
    assert table.read_bytes() == before
    assert "--json" in imbal.fails(2, "resample", table, "--sampler", "smote", "-o", "-", "--json")


def test_a_full_standard_output_is_an_error():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([imbal.PROGRAM, "list", "samplers"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and done.stderr.startswith(b"imbal: "), done


def test_the_same_bytes_on_any_number_of_threads():
    imbal.run("generate", "two-moons", "--rows", 5000, "--ratio", 12, "-o", "moons.csv")
    results = set()
    for threads in (1, 2, 7):
        imbal.run("resample", "moons.csv", "--sampler", "smote", "--seed", 3, "--threads", threads,
                  "-o", "out.csv", "--provenance", "parents.csv")
        results.add((imbal.FOLDER / "out.csv").read_bytes() + (imbal.FOLDER / "parents.csv").read_bytes())
    assert len(results) == 1


def cancelled(*arguments, after):
    """Starts, sends Ctrl+C after a while, waits. (status, seconds from the signal to the end, error)"""
    process = imbal.start(*arguments)
    process.stdin.close()
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    err = process.stderr.read().decode()
    process.wait(timeout=60)
    return process.returncode, time.monotonic() - start, err


def test_ctrl_c_ends_soon_and_leaves_nothing():
    imbal.run("generate", "fraud", "--rows", 60000, "--ratio", 20, "-o", "big.csv")
    before = sorted(os.listdir(imbal.FOLDER))
    statuses = set()

    def cancel(after):
        status, seconds, err = cancelled("resample", "big.csv", "--sampler", "smote", "-o", "half.csv", after=after)
        statuses.add(status)
        if status == 0:
            (imbal.FOLDER / "half.csv").unlink()
        elif status == 1:
            assert "cancelled" in err, err
        else:
            assert status == -signal.SIGINT and after < 0.1, status
        assert sorted(os.listdir(imbal.FOLDER)) == before, os.listdir(imbal.FOLDER)
        return seconds if status == 1 else 0.0

    for after in (0.05, 0.15, 0.3, 0.6):
        assert_in_time(lambda: cancel(after), 1.0)
    assert 1 in statuses, statuses


def test_ctrl_c_ends_a_comparison():
    imbal.run("generate", "fraud", "--rows", 60000, "--ratio", 20, "-o", "big.csv")

    def cancel():
        status, seconds, err = cancelled("compare", "big.csv", "--plan", "smote", "--repeats", "100", after=1.0)
        assert status == 1 and "cancelled" in err, (status, err)
        return seconds

    assert_in_time(cancel, 1.0)


def test_metrics_of_scores_and_predictions():
    table = imbal.write("scores.csv", "label,score,guess\nno,0.1,no\nno,0.4,yes\nyes,0.35,no\nyes,0.8,yes\nno,0.2,no\n")
    answer = imbal.ask("metrics", table, "--label", "label", "--score", "score", "--curves")
    assert set(answer) >= {"metrics", "per_class", "averages", "confusion", "classes", "curves", "notes", "seconds", "version"}
    assert answer["confusion"] == [[3, 0], [1, 1]]
    assert abs(answer["metrics"]["roc_auc"] - 5 / 6) < 1e-15
    assert set(answer["curves"]) >= {"pr", "roc", "calibration"}
    assert sum(answer["curves"]["calibration"]["rows"]) == 5
    lower = imbal.ask("metrics", table, "--label", "label", "--score", "score", "--threshold", "0.3")
    assert lower["confusion"] == [[2, 1], [0, 2]]
    guessed = imbal.ask("metrics", table, "--label", "label", "--predicted", "guess")
    assert guessed["confusion"] == [[2, 1], [1, 1]]
    assert guessed["metrics"]["roc_auc"] is None
    other = imbal.ask("metrics", table, "--label", "label", "--predicted", "guess", "--positive", "no")
    assert other["positive"] == "no" and abs(other["metrics"]["recall"] - 2 / 3) < 1e-15


def test_metrics_of_chosen_classes():
    table = imbal.write("chosen.csv", 'truth,guess\n1,1\n1,3\n2,3\n3,3\n"a,b",1\n')
    answer = imbal.ask("metrics", table, "--label", "truth", "--predicted", "guess", "--classes", '3,1,"a,b",9')
    assert list(answer["per_class"]) == list(answer["support"]) == list(answer["balanced"]["per_class"]) == ["3", "1", "a,b", "9"]
    assert answer["support"] == {"3": 1, "1": 2, "a,b": 1, "9": 0} and answer["classes"] == ["1", "2", "3", "9", "a,b"]
    assert abs(answer["averages"]["macro"]["recall"] - (1 + 1 / 2 + 0 + 0) / 4) < 1e-15
    assert abs(answer["averages"]["weighted"]["recall"] - (1 + 2 / 2) / 4) < 1e-15
    out, _ = imbal.run("metrics", table, "--label", "truth", "--predicted", "guess", "--classes", "3,1")
    lines = [line.split() for line in out.splitlines()]
    assert ["3", "0.333", "1.000", "0.500", "0.500", "0.707", "0.525", "1"] in lines, out
    assert ["mean", "by", "rows", "0.444", "0.667", "0.611", "0.500", "0.621", "0.394", "3"] in lines, out


def test_metrics_of_one_class_that_is_named():
    table = imbal.write("single.csv", "truth,guess\nno,no\nno,no\n")
    answer = imbal.ask("metrics", table, "--label", "truth", "--predicted", "guess", "--classes", "no")
    assert answer["balanced"]["classes"]["g_mean"] == 1
    answer = imbal.ask("metrics", table, "--label", "truth", "--predicted", "guess", "--classes", "yes", "--positive", "yes")
    assert (answer["metrics"]["recall"], answer["metrics"]["specificity"]) == (0, 1)


def test_metrics_refuse_what_they_cannot():
    table = imbal.write("holes.csv", "label,score,name\nno,0.1,a\n,0.4,b\nyes,,c\n")
    assert "row 2" in imbal.fails(1, "metrics", table, "--label", "label", "--score", "score")
    assert "--label" in imbal.fails(2, "metrics", table, "--score", "score")
    assert "there twice" in imbal.fails(2, "metrics", imbal.small(), "--label", "class", "--predicted", "class", "--classes", "yes,no,yes")
    assert "--alpha" in imbal.fails(2, "metrics", table, "--label", "label", "--score", "score", "--alpha", "-1")
    assert "--correction" in imbal.fails(2, "metrics", table, "--label", "label", "--score", "score", "--correction", "some")
    whole = imbal.write("whole.csv", "label,score,name\nno,0.1,a\nyes,,c\nyes,0.2,c\n")
    assert "row 2" in imbal.fails(1, "metrics", whole, "--label", "label", "--score", "score")
    assert "name" in imbal.fails(1, "metrics", whole, "--label", "label", "--score", "name")
    assert "scor" in imbal.fails(1, "metrics", whole, "--label", "label", "--score", "scor")
    one = imbal.write("one-class.csv", "label,score\nno,0.1\nno,0.2\n")
    assert "one class" in imbal.fails(1, "metrics", one, "--label", "label", "--score", "score")


tap.run(tap.cases_of(globals()))
