# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson test left in build directories: count-tests.py DIR "SUITE SUITE" [DIR "SUITE …"]…

Prints one line per suite and, last, "N passed, M failed". A test program that speaks TAP counts with its
cases, any other as one. What was skipped, crashed, or should have run and did not, counts as failed."""
import json
import re
import sys
from pathlib import Path

CASE = re.compile(r"^(ok|not ok)\b(?:\s+\d+)?[^#]*(#\s*(?:skip|todo).*)?$", re.IGNORECASE)


def cases(test):
    """(passed, failed) of one test of testlog.json."""
    passed = failed = 0
    for line in (test.get("stdout") or "").splitlines():
        found = CASE.match(line)
        if found is None:
            continue
        if found[1].lower() == "ok" and not found[2]:
            passed += 1
        else:
            failed += 1
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if good and passed == 0 and failed == 0:
        passed = 1
    if not good and failed == 0:
        failed = 1
    return passed, failed


def suites_of(test):
    """meson names a test "project:suite / name"."""
    before = test["name"].rpartition(" / ")[0]
    return before.rpartition(":")[2].split("+")


def count(directory, suites):
    log = Path(directory) / "meson-logs" / "testlog.json"
    sums = {suite: [0, 0] for suite in suites}
    if log.exists():
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            test = json.loads(line)
            passed, failed = cases(test)
            suite = next((s for s in suites_of(test) if s in sums), None)
            if suite is None:
                continue
            sums[suite][0] += passed
            sums[suite][1] += failed
            if failed > 0:
                print(f"{directory}: {test['name']}: {test['result']}, {failed} failed")
    for suite, total in sums.items():
        if total == [0, 0]:
            print(f"{directory}: suite {suite} did not run")
            total[1] = 1
        print(f"{directory}: {suite}: {total[0]} passed, {total[1]} failed")
    return sums


def main(arguments):
    passed = failed = 0
    for directory, suites in zip(arguments[::2], arguments[1::2]):
        for good, bad in count(directory, suites.split()).values():
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed > 0 else 0


sys.exit(main(sys.argv[1:]))
