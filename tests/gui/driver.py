# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the window from outside, as a person and a screen reader do: what is there is read through the
accessibility bus, what has an accessible action is done through it, the rest with pointer and keys, and
files are opened with messages. Nothing waits for a time, everything for a condition.

GTK 4.8 in mind: what is hidden has no size (no state says so), only window coordinates exist, and rows of
lists, check buttons and drop-downs have no actions."""
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib

PATIENCE = float(os.environ.get("IMB_PATIENCE", "60"))
APP_ID = "org.imbal.Explorer"
APP_PATH = "/org/imbal/Explorer"
PAGES = ["data", "classes", "resample", "compare", "report"]

# Names that GTK 4.8 makes of types where a widget has none of its own.
TYPE_NAME = re.compile(r"(Gtk|Adw|Imb|Explorer)[A-Z]\w*")
PAGE_TYPE = re.compile(r"Explorer(Welcome|Data|Classes|Resample|Compare|Report)Page")

NEWER_ROLES = {"button": "push button"}

# Roles of what is there to be read.
TEXTS = {"label", "status bar", "alert", "notification"}


class Refused(AssertionError):
    """Something did not become true in time, or is not there."""


def wait(condition, what, patience=PATIENCE):
    """The first true answer of condition(); objects may die between two questions."""
    context = GLib.MainContext.default()
    end = time.monotonic() + patience
    trouble = ""
    while True:
        try:
            answer = condition()
            if answer:
                return answer
        except GLib.Error as error:
            trouble = f" ({error.message})"
        if time.monotonic() > end:
            raise Refused(f"waited {patience:.0f} s in vain for {what}{trouble}")
        while context.iteration(False):
            pass
        time.sleep(0.01)


def box(thing):
    """x, y, width, height inside the window; None for what has no place."""
    try:
        extents = thing.get_extents(Atspi.CoordType.WINDOW)
        return extents.x, extents.y, extents.width, extents.height
    except GLib.Error:
        return None


def children(thing):
    for i in range(thing.get_child_count()):
        child = thing.get_child_at_index(i)
        if child is not None:
            yield child


def role_of(thing):
    """The name of its role, as of AT-SPI 2.46; 2.52 says button for push button."""
    name = thing.get_role_name()
    return NEWER_ROLES.get(name, name)


def states(thing):
    return {state.value_nick for state in thing.get_state_set().get_states()}


def actions(thing):
    face = thing.get_action_iface()
    return [Atspi.Action.get_action_name(face, i) for i in range(face.get_n_actions())] if face else []


def act(thing, action="click"):
    names = actions(thing)
    if action not in names:
        raise Refused(f"{role_of(thing)} “{thing.get_name()}” cannot {action}, only {names}")
    Atspi.Action.do_action(thing.get_action_iface(), names.index(action))


def value(thing):
    return Atspi.Value.get_current_value(thing.get_value_iface())


def set_value(thing, number):
    Atspi.Value.set_current_value(thing.get_value_iface(), number)


def text(thing):
    """What can be read there: the name of a label, the content of a field."""
    face = thing.get_text_iface()
    if face is not None:
        content = Atspi.Text.get_text(face, 0, Atspi.Text.get_character_count(face))
        if content:
            return content
    return thing.get_name() or ""


class Explorer:
    """A running program and its first window."""

    def __init__(self, program, *arguments, **environment):
        self.errors = tempfile.TemporaryFile(mode="w+")
        env = {**os.environ, "G_DEBUG": "fatal-warnings", "G_MESSAGES_DEBUG": "", **environment}
        # GTK itself leaks while accessibility asks it; the tests inside the process look for our leaks
        env["ASAN_OPTIONS"] = ":".join(filter(None, [env.get("ASAN_OPTIONS"), "detect_leaks=0"]))
        self.process = subprocess.Popen([program, *arguments], env=env, stderr=self.errors)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.window_path = f"{APP_PATH}/window/1"
        self.input_at = 0.0
        self.root = wait(self._find_root, "the program on the accessibility bus", 60)
        self.root.set_cache_mask(Atspi.Cache.NONE)
        wait(lambda: self.root.get_child_count() > 0 and self.action_state("busy") is not None, "the window", 60)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None and self.process.poll() is None:
            self.picture("failure")
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        if kind is not None:
            print("# the program said:", self.said().strip().replace("\n", "\n# ") or "nothing", flush=True)

    def _find_root(self):
        if self.process.poll() is not None:
            raise Refused(f"the program ended with {self.process.returncode}: {self.said()}")
        for app in children(Atspi.get_desktop(0)):
            if app.get_process_id() == self.process.pid:
                return app
        return None

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def quit(self):
        """Ends it as Ctrl+Q does; it must have been quiet and end well."""
        self.activate("quit", window=False)
        status = self.process.wait(30)
        said = self.said().strip()
        assert status == 0, f"exit status {status}: {said}"
        assert said == "", f"not quiet: {said}"

    # -- Looking ------------------------------------------------------------------------------------

    def walk(self, within=None, into_rows=False):
        """Everything that is shown, in the order of the tree. The rows of tables are not entered unless
        asked for: they are hundreds of messages. Each thing once: GTK 4.18 tells the shown page of a stack in place
        of every hidden one."""
        pending = [within or self.root]
        seen = set()
        while pending:
            thing = pending.pop()
            if thing in seen:
                continue
            seen.add(thing)
            try:
                if thing is not self.root and thing is not within and self._is_hidden(thing):
                    continue
                inside = list(children(thing)) if into_rows or thing is within or role_of(thing) != "table row" else []
            except GLib.Error:
                continue  # it died
            yield thing
            pending += reversed(inside)

    def _is_hidden(self, thing):
        place = box(thing)
        return (place is not None and (place[2] <= 0 or place[3] <= 0)) or self._is_other_page(thing)

    def _is_other_page(self, thing):
        """A page that was left keeps its size; its type's name tells which page it is."""
        found = PAGE_TYPE.fullmatch(thing.get_name() or "") if role_of(thing) == "filler" else None
        if found is None:
            return False
        shown = self.action_state("page") if self.can("page") else "welcome"
        return found[1].lower() != shown

    def look(self, role=None, name=None, within=None):
        """All that have this role and whose name matches the whole pattern."""
        pattern = re.compile(name, re.DOTALL) if name is not None else None
        for thing in self.walk(within):
            if role is not None and role_of(thing) != role:
                continue
            if pattern is not None and not pattern.fullmatch(thing.get_name() or ""):
                continue
            yield thing

    def find(self, role=None, name=None, within=None, patience=PATIENCE):
        return wait(lambda: next(self.look(role, name, within), None), f"{role} “{name}”", patience)

    def gone(self, role=None, name=None):
        wait(lambda: next(self.look(role, name), None) is None, f"{role} “{name}” to go")

    def reads(self, pattern, within=None, patience=PATIENCE):
        """Waits for a text that matches, anywhere; gives the match."""
        compiled = re.compile(pattern, re.DOTALL)

        def condition():
            things = (t for t in self.look(None, None, within) if role_of(t) in TEXTS)
            return next(filter(None, (compiled.search(text(t)) for t in things)), None)

        return wait(condition, f"the text /{pattern}/", patience)

    def figure(self, pattern):
        """The figure whose description matches, once it does."""
        compiled = re.compile(pattern, re.DOTALL)

        def condition():
            return next((t for t in self.look("image") if compiled.search(t.get_description() or "")), None)

        return wait(condition, f"a figure described as /{pattern}/")

    def dump(self):
        for thing in self.walk():
            print(f"# {role_of(thing):16} {box(thing)} “{(thing.get_name() or '')[:70]}” "
                  f"{(thing.get_description() or '')[:60]}", flush=True)

    def picture(self, name):
        """For people: a screenshot where IMB_PICTURES says."""
        folder = os.environ.get("IMB_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            subprocess.run(["import", "-window", "root", f"{folder}/{name}.png"], check=False)

    # -- Messages -----------------------------------------------------------------------------------

    def _call(self, path, interface, method, arguments):
        return self.bus.call_sync(APP_ID, path, interface, method, arguments, None, 0, 30000, None)

    def activate(self, action, parameter=None, window=True):
        self._call(self.window_path if window else APP_PATH, "org.gtk.Actions", "Activate",
                   GLib.Variant("(sava{sv})", (action, [parameter] if parameter is not None else [], {})))

    def describe_action(self, action, window=True):
        answer = self._call(self.window_path if window else APP_PATH, "org.gtk.Actions", "Describe",
                            GLib.Variant("(s)", (action,)))
        return answer.unpack()[0]

    def action_state(self, action):
        return self.describe_action(action)[2][0]

    def can(self, action):
        return self.describe_action(action)[0]

    def idle(self, patience=60):
        wait(lambda: self.action_state("busy") is False, "the work to end", patience)

    def open(self, path):
        """Into this window; what a menu item of a recent file does."""
        self.activate("open-path", GLib.Variant("s", str(path)))
        self.idle()

    def refusal(self):
        """The sentence in the error bar; empty when there is none."""
        return self.action_state("status")

    def page(self, name):
        self.activate("page", GLib.Variant("s", name))
        wait(lambda: self.action_state("page") == name, f"the page {name}")

    # -- Pointer and keys ---------------------------------------------------------------------------

    def _pace(self):
        """Nobody clicks twice within 60 ms; GTK would lose the second."""
        time.sleep(max(0.0, self.input_at + 0.06 - time.monotonic()))
        self.input_at = time.monotonic()

    def place(self, thing, across=0.5, down=0.5):
        """A point of the thing on the screen. What is wrong inside a window (GTK 4.8 does not know where popovers are,
        4.18 forgets paddings) does no harm from the first thing on that has a window of its size; the frame of a
        toplevel has the same width on all sides."""
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True, check=False).stdout.split()
        sizes = {}
        for window in found:
            lines = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                                   capture_output=True, text=True, check=False).stdout.splitlines()
            sizes[window] = {k: int(v) for k, v in (line.split("=") for line in lines)}
        top = thing
        own = [(s["WIDTH"], s["HEIGHT"]) for s in sizes.values()]
        while role_of(top.get_parent()) != "application" and (box(top) or ())[2:] not in own:
            top = top.get_parent()
        left, above, width, height = box(top)
        fitting = [s for s in sizes.values() if s["WIDTH"] >= width and s["HEIGHT"] >= height]
        if not fitting:
            raise Refused(f"no X window of {width}×{height} among {sizes}")
        frame = min(fitting, key=lambda s: s["WIDTH"] - width + s["HEIGHT"] - height)
        x, y, w, h = box(thing)
        return (frame["X"] + (frame["WIDTH"] - width) // 2 + int(x - left + w * across),
                frame["Y"] + (frame["HEIGHT"] - height) // 2 + int(y - above + h * down))

    def point(self, thing, across=0.5, down=0.5):
        x, y = self.place(thing, across, down)
        subprocess.run(["xdotool", "mousemove", str(x), str(y)], check=True)

    def click(self, thing, button=1, across=0.5, down=0.5):
        self._pace()
        x, y = self.place(thing, across, down)
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", str(button)], check=True)

    def press(self, role, name, within=None):
        act(self.find(role, name, within))

    def keys(self, *keys):
        for key in keys:
            self._pace()
            subprocess.run(["xdotool", "key", key], check=True)

    def write(self, letters):
        self._pace()
        subprocess.run(["xdotool", "type", "--delay", "8", letters], check=True)

    def focused(self):
        for thing in self.walk():
            if "focused" in states(thing):
                return thing
        return None

    # -- Things of this program ---------------------------------------------------------------------

    def choose(self, row, wanted):
        """Takes one of a row of choices: a click opens the list, a click on the item takes it. The list is
        the last thing in the row; what the row shows itself comes before it."""
        combo = self.find("combo box", row)
        known = len(list(self.look("label", wanted, combo)))
        self.click(combo)

        def item():
            labels = list(self.look("label", wanted, combo))
            thing = labels[-1] if len(labels) > known else None
            while thing is not None and role_of(thing) != "list item":
                thing = thing.get_parent()
            return thing

        self.click(wait(item, f"“{wanted}” in the list of {row}"))

    # Windows are waited for on the screen: GTK 4.8 warns when the accessibility bus asks for the windows of a
    # program while one of them is being made or taken away.
    def _on_screen(self, title):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(title)}$"],
                              capture_output=True, text=True, check=False).stdout.strip()

    def dialog(self, title):
        """Until a window beside the first one is there and has the keys."""
        def has_keys():
            focus = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True, check=False).stdout.strip()
            return focus and focus in self._on_screen(title).split()

        wait(has_keys, f"the dialog {title}")

    def give_path(self, title, path, *keys):
        """Types a path into a file dialog; the keys lead to the field for it."""
        self.dialog(title)
        self.keys(*keys)
        self.write(str(path))
        self.keys("shift+End", "Delete")  # what the field completed meanwhile by itself
        self.keys("Return")
        self.closed(title)

    def closed(self, title):
        wait(lambda: not self._on_screen(title), f"the dialog {title} to close")
        self._give_keys_back()

    def _give_keys_back(self):
        """What a window manager does when a dialog closes; there is none here, and GTK 4.18 takes a window that was
        not given them for one without keys."""
        def visible():  # the search fails where a window goes while it looks
            return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                                  capture_output=True, text=True, check=False).stdout.split()

        found = wait(visible, "a window on the screen")
        if len(found) == 1:
            subprocess.run(["xdotool", "windowfocus", "--sync", found[0]], check=True)


def program():
    """The program under test, from the environment of meson."""
    return os.environ["IMB_EXPLORER"]
