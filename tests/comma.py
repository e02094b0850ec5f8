# SPDX-License-Identifier: GPL-3.0-or-later
"""A country with decimal commas, made in a folder of our own, so that it need not be installed."""
import os
import shutil
import subprocess
import sys


def settings(folder):
    """The environment for de_DE.UTF-8; None when the system cannot make it."""
    folder.mkdir()
    if shutil.which("localedef") is None:
        return None
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")], capture_output=True)
    made = {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    asked = subprocess.run([sys.executable, "-c", "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.localeconv()['decimal_point'])"],
                           capture_output=True, text=True, env={**os.environ, **made})
    return made if asked.stdout.strip() == "," else None
