# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternatives on the command line: what is chosen, what is refused, and where nobody chooses."""
import json
import sys

sys.dont_write_bytecode = True
import imbal
import tap

PLAN, MODEL = "smote:k_neighbors=2|4", "decision-tree:max_depth=1|4"


def moons():
    path = imbal.FOLDER / "moons.csv"
    if not path.exists():
        imbal.run("generate", "two-moons", "--rows", 300, "--ratio", 6, "-o", path)
    return path


def test_evaluate_says_what_each_fold_chose():
    answer = imbal.ask("evaluate", moons(), "--sampler", PLAN, "--model", MODEL, "--choose-by", "brier")
    assert (answer["plan"], answer["model"], answer["choose_by"]) == (PLAN, MODEL, "brier")
    chosen = [f["chosen"] for f in answer["folds"]]
    assert all(set(c) == {"plan", "model", "brier"} and 0 <= c["brier"] <= 1 for c in chosen)
    assert {c["plan"] for c in chosen} <= {"smote:k_neighbors=2", "smote:k_neighbors=4"}
    assert {c["model"] for c in chosen} <= {"decision-tree:max_depth=1", "decision-tree:max_depth=4"}
    n = sum(c["model"].endswith("=4") for c in chosen)
    note = next(n for n in answer["notes"] if "max_depth" in n)
    assert "chosen by brier" in note and (f"4 in {n}" in note) == (n > 0), note


def test_one_value_is_no_choice():
    answer = imbal.ask("evaluate", moons(), "--model", "decision-tree:max_depth=4")
    assert answer["choose_by"] is None and all(f["chosen"] is None for f in answer["folds"])


def test_threads_change_nothing():
    one, two = (imbal.ask("evaluate", moons(), "--sampler", PLAN, "--model", MODEL, "--threshold", "f1", "--threads", n) for n in (1, 3))
    one.pop("seconds"), two.pop("seconds")
    assert one == two


def test_compare_chooses_in_every_run():
    runs = imbal.ask("compare", moons(), "--plan", PLAN, "--model", MODEL)["runs"]
    assert [r["model"] for r in runs] == [MODEL, MODEL + ",class_weight=balanced", MODEL, "dummy", MODEL]
    assert [r["plan"] for r in runs] == ["none"] * 4 + [PLAN]
    assert all((r["folds"][0]["chosen"] is None) == (r["label"] == "dummy") for r in runs)
    assert all("class_weight=balanced" in f["chosen"]["model"] for f in runs[1]["folds"])


def test_the_log_has_alternatives_as_written():
    for metric in ("roc_auc", "brier"):
        imbal.run("experiment", moons(), "--log", "log", "--plan", PLAN, "--model", MODEL, "--choose-by", metric, "--resume")
    lines = [json.loads(line) for line in (imbal.FOLDER / "log" / "experiment.jsonl").read_text().splitlines()[1:]]
    own = [r for r in lines if r["plan"] == PLAN]
    assert {r["model"] for r in own} == {MODEL} and len(own) == 10
    assert {"chosen by roc_auc" in r["unit"] for r in own} == {True, False}
    assert {next(k for k in r["chosen"] if k not in ("plan", "model")) for r in own} == {"roc_auc", "brier"}


def test_what_cannot_be_tried_is_out():
    notes = imbal.ask("evaluate", moons(), "--sampler", "smote:k_neighbors=3|200")["notes"]
    assert any("k_neighbors=200" in n and "could not be tried in 5 of 5 folds" in n for n in notes), notes
    assert "None of the 2 combinations" in imbal.fails(1, "evaluate", moons(), "--sampler", "smote:k_neighbors=200|201")


def test_wrong_alternatives_are_wrong_usage():
    def wrong(*arguments):
        return imbal.fails(2, "evaluate", moons(), *arguments)

    assert "empty alternative" in wrong("--model", "decision-tree:max_depth=3|")
    assert "twice" in wrong("--model", "decision-tree:max_depth=3|3")
    assert "did you mean" in wrong("--model", "decision-tree:max_dept=3|4")
    assert "not “x”" in wrong("--model", "decision-tree:max_depth=3|x")
    assert "no metric" in wrong("--choose-by", "beauty")
    assert "neither more nor less" in wrong("--choose-by", "positive_rate")
    many = "|".join(map(str, range(1, 1002)))
    assert "more than 1000" in wrong("--model", f"decision-tree:max_depth={many}")
    few = "|".join(map(str, range(1, 41)))
    assert "at most 1000" in wrong("--model", f"decision-tree:max_depth={few}", "--sampler", f"smote:k_neighbors={few}")
    assert "at most 1000" in imbal.fails(2, "experiment", moons(), "--log", "many", "--model", f"decision-tree:max_depth={few}", "--plan", f"smote:k_neighbors={few}")


def test_where_nobody_chooses_alternatives_are_refused():
    for arguments in (["resample", moons(), "-o", "out.csv", "--sampler", PLAN], ["figure", "class-balance", moons(), "-o", "out.svg", "--sampler", PLAN]):
        assert "write one value" in imbal.fails(2, *arguments)
    assert "one value" in imbal.fails(1, "evaluate", moons(), "--leaky", "--model", MODEL)
    assert not (imbal.FOLDER / "out.csv").exists() and not (imbal.FOLDER / "out.svg").exists()


def test_figures_of_runs_take_them():
    imbal.run("figure", "roc", moons(), "-o", "roc.svg", "--sampler", PLAN)
    out, err = imbal.run("compare", moons(), "--plan", PLAN, "--figures", "pictures")
    assert "left out" in err and (imbal.FOLDER / "pictures").is_dir()


tap.run(tap.cases_of(globals()))
