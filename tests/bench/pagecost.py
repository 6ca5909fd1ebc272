"""What a page costs the browser that shows it: bytes, reruns asked for, frames, memory."""

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Frame, Page
from streamlit.proto.BackMsg_pb2 import BackMsg

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


class Meter:
    """Count what reaches a page, over HTTP as sent and over the web socket, and what it asks."""

    def __init__(self, session: CDPSession) -> None:
        self.reruns = 0
        self.files: dict[str, float] = {}
        self._addresses: dict[str, str] = {}
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.webSocketFrameReceived", self._receive)
        session.on("Network.webSocketFrameSent", self._send)

    def take(self) -> float:
        """Give kilobytes since the last call."""
        taken = sum(self.files.values())
        self.files = {}
        return taken

    def _ask(self, event: dict) -> None:
        address = event["request"]["url"].split("?")[0]
        self._addresses[event["requestId"]] = address.rsplit("/", 1)[-1]

    def _finish(self, event: dict) -> None:
        self._add(self._addresses.get(event["requestId"], ""), event["encodedDataLength"])

    def _receive(self, event: dict) -> None:
        response = event["response"]
        # binary frames are handed over in base64
        share = 0.75 if response["opcode"] == 2 else 1.0
        self._add("web socket", len(response["payloadData"]) * share)

    def _send(self, event: dict) -> None:
        asked = BackMsg()
        asked.ParseFromString(base64.b64decode(event["response"]["payloadData"]))
        self.reruns += asked.HasField("rerun_script")

    def _add(self, name: str, size: float) -> None:
        self.files[name] = self.files.get(name, 0.0) + size / 1000


def open_page(browser: Browser, url: str) -> tuple[Page, Meter]:
    """Open a browser window that has seen nothing yet."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{url}_stcore/health")
    return page, Meter(page.context.new_cdp_session(page))


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
    x, y = box["x"] + 300, box["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + 5 * step, y + 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(300)
    frames = sorted(frame.evaluate("() => window.frames_ms"))
    return frames[int(len(frames) * 0.95)], frames[-1]


def measure_renderer(browser: Browser, page: Page) -> float:
    """Give the megabytes of the process that draws the page: its own, and its share of others'."""
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    listed = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    # a spare renderer, which waits for the next page, is far smaller
    return max(_read_pss(p["id"]) for p in listed if p["type"] == "renderer")


def _read_pss(pid: int) -> float:
    """Read a process's proportional set size in megabytes; NaN where the system has none."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    told = rollup.read_text() if rollup.exists() else ""
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return float(found[1]) / 1000 if found else float("nan")
