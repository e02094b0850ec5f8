# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program imbal for the tests: its path is the test's first argument."""
import atexit
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
ENVIRONMENT = {"LC_ALL": "C.UTF-8"}  # what a test wants different for the program
FOLDER = Path(tempfile.mkdtemp(prefix="imbal-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def is_instrumented():
    """Whether the program was built with the address sanitizer."""
    return b"__asan_init" in Path(PROGRAM).read_bytes()


def start(*arguments, **options):
    """The running program; pipes for all three streams."""
    return subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, cwd=FOLDER, env={**os.environ, **ENVIRONMENT}, **options)


def run(*arguments, text="", status=0):
    """Standard output and standard error; the exit status must be as said."""
    process = start(*arguments)
    out, err = process.communicate(text.encode() if isinstance(text, str) else text, timeout=300)
    out, err = out.decode(), err.decode()
    assert process.returncode == status, f"{arguments}: status {process.returncode}, not {status}\n{out[-2000:]}\n{err[-4000:]}"
    return out, err


def ask(*arguments, text=""):
    """The JSON object, read strictly: NaN is no JSON."""
    out, _ = run(*arguments, "--json", text=text)
    return json.loads(out, parse_constant=refuse)


def refuse(word):
    raise ValueError(f"{word} is no JSON")


def fails(status, *arguments, text=""):
    """The one line on standard error of a call that must fail, without a word on standard output."""
    out, err = run(*arguments, text=text, status=status)
    assert out == "", out
    last = err.strip().splitlines()[-1]
    assert last.startswith("imbal: "), err
    return last


def rows_of(path):
    return list(csv.reader(io.StringIO(Path(path).read_text())))


def write(name, text):
    path = FOLDER / name
    if isinstance(text, bytes):
        path.write_bytes(text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


def small(name="small.csv", n=60, n_rare=12):
    """A small table that every test may use: two numbers, a word, a class; some cells are missing."""
    lines = ["width,height,colour,class"]
    for i in range(n):
        rare = i % (n // n_rare) == 0
        x = f"{(i * 37 % 101) / 10 + (4 if rare else 0):.12g}"
        y = "" if i % 17 == 5 else f"{(i * 53 % 89) / 7:.3g}"
        lines.append(f"{x},{y},{'red' if i % 3 else 'blue'},{'yes' if rare else 'no'}")
    return write(name, "\n".join(lines) + "\n")
