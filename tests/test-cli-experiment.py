# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal experiment: the log that is killed and taken up again, and the leaderboard."""
import json
import random
import re
import resource
import signal
import sys
import time

sys.dont_write_bytecode = True
import imbal
import tap

GRID = ["--plan", "smote", "--plan", "random-under + tomek-links", "--model", "logistic-regression", "--model", "decision-tree:max_depth=4", "--folds", "3"]


def table(name="moons.csv", rows=900):
    imbal.run("generate", "two-moons", "-o", name, "--rows", rows, "--ratio", 8)
    return imbal.FOLDER / name


def lines_of(folder):
    return [json.loads(line, parse_constant=imbal.refuse) for line in (imbal.FOLDER / folder / "experiment.jsonl").read_text().splitlines()]


def but_seconds(lines):
    return [{key: value for key, value in line.items() if key != "seconds"} for line in lines]


def test_every_fold_has_its_line():
    answer = imbal.ask("experiment", table(), "--log", "whole", *GRID, "--seeds", "0-2")
    head, *records = lines_of("whole")
    runs = {(record["label"], record["model"]) for record in records}
    assert head["log"] == 1 and head["rows"] == 900 and len(head["data"]) == 64
    assert len(records) == len(runs) * 3 * 3 and len(answer["leaderboard"]) == len(runs) == 11
    assert {record["plan"] for record in records} == {"none", "smote", "random-under + tomek-links"}
    assert {(record["repeat"], record["fold"], record["seed"]) for record in records} == {(1, f, s) for f in (1, 2, 3) for s in (0, 1, 2)}
    assert answer["units"] == {"all": 33, "done_now": 33}


def test_figures_are_those_of_evaluate():
    records = [record for record in lines_of("whole")[1:] if record["plan"] == "smote" and record["model"] == "logistic-regression" and record["seed"] == 2]
    single = imbal.ask("evaluate", table(), "--sampler", "smote", "--folds", "3", "--seed", "2")
    for metric, value in single["metrics"].items():
        assert [record["metrics"][metric] for record in records] == value["folds"], metric


def test_killed_twenty_times_it_is_as_if_it_were_not():
    path, killed, chance = table("larger.csv", 6000), 0, random.Random(1)
    grid = [*GRID, "--seeds", "0-3", "--quiet"]
    start = time.monotonic()
    imbal.run("experiment", path, "--log", "straight", *grid)
    whole = time.monotonic() - start
    for _ in range(200):
        if killed == 20:
            break
        process = imbal.start("experiment", path, "--log", "killed", "--resume", *grid)
        time.sleep(chance.uniform(0, whole / 8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            killed += 1
        if chance.random() < 0.3 and (imbal.FOLDER / "killed" / "experiment.jsonl").exists():  # and the machine went down
            log = imbal.FOLDER / "killed" / "experiment.jsonl"
            text = log.read_bytes()
            log.write_bytes(text[:max(len(text) - chance.randrange(2500), 0)])
    assert killed == 20
    imbal.run("experiment", path, "--log", "killed", "--resume", *grid)
    assert but_seconds(lines_of("killed")) == but_seconds(lines_of("straight"))


def test_the_same_on_any_number_of_threads():
    for threads in "1", "7":
        imbal.run("experiment", table(), "--log", "threads" + threads, *GRID, "--seeds", "5", "--threads", threads)
    assert but_seconds(lines_of("threads1")) == but_seconds(lines_of("threads7"))


def test_a_grid_may_grow():
    imbal.run("experiment", table(), "--log", "grown", "--plan", "smote", "--folds", "3")
    before = lines_of("grown")
    answer = imbal.ask("experiment", table(), "--log", "grown", "--plan", "smote", "--plan", "adasyn", "--folds", "3", "--seeds", "0,1", "--resume")
    assert lines_of("grown")[:len(before)] == before and answer["units"] == {"all": 12, "done_now": 7}


def test_what_every_comparison_has_is_there_with_any_threshold():
    answer = imbal.ask("experiment", table(), "--log", "thresholds", "--folds", "3", "--threshold", "f1")
    assert {s["label"]: s["threshold"] for s in answer["leaderboard"]} == {"dummy": "0.5", "none": "f1", "class weight": "f1", "untreated": "0.5"}
    assert [n for n in answer["notes"] if "“threshold only” and “none” are the same run" in n]


def test_splits_of_other_kinds():
    for name, options, folds in (("hold", ["--split", "holdout"], 1), ("rows", ["--split", "leave-one-group-out", "--group", "g"], 60)):
        lines = "".join(f"{i % 13},{i * i % 17},{i % 60},{'few' if i % 5 == 0 else 'many'}\n" for i in range(480))
        answer = imbal.ask("experiment", imbal.write("groups.csv", "a,b,g,class\n" + lines), "--log", name, "--plan", "random-over", "--seeds", "0,1", *options)
        head, *records = lines_of(name)
        assert head["folds"] == folds and head["split"] == options[1] and len(records) == 2 * folds * len(answer["leaderboard"])
        assert all(standing["error"] is None for standing in answer["leaderboard"])
    assert "has another “" in imbal.fails(1, "experiment", imbal.FOLDER / "groups.csv", "--log", "hold", "--plan", "random-over", "--resume")


def test_groups_that_were_held_out_otherwise_are_not_mixed_in():
    path = imbal.write("wards.csv", "a,b,g,class\n" + "".join(f"{i * 7 % 13},{i * i % 17},{int(i ** 0.6)},{'few' if i % 5 == 0 else 'many'}\n" for i in range(300)))
    options = ["--log", "wards", "--split", "holdout", "--group", "g", "--seeds"]
    imbal.run("experiment", path, *options, "0")
    log = imbal.FOLDER / "wards" / "experiment.jsonl"
    text = log.read_text()
    assert text.count('"groups": "drawn", ') == 1
    log.write_text(text.replace('"groups": "drawn", ', ""))
    assert "has another “groups”" in imbal.fails(1, "experiment", path, *options, "0,1", "--resume")


def test_seeds_that_deal_alike_count_once():
    """Six wards of unequal size are dealt in few ways: other seeds are neither run nor counted, also when an older log has them."""
    rows = [(w, k) for w, n in zip("ABCDEF", (120, 60, 50, 30, 20, 20)) for k in range(n)]
    path = imbal.write("unequal.csv", "g,a,b,class\n" + "".join(f"{w},{k * 37 % 101},{k * k % 97},{'ill' if (k + ord(w)) % 4 == 0 else 'well'}\n" for w, k in rows))
    for name, split, folds in (("parts", ["--split", "group", "--folds", "3"], 3), ("held", ["--split", "holdout"], 1)):
        frame = [path, "--group", "g", "--plan", "random-over", *split]
        answer = imbal.ask("experiment", *frame, "--log", name, "--seeds", "0-29")
        head, *records = lines_of(name)
        n, kept = len(answer["leaderboard"]), sorted({record["seed"] for record in records})
        assert 1 <= len(kept) < 25 and kept[0] == 0 and answer["units"] == {"all": n * len(kept), "done_now": n * len(kept)}
        assert [note for note in answer["notes"] if note.startswith(f"{30 - len(kept)} of 30 seeds dealt the rows as an earlier one did")]
        log = imbal.FOLDER / name / "experiment.jsonl"
        left_out = next(seed for seed in range(30) if seed not in kept)
        with open(log, "a") as file:  # as they were done when all seeds counted
            for record in records:
                if record["seed"] == 0:
                    file.write(json.dumps({**record, "seed": left_out, "unit": record["unit"].replace("| seed 0", f"| seed {left_out}")}) + "\n")
        again = imbal.ask("experiment", *frame, "--log", name, "--seeds", "0-29", "--resume")
        assert [(s["low"], s["high"]) for s in again["leaderboard"]] == [(s["low"], s["high"]) for s in answer["leaderboard"]]
        few = imbal.ask("experiment", *frame, "--log", name, "--seeds", ",".join(map(str, kept)), "--resume")
        assert few["units"]["done_now"] == 0 and [s["value"] for s in few["leaderboard"]] == [s["value"] for s in answer["leaderboard"]]


def test_repeats_that_deal_alike_count_once():
    path = imbal.FOLDER / "unequal.csv"
    frame = [path, "--group", "g", "--plan", "random-over", "--split", "holdout", "--repeats", "12"]
    answer = imbal.ask("experiment", *frame, "--log", "repeats", "--seeds", "0-3")
    head, *records = lines_of("repeats")
    none = [record for record in records if record["label"] == "none"]
    parts = {record["seed"]: len([other for other in none if other["seed"] == record["seed"]]) for record in none}
    assert head["repeats"] == 12 and all(n < 12 for n in parts.values())
    assert [note for note in answer["notes"] if "repeats dealt the rows as an earlier one did and are not counted" in note]
    log = imbal.FOLDER / "repeats" / "experiment.jsonl"
    values = [record["metrics"]["average_precision"] for record in none if record["seed"] == 0]
    alone = imbal.ask("experiment", *frame, "--log", "repeats", "--seeds", "0", "--resume")
    value = next(s["value"] for s in alone["leaderboard"] if s["label"] == "none")
    assert len(set(values)) == len(values) and abs(value - sum(values) / len(values)) < 1e-12
    head, *lines = log.read_text().splitlines()
    old = []  # as it was when every repeat was done: those that are there, and what the others gave again
    for line in lines:
        record = json.loads(line)
        old.append(record)
        if record["repeat"] == record["of"]:
            first = old[-record["of"]:]
            del old[-record["of"]:]
            draws = imbal.ask("evaluate", *frame[:3], "--model", "dummy", "--split", "holdout", "--seed", record["seed"], "--repeats", "12")
            assert len(draws["metrics"]["accuracy"]["folds"]) == record["of"]
            places, known = [], 0
            for n in range(1, 13):  # which of them each draw was: a new one where there is one more with it
                more = len(imbal.ask("evaluate", *frame[:3], "--model", "dummy", "--split", "holdout", "--seed", record["seed"], "--repeats", n)["metrics"]["accuracy"]["folds"])
                places.append(known if more > known else 0)
                known = more
            old += [{**first[at], "repeat": n + 1, "of": 12} for n, at in enumerate(places)]
    log.write_text("\n".join([head, *(json.dumps(record) for record in old)]) + "\n")
    again = imbal.ask("experiment", *frame, "--log", "repeats", "--seeds", "0-3", "--resume")
    assert again["units"]["done_now"] == 0
    for one, other in zip(answer["leaderboard"], again["leaderboard"]):
        assert (one["label"], one["value"], one["low"]) == (other["label"], other["value"], other["low"])


def test_what_holds_for_whole_runs_is_said_and_stays_in_the_log():
    few = imbal.write("few.csv", "a,b,y\n" + "".join(f"{i * 37 % 61},{i * i % 43},{'rare' if i % 12 == 5 else 'often'}\n" for i in range(120)))
    options = ["experiment", few, "--log", "few", "--plan", "random-over", "--folds", 3, "--seeds", "0-1"]
    said = imbal.ask(*options)["notes"]
    assert any("has 10 rows" in note for note in said), said
    first, again = lines_of("few")[1], imbal.ask(*options, "--resume")
    assert set(first["run_notes"]) <= set(said) and again["units"]["done_now"] == 0 and set(said) <= set(again["notes"])


def test_a_run_that_cannot_be_done_says_why():
    answer = imbal.ask("experiment", table(), "--log", "cannot", "--plan", "smote:k_neighbors=500", "--folds", "3")
    last = answer["leaderboard"][-1]
    assert last["place"] is None and last["value"] is None and "too few for 500 neighbours" in last["error"]
    out, _ = imbal.run("experiment", table(), "--log", "cannot", "--plan", "smote:k_neighbors=500", "--folds", "3", "--resume")
    assert "could not be done: Fold 1: " in out


def test_metrics_without_a_threshold_are_said_to_have_none():
    options = ["experiment", table(), "--log", "whole", *GRID, "--seeds", "0-2", "--resume", "--metric"]
    for metric, says in (("average_precision", True), ("brier", True), ("f1", False), ("g_mean", False)):
        assert (f"{metric} has no threshold: runs that differ in theirs alone are equal here" in imbal.run(*options, metric)[0]) == says, metric
        values = {s["label"]: s["value"] for s in imbal.ask(*options, metric)["leaderboard"] if s["model"] == "logistic-regression"}
        assert (values["none"] == values["threshold only"]) == says, metric


def test_nothing_done_is_no_result():
    one = imbal.write("one.csv", "a,b,class\n" + "".join(f"{i * 7 % 31 / 3},{i * i % 17},{'few' if i == 3 else 'many'}\n" for i in range(60)))
    options = ["experiment", one, "--log", "nothing", "--plan", "smote", "--folds", "3"]
    said = imbal.fails(1, *options)
    assert re.search(r"No run could be done. Fold \d: All training rows are of class “many”", said), said
    assert imbal.fails(1, *options, "--resume") == said and len(lines_of("nothing")) == 6
    said = imbal.fails(1, "rank", "nothing", "whole")
    assert "No run has a value of average_precision in nothing; leave this log out" in said, said


def test_no_skill_among_the_best_is_said():
    noise = random.Random(7)
    path = imbal.write("noise.csv", "a,b,class\n" + "".join(f"{noise.gauss(0, 1)},{noise.gauss(0, 1)},{'few' if i % 6 == 0 else 'many'}\n" for i in range(120)))
    out, _ = imbal.run("experiment", path, "--log", "noise", "--plan", "smote", "--plan", "smote", "--threshold", "f1")
    assert "the simplest of them is: dummy.\nSo no run is shown to be better than no skill by average_precision." in out, out
    assert ", threshold f1; units done now: 5," in out, out
    assert "no skill" not in imbal.run("experiment", table(), "--log", "whole", *GRID, "--seeds", "0-2", "--resume")[0]


def test_the_leaderboard_is_in_order():
    board = imbal.ask("experiment", table(), "--log", "whole", *GRID, "--seeds", "0-2", "--resume", "--metric", "brier")
    values = [standing["value"] for standing in board["leaderboard"]]
    assert values == sorted(values) and board["units"]["done_now"] == 0
    alike = [standing["label"] + ", " + standing["model"] for standing in board["leaderboard"] if standing["alike"]]
    assert len(alike) == board["alike"] and board["simplest"] in alike


def test_what_does_not_fit_is_refused():
    path = table()
    assert "--log DIR is missing" in imbal.fails(2, "experiment", path, "--plan", "smote")
    assert "say --resume" in imbal.fails(1, "experiment", path, "--log", "whole", "--plan", "smote")
    assert "has another “folds”" in imbal.fails(1, "experiment", path, "--log", "whole", "--folds", "4", "--resume")
    assert "has another “data”" in imbal.fails(1, "experiment", table("other.csv", 901), "--log", "whole", "--folds", "3", "--resume")
    assert "no seed and no range" in imbal.fails(2, "experiment", path, "--log", "x", "--seeds", "5-2")
    assert "no seed and no range" in imbal.fails(2, "experiment", path, "--log", "x", "--seeds", "0-10000")
    assert "no metric “auc”" in imbal.fails(2, "experiment", path, "--log", "x", "--metric", "auc")
    assert "takes one" in imbal.fails(2, "evaluate", path, "--model", "dummy", "--model", "dummy")
    log = imbal.FOLDER / "grown" / "experiment.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:4] + ["{}\n"] + lines[4:]))
    assert "was changed at byte" in imbal.fails(1, "experiment", path, "--log", "grown", "--folds", "3", "--resume")
    assert log.read_text() == "".join(lines[:4] + ["{}\n"] + lines[4:])


def test_somebody_elses_file_is_left_alone():
    (imbal.FOLDER / "mine").mkdir()
    imbal.write("mine/experiment.jsonl", "my notes")
    assert "no log of an experiment" in imbal.fails(1, "experiment", table(), "--log", "mine", "--resume")
    assert (imbal.FOLDER / "mine" / "experiment.jsonl").read_text() == "my notes"


def test_a_first_line_without_an_end_is_said():
    (imbal.FOLDER / "head").mkdir()
    head = json.dumps(lines_of("whole")[0], indent=None, separators=(",", ":"))
    imbal.write("head/experiment.jsonl", head)
    assert "The first line of head/experiment.jsonl has no end" in imbal.fails(1, "experiment", table(), "--log", "head", "--folds", "3", "--resume")
    assert (imbal.FOLDER / "head" / "experiment.jsonl").read_text() == head


def test_seeds_are_not_more_than_they_are():
    board = imbal.ask("experiment", table(), "--log", "twice", "--folds", "3", "--seeds", "4,4,3-4")
    assert board["units"]["all"] == 2 * len(board["leaderboard"])
    timed = imbal.write("timed.csv", "t,x,class\n" + "".join(f"{i},{i * 37 % 101 / 7 + (i % 6 == 0)},{'few' if i % 6 == 0 else 'many'}\n" for i in range(300)))
    for name, seeds in (("once", "0"), ("often", "0-4")):
        answer = imbal.ask("experiment", timed, "--log", name, "--split", "time", "--time", "t", "--folds", "4", "--seeds", seeds)
        none = next(s for s in answer["leaderboard"] if s["label"] == "none")
        if name == "once":
            low, high = none["low"], none["high"]
    assert abs(none["low"] - low) < 1e-12 and abs(none["high"] - high) < 1e-12, "all seeds have the same folds"


def test_the_head_knows_how_columns_are_taken():
    path = imbal.write("kinds.csv", "a,c,class\n" + "".join(f"{i * 7 % 31 / 3},{i % 3},{'few' if i % 5 == 0 else 'many'}\n" for i in range(150)))
    imbal.run("experiment", path, "--log", "kinds", "--folds", "3", "--numeric", "c")
    assert "has another “data”" in imbal.fails(1, "experiment", path, "--log", "kinds", "--folds", "3", "--categorical", "c", "--resume")


def test_a_deep_log_is_no_log():
    """The parser of JSON calls itself for each bracket: as many as there are in no log would be the end of the program."""
    for name in ("deep", "deeper"):
        (imbal.FOLDER / name).mkdir()
        (imbal.FOLDER / name / "experiment.jsonl").write_text("[" * 2_000_000 + "\n")
    assert "no log of an experiment" in imbal.fails(1, "rank", "deep", "deeper")


def test_what_cannot_be_ranked_is_said():
    assert "neither more nor less" in imbal.fails(2, "experiment", table(), "--log", "x", "--metric", "brier_resolution")
    assert "neither more nor less" in imbal.fails(2, "rank", "x", "y", "--metric", "positive_rate")
    assert "may be infinite" in imbal.fails(2, "experiment", table(), "--log", "x", "--metric", "lr_plus")
    assert "for evaluate and compare" in imbal.fails(2, "experiment", table(), "--log", "x", "--leaky")
    out, _ = imbal.run("experiment", table(), "--log", "single", "--split", "holdout", "--plan", "smote")
    assert "One value each" in out and "cannot be told apart" not in out


def test_any_plan_can_be_taken_up_again():
    plan = "smote:sampling_strategy={\udcff:10}"  # a byte that is no UTF-8
    for _ in range(2):
        answer = imbal.ask("experiment", table(), "--log", "bytes", "--folds", "3", "--plan", plan, "--resume")
        assert answer["leaderboard"][-1]["error"] is not None
    assert answer["units"]["done_now"] == 0


def test_costs_and_wrong_numbers_in_the_log():
    costs = imbal.write("costs.csv", ",majority,minority\nmajority,0,1\nminority,10,0\n")
    options = ["--log", "costs", "--folds", "3", "--cost", costs]
    imbal.run("experiment", table(), *options)
    assert all(record["cost"] > 0 for record in lines_of("costs")[1:])
    log = imbal.FOLDER / "costs" / "experiment.jsonl"
    log.write_text(re.sub(r'"average_precision": [0-9.e-]+', '"average_precision": "oops"', log.read_text(), count=1))
    board = imbal.ask("experiment", table(), *options, "--resume")
    assert board["folds_left_out"] == 1 and all(standing["value"] is not None for standing in board["leaderboard"])


def test_logs_of_several_datasets_are_ranked():
    for name, rows in (("one", 400), ("two", 500), ("three", 700)):
        imbal.run("experiment", table(name + ".csv", rows), "--log", "rank-" + name, "--plan", "smote", "--folds", "3", "--seeds", "0,1")
    answer = imbal.ask("rank", "rank-one", "rank-two", "rank-three", "--metric", "log_loss")
    runs = {run["run"]: run for run in answer["runs"]}
    assert len(runs) == 5 and [run["mean_rank"] for run in answer["runs"]] == sorted(run["mean_rank"] for run in answer["runs"])
    for at, name in enumerate(("one", "two", "three")):
        values = {}
        for record in lines_of("rank-" + name)[1:]:
            values.setdefault(record["unit"].rsplit(" | seed ", 1)[0], []).append(record["metrics"]["log_loss"])
        for run, found in values.items():
            assert abs(runs[run]["values"][at] - sum(found) / len(found)) < 1e-12, run
    order = [[sorted(r["values"][at] for r in answer["runs"]).index(run["values"][at]) for at in range(3)] for run in answer["runs"]]
    ties = any(len({run["values"][at] for run in answer["runs"]}) < 5 for at in range(3))
    assert ties or all(abs(run["mean_rank"] - 1 - sum(places) / 3) < 1e-12 for run, places in zip(answer["runs"], order))
    assert abs(answer["critical_distance"] - 2.728 * (5 * 6 / (6 * 3)) ** 0.5) < 2e-3  # Demšar 2006, table 5
    out, err = imbal.run("rank", "rank-one", "rank-two", "rank-three")
    assert "Friedman: " in out and "threshold 0.5" not in out and "same data" not in err
    assert answer["rope_is_relative"] and answer["rope_width"] == 0.01 and answer["notes"] == []  # log loss has no points
    alike = {run["run"]: run["rope"]["same"] for run in answer["runs"][1:]}
    for rope, relative, width in (("200%", True, 2), ("1e9", False, 1e9)):  # nothing is as far apart as that
        wide = imbal.ask("rank", "rank-one", "rank-two", "rank-three", "--metric", "log_loss", "--rope", rope)
        assert (wide["rope_is_relative"], wide["rope_width"]) == (relative, width)
        assert all(run["rope"]["same"] == 1 for run in wide["runs"][1:]) and min(alike.values()) < 1
    points = imbal.ask("rank", "rank-one", "rank-two", "rank-three")
    assert not points["rope_is_relative"] and points["rope_width"] == 0.01
    assert "by more than 2 % of their mean" in imbal.run("rank", "rank-one", "rank-two", "--rope", "2%")[0]
    assert "--rope is a number" in imbal.fails(2, "rank", "rank-one", "rank-two", "--rope", "-1")
    for again in ("rank-one", "./rank-one/", "rank-two/../rank-one"):
        assert "are the same log" in imbal.fails(2, "rank", "rank-one", "rank-two", again)
    assert all(abs(sum(run["rope"].values()) - 1) < 1e-9 for run in answer["runs"][1:]) and answer["runs"][0]["rope"]["worse"] is None
    imbal.run("rank", "rank-one", "rank-two", "rank-three", "--figure", "ranks.svg")
    assert "<svg" in (imbal.FOLDER / "ranks.svg").read_text()
    assert "--figure" in imbal.fails(2, "rank", "rank-one", "rank-two", "--figure", "ranks.gif")
    assert "cannot be read" in imbal.fails(1, "rank", "rank-one", "nowhere")
    (imbal.FOLDER / "odd").mkdir()
    imbal.write("odd/experiment.jsonl", "odd")
    assert "no log of an experiment" in imbal.fails(1, "rank", "rank-one", "odd")


def edited(name, source, head=None, records=None, text=None):
    """A log as another one, its head with other members and its records changed or (None) left out."""
    (imbal.FOLDER / name).mkdir(exist_ok=True)
    first, *rest = lines_of(source)
    rest = [line for line in map(records or (lambda record: record), rest) if line is not None]
    lines = [json.dumps(line) + "\n" for line in ({**first, **(head or {})}, *rest)]
    imbal.write(f"{name}/experiment.jsonl", "".join(lines) if text is None else text)
    return name


def test_logs_that_were_made_otherwise_are_not_ranked():
    for member, value in (("split", "group"), ("folds", 4), ("test_size", 0.3), ("repeats", 2), ("impute", "mean"), ("scale", "none"), ("domain", "keep"), ("prevalence", 0.01), ("leaky", True)):
        said = imbal.fails(1, "rank", "rank-one", "rank-three", edited("other", "rank-two", {member: value}))
        assert f"rank-one and other differ in “{member}”: " in said and (json.dumps(value) in said), said
    prior = imbal.fails(1, "rank", "rank-one", edited("other", "rank-two", {"prevalence": 0.25}))
    assert "“prevalence”: none and 0.25" in prior
    head = lines_of("rank-two")[0]
    large = head["classes"][1 - head["classes"].index(head["positive"])]
    said = imbal.fails(1, "rank", "rank-one", edited("other", "rank-two", {"positive": large}))
    assert f"rank-one and other differ in “positive”: it is the smaller class in the first ({head['positive']}) and the larger one in the second ({large})" in said, said
    said = imbal.fails(1, "rank", "other", "rank-one")
    assert "it is the larger class in the first" in said, said


def test_what_is_a_datasets_own_may_differ():
    head = lines_of("rank-two")[0]
    names = {"classes": ["ill" if label == head["positive"] else "well" for label in head["classes"]], "positive": "ill"}
    answer = imbal.ask("rank", "rank-one", edited("named", "rank-two", names))
    assert answer["notes"] == [] and len(answer["runs"]) == 5
    old = edited("old", "rank-two")
    log = imbal.FOLDER / old / "experiment.jsonl"
    log.write_text(re.sub(r'"counts": \[[0-9, ]+\], ', "", log.read_text()))  # before heads had counts
    assert "counts" not in lines_of("old")[0] and imbal.ask("rank", "rank-one", "old")["notes"] == []
    again = imbal.ask("experiment", table("two.csv", 500), "--log", "old", "--plan", "smote", "--folds", "3", "--seeds", "0,1", "--resume")
    assert again["units"]["done_now"] == 0
    many = edited("many", "rank-two", {"classes": ["a", "b", "c"], "counts": [300, 100, 100], "positive": "c"})
    assert imbal.ask("rank", "rank-one", many)["notes"] == ["rank-one has 2 classes and many has 3: metrics of one class are means over the classes where there are more than two."]
    costs = edited("dear", "rank-two", {"costs": {"of_rows": False, "matrix": [0, 10, 1, 0]}})
    assert [note for note in imbal.ask("rank", "rank-one", costs)["notes"] if note.startswith("rank-one and dear have other costs of mistakes")]


def test_the_head_has_the_costs_whatever_the_classes_are_called():
    found = []
    for at, (name, small, large) in enumerate((("a", "yes", "no"), ("b", "few", "many"), ("c", "a", "b"))):
        path = imbal.write(f"paid-{name}.csv", "x,class\n" + "".join(f"{i * 7 % (31 + at) / 3},{small if i % 5 == 0 else large}\n" for i in range(150)))
        costs = imbal.write(f"costs-{name}.csv", f",{large},{small}\n{large},0,1\n{small},10,0\n")
        imbal.run("experiment", path, "--log", f"paid-{name}", "--folds", "3", "--cost", costs)
        found.append(lines_of(f"paid-{name}")[0])
        assert found[-1]["counts"] == [30 if label == small else 120 for label in found[-1]["classes"]]
    assert [head["costs"] for head in found] == [{"of_rows": False, "matrix": [0, 10, 1, 0]}] * 3
    assert imbal.ask("rank", "paid-a", "paid-b", "paid-c", "--metric", "cost_per_row")["notes"] == []


def test_what_is_not_ranked_is_named():
    def but_smote(record):
        return None if record["plan"] == "smote" else record

    answer = imbal.ask("rank", "rank-one", "rank-three", edited("less", "rank-two", records=but_smote))
    assert len(answer["runs"]) == 4 and answer["notes"] == ["Left out, because they are not in less: smote | logistic-regression."]

    def undone(record):
        if record["plan"] != "smote":
            return record
        return None if record["fold"] > 1 else {**{k: record[k] for k in ("unit", "label", "plan", "model", "seed")}, "of": 1, "error": "no room"}

    answer = imbal.ask("rank", "rank-one", edited("undone", "rank-two", records=undone))
    assert answer["notes"] == ["Left out, because they have no value of average_precision in undone: smote | logistic-regression (no room)."]


def test_means_are_over_the_same_folds():
    def fewer(record):
        return None if record["seed"] == 1 and record["plan"] == "smote" else record

    answer = imbal.ask("rank", "rank-one", edited("fewer", "rank-two", records=fewer))
    assert answer["notes"] == ["fewer: 3 of 6 folds are left out, because these runs have no value there: smote | logistic-regression.",
                               "Logs have other numbers of seeds, and means of fewer hang more on chance: rank-one 2, fewer 1."]
    for run in answer["runs"]:
        values = [r["metrics"]["average_precision"] for r in lines_of("rank-two")[1:] if r["unit"] == run["run"] + " | seed 0"]
        assert abs(run["values"][1] - sum(values) / 3) < 1e-12

    def apart(record):
        return None if (record["seed"] == 1) == (record["plan"] == "smote") else record

    assert "apart has no fold in which all 5 runs have a value" in imbal.fails(1, "rank", "rank-one", edited("apart", "rank-two", records=apart))


def test_files_that_are_no_logs_are_not_ranked():
    whole = (imbal.FOLDER / "rank-two" / "experiment.jsonl").read_text()
    rest = whole[whole.index("\n"):]
    for first in ("hello", "[]", "{}", '{"log": "1"}', '{"log": [1]}', '{"rows": 5, "data": "x"}', ""):
        said = imbal.fails(1, "rank", "rank-one", edited("no", "rank-two", text=first + rest))
        assert "no/experiment.jsonl is no log of an experiment: its first line does not say so" in said, said
    assert "is no log of an experiment" in imbal.fails(1, "rank", "rank-one", edited("no", "rank-two", text=""))
    said = imbal.fails(1, "rank", "rank-one", edited("new", "rank-two", {"log": 2}))
    assert "new/experiment.jsonl was written by a newer version of this program" in said
    assert "was written by a newer version" in imbal.fails(1, "experiment", table("two.csv", 500), "--log", "new", "--plan", "smote", "--folds", "3", "--resume")
    odd = [{"classes": 5}, {"classes": [[], {}]}, {"counts": ["a", None]}, {"positive": 3}, {"data": None}, {"data": [1]}, {"costs": 7}]
    for head in odd:
        imbal.ask("rank", "rank-one", edited("odd-head", "rank-two", head))
    for member in "version", "error", "seed", "repeat", "metrics", "run_notes", "seconds", "label":
        for value in [1], {"a": 1}, None, 7, "x":
            imbal.ask("rank", "rank-one", edited("odd-member", "rank-two", records=lambda record: {**record, member: value} if record["plan"] == "smote" and record["fold"] == 1 else record))
    for member in "unit", "of":
        said = imbal.fails(1, "rank", "rank-one", edited("odd-member", "rank-two", records=lambda record: {**record, member: [1]}))
        assert "was changed at byte" in said, said
    cut = edited("cut", "rank-two", text=whole[:-200])
    answer = imbal.ask("rank", "rank-one", cut)
    assert "cut/experiment.jsonl ends in the middle of a run, which is not counted; imbal experiment --resume does it again." in answer["notes"]


def test_versions_are_told():
    def older(record):
        return {**record, "version": "0.0.1"} if record["seed"] == 1 else record

    said = imbal.ask("rank", "rank-one", edited("older", "rank-two", records=older))["notes"]
    assert len(said) == 1 and said[0].startswith("Runs were done by different versions of this program, 0.0.1, "), said
    again = imbal.ask("experiment", table("two.csv", 500), "--log", "older", "--plan", "smote", "--folds", "3", "--seeds", "0,1", "--resume")
    assert said[0] in again["notes"] and again["units"]["done_now"] == 0


def test_ranks_tell_what_differs_in_its_end_apart():
    long = ["--plan", "smote:k_neighbors=4,sampling_strategy=0.9 + random-under", "--folds", "3"]
    for name, rows in (("four", 400), ("five", 500)):
        for threshold in ("f1", "0.3"):
            imbal.run("experiment", table(name + ".csv", rows), "--log", "end-" + name, *long, "--threshold", threshold, "--resume")
    out, _ = imbal.run("rank", "end-four", "end-five")
    runs = imbal.ask("rank", "end-four", "end-five")["runs"]
    assert all(run["run"].replace(" | prior none", "").replace(" | calibration none", "").replace(" | threshold 0.5", "") in out for run in runs)


def test_datasets_that_agree_leave_f_undefined():
    path = table("agree.csv", 300)
    for name in ("agree-a", "agree-b"):
        imbal.run("experiment", path, "--log", name, "--folds", "3")
    friedman = imbal.ask("rank", "agree-a", "agree-b")["friedman"]
    out, err = imbal.run("rank", "agree-a", "agree-b")
    assert "agree-a and agree-b are about the same data" in err
    assert friedman["f"] is None and friedman["f_p"] is None and 0 < friedman["p"] < 1 and "all datasets agree" in out


def test_few_datasets_are_said_to_be_few():
    few = [edited(f"copy-{i}", "rank-one", {"data": str(i)}) for i in range(6)]
    five, six = imbal.run("rank", *few[:5])[0], imbal.run("rank", *few)[0]
    assert "Of 5 datasets Wilcoxon’s p cannot be below 0.0625, whatever the differences; it takes 6 to tell" in five, five
    assert "cannot be below" not in six

    def better(record):
        record["metrics"]["average_precision"] = (1 if record["plan"] == "smote" else 0) + record["fold"] * 1e-3
        return record

    both = [edited(f"far-{i}", "rank-one", {"data": str(i)}, records=lambda record: better(record) if record["plan"] == "smote" or record["label"] == "dummy" else None) for i in range(5)]
    assert abs(imbal.ask("rank", *both)["runs"][1]["p_wilcoxon_holm"] - 0.0625) < 1e-12


def test_a_log_may_be_named_by_its_file():
    answer = imbal.ask("rank", "rank-one/experiment.jsonl", "rank-two")
    assert answer["logs"] == ["rank-one", "rank-two"] and len(answer["runs"]) == 5
    assert "are the same log" in imbal.fails(2, "rank", "rank-one/experiment.jsonl", "rank-one")


def test_a_full_disk_costs_one_run():
    """A file that may not grow is a disk without room."""
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (25000, 25000))

    options = ["experiment", table(), "--plan", "smote", "--folds", "3", "--seeds", "0,1", "--log"]
    for again in [], ["--resume"]:
        process = imbal.start(*options, "full", *again, preexec_fn=full)
        out, err = process.communicate()
        assert process.returncode == 1 and out == b"" and "full/experiment.jsonl cannot be written: " in err.decode() and "--resume goes on" in err.decode(), err
        assert (imbal.FOLDER / "full" / "experiment.jsonl").stat().st_size == 25000
    answer = imbal.ask(*options, "full", "--resume")
    imbal.run(*options, "roomy")
    assert 0 < answer["units"]["done_now"] < answer["units"]["all"] and but_seconds(lines_of("full")) == but_seconds(lines_of("roomy"))


def test_a_changed_table_is_said():
    path = table("two.csv", 500)
    said = imbal.fails(1, "experiment", path, "--log", "rank-two", "--plan", "smote", "--folds", "3", "--ignore", "x1", "--resume")
    assert "has another “data” than this experiment: the table has changed, or what is taken of it" in said, said


def test_two_programs_do_not_write_to_one_log():
    path = table("larger.csv", 6000)
    first = imbal.start("experiment", path, "--log", "both", *GRID, "--seeds", "0-200")
    while not (imbal.FOLDER / "both" / "experiment.jsonl").exists():
        time.sleep(0.01)
    assert "Another program is writing" in imbal.fails(1, "experiment", path, "--log", "both", *GRID, "--resume")
    first.send_signal(signal.SIGINT)
    first.communicate()
    assert first.returncode == 1


tap.run(tap.cases_of(globals()))
