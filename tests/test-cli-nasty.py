# SPDX-License-Identifier: GPL-3.0-or-later
"""Awkward files: each becomes the table that is said here, or one sentence that names it. They lie in data/nasty, and the big ones are
made here; with IMB_SHARED set the files of its datasets/nasty are read, too, and its EXPECTED.csv must agree with what is said here. All
of it once more in a country with decimal commas."""
import csv
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
import comma
import imbal
import tap

OWN = Path(__file__).resolve().parent / "data" / "nasty"
SHARED = Path(os.environ["IMB_SHARED"]) / "datasets" / "nasty" if "IMB_SHARED" in os.environ else None
FEW = {"no": 48, "yes": 12}

# What becomes of a file: "load"; "notice" (and what a note or problem must say); "error" (and what the sentence must say);
# "refused" (loads; sampling says why it cannot). Then rows, columns, target and class counts.
CASES = {
    "01_quoted_newlines_commas.csv": ("load", "", 6, 4, "class", {"a": 4, "b": 2}),
    "02_utf8_bom_crlf.csv": ("load", "", 60, 4, "class", FEW),
    "03_utf16le_bom.csv": ("load", "", 60, 4, "class", FEW),
    "04_latin1.csv": ("notice", "Windows-1252", 40, 4, "classe", {"normal": 32, "évènement": 8}),
    "05_nul_bytes.csv": ("notice", "NUL bytes; they were removed", 60, 4, "class", FEW),
    "06_ragged.csv": ("notice", "3 fields where 4 belong", 6, 4, "class", {"x": 2, "y": 2}),
    "07_duplicate_headers.csv": ("notice", "“class” stands there more than once; column 5 is called “class.1”", 30, 5, "class", {"a": 25, "b": 5}),
    "08_empty_header_names.csv": ("notice", "2 columns have no name", 40, 4, "class", {"n": 35, "p": 5}),
    "09_empty_file.csv": ("error", "empty"),
    "10_header_only.csv": ("error", "no rows below the column names"),
    "11_single_class.csv": ("refused", "two classes", 50, 4, "class", {"no": 50}),
    "12_one_row.csv": ("refused", "class|feature", 1, 3, "class", {"a": 1}),
    "13_all_missing_column.csv": ("notice", "“na” is ignored: it has no value", 45, 5, "class", {"a": 40, "b": 5}),
    "14_missing_markers.csv": ("load", "", 20, 4, "class", {"neg": 15, "pos": 5}),
    "15_inf_overflow_hex.csv": ("notice", "“v”: 7 of 20 different values are no numbers", 20, 3, "class", {"a": 16, "b": 4}),
    "16_decimal_comma_semicolon.csv": ("notice", "decimal comma", 50, 4, "klasse", {"A": 45, "B": 5}),
    "17_tab_separated.csv": ("notice", "tabs", 60, 4, "class", FEW),
    "18_wide_10000_columns.csv": ("load", "", 30, 10001, "class", {"n": 25, "y": 5}),
    "19_one_megabyte_field.csv": ("load", "", 30, 4, "class", {"a": 23, "b": 7}),
    "20_unterminated_quote.csv": ("error", ":3:2: .*never closed"),
    "21_target_5000_classes.csv": ("refused", "looks like an identifier", 5000, 3, "class", {f"C{i:04}": 1 for i in range(5000)}),
    "22_float_target.csv": ("refused", "“price” looks continuous", 300, 3, None, None),
    "23_spaces.csv": ("notice", "Blanks around the fields", 60, 3, "class", FEW),
    "24_comments_and_blank_lines.csv": ("notice", "begin with #", 4, 3, "class", {"a": 3, "b": 1}),
    "25_thousands_separators.csv": ("notice", "thousands separators", 40, 3, "class", {"poor": 32, "rich": 8}),
    "26_dates.csv": ("notice", "“us” is ignored: it holds dates", 48, 5, "class", {"late": 8, "ok": 40}),
    "27_booleans.csv": ("load", "", 60, 5, "class", {"False": 50, "True": 10}),
    "28_emoji_unicode_labels.csv": ("load", "", 60, 3, "κλάση", {"😀": 35, "👨\u200d👩\u200d👧\u200d👦": 5, "na\u00efve": 5, "nai\u0308ve": 5, "中文标签": 5, "שלום": 5}),
    "29_png_renamed.csv": ("error", "PNG picture"),
    "30_gzip_renamed.csv": ("notice", "gzip", 60, 4, "class", FEW),
    "31_cr_only.csv": ("load", "", 60, 4, "class", FEW),
    "32_no_final_newline.csv": ("load", "", 60, 4, "class", FEW),
    "33_minority_of_one.csv": ("refused", "yes", 100, 4, "class", {"no": 99, "yes": 1}),
    "34_minority_below_k.csv": ("load", "", 64, 3, "class", {"a": 60, "b": 4}),
    "35_all_categorical.csv": ("load", "", 96, 4, "class", {"common": 88, "rare": 8}),
    "36_target_missing_values.csv": ("notice", "20 rows without a value of “class” are left out", 60, 3, "class", {"a": 30, "b": 10}),
    "37_constant_features.csv": ("load", "", 64, 4, "class", {"a": 56, "b": 8}),
    "38_huge_values.csv": ("load", "", 64, 3, "class", {"a": 56, "b": 8}),
    "39_long_integer_ids.csv": ("notice", "“account”: the numbers have more digits", 60, 3, "class", {"a": 54, "b": 6}),
    "40_markup_and_format_strings.csv": ("load", "", 50, 4, "class", {"&amp; %d %s": 40, "<span foreground='red'>x</span>": 10}),
    "41_late_type_change.csv": ("notice", "“oops” is not a number", 20500, 3, "class", {"a": 19475, "b": 1025}),
    "42_long_single_line.csv": ("error", "600000 columns"),
    "43_empty_quoted_vs_missing.csv": ("notice", "Blanks inside the quotes", 6, 3, "class", {"a": 5, "b": 1}),
    "44_arff_quirks.arff": ("load", "", 4, 5, "the class", {"neg": 3, "pos": 1}),
    "45_arff_undeclared_value.arff": ("notice", "“c” is not among the values declared", 3, 2, "class", {"a": 1, "b": 1, "c": 1}),
    "46_arff_no_data_section.arff": ("error", "@data"),
    "47_keel_outputs_not_last.dat": ("notice", "because the file says so", 4, 3, "Class", {"negative": 3, "positive": 1}),
}

# Which of these a list that allows several may call what.
ALLOWED = {"load": ("load", "notice"), "load with notice": ("notice", "load"), "load or clear error": ("load", "notice", "error"),
           "clear error": ("error",), "load, sampling refused": ("refused",)}


def make_big():
    """The big ones, beside the others in a folder of their own."""
    folder = imbal.FOLDER / "nasty"
    shutil.copytree(OWN, folder)

    def lines(name, rows):
        (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")

    lines("18_wide_10000_columns.csv", [",".join([f"f{j}" for j in range(10000)] + ["class"])] +
          [",".join([str((i + j) % 10) for j in range(10000)] + ["y" if i % 6 == 0 else "n"]) for i in range(30)])
    lines("19_one_megabyte_field.csv", ["id,blob,x,class"] +
          [f"{i},{'A' * (1 << 20) if i == 7 else 'short' + str(i)},{i / 7:.3f},{'b' if i % 4 == 3 else 'a'}" for i in range(30)])
    lines("21_target_5000_classes.csv", ["x1,x2,class"] + [f"{i % 17},{i % 23},C{i:04}" for i in range(5000)])
    lines("41_late_type_change.csv", ["id,x,class"] +
          [f"{i},{'oops' if i == 20000 else i % 997 / 8},{'b' if i % 20 == 0 else 'a'}" for i in range(20500)])
    (folder / "42_long_single_line.csv").write_text(",".join(str(j % 997) for j in range(600000)))
    return folder


def check_error(path, part, *arguments):
    """One line, no more: what is wrong with which file."""
    out, err = imbal.run(*arguments, path, status=1)
    assert out == "" and len(err.strip().splitlines()) == 1, err
    assert err.startswith("imbal: ") and Path(path).name in err and re.search(part, err), err


def check(path):
    outcome, part, *table = CASES[path.name]
    if outcome == "error":
        check_error(path, part, "describe")
        return
    answer = imbal.ask("describe", path)
    rows, columns, target, classes = table
    assert (answer["rows"], len(answer["columns"])) == (rows, columns), (answer["rows"], len(answer["columns"]))
    found = answer["target"]
    assert (found and found["name"], found and {c["label"]: c["count"] for c in found["classes"]}) == (target, classes), found
    said = answer["notes"] + [p["message"] for p in answer["problems"]]
    if outcome == "notice":
        assert any(part in sentence for sentence in said), said
        return
    if outcome == "load":
        return
    out, err = imbal.run("resample", path, "--sampler", "smote", "-o", "never.csv", status=1)
    sentence = err.strip().splitlines()[-1]
    assert sentence.startswith("imbal: ") and re.search(part, sentence) and not (imbal.FOLDER / "never.csv").exists(), err


def check_smote(folder):
    """What a person would do next works where it can, or says why not."""
    for name, words in [("34_minority_below_k.csv", "k_neighbors|neighbours"), ("35_all_categorical.csv", "."), ("37_constant_features.csv", "."),
                        ("15_inf_overflow_hex.csv", "."), ("38_huge_values.csv", ".")]:
        process = imbal.start("resample", folder / name, "--sampler", "smote", "-o", "out.csv")
        _, err = process.communicate(timeout=60)
        last = err.decode().strip().splitlines()[-1]
        assert process.returncode in (0, 1), (name, process.returncode)
        assert process.returncode == 0 or (last.startswith("imbal: ") and re.search(words, last)), (name, err)


def check_cells(folder):
    """Not only the shape."""
    kinds = {c["name"]: c for c in imbal.ask("describe", folder / "14_missing_markers.csv")["columns"]}
    assert (kinds["x1"]["type"], kinds["x1"]["missing"]) == ("number", 16)
    kinds = {c["name"]: c for c in imbal.ask("describe", folder / "16_decimal_comma_semicolon.csv")["columns"]}
    assert kinds["länge"]["type"] == kinds["breite"]["type"] == "number"
    kinds = {c["name"]: c for c in imbal.ask("describe", folder / "25_thousands_separators.csv")["columns"]}
    assert kinds["income"]["type"] == "number" and kinds["income"]["max"] > 1e5, kinds["income"]
    kinds = [c["type"] for c in imbal.ask("describe", folder / "26_dates.csv")["columns"]]
    assert kinds[:3] == ["date"] * 3
    kinds = {c["name"]: c for c in imbal.ask("describe", folder / "41_late_type_change.csv")["columns"]}
    assert (kinds["x"]["type"], kinds["x"]["missing"]) == ("number", 1)
    problem = imbal.ask("describe", folder / "41_late_type_change.csv")["problems"][0]
    assert problem["line"] == 20002 and problem["column"] == 2
    assert [p["line"] for p in imbal.ask("describe", folder / "06_ragged.csv")["problems"]] == [3, 5, 7]
    assert imbal.ask("describe", folder / "05_nul_bytes.csv")["problems"][0]["line"] == 32
    first = imbal.ask("describe", folder / "02_utf8_bom_crlf.csv")["columns"][0]["name"]
    assert first == "id", first


def test_the_shared_list_agrees_with_ours():
    if SHARED is None:
        print("# IMB_SHARED is not set: the files of its datasets/nasty are not read", flush=True)
        return
    rows = list(csv.DictReader(open(SHARED / "EXPECTED.csv", newline="", encoding="utf-8")))
    assert {row["file"] for row in rows} == set(CASES)
    for row in rows:
        outcome, _, *table = CASES[row["file"]]
        assert outcome in ALLOWED[row["outcome"]], row
        plain = dict(pair.rsplit("=", 1) for pair in row["class_counts"].split("; ") if re.fullmatch(r"\w+=\d+", pair))
        if outcome != "error" and len(plain) > 1 and plain.keys() == (table[3] or {}).keys():
            assert (int(row["columns"]), row["target"].split(" (")[0]) == (table[1], table[2]), row
            assert int(row["rows"]) == table[0] or row["file"] == "06_ragged.csv", row
            assert {label: int(count) for label, count in plain.items()} == table[3], row


# What is not a plain file, or not one that stays as it is.

def test_a_folder_is_refused():
    (imbal.FOLDER / "dir.csv").mkdir()
    check_error(imbal.FOLDER / "dir.csv", "cannot be read", "describe")


def test_a_dangling_link_is_refused():
    (imbal.FOLDER / "dangling.csv").symlink_to("nowhere.csv")
    check_error(imbal.FOLDER / "dangling.csv", "cannot be read", "describe")


def test_a_file_that_may_not_be_read_is_refused():
    path = imbal.small("secret.csv")
    path.chmod(0)
    imbal.FOLDER.chmod(0o755)
    as_nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        process = imbal.start("describe", path, **as_nobody)
    except PermissionError:
        print("# the program cannot be started as another user here: not tested without permission", flush=True)
        return
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and out == b"" and b"secret.csv" in err and len(err.splitlines()) == 1, err


def test_dev_null_is_empty():
    sentence = imbal.fails(1, "describe", "/dev/null")
    assert "null" in sentence and "empty" in sentence, sentence


def limit_memory():
    """To 1 GiB. The address sanitizer reserves 16 TiB of addresses; it has limits of its own, for one piece and for all."""
    if imbal.is_instrumented():
        limits = "max_allocation_size_mb=1024:allocator_may_return_null=1:hard_rss_limit_mb=4096"
        os.environ["ASAN_OPTIONS"] = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), limits]))
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def test_endless_zeros_end():
    start = time.monotonic()
    process = imbal.start("describe", "/dev/zero", preexec_fn=limit_memory())
    out, err = process.communicate(timeout=120)
    said = [line for line in err.splitlines() if b"WARNING: AddressSanitizer" not in line]
    assert process.returncode == 1 and out == b"" and len(said) == 1 and b"zero" in said[0], err
    assert time.monotonic() - start < 60


def test_devices_without_an_end_are_refused():
    for device in ["/dev/zero", "/dev/urandom"]:
        assert "device" in imbal.fails(1, "describe", device)


def test_a_hundred_gigabytes_are_refused_at_once():
    path = imbal.FOLDER / "huge.csv"
    with open(path, "wb") as file:
        file.truncate(100 << 30)
    start = time.monotonic()
    check_error(path, "memory", "describe")
    assert time.monotonic() - start < 10
    path.unlink()


def test_odd_names_are_only_names():
    for name in ["with blanks.csv", "a#b.csv", "100%20%s%n.csv", "😀 naïve.csv", "x" * 200 + "ü" * 20 + ".csv", "<b>&amp;.csv", "-dash.csv", "new\nline.csv"]:
        path = imbal.small(name)
        assert imbal.ask("describe", path)["rows"] == 60, name
        path.write_text("")
        process = imbal.start("describe", path)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1 and "empty" in err.decode() and len(err.splitlines()) == 1, (name, err)
    broken = os.fsencode(imbal.FOLDER) + b"/caf\xe9.csv"
    with open(broken, "wb") as file:
        file.write(b"a,class\n1,x\n2,y\n1,x\n2,x\n")
    out, _ = imbal.run("describe", os.fsdecode(broken), "--json")
    assert '"rows"' in out
    Path(imbal.FOLDER / "file: name.csv").write_text("a,class\n1,x\n2,y\n")
    assert imbal.ask("describe", "file: name.csv")["rows"] == 2


def test_a_fifo_is_read_when_it_is_written():
    path = imbal.FOLDER / "fifo.csv"
    os.mkfifo(path)
    process = imbal.start("describe", path, "--json")
    time.sleep(0.3)
    assert process.poll() is None
    with open(path, "wb") as file:
        for i in range(50):
            file.write(b"x,class\n" if i == 0 else f"{i},{'a' if i % 5 else 'b'}\n".encode())
            file.flush()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and re.search(rb'"rows": ?49', out), (out, err)


def test_a_fifo_that_nobody_writes_can_be_cancelled():
    path = imbal.FOLDER / "silent.csv"
    os.mkfifo(path)
    process = imbal.start("describe", path)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode != 0 and out == b"", out


def long_table(name, n_bytes=40 << 20):
    row = b"".join(f"{i * 37 % 101 / 8},{i * 53 % 89 / 7:.6f},{'red' if i % 3 else 'blue'},{'yes' if i % 9 == 0 else 'no'}\n".encode() for i in range(9 * 89 * 3))
    path = imbal.FOLDER / name
    path.write_bytes(b"width,height,colour,class\n" + row * (n_bytes // len(row)))
    return path


def finish(process, path, seconds=60):
    """Whatever it saw: a table or one sentence, and no signal."""
    out, err = process.communicate(timeout=seconds)
    assert process.returncode in (0, 1), (process.returncode, err[-2000:])
    assert process.returncode == 0 or (out == b"" and len(err.strip().splitlines()) == 1 and path.name.encode() in err), err[-2000:]
    assert b"CRITICAL" not in err and b"ERROR" not in err, err[-2000:]
    return process.returncode


def test_a_file_deleted_while_it_is_read():
    path = long_table("deleted.csv")
    process = imbal.start("describe", path, "--quiet")
    time.sleep(0.05)
    path.unlink()
    finish(process, path)


def test_a_file_truncated_while_it_is_read():
    for wait in (0.01, 0.03, 0.06, 0.1):
        path = long_table("truncated.csv")
        process = imbal.start("describe", path, "--quiet")
        time.sleep(wait)
        os.truncate(path, 1 << 20)
        finish(process, path)
        path.unlink()


def test_a_file_growing_while_it_is_read():
    path = long_table("growing.csv", 8 << 20)
    stop = threading.Event()

    def grow():
        with open(path, "ab") as file:
            while not stop.is_set():
                file.write(b"1.5,2.5,red,no\n" * 1000)
                file.flush()
                time.sleep(0.001)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        finish(imbal.start("describe", path, "--quiet"), path)
    finally:
        stop.set()
        writer.join()
    path.unlink()


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_reading_can_be_cancelled():
    """What its threads still do after Ctrl+C, in processor time: how long it takes depends on what else runs at the same time."""
    path = long_table("long.csv", 120 << 20)
    processors = os.cpu_count()
    for wait in (0.1, 0.15, 0.25):
        process = imbal.start("describe", path)
        time.sleep(wait)
        before = processor_seconds(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        spent = usage.ru_utime + usage.ru_stime - before
        assert process.returncode != 0 and out == b"", (process.returncode, out, err)
        assert spent < 0.1 * processors + 0.1, (wait, spent)
    path.unlink()


def test_decimal_commas_of_the_country_change_nothing():
    settings = comma.settings(imbal.FOLDER / "locales")
    if settings is None:
        print("# de_DE.UTF-8 cannot be made here (localedef, locales): not tested with a decimal comma", flush=True)
        return
    files = [FOLDER / name for name in CASES if (FOLDER / name).stat().st_size < 1 << 20]
    plain = [imbal.start("describe", path, "--json").communicate()[0] for path in files]
    imbal.ENVIRONMENT.update(settings)
    try:
        for path, before in zip(files, plain):
            check(path)
            after = imbal.start("describe", path, "--json").communicate()[0]
            assert re.sub(rb'"seconds":[^,}]*', b"", after) == re.sub(rb'"seconds":[^,}]*', b"", before), path
        check_cells(FOLDER)
        imbal.run("resample", imbal.small("comma.csv"), "--sampler", "random-over", "-o", "commas.csv")
        assert all(len(row) == 4 for row in imbal.rows_of(imbal.FOLDER / "commas.csv"))
    finally:
        for name in settings:
            imbal.ENVIRONMENT.pop(name)
        imbal.ENVIRONMENT["LC_ALL"] = "C.UTF-8"


FOLDER = make_big()
FOLDERS = [("own", FOLDER)] + ([("shared", SHARED)] if SHARED is not None else [])
cases = [(f"{which} {name}", lambda path=folder / name: check(path)) for which, folder in FOLDERS for name in CASES]
cases += [(f"{which} cells", lambda folder=folder: check_cells(folder)) for which, folder in FOLDERS]
cases += [(f"{which} files meet SMOTE", lambda folder=folder: check_smote(folder)) for which, folder in FOLDERS]
tap.run(cases + tap.cases_of(globals()))
