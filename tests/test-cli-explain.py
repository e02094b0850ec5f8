# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal evaluate --dependence and --shap: what explanations promise, from outside."""
import math
import sys

sys.dont_write_bytecode = True
import imbal
import tap


def table():
    lines = "".join(f"{i % 7 + (i % 4 == 0) * 3 if i % 11 else ''},{'red' if i % 4 == 0 or i % 9 == 0 else 'blue'},{i * 31 % 17},{'few' if i % 4 == 0 else 'many'}\n" for i in range(240))
    return imbal.write("explained.csv", "good,\"col,our \"\"x\"\"\",noise,class\n" + lines)


def many():
    lines = "".join(f"{i * 7 % 13},{i % 3 + i * 5 % 4},{'abc'[i % 3]}\n" for i in range(180))
    return imbal.write("many.csv", "one,two,class\n" + lines)


def scores_and_shap(path, *options):
    imbal.run("evaluate", path, "--shap", "shap.csv", "--predictions", "scores.csv", *options)
    return imbal.rows_of(imbal.FOLDER / "scores.csv"), imbal.rows_of(imbal.FOLDER / "shap.csv")


def test_contributions_and_base_are_the_score():
    for model in ("decision-tree:max_depth=4", "random-forest:n_estimators=20", "balanced-bagging", "gradient-boosting:max_iter=20", "adaboost", "logistic-regression", "linear-svm",
                  "gaussian-naive-bayes", "easy-ensemble:n_estimators=1"):
        scores, shap = scores_and_shap(table(), "--model", model, "--sampler", "random-over")
        is_logit = not any(word in model for word in ("tree", "forest", "bagging"))
        assert shap[0] == ["row", "repeat", "fold", "label", "class", "base", "good", 'col,our "x"', "noise"] and len(shap) == len(scores) == 241, model
        for score, row in zip(scores[1:], shap[1:]):
            assert score[:4] == row[:4] and row[4] == "few"
            total = sum(map(float, row[5:]))
            total = (1 + math.tanh(total / 2)) / 2 if is_logit else total
            assert abs(total - float(score[4])) < 1e-9, (model, score, row)


def test_every_class_of_many_is_explained():
    scores, shap = scores_and_shap(many(), "--model", "random-forest:n_estimators=10", "--repeats", "2")
    assert len(shap) == 3 * (len(scores) - 1) + 1 == 3 * 360 + 1
    for i, row in enumerate(shap[1:]):
        score = scores[1 + i // 3]
        assert score[:4] == row[:4] and row[4] == "abc"[i % 3]
        assert abs(sum(map(float, row[5:])) - float(score[4 + i % 3])) < 1e-9


def test_amounts_are_means_of_the_rows():
    answer = imbal.ask("evaluate", table(), "--model", "decision-tree", "--shap", "shap.csv")
    assert answer["shap"]["space"] == "probability"
    rows = imbal.rows_of(imbal.FOLDER / "shap.csv")[1:]
    for j, feature in enumerate(answer["shap"]["features"]):
        folds = {row[2]: [abs(float(other[6 + j])) for other in rows if other[2] == row[2]] for row in rows}
        mean = sum(sum(values) / len(values) for values in folds.values()) / len(folds)
        (entry,) = feature["classes"]
        assert entry["class"] == "few" and abs(entry["mean_amount"] - mean) < 1e-12 and entry["low"] <= mean <= entry["high"]
    assert imbal.ask("evaluate", table(), "--model", "decision-tree", "--shap", "shap.csv", "--threads", "3")["shap"] == answer["shap"]


def test_dependence_has_the_values_of_the_table():
    answer = imbal.ask("evaluate", table(), "--dependence", 'good,"col,our ""x"""', "--model", "gradient-boosting")
    good, colour = answer["dependence"]
    assert good["feature"] == "good" and [point["value"] for point in good["points"]] == list(range(10))
    assert [point["value"] for point in colour["points"]] == ["blue", "red"]
    means = [point["scores"][0]["mean"] for point in colour["points"]]
    assert 0 <= means[0] < means[1] - 0.2 <= 1 and all(score["class"] == "few" and 0 <= score["low"] <= score["mean"] <= score["high"] <= 1
                                                      for point in good["points"] for score in point["scores"])
    assert "dependence" not in imbal.ask("evaluate", table()) and "shap" not in answer
    out = imbal.run("evaluate", table(), "--dependence", "good", "--shap", "shap.csv")[0]
    assert "if all tested rows had this value of good" in out and "log-odds of “few”" in out


def test_dependence_of_many_values_is_of_their_quantiles():
    path = imbal.write("long.csv", "x,class\n" + "".join(f"{i / 7!r},{'yes' if i * 13 % 600 < i else 'no'}\n" for i in range(600)))
    (points,) = [entry["points"] for entry in imbal.ask("evaluate", path, "--dependence", "x")["dependence"]]
    values = [point["value"] for point in points]
    assert len(values) == 21 and values[0] == 0 and values[-1] == 599 / 7 and values == sorted(values)
    means = [point["scores"][0]["mean"] for point in points]
    assert means == sorted(means)  # a logistic model of one feature


def test_what_cannot_be_explained_is_said():
    assert "mlp" in imbal.fails(1, "evaluate", table(), "--model", "mlp", "--impute", "mean", "--shap", "shap.csv")
    assert "no column" in imbal.fails(1, "evaluate", table(), "--dependence", "bad")
    assert "features" in imbal.fails(2, "evaluate", table(), "--dependence", "class")
    assert "leaks" in imbal.fails(1, "evaluate", table(), "--leaky", "--sampler", "random-over", "--dependence", "good")


def test_features_named_as_other_columns_are_told_apart():
    path = imbal.write("named.csv", "row,base,feature:row,x,y\n" + "".join(f"{i % 5},{i % 3},{i % 7},{i % 4},{'a' if i % 4 else 'b'}\n" for i in range(80)))
    imbal.run("evaluate", path, "--target", "y", "--shap", "named-shap.csv")
    header = imbal.rows_of(imbal.FOLDER / "named-shap.csv")[0]
    assert header == ["row", "repeat", "fold", "label", "class", "base", "feature:row", "feature:base", "feature:feature:row", "x"]


def test_shap_and_predictions_do_not_overwrite_each_other():
    for one, two in (("same.csv", "same.csv"), ("same.csv", "./same.csv"), ("-", "-")):
        assert "both" in imbal.fails(2, "evaluate", table(), "--predictions", one, "--shap", two), one
    assert not (imbal.FOLDER / "same.csv").exists()


tap.run(tap.cases_of(globals()))
