# SPDX-License-Identifier: GPL-3.0-or-later
"""--group: rows of one patient stay together in folds and in resampled tables."""
import sys

sys.dont_write_bytecode = True
import imbal
import tap


def patients():
    rows = [f"p{i // 6},{i * 37 % 101},{i * i % 97 + (8 if i // 6 % 4 == 0 else 0)},{'ill' if i // 6 % 4 == 0 and i % 6 > 2 else 'well'}" for i in range(240)]
    return imbal.write("patients.csv", "\n".join(["patient,a,b,class", *rows]) + "\n")


def ill(i):
    return i // 8 in (3, 11) and i % 8 < 5


def test_a_class_in_one_group_of_the_training_rows():
    """Each of two folds learns from one ill patient: nothing can be learnt inside, and that is said."""
    rows = [f"p{i // 8},{i * 37 % 101 + (40 if ill(i) else 0)},{'ill' if ill(i) else 'well'}" for i in range(160)]
    path = imbal.write("two-ill.csv", "\n".join(["patient,a,class", *rows]) + "\n")
    frame = ("evaluate", path, "--target", "class", "--group", "patient", "--folds", 2)
    for how in (("--threshold", "f1"), ("--calibration", "platt")):
        said = imbal.fails(1, *frame, *how)
        assert "in one inner fold" in said and "use a fixed threshold without calibration" in said, said
    notes = imbal.ask(*frame, "--model", "logistic-regression:C=0.1|1")["notes"]
    assert any("without 1 of 5 inner folds" in n for n in notes), notes
    assert any("has no value in any inner fold" in n for n in notes), notes


def test_a_patient_is_tested_in_one_fold():
    imbal.ask("evaluate", patients(), "--group", "patient", "--predictions", "scores.csv", "--sampler", "smote")
    folds = {}
    for row in imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]:
        folds.setdefault((int(row[0]) - 1) // 6, set()).add(row[2])
    assert len(folds) == 40 and all(len(of) == 1 for of in folds.values()), folds
    assert len(set.union(*folds.values())) == 5


def test_a_patient_stays_or_goes_whole():
    for sampler in ("random-under", "near-miss"):
        imbal.ask("resample", patients(), "--group", "patient", "--sampler", sampler, "-o", "out.csv")
        counts = {}
        for row in imbal.rows_of(imbal.FOLDER / "out.csv")[1:]:
            counts[row[0]] = counts.get(row[0], 0) + 1
        assert set(counts.values()) == {6}, counts
        assert 0 < len(counts) < 40


def test_a_synthetic_row_belongs_to_the_group_of_the_row_it_was_made_from():
    """Moved rows of ccr, too, and rows made of made rows; what folds read later is what the engine went by."""
    lines = imbal.rows_of(patients())[1:]
    path = imbal.write("words.csv", "patient;a;b;note;class\n" + "".join(f"'{p}';{a};{b};{i * i};{c}\n" for i, (p, a, b, c) in enumerate(lines)))
    for chain in (["smote:k_neighbors=3"], ["adasyn"], ["ccr"], ["random-over:shrinkage=1"], ["smote:k_neighbors=3,sampling_strategy=0.5", "smote:k_neighbors=2"], ["smote-enn"]):
        samplers = [word for spec in chain for word in ("--sampler", spec)]
        answer = imbal.ask("resample", path, "--target", "class", "--group", "patient", "--ignore", "note", *samplers, "-o", "out.csv", "--mark", "m",
                           "--provenance", "parents.csv")
        out = [line.split(";") for line in (imbal.FOLDER / "out.csv").read_text().splitlines()[1:]]
        parents = [row for row in imbal.rows_of(imbal.FOLDER / "parents.csv")[1:] if row[0] != "" and row[1] != "point"]
        made = [(row, of) for row, of in zip(out, parents, strict=True) if row[-1] == "synthetic"]
        assert len(made) > 50 and len({row[0] for row, _ in made}) > 5
        for row, of in made:
            assert row[0] == f"'{lines[int(of[2].split()[0]) - 1][0]}'", (chain, row, of)
            assert row[3] == "" or (chain == ["ccr"] and row[3] == str((int(of[2]) - 1) ** 2)), row  # of a row that was moved by nothing
        assert answer["notes"].count("Ignored, and so left empty in synthetic rows: “note”.") == 1, answer["notes"]


def wards():
    """Twelve wards of 10 to 32 patients, of whom every fifth is ill: no ward is like another."""
    rows = [(f"w{w}", w * 13 + i) for w in range(12) for i in range(10 + 2 * w)]
    return imbal.write("wards.csv", "ward,a,b,class\n" + "".join(f"{w},{k * 37 % 101},{k * k % 97},{'ill' if k % 5 == 0 else 'well'}\n" for w, k in rows)), [w for w, _ in rows]


def held_out(*options):
    """For each repeat the wards that are tested."""
    path, ward = wards()
    imbal.ask("evaluate", path, "--group", "ward", "--split", "holdout", "--model", "dummy", "--predictions", "scores.csv", *options)
    tested = {}
    for row, repeat, *_ in imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]:
        tested.setdefault(repeat, set()).add(ward[int(row) - 1])
    return [frozenset(of) for of in tested.values()]


def test_chance_says_which_groups_are_held_out():
    assert len(set(held_out("--repeats", "20"))) > 10
    assert len({held_out("--seed", seed)[0] for seed in range(10)}) > 5


def test_what_was_dealt_before_is_not_counted_again():
    """Six wards of unequal size leave little to chance: of ten repeats few are new, and only these are run."""
    rows = [(w, k) for w, n in zip("ABCDEF", (120, 60, 50, 30, 20, 20)) for k in range(n)]
    path = imbal.write("unequal.csv", "ward,a,b,class\n" + "".join(f"{w},{k * 37 % 101},{k * k % 97},{'ill' if (k + ord(w)) % 4 == 0 else 'well'}\n" for w, k in rows))
    for options, n_folds in ((["--split", "group", "--folds", "3"], 3), (["--split", "holdout"], 1)):
        frame = [path, "--group", "ward", "--model", "gaussian-naive-bayes", "--repeats", "40", *options]
        answer = imbal.ask("evaluate", *frame, "--predictions", "scores.csv")
        folds = {}
        for row, repeat, fold, *_ in imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]:
            folds.setdefault(repeat, {}).setdefault(fold, set()).add(row)
        parts = [frozenset(frozenset(rows) for rows in of.values()) for of in folds.values()]
        assert 1 <= len(parts) < 40 and len(set(parts)) == len(parts)
        assert list(folds) == [str(1 + r) for r in range(len(parts))]
        assert all(len(value["folds"]) == n_folds * len(parts) for value in answer["metrics"].values())
        said = [note for note in answer["notes"] if "repeats dealt the groups as an earlier one did" in note]
        assert len(said) == 1 and said[0].startswith(f"{40 - len(parts)} of 40 ") and "--split leave-one-group-out" in said[0]
        assert f" × {len(parts)}, seed 0" in imbal.run("evaluate", *frame)[0]
        once = imbal.ask("evaluate", *frame, "--repeats", "1")
        for metric, value in once["metrics"].items():
            assert value["folds"] == answer["metrics"][metric]["folds"][:n_folds], metric
        leaky = imbal.ask("evaluate", *frame, "--leaky", "--sampler", "random-over")
        assert n_folds <= len(leaky["metrics"]["recall"]["folds"]) < 40 * n_folds
    with_all = imbal.ask("compare", *frame, "--plan", "random-over")
    assert len({len(run["metrics"]["recall"]["folds"]) for run in with_all["runs"]}) == 1


def test_the_group_is_no_feature():
    roles = {column["name"]: column["role"] for column in imbal.ask("describe", patients(), "--group", "patient")["columns"]}
    assert roles == {"patient": "group", "a": "numeric", "b": "numeric", "class": "target"}
    assert "both name groups" in imbal.fails(1, "describe", patients(), "--group", "patient,a")


def test_a_fold_without_a_row_of_the_class_says_nothing_of_it():
    """Three patients of four have no row of the rarer class; its recall is about as large over the others as over all rows."""
    answer = imbal.ask("evaluate", patients(), "--group", "patient", "--split", "leave-one-group-out")
    metrics = answer["metrics"]
    for name in ("recall", "average_precision", "f1", "precision", "g_mean", "roc_auc"):
        known = [value for value in metrics[name]["folds"] if value is not None]
        assert len(known) == 10 and len(metrics[name]["folds"]) == 40, (name, metrics[name])
        assert abs(metrics[name]["value"] - sum(known) / 10) < 1e-12, name
        assert answer["per_class"]["ill"][name] == metrics[name]["value"], name
    assert all(value is not None for name in ("accuracy", "specificity", "brier") for value in metrics[name]["folds"])
    assert abs(metrics["recall"]["value"] - answer["pooled"]["recall"]["value"]) < 1e-9, answer["pooled"]["recall"]
    notes = answer["notes"]
    assert any("30 of 40 folds test no row of class “ill”" in note for note in notes), notes
    assert any("pooled scores mix these" in note for note in notes), notes


tap.run(tap.cases_of(globals()))
