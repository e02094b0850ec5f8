# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that nobody would wish for, opened in one window after another: each gives a table or a sentence,
every page can be looked at, and the window answers. All are made here; where IMB_SHARED names a folder of
datasets, its nasty ones follow."""
import os
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).parent.parent))
import driver
import tap

FOLDER = Path(tempfile.mkdtemp(prefix="imbal-nasty-"))


def rows(n, line):
    return "".join(line(i) + "\n" for i in range(n))


def label(i):
    return "rare" if i % 8 == 0 else "common"


CASES = {
    "10001-columns.csv": lambda: ",".join(f"x{i}" for i in range(10000)) + ",class\n"
    + rows(30, lambda r: ",".join(str((r * i) % 17) for i in range(10000)) + "," + label(r)),
    "5000-classes.csv": lambda: "a,b,class\n" + rows(5000, lambda i: f"{i % 7},{i * 0.5},label {i}"),
    "one-megabyte-field.csv": lambda: "a,text,class\n" + rows(30, lambda i: f"{i},{'x' * (1 << 20) if i == 3 else 'y'},{label(i)}"),
    "markup.csv": lambda: "a & b,<i>c</i>,%s class %n\n"
    + rows(64, lambda i: f"{i * 0.25},{i % 5},{'<b>&amp; %s' if i % 8 else '</span>_&'}"),
    "one-row.csv": lambda: "a,b,class\n1,2,yes\n",
    "header-only.csv": lambda: "a,b,class\n",
    "huge-values.csv": lambda: "a,b,class\n" + rows(64, lambda i: f"{i + 1}e306,{'-' if i % 2 else ''}1e308,{label(i)}"),
    "constant-features.csv": lambda: "a,b,class\n" + rows(64, lambda i: f"1,0,{label(i)}"),
    "continuous-target.csv": lambda: "a,b,price\n" + rows(300, lambda i: f"{i},{i % 9},{i * 1.37 + 0.11:.4f}"),
    "minority-of-one.csv": lambda: "a,b,class\n" + rows(90, lambda i: f"{i * 0.3},{i % 13},{'rare' if i == 9 else 'common'}"),
    "all-missing.csv": lambda: "a,b,class\n" + rows(40, lambda i: f",{i},{label(i)}"),
    "all-categorical.csv": lambda: "a,b,class\n" + rows(96, lambda i: f"{'uvw'[i % 3]},{'pq'[i % 2]},{label(i)}"),
    "no-end-of-quote.csv": lambda: "a,b,class\n" + rows(30, lambda i: ('"' if i == 2 else "") + f"{i},2,{label(i)}"),
}


# Tables of which nothing can be compared: one class, or no feature that differs between rows.
INCOMPARABLE = {"one-megabyte-field.csv", "one-row.csv", "constant-features.csv", "all-missing.csv",
                "12_one_row.csv", "15_inf_overflow_hex.csv", "37_constant_features.csv"}


def compare(app, table):
    """Presses the button and waits; where nothing can be compared the page says so, and why."""
    if table not in INCOMPARABLE:
        app.press("push button", "Compare")
        app.idle()
        return

    title = app.find("label", "Cannot compare")
    texts = [t.get_name() or "" for t in app.look("label", None, title.get_parent())]
    assert any(len(text) >= 15 and text != title.get_name() for text in texts), (table, texts)


def look_at(app, path, table):
    """Opens and shows every page; gives the name of the table that is open then: its own, or the one before."""
    before = app.find("frame").get_name()
    begun = time.monotonic()
    app.open(path)
    sentence = app.refusal()
    title = app.find("frame").get_name()
    if sentence:
        assert title == before, (title, before)
        assert len(sentence) >= 15 and "\n" not in sentence, sentence
    else:
        assert path.name.split(".")[0] in title, (title, path)
    if app.can("page"):
        for page in driver.PAGES:
            app.page(page)
        app.page("compare")
        compare(app, table if sentence else path.name)
        app.page("data")
    print(f"# {path.name}: {sentence or title} ({time.monotonic() - begun:.1f} s)", flush=True)
    return table if sentence else path.name


def all_in_one_window(paths):
    with driver.Explorer(driver.program(), "--dataset", "two-moons:n_rows=100") as app:
        app.idle()
        table = "two-moons"
        for path in paths:
            try:
                table = look_at(app, path, table)
            except Exception:
                print(f"# it was {path.name}", flush=True)
                raise
        app.open(write("good.csv", "a,class\n" + rows(40, lambda i: f"{i},{label(i)}")))
        assert app.refusal() == ""
        app.quit()


def write(name, content):
    path = FOLDER / name
    path.write_text(content)
    return path


def test_files_made_here_give_a_table_or_a_sentence():
    all_in_one_window([write(name, make()) for name, make in CASES.items()])


def test_the_collection_gives_a_table_or_a_sentence():
    shared = os.environ.get("IMB_SHARED")
    if not shared:
        print("# IMB_SHARED is not set: only the files made here were opened", flush=True)
        return

    paths = sorted(p for p in (Path(shared) / "datasets" / "nasty").iterdir() if p.name[0].isdigit())
    assert len(paths) > 40, paths
    all_in_one_window(paths)


if __name__ == "__main__":
    tap.run(tap.cases_of(dict(globals())))
