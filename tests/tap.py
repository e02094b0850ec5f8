# SPDX-License-Identifier: GPL-3.0-or-later
"""The few lines that a Python test needs to speak TAP: each case is a function whose name is a sentence."""
import sys
import traceback


def run(cases):
    """Runs (name, function) pairs, prints TAP, exits with 1 when a case failed."""
    cases = list(cases)
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(cases, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # whatever went wrong, the other cases still run
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            print(f"{name}:\n{traceback.format_exc(limit=-3)}", file=sys.stderr, flush=True)
    sys.exit(1 if failed else 0)


def cases_of(module):
    """The functions test_… of a module's namespace, in the order they are written."""
    return [(name[5:].replace("_", " "), value) for name, value in module.items()
            if name.startswith("test_") and callable(value)]
