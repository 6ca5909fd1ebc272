"""Drawing an area with a mouse, a finger and the keyboard, and what Python is told of it."""

import re

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from pages.components.map.reports import DrawnArea, read_report
from tests.browser.conftest import ServeApp, find_map, locate
from tests.browser.drawnmap import (
    APP,
    look_at,
    open_map,
    stats,
    view_of,
    wait_for_command,
    wait_until_at_rest,
)

POINT = r"-?\d+\.\d{5},\d+\.\d{5}"
CORNERS = ((400, 150), (600, 160), (560, 350), (420, 330))


@pytest.fixture
def frame(page: Page, serve_app: ServeApp) -> Frame:
    """The map of the test app, drawn."""
    return open_map(page, serve_app(APP))


def corner(frame: Frame) -> tuple[float, float]:
    box = frame.frame_element().bounding_box()
    assert box is not None
    return box["x"], box["y"]


def click(page: Page, frame: Frame, x: float, y: float) -> None:
    left, top = corner(frame)
    page.mouse.click(left + x, top + y)


def begin(frame: Frame, name: str = "Draw an area") -> Locator:
    button = frame.get_by_role("button", name=name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    return button


def read_drawn(page: Page) -> list[str]:
    text = page.get_by_text("drawn:").inner_text()
    return re.findall(r"'([^']*)'", text)


def wait_for_area(page: Page, frame: Frame, n: int = 1) -> str:
    """Wait for Python's answer, and give the last area it was told of."""
    expect(page.get_by_text(re.compile(r"drawn: \['"))).to_be_visible()
    drawn = read_drawn(page)
    assert len(drawn) == n
    assert read_report({"last_object_clicked_tooltip": f"area:1:{drawn[-1]}"}) == DrawnArea(
        drawn[-1]
    )
    frame.wait_for_function("() => localsLayer.stats().areas === 1")
    return drawn[-1]


def to_degrees(frame: Frame, x: float, y: float) -> list[float]:
    lon_lat: list[float] = frame.evaluate(
        "([x, y]) => { const p = localsLayer.map.containerPointToLatLng([x, y]);"
        " return [p.lng, p.lat]; }",
        [x, y],
    )
    return lon_lat


@pytest.mark.parametrize("finish", ["Enter", "double click", "first point", "button"])
def test_a_polygon_is_told_to_python(page: Page, frame: Frame, finish: str) -> None:
    begin(frame)
    left, top = corner(frame)
    for x, y in CORNERS[:-1]:
        click(page, frame, x, y)
    if finish == "double click":
        page.mouse.dblclick(left + CORNERS[-1][0], top + CORNERS[-1][1])
    else:
        click(page, frame, *CORNERS[-1])
    if finish == "Enter":
        page.keyboard.press("Enter")
    if finish == "first point":
        click(page, frame, CORNERS[0][0] + 5, CORNERS[0][1] + 3)
    if finish == "button":
        frame.get_by_role("button", name="Finish").click()
    text = wait_for_area(page, frame)
    assert re.fullmatch(rf"polygon:{POINT}(;{POINT}){{3}}", text)
    told = [[float(n) for n in point.split(",")] for point in text[8:].split(";")]
    for point, at in zip(told, CORNERS, strict=True):
        assert point == pytest.approx(to_degrees(frame, *at), abs=1e-4)
    expect(frame.locator(".locals-legend")).to_contain_text("The area drawn")


def test_a_circle_is_told_to_python(page: Page, frame: Frame) -> None:
    begin(frame, "Draw a circle")
    click(page, frame, 500, 250)
    left, top = corner(frame)
    page.mouse.move(left + 560, top + 250)
    expect(frame.locator(".locals-hint span")).to_have_text(re.compile(r"\d+\.\d km"))
    click(page, frame, 580, 250)
    text = wait_for_area(page, frame)
    assert re.fullmatch(rf"circle:{POINT},\d+\.\d\d", text)
    lon, lat, km = (float(n) for n in text[7:].split(","))
    assert [lon, lat] == pytest.approx(to_degrees(frame, 500, 250), abs=1e-4)
    metres = frame.evaluate(
        "() => { const { map } = localsLayer; return map.distance("
        "map.containerPointToLatLng([500, 250]), map.containerPointToLatLng([580, 250])); }"
    )
    assert km == pytest.approx(metres / 1000, abs=0.02)


def test_it_works_without_a_mouse(page: Page, frame: Frame) -> None:
    button = frame.get_by_role("button", name="Draw an area")
    button.focus()
    page.keyboard.press("Enter")
    hint = frame.get_by_role("status")
    expect(hint).to_contain_text("arrows and the space bar")
    expect(frame.locator(".locals-cross")).to_be_visible()
    for n, key in enumerate(("ArrowRight", "ArrowDown", "ArrowLeft"), start=1):
        page.keyboard.press(" ")
        expect(hint).to_contain_text(f"{n} point")
        before = view_of(frame)
        page.keyboard.press(key)
        frame.wait_for_function(
            "([lat, lng]) => { const { map } = localsLayer; const now = map.getCenter();"
            " return (now.lat !== lat || now.lng !== lng) && !map._panAnim?._inProgress; }",
            arg=before,
        )
    page.keyboard.press("Enter")
    text = wait_for_area(page, frame)
    assert text.count(";") == 2
    expect(button).to_be_focused()


def test_backspace_removes_the_last_point_and_escape_all(page: Page, frame: Frame) -> None:
    button = begin(frame)
    hint = frame.get_by_role("status")
    for x, y in CORNERS:
        click(page, frame, x, y)
    expect(hint).to_contain_text("4 points")
    page.keyboard.press("Backspace")
    expect(hint).to_contain_text("3 points")
    frame.get_by_role("button", name="Remove last point").click()
    expect(hint).to_contain_text("2 points")
    expect(frame.get_by_role("button", name="Finish")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(hint).to_have_text("")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()
    assert frame.locator(".leaflet-area-pane path").count() == 0
    assert read_drawn(page) == []


@pytest.mark.parametrize("how", ["Cancel", "Draw an area"])
def test_one_gets_out_without_a_keyboard(page: Page, frame: Frame, how: str) -> None:
    button = begin(frame)
    click(page, frame, *CORNERS[0])
    frame.get_by_role("button", name=how).click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(frame.get_by_role("button", name="Cancel")).to_be_hidden()
    assert read_drawn(page) == []


def test_meanwhile_schools_are_not_clicked_nor_the_map_dragged(page: Page, frame: Frame) -> None:
    look_at(frame, 100_010, 12)
    before = view_of(frame)
    begin(frame)
    x, y = locate(frame, 100_010)
    page.mouse.click(x, y)
    expect(frame.locator(".locals-tooltip")).to_be_hidden()
    page.mouse.move(x + 30, y + 60)
    page.mouse.down()
    page.mouse.move(x + 130, y + 160, steps=5)
    page.mouse.up()
    page.mouse.dblclick(x + 200, y + 30)
    wait_for_area(page, frame)
    wait_until_at_rest(frame)
    assert view_of(frame) == before
    expect(page.get_by_text("clicked: []")).to_be_visible()
    # and afterwards they are again
    wait_for_command(frame, lambda: page.mouse.click(x, y))
    expect(page.get_by_text("clicked: [100010]")).to_be_visible()
    page.mouse.move(x + 30, y + 60)
    page.mouse.down()
    page.mouse.move(x + 130, y + 160, steps=5)
    page.mouse.up()
    wait_until_at_rest(frame)
    assert view_of(frame) != before


def test_the_same_area_twice_is_told_twice_and_one_clears_it(page: Page, frame: Frame) -> None:
    for n in (1, 2):
        begin(frame)
        for x, y in CORNERS:
            click(page, frame, x, y)
        page.keyboard.press("Enter")
        expect(frame.get_by_role("status")).to_have_text("Area of 4 points drawn.")
        page.get_by_text(re.compile(f"drawn: .*(polygon.*){{{n}}}")).wait_for()
        wait_for_area(page, frame, n)
    first, second = read_drawn(page)
    assert first == second
    wait_for_command(frame, page.get_by_role("button", name="Clear the area").click)
    assert stats(frame)["areas"] == 0


def test_a_finger_draws_too(phone: Page, serve_app: ServeApp) -> None:
    phone.goto(serve_app(APP))
    frame = find_map(phone)
    frame.get_by_role("button", name="Draw a circle").tap()
    left, top = corner(frame)
    phone.touchscreen.tap(left + 180, top + 300)
    expect(frame.get_by_role("status")).to_contain_text("where the circle ends")
    phone.touchscreen.tap(left + 240, top + 300)
    expect(phone.locator("body")).to_contain_text("drawn: ['circle:")
