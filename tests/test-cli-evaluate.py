# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate, compare and figure."""
import json
import re
import sys

sys.dont_write_bytecode = True
import imbal
import tap

RUN_KEYS = {"label", "plan", "model", "threshold", "error", "metrics", "per_class", "confusion", "classes", "positive", "curves", "folds"}


def moons():
    path = imbal.FOLDER / "moons.csv"
    if not path.exists():
        imbal.run("generate", "two-moons", "--rows", 400, "--ratio", 7, "-o", path)
    return path


def test_evaluate_has_the_documented_keys():
    answer = imbal.ask("evaluate", moons(), "--sampler", "smote", "--predictions", "scores.csv")
    assert set(answer) >= RUN_KEYS | {"notes", "seconds", "version"}
    assert answer["plan"] == "smote" and answer["error"] is None
    recall = answer["metrics"]["recall"]
    assert set(recall) == {"value", "folds", "low", "high"} and len(recall["folds"]) == 5
    assert abs(sum(recall["folds"]) / 5 - recall["value"]) < 1e-12
    assert recall["low"] <= recall["value"] <= recall["high"]
    assert answer["classes"] == ["majority", "minority"] and answer["positive"] == "minority"
    assert sum(map(sum, answer["confusion"])) == 400
    assert [f["fold"] for f in answer["folds"]] == [1, 2, 3, 4, 5]
    assert sum(f["rows"] for f in answer["folds"]) == 400
    assert set(answer["curves"]) >= {"pr", "roc", "calibration"}
    assert answer["curves"]["roc"]["true_positive_rate"][-1] == 1
    assert set(answer["per_class"]) == {"majority", "minority"}
    assert set(answer["seconds"]) == {"read", "evaluate"}


def test_predictions_have_every_row_once():
    imbal.run("evaluate", moons(), "--predictions", "scores.csv", "--repeats", 2)
    rows = imbal.rows_of(imbal.FOLDER / "scores.csv")
    assert rows[0] == ["row", "repeat", "fold", "label", "score_majority", "score_minority"]
    assert [(int(r[0]), int(r[1])) for r in rows[1:]] == [(i, r) for r in (1, 2) for i in range(1, 401)]
    assert {int(r[2]) for r in rows[1:]} == {1, 2, 3, 4, 5}
    assert all(abs(float(r[4]) + float(r[5]) - 1) < 1e-12 for r in rows[1:])
    source = imbal.rows_of(moons())
    assert [r[3] for r in rows[1:401]] == [r[-1] for r in source[1:]]


def test_predictions_and_metrics_agree():
    answer = imbal.ask("evaluate", moons(), "--predictions", "scores.csv")
    again = imbal.ask("metrics", "scores.csv", "--label", "label", "--score", "score_minority", "--positive", "minority")
    assert again["confusion"] == answer["confusion"]
    share = max(map(sum, answer["confusion"])) / 4
    for text in (imbal.run("evaluate", moons())[0], imbal.run("metrics", "scores.csv", "--label", "label", "--score", "score_minority")[0]):
        assert f"Always saying the largest class is right in {share:.1f} % of these rows." in text, text


def test_the_spread_of_chosen_thresholds_is_told():
    answer = imbal.ask("evaluate", moons(), "--threshold", "f1", "--repeats", 2)
    chosen = sorted(fold["threshold"] for fold in answer["folds"])
    told = [note for note in answer["notes"] if "chose thresholds" in note]
    places = [chosen[0], chosen[9], sum(chosen[4:6]) / 2, chosen[0] + 0.9 * (chosen[1] - chosen[0]), chosen[8] + 0.1 * (chosen[9] - chosen[8])]
    wanted = "by f1 the 10 folds chose thresholds of {:.4g} … {:.4g}: median {:.4g}, a tenth below {:.4g} and a tenth above {:.4g}.".format(*places)
    assert len(told) == 1 and told[0].endswith(wanted), (told, wanted)
    for fixed in ("0.3", "prior"):
        assert not any("chose" in note for note in imbal.ask("evaluate", moons(), "--threshold", fixed)["notes"])


def test_what_scores_and_bins_lack_is_noted():
    thin = "Calibration: some of the 10 bins have fewer than 10 rows of “minority”"
    answer = imbal.ask("evaluate", moons(), "--predictions", "scores.csv")
    assert sum(thin in note for note in answer["notes"]) == 1
    again = imbal.ask("metrics", "scores.csv", "--label", "label", "--score", "score_minority", "--positive", "minority")
    assert sum(thin in note for note in again["notes"]) == 1 and not any("add up" in note for note in again["notes"])
    lines = [f"{'abc'[i % 3]},{0.9 if i % 3 == 0 else 0.05},{0.9 if i % 3 == 1 else 0.05},{0.9 if i % 3 == 2 else 0.05 + 0.1 * (i < 2)}" for i in range(90)]
    imbal.write("three.csv", "\n".join(["y,a,b,c", *lines]) + "\n")
    notes = imbal.ask("metrics", "three.csv", "--label", "y", "--score", "a", "--score", "b", "--score", "c")["notes"]
    assert "In 2 of 90 rows the scores do not add up to 1: log_loss divides them by their sum, other metrics take them as they are." in notes
    assert any(note.startswith("Calibration: for 3 of 3 classes") for note in notes), notes


def test_calibration_is_learnt_inside_and_said():
    raw = imbal.ask("evaluate", moons(), "--sampler", "smote", "--threshold", "f1")
    answer = imbal.ask("evaluate", moons(), "--sampler", "smote", "--threshold", "f1", "--calibration", "isotonic")
    assert raw["calibration"] == "none" and answer["calibration"] == "isotonic"
    assert answer["metrics"]["brier"]["value"] < raw["metrics"]["brier"]["value"]
    runs = imbal.ask("compare", moons(), "--plan", "random-over", "--calibration", "platt")["runs"]
    assert len(runs) == 6 and all(run["calibration"] == ("none" if run["label"] in ("dummy", "untreated") else "platt") for run in runs)
    assert "isotonic" in imbal.fails(2, "evaluate", moons(), "--calibration", "sigmoid")


def test_scores_are_moved_back_and_metrics_said_of_another_share():
    runs = {run["label"]: run for run in imbal.ask("compare", moons(), "--plan", "random-over", "--prior-correction", "training")["runs"]}
    plain = {run["label"]: run for run in imbal.ask("compare", moons(), "--plan", "random-over")["runs"]}
    assert runs["none"]["metrics"] == plain["none"]["metrics"] and runs["none"]["prior_correction"] == "training" and plain["none"]["prevalence"] is None
    for label in ("class weight", "random-over"):
        assert runs[label]["metrics"]["log_loss"]["value"] < plain[label]["metrics"]["log_loss"]["value"], label
    rare = imbal.ask("evaluate", moons(), "--prevalence", "0.01")
    assert rare["prevalence"] == 0.01 and rare["metrics"]["precision"]["value"] < plain["none"]["metrics"]["precision"]["value"]
    assert abs(rare["metrics"]["roc_auc"]["value"] - plain["none"]["metrics"]["roc_auc"]["value"]) < 1e-12 and any("1 %" in note for note in rare["notes"])
    assert "--prevalence" in imbal.fails(2, "evaluate", moons(), "--prevalence", "1")
    assert "em" in imbal.fails(2, "evaluate", moons(), "--prior-correction", "test")


def early(name="early.csv"):
    """Rows in order, of which every fifth is rare: the first windows of time have few of those."""
    lines = [f"{i},{(i * 37 % 101) / 10 + (4 if i % 5 == 4 else 0)},{i * 53 % 89},{i % 3},{'yes' if i % 5 == 4 else 'no'}" for i in range(300)]
    return imbal.write(name, "\n".join(["day,a,b,grade,y", *lines]) + "\n")


def test_a_refusal_of_an_inner_fold_says_where_and_how_to_do_without():
    frame = [early(), "--target", "y", "--split", "time", "--time", "day"]
    inner = "imbal: Fold 1: Inner fold 1 of 5 of the training rows, "
    few = "Class “yes” has 2 rows, too few for 3 neighbours of each; write k_neighbors=1 or less, or use random-over. "
    for options, what, way_out in ((["--sampler", "smote:k_neighbors=3", "--threshold", "f1"], "to choose the threshold: ", "A fixed threshold needs no inner folds."),
                                   (["--sampler", "smote:k_neighbors=3", "--calibration", "platt"], "to calibrate: ", "A fixed threshold without calibration needs no inner folds."),
                                   (["--sampler", "smote:k_neighbors=3|4"], "to choose parameters: ", "One value for each parameter needs no inner folds.")):
        said = imbal.fails(1, "evaluate", *frame, *options).replace("None of the 2 combinations could be tried; the first: ", "")
        assert said == inner + what + few + way_out, said
    imbal.run("evaluate", *frame, "--sampler", "smote:k_neighbors=3")
    lines = [f"{i // 60},{i % 7},{'yes' if i % 10 == 9 else 'no'}" for i in range(360)]
    days = imbal.write("days.csv", "\n".join(["day,a,y", *lines]) + "\n")
    said = imbal.fails(1, "evaluate", days, "--target", "y", "--split", "time", "--time", "day", "--threshold", "f1")
    assert said.startswith("imbal: Fold 1: Inner folds of the training rows, to choose the threshold: There are too few different times in 60 rows for 5 windows"), said


def test_what_a_model_advises_is_open_to_it():
    said = imbal.fails(1, "evaluate", early(), "--target", "y", "--model", "smoteboost:k_neighbors=60")
    assert "write k_neighbors=47 or less, or use rusboost." in said and "random-over" not in said


def test_the_target_has_no_second_role():
    for option, more in (("--weights", []), ("--group", ["--split", "group"]), ("--time", ["--split", "time"]), ("--cost-column", [])):
        said = imbal.fails(2, "evaluate", early(), "--target", "grade", option, "grade", *more)
        assert said == f"imbal: “grade” is the target and cannot be taken by {option} as well; name another column there, or another target with --target", said


def test_what_a_column_of_costs_replaces_is_said():
    imbal.write("costs.csv", "true,yes,no\nno,1,0\nyes,0,20\n")
    notes = imbal.ask("evaluate", early(), "--target", "y", "--cost", "costs.csv", "--cost-column", "b")["notes"]
    assert "A missed row of “yes” costs its “b” and not what --cost says of it (20)." in notes, notes
    assert not any("what --cost says" in note for note in imbal.ask("evaluate", early(), "--target", "y", "--cost-column", "b")["notes"])


def test_differences_stay_in_their_range():
    """A model that mostly misses the rare rows beside one that mostly finds them, over two folds: the t interval knows no end."""
    rows = [(i % 7 / 10, "no") for i in range(180)] + [(1 + i % 5 / 10, "yes") for i in range(8)] + [(i % 7 / 10, "yes") for i in range(4)]
    imbal.write("far.csv", "\n".join(["a,y", *(f"{a},{y}" for a, y in rows)]) + "\n")
    runs = {run["label"]: run for run in imbal.ask("compare", "far.csv", "--plan", "random-over", "--folds", "2", "--model", "logistic-regression:C=0.001")["runs"]}
    told = runs["random-over"]["difference_to_none"]["recall"]
    assert 0 < told["value"] < 1 and told["low"] >= -1 and told["high"] == 1, told


def test_many_classes_are_not_all_named():
    lines = [f"c{i % 300:03},{i / 900},{i % 300}" for i in range(900)]
    imbal.write("many.csv", "\n".join(["y,s,code", *lines]) + "\n")
    said = imbal.fails(2, "metrics", "many.csv", "--label", "y", "--score", "s")
    assert "there are 300 classes (c000, c001, c002, c003, c004, c005, c006, c007 and 292 more) and 1 --score" in said, said
    for command in (["metrics", "many.csv", "--label", "y", "--predicted", "y"], ["describe", "many.csv", "--target", "y"]):
        assert "c007 and 292 more" in imbal.fails(1, *command, "--positive", "d")
    assert imbal.fails(2, "metrics", "many.csv", "--label", "y", "--score", "s", "--predicted", "#2") == "imbal: column “s” is named by --score and by --predicted; name it in one of them"


def test_a_fold_of_one_class_says_what_to_do():
    imbal.write("lone.csv", "a,y\n" + "".join(f"{i * 7 % 11},{'yes' if i == 3 else 'no'}\n" for i in range(40)))
    said = imbal.fails(1, "evaluate", "lone.csv", "--target", "y")
    assert said.endswith("All training rows are of class “no”; a model needs rows of two classes, so add rows of another class or split the rows in another way."), said


def test_windows_without_times_name_no_windows_of_no_rows():
    imbal.write("tiny.csv", "t,a,y\n1,2,x\n1,3,z\n1,4,x\n1,5,z\n")
    said = imbal.fails(1, "evaluate", "tiny.csv", "--target", "y", "--split", "time", "--time", "t")
    assert said == "imbal: There are too few different times in 4 rows for 5 windows and the rows before them; use fewer folds, or order by another column.", said


def test_costs_are_counted_and_decide():
    imbal.write("costs.csv", "true,minority,majority\nmajority,1,0\nminority,0,20\n")
    answer = imbal.ask("evaluate", moons(), "--cost", "costs.csv", "--threshold", "cost")
    assert all(abs(f["threshold"] - 1 / 21) < 1e-12 for f in answer["folds"])
    for fold, cost in zip(answer["folds"], answer["cost_per_row"]["folds"]):
        (_, alarm), (miss, _) = fold["confusion"]
        assert abs(cost - (alarm + 20 * miss) / fold["rows"]) < 1e-12
    runs = imbal.ask("compare", moons(), "--cost", "costs.csv", "--plan", "random-over", "--threshold", "min-cost")["runs"]
    fixed = imbal.ask("evaluate", moons(), "--cost", "costs.csv")
    assert runs[0]["cost_per_row"]["value"] < fixed["cost_per_row"]["value"]
    assert abs(runs[3]["difference_to_none"]["cost_per_row"]["value"] - (runs[3]["cost_per_row"]["value"] - runs[0]["cost_per_row"]["value"])) < 1e-12
    out, _ = imbal.run("compare", moons(), "--cost", "costs.csv", "--plan", "random-over")
    assert "cost per row" in out and "A tested row costs" in imbal.run("evaluate", moons(), "--cost", "costs.csv")[0]


def test_expected_costs_are_of_the_share_that_scores_are_about():
    imbal.write("costs.csv", "true,minority,majority\nmajority,1,0\nminority,0,20\n")
    ask = ["evaluate", moons(), "--cost", "costs.csv", "--threshold", "cost", "--calibration", "platt", "--prevalence", "0.02"]
    here, there = imbal.ask(*ask), imbal.ask(*ask, "--prior-correction", "0.02")
    assert any("--prior-correction 0.02" in note for note in here["notes"]) and not any("--prior-correction" in note for note in there["notes"])
    assert there["cost_per_row"]["value"] < here["cost_per_row"]["value"]


def test_what_one_fold_cannot_say_is_a_dash():
    imbal.write("costs.csv", "true,minority,majority\nmajority,1,0\nminority,0,20\n")
    for command in ("evaluate", "compare"):
        more = ["--plan", "random-over"] if command == "compare" else []
        out, _ = imbal.run(command, moons(), "--cost", "costs.csv", "--split", "holdout", *more)
        assert "nan" not in out and "– … –" in out[out.index("cost"):], out


def test_wrong_costs_are_named_with_their_place():
    for text, words in (("true,minority,majority\nmajority,1,x\nminority,0,20\n", ("line 2, column 3", "“x”")),
                        ("true,minority,maiority\n", ("line 1, column 3", "maiority")),
                        ("true,minority\n", ("line 1",)),
                        ("true,minority,minority\n", ("twice",)),
                        ("true,minority,majority\nmajority,1,0\nmajority,1,0\n", ("line 3", "two lines")),
                        ("true,minority,majority\nmajority,1,0,3\n", ("line 2", "3 fields")),
                        ("true,minority,majority\nmajority,1,0\n", ("minority",))):
        imbal.write("costs.csv", text)
        said = imbal.fails(1, "evaluate", moons(), "--cost", "costs.csv")
        assert "costs.csv" in said and all(word in said for word in words), said
    assert "none.csv" in imbal.fails(1, "evaluate", moons(), "--cost", "none.csv")
    assert "--cost" in imbal.fails(1, "evaluate", moons(), "--threshold", "min-cost")


def test_a_missed_row_costs_its_own_amount():
    rows = imbal.rows_of(moons())
    imbal.write("amounts.csv", "\n".join(",".join(r + [str(10 * (i % 7)) if i else "amount"]) for i, r in enumerate(rows)) + "\n")
    more = ["--ignore", "amount", "--cost-column", "amount"]
    answer = imbal.ask("evaluate", "amounts.csv", "--target", rows[0][-1], *more, "--predictions", "scores.csv")
    plain = imbal.ask("evaluate", moons())
    assert answer["metrics"]["roc_auc"] == plain["metrics"]["roc_auc"] and any("amount" in note for note in answer["notes"])
    scores = imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]
    for fold in range(1, 6):
        own = [(r[3], float(r[5]), 10 * (int(r[0]) % 7)) for r in scores if int(r[2]) == fold]
        cost = sum(amount if p < 0.5 else 0 for label, p, amount in own if label == "minority") + sum(p >= 0.5 for label, p, _ in own if label == "majority")
        assert abs(answer["cost_per_row"]["folds"][fold - 1] - cost / len(own)) < 1e-9
    by_row = imbal.ask("evaluate", "amounts.csv", "--target", rows[0][-1], *more, "--threshold", "cost")
    assert by_row["folds"][0]["threshold"] is None and by_row["cost_per_row"]["value"] < answer["cost_per_row"]["value"]
    assert "text" in imbal.fails(1, "evaluate", "amounts.csv", "--target", rows[0][-1], "--cost-column", rows[0][-1])


def first_words(text, after):
    return [line.split()[0] for line in text[text.index(after):].splitlines()[1:] if line.strip() and not line.startswith(("─", "-"))]


def test_the_metrics_shown_are_those_asked_for():
    every = [item["id"] for item in imbal.ask("list", "metrics")["items"]]
    usual = [item["id"] for item in imbal.ask("list", "metrics")["items"] if item["usual"]]
    assert len(usual) == 13 and len(every) > 40
    text = imbal.run("evaluate", moons())[0]
    assert first_words(text, "metric ")[:14] == usual + [str(len(every) - 13)], text
    whole = imbal.run("evaluate", moons(), "--metrics", "all")[0]
    assert sorted(first_words(whole, "metric ")[:len(every)]) == sorted(every), whole
    chosen = imbal.run("evaluate", moons(), "--metrics", "iba, recall,iba")[0]
    assert first_words(chosen, "metric ")[:3] == ["iba", "recall", "All"], chosen
    heads = imbal.run("compare", moons(), "--plan", "smote", "--folds", 2, "--metrics", "iba,pr_gain_auc")[0]
    assert re.search(r"^ *run +iba +pr_gain_auc *$", heads, re.M), heads
    for command in (["evaluate", moons()], ["compare", moons(), "--plan", "smote"]):
        assert "no metric is called “recal”" in imbal.fails(2, *command, "--metrics", "recall,recal")


def test_the_threshold_moves_the_counts():
    half = imbal.ask("evaluate", moons())
    prior = imbal.ask("evaluate", moons(), "--threshold", "prior")
    assert prior["metrics"]["recall"]["value"] > half["metrics"]["recall"]["value"]
    assert abs(prior["folds"][0]["threshold"] - 0.125) < 0.01
    assert prior["metrics"]["roc_auc"] == half["metrics"]["roc_auc"]
    for target, said in (("workload=0.02", "more are called positive"), ("precision=0.95", "o threshold has a precision")):
        missed = imbal.ask("evaluate", moons(), "--model", "dummy", "--threshold", target)
        assert sum(said in note for note in missed["notes"]) == 1, missed["notes"]


def test_synthetic_rows_hold_what_columns_can():
    rows = [f"{i * 37 % 11},{i % 5},{'yes' if i % 6 == 0 else 'no'}" for i in range(150)]
    table = imbal.write("whole.csv", "\n".join(["a,b,class", *rows]) + "\n")
    said = "In synthetic rows columns of whole numbers were rounded to whole ones."
    asked = {word: imbal.ask("evaluate", table, "--sampler", "smote", *more) for word, more in
             (("default", []), ("repair", ["--domain", "repair"]), ("keep", ["--domain", "keep"]))}
    assert asked["default"]["domain"] == "repair" and asked["keep"]["domain"] == "keep"
    assert asked["default"]["metrics"] == asked["repair"]["metrics"] != asked["keep"]["metrics"]
    assert said in asked["repair"]["notes"] and said not in asked["keep"]["notes"], asked["repair"]["notes"]
    leaky = [imbal.ask("evaluate", table, "--sampler", "smote", "--leaky", "--domain", word)["metrics"] for word in ("repair", "keep")]
    assert leaky[0] != leaky[1]
    assert "“rounded” is nothing to do with" in imbal.fails(2, "evaluate", table, "--domain", "rounded")


def test_the_optimism_of_a_leak_is_told_in_points():
    leaky = imbal.ask("evaluate", moons(), "--sampler", "random-over", "--leaky")
    honest = imbal.ask("evaluate", moons(), "--sampler", "random-over")
    for name, sign in (("average_precision", 1), ("brier", -1)):
        told = leaky["optimism"][name]
        assert told["honest"] == honest["metrics"][name]["value"]
        assert abs(told["points"] - sign * 100 * (leaky["metrics"][name]["value"] - honest["metrics"][name]["value"])) < 1e-9
    assert leaky["optimism"]["positive_rate"]["honest"] > 0 and leaky["optimism"]["positive_rate"]["points"] is None
    assert leaky["optimism"]["average_precision"]["points"] > 5 and "optimism" not in honest
    loss = leaky["optimism"]["log_loss"]
    assert loss["points"] is None and abs(loss["better_by"] - (honest["metrics"]["log_loss"]["value"] - leaky["metrics"]["log_loss"]["value"])) < 1e-12
    out = imbal.run("evaluate", moons(), "--sampler", "random-over", "--leaky", "--metrics", "recall,log_loss")[0]
    assert "in their own units, as these are no shares: log_loss)" in out and re.search(rf"^  random-over +\S+ +[+−]?{abs(loss['better_by']):.3f}$", out, re.M), out
    assert "own units" not in imbal.run("evaluate", moons(), "--sampler", "random-over", "--leaky", "--metrics", "recall")[0]
    runs = imbal.ask("compare", moons(), "--plan", "random-over", "--leaky")["runs"]
    assert abs(runs[0]["optimism"]["recall"]["points"]) < 5 and runs[-1]["optimism"] == leaky["optimism"]
    assert "points" in imbal.run("compare", moons(), "--plan", "random-over", "--leaky")[0]


def test_a_leaky_picture_says_so():
    drawn = [imbal.ask("figure", "precision-recall", moons(), "--sampler", "random-over", "-o", "pr.svg", *leaky) for leaky in (["--leaky"], [])]
    assert "Leaky on purpose" in drawn[0]["description"] and "Leaky" not in drawn[1]["description"]
    assert any("Wrong on purpose" in note for note in drawn[0]["notes"]) and not any("Wrong" in note for note in drawn[1]["notes"])


def test_every_split_answers():
    rows = imbal.rows_of(moons())
    imbal.write("when.csv", "\n".join(",".join(r + ([f"2024-{1 + i % 12:02}-{1 + i % 28:02}", f"g{i % 7}"] if i else ["day", "who"])) for i, r in enumerate(rows)) + "\n")
    read = ["when.csv", "--target", rows[0][-1]]
    time = imbal.ask("evaluate", *read, "--ignore", "who", "--split", "time", "--time", "day", "--folds", 4, "--predictions", "scores.csv", "--threshold", "f1")
    assert time["split"] == "time" and len(time["folds"]) == 4
    tested = imbal.rows_of(imbal.FOLDER / "scores.csv")[1:]
    assert len(tested) == sum(f["rows"] for f in time["folds"]) == sum(map(sum, time["confusion"])) < 400
    left = imbal.ask("compare", *read, "--ignore", "day", "--group", "who", "--split", "leave-one-group-out", "--plan", "smote")["runs"][-1]
    assert len(left["folds"]) == 7
    held = imbal.ask("evaluate", *read, "--ignore", "day,who", "--split", "holdout", "--test-size", 0.3, "--repeats", 3)
    assert [(f["repeat"], f["fold"], f["rows"]) for f in held["folds"]] == [(1, 1, 120), (2, 1, 120), (3, 1, 120)]
    assert "30 % held out in whole groups" in imbal.run("evaluate", *read, "--ignore", "day", "--group", "who", "--split", "holdout", "--test-size", 0.3)[0]
    assert "up to 0.5" in imbal.fails(1, "evaluate", *read, "--ignore", "day", "--group", "who", "--split", "holdout", "--test-size", 0.9)
    assert "windows of time" in imbal.run("evaluate", *read, "--ignore", "who", "--split", "time", "--time", "day")[0]
    assert "--time" in imbal.fails(1, "evaluate", *read, "--split", "time") and "--group" in imbal.fails(1, "evaluate", *read, "--split", "group")
    assert "“g" in imbal.fails(1, "evaluate", *read, "--split", "time", "--time", "who") and "no time" in imbal.fails(1, "evaluate", *read, "--split", "time", "--time", "who")
    assert "holdout" in imbal.fails(2, "evaluate", *read, "--split", "random") and imbal.fails(2, "evaluate", *read, "--time", "day")


def test_leaks_of_different_rows_are_not_paired():
    """Each plan's rows have folds of their own: what differs between them is no paired difference."""
    costs = imbal.write("leak-costs.csv", ",majority,minority\nmajority,0,1\nminority,10,0\n")
    frame = ["compare", moons(), "--plan", "random-over", "--cost", costs, "--leaky"]
    runs = {run["label"]: run for run in imbal.ask(*frame)["runs"]}
    for told in (*runs["random-over"]["difference_to_none"].values(), runs["random-over"]["mcnemar"]):
        assert told["p"] is None and told.get("low") is None and told.get("value") is None and told.get("rope", {}).get("same") is None
    assert runs["class weight"]["difference_to_none"]["recall"]["p"] is not None, "these are of the same rows"
    row = imbal.run(*frame)[0].split("\n  random-over ")[1].splitlines()[1]
    assert row.strip().startswith("minus none") and "*" not in row and not any(c.isdigit() for c in row), row


def test_leaky_is_said():
    answer = imbal.ask("evaluate", moons(), "--sampler", "random-over", "--leaky")
    assert answer["leaky"] is True and answer["notes"]
    out, _ = imbal.run("evaluate", moons(), "--sampler", "random-over", "--leaky", "--importance", 2)
    assert "LEAKY" in out and "shuffled among the tested rows (LEAKY" in out
    assert "LEAKY" not in imbal.run("evaluate", moons(), "--sampler", "random-over", "--importance", 2)[0]


def test_evaluate_refuses_wrong_usage():
    assert "--folds" in imbal.fails(2, "evaluate", moons(), "--folds", "1")
    assert "--repeats" in imbal.fails(2, "evaluate", moons(), "--repeats", "0")
    assert "--impute" in imbal.fails(2, "evaluate", moons(), "--impute", "guess")
    assert "--threshold" in imbal.fails(2, "evaluate", moons(), "--threshold", "high")
    assert "--model" in imbal.fails(2, "evaluate", moons(), "--model", "magic")
    assert "--split holdout" in imbal.fails(2, "evaluate", moons(), "--test-size", "0.3")
    for split in ("holdout", "leave-one-group-out"):
        assert "--folds" in imbal.fails(2, "evaluate", moons(), "--folds", "3", "--split", split)
    assert "--leaky" in imbal.fails(2, "evaluate", moons(), "--leaky", "--prior-correction", "training")
    assert "C" in imbal.fails(2, "evaluate", moons(), "--model", "logistic-regression:C=-1")


def test_too_few_rows_and_one_class_are_errors_of_the_data():
    one = imbal.write("one.csv", "a,class\n" + "".join(f"{i},x\n" for i in range(20)))
    assert imbal.fails(1, "evaluate", one, "--target", "class")
    assert imbal.fails(1, "compare", one, "--target", "class")
    tiny = imbal.write("tiny.csv", "a,class\n1,x\n2,y\n3,x\n4,y\n")
    assert imbal.fails(1, "evaluate", tiny, "--target", "class")


def test_a_column_that_is_too_large_is_named():
    lines = [f"{i % 7},{(-1) ** i * (i + 1)}e200,{'yes' if i % 5 == 0 else 'no'}" for i in range(60)]
    table = imbal.write("large.csv", "\n".join(["width,price,class", *lines]) + "\n")
    for options in (["--scale", "none"], []):
        assert "“price”" in imbal.fails(1, "evaluate", table, "--model", "gaussian-naive-bayes", *options)


def test_compare_has_baselines_and_plans():
    answer = imbal.ask("compare", moons(), "--plan", "smote", "--plan", "smote:k_neighbors=3 + random-under")
    assert [r["label"] for r in answer["runs"]][:4] == ["none", "class weight", "threshold only", "dummy"]
    assert [r["plan"] for r in answer["runs"]][4:] == ["smote", "smote:k_neighbors=3 + random-under"]
    for run in answer["runs"]:
        assert set(run) >= RUN_KEYS | {"difference_to_none", "seconds"}, run["label"]
    none, weight, *_ = answer["runs"]
    assert all(d["value"] in (0, None) for d in none["difference_to_none"].values())
    difference = weight["difference_to_none"]["recall"]
    assert set(difference) == {"value", "low", "high", "p", "rope"}
    assert abs(sum(difference["rope"].values()) - 1) < 1e-12
    assert difference["rope"]["better"] > 0.9
    assert weight["difference_to_none"]["brier"]["rope"]["worse"] > weight["difference_to_none"]["brier"]["rope"]["better"]
    assert abs(difference["value"] - (weight["metrics"]["recall"]["value"] - none["metrics"]["recall"]["value"])) < 1e-12
    assert 0 <= difference["p"] <= 1


def test_compare_always_has_an_untreated_run():
    plain = imbal.ask("compare", moons(), "--plan", "smote")["runs"][0]
    for options in ["--threshold", "f1"], ["--threshold", "0.3", "--calibration", "platt"]:
        runs = imbal.ask("compare", moons(), "--plan", "smote", *options)["runs"]
        assert [r["label"] for r in runs] == ["none", "class weight", "threshold only", "untreated", "dummy", "smote"]
        assert runs[3]["metrics"] == plain["metrics"] and (runs[3]["threshold"], runs[3]["calibration"]) == ("0.5", "none")


def test_compare_says_which_runs_are_the_same():
    said = [n for n in imbal.ask("compare", moons(), "--plan", "smote", "--threshold", "f1")["notes"] if "are the same run" in n]
    assert len(said) == 1 and "“threshold only” and “none” are the same run" in said[0], said
    for options in ["--threshold", "gmean"], []:
        assert not [n for n in imbal.ask("compare", moons(), "--plan", "smote", *options)["notes"] if "same run" in n]
    answer = imbal.ask("compare", moons(), "--calibration", "platt")
    assert [r["label"] for r in answer["runs"]] == ["none", "class weight", "threshold only", "untreated", "dummy"]


def test_what_is_asked_of_all_runs_is_in_the_second_line():
    asked = ["--threshold", "f1", "--prior-correction", "training", "--calibration", "platt", "--prevalence", "0.1"]
    for command in "compare", "evaluate":
        line = imbal.run(command, moons(), *asked)[0].splitlines()[1]
        assert line.endswith(", threshold f1, prior correction training, calibration platt, prevalence 0.1"), line
        assert imbal.run(command, moons())[0].splitlines()[1].endswith(", impute median")


def test_a_plan_counts_once():
    answer = imbal.ask("compare", moons(), "--plan", "smote", "--plan", "none", "--plan", "smote")
    assert [r["label"] for r in answer["runs"]] == ["none", "class weight", "threshold only", "dummy", "smote"]
    assert [n for n in answer["notes"] if "more than once" in n] == ["The plan “smote” was given more than once; it is run once."]


def test_compare_says_which_runs_it_cannot_have():
    answer = imbal.ask("compare", moons(), "--plan", "smote", "--model", "dummy")
    assert [r["label"] for r in answer["runs"]] == ["none", "threshold only", "smote"]
    assert any("“class weight”" in n and "dummy has no class weights" in n for n in answer["notes"]), answer["notes"]
    assert not any("“class weight”" in n for n in imbal.ask("compare", moons(), "--plan", "smote")["notes"])
    answer = imbal.ask("compare", moons(), "--plan", "smote", "--model", "k-nearest-neighbors")
    assert [r["label"] for r in answer["runs"]] == ["none", "class weight", "threshold only", "dummy", "smote"]


def test_compare_shows_a_person_the_difference():
    out, _ = imbal.run("compare", moons(), "--plan", "smote")
    for word in ["none", "class weight", "threshold only", "smote", "minus none", "recall", "precision"]:
        assert word in out, word
    lines = out.splitlines()
    head = next(line for line in lines if line.startswith("  run"))
    column = head.index("recall") + len("recall")
    assert all(re.match(r"[\d–* ]", line[column - 1]) for line in lines if line.startswith("  none")), out


def test_compare_says_what_a_threshold_would_have_done():
    run = imbal.ask("compare", moons(), "--plan", "smote")["runs"][-1]
    same = run["equivalence"]
    assert same["recall"] > 0.5 and 0 < same["share_at_threshold"] <= 1 and 0 < same["threshold_of_none"] < 0.5
    assert abs(same["precision"] - same["precision_of_none"] - same["difference"]) < 1e-12
    assert same["low"] <= same["difference"] <= same["high"]
    assert 0 <= run["mcnemar"]["mid_p"] <= run["mcnemar"]["p"] <= 1
    out, _ = imbal.run("compare", moons(), "--plan", "smote")
    assert any(line.startswith("smote: its recall of") and "is had by none at threshold" in line for line in out.splitlines()), out
    three = imbal.write("three.csv", "a,b,class\n" + "".join(f"{i * 37 % 10},{i * 53 % 17},{'xyz'[i % 3]}\n" for i in range(90)))
    assert imbal.ask("compare", three, "--target", "class", "--plan", "random-over")["runs"][-1]["equivalence"]["threshold_of_none"] is None
    leaky = imbal.ask("compare", moons(), "--plan", "random-over", "--leaky")["runs"][-1]
    assert leaky["equivalence"]["difference"] is None and all(value is None for value in leaky["mcnemar"].values())


def test_compare_writes_figures():
    folder = imbal.FOLDER / "pictures" / "new"
    answer = imbal.ask("compare", moons(), "--plan", "smote", "--figures", folder)
    names = sorted(p.name for p in folder.iterdir())
    assert sorted(name.rpartition("/")[2] for name in answer["figures"]) == names
    assert {"class-balance.svg", "long-tail.svg", "precision-recall.svg", "confusion.svg"} <= set(names), names
    assert all(p.read_text().startswith("<?xml") for p in folder.iterdir())


def test_a_plan_that_cannot_be_done_is_told_and_the_others_stay():
    rare = imbal.write("rare.csv", "a,b,class\n" + "".join(
        f"{i * 37 % 101},{i * 53 % 97},{'y' if i % 20 == 0 else 'x'}\n" for i in range(100)))
    answer = imbal.ask("compare", rare, "--target", "class", "--plan", "smote:sampling_strategy={x:1}")
    assert answer["runs"][0]["error"] is None and answer["runs"][-1]["error"]
    out, _ = imbal.run("compare", rare, "--target", "class", "--plan", "smote:sampling_strategy={x:1}")
    assert "could not be done" in out


def test_the_same_answer_on_any_number_of_threads():
    answers = set()
    for threads in (1, 2, 7):
        answer = imbal.ask("compare", moons(), "--plan", "smote", "--seed", 5, "--threads", threads)
        del answer["seconds"]
        for run in answer["runs"]:
            del run["seconds"]
        answers.add(json.dumps(answer))
    assert len(answers) == 1


def test_intervals_of_all_tested_rows_together():
    quick = imbal.ask("evaluate", moons())["pooled"]
    drawn = imbal.ask("evaluate", moons(), "--intervals", "bootstrap")["pooled"]
    assert quick["recall"]["method"] == "wilson" and quick["roc_auc"]["method"] == "delong" and "f1" not in quick
    assert {"f1", "mcc", "recall", "roc_auc", "average_precision"} <= set(drawn)
    for interval in (*quick.values(), *drawn.values()):
        assert interval["low"] is None or interval["low"] <= interval["value"] <= interval["high"], interval
    out, _ = imbal.run("evaluate", moons(), "--intervals", "bootstrap")
    assert "bootstrap" in out
    assert "--intervals" in imbal.fails(2, "evaluate", moons(), "--intervals", "magic")
    assert "--intervals" in imbal.fails(2, "compare", moons(), "--intervals", "magic")


def test_resampled_intervals_are_the_same_on_any_number_of_threads():
    answers = [imbal.ask("compare", moons(), "--plan", "smote", "--repeats", 2, "--intervals", "bootstrap", "--threads", threads)
               for threads in (1, 3)]
    assert [run["pooled_difference_to_none"] for run in answers[0]["runs"]] == [run["pooled_difference_to_none"] for run in answers[1]["runs"]]


def test_curves_are_pooled_of_each_fold_and_their_mean():
    answer = imbal.ask("evaluate", moons(), "--folds", 3)
    assert {"pr", "roc", "calibration", "pr_between", "pr_gain", "pr_gain_hull", "roc_01", "det", "gains", "lift", "cost", "brier", "decision",
            "by_threshold", "top", "brier_parts"} == set(answer["curves"])
    for name, columns in answer["curves"].items():
        assert len({len(values) for values in columns.values()}) == 1, name
    for name, band in answer["bands"].items():
        assert len(band["mean"]) == len(band["deviation"]) == 101, name
        assert all(0 <= value <= 1 for value in band["mean"])
    places = answer["roc_at_thresholds"]
    assert len({len(values) for values in places.values()}) == 1 and 50 < len(places["threshold"]) <= 101
    assert places["false_positive_rate"] == sorted(places["false_positive_rate"]) and places["true_positive_rate"][-1] == 1
    ends = [fold["curves"]["roc"]["true_positive_rate"][-1] for fold in answer["folds"]]
    assert ends == [1, 1, 1] and answer["bands"]["roc"]["mean"][-1] == 1


def test_few_rows_of_a_class_are_told_in_points():
    few = imbal.write("few.csv", "a,b,class\n" + "".join(f"{i * 37 % 101},{i * 53 % 97},{'y' if i % 11 == 0 else 'x'}\n" for i in range(99)))
    assert any("11.1 points" in note for note in imbal.ask("evaluate", few, "--target", "class", "--folds", 3)["notes"])
    assert not any("points" in note for note in imbal.ask("evaluate", moons())["notes"])


def test_repeats_are_no_new_rows_in_calibration_bins():
    once, often = (imb["curves"]["calibration"] for imb in (imbal.ask("evaluate", moons(), "--repeats", n) for n in (1, 10)))
    for at in range(len(once["rows"])):
        if once["rows"][at] > 20 and abs(once["share"][at] - often["share"][at]) < 0.05:
            widths = [curve["high"][at] - curve["low"][at] for curve in (once, often)]
            assert widths[1] > 0.6 * widths[0], (at, widths)


def mixed_table():
    lines = "".join(f"{i % 7 + (i % 4 == 0) * 3},{'red' if i % 4 == 0 or i % 9 == 0 else 'blue'},{i * 31 % 17},5,{'few' if i % 4 == 0 else 'many'}\n" for i in range(240))
    return imbal.write("mixed.csv", "good,colour,noise,constant,class\n" + lines)


def test_importance_is_what_a_model_loses():
    options = ["--model", "decision-tree:max_depth=1", "--importance", "4", "--sampler", "random-over"]
    answer = imbal.ask("evaluate", mixed_table(), *options)
    losses = {entry["feature"]: entry["metrics"] for entry in answer["importance"]}
    assert set(losses) >= {"good", "colour", "noise"} and losses["colour"]["average_precision"]["value"] > 0.1
    for feature, metrics in losses.items():
        if feature != "colour":  # one question asks for one feature
            assert all(loss["value"] == 0 for loss in metrics.values()), feature
    plain = imbal.ask("evaluate", mixed_table(), *options[:2], *options[4:])
    assert plain["metrics"] == answer["metrics"] and "importance" not in plain
    assert imbal.ask("evaluate", mixed_table(), *options, "--threads", "1")["importance"] == imbal.ask("evaluate", mixed_table(), *options, "--threads", "7")["importance"]
    out, _ = imbal.run("evaluate", mixed_table(), *options)
    assert out.index("  colour") < out.index("  noise") and "What average_precision loses" in out
    assert "--importance" in imbal.fails(2, "evaluate", mixed_table(), "--importance", "0")


def test_importance_of_trees_has_shares_of_impurity():
    answer = imbal.ask("evaluate", mixed_table(), "--model", "decision-tree", "--importance", "1")
    shares = {entry["feature"]: entry["impurity_importance"]["value"] for entry in answer["importance"]}
    assert abs(sum(shares.values()) - 1) < 1e-12 and shares["colour"] > 0.3  # its levels together
    assert "impurity" in imbal.run("evaluate", mixed_table(), "--model", "decision-tree", "--importance", "1")[0]
    assert "impurity" not in imbal.run("evaluate", mixed_table(), "--importance", "1")[0]
    assert "impurity_importance" not in imbal.ask("evaluate", mixed_table(), "--importance", "1")["importance"][0]


def test_importance_uses_the_calibrated_scores_and_the_chosen_threshold():
    answer = imbal.ask("evaluate", moons(), "--importance", "3", "--calibration", "isotonic", "--threshold", "f1")
    assert all(entry["metrics"][metric]["value"] > 0 for entry in answer["importance"] for metric in ("f1", "average_precision", "brier"))


def test_figures_are_drawn_in_three_formats():
    imbal.run("figure", "class-balance", moons(), "-o", "a.svg")
    imbal.run("figure", "class-balance", moons(), "-o", "a.pdf", "--width", "89mm", "--height", "60mm")
    imbal.run("figure", "class-balance", moons(), "-o", "a.png", "--width", "50.8mm", "--height", "25.4mm", "--dpi", "100", "--theme", "dark")
    assert (imbal.FOLDER / "a.svg").read_bytes().startswith(b"<?xml")
    assert (imbal.FOLDER / "a.pdf").read_bytes().startswith(b"%PDF")
    png = (imbal.FOLDER / "a.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (200, 100)


def test_every_figure_can_be_drawn():
    items = imbal.ask("list", "figures")["items"]
    assert any(item["id"] == "critical-difference" and item["made_by"].startswith("imbal rank ") for item in items)
    for item in items:
        path = imbal.FOLDER / (item["id"] + ".svg")
        if not item["made_by"].startswith("imbal figure " + item["id"]):
            assert item["made_by"] in imbal.fails(2, "figure", item["id"], moons(), "-o", path)
            continue
        answer = imbal.ask("figure", item["id"], moons(), "--sampler", "smote", "-o", path)
        assert path.exists() and len(answer["description"]) > 20, item


def test_figure_refuses_wrong_usage():
    assert "class-balance" in imbal.fails(2, "figure", "pie", moons(), "-o", "a.svg")
    assert ".svg" in imbal.fails(2, "figure", "class-balance", moons(), "-o", "a.gif")
    assert ".svg" in imbal.fails(2, "figure", "class-balance", moons())
    assert "--width" in imbal.fails(2, "figure", "class-balance", moons(), "-o", "b.svg", "--width", "3mm")
    assert "--theme" in imbal.fails(2, "figure", "class-balance", moons(), "-o", "b.svg", "--theme", "pink")
    assert "--metric" in imbal.fails(2, "figure", "roc", moons(), "-o", "b.svg", "--metric", "f1")
    assert not (imbal.FOLDER / "b.svg").exists()


def test_a_figure_without_runs_says_why():
    table = imbal.write("one-rare.csv", "x,class\n" + "".join(f"{i * 7 % 13},{'yes' if i == 3 else 'no'}\n" for i in range(30)))
    assert "training rows" in imbal.fails(1, "figure", "det", table, "-o", "c.svg")


def test_lines_of_figures_count_rows_as_the_curves_do():
    answer = imbal.ask("figure", "decision-curve", moons(), "-o", "d.svg", "--prevalence", "0.5")
    assert "prevalence 50.0" in answer["description"], answer["description"]


def test_of_many_classes_the_most_frequent_mistakes_are_printed():
    table = imbal.write("sixty.csv", "x,class\n" + "".join(f"{i % 60 + i // 60 % 3},k{i % 60}\n" for i in range(600)))
    answer = imbal.ask("evaluate", table, "--target", "class", "--model", "gaussian-naive-bayes")
    text = imbal.run("evaluate", table, "--target", "class", "--model", "gaussian-naive-bayes")[0]
    block = text[text.index("The most frequent mistakes among 60 classes"):].splitlines()[2:12]
    wrong = sorted((-rows, t, p) for t, line in enumerate(answer["confusion"]) for p, rows in enumerate(line) if t != p)
    assert [line.split() for line in block] == [[answer["classes"][t], answer["classes"][p], str(-rows)] for rows, t, p in wrong[:10]]
    assert "true \\ predicted" not in text and max(map(len, text.splitlines())) < 200


def test_scores_that_do_not_fit_into_memory_are_refused_before():
    lines = "\n".join(f"{i % 97},{i % 31},class {i % 10000}" for i in range(60000))
    table = imbal.write("many-classes.csv", "x,y,class\n" + lines + "\n")
    assert "GB of memory" in imbal.fails(1, "evaluate", table, "--target", "class", "--repeats", "100")


tap.run(tap.cases_of(globals()))
