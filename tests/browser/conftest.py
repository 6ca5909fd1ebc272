"""A real browser and real servers for the browser suite.

`serve_app` starts an app and gives its address; `page` is a fresh page whose console must stay
clean; `map_frame` finds the map in it.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import requests
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

from geodata.config import DATA_DIR_VARIABLE
from tests.browser.tabs import ONE_PROCESS, WAIT_SECONDS, open_tab, open_window, watch
from tests.conftest import ROOT, build_once

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ONE_PROCESS,
)
# how long to wait for what comes in a second or two: a verdict on the app, not on the machine
START_SECONDS = 120
MAP_SECONDS = 120
BUILD_SECONDS = 600
APP = "app.py"
# a subpage asked for first looks for the server below its own path, then finds it
PROBE = "_stcore/"
# until the app has run once, Streamlit knows no page but the files of a folder called `pages`
LOST = "The page that you have requested does not seem to exist"

ServeApp = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    executable = shutil.which("chromium") or CHROMIUM
    if not Path(executable).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium, or `make test` does")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        expect.set_options(timeout=WAIT_SECONDS * 1000)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Open the window of a desk, whose tabs share what they have read."""
    with open_window(browser, viewport={"width": 1440, "height": 900}) as opened:
        yield opened


@pytest.fixture(scope="session")
def phone_window(browser: Browser) -> Iterator[BrowserContext]:
    """Open the window of a phone."""
    size = {"width": 390, "height": 844}
    with open_window(browser, viewport=size, device_scale_factor=2, has_touch=True) as opened:
        yield opened


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """Open a fresh tab; the test fails if its console shows an error nobody expected."""
    with open_tab(window) as tab:
        yield tab


@pytest.fixture
def phone(phone_window: BrowserContext) -> Iterator[Page]:
    """Open a fresh tab on a phone."""
    with open_tab(phone_window) as tab:
        yield tab


@pytest.fixture
def first_page(browser: Browser) -> Iterator[Page]:
    """Open a page as a first visitor does, with nothing read before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    with open_tab(context) as tab:
        yield tab
    context.close()


def free_port() -> int:
    """Ask the system for a port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    """Wait for a server's health check, or fail with what it printed."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the app ended with {process.returncode}: {log.read_text()[-3000:]}")
        try:
            if requests.get(f"{url}_stcore/health", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    pytest.fail(f"the app was not up after {START_SECONDS} s: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeApp]:
    """Give `serve(script, env=..., args=...) -> url`; equal calls share one server."""
    running: dict[object, tuple[str, subprocess.Popen]] = {}

    def serve(
        script: str, *, env: Mapping[str, str] | None = None, args: Sequence[str] = ()
    ) -> str:
        key = (script, tuple(sorted((env or {}).items())), tuple(args))
        if key not in running:
            running[key] = start_app(script, env or {}, args, tmp_path_factory.mktemp("app"))
        return running[key][0]

    yield serve
    for _, process in running.values():
        stop_app(process)


def start_app(
    script: str, env: Mapping[str, str], args: Sequence[str], folder: Path
) -> tuple[str, subprocess.Popen]:
    """Start `streamlit run` on a free port of this machine and wait until it answers."""
    port = free_port()
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", script),
                *(f"--server.port={port}", "--server.address=127.0.0.1"),
                *("--server.headless=true", *args),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), **env},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    base = next((a.split("=", 1)[1] for a in args if a.startswith("--server.baseUrlPath=")), "")
    url = f"http://127.0.0.1:{port}/{base.strip('/')}{'/' if base else ''}"
    try:
        wait_until_up(url, process, log)
    except BaseException:
        stop_app(process)
        raise
    return url, process


def stop_app(process: subprocess.Popen) -> None:
    """Stop a server we started, by its own process."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def find_map(page: Page, *, ready: bool = True) -> Frame:
    """Find the map's frame, and wait until its schools are drawn."""
    handle = page.wait_for_selector("iframe[src*='st_folium']", timeout=MAP_SECONDS * 1000)
    frame = handle.content_frame() if handle else None
    assert frame is not None
    if ready:
        frame.wait_for_function(
            "() => window.localsLayer && window.localsLayer.ready", timeout=MAP_SECONDS * 1000
        )
    return frame


def locate(frame: Frame, urn: int) -> tuple[float, float]:
    """Give the place of a school on the page in CSS pixels, once it stands still there."""
    # the map may be on its way to the school, and what comes beside the map may push it about
    frame.wait_for_function(
        """(urn) => {
            const { map, points } = window.localsLayer, row = points.urn.indexOf(urn);
            const place = map.latLngToContainerPoint(
                [points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps]);
            const box = window.frameElement.getBoundingClientRect();
            const now = [box.x + place.x, box.y + place.y].join();
            const moved = window.seenAt !== now;
            window.seenAt = now;
            return !moved && !map._animatingZoom && !map._panAnim?._inProgress;
        }""",
        arg=urn,
        polling=50,
    )
    x, y = frame.evaluate(
        """(urn) => {
            const { map, points } = window.localsLayer;
            const row = points.urn.indexOf(urn);
            const place = map.latLngToContainerPoint(
                [points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps]);
            return [place.x, place.y];
        }""",
        urn,
    )
    box = frame.frame_element().bounding_box()
    assert box is not None
    return box["x"] + x, box["y"] + y


@dataclass(frozen=True)
class FirstVisit:
    """What the very first visitor of a new installation saw, who asked for a subpage."""

    url: str
    steps: tuple[str, ...]
    heading: str
    address: str
    dialogs: int
    complaints: tuple[str, ...]


@pytest.fixture(scope="session")
def demo_dir(common_dir: Path) -> Path:
    """Give a data folder in which there is nothing until the first visit."""
    folder = common_dir / "nothing-yet"
    folder.mkdir(exist_ok=True)
    return folder


def visit_first(browser: Browser, url: str) -> FirstVisit:
    """Open the Data page of an app that has never run and has no data at all."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    traffic = watch(page)
    traffic.expected += [PROBE, LOST]
    steps = []
    page.goto(f"{url}data")
    status = page.get_by_test_id("stExpander")
    status.wait_for(timeout=START_SECONDS * 1000)
    steps.append(status.inner_text())
    heading = page.get_by_role("heading", level=1)
    heading.wait_for(timeout=START_SECONDS * 1000)
    seen = FirstVisit(
        url=url,
        steps=tuple(steps),
        heading=heading.inner_text(),
        address=page.url,
        dialogs=page.get_by_role("dialog").count(),
        complaints=tuple(traffic.complaints()),
    )
    context.close()
    return seen


@pytest.fixture(scope="session")
def first_visit(
    browser: Browser, window: BrowserContext, serve_app: ServeApp, demo_dir: Path
) -> FirstVisit:
    """Start the app on the folder without data; one worker is the first visitor for all."""
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(demo_dir)})
    told = demo_dir.with_suffix(".json")
    with FileLock(demo_dir.with_suffix(".lock")):
        if not told.exists():
            seen = visit_first(browser, url)
            told.write_text(json.dumps(asdict(seen)), encoding="utf-8")
            return seen
    warm_up(window, url)
    seen = json.loads(told.read_text(encoding="utf-8"))
    lists = {name: tuple(seen[name]) for name in ("steps", "complaints")}
    return FirstVisit(**{**seen, **lists, "url": url})


@dataclass(frozen=True)
class FirstBelow:
    """What the first visitor of an app below a path saw, who asked for a subpage."""

    url: str
    titles: tuple[str, ...]
    dialogs: int


@pytest.fixture(scope="session")
def first_below(
    window: BrowserContext, serve_app: ServeApp, demo_dir: Path, first_visit: FirstVisit
) -> FirstBelow:
    """Serve the demonstration below a path and open its Method page first of all."""
    assert first_visit.heading
    args = ("--server.baseUrlPath=locals",)
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(demo_dir)}, args=args)
    with open_tab(window) as tab:
        tab.traffic.expected += [PROBE, LOST]  # type: ignore[attr-defined]
        tab.goto(f"{url}method")
        title = tab.get_by_role("heading", level=1)
        title.wait_for(timeout=START_SECONDS * 1000)
        tab.get_by_test_id("stAlert").first.wait_for()
        dialogs = tab.get_by_role("dialog").count()
        return FirstBelow(url, tuple(title.all_inner_texts()), dialogs)


@pytest.fixture(scope="session")
def address(first_below: FirstBelow) -> str:
    """Give the address of the demonstration, served below a path."""
    return first_below.url


def warm_up(window: BrowserContext, url: str) -> None:
    """Be somebody who has been there before the test."""
    with open_tab(window) as tab:
        tab.goto(url)
        find_map(tab)


@pytest.fixture(scope="session")
def demo_url(first_visit: FirstVisit) -> str:
    """Give the address of the app on the demonstration."""
    return first_visit.url


@pytest.fixture(scope="session")
def real_dir(shared_data: Path, common_dir: Path) -> Path:
    """Build the real snapshot once for all workers, by the command that people use."""

    def build(folder: Path) -> None:
        subprocess.run(
            [sys.executable, "-m", "geodata", "build", "--from", str(shared_data)],
            cwd=ROOT,
            env={**os.environ, DATA_DIR_VARIABLE: str(folder)},
            check=True,
            timeout=BUILD_SECONDS,
            capture_output=True,
        )

    return build_once(common_dir / "real-by-command", build)


@pytest.fixture(scope="session")
def real_url(window: BrowserContext, serve_app: ServeApp, real_dir: Path) -> str:
    """Give the address of the app on real data, warm: somebody has been there before."""
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(real_dir)})
    warm_up(window, url)
    return url
