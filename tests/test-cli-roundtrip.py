# SPDX-License-Identifier: GPL-3.0-or-later
"""imbal resample gives original rows back as they stood in the file, cell for cell and byte for byte."""
import csv
import gzip
import io
import os
import random
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import imbal
import tap

csv.field_size_limit(1 << 30)

NUMBERS = ("1.50", "007", "1e3", "+5", "-0", "0.1", "12", "3.14159265358979323846", "1E-7", " 4", "5 ", "0.30000000000000004", "NA", "?", "")
WORDS = ("TRUE", "False", "red", " a", "b ", "=1+1", "<b>%s", "ü", "12345678901234567890", "NULL", "x y")
AWKWARD = ("say \"hi\"", "a,b", "c;d", "two\nlines", "tab\there")


def make(seed, delimiter, quoting, end):
    """(rows, bytes): a table whose spellings are odd; the class in the last column."""
    draw = random.Random(seed)
    rows = [["number", "other", "word", "awkward", "class"]]
    for i in range(40):
        rows.append([draw.choice(NUMBERS) if i > 20 else f"{draw.random() * 9:.3f}0", f"{i}.{draw.randrange(10)}0", draw.choice(WORDS),
                     draw.choice(AWKWARD) if quoting != csv.QUOTE_NONE else "plain", " yes" if i % 4 == 0 else "no"])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return rows, out.getvalue().encode()


def tables():
    for seed in range(24):
        delimiter = ",;\t|"[seed % 4]
        quoting = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE)[seed % 3]
        yield make(seed, delimiter, quoting, ("\n", "\r\n")[seed // 3 % 2]) + (delimiter,)


def read(data, delimiter=","):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_without_a_sampler_the_file_comes_back():
    for n, (_, data, delimiter) in enumerate(tables()):
        table = imbal.write(f"odd{n}.csv", data)
        imbal.run("resample", table, "--target", "class", "--delimiter", "tab" if delimiter == "\t" else delimiter, "--sampler", "none", "-o", "out.csv")
        assert (imbal.FOLDER / "out.csv").read_bytes() == data, n


def test_kept_rows_and_copies_are_rows_of_the_file():
    for n, (rows, data, delimiter) in enumerate(tables()):
        table = imbal.write(f"odd{n}.csv", data)
        for sampler in ("random-over", "random-under", "smote:k_neighbors=3"):
            imbal.run("resample", table, "--target", "class", "--ignore", "awkward,word", "--delimiter", "tab" if delimiter == "\t" else delimiter,
                      "--sampler", sampler, "--mark", "from", "-o", "out.csv")
            out = read((imbal.FOLDER / "out.csv").read_bytes(), delimiter)
            assert out[0] == rows[0] + ["from"]
            for row in out[1:]:
                assert len(row) == 6 and row[4] in (" yes", "no"), row
                assert row[:5] in rows or (sampler.startswith("smote") and row[5] == "synthetic"), row


def test_synthetic_rows_are_spelled_in_the_dialect_of_the_source():
    lines = ["a;b;farbe;klasse"] + [f"{i},50;{i * 7 % 11},25; rot;{'1.0' if i % 5 == 0 else '2.0'}" for i in range(1, 41)]
    imbal.write("german.csv", "\ufeff" + "\r\n".join(lines) + "\r\n")
    imbal.run("resample", "german.csv", "--target", "klasse", "--categorical", "farbe", "--sampler", "smote:k_neighbors=3", "-o", "out.csv")
    data = (imbal.FOLDER / "out.csv").read_bytes()
    assert data.startswith(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    made = read(data, ";")[41:]
    assert len(made) == 24
    for row in made:
        assert row[2:] == [" rot", "1.0"] and "." not in row[0] and float(row[0].replace(",", ".")) > 0, row


def test_a_file_without_names_gets_none_unless_asked():
    lines = [f"{i}.50,{i * 7 % 11},{'x' if i % 5 else 'y'}" for i in range(1, 31)]
    table = imbal.write("bare.csv", "\n".join(lines))
    out, _ = imbal.run("resample", table, "--sampler", "none", "-o", "-")
    assert out.splitlines() == lines
    out, _ = imbal.run("resample", table, "--sampler", "none", "--mark", "from", "-o", "-")
    assert out.splitlines() == ["column 1,column 2,column 3,from"] + [line + ",original" for line in lines]


def test_pipes_and_packed_files_come_back_too():
    _, data = make(3, ",", csv.QUOTE_MINIMAL, "\n")
    options = ("--target", "class", "--sampler", "none", "-o", "out.csv")
    imbal.write("packed.csv.gz", gzip.compress(data))
    imbal.run("resample", "packed.csv.gz", *options)
    assert (imbal.FOLDER / "out.csv").read_bytes() == data
    imbal.run("resample", "-", *options, text=data)
    assert (imbal.FOLDER / "out.csv").read_bytes() == data
    os.mkfifo(imbal.FOLDER / "fifo")
    for _ in range(20): # a second look at the pipe would take it from its writer
        waiting = subprocess.Popen(["sh", "-c", "cat > fifo"], cwd=imbal.FOLDER, stdin=subprocess.PIPE)
        waiting.stdin.write(data)
        waiting.stdin.close()
        imbal.run("resample", "fifo", *options)
        assert waiting.wait() == 0 and (imbal.FOLDER / "out.csv").read_bytes() == data
    feeder = subprocess.Popen(["sh", "-c", "cat > fifo"], cwd=imbal.FOLDER, stdin=subprocess.PIPE)
    process = imbal.start("resample", "fifo", *options)
    feeder.communicate(data)
    assert process.communicate()[1] is not None and process.returncode == 0
    assert (imbal.FOLDER / "out.csv").read_bytes() == data


def test_every_table_at_hand_comes_back():
    shared = os.environ.get("IMB_SHARED")
    if shared is None:
        print("# IMB_SHARED is not set: the datasets there are not tried")
        return
    n_same = 0
    for path in sorted(Path(shared, "datasets").glob("*/*.csv")) + sorted(Path(shared, "datasets").glob("tables/*.data*")):
        process = imbal.start("resample", path, "--sampler", "none", "-o", "out.csv", "--json")
        out, err = process.communicate()
        if process.returncode != 0:
            assert err.startswith(b"imbal: ") or b"\nimbal: " in err, err
            continue
        describe = imbal.ask("describe", path)
        if describe["reading"]["encoding"] != "UTF-8" or path.read_bytes().startswith(b"\x1f\x8b"):
            continue
        source = path.read_bytes().replace(b"\0", b"")
        delimiter = describe["reading"]["delimiter"]
        delimiter = {"tab": "\t", "space": " "}.get(delimiter, delimiter)
        rows, got = read(source, delimiter), read((imbal.FOLDER / "out.csv").read_bytes(), delimiter)
        at = iter(rows)
        assert all(row in at for row in got), f"{path}: a row that is not in the file, or not in its order"
        n_rows = describe["rows"] - sum(c["missing"] for c in describe["columns"] if c["name"] == describe["target"]["name"])
        assert len(got) == n_rows + (describe["reading"]["header"] is not False), (path, len(got), n_rows)
        n_same += got == rows
    assert n_same >= 30, n_same


tap.run(tap.cases_of(globals()))
