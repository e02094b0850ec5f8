# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests of reading and writing once more in a country with decimal commas: test-comma.py PROGRAM…"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import comma
import tap


def check(program, environment):
    done = subprocess.run([program, "--tap"], capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


with tempfile.TemporaryDirectory(prefix="imbal-comma-") as folder:
    settings = comma.settings(Path(folder) / "locales")
    if settings is None:
        print("# de_DE.UTF-8 cannot be made here (localedef, locales): not tested with a decimal comma", flush=True)
    environment = {**os.environ, **(settings or {}), "LANGUAGE": "C"}
    tap.run([(Path(program).name, lambda program=program: check(program, environment)) for program in sys.argv[1:]])
