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


def whereabouts(app):
    thing = app.focused()
    if thing is None:
        return None
    return driver.role_of(thing), thing.get_name(), driver.box(thing)


def tab(app):
    """Where the focus is after one Tab; messages about it come a little later than the key."""
    before = whereabouts(app)
    app.keys("Tab")
    try:
        return driver.wait(lambda: (whereabouts(app) or ("none", "", None)) != before and whereabouts(app), "another focus", 1)
    except driver.Refused:
        return None


def tab_order(app):
    for page, wanted in [("classes", {"image", "push button", "page tab"})]:
        app.page(page)
        seen = []
        for _ in range(80):
            at = tab(app)
            if at is not None and seen.count(at) > 0:
                break
            if at is not None:
                seen.append(at)
        else:
            raise AssertionError(f"{page}: Tab does not come back: {seen[-10:]}")
        roles = {at[0] for at in seen}
        print(f"# {page}: {len(seen)} stops: {', '.join(at[1] or '–' for at in seen)}", flush=True)
        assert wanted <= roles, (page, wanted - roles, seen)


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
    for _ in range(40):
        app.keys("Tab")
        at = whereabouts(app)
        if at is not None and at[1] == "Neighbours" and at[0] != "list item":
            break
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


def test_tab_comes_by_everything_on_the_page_of_classes_and_back():
    with_results(tab_order)()


def test_keys_alone_suffice():
    with_results(keys_alone)()


if __name__ == "__main__":
    tap.run([case for case in tap.cases_of(dict(globals())) if len(sys.argv) < 2 or sys.argv[1] in case[0]])
