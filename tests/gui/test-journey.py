# SPDX-License-Identifier: GPL-3.0-or-later
"""One sitting with the window: open, ask, resample, compare, move the threshold, save, undo; then what a
window is asked that cannot be done. Everything as a person does it; see driver.py.

The table is made here: 5,404 rows × 6, two classes of overlapping clouds, like the sounds of phoneme. Where
IMB_SHARED names a folder of datasets, phoneme itself is opened, too."""
import os
import random
import struct
import sys
import tempfile
import zlib
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).parent.parent))
import driver
import tap
from driver import set_value, value

FOLDER = Path(tempfile.mkdtemp(prefix="imbal-journey-"))
ROWS = 5404


def make_table():
    rng = random.Random(7)
    lines = ["V1,V2,V3,V4,V5,Class"]
    for row in range(ROWS):
        rare = row % 10 < 3
        at = 0.9 if rare else -0.4
        lines.append(",".join(f"{rng.gauss(at * (c % 2), 1):.4f}" for c in range(1, 6)) + (",2" if rare else ",1"))
    path = FOLDER / "sounds.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def make_picture():
    """A real PNG, under a name that lies."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + bytes(range(64)) * 3 for _ in range(64))
    path = FOLDER / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))
    return path


def write(name, text):
    path = FOLDER / name
    path.write_text(text)
    return path


def open_by_dialog(app, path):
    """Ctrl+O, then the path: the slash opens the field for it."""
    app.keys("ctrl+o")
    app.give_path("Open a table", path, "ctrl+l")
    driver.wait(lambda: app.can("page"), "the table")
    app.idle()


def with_app(function):
    def case():
        with driver.Explorer(driver.program()) as app:
            function(app)
            app.quit()
    return case


def the_journey(app):
    path = make_table()
    open_by_dialog(app, path)
    app.reads(r"5\s404 rows")
    app.idle()
    app.picture("1-data")

    # another target, and back
    app.choose("Column", "V1")
    app.reads("continuous|different values|many classes|classes")
    app.idle()
    app.picture("2-target")
    assert app.can("undo")
    app.keys("ctrl+z")
    app.idle()
    app.reads(r"1:2\.3")

    # SMOTE with another parameter
    app.page("resample")
    app.idle()
    app.find("combo box", "Method")
    app.figure("synthetic")
    app.reads(r"[\d\s]+ synthetic rows")
    neighbours = app.find("spin button", "Neighbours")
    set_value(neighbours, 3)
    app.idle()
    assert value(neighbours) == 3
    app.keys("ctrl+z")
    app.idle()
    driver.wait(lambda: value(neighbours) == 5, "undo to bring back 5 neighbours")
    app.keys("ctrl+shift+z")
    app.idle()
    driver.wait(lambda: value(neighbours) == 3, "redo to bring 3 neighbours again")
    app.picture("3-resample")

    # compare
    app.page("compare")
    app.press("push button", "Compare")
    app.idle()
    matrix = app.find("image", "Confusion matrix")
    before = driver.wait(matrix.get_description, "the matrix in words")
    app.picture("4-compare")
    set_value(app.find("slider", "Threshold"), 0.2)
    driver.wait(lambda: abs(value(app.find("spin button", "Threshold")) - 0.2) < 1e-9, "the number beside the slider")
    driver.wait(lambda: matrix.get_description() != before, "other counts in the matrix")
    print(f"# {before}\n# {matrix.get_description()}", flush=True)
    app.picture("5-threshold")

    # save a figure
    app.page("report")
    saved = FOLDER / "matrix.pdf"
    app.press("push button", "Save the figure Confusion matrix")
    app.dialog("Save Figure")
    app.picture("6-save")
    app.give_path("Save Figure", saved, "ctrl+a")
    driver.wait(lambda: saved.exists() and saved.read_bytes().startswith(b"%PDF"), "the saved figure")
    app.picture("7-report")
    assert app.refusal() == ""


def test_from_opening_to_a_saved_figure():
    with_app(the_journey)()


def test_what_is_no_table_is_refused_and_the_dataset_stays():
    def story(app):
        app.open(make_table())
        title = app.find("frame").get_name()
        for path in [make_picture(), write("empty.csv", ""), FOLDER / "missing.csv"]:
            app.open(path)
            sentence = driver.wait(app.refusal, f"a sentence about {path.name}")
            print(f"# {path.name}: {sentence}", flush=True)
            assert path.name in sentence and len(sentence) > 20, sentence
            assert app.find("frame").get_name() == title
            app.reads(r"5\s404 rows")
        app.picture("8-refused")
        app.page("classes")
        app.figure(r"5\s404")

    with_app(story)()


def test_one_class_is_shown_and_said():
    def story(app):
        app.open(write("one.csv", "a,b,class\n" + "".join(f"{i / 7:.3f},{i * i / 11:.3f},no\n" for i in range(60))))
        app.reads("60 rows")
        app.page("classes")
        app.reads("All rows are of one class")
        app.page("resample")
        app.reads("sampling needs rows of at least two classes")
        app.page("compare")
        app.press("push button", "Compare")
        app.idle()
        app.reads("(?i)two classes|one class")
        for page in driver.PAGES:
            app.page(page)
            app.picture(f"9-one-class-{page}")
        app.open(make_table())
        app.page("data")
        app.reads(r"5\s404 rows")
        assert app.refusal() == ""

    with_app(story)()


def test_phoneme_itself():
    shared = os.environ.get("IMB_SHARED")
    if not shared:
        print("# IMB_SHARED is not set: phoneme itself was not opened, the table made here was", flush=True)
        return

    def story(app):
        app.open(Path(shared) / "datasets" / "tables" / "phoneme.csv")
        app.reads(r"5\s404 rows, 6 columns")
        app.page("compare")
        app.press("push button", "Compare")
        app.idle()
        app.figure(r"(?i)threshold")

    with_app(story)()


if __name__ == "__main__":
    chosen = [case for case in tap.cases_of(dict(globals())) if len(sys.argv) < 2 or sys.argv[1] in case[0]]
    tap.run(chosen)
