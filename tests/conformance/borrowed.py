# SPDX-License-Identifier: GPL-3.0-or-later
"""imbalanced-learn's own test functions, where they are installed, as cases: the few things of pytest that they use, without pytest."""
import importlib
import inspect
import itertools
import math
import sys
import types
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import imblearn

import tap

PACKAGE = Path(imblearn.__file__).parent


class Refused(ValueError, RuntimeError):
    """What imbal says instead of an answer."""


class Mark:
    """pytest.mark, of which only parametrize matters here."""

    def __getattr__(self, _):
        return lambda *_, **__: lambda function: function

    @staticmethod
    def parametrize(names, values, **_):
        names = [name.strip() for name in names.split(",")]

        def decorate(function):
            rows = [dict(zip(names, value if len(names) > 1 else [value])) for value in values]
            function.given = [rows, *getattr(function, "given", [])]
            return function

        return decorate


@contextmanager
def raises(*_, **__):
    """Ours have words of their own, so match is not asked for; that it is a refusal of the program is."""
    try:
        yield
    except Refused:
        return
    raise AssertionError("not refused")


class Approximately:
    """pytest.approx of a number, or of a list of them."""

    def __init__(self, wanted, rel=1e-6):
        self.wanted, self.rel = wanted, rel

    def __eq__(self, value):
        pairs = list(zip(self.wanted, value)) if hasattr(self.wanted, "__len__") else [(self.wanted, value)]
        is_whole = not hasattr(self.wanted, "__len__") or len(self.wanted) == len(value)
        return is_whole and all(math.isclose(a, b, rel_tol=0, abs_tol=max(self.rel * abs(a), 1e-12)) for a, b in pairs)

    def __repr__(self):
        return f"about {self.wanted}"


def fixture(function):
    function.is_fixture = True
    return function


def install_pytest():
    module = types.ModuleType("pytest")
    module.mark, module.fixture, module.raises, module.importorskip = Mark(), fixture, raises, importlib.import_module
    module.warns, module.approx = raises, Approximately
    sys.modules["pytest"] = module


def call(function, module, given):
    wanted = {name: given[name] if name in given else getattr(module, name)() for name in inspect.signature(function).parameters}
    function(**wanted)


def functions_of(path, elsewhere):
    """A case for each test function of a file and each set of its arguments; those in @elsewhere, by name or by name and number, are left out."""
    name = ".".join(["imblearn", *path.relative_to(PACKAGE).with_suffix("").parts])
    module = importlib.import_module(name)
    for title, function in vars(module).items():
        if not title.startswith("test_") or title in elsewhere or title.endswith("_init"):
            continue
        for number, rows in enumerate(itertools.product(*getattr(function, "given", []))):
            given = {key: value for row in rows for key, value in row.items()}
            if f"{title} {number}" not in elsewhere:
                yield f"{path.stem} {title[5:]} {number}", lambda f=function, m=module, g=given: call(f, m, g)


def run(folders, elsewhere, more):
    """TAP of all test functions in @folders of the package, and of the cases that @more gives."""
    paths = sorted(path for folder in folders for path in (PACKAGE / folder).rglob("tests/test_*.py"))
    if not paths:
        print("1..0 # SKIP imbalanced-learn's tests are not installed", flush=True)
        sys.exit(0)
    tap.run([case for path in paths for case in functions_of(path, elsewhere)] + list(more))
