# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the code formatted as .clang-format says? format.py ROOT. Version 14 decides where it is installed;
with another one its number is printed, as versions differ in small things."""
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import tap

ROOT = Path(sys.argv[1])
TOOL = shutil.which("clang-format-14") or shutil.which("clang-format")
ROOMS = ["engine", "widgets", "app", "tests"]


def check(room):
    files = [str(path.relative_to(ROOT)) for path in sorted((ROOT / room).rglob("*.[ch]"))]
    assert TOOL is not None, "clang-format is not installed: install the package clang-format (version 14)."
    if not files:
        return
    done = subprocess.run([TOOL, "--dry-run", "-Werror", "--ferror-limit=3", *files],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, "\n" + done.stderr[-6000:] + "\nRun: clang-format -i FILE…"


if TOOL is not None:
    print("#", subprocess.run([TOOL, "--version"], capture_output=True, text=True).stdout.strip(), flush=True)
tap.run((f"{room} is formatted", lambda room=room: check(room)) for room in ROOMS)
