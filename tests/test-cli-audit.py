# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --audit: the figures are those that can be counted from the written table."""
import sys

sys.dont_write_bytecode = True
import imbal
import tap


def table():
    rows = [f"{i * 37 % 101},{i * i % 97 + i % 10 / 10},{'yes' if i % 9 == 0 else 'no'}" for i in range(180)]
    return imbal.write("audited.csv", "\n".join(["whole,real,class", *rows]) + "\n")


def audit(sampler, *more):
    return imbal.ask("resample", table(), "--sampler", sampler, "-o", "out.csv", "--mark", "source", "--audit", *more)["audit"]


def test_counts_are_those_of_the_table():
    got = audit("smote")
    rows = imbal.rows_of(imbal.FOLDER / "out.csv")[1:]
    made = [row for row in rows if row[3] == "synthetic"]
    real = [row for row in rows if row[3] == "original" and row[2] == "yes"]
    assert got["synthetic"] == len(made) == got["asked"] == 140
    assert got["broken"] == sum(float(row[0]) % 1 != 0 for row in made)
    assert (got["broken_most"] == "whole") == (got["broken"] > 0)
    assert got["out_of_range"] == 0 and got["out_of_range_most"] is None
    assert got["possible_parents"] == got["real_asked"] == len(real) == 20
    assert 0 < got["parents"] <= 20 and 0 <= got["gini"] < 1
    assert [shift["feature"] for shift in got["shifts"]] == ["whole", "real"]
    assert all(0 <= shift["distance"] <= 1 and shift["class"] == "yes" for shift in got["shifts"])
    for shift, column in zip(got["shifts"], (0, 1)):
        before = [float(row[column]) for row in real]
        after = before + [float(row[column]) for row in made]
        points = sorted(set(after))
        apart = max(abs(sum(v <= p for v in before) / len(before) - sum(v <= p for v in after) / len(after)) for p in points)
        assert abs(apart - shift["distance"]) < 1e-9, (apart, shift)


def test_categories_that_never_meet_are_noticed():
    """Cities lie in one country each; a seldom pair of a third column need not have met."""
    cities = [("Paris", "FR"), ("Lyon", "FR"), ("Nice", "FR"), ("Berlin", "DE"), ("Rome", "IT"), ("Milan", "IT")]
    rows = [[*cities[i * i % 31 % 6], f"k{i % 60}", f"{i * 37 % 101}", "yes" if i % 5 == 0 else "no"] for i in range(240)]
    path = imbal.write("cities.csv", "\n".join(["city,country,key,x,class", *map(",".join, rows)]) + "\n")
    got = imbal.ask("resample", path, "--sampler", "smotenc", "-o", "made.csv", "--mark", "source", "--audit")["audit"]
    made = [row for row in imbal.rows_of(imbal.FOLDER / "made.csv")[1:] if row[5] == "synthetic"]
    strange = [row for row in made if (row[0], row[1]) not in cities]
    assert got["impossible_pairs"] == len(strange) > 0 and got["impossible_pairs_most"] == ["city", "country"]
    assert any(f["look"] and "never meet" in f["sentence"] for f in got["findings"])
    got = imbal.ask("resample", path, "--sampler", "random-over", "-o", "made.csv", "--audit")["audit"]
    assert got["impossible_pairs"] == 0 and got["impossible_pairs_most"] == []


def test_of_equally_near_rows_one_of_the_class_counts():
    """Every row of the class lies on one of the other, or on eight of them, whichever stands first in the file."""
    crowd = [f"{i % 30},{i % 7},{'yes' if i // 30 % 5 == 4 else 'no'}" for i in range(300)]
    for order in crowd, crowd[::-1]:
        path = imbal.write("crowd.csv", "\n".join(["a,b,class", *order]) + "\n")
        got = imbal.ask("resample", path, "--sampler", "random-over:sampling_strategy=0.5", "--numeric", "a,b", "-o", "made.csv", "--audit")["audit"]
        assert got["asked"] > 0 and got["nearest_of_another_class"] == 0, got
    rows = [f"{i},{i},no" for i in range(20)] + [f"{i},{i},yes" for i in range(8)]
    for order in rows, rows[::-1]:
        path = imbal.write("places.csv", "\n".join(["a,b,class", *order]) + "\n")
        got = imbal.ask("resample", path, "--sampler", "random-over", "-o", "made.csv", "--audit")["audit"]
        assert got["copies"] == got["asked"] == 12 and got["nearest_of_another_class"] == 0, got
        assert got["real_nearest_of_another_class"] == 8, got


def test_every_finding_is_a_sentence():
    got = audit("smote")
    assert len(got["findings"]) >= 6
    assert all(set(item) == {"look", "sentence"} and item["sentence"].endswith(".") for item in got["findings"])
    out, _ = imbal.run("resample", table(), "--sampler", "smote", "-o", "out.csv", "--audit")
    for item in got["findings"]:
        assert ("! " if item["look"] else "· ") + item["sentence"] in out, item


def test_what_only_repeats_or_removes_has_no_synthetic_rows():
    repeated, removed = audit("random-over"), audit("random-under")
    assert repeated["synthetic"] + repeated["repeated"] == 140
    assert (removed["synthetic"], removed["gini"], removed["distance_ratio"]) == (0, None, None)


def test_without_the_option_there_is_none():
    assert "audit" not in imbal.ask("resample", table(), "--sampler", "smote", "-o", "out.csv")


tap.run(tap.cases_of(globals()))
