# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample --script python: the script that is printed makes the rows that imbal makes."""
import contextlib
import csv
import gzip
import importlib
import inspect
import io
import os
import re
import runpy
import subprocess
import sys
import warnings

sys.dont_write_bytecode = True
import numpy as np

import peers
import sampled
import tap
from peers import imbal

TOLERANCE = 1e-9  # of the largest value in a column: scaling there and back


imported = set()  # lines of scripts that had a Python of their own


def run_alone(text):
    script = imbal.write("script.py", text)
    done = subprocess.run([sys.executable, "-W", "ignore", script], capture_output=True, text=True, cwd=imbal.FOLDER, timeout=300)
    assert done.returncode == 0, f"{text}\n{done.stderr}"


def run_here(text):
    """The file without a Python of its own."""
    script, home = imbal.write("script.py", text), os.getcwd()
    os.chdir(imbal.FOLDER)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            runpy.run_path(str(script))
    finally:
        os.chdir(home)


def run_script(text):
    """As a user runs it, when it imports what none before did; what another one's imports were enough for needs no Python of its own."""
    imports = tuple(line for line in text.splitlines() if re.match("(import|from) ", line))
    assert not re.search(r"^\s+(import|from) |\bimport_module\b|__import__", text, re.M), text
    (run_here if imports in imported else run_alone)(text)
    imported.add(imports)


def ran(text, run=run_script):
    """What the script writes: names, numbers, labels."""
    run(text)
    return read(imbal.FOLDER / "by-script.csv")


def ran_alone(text):
    return ran(text, run_alone)


def ran_here(text):
    return ran(text, run_here)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], np.array([[float(cell or "nan") for cell in row[:-1]] for row in rows[1:]]), [row[-1] for row in rows[1:]]


def script_of(path, *options):
    return imbal.run("resample", path, *options, "--script", "python", "-o", "by-script.csv", "--quiet")[0]


def compare(path, *options, run=ran, mend=str):
    names, X, y = run(mend(script_of(path, *options, "--domain", "keep")))
    imbal.run("resample", path, *options, "--raw", "-o", "ours.csv", "--quiet")
    our_names, ours, labels = read(imbal.FOLDER / "ours.csv")
    assert names == our_names, (names, our_names)
    assert y == labels
    assert X.shape == ours.shape, (X.shape, ours.shape)
    assert (np.isnan(X) == np.isnan(ours)).all()
    wrong = np.abs(X - ours) > TOLERANCE * np.nanmax(np.abs(ours), axis=0)
    assert not wrong.any(), f"{wrong.any(1).sum()} rows differ, the first is row {np.argmax(wrong.any(1)) + 1}"


CHAINS = [
    ["random-over"], ["random-over:shrinkage=0.5"], ["random-under:replacement=true"], ["smote:k_neighbors=3"],
    ["smote:sampling_strategy=not majority", "random-under"], ["random-under", "random-over"], ["tomek-links", "smote"],
    ["smote:sampling_strategy=minority"], ["random-over:sampling_strategy=minority", "tomek-links:sampling_strategy=all", "smote:sampling_strategy=minority"],
    ["random-over:sampling_strategy={}", "tomek-links:sampling_strategy=[]"],
]


def counted(data, chain):
    """A target for every class, as text with braces, in the first step."""
    most = max(data.counts.values())
    return [chain[0] + (":" if ":" not in chain[0] else ",") + "sampling_strategy={" + ";".join(f"{c}:{most + 5}" for c in data.counts) + "}"]


def shrunken(data):
    """A shrinkage for every class, in words, numbers and fractions."""
    return ["random-over:shrinkage={" + ";".join(f'"{c}":{0.25 * i}' for i, c in enumerate(data.counts)) + "}"]


def cases():
    """Those of the first table as a user runs them."""
    for data, run in zip(peers.made(), (ran, *[ran_here] * 3), strict=True):
        for chain in [*CHAINS, shrunken(data), counted(data, ["random-over"]), counted(data, ["smote:k_neighbors=4"])]:
            for scale in ("none", "standard"):
                options = [*data.reading, "--scale", scale, "--seed", 7, *(word for spec in chain for word in ("--sampler", spec))]
                yield f"{data.name}: {' + '.join(chain)}, scale {scale}", lambda d=data, o=options, r=run: compare(d.path, *o, run=r)


OTHERS = {
    "adasyn": ["n_neighbors=4"], "borderline-smote": ["m_neighbors=6"], "svm-smote": ["out_step=0.3"],
    "kmeans-smote": ["kmeans_estimator=1,cluster_balance_threshold=0.01", "kmeans_estimator=1,cluster_balance_threshold=0.02,density_exponent=2"],
    "near-miss": ["", "version=2,n_neighbors=2", "version=3"], "tomek-links": ["sampling_strategy=all"], "edited-nearest-neighbours": ["kind_sel=mode", "n_neighbors=5"],
    "repeated-edited-nearest-neighbours": [""], "all-knn": ["allow_minority=true"], "condensed-nearest-neighbour": [""],
    "one-sided-selection": ["n_seeds_S=3"], "neighbourhood-cleaning-rule": [""], "smote-enn": [""], "smote-tomek": [""],
}  # beside those of CHAINS
CODED = {"smotenc": peers.mixed, "smoten": peers.nominal}
OF_CHANCE = {"cluster-centroids", "instance-hardness-threshold"}  # nobody draws as imbalanced-learn does


def compatible(item, params):
    """SPEC with what makes it repeat imbalanced-learn's defects."""
    words = [word for word in [params, "compat=imbalanced-learn" if any(p["name"] == "compat" for p in item["params"]) else ""] if word]
    return item["id"] + (":" + ",".join(words) if words else "")


def other_cases():
    items = {item["id"]: item for item in imbal.ask("list", "samplers")["items"]}
    known = {spec.split(":")[0] for chain in CHAINS for spec in chain} | OTHERS.keys() | CODED.keys() | OF_CHANCE
    missing = {name for name, item in items.items() if item["peer"]} - known
    assert not missing, f"no script of {missing} is compared"
    for name, parameters in OTHERS.items():
        for params in parameters:
            for data, scale in ((peers.made()[0], "standard"), (peers.made()[3], "none")):
                spec = compatible(items[name], params)
                options = [*data.reading, "--scale", scale, "--seed", 3, "--sampler", spec]
                yield f"{data.name}: {spec}, scale {scale}", lambda d=data, o=options, m=MENDED.get(name, str): compare(d.path, *o, run=ran_here, mend=m)


def renewed(name, late):
    """Of a script's text, the same with @late in place of what imbalanced-learn 0.10 has, as the script says."""
    def mend(text):
        assert "0.12" in text.splitlines()[2], text
        words = re.search(f"from imblearn[.]\\w+ import {name}\n", text)[0]
        needed = "from imblearn.under_sampling import EditedNearestNeighbours\nfrom sklearn.neighbors import KNeighborsClassifier\n"
        return text.replace(words, words + needed + inspect.getsource(late) + f"\n{name} = {late.__name__}\n")
    return mend


weighed = renewed("SMOTENC", sampled.Weighed)
MENDED = {"smotenc": weighed, "neighbourhood-cleaning-rule": renewed("NeighbourhoodCleaningRule", sampled.NeighbourhoodCleaningRule)}


def coded_cases():
    """Categories are handed over as codes; filling and scaling are for the numbers beside them."""
    for name, tables in CODED.items():
        for data in tables():
            for scale in ("none", "standard"):
                for chain in ([f"{name}:k_neighbors=3"], ["random-under:sampling_strategy=majority" if len(data.counts) > 2 else "random-under:sampling_strategy=0.7", name]):
                    options = [*data.reading, "--scale", scale, "--seed", 5, *(word for spec in chain for word in ("--sampler", spec))]
                    yield (f"{data.name}: {' + '.join(chain)}, scale {scale}",
                           lambda d=data, o=options, m=MENDED.get(name, str): compare(d.path, *o, run=ran_here, mend=m))


def odd_file():
    return imbal.write("odd.csv", "Größe;ge\"wicht;Klasse\n" + "".join(
        f"{i * 37 % 101 / 10:.3f};{'?' if i % 9 == 4 else f'{i * 53 % 89 / 7:.2f}'};{'ja, klar' if i % 4 == 0 else 'nein' if i != 7 else '?'}\n".replace(".", ",")
        for i in range(80)))


def test_a_file_is_read_as_imbal_read_it():
    """Semicolons, decimal commas, question marks, quotes in names; rows without a label are left out. Many distances are equal
    here, and which of them a scale's rounding makes smaller is chance: nothing is scaled."""
    for sampler in ("random-over", "random-under", "smote:sampling_strategy={\"ja, klar\":40}", "smote:k_neighbors=2"):
        for impute in ("median", "mean", "constant"):
            compare(odd_file(), "--sampler", sampler, "--impute", impute, "--scale", "none")


def test_words_of_the_plan_and_the_file_do_not_become_code():
    """Python takes "coding:NAME" in a comment for the encoding of the file, and +ACI- is a quote in UTF-7."""
    rare, name = "coding:utf-7", "a+ACI-];print(6*7);x=[+ACI-"
    rows = "".join(f"{i},{i * 7 % 11},{rare if i < 4 else 'x'}\n" for i in range(20))
    path = imbal.write("words.csv", f"{name},b,y\n" + rows)
    compare(path, "--sampler", f'random-over:sampling_strategy={{"{rare}":9}}', "--scale", "none", run=ran_alone)


def test_codes_stay_text():
    """007 is no 7, and #N/A no comment."""
    rows = "".join(f"{'#N/A' if i == 5 else i},{i * 7 % 11},{'007' if i < 4 else '08'}\n" for i in range(20))
    path = imbal.write("codes.csv", "a,b,y\n" + rows)
    compare(path, "--text", "y", "--sampler", "smote:k_neighbors=2", "--scale", "none")
    assert "comment=" not in script_of(path, "--sampler", "random-over")
    said = imbal.write("said.csv", "# made by hand\na,b,y\n" + rows.replace("#N/A", ""))
    compare(said, "--text", "y", "--sampler", "random-over", "--scale", "none")
    with gzip.open(imbal.FOLDER / "said.csv.gz", "wb") as file:
        file.write((imbal.FOLDER / "said.csv").read_bytes())
    compare(imbal.FOLDER / "said.csv.gz", "--text", "y", "--sampler", "random-over", "--scale", "none")


def people():
    """Words, numbers used as categories, whole numbers, holes."""
    rng = np.random.RandomState(4)
    lines = ["age,colour,income,rooms,class"]
    for i in range(150):
        rare = i % 5 == 0
        income = "" if i % 23 == 3 else f"{rng.normal(30 + 8 * rare, 6):.6f}"
        lines.append(f"{rng.randint(18, 60) + 15 * rare},{rng.choice(['red', 'blue', 'Grün'])},{income},{rng.choice([2, 10, 3])},{'yes' if rare else 'no'}")
    return imbal.write("people.csv", "\n".join(lines) + "\n")


def test_words_and_whole_numbers_come_back_as_imbal_writes_them():
    """Without --raw: values of synthetic rows within those met, whole where all are."""
    options = [people(), "--categorical", "colour,rooms", "--sampler", "smotenc:k_neighbors=4", "--seed", 2]
    text = imbal.write("script.py", weighed(script_of(*options)))
    subprocess.run([sys.executable, "-W", "ignore", text], check=True, cwd=imbal.FOLDER, timeout=300)
    imbal.run("resample", *options, "-o", "ours.csv", "--quiet")
    ours, theirs = (list(csv.reader(open(imbal.FOLDER / name, encoding="utf-8"))) for name in ("ours.csv", "by-script.csv"))
    assert ours[0] == theirs[0] and len(ours) == len(theirs) == 241, (len(ours), len(theirs))
    for mine, row in zip(ours[1:], theirs[1:]):
        assert mine[1] == row[1] and mine[4] == row[4] and float(mine[3]) == float(row[3]), (mine, row)
        assert float(mine[0]) == float(row[0]), (mine, row)
        assert (mine[2] == row[2] == "") or abs(float(mine[2]) - float(row[2])) < 1e-9, (mine, row)


def texts(path, *options):
    """What the script writes and what imbal writes, to the last character."""
    run_script(script_of(path, *options))
    imbal.run("resample", path, *options, "-o", "ours.csv", "--quiet")
    return [(imbal.FOLDER / name).read_text(encoding="utf-8") for name in ("by-script.csv", "ours.csv")]


def test_cells_are_those_that_imbal_writes():
    """Whole numbers as such, in whole columns and others, as labels, and where a category is its code."""
    rng = np.random.RandomState(6)
    lines = ["age,income,colour,flag,size,class"]
    for i in range(120):
        income = "" if i % 23 == 3 else f"{rng.normal(0, 6) * 10.0 ** rng.randint(-9, 9) if i % 4 else rng.randint(-9, 9):.15g}"
        lines.append(f"{rng.randint(18, 60)},{income},{rng.choice(['red', 'green', 'Blau'])},{rng.choice(['true', 'false'])},{rng.choice([2, 10])},{1.5 if i % 5 == 0 else 2}")
    path = imbal.write("mix.csv", "\n".join(lines) + "\n")
    for options in ([], ["--raw", "--scale", "none"], ["--raw"], ["--ignore", "income", "--raw"]):
        for sampler in ("random-over", "random-under"):
            theirs, ours = texts(path, "--target", "class", "--categorical", "size,colour", "--sampler", sampler, *options)
            if "--raw" in options:
                assert theirs == ours, (options, theirs[:300], ours[:300])
            used = [j for j, name in enumerate(ours.splitlines()[0].split(",")) if name in theirs.splitlines()[0].split(",")]
            assert [",".join(np.array(line.split(","))[used]) for line in ours.splitlines()] == theirs.splitlines(), (options, sampler)
    plain = imbal.write("plain.csv", "a,b,y\n" + "".join(f"{i * 37 % 41},{i * 7 % 20},{'x' if i % 5 else 'z'}\n" for i in range(50)))
    theirs, ours = texts(plain, "--sampler", "smote:k_neighbors=3", "--scale", "none", "--domain", "cut")
    assert theirs == ours and "." not in theirs, theirs
    assert ours != texts(plain, "--sampler", "smote:k_neighbors=3", "--scale", "none")[1]
    theirs, ours = texts(plain, "--sampler", "smote:k_neighbors=3", "--scale", "none")
    assert theirs == ours and ".0," not in theirs, theirs
    long = imbal.write("long.csv", "a,b,y\n" + "".join(f"{10 ** 15 + i * 10},{-i * 10 ** 14},{'x' if i % 5 else 'z'}\n" for i in range(50)))
    theirs, ours = texts(long, "--numeric", "a,b", "--sampler", "smote:k_neighbors=3", "--scale", "none")
    assert theirs == ours and "e" not in theirs, theirs


def test_labels_that_are_words_do_not_fail():
    """In imbalanced-learn 0.10 the second step of the cleaning rule works with numbers only."""
    rows = "".join(f"{i * 37 % 41},{i * 7 % 23},{'yes' if i % 5 == 0 else 'no'}\n" for i in range(80))
    _, X, y = ran(script_of(imbal.write("named.csv", "a,b,y\n" + rows), "--sampler", "neighbourhood-cleaning-rule"))
    assert set(y) == {"yes", "no"} and y.count("yes") == 16 and y.count("no") < 64


def test_labels_read_as_text_are_in_the_order_of_numbers():
    """Classes are cleaned in their order: 9 comes before 10, and -1 before +5, whatever words would do."""
    rng = np.random.RandomState(3)
    for few, many in (("10", "9"), ("9", "10"), ("+5", "-1"), ("-0.5", "-2"), ("1e3", "5"), ("b", "a")):
        rows = "".join(f"{rng.normal(c):.4f},{rng.normal(c):.4f},{label}\n" for c, label, n in ((0, few, 25), (1, many, 60)) for _ in range(n))
        path = imbal.write("ordered.csv", "a,b,y\n" + rows)
        for sampler in ("edited-nearest-neighbours:compat=imbalanced-learn,sampling_strategy=all", "random-under", f"smote:sampling_strategy={{{few}:40}}"):
            compare(path, "--target", "y", "--text", "y", "--sampler", sampler, "--scale", "none", run=ran_here)


def test_rows_of_chance_are_not_said_to_be_the_same():
    """As many rows of each class, and the script and a note say that others may be drawn. Labels that are words do not fail in
    imbalanced-learn's table of probabilities."""
    for data in (peers.made()[0], peers.made()[3]):
        for spec in ("cluster-centroids", "cluster-centroids:n_init=3,voting=hard", "instance-hardness-threshold:n_estimators=15",
                     "instance-hardness-threshold", "kmeans-smote:kmeans_estimator=4,cluster_balance_threshold=0.01"):
            options = [data.path, *data.reading, "--seed", 1, "--sampler", spec]
            text, notes = imbal.run("resample", *options, "--script", "python", "-o", "by-script.csv")
            assert any("same" in line for line in text.splitlines()[1:4] if line.startswith("#")), text[:600]
            assert "random draws" in notes, notes
            _, _, y = ran_here(text)
            imbal.run("resample", *options, "--raw", "-o", "ours.csv", "--quiet")
            _, _, labels = read(imbal.FOLDER / "ours.csv")
            for label in set(labels) | set(y):
                assert abs(y.count(label) - labels.count(label)) <= max(4, 0.04 * len(labels)), (spec, label, y.count(label), labels.count(label))
    table = peers.made()[0]
    assert "borderline-2 is another method before imbalanced-learn 0.12" in script_of(
        table.path, *table.reading, "--sampler", "borderline-smote:kind=borderline-2")


def test_categories_are_for_those_who_only_choose_rows():
    text, _ = imbal.run("resample", imbal.small(), "--sampler", "random-under", "--script", "python", "-o", "by-script.csv", "--quiet")
    imbal.write("script.py", text)
    subprocess.run([sys.executable, "-W", "ignore", "script.py"], check=True, cwd=imbal.FOLDER, timeout=300)
    imbal.run("resample", imbal.small(), "--sampler", "random-under", "-o", "ours.csv", "--quiet")
    ours, theirs = (list(csv.reader(open(imbal.FOLDER / name))) for name in ("ours.csv", "by-script.csv"))
    assert [(r[2], r[3]) for r in ours] == [(r[2], r[3]) for r in theirs]
    assert "colour" in imbal.fails(1, "resample", imbal.small(), "--sampler", "smote", "--script", "python")


def test_what_has_no_peer_is_refused():
    table = peers.made()[0].path
    assert "smote-nan" in imbal.fails(1, "resample", table, "--sampler", "smote-nan", "--script", "python")
    assert "numbers only" in imbal.fails(1, "resample", people(), "--categorical", "colour", "--sampler", "instance-hardness-threshold", "--script", "python")
    assert "numbers only" in imbal.fails(1, "resample", people(), "--sampler", "random-over:shrinkage=0.5", "--script", "python")
    assert "missing values" in imbal.fails(1, "resample", people(), "--categorical", "rooms", "--ignore", "colour", "--impute", "none",
                                           "--sampler", "smotenc", "--script", "python")
    assert "groups" in imbal.fails(1, "resample", people(), "--ignore", "colour", "--group", "rooms", "--sampler", "tomek-links", "--script", "python")
    assert "metric=heom" in imbal.fails(1, "resample", table, "--sampler", "smote:metric=heom", "--script", "python")
    for sampler in ("smoten", "smote:k_neighbors=999"):  # in the words in which they are refused without a script
        words = imbal.fails(1, "resample", table, "--sampler", sampler, "-o", "out.csv").splitlines()[-1]
        assert words in imbal.fails(1, "resample", table, "--sampler", sampler, "--script", "python"), words
    assert "sample of the rows" in imbal.fails(1, "resample", table, "--rows", 50, "--sampler", "smote", "--script", "python")
    assert "use python" in imbal.fails(2, "resample", table, "--sampler", "smote", "--script", "perl")
    assert "--mark" in imbal.fails(2, "resample", table, "--sampler", "smote", "--script", "python", "--mark", "m")


def test_the_script_is_all_of_the_json():
    answer = imbal.ask("resample", peers.made()[0].path, "--sampler", "smote", "--script", "python")
    assert "SMOTE(random_state=0)" in answer["script"] and answer["plan"] == "smote"


def test_peers_have_what_the_tables_say():
    """Every class is there, and every parameter that is not ours; what imbalanced-learn calls otherwise is a mistake."""
    for item in imbal.ask("list", "samplers")["items"]:
        if item["peer"] is None:
            continue
        module, name = item["peer"].rsplit(".", 1)
        known = inspect.signature(getattr(importlib.import_module(module), name)).parameters
        for param in item["params"]:
            assert param["ours"] or param["name"] in known, (item["id"], param["name"])
        assert not item["random"] or "random_state" in known, item["id"]


tap.run([*cases(), *other_cases(), *coded_cases(), *tap.cases_of(globals())])
