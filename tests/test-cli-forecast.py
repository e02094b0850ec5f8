# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --forecast: what each sampler will say, and that it says so."""
import os
import sys

sys.dont_write_bytecode = True
import imbal
import tap


def forecasts(*arguments):
    return {item["sampler"].split(":")[0]: item for item in imbal.ask("resample", *arguments, "--forecast")["forecasts"]}


def test_every_sampler_has_a_line():
    table = imbal.small()
    before = sorted(os.listdir(imbal.FOLDER))
    got = forecasts(table)
    assert list(got) == [item["id"] for item in imbal.ask("list", "samplers")["items"]]
    for item in got.values():
        assert set(item) == {"sampler", "forecast", "changes", "depends_on", "sentence"}
        assert (item["forecast"] == "ready") == (item["sentence"] is None), item
        assert (item["forecast"] == "needs") == bool(item["changes"]), item
    out, _ = imbal.run("resample", table, "--forecast")
    assert all(any(line.split()[:2] == [name, item["forecast"]] for line in out.splitlines()) for name, item in got.items()), out
    assert sorted(os.listdir(imbal.FOLDER)) == before


def test_what_is_needed_works():
    rows = [f"{i % 7},{i * i % 11},{'yes' if i < 4 else 'no'}" for i in range(40)]
    table = imbal.write("four.csv", "\n".join(["a,b,class", *rows]) + "\n")
    needs = forecasts(table)["smote"]
    assert (needs["forecast"], needs["changes"]) == ("needs", {"k_neighbors": "3"})
    assert "imbal: " + needs["sentence"] in imbal.fails(1, "resample", table, "--sampler", "smote", "-o", "out.csv")
    for name, item in forecasts(table).items():
        if item["forecast"] == "needs":
            spec = name + ":" + ",".join(f"{key}={value}" for key, value in item["changes"].items())
            imbal.run("resample", table, "--sampler", spec, "-o", "out.csv")
    assert forecasts(table, "--sampler", "smote:k_neighbors=3")["smote"]["forecast"] == "ready"
    out, _ = imbal.run("resample", table, "--forecast", "--sampler", "smote")
    assert "needs k_neighbors ≤ 3" in out


def test_a_step_starts_from_what_the_one_before_it_leaves():
    rows = [f"{i % 7},{i * i % 11},{'yes' if i < 4 else 'no'}" for i in range(40)]
    table = imbal.write("four.csv", "\n".join(["a,b,class", *rows]) + "\n")
    after = forecasts(table, "--sampler", "random-over", "--sampler", "smote:sampling_strategy={yes:50}")
    assert {item["forecast"] for item in after.values()} == {"ready"}, after
    assert forecasts(table, "--sampler", "smote:sampling_strategy={yes:50}")["smote"]["forecast"] == "needs"
    after = forecasts(table, "--sampler", "tomek-links", "--sampler", "smote:sampling_strategy={no:40}")
    assert (after["smote"]["forecast"], after["smote"]["depends_on"]) == ("depends", 1), after
    assert "step 1 (tomek-links)" in after["smote"]["sentence"]
    out, _ = imbal.run("resample", table, "--forecast", "--sampler", "tomek-links", "--sampler", "smote:sampling_strategy={no:40}")
    assert "depends on step 1" in out


def test_missing_values_matter_when_they_stay():
    table = imbal.small()
    assert forecasts(table)["smote"]["forecast"] == "ready"
    kept = forecasts(table, "--impute", "none")
    assert kept["smote"]["changes"] == {"metric": "heom"}
    assert kept["random-over"]["forecast"] == "ready"


def test_a_forecast_writes_nothing():
    assert "--forecast" in imbal.fails(2, "resample", imbal.small(), "--forecast", "-o", "out.csv")
    assert "--sampler" in imbal.fails(2, "resample", imbal.small(), "-o", "out.csv")


tap.run(tap.cases_of(globals()))
