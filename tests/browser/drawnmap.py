"""What tests ask of a drawn map and do to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page

from tests.browser.conftest import find_map
from tests.browser.tabs import open_tab

APP = "tests/browser/map_app.py"
N_LOST = 2  # schools of the test app without a place
# notes which timers of a frame still run, and in the page what its frames tell Python
LISTEN = """(() => {
    const running = new Set();
    const [start, stop] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
    window.setTimeout = (call, ms, ...given) => {
        const id = start(() => { running.delete(id); call(...given); }, ms);
        running.add(id);
        return id;
    };
    window.clearTimeout = (id) => { running.delete(id); stop(id); };
    window.timersRunning = running;
    window.told = [];
    window.addEventListener("message", ({ data }) => window.told.push(data));
})()"""


def open_map(page: Page, url: str) -> Frame:
    """Open the test app in a tab that is listened to, and wait until the map is drawn."""
    page.add_init_script(LISTEN)
    page.goto(url)
    return find_map(page)


@contextmanager
def share_map(window: BrowserContext, url: str) -> Iterator[tuple[Page, Frame]]:
    """Open the test app for several tests that only look at it; `look_again` goes before each."""
    with open_tab(window) as tab:
        frame = open_map(tab, url)
        frame.evaluate(
            "() => { const { map } = localsLayer;"
            " window.atFirst = [map.getCenter(), map.getZoom()]; }"
        )
        yield tab, frame


def look_again(page: Page, frame: Frame) -> None:
    """Put the view and the pointer where they were when the map was opened."""
    page.mouse.move(0, 0)
    frame.evaluate("() => { localsLayer.map.setView(...atFirst, { animate: false }); }")
    wait_until_at_rest(frame)
    hear_out(page, frame)


def stats(frame: Frame) -> dict:
    answer: dict = frame.evaluate("() => window.localsLayer.stats()")
    return answer


def view_of(frame: Frame) -> list:
    answer: list = frame.evaluate(
        "() => { const m = localsLayer.map; const c = m.getCenter();"
        " return [c.lat, c.lng, m.getZoom()]; }"
    )
    return answer


def wait_for_command(frame: Frame, act: Callable[[], object]) -> None:
    """Do something that sends a command, and wait until it is carried out."""
    before = frame.evaluate("() => localsLayer.applied")
    act()
    frame.wait_for_function("(n) => localsLayer.applied > n", arg=before)


def hear_out(page: Page, frame: Frame) -> list[Any]:
    """
    List what the map has told Python since one asked last.

    The answer comes when no timer of the frame runs, so nothing more is on its way; the page has
    to have been opened after `LISTEN` was given to it.
    """
    frame.wait_for_function("() => timersRunning.size === 0")
    # messages come in the order they were sent
    frame.evaluate("() => parent.postMessage({ type: 'that is all' }, '*')")
    page.wait_for_function("() => told.some((said) => said?.type === 'that is all')")
    told: list[Any] = page.evaluate(
        """() => told.splice(0).filter((said) => said?.type === "streamlit:setComponentValue")
            .map((said) => said.value)"""
    )
    return told


def wait_until_at_rest(frame: Frame) -> None:
    """Wait until the map neither moves nor is about to; opened as for `hear_out`."""
    frame.wait_for_function(
        "() => { const { map } = localsLayer; return timersRunning.size === 0"
        " && !map._animatingZoom && !map._panAnim?._inProgress; }"
    )


def look_at(frame: Frame, urn: int, zoom: float) -> None:
    """Bring a school to the middle, without a word to Python."""
    frame.evaluate(
        """([urn, zoom]) => {
            const { map, points } = window.localsLayer;
            const row = points.urn.indexOf(urn);
            map.setView([points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps],
                        zoom, { animate: false });
        }""",
        [urn, zoom],
    )
