# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a cancelled comparison is over, as seen from outside; see driver.py. It needs the machine for itself."""
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).parent.parent))
import driver
import tap
from driver import act, set_value
from tellings import assert_in_time


def test_a_comparison_is_cancelled_at_once():
    with driver.Explorer(driver.program()) as app:
        app.activate("open-dataset", driver.GLib.Variant("s", "fraud:n_rows=50000"))
        app.idle()
        app.page("compare")
        set_value(app.find("spin button", "Repeats"), 50)

        def cancel():
            app.press("push button", "Compare")
            button = app.find("push button", "Cancel")
            driver.wait(lambda: app.action_state("busy"), "the work to begin")
            begun = time.monotonic()
            act(button)
            while app.action_state("busy"):
                assert time.monotonic() - begun < 10
            spent = time.monotonic() - begun
            print(f"# cancelled {spent * 1000:.0f} ms after the click, as seen from outside", flush=True)
            return spent

        assert_in_time(cancel, 0.5)  # the limit of 100 ms is kept by test-soon, where no bus lies between
        app.quit()


if __name__ == "__main__":
    tap.run(tap.cases_of(dict(globals())))
