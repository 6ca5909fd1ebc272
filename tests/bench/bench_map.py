"""The map in Chromium, against folium's CircleMarkers: bytes, seconds, frames, in one run."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Frame, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, find_map, locate, start_app, stop_app

OURS = "tests/browser/map_app.py"
NAIVE = "tests/bench/naive_map_app.py"
EMPTY = "tests/bench/empty_app.py"
PATIENCE_MS = 240_000
BUDGET_KB = 600
CLICKED = 136_776

RECORD_FRAMES = """() => {
    window.frames_ms = [];
    let last = performance.now();
    const step = (now) => {
        window.frames_ms.push(now - last);
        last = now;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
}"""
COUNT_MARKERS = "() => window.map ? Object.values(map._layers).filter(l => l._point).length : 0"


@dataclass(frozen=True)
class Measured:
    """What one app cost in one fresh browser."""

    kb: float
    open_s: float
    filter_kb: float
    filter_s: float
    click_s: float
    pan_p95_ms: float
    pan_worst_ms: float
    heap_mb: float


class Meter:
    """Count what reaches a page, over HTTP as sent and over the web socket."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0.0
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.webSocketFrameReceived", self._receive)

    def _finish(self, event: dict) -> None:
        self.bytes += event["encodedDataLength"]

    def _receive(self, event: dict) -> None:
        response = event["response"]
        # binary frames are handed over in base64
        share = 0.75 if response["opcode"] == 2 else 1.0
        self.bytes += len(response["payloadData"]) * share

    def take(self) -> float:
        """Give kilobytes since the last call."""
        taken, self.bytes = self.bytes / 1000, 0.0
        return taken


def open_page(browser: Browser, url: str) -> tuple[Page, Meter, CDPSession]:
    """Open a browser window that has seen nothing yet."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{url}_stcore/health")
    session = page.context.new_cdp_session(page)
    return page, Meter(session), session


def take_time(act: Callable[[], object]) -> float:
    """Give the seconds something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def drag(page: Page, frame: Frame) -> tuple[float, float]:
    """Drag the map about; give the 95th percentile and the worst frame in milliseconds."""
    frame.evaluate(RECORD_FRAMES)
    box = frame.frame_element().bounding_box()
    assert box is not None
    x, y = box["x"] + 500, box["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + 5 * step, y + 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(300)
    frames = sorted(frame.evaluate("() => window.frames_ms"))
    return frames[int(len(frames) * 0.95)], frames[-1]


def measure_empty(browser: Browser, url: str) -> tuple[float, float]:
    """Give kilobytes and seconds of a page with nothing on it."""
    page, meter, _ = open_page(browser, url)

    def load() -> None:
        page.goto(url)
        page.get_by_text("empty").wait_for()

    seconds = take_time(load)
    page.wait_for_timeout(1000)
    return meter.take(), seconds


def measure_ours(browser: Browser, url: str) -> Measured:
    """Measure our map."""
    page, meter, session = open_page(browser, url)
    opened = take_time(lambda: (page.goto(url), find_map(page)))
    page.wait_for_timeout(1000)
    kb = meter.take()
    frame = find_map(page)
    heap = measure_heap(session)
    applied = frame.evaluate("() => localsLayer.applied")
    x, y = locate(frame, CLICKED)

    def click() -> None:
        page.mouse.click(x, y)
        page.get_by_text(f"clicked: [{CLICKED}").wait_for(timeout=PATIENCE_MS)

    clicked = take_time(click)
    frame.wait_for_function("(n) => localsLayer.applied > n", arg=applied)
    meter.take()
    applied = frame.evaluate("() => localsLayer.applied")

    def filter_schools() -> None:
        page.get_by_text("Odd URNs only").click()
        frame.wait_for_function("(n) => localsLayer.applied > n", arg=applied)

    filtered = take_time(filter_schools)
    page.wait_for_timeout(500)
    return Measured(kb, opened, meter.take(), filtered, clicked, *drag(page, frame), heap)


def measure_naive(browser: Browser, url: str) -> Measured:
    """Measure the baseline, which its server builds for each visitor and each run."""
    page, meter, session = open_page(browser, url)

    def wait_for_markers(low: int, high: int) -> Frame:
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            handle = page.query_selector("iframe[title*='st_folium']")
            frame = handle.content_frame() if handle else None
            if frame and low < frame.evaluate(COUNT_MARKERS) < high:
                return frame
            page.wait_for_timeout(20)
        raise TimeoutError("the baseline map did not come up")

    opened = take_time(lambda: (page.goto(url), wait_for_markers(20_000, 99_999)))
    page.wait_for_timeout(1000)
    kb = meter.take()
    heap = measure_heap(session)
    frame = wait_for_markers(20_000, 99_999)
    box = frame.frame_element().bounding_box()
    assert box is not None
    spot = frame.evaluate(
        "(text) => { for (const l of Object.values(map._layers)) {"
        " const t = l._latlng && l._tooltip && String(l._tooltip._content.innerText ??"
        " l._tooltip._content);"
        " if (t && t.includes(text)) { const p = map.latLngToContainerPoint(l._latlng);"
        " return [p.x, p.y]; } } }",
        str(CLICKED),
    )

    def click() -> None:
        page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
        expect(page.get_by_text("clicked: None")).to_have_count(0, timeout=PATIENCE_MS)

    clicked = take_time(click)
    meter.take()

    def filter_schools() -> None:
        page.get_by_text("Odd URNs only").click()
        wait_for_markers(5_000, 15_000)

    filtered = take_time(filter_schools)
    page.wait_for_timeout(500)
    filter_kb = meter.take()
    pan = drag(page, wait_for_markers(5_000, 15_000))
    return Measured(kb, opened, filter_kb, filtered, clicked, *pan, heap)


def measure_heap(session: CDPSession) -> float:
    """Give the megabytes of JavaScript objects alive in the page and its frames."""
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def report(ours: Measured, naive: Measured, empty_kb: float, empty_s: float) -> None:
    """Print one line for each figure."""
    print(f"empty page: {empty_kb:,.0f} kB, {empty_s:.2f} s (taken off the bytes below)")
    rows = [
        ("kB to the first map", ours.kb - empty_kb, naive.kb - empty_kb, 1),
        ("s to the first map", ours.open_s, naive.open_s, 2),
        ("kB for a filter", ours.filter_kb, naive.filter_kb, 1),
        ("s for a filter", ours.filter_s, naive.filter_s, 2),
        ("s from click to page", ours.click_s, naive.click_s, 2),
        ("ms per frame of a drag, p95", ours.pan_p95_ms, naive.pan_p95_ms, 0),
        ("ms per frame of a drag, worst", ours.pan_worst_ms, naive.pan_worst_ms, 0),
        ("MB of JavaScript objects", ours.heap_mb, naive.heap_mb, 1),
    ]
    for name, own, other, digits in rows:
        print(
            f"{name}: {own:,.{digits}f}; CircleMarkers: {other:,.{digits}f}; {other / own:.1f} x"
        )
    print(f"budget of {BUDGET_KB} kB: {'kept' if ours.kb - empty_kb <= BUDGET_KB else 'BROKEN'}")


def warm(browser: Browser, url: str) -> None:
    """Let our server write the map's files, which a build does and no visitor waits for."""
    page = browser.new_page()
    page.goto(url)
    find_map(page)
    page.close()


def main() -> None:
    """Start the three apps, measure each in turn, and print the ratios."""
    env = {"LOCALS_MAP_TABLES": "real"}
    apps = {}
    try:
        for script in (EMPTY, OURS, NAIVE):
            apps[script] = start_app(script, env, (), Path(tempfile.mkdtemp(prefix="bench-")))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            warm(browser, apps[OURS][0])
            empty = measure_empty(browser, apps[EMPTY][0])
            ours = measure_ours(browser, apps[OURS][0])
            naive = measure_naive(browser, apps[NAIVE][0])
            browser.close()
    finally:
        for _, process in apps.values():
            stop_app(process)
    report(ours, naive, *empty)


if __name__ == "__main__":
    main()
