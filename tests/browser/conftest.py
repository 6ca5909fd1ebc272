"""A real browser and real servers for the browser suite.

`serve_app` starts an app and gives its address; `page` is a fresh page whose console must stay
clean; `map_frame` finds the map in it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from geodata.config import DATA_DIR_VARIABLE
from tests.conftest import ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60
MAP_SECONDS = 60
BUILD_SECONDS = 300
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
        yield chromium
        chromium.close()


@dataclass
class Traffic:
    """What a page said and asked for."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """List the requests that left this machine."""
        inner = {"127.0.0.1", "localhost", ""}
        return [
            url
            for url in self.requests
            if urlsplit(url).hostname not in inner and not url.startswith(("blob:", "data:"))
        ]

    def complaints(self) -> list[str]:
        """List console errors that no test expected."""
        return [line for line in self.console if not any(text in line for text in self.expected)]


def watch(page: Page) -> Traffic:
    """Note a page's errors and requests from now on."""
    traffic = Traffic()
    page.on("request", lambda request: traffic.requests.append(request.url))
    page.on("pageerror", lambda error: traffic.console.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            traffic.console.append(f"{message.text} {message.location}")
            if message.type == "error"
            else None
        ),
    )
    return traffic


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh page; the test fails if its console shows an error nobody expected."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    fresh = context.new_page()
    traffic = watch(fresh)
    fresh.traffic = traffic  # type: ignore[attr-defined]
    yield fresh
    context.close()
    assert traffic.complaints() == []
    assert traffic.outside() == []


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
    """Give the place of a school on the page, in CSS pixels."""
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
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder in which there is nothing yet."""
    return tmp_path_factory.mktemp("nothing-yet")


@pytest.fixture(scope="session")
def first_visit(browser: Browser, serve_app: ServeApp, demo_dir: Path) -> FirstVisit:
    """Start the app with no data at all and open its Data page first of all."""
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(demo_dir)})
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
def demo_url(first_visit: FirstVisit) -> str:
    """Give the address of the app on the demonstration."""
    return first_visit.url


@pytest.fixture(scope="session")
def real_dir(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the real snapshot once, by the command that people use."""
    folder = tmp_path_factory.mktemp("real")
    subprocess.run(
        [sys.executable, "-m", "geodata", "build", "--from", str(shared_data)],
        cwd=ROOT,
        env={**os.environ, DATA_DIR_VARIABLE: str(folder)},
        check=True,
        timeout=BUILD_SECONDS,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def real_url(browser: Browser, serve_app: ServeApp, real_dir: Path) -> str:
    """Give the address of the app on real data, warm: somebody has been there before."""
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(real_dir)})
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    find_map(page)
    context.close()
    return url
