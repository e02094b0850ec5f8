# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal describe, list, generate and what goes wrong before anything is computed."""
import bz2
import gzip
import lzma
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
import imbal
import tap

COMMANDS = ["describe", "resample", "evaluate", "compare", "experiment", "rank", "metrics", "figure", "generate", "list"]


def test_help_names_every_command():
    out, _ = imbal.run("--help")
    for command in COMMANDS:
        assert f"\n  {command}" in out, command
    assert "report" not in out


def test_each_command_has_help_with_examples():
    for command in COMMANDS:
        out, _ = imbal.run(command, "--help")
        assert out.startswith(f"Usage: imbal {command} "), out
        assert "Examples:" in out and "--json" in out and "--quiet" in out, out
        assert all(len(line) <= 130 for line in out.splitlines()), out


def test_help_lists_what_is_taken():
    assert "--leaky" in imbal.run("evaluate", "--help")[0] and "--leaky" not in imbal.run("experiment", "--help")[0]
    table, out = imbal.write("scored.csv", "y,s\na,0.2\nb,0.7\n"), imbal.run("metrics", "--help")[0]
    for option in ("--target", "--features", "--ignore", "--group", "--categorical"):
        assert f"\n  {option} " not in out, option
        assert f"\n  {option} " in imbal.run("describe", "--help")[0], option
        assert "leave them out" in imbal.fails(2, "metrics", table, "--label", "y", "--score", "s", option, "y")
    for word in ("cost, min-cost", "cost=FN:FP", "corner"):
        assert word in imbal.run("compare", "--help")[0], word


def test_scores_of_a_class_that_does_not_occur():
    table = imbal.write("three-scores.csv", "y,a,b,c\nA,0.5,0.3,0.2\nB,0.2,0.7,0.1\n")
    scores = ("--score", "a", "--score", "b", "--score", "c")
    assert "--classes A,B,…" in imbal.fails(2, "metrics", table, "--label", "y", *scores)
    assert imbal.ask("metrics", table, "--label", "y", *scores, "--classes", "A,B,C")["classes"] == ["A", "B", "C"]


def test_version_says_which():
    out, _ = imbal.run("--version")
    assert out.split()[0] == "imbal" and out.split()[1][0].isdigit(), out


def test_wrong_usage_has_status_2():
    assert "command is missing" in imbal.fails(2)
    assert "did you mean “describe”" in imbal.fails(2, "descibe")
    assert "--help" in imbal.fails(2, "describe")
    assert "--help" in imbal.fails(2, "describe", "a.csv", "b.csv")
    assert "--wrong" in imbal.fails(2, "describe", "a.csv", "--wrong")
    assert "--threads" in imbal.fails(2, "describe", "a.csv", "--threads", "0")
    assert "--seed" in imbal.fails(2, "evaluate", "a.csv", "--seed", "-1")
    assert "--delimiter" in imbal.fails(2, "describe", "a.csv", "--delimiter", "::")
    assert "--decimal" in imbal.fails(2, "describe", "a.csv", "--decimal", "'")
    assert "--header" in imbal.fails(2, "describe", "a.csv", "--header", "maybe")


def test_a_missing_file_has_status_1_and_is_named():
    assert "no-such-file.csv" in imbal.fails(1, "describe", "no-such-file.csv")
    assert imbal.fails(1, "describe", ".")


def test_an_empty_file_is_refused():
    assert "empty.csv" in imbal.fails(1, "describe", imbal.write("empty.csv", ""))


def test_a_picture_is_no_table():
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    assert "picture.csv" in imbal.fails(1, "describe", imbal.write("picture.csv", png))


def test_describe_has_the_documented_keys():
    answer = imbal.ask("describe", imbal.small())
    assert set(answer) >= {"rows", "columns", "reading", "target", "imbalance_ratio", "problems", "notes", "seconds", "version"}
    assert answer["rows"] == 60
    width, height, colour, target = answer["columns"]
    assert set(width) >= {"name", "type", "role", "missing", "distinct", "min", "max", "mean"}
    assert (width["name"], width["role"], width["missing"]) == ("width", "numeric", 0)
    assert height["missing"] == 4
    assert colour["levels"] == ["blue", "red"] and colour["role"] == "categorical"
    assert target["role"] == "target"
    assert answer["reading"] == {"encoding": "UTF-8", "delimiter": ",", "quote": '"', "comment": "#", "decimal": ".", "thousands": None,
                                 "header": True, "missing": [""], "format": "csv", "packing": None, "table": None, "tables": [],
                                 "rows_in_file": None, "sample_seed": None, "sample_by": None}
    assert answer["target"]["reason"].startswith("“class” was taken") and width["warning"] is None
    assert answer["target"]["name"] == "class"
    assert [(c["label"], c["count"], c["share"]) for c in answer["target"]["classes"]] == [("no", 48, 0.8), ("yes", 12, 0.2)]
    assert answer["target"]["positive"] == "yes"
    assert answer["imbalance_ratio"] == 4
    tail = answer["long_tail"]
    assert sum(tail[part]["rows"] for part in ("head", "medium", "tail")) == answer["rows"] and tail["classes_with_half"] == 1
    assert sum(tail[part]["classes"] for part in ("head", "medium", "tail")) == 2 and tail["zipf_exponent"] is None
    assert answer["problems"] == []
    assert any("class" in note for note in answer["notes"]), answer["notes"]


def test_describe_tells_a_person_the_same():
    out, err = imbal.run("describe", imbal.small())
    assert "60 rows × 4 columns" in out and "80.0 %" in out and "1:4" in out, out
    assert "1 row × 3 columns" in imbal.run("describe", imbal.write("one.csv", "a,b,class\n1,2,x\n"))[0]
    assert "note: " in err
    out, err = imbal.run("describe", imbal.small(), "--quiet")
    assert err == ""


def test_standard_input_is_read():
    answer = imbal.ask("describe", "-", text="a;b;class\n1,5;2;x\n2,5;3;y\n0,5;1;x\n")
    assert answer["rows"] == 3
    assert answer["reading"]["delimiter"] == ";" and answer["reading"]["decimal"] == ","
    assert answer["columns"][0]["max"] == 2.5


def test_reading_options_are_obeyed():
    table = imbal.write("odd.csv", "1|2|x\n3|-|y\n5|6|x\n")
    answer = imbal.ask("describe", table, "--delimiter", "|", "--header", "no", "--missing=-", "--target", "#3",
                       "--positive", "x", "--ignore", "#1")
    assert answer["rows"] == 3
    assert answer["columns"][1]["missing"] == 1
    assert [c["role"] for c in answer["columns"]] == ["ignored", "numeric", "target"]
    assert answer["target"]["positive"] == "x"


def test_signs_and_columns_can_be_asked_for():
    table = imbal.write("signs.csv", "zip;x;class\n01067;1'234;#a\n01069;low;'b\n#01067;5;c\n")
    plain = imbal.ask("describe", table)
    assert plain["rows"] == 2 and [c["type"] for c in plain["columns"]][:2] == ["category", "category"], plain  # 01067: a code
    answer = imbal.ask("describe", table, "--text", "zip", "--comment", "none", "--quote", "none", "--numeric", "x", "--thousands", "'",
                       "--target", "class")
    assert answer["rows"] == 3
    assert answer["columns"][0]["levels"] == ["#01067", "01067", "01069"]
    assert answer["columns"][1]["max"] == 1234 and answer["columns"][1]["missing"] == 1 and answer["n_problems"] == 1
    assert "did you mean “zip”" in imbal.fails(1, "describe", table, "--text", "zap")
    assert "“class” holds no numbers" in imbal.fails(1, "describe", table, "--numeric", "class")
    assert "at once" in imbal.fails(1, "describe", table, "--delimiter", ";", "--quote", ";")
    assert "--thousands" in imbal.fails(2, "describe", table, "--thousands", "xx")
    assert "--delimiter" in imbal.fails(2, "describe", table, "--delimiter", "none")


def test_features_choose_the_columns():
    roles = [c["role"] for c in imbal.ask("describe", imbal.small(), "--features", "width,colour")["columns"]]
    assert roles == ["numeric", "ignored", "categorical", "target"]
    roles = [c["role"] for c in imbal.ask("describe", imbal.small(), "--categorical", "width")["columns"]]
    assert roles[0] == "categorical"


def test_a_wrong_target_is_refused_with_the_near_name():
    assert "did you mean “class”" in imbal.fails(1, "describe", imbal.small(), "--target", "clas")
    assert "#9" in imbal.fails(1, "describe", imbal.small(), "--target", "#9")
    assert "maybe" in imbal.fails(1, "describe", imbal.small(), "--positive", "maybe")


def test_columns_are_asked_for_once_and_exist():
    table = imbal.small()
    for option in ("--features", "--ignore", "--categorical", "--numeric"):
        assert "did you mean “width”" in imbal.fails(1, "describe", table, option, "widht")
    for options in (("--categorical", "--numeric"), ("--features", "--ignore"), ("--numeric", "--ignore")):
        sentence = imbal.fails(2, "describe", table, options[0], "width", options[1], "width")
        assert "“width”" in sentence and all(option in sentence for option in options), sentence
    answer = imbal.ask("describe", table, "--features", "width,height", "--categorical", "height")
    assert [c["role"] for c in answer["columns"]] == ["numeric", "categorical", "ignored", "target"]


def test_a_target_is_not_left_out_silently():
    assert "“class” is the target" in imbal.fails(2, "describe", imbal.small(), "--ignore", "class")
    assert imbal.ask("describe", imbal.small(), "--ignore", "class", "--target", "colour")["target"]["name"] == "colour"


def test_problems_name_lines():
    ragged = imbal.write("ragged.csv", "a,b,class\n1,2,x\n3,y\n5,6,y\n7,8,x\n")
    problems = imbal.ask("describe", ragged)["problems"]
    assert problems and problems[0]["line"] == 3 and problems[0]["message"], problems


def test_one_class_is_described():
    answer = imbal.ask("describe", imbal.write("one.csv", "a,class\n1,x\n2,x\n3,x\n4,x\n"), "--target", "class")
    assert [c["count"] for c in answer["target"]["classes"]] == [4]


def test_missing_cells_are_counted_by_column_row_and_class():
    lines = ["age,cabin,size,class"] + [f"{'' if i % 4 == 0 else i / 2},{'' if i % 4 == 0 or i % 3 == 0 else 'c' + str(i % 5)},{i % 7 / 3:.3g},"
                                        f"{'rare' if i % 6 == 0 else 'usual'}" for i in range(120)]
    table = imbal.write("holes.csv", "\n".join(lines) + "\n")
    missing = imbal.ask("describe", table)["missing"]
    assert (missing["cells"], missing["complete_rows"], missing["n_patterns"]) == (90, 60, 3)
    assert missing["rows"] == [{"missing": 0, "count": 60}, {"missing": 1, "count": 30}, {"missing": 2, "count": 30}]
    assert [(c["name"], c["count"], c["share"]) for c in missing["columns"]] == [("age", 30, 0.25), ("cabin", 60, 0.5)]
    assert missing["columns"][0]["classes"] == [{"label": "rare", "count": 10, "share": 0.5}, {"label": "usual", "count": 20, "share": 0.2}]
    assert [(p["columns"], p["rows"], p["share"]) for p in missing["patterns"]] == [([], 60, 0.5), (["age", "cabin"], 30, 0.25), (["cabin"], 30, 0.25)]
    assert [c["count"] for c in missing["patterns"][2]["classes"]] == [10, 20]
    out, _ = imbal.run("describe", table)
    assert "Missing: 90 cells; 60 of 120 rows are complete" in out and "age, cabin" in out and "in rare" in out, out
    out, _ = imbal.run("describe", imbal.write("whole.csv", "a,class\n1,x\n2,y\n1,x\n2,x\n"))
    assert "Missing:" not in out, out


def test_numbers_with_signs_stay_text_and_are_told():
    rows = "".join(f"{i / 4} %,€{i},{i % 7} apples,{'a' if i % 3 else 'b'}\n" for i in range(1, 60))
    answer = imbal.ask("describe", imbal.write("signs.csv", "share,price,amount,class\n" + rows))
    assert [c["levels"] != [] for c in answer["columns"]] == [True] * 4
    told = [note for note in answer["notes"] if "holds numbers with" in note]
    assert len(told) == 2 and "“share” holds numbers with “%”" in told[0] and "“price” holds numbers with “€”" in told[1], answer["notes"]


def test_leaks_are_pointed_out_and_left_in():
    lines = ["x,scenario,refund,class"] + [f"{i * 37 % 101 / 7:.4f},{i % 3 + 1 if i % 8 == 0 else 0},{i if i % 8 == 0 else ''},{int(i % 8 == 0)}"
                                           for i in range(400)]
    answer = imbal.ask("describe", imbal.write("leaks.csv", "\n".join(lines) + "\n"))
    x, scenario, refund, _ = answer["columns"]
    assert x["warning"] is None and "“scenario” alone tells" in scenario["warning"] and "1.0000" in scenario["warning"], answer["columns"]
    assert scenario["role"] == "numeric" and scenario["warning"] in answer["notes"]
    answer = imbal.ask("describe", "leaks.csv", "--ignore", "scenario", "--numeric", "refund")
    assert answer["columns"][1]["warning"] is None and "Whether “refund” has a value" in answer["columns"][2]["warning"]


def test_control_characters_do_not_reach_the_terminal():
    table = imbal.write("escape.csv", "a,class\n1,\x1b[31mred\n" + "".join(f"{i},plain\n" for i in range(200)))
    out, err = imbal.run("describe", table, "--target", "class")
    assert "\x1b" not in out + err
    assert imbal.ask("describe", table, "--target", "class")["target"]["classes"]


def test_many_and_long_names_stay_readable():
    header = ",".join(["name" * 30] + [f"c{j}" for j in range(300)] + ["class"])
    rows = "".join(",".join([str(i + j) for j in range(301)] + [f"label {i // 2}"]) + "\n" for i in range(120))
    out, _ = imbal.run("describe", imbal.write("wide.csv", header + "\n" + rows), "--target", "class")
    assert "namenam…" in out and "and 102 more columns" in out and "and 20 more classes" in out, out[-3000:]


def test_long_names_are_told_apart():
    stem = "a quantity with the very same long beginning and middle "
    names = [stem + "x" * 20 + end for end in ("one", "two")] + [stem + letter + "y" * 60 for letter in "pq"] + ["z" * 100]
    header = ",".join([*names, "class"])
    table = imbal.write("apart.csv", header + "\n" + "".join(",".join(str((i * 37 + j) % 11) for j in range(5)) + f",{'ab'[i % 3 == 0]}\n" for i in range(60)))
    out, _ = imbal.run("describe", table)
    shown = [line.split("  ")[2] for line in out.splitlines() if line.startswith("  ") and line[2] in "12345"]
    assert len(set(shown)) == len(shown) == 5, out
    assert shown[0].endswith("xone") and shown[1].endswith("xtwo") and max(map(len, shown[:2])) == 40 == len(shown[4]), shown
    assert [c["name"] for c in imbal.ask("describe", table)["columns"]] == [*names, "class"]


def test_difficulty_counts_every_row():
    answer = imbal.ask("describe", imbal.small(), "--difficulty")
    kinds = ["safe", "borderline", "rare", "outlier"]
    assert [sum(c[k] for k in kinds) for c in answer["difficulty"]] == [48, 12]


def test_difficulty_tells_islands_from_strays():
    lines = ["x,y,class"] + [f"{i % 8},{i // 8},many" for i in range(64)]
    lines += [f"{100 + i % 3},{100 + i // 3},few" for i in range(9)] + ["3.5,3.5,few"]
    answer = imbal.ask("describe", imbal.write("islands.csv", "\n".join(lines) + "\n"), "--difficulty")
    few = next(c for c in answer["difficulty"] if c["label"] == "few")
    assert few == {"label": "few", "safe": 9, "borderline": 0, "rare": 0, "outlier": 1}, few


def test_difficulty_asks_as_many_by_the_distance_that_is_said():
    # blue and green go with "few", red and black with "many": by value differences these are near, by themselves all colours are as far apart
    rows = [("few", "blue" if i % 2 else "green") if i % 4 == 0 else ("many", "red" if i % 2 else "black") for i in range(80)]
    table = imbal.write("colours.csv", "x,colour,class\n" + "".join(f"{i * 37 % 80 / 80},{colour},{label}\n" for i, (label, colour) in enumerate(rows)))
    safe = {}
    for distance in ("euclidean", "heom", "gower", "vdm", "hvdm"):
        found = imbal.ask("describe", table, "--difficulty", "--distance", distance, "--neighbors", 11)["difficulty"]
        assert sum(entry[name] for entry in found for name in ("safe", "borderline", "rare", "outlier")) == 80
        safe[distance] = next(entry["safe"] for entry in found if entry["label"] == "few")
    assert safe["vdm"] == safe["hvdm"] == 20 and safe["vdm"] >= max(safe.values()), safe
    assert "among the 11 nearest" in imbal.run("describe", table, "--difficulty", "--neighbors", "11")[0]
    assert "at least 65 rows" in imbal.fails(1, "describe", imbal.small(), "--difficulty", "--neighbors", "64")
    assert "--neighbors is a number from 5 to 64" in imbal.fails(2, "describe", table, "--difficulty", "--neighbors", "3")
    assert "whole" in imbal.fails(2, "describe", table, "--difficulty", "--neighbors", "5.5")
    assert "euclidean, heom, gower, vdm, hvdm" in imbal.fails(2, "describe", table, "--difficulty", "--distance", "far")
    assert "--difficulty" in imbal.fails(2, "describe", table, "--neighbors", "7")


def test_difficulty_of_several_neighbourhoods_says_how_firm_it_is():
    table = imbal.write("cloud.csv", "x,y,class\n" + "".join(f"{i * 37 % 120 / 9},{i * 23 % 120 / 7},{'few' if i * 37 % 120 < 40 else 'many'}\n" for i in range(120)))
    answer = imbal.ask("describe", table, "--difficulty", "--neighbors", "5,7,11")["difficulty"]
    names = ("safe", "borderline", "rare", "outlier")
    for k, n in enumerate((5, 7, 11)):
        alone = imbal.ask("describe", table, "--difficulty", "--neighbors", n)["difficulty"]
        for entry, one in zip(answer, alone):
            part = entry["by_neighbors"][k]
            assert part["neighbors"] == n and [part[name] for name in names] == [one[name] for name in names] and "steady" not in one
            assert n != 5 or [entry[name] for name in names] == [one[name] for name in names]
            assert entry["steady"] <= sum(min(p[name] for p in entry["by_neighbors"]) for name in names)
    assert all(entry["steady"] > 0 for entry in answer)
    text = imbal.run("describe", table, "--difficulty", "--neighbors", "5,7,11")[0]
    assert "steady" in text and "of one type by all" in text
    assert "nearer rows count more" in imbal.run("describe", table, "--difficulty", "--kernel")[0]
    alike = imbal.write("alike.csv", "x,class\n" + "".join(f"{1 + i // 20},{'few' if i % 4 == 0 else 'many'}\n" for i in range(40)))
    few = next(c for c in imbal.ask("describe", alike, "--difficulty", "--kernel")["difficulty"] if c["label"] == "few")
    assert few["rare"] == 10, few  # all copies: a width of 0, within which 4 of 19 are of the class
    assert "--kernel" in imbal.fails(2, "describe", table, "--kernel")
    assert "1 to 8 numbers" in imbal.fails(2, "describe", table, "--difficulty", "--neighbors", "5,6,7,8,9,10,11,12,13")
    classes = imbal.ask("describe", table)["target"]["classes"]
    assert sorted(c["ratio"] for c in classes) == [1, 2]


def test_complexity_tells_easy_from_hard():
    easy = imbal.write("easy.csv", "x,y,class\n" + "".join(f"{100 * (i % 4 == 0) + i % 7},{i % 5},{'few' if i % 4 == 0 else 'many'}\n" for i in range(80)))
    hard = imbal.write("hard.csv", "x,y,class\n" + "".join(f"{i * 37 % 80 / 7},{i * 23 % 80 / 7},{'few' if i % 4 == 0 else 'many'}\n" for i in range(80)))
    first, second = (imbal.ask("describe", path, "--complexity")["complexity"] for path in (easy, hard))
    assert first["rows"] == 80 and first["measures"]["n3"] == 0 and first["measures"]["f3"] == 0 and first["neighbours"] == [[1, 0], [0, 1]]
    for name in ("f1", "f2", "f3", "n1", "n2", "n3", "n4", "lsc"):
        assert 0 <= first["measures"][name] < second["measures"][name] <= 1, name
    assert first["measures"]["c1"] == second["measures"]["c1"]


def test_complexity_of_large_and_odd_tables():
    imbal.run("generate", "fraud", "-o", "large.csv", "--rows", "20000", "--ratio", "300")
    answer = imbal.ask("describe", "large.csv", "--complexity")
    assert 4900 <= answer["complexity"]["rows"] <= 5100 and any("drawn so that classes keep their shares" in note for note in answer["notes"])
    many = imbal.write("many.csv", "x,class\n" + "".join(f"{i / 7},c{i % 300}\n" for i in range(700)))
    assert len(imbal.ask("describe", many, "--complexity")["complexity"]["classes"]) == 300
    single = imbal.write("single.csv", "x,z,class\n" + "".join(f"{i / 7},5,{'one' if i == 3 else 'many'}\n" for i in range(40)))
    lonely = next(c for c in imbal.ask("describe", single, "--complexity")["complexity"]["classes"] if c["label"] == "one")
    assert lonely["n1"] == 1 and lonely["n2"] is None
    assert "of one class" in imbal.fails(1, "describe", imbal.write("same.csv", "x,class\n" + "".join(f"{i},a\n" for i in range(9))), "--target", "class", "--complexity")
    assert "at least 6 rows" in imbal.fails(1, "describe", imbal.write("few.csv", "x,class\n1,a\n2,b\n3,a\n"), "--complexity")


def test_list_has_ids_and_parameters():
    for kind in ["samplers", "models", "metrics", "figures", "datasets"]:
        items = imbal.ask("list", kind)["items"]
        assert items and all(item["id"] and item["title"] and item["help"] for item in items), kind
        out, _ = imbal.run("list", kind)
        assert all(item["id"] in out for item in items)
    smote = next(i for i in imbal.ask("list", "samplers")["items"] if i["id"] == "smote")
    k = next(p for p in smote["params"] if p["name"] == "k_neighbors")
    assert k["type"] == "int" and k["default"] == 5 and k["min"] >= 1 and k["max"] > k["min"] and k["help"]
    assert smote["reference"] and smote["adds"] is True and smote["drops"] is False
    assert "did you mean “models”" in imbal.fails(2, "list", "model")


def test_generate_makes_what_was_asked_for():
    for item in imbal.ask("list", "datasets")["items"]:
        answer = imbal.ask("generate", item["id"], "--rows", 300, "--ratio", 9, "-o", "made.csv")
        assert answer["rows"] == 300
        assert sorted(c["count"] for c in answer["classes"]) == [30, 270], answer
        again = imbal.ask("describe", "made.csv")
        assert again["rows"] == 300 and again["imbalance_ratio"] == 9
        first = (imbal.FOLDER / "made.csv").read_bytes()
        out, _ = imbal.run("generate", item["id"], "--rows", 300, "--ratio", 9, "-o", "-")
        assert out.encode() == first
        imbal.run("generate", item["id"], "--rows", 300, "--ratio", 9, "--seed", 1, "-o", "made.csv")
        assert (imbal.FOLDER / "made.csv").read_bytes() != first


def test_generate_refuses_what_it_cannot():
    assert "n_rows" in imbal.fails(2, "generate", "circles", "--rows", "0", "-o", "x.csv")
    assert "-o" in imbal.fails(2, "generate", "circles")
    assert "n_features" in imbal.fails(2, "generate", "circles", "--features", "1", "-o", "x.csv")
    assert "nosuch" in imbal.fails(2, "generate", "nosuch", "-o", "x.csv")
    assert not (imbal.FOLDER / "x.csv").exists()


def test_the_manual_page_is_well_formed():
    page = Path(__file__).resolve().parent.parent / "app" / "cli" / "imbal.1"
    done = subprocess.run(["man", "--warnings", "--encoding=UTF-8", "--local-file", str(page)],
                          capture_output=True, text=True, env={**os.environ, "MANWIDTH": "80", "MAN_KEEP_STDERR": "1", "PAGER": "cat"})
    assert done.returncode == 0 and done.stderr == "", done.stderr
    for command in COMMANDS:
        assert command in done.stdout


SMALL = "id,x,class\n1,0.5,a\n2,1.5,b\n3,2.5,a\n4,3.5,a\n"


def test_compressed_standard_input_is_unpacked():
    for name, module in {"gzip": gzip, "bzip2": bz2, "xz": lzma}.items():
        answer = imbal.ask("describe", "-", text=module.compress(SMALL.encode()))
        assert answer["rows"] == 4 and answer["reading"]["packing"] == name, answer["reading"]
        assert any(name in note for note in answer["notes"])
        assert "damaged" in imbal.fails(1, "describe", "-", text=module.compress(SMALL.encode())[:-6])


def test_of_several_files_in_an_archive_one_is_chosen():
    path = imbal.FOLDER / "tables.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", "text " * 100)
        archive.writestr("a.csv", SMALL)
        archive.writestr("b.csv", "x,class\n1,p\n2,q\n")
    reading = imbal.ask("describe", path)["reading"]
    assert reading["table"] == "a.csv" and reading["tables"] == ["README.md", "a.csv", "b.csv"], reading
    assert reading["packing"] == "ZIP" and reading["format"] == "csv", reading
    assert imbal.ask("describe", path, "--table", "b.csv")["rows"] == 2
    assert "a.csv" in imbal.fails(1, "describe", path, "--table", "c.csv")


def test_an_array_takes_its_labels_from_a_second_file():
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (4, 2), }\n"
    array = imbal.write("x.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes([1, 9, 3, 2, 7, 4, 4, 4]))
    answer = imbal.ask("describe", array, "--labels", imbal.write("y.txt", "a\nb\na\na\n"))
    assert [column["name"] for column in answer["columns"]] == ["feature 1", "feature 2", "label"]
    assert answer["target"]["name"] == "label" and answer["reading"]["format"] == "npy"
    assert "3 labels" in imbal.fails(1, "describe", array, "--labels", imbal.write("short.txt", "a\nb\na\n"))
    assert "NumPy" in imbal.fails(1, "describe", imbal.write("plain.csv", SMALL), "--labels", "y.txt")

def test_a_sample_of_the_rows_is_read_and_named():
    path = imbal.write("long.csv", "i,x,class\n" + "".join(f"{i},{i * 7 % 1001}.5,{'yes' if i % 9 == 0 else 'no'}\n" for i in range(5000)))
    answer = imbal.ask("describe", path, "--rows", 700, "--seed", 3)
    assert answer["rows"] == 700 and answer["reading"]["rows_in_file"] == 5000 and answer["reading"]["sample_seed"] == 3
    assert any("sample" in note and "700" in note and "5000" in note for note in answer["notes"]), answer["notes"]
    out, err = imbal.run("describe", path, "--rows", 700, "--seed", 3)
    assert "sample of 700 of 5,000 rows (seed 3) × 3 columns" in out, out
    assert "“class”, probably the target, keep their shares: 700 of the file's 5000 rows, seed 3" in out + err, err

    means = {imbal.ask("describe", path, "--rows", 700, "--seed", 3, "--threads", n)["columns"][0]["mean"] for n in (1, 2)}
    means |= {imbal.ask("describe", "-", "--rows", 700, "--seed", 3, text=path.read_text())["columns"][0]["mean"]}
    assert len(means) == 1, means
    assert imbal.ask("describe", path, "--rows", 700)["columns"][0]["mean"] not in means

    whole = imbal.ask("describe", path, "--rows", 5000)
    assert whole["rows"] == 5000 and whole["reading"]["rows_in_file"] is None and whole["reading"]["sample_seed"] is None
    answer = imbal.ask("describe", path, "--rows", 900, "--target", "class")
    assert {c["label"]: c["count"] for c in answer["target"]["classes"]} == {"no": 800, "yes": 100}, answer["target"]
    assert answer["reading"]["sample_by"] == "class" and any("keep their shares" in note for note in answer["notes"])
    for wrong in ("0", "-1", "many"):
        assert "--rows" in imbal.fails(2, "describe", path, "--rows", wrong)


def test_every_command_says_that_it_worked_on_a_sample():
    path = imbal.small("sampled.csv", n=600, n_rare=120)
    for command in (["resample", path, "--sampler", "random-under", "-o", "sampled-out.csv"],
                    ["evaluate", path, "--sampler", "none"], ["compare", path, "--plan", "random-under"]):
        answer = imbal.ask(*command, "--rows", 200)
        assert any("200 of the file's 600 rows" in note for note in answer["notes"]), (command, answer["notes"])
    wanted = set(Path(path).read_text().splitlines())
    answer = imbal.ask("resample", path, "--sampler", "none", "--rows", 200, "-o", "sampled-out.csv")
    rows = (imbal.FOLDER / "sampled-out.csv").read_text().splitlines()
    assert len(rows) == 201 and set(rows) <= wanted, answer["notes"]


def test_a_file_larger_than_any_memory_is_refused_at_once():
    path = imbal.write("huge.csv", "")
    with open(path, "r+b") as file:
        file.write(b"a,b,class\n" + b"1,2,x\n3,4,y\n" * 100000)
        file.truncate(4 << 40)
    sentence = imbal.fails(1, "describe", path)
    assert "huge.csv" in sentence and "memory" in sentence and "rows" in sentence, sentence
    hole = imbal.write("hole.csv", "")
    os.truncate(hole, 4 << 40)
    sentence = imbal.fails(1, "describe", hole)
    assert "hole.csv" in sentence and "memory" in sentence, sentence


tap.run(tap.cases_of(globals()))
