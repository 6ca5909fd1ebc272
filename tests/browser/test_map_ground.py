"""What carries the map without a network: land, towns, furniture; and a basemap, if any."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.conftest import ServeApp, find_map
from tests.browser.drawnmap import APP, look_again, share_map

# one red pixel
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC"
)


@pytest.fixture(scope="module")
def shared(window: BrowserContext, serve_app: ServeApp) -> Iterator[tuple[Page, Frame]]:
    """Open the map of the test app once: these tests only look at it."""
    with share_map(window, serve_app(APP)) as opened:
        yield opened


@pytest.fixture
def frame(shared: tuple[Page, Frame]) -> Frame:
    """The map of the test app, drawn, where it was at first."""
    look_again(*shared)
    return shared[1]


def list_towns(frame: Frame) -> list[str]:
    frame.locator(".locals-town").first.wait_for()
    return frame.locator(".locals-town").all_inner_texts()


def zoom_to(frame: Frame, zoom: float) -> None:
    frame.evaluate("(zoom) => { localsLayer.map.setZoom(zoom, { animate: false }); }", zoom)


def test_towns_are_named_more_of_them_near(frame: Frame) -> None:
    few = list_towns(frame)
    assert 5 <= len(few) <= 40
    zoom_to(frame, 9)
    many = list_towns(frame)
    assert len(many) == 160
    assert set(few) <= set(many)
    zoom_to(frame, 13)
    assert frame.locator(".locals-town").count() == 0


def test_no_name_lies_over_another(frame: Frame) -> None:
    list_towns(frame)
    for zoom in (6, 7, 8):
        zoom_to(frame, zoom)
        boxes = frame.evaluate(
            """() => [...document.querySelectorAll(".locals-town")].map((name) => {
                const { left, right, top, bottom } = name.getBoundingClientRect();
                return [left, right, top, bottom];
            })"""
        )
        for at, (left, right, top, bottom) in enumerate(boxes):
            for west, east, north, south in boxes[at + 1 :]:
                assert right <= west or east <= left or bottom <= north or south <= top


def test_names_are_text_and_not_read_aloud(frame: Frame) -> None:
    list_towns(frame)
    zoom_to(frame, 9)
    pane = frame.locator(".leaflet-towns-pane")
    expect(pane).to_have_attribute("aria-hidden", "true")
    assert any(name.startswith("<img") for name in list_towns(frame))
    assert pane.locator("img").count() == 0
    assert pane.evaluate("(e) => getComputedStyle(e).pointerEvents") == "none"
    assert frame.page.evaluate("() => window.injected") is None


def test_borders_of_districts_come_when_one_is_near(frame: Frame) -> None:
    list_towns(frame)
    count = "() => Object.values(localsLayer.map._layers).filter((l) => l.options.weight === 0.8"
    count += " && l.options.fill === false).length"
    assert frame.evaluate(count) == 0
    zoom_to(frame, 8)
    assert frame.evaluate(count) == 1
    zoom_to(frame, 7)
    assert frame.evaluate(count) == 0


def test_a_map_says_where_north_is_how_far_and_whose(frame: Frame) -> None:
    expect(frame.get_by_role("img", name="North is up")).to_be_visible()
    expect(frame.locator(".leaflet-control-scale-line")).to_contain_text("km")
    expect(frame.get_by_role("region", name="Sources of the map")).to_contain_text("Licence")


def test_the_frame_is_named_for_those_who_do_not_see_it(frame: Frame) -> None:
    assert frame.frame_element().get_attribute("title") == "Map of schools"


@pytest.mark.parametrize(("width", "is_open"), [(1440, True), (820, False)])
def test_the_key_is_folded_where_it_would_cover_england(
    page: Page, serve_app: ServeApp, width: int, *, is_open: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(serve_app(APP))
    frame = find_map(page)
    shown = frame.locator(".locals-legend details").evaluate("(e) => e.open")
    expect(frame.locator(".leaflet-control-scale")).to_be_visible()
    assert shown == is_open


# ---- a basemap ----


@dataclass
class TileServer:
    """A server of tiles that can be told to fail."""

    url: str
    works: bool = True
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def tile_server() -> Iterator[TileServer]:
    """Serve tiles on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(200 if told.works else 404)
            self.send_header("Content-Type", "image/png")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(PIXEL if told.works else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = TileServer(f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()


def test_tiles_cover_the_land_and_name_their_maker(
    page: Page, serve_app: ServeApp, tile_server: TileServer
) -> None:
    tile_server.works = True
    page.goto(f"{serve_app(APP)}?{urlencode({'tiles': tile_server.url})}")
    frame = find_map(page)
    frame.locator(".leaflet-tile-loaded").first.wait_for(state="attached")
    expect(frame.locator(".locals-sources")).to_contain_text("Basemap: Nobody's tiles")
    expect(frame.locator(".locals-town")).to_have_count(0)  # they bring their own names
    above = frame.evaluate(
        "() => { const pane = document.querySelector('.leaflet-land-pane');"
        " return getComputedStyle(pane.querySelector('.leaflet-layer')).zIndex; }"
    )
    assert above == "2"
    assert all(path.endswith(".png") for path in tile_server.asked)


def test_tiles_that_fail_leave_the_land_and_say_nothing(
    page: Page, serve_app: ServeApp, tile_server: TileServer
) -> None:
    page.traffic.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    tile_server.works = False
    page.goto(f"{serve_app(APP)}?{urlencode({'tiles': tile_server.url})}")
    frame = find_map(page)
    assert list_towns(frame)
    assert frame.locator(".leaflet-tile-loaded").count() == 0
    expect(frame.get_by_role("alert")).to_have_count(0)
    land = frame.evaluate(
        """() => {
            const canvas = document.querySelector(".leaflet-land-pane canvas");
            const { data } = canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, at) => at % 4 === 3 && value === 255).length;
        }"""
    )
    assert land > 10_000
