"""What tests ask of a drawn map and do to it."""

from collections.abc import Callable

from playwright.sync_api import Frame

APP = "tests/browser/map_app.py"
N_LOST = 2  # schools of the test app without a place


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
