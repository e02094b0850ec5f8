# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the code formatted as .clang-format says? format.py ROOT. Version 14 decides; where only another one is
installed, lines are compared without the few blanks inside a line that versions disagree about."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import tap

ROOT = Path(sys.argv[1])
TOOL = shutil.which("clang-format-14") or shutil.which("clang-format")
VERSION = subprocess.run([TOOL, "--version"], capture_output=True, text=True).stdout.strip() if TOOL else ""
ROOMS = ["engine", "widgets", "app", "tests"]


def lines_of(text):
    """Indentation and words, without blanks inside a line; a broken #pragma or macro as one line."""
    text = re.sub(r"\s*\\\n\s*", " ", text)
    return [re.match(r" *", line)[0] + re.sub(r"\s+", "", line) for line in text.splitlines()]


def differences(files):
    for name in files:
        text = (ROOT / name).read_text(encoding="utf-8")
        wanted = subprocess.run([TOOL, name], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for number, (is_line, should) in enumerate(zip(lines_of(text), lines_of(wanted)), 1):
            if is_line != should:
                yield f"{name}, near line {number}: {is_line.strip()}"
                break


def check(room):
    files = [str(path.relative_to(ROOT)) for path in sorted((ROOT / room).rglob("*.[ch]"))]
    assert TOOL is not None, "clang-format is not installed: install the package clang-format (version 14)."
    assert files, f"{room} has no source files"
    if " 14." not in VERSION:
        found = list(differences(files))
        assert not found, "\n" + "\n".join(found)
        return
    done = subprocess.run([TOOL, "--dry-run", "-Werror", "--ferror-limit=3", *files],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, "\n" + done.stderr[-6000:] + "\nRun: clang-format -i FILE…"


print("#", VERSION, flush=True)
tap.run((f"{room} is formatted", lambda room=room: check(room)) for room in ROOMS)
