# SPDX-License-Identifier: GPL-3.0-or-later
"""What decisions cost, and another prevalence: imbal metrics beside imbal evaluate, and the leaderboard by cost."""
import csv
import json
import sys

sys.dont_write_bytecode = True
import imbal
import tap

COSTS = "true,majority,minority\nmajority,0,1\nminority,8,-0.5\n"


def moons():
    path = imbal.FOLDER / "moons.csv"
    if not path.exists():
        imbal.run("generate", "two-moons", "--rows", 400, "--ratio", 7, "--noise", 0.4, "-o", path)
        imbal.write("costs.csv", COSTS)
    return path


def both(*options):
    """One fold by evaluate, and its predictions by metrics."""
    answer = imbal.ask("evaluate", moons(), "--split", "holdout", "--test-size", 0.5, "--predictions", "scores.csv", *options)
    again = imbal.ask("metrics", "scores.csv", "--label", "label", "--score", "score_minority", "--positive", "minority", "--curves", *options)
    return answer, again


def test_metrics_of_another_prevalence_are_those_of_evaluate():
    answer, again = both("--prevalence", 0.01)
    for name, metric in answer["metrics"].items():
        value = again["metrics"][name]
        assert metric["value"] == value or abs(metric["value"] - value) < 1e-9, (name, metric["value"], value)
    assert again["prevalence"] == 0.01 and any("1 %" in note for note in again["notes"])
    assert max(abs(a - b) for a, b in zip(answer["curves"]["pr"]["precision"], again["curves"]["pr"]["precision"])) < 1e-9
    plain = imbal.ask("metrics", "scores.csv", "--label", "label", "--score", "score_minority", "--positive", "minority")
    assert again["support"] == plain["support"] and sum(plain["support"].values()) == plain["rows"]
    assert plain["prevalence"] is None and plain["metrics"]["precision"] > again["metrics"]["precision"]
    assert abs(plain["metrics"]["roc_auc"] - again["metrics"]["roc_auc"]) < 1e-12


def test_costs_of_rows_are_those_of_evaluate():
    for more in ([], ["--prevalence", 0.02]):
        answer, again = both("--cost", "costs.csv", *more)
        assert abs(answer["cost_per_row"]["value"] - again["cost_per_row"]) < 1e-9
        assert abs(again["cost_threshold"] - 1 / 9.5) < 1e-12
        assert again["cheapest"]["cost_per_row"] <= again["cost_per_row"]
        rows = [r for r in csv.DictReader((imbal.FOLDER / "scores.csv").read_text().splitlines())]
        if not more:
            cost = lambda t: sum({("minority", True): -0.5, ("minority", False): 8, ("majority", True): 1, ("majority", False): 0}[r["label"], float(r["score_minority"]) >= t] for r in rows) / len(rows)
            least = min(map(cost, [2.0] + [float(r["score_minority"]) for r in rows]))
            assert abs(least - again["cheapest"]["cost_per_row"]) < 1e-9 and abs(cost(again["cheapest"]["threshold"]) - least) < 1e-9
    text = imbal.run("metrics", "scores.csv", "--label", "label", "--score", "score_minority", "--positive", "minority", "--cost", "costs.csv")[0]
    assert "A row costs" in text and "0.1053" in text and "cost least" in text


def test_metrics_without_scores_or_with_three_classes_know_what_rows_cost():
    imbal.write("p.csv", "y,p\na,a\na,b\nb,b\nb,b\n")
    imbal.write("ab.csv", ",a,b\na,0,3\nb,5,1\n")
    answer = imbal.ask("metrics", "p.csv", "--label", "y", "--predicted", "p", "--cost", "ab.csv", "--positive", "a")
    assert answer["cost_per_row"] == 5 / 4 and answer["cheapest"] == {"threshold": None, "cost_per_row": None}
    imbal.write("three.csv", "y,p\na,a\na,b\nb,c\nc,c\n")
    imbal.write("abc.csv", ",a,b,c\na,0,3,1\nb,5,0,7\nc,1,1,0\n")
    answer = imbal.ask("metrics", "three.csv", "--label", "y", "--predicted", "p", "--cost", "abc.csv")
    assert answer["cost_per_row"] == 10 / 4 and answer["cost_threshold"] is None


def test_wrong_costs_and_prevalences_are_refused():
    moons()
    imbal.write("p.csv", "y,p\na,a\na,b\nb,b\nb,b\n")
    call = ["metrics", "p.csv", "--label", "y", "--predicted", "p"]
    for share in ("0", "1", "-0.1", "x", "nan", ""):
        assert "--prevalence is a share between 0 and 1, without the ends" in imbal.fails(2, *call, "--prevalence", share)
        assert "--prevalence is a share between 0 and 1, without the ends" in imbal.fails(2, "evaluate", moons(), "--prevalence", share)
    imbal.fails(1, *call, "--cost", "costs.csv")  # other labels
    imbal.fails(1, *call, "--cost", "nowhere.csv")


def test_the_leaderboard_can_go_by_costs():
    answer = imbal.ask("experiment", moons(), "--log", "log", "--plan", "smote", "--cost", "costs.csv", "--metric", "cost_per_row", "--seeds", "0-2")
    board = answer["leaderboard"]
    assert answer["metric"] == "cost_per_row" and [s["place"] for s in board] == list(range(1, len(board) + 1))
    values = [s["value"] for s in board]
    assert values == sorted(values) and all(s["difference_to_best"]["value"] >= 0 for s in board)
    records = [json.loads(line) for line in (imbal.FOLDER / "log" / "experiment.jsonl").read_text().splitlines()[1:]]
    own = [r["cost"] for r in records if r["plan"] == board[0]["plan"] and r["label"] == board[0]["label"]]
    assert len(own) == 15 and abs(sum(own) / 15 - values[0]) < 1e-12
    assert "cost_per_row" in imbal.run("experiment", moons(), "--log", "log", "--plan", "smote", "--cost", "costs.csv", "--metric", "cost_per_row", "--seeds", "0-2", "--resume")[0]
    imbal.run("experiment", moons(), "--log", "fewer", "--plan", "smote", "--cost", "costs.csv", "--folds", 4)
    assert "log and fewer differ in “folds”: 5 and 4" in imbal.fails(1, "rank", "log", "fewer", "--metric", "cost_per_row")
    imbal.run("experiment", moons(), "--log", "log2", "--plan", "smote", "--cost", "costs.csv", "--seeds", "3-5")
    ranks = imbal.ask("rank", "log", "log2", "--metric", "cost_per_row")
    assert ranks["metric"] == "cost_per_row" and len(ranks["runs"]) == len(board)
    assert "--cost" in imbal.fails(2, "experiment", moons(), "--log", "log3", "--plan", "smote", "--metric", "cost_per_row")
    assert "no metric" in imbal.fails(2, "rank", "log", "log2", "--metric", "beauty")


tap.run(tap.cases_of(globals()))
