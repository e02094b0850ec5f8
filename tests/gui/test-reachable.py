# SPDX-License-Identifier: GPL-3.0-or-later
"""Who does not see, or has no pointer: every control has a name, every figure is told in words, Tab comes
by a page's figures and back, and a sitting with keys alone gets from opening to the threshold."""
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).parent.parent))
import driver
import tap
from gi.repository import Atspi

CONTROLS = {"push button", "toggle button", "check box", "radio button", "combo box", "spin button", "slider", "text",
            "entry", "page tab", "tree table", "menu item"}

# The button that closes a toast: libadwaita 1.2 gives it no name, and its toasts close by themselves.
TOAST_CLOSE = ("push button", "GtkImage")


def is_nameless(thing):
    name = thing.get_name() or ""
    return not name.strip() or driver.TYPE_NAME.fullmatch(name) is not None or name.startswith("_")


def with_results(function):
    def case():
        with driver.Explorer(driver.program(), "--dataset", "two-moons:n_rows=300") as app:
            app.idle()
            app.page("compare")
            app.press("push button", "Compare")
            app.idle()
            function(app)
            app.quit()
    return case


def names(app):
    nameless = []
    n = 0
    for page in driver.PAGES:
        app.page(page)
        driver.wait(lambda: any(driver.role_of(t) in CONTROLS for t in app.look()), page)
        for thing in app.look():
            role = driver.role_of(thing)
            if role in CONTROLS and (role, thing.get_name()) != TOAST_CLOSE:
                n += 1
                if is_nameless(thing):
                    nameless.append(f"{page}: {role} “{thing.get_name()}” at {driver.box(thing)}")
    print(f"# {n} controls on {len(driver.PAGES)} pages", flush=True)
    assert n > 60, n
    assert not nameless, "\n".join(nameless)


def words(app):
    silent = []
    n = 0
    for page, least in [("classes", 2), ("resample", 2), ("compare", 3), ("report", 5)]:
        app.page(page)

        def figures():
            return [t for t in app.look("image") if "figure.save" in driver.actions(t)]

        def described():
            """Name and words of each, once all have them; things may be replaced while one looks."""
            found = [(t.get_name(), t.get_description() or "") for t in figures()]
            return found if len(found) >= least and all(len(told) >= 20 for _, told in found) else None

        for name, told in driver.wait(described, f"{least} described figures on {page}"):
            n += 1
            print(f"# {page}: {told[:110]}", flush=True)
            if not name or driver.TYPE_NAME.fullmatch(name):
                silent.append(f"{page}: {name}")
    print(f"# {n} figures", flush=True)
    assert not silent, silent


class Focus:
    """Where the focus went, as the program itself tells: looking for it takes a walk through the whole window."""

    def __init__(self, app):
        self.app = app
        self.went = []
        self.listener = Atspi.EventListener.new(self._moved)
        self.listener.register("object:state-changed:focused")

    def _moved(self, event):
        if event.detail1 and event.source.get_process_id() == self.app.process.pid:
            self.went.append(event.source)

    def after(self, key):
        """Role, first line of the name, and place of what has it after a key; None when it stays."""
        self.went.clear()
        self.app.keys(key)
        try:
            thing = driver.wait(lambda: self.went and self.went[-1], "another focus", 3)
        except driver.Refused:
            return None
        return driver.role_of(thing), (thing.get_name() or driver.text(thing)).split("\n")[0], driver.box(thing)


def go_round(app, focus, page, key):
    """The names of what a key comes by until it is where it was before; the page is reached by keys."""
    app.keys(f"ctrl+{driver.PAGES.index(page) + 1}")
    driver.wait(lambda: app.action_state("page") == page, f"page {page} by its keys")
    seen = [None]
    steps = set()  # a place alone says little: in a page that scrolls, menus of two figures stand at the same one
    for _ in range(80):
        at = focus.after(key)
        names = [thing[1] for thing in seen[1:]]
        assert at is not None, f"{page}: {key} stays after {names}"
        if (seen[-1], at) in steps:
            print(f"# {page} by {key}: {len(names)} stops: {', '.join(name or '–' for name in names)}", flush=True)
            return names
        steps.add((seen[-1], at))
        seen.append(at)
    raise AssertionError(f"{page}: {key} does not come back: {seen[-10:]}")


def tab_order(app, wanted):
    focus = Focus(app)
    for page, names in wanted.items():
        for key in ["Tab", "shift+Tab"]:
            passed = go_round(app, focus, page, key)
            assert names <= set(passed), (page, key, names - set(passed), passed)


def keys_alone(app):
    folder = Path(tempfile.mkdtemp(prefix="imbal-keys-"))
    path = folder / "keys.csv"
    path.write_text("a,b,class\n" + "".join(f"{i * 0.37 % 5:.3f},{i * i % 23 / 7:.3f},{'rare' if i % 8 == 0 else 'common'}\n"
                                            for i in range(240)))
    app.keys("ctrl+o")
    app.give_path("Open a table", path, "ctrl+l")
    driver.wait(lambda: "keys.csv" in app.find("frame").get_name(), "the other table")
    app.idle()
    for number, page in enumerate(driver.PAGES, 1):
        app.keys(f"ctrl+{number}")
        driver.wait(lambda: app.action_state("page") == page, f"page {page} by Ctrl+{number}")

    app.keys("ctrl+3")
    focus = Focus(app)
    for _ in range(40):
        role, name, _ = focus.after("Tab") or ("nothing", "", None)
        if name == "Neighbours" and role != "list item":
            break
    else:
        raise AssertionError("Tab does not come by the number of neighbours")
    app.keys("Up")
    driver.wait(lambda: driver.value(app.find("spin button", "Neighbours")) == 6, "6 neighbours by the Up key")
    app.idle()
    app.keys("ctrl+z")
    driver.wait(lambda: driver.value(app.find("spin button", "Neighbours")) == 5, "5 neighbours by Ctrl+Z")
    app.keys("ctrl+shift+z")
    driver.wait(lambda: driver.value(app.find("spin button", "Neighbours")) == 6, "6 neighbours by Ctrl+Shift+Z")
    app.idle()


def test_every_control_has_a_name():
    with_results(names)()


def test_every_figure_is_told_in_words():
    with_results(words)()


def test_tab_comes_by_everything_on_every_page_and_back():
    with_results(lambda app: tab_order(app, {
        "classes": {"Menu", "Log", "Table", "Class balance", "Feature on the upright axis", "Scatter", "Figure menu"},
        "resample": {"Menu", "Method", "Seed", "Neighbours", "Save Resampled Table…", "Copy Command Line",
                     "Copy as Python", "Feature across", "Feature up", "Scatter", "Class balance", "Figure menu", "What changed"},
        "compare": {"Menu", "Compare", "Folds", "Solver", "Copy Command Line", "Threshold", "Own thresholds",
                    "Shares instead of counts", "Confusion matrix", "Precision–recall", "ROC", "Figure menu"},
        "report": {"Menu", "Save All Figures…", "Save Metrics…", "Copy Summary", "Class balance", "Scatter", "ROC", "Save the figure ROC"},
    }))()


def test_tab_gets_past_what_cannot_be_used_yet():
    with driver.Explorer(driver.program(), "--dataset", "two-moons:n_rows=100") as app:
        app.idle()
        tab_order(app, {"compare": {"Menu", "Compare", "Solver"}, "report": {"Menu", "Save All Figures…", "Copy Summary", "Scatter"}})
        app.quit()


def test_keys_alone_suffice():
    with_results(keys_alone)()


if __name__ == "__main__":
    tap.run([case for case in tap.cases_of(dict(globals())) if len(sys.argv) < 2 or sys.argv[1] in case[0]])
