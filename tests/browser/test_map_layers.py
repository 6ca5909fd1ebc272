"""Several outlines that coincide, lines above them, and how one tells them apart."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import ServeApp, find_map
from tests.browser.drawnmap import APP, stats, wait_for_command

INJECTED = "<img src=x onerror=\"window.top.injected='yes'\">"


@pytest.fixture
def frame(page: Page, serve_app: ServeApp) -> Frame:
    """The map of the test app, drawn."""
    page.goto(serve_app(APP))
    return find_map(page)


def place(frame: Frame, lat: float, lon: float) -> tuple[float, float]:
    """Give a place on the page, in CSS pixels."""
    x, y = frame.evaluate(
        "([lat, lon]) => { const p = localsLayer.map.latLngToContainerPoint([lat, lon]);"
        " return [p.x, p.y]; }",
        [lat, lon],
    )
    box = frame.frame_element().bounding_box()
    assert box is not None
    return box["x"] + x, box["y"] + y


def read_across(frame: Frame, lat: float, lon: float) -> list[str]:
    """Read the hues from west to east across a place, each run of them once."""
    row = frame.evaluate(
        """([lat, lon]) => {
            const canvas = document.querySelector(".leaflet-outlines-pane canvas");
            const ratio = canvas.width / parseFloat(canvas.style.width);
            const { map } = localsLayer;
            const origin = canvas._leaflet_pos;
            const place = map.latLngToLayerPoint([lat, lon]).subtract(origin).multiplyBy(ratio);
            const pixels = canvas.getContext("2d")
                .getImageData(Math.round(place.x) - 14, Math.round(place.y), 28, 1).data;
            return Array.from({ length: 28 }, (_, i) => [...pixels.slice(4 * i, 4 * i + 4)]);
        }""",
        [lat, lon],
    )
    names = {"blue": (29, 112, 184), "grey": (80, 90, 95)}
    seen: list[str] = []
    for *rgb, alpha in row:
        for name, hue in names.items():
            off = max(abs(a - b) for a, b in zip(rgb, hue, strict=True))
            if alpha > 200 and off < 26 and seen[-1:] != [name]:
                seen.append(name)
    return seen


def test_one_system_has_one_fine_line(page: Page, frame: Frame) -> None:
    (only,) = stats(frame)["weights"]
    wait_for_command(frame, page.get_by_text("Outlines region").click)
    first, second = stats(frame)["weights"]
    assert second == only
    assert first > second + 1
    wait_for_command(frame, page.get_by_text("Outlines maths").click)
    assert stats(frame)["weights"] == [only]


def test_lines_widen_when_one_comes_near(page: Page, frame: Frame) -> None:
    wait_for_command(frame, page.get_by_text("Outlines region").click)
    far = stats(frame)["weights"]
    frame.evaluate("() => { localsLayer.map.setZoom(10, { animate: false }); }")
    near = stats(frame)["weights"]
    assert near[0] > far[0]
    assert near[1] == far[1]


def test_borders_that_coincide_show_as_stripes(page: Page, frame: Frame) -> None:
    wait_for_command(frame, page.get_by_text("Outlines region").click)
    border = frame.evaluate(
        """() => {
            const { map } = localsLayer;
            const region = Object.values(map._layers).find(
                (layer) => layer.feature?.properties.unit_id === "R11");
            // its corners, and so a side that runs north
            const [ring] = region.feature.geometry.coordinates;
            const k = ring.findIndex(([x, y], i) => i > 0 && Math.abs(ring[i - 1][0] - x) < 0.1);
            const middle = [(ring[k - 1][1] + ring[k][1]) / 2, (ring[k - 1][0] + ring[k][0]) / 2];
            map.setView(middle, 10, { reset: true });
            return middle;
        }"""
    )
    page.wait_for_timeout(200)
    assert read_across(frame, *border) == ["blue", "grey", "blue"]


def test_the_key_says_how_to_read_them(page: Page, frame: Frame) -> None:
    legend = frame.locator(".locals-legend")
    expect(legend).not_to_contain_text("coincide")
    wait_for_command(frame, page.get_by_text("Outlines region").click)
    expect(legend).to_contain_text("from wide to narrow: Maths Hub, Region")


def test_lines_come_go_and_are_named_as_text(page: Page, frame: Frame) -> None:
    wait_for_command(frame, page.get_by_text("Seams").click)
    assert stats(frame)["lines"] == 2
    expect(frame.locator(".locals-legend")).to_contain_text("Seam")
    frame.evaluate("() => { localsLayer.map.setView([52, -1.5], 14, { animate: false }); }")
    tooltip = frame.locator(".locals-tooltip")
    page.mouse.move(*place(frame, 52.0, -1.5))
    expect(tooltip).to_contain_text(f"Seam: {INJECTED}")
    assert tooltip.locator("img").count() == 0
    assert page.evaluate("() => window.injected") is None
    x, y = place(frame, 52.0, -1.5)
    page.mouse.move(x, y + 40)
    expect(tooltip).not_to_contain_text("Seam")
    wait_for_command(frame, page.get_by_text("Seams").click)
    assert stats(frame)["lines"] == 0


def test_lines_lie_above_outlines_and_below_schools(frame: Frame) -> None:
    levels = frame.evaluate(
        """() => ["outlines", "lines", "area", "schools"].map(
            (name) => Number(localsLayer.map.getPane(name).style.zIndex))"""
    )
    assert levels == sorted(levels)
    assert len(set(levels)) == len(levels)


def test_seams_come_once_from_files_lie_above_schools_and_go_back(
    page: Page, demo_url: str
) -> None:
    def list_files() -> list[str]:
        return [url for url in page.traffic.requests if "/lines-" in url]  # type: ignore[attr-defined]

    page.goto(f"{demo_url}?outline=tsh&outline=maths")
    frame = find_map(page)
    assert stats(frame)["lines"] == len(list_files()) == 0
    wait_for_command(frame, page.get_by_text("Seams of the outlines").click)
    expect(frame.locator(".locals-mark-line")).to_have_count(len(list_files()))
    expect(page).to_have_url(re.compile("seams=yes"))
    expect(page.get_by_text("run together for")).to_be_visible()
    levels = frame.evaluate(
        """() => ["schools", "lines", "towns"].map(
            (name) => Number(localsLayer.map.getPane(name).style.zIndex))"""
    )
    assert levels == sorted(levels)
    before, files = stats(frame)["lines"], list_files()
    wait_for_command(frame, page.get_by_text("certainty", exact=True).click)
    assert stats(frame)["lines"] == before > 0
    assert list_files() == files == sorted(set(files), key=files.index)
    wait_for_command(frame, lambda: page.evaluate("() => history.go(-2)"))
    assert stats(frame)["lines"] == 0


def test_the_key_says_what_a_chosen_school_is_joined_to(page: Page, frame: Frame) -> None:
    legend = frame.locator(".locals-legend")
    expect(legend).not_to_contain_text("Base of a unit")
    page.mouse.click(*place(frame, *frame.evaluate(
        "() => { const { points } = localsLayer; return [points.latSteps[0] / points.steps,"
        " points.lonSteps[0] / points.steps]; }"
    )))  # fmt: skip
    expect(legend).to_contain_text("The school picked")
