"""The true app in Chromium, against folium's CircleMarkers on the same snapshot, in one run.

Bytes, seconds, frames, memory, reruns and requests, each as a ratio and against its target. The
snapshot is that of `LOCALS_DATA_DIR`, or the demonstration.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from geodata.config import find_data_dir
from geodata.serving import open_serving
from tests.bench.pagecost import drag, measure_renderer, open_page, take_time
from tests.browser.conftest import (
    APP,
    CHROMIUM,
    FLAGS,
    Traffic,
    find_map,
    locate,
    start_app,
    stop_app,
    watch,
)

NAIVE = "tests/bench/naive_map_app.py"
EMPTY = "tests/bench/empty_app.py"
PATIENCE_MS = 240_000
COUNT_MARKERS = "() => window.map ? Object.values(map._layers).filter(l => l._point).length : 0"
FIND_MARKER = """(text) => { for (const layer of Object.values(map._layers)) {
    const tip = layer._latlng && layer._tooltip && layer._tooltip._content;
    if (tip && String(tip.innerText ?? tip).includes(text)) {
        const place = map.latLngToContainerPoint(layer._latlng);
        return [place.x, place.y]; } } }"""
CARD = "section.card .facts"


@dataclass(frozen=True)
class Measured:
    """What one app cost in one fresh browser."""

    kb: float
    files: dict[str, float]
    open_s: float
    renderer_mb: float
    click_s: float
    pan_p95_ms: float
    pan_worst_ms: float
    pan_reruns: int
    filter_s: float
    filter_kb: float
    remounts: int
    outside: int


@dataclass(frozen=True)
class Empty:
    """What Streamlit costs without a map."""

    files: dict[str, float]
    kb: float
    open_s: float
    renderer_mb: float


@dataclass(frozen=True)
class Driver:
    """How to work one app: wait for its map, find a school on it, tell a click, filter."""

    wait: Callable[[Page], Frame]
    find: Callable[[Page, Frame], tuple[float, float]]
    clicked: Callable[[Page], None]
    prepare: Callable[[Page], None]
    filter: Callable[[Page, Frame], None]


def measure(browser: Browser, url: str, driver: Driver) -> Measured:
    """Open an app, click a school, drag the map, show secondary schools only."""
    page, meter = open_page(browser, url)
    traffic: Traffic = watch(page)
    opened = take_time(lambda: (page.goto(url), driver.wait(page)))
    page.wait_for_timeout(1500)
    files, kb = dict(meter.files), meter.take()
    frame = driver.wait(page)
    renderer = measure_renderer(browser, page)
    frame.evaluate("() => { window.sameMap = true; }")
    x, y = driver.find(page, frame)
    clicked = take_time(lambda: (page.mouse.click(x, y), driver.clicked(page)))
    settle(page)
    before = meter.reruns
    pan = drag(page, frame)
    page.wait_for_timeout(1000)
    reruns = meter.reruns - before
    driver.prepare(page)
    meter.take()
    filtered = take_time(lambda: driver.filter(page, frame))
    settle(page)
    same = driver.wait(page).evaluate("() => window.sameMap === true")
    return Measured(
        kb, files, opened, renderer, clicked, *pan, reruns, filtered, meter.take(),
        int(not same), len(traffic.outside()),
    )  # fmt: skip


def settle(page: Page) -> None:
    """Let a page come to rest."""
    page.wait_for_timeout(1500)
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=PATIENCE_MS
    )


def drive_ours() -> Driver:
    """Work the true app as people do."""

    def prepare(page: Page) -> None:
        page.get_by_role("combobox", name="Phase").click()

    def narrow(page: Page, frame: Frame) -> None:
        applied = frame.evaluate("() => localsLayer.applied")
        page.get_by_role("option", name="Secondary", exact=True).click()
        frame.wait_for_function("(n) => localsLayer.applied > n", arg=applied)

    def find(_: Page, frame: Frame) -> tuple[float, float]:
        return locate(frame, frame.evaluate("() => localsLayer.points.urn[1000]"))

    def tell(page: Page) -> None:
        expect(page.locator(CARD).first).to_contain_text("URN")

    return Driver(find_map, find, tell, prepare, narrow)


def drive_naive() -> Driver:
    """Work the baseline, which its server builds for each visitor and each run."""

    def wait(page: Page, low: int = 20_000, high: int = 99_999) -> Frame:
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            handle = page.query_selector("iframe[title*='st_folium']")
            frame = handle.content_frame() if handle else None
            if frame and low < frame.evaluate(COUNT_MARKERS) < high:
                return frame
            page.wait_for_timeout(20)
        raise TimeoutError("the baseline map did not come up")

    def find(_: Page, frame: Frame) -> tuple[float, float]:
        box = frame.frame_element().bounding_box()
        spot = frame.evaluate(FIND_MARKER, "School")
        assert box is not None
        return box["x"] + spot[0], box["y"] + spot[1]

    def tell(page: Page) -> None:
        expect(page.get_by_text("clicked: None")).to_have_count(0, timeout=PATIENCE_MS)

    def narrow(page: Page, _: Frame) -> None:
        page.get_by_text("Secondary only").click()
        wait(page, 1_000, 15_000)

    return Driver(lambda page: wait(page, 1_000), find, tell, lambda _: None, narrow)


def measure_empty(browser: Browser, url: str) -> Empty:
    """Measure a page with the app's widgets on it and no map."""
    page, meter = open_page(browser, url)
    seconds = take_time(lambda: (page.goto(url), page.get_by_text("empty").wait_for()))
    page.wait_for_timeout(1500)
    return Empty(dict(meter.files), meter.take(), seconds, measure_renderer(browser, page))


def measure_full(browser: Browser, url: str) -> tuple[float, float]:
    """Give kilobytes and seconds of our map with the outlines that the baseline has."""
    outlines = open_serving(find_data_dir()).manifest["map_files"]["outlines"].keys() - {"trust"}
    page, meter = open_page(browser, url)
    query = "&".join(f"outline={system}" for system in sorted(outlines))
    seconds = take_time(lambda: (page.goto(f"{url}?{query}"), find_map(page)))
    page.wait_for_timeout(1500)
    return meter.take(), seconds


def report(ours: Measured, naive: Measured, empty: Empty) -> None:
    """Print each target with our figure, the baseline's and whether it is met."""
    kb, naive_kb = ours.kb - empty.kb, naive.kb - empty.kb
    print(
        f"the same widgets without a map: {empty.kb:,.0f} kB (taken off the bytes below), "
        f"{empty.open_s:.2f} s, {empty.renderer_mb:.0f} MB"
    )
    rows = (
        ("s to the first map", ours.open_s, naive.open_s, 10, empty.open_s + 1),
        ("kB to the first map", kb, naive_kb, 50, 600),
        ("s for a filter", ours.filter_s, naive.filter_s, 30, 0.5),
        ("s from click to card", ours.click_s, naive.click_s, 15, 0.6),
        ("MB of the renderer", ours.renderer_mb, naive.renderer_mb, 2.5, float("inf")),
        ("ms a frame of a drag, p95", ours.pan_p95_ms, naive.pan_p95_ms, 0, 17),
        ("ms a frame of a drag, worst", ours.pan_worst_ms, naive.pan_worst_ms, 0, 100),
        ("reruns for a drag", ours.pan_reruns, naive.pan_reruns, 0, 0),
        ("remounts for a filter", ours.remounts, naive.remounts, 0, 0),
        ("requests that leave this machine", ours.outside, naive.outside, 0, 0),
    )
    for name, own, other, times, most in rows:
        ratio = other / own if own else float("nan")
        met = own <= most and (times == 0 or ratio >= times)
        asked = " and ".join(
            text for text in (f">= {times} x" if times else "", f"<= {most:.2f}") if text
        )
        print(
            f"{'met   ' if met else 'MISSED'} {name}: {own:,.2f}; baseline {other:,.2f}; "
            f"{ratio:.1f} x (asked: {asked})"
        )
    print(f"kB for a filter: {ours.filter_kb:,.1f}; baseline {naive.filter_kb:,.1f}")
    print("kB of ours by file, beyond those without a map:")
    beyond = {name: size - empty.files.get(name, 0.0) for name, size in ours.files.items()}
    for name, size in sorted(beyond.items(), key=lambda item: -item[1])[:25]:
        print(f"  {size:8,.1f}  {name}")


def main() -> None:
    """Start the three apps, measure each in a browser of its own, print the ratios."""
    apps = {}
    try:
        for script in (EMPTY, APP, NAIVE):
            apps[script] = start_app(script, {}, (), Path(tempfile.mkdtemp(prefix="bench-")))
        with sync_playwright() as playwright:

            def fresh() -> Browser:
                return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))

            with fresh() as browser:  # the server reads its tables, which no visitor waits for
                measure_full(browser, apps[APP][0])
            with fresh() as browser:
                empty = measure_empty(browser, apps[EMPTY][0])
            with fresh() as browser:
                full = measure_full(browser, apps[APP][0])
            with fresh() as browser:
                ours = measure(browser, apps[APP][0], drive_ours())
            with fresh() as browser:
                naive = measure(browser, apps[NAIVE][0], drive_naive())
    finally:
        for _, process in apps.values():
            stop_app(process)
    report(ours, naive, empty)
    print(f"with every outline on: {full[0] - empty.kb:,.0f} kB, {full[1]:.2f} s")


if __name__ == "__main__":
    main()
