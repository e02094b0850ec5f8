# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom, and how long a file and a function may be: layers.py ROOT [IMBAL].

A room's arrows are one row of ARROWS: a file in it may include, of the project, only what is named there."""
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import tap

ROOT = Path(sys.argv[1])
IMBAL = sys.argv[2] if len(sys.argv) > 2 else None
TOOLKIT = re.compile(r"^(gtk/|gdk/|gsk/|adwaita|libadwaita|gdk-pixbuf)")
DRAWING = re.compile(r"^(cairo|pango)")
MAX_FILE = 700
MAX_FUNCTION = 60
MAX_KERNEL = 100

# room: what its files may include; a name that ends with / is a folder.
ARROWS = {
    "engine/core/": ["engine/core/"],
    "engine/params/": ["engine/core/", "engine/params/"],
    "engine/kernels/": ["engine/core/", "engine/kernels/"],
    "engine/data/": ["engine/core/", "engine/data/", "engine/kernels/", "engine/params/"],
    "engine/io/": ["engine/core/", "engine/data/", "engine/io/", "engine/kernels/", "engine/samplers/imb-"],
    "engine/samplers/": ["engine/core/", "engine/kernels/", "engine/params/", "engine/samplers/imb-", "engine/samplers.inc"],
    "engine/models/": ["engine/core/", "engine/kernels/", "engine/params/", "engine/samplers/imb-", "engine/models/imb-", "engine/models.inc"],
    "engine/metrics/": ["engine/core/", "engine/kernels/", "engine/params/", "engine/metrics/"],
    "engine/evaluate/": ["engine/"],
    "engine/imb.h": ["engine/"],
    "widgets/draw/": ["widgets/draw/"],
    "widgets/figures/": ["engine/imb.h", "widgets/draw/", "widgets/figures/"],
    "widgets/": ["engine/imb.h", "widgets/"],
    "app/cli/": ["engine/imb.h", "widgets/figures/", "app/cli/"],
    "app/": ["engine/imb.h", "widgets/", "app/"],
}
WITHOUT_TOOLKIT = ("engine/", "widgets/draw/", "widgets/figures/", "app/cli/")


def sources():
    for room in ("engine", "widgets", "app"):
        for path in sorted((ROOT / room).rglob("*.[ch]")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def includes(text):
    """(quote, name) of each; what the build writes, *.inc, belongs to who includes it."""
    found = re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', text, re.MULTILINE)
    return [(quote, what) for quote, what in found if not what.endswith(".inc")]


def room_of(name):
    return max((room for room in ARROWS if name.startswith(room)), key=len, default=None)


def complain(problems):
    assert not problems, "\n" + "\n".join(problems)


def known(what):
    """A file of the tree, or a list that the build writes from NAME.inc.in in the folder it lists."""
    written = ROOT / what.replace(".inc", "") / (Path(what).name + ".in")
    return (ROOT / what).exists() or (what.endswith(".inc") and written.exists())


def test_includes_start_at_the_root():
    complain([f'{name}: "{what}" is no path from the root'
              for name, text in sources() for quote, what in includes(text)
              if quote == '"' and "/" in what and not known(what)]
             + [f'{name}: "{what}" does not start at the root'
                for name, text in sources() for quote, what in includes(text)
                if quote == '"' and "/" not in what and not (ROOT / what).exists()])


def test_arrows_never_go_up():
    problems = []
    for name, text in sources():
        room = room_of(name)
        if room is None:
            problems.append(f"{name}: no room of the architecture")
            continue
        for quote, what in includes(text):
            own = name.rsplit(".", 1)[0] + ".h" == what
            if quote == '"' and not own and not any(what.startswith(a) for a in ARROWS[room]):
                problems.append(f"{name}: includes {what}; {room} may include {', '.join(ARROWS[room])}")
    complain(problems)


def test_only_the_outer_rooms_know_a_toolkit():
    complain([f"{name}: includes <{what}>"
              for name, text in sources() if name.startswith(WITHOUT_TOOLKIT)
              for _, what in includes(text) if TOOLKIT.match(what)])


def test_the_engine_does_not_draw():
    complain([f"{name}: includes <{what}>"
              for name, text in sources() if name.startswith("engine/")
              for _, what in includes(text) if DRAWING.match(what)])


def test_no_file_is_longer_than_700_lines():
    complain([f"{name}: {text.count(chr(10))} lines"
              for name, text in sources() if text.count("\n") > MAX_FILE])


def functions(text):
    """(line, name, lines of the body, has a comment above) of each function, by GNU style's braces in column 1."""
    lines = text.split("\n")
    for end, line in enumerate(lines):
        if line != "}":
            continue
        start = next((i for i in range(end, -1, -1) if lines[i] == "{"), None)
        if start is None:
            continue
        head = start - 1
        while head > 0 and not re.match(r"^[A-Za-z_]\w* \(", lines[head]):
            head -= 1
        above = head - 1
        while above > 0 and re.match(r"^[A-Za-z_]", lines[above]):
            above -= 1
        yield head + 1, lines[head].split(" ")[0], end - start + 1, lines[above].rstrip().endswith("*/")


def test_a_function_fits_on_a_screen():
    problems = []
    for name, text in sources():
        if not name.endswith(".c"):
            continue
        for line, function, length, has_reason in functions(text):
            if length > (MAX_KERNEL if has_reason else MAX_FUNCTION):
                problems.append(f"{name}:{line}: {function} has {length} lines"
                                + ("" if has_reason else " and no reason above it"))
    complain(problems)


def test_the_command_line_links_no_toolkit():
    linked = subprocess.run(["ldd", IMBAL], capture_output=True, text=True, check=True).stdout
    assert "libglib" in linked, linked
    assert "libgtk" not in linked and "libadwaita" not in linked, linked


tap.run(tap.cases_of(globals()))
