"""The map in a real browser: it draws, answers, keeps still, and asks nobody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.bench.england import N_SCHOOLS
from tests.browser.conftest import ServeApp, find_map, locate
from tests.browser.drawnmap import (
    APP,
    N_LOST,
    hear_out,
    look_again,
    look_at,
    open_map,
    share_map,
    stats,
    view_of,
    wait_for_command,
    wait_until_at_rest,
)


@pytest.fixture
def frame(page: Page, serve_app: ServeApp) -> Frame:
    """The map of the test app, drawn."""
    return open_map(page, serve_app(APP))


@pytest.fixture(scope="module")
def shared(window: BrowserContext, serve_app: ServeApp) -> Iterator[tuple[Page, Frame]]:
    """Open the map of the test app once for the tests that only look at it."""
    with share_map(window, serve_app(APP)) as opened:
        yield opened


@pytest.fixture
def seen_page(shared: tuple[Page, Frame]) -> Page:
    """The page of the map that is only looked at."""
    return shared[0]


@pytest.fixture
def seen(shared: tuple[Page, Frame]) -> Frame:
    """The map of the test app, drawn, for tests that only look at it."""
    look_again(*shared)
    return shared[1]


def runs(page: Page) -> int:
    found = re.search(r"runs: (\d+)", page.get_by_text("runs:").inner_text())
    assert found is not None
    return int(found[1])


def test_every_school_with_a_place_is_drawn(seen: Frame) -> None:
    told = stats(seen)
    assert told["total"] == N_SCHOOLS
    assert told["shown"] == told["drawn"] == N_SCHOOLS - N_LOST
    assert told["system"] == "maths"
    assert told["outlines"] == 100


def test_the_canvas_shows_colours(seen: Frame) -> None:
    painted = seen.evaluate(
        """() => {
            const canvas = document.querySelector(".leaflet-schools-pane canvas");
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            const opaque = new Uint32Array(data.buffer).filter((pixel) => pixel >>> 24 === 255);
            return new Set(opaque).size;
        }"""
    )
    assert painted > 5


def test_a_click_reaches_the_page(page: Page, frame: Frame) -> None:
    x, y = locate(frame, 100_000)
    page.mouse.click(x, y)
    expect(page.get_by_text("clicked: [100000]")).to_be_visible()
    assert stats(frame)["selection"] == 2


def test_the_same_school_can_be_clicked_twice(page: Page, frame: Frame) -> None:
    x, y = locate(frame, 100_000)
    wait_for_command(frame, lambda: page.mouse.click(x, y))
    page.mouse.click(x, y)
    expect(page.get_by_text("clicked: [100000, 100000]")).to_be_visible()


def test_one_click_is_one_run(page: Page, frame: Frame) -> None:
    before = runs(page)
    hear_out(page, frame)
    x, y = locate(frame, 100_000)
    page.mouse.click(x, y)
    expect(page.get_by_text("clicked: [100000]")).to_be_visible()
    assert len(hear_out(page, frame)) == 1
    # another run would have been asked for before this one
    wait_for_command(frame, page.get_by_role("button", name="Go to a corner").click)
    assert runs(page) == before + 2


def test_lines_lead_to_the_bases_of_the_chosen_school(page: Page, frame: Frame) -> None:
    urn = 100_010
    look_at(frame, urn, 15)
    x, y = locate(frame, urn)
    wait_for_command(frame, lambda: page.mouse.click(x, y))
    found = frame.evaluate("() => document.querySelectorAll('.locals-base').length")
    # two circles, two lines and a base for each unit with one; region has none
    assert stats(frame)["selection"] == 2 + 3 * found
    assert found <= 1


def test_a_filter_changes_the_schools_and_nothing_else(page: Page, frame: Frame) -> None:
    look_at(frame, 100_010, 11)
    frame.evaluate("() => { document.getElementById('map_div').dataset.marker = 'kept'; }")
    before = view_of(frame)
    wait_for_command(frame, lambda: page.get_by_text("Odd URNs only").click())
    assert stats(frame)["shown"] == N_SCHOOLS // 2 - 1  # 100005 has no place
    assert find_map(page).evaluate("() => document.getElementById('map_div').dataset.marker") == (
        "kept"
    )
    assert view_of(frame) == before


def test_a_hidden_school_cannot_be_clicked(page: Page, frame: Frame) -> None:
    wait_for_command(frame, lambda: page.get_by_text("Odd URNs only").click())
    hear_out(page, frame)
    x, y = locate(frame, 100_000)
    page.mouse.click(x, y)
    assert hear_out(page, frame) == []
    expect(page.get_by_text("clicked: []")).to_be_visible()


def test_another_colour_keeps_the_view(page: Page, frame: Frame) -> None:
    look_at(frame, 100_010, 9)
    before = view_of(frame)
    wait_for_command(frame, lambda: page.get_by_text("region", exact=True).click())
    assert stats(frame)["system"] == "region"
    assert view_of(frame) == before


def test_a_visitors_own_system_colours_the_map(page: Page, frame: Frame) -> None:
    wait_for_command(frame, lambda: page.get_by_text("mine", exact=True).click())
    assert stats(frame)["system"] == "Mine"
    look_at(frame, 100_018, 16)
    page.mouse.move(*locate(frame, 100_018))
    expect(frame.locator(".locals-tooltip")).to_contain_text("My network: Digit eight (listed)")


def test_outlines_come_and_go(page: Page, frame: Frame) -> None:
    wait_for_command(frame, lambda: page.get_by_text("Outlines region").click())
    assert stats(frame)["outlines"] == 109
    wait_for_command(frame, lambda: page.get_by_text("Outlines maths").click())
    assert stats(frame)["outlines"] == 9


def test_panning_and_clicking_beside_schools_run_nothing(seen_page: Page, seen: Frame) -> None:
    before, view = runs(seen_page), view_of(seen)
    box = seen.frame_element().bounding_box()
    assert box is not None
    x, y = box["x"] + 400, box["y"] + 300
    seen_page.mouse.move(x, y)
    seen_page.mouse.down()
    seen_page.mouse.move(x + 200, y + 120, steps=12)
    seen_page.mouse.up()
    seen_page.mouse.wheel(0, -240)
    seen.wait_for_function("(zoom) => localsLayer.map.getZoom() > zoom", arg=view[2])
    wait_until_at_rest(seen)
    assert view_of(seen)[:2] != view[:2]
    look_at(seen, 100_000, 12)
    seen_page.mouse.click(x, y)  # the sea
    assert hear_out(seen_page, seen) == []
    assert runs(seen_page) == before
    expect(seen_page.get_by_text("clicked: []")).to_be_visible()


def test_a_drag_beyond_what_is_drawn_draws_on_the_way(seen_page: Page, seen: Frame) -> None:
    look_at(seen, 100_010, 10)
    before = stats(seen)["draws"]
    box = seen.frame_element().bounding_box()
    assert box is not None
    x, y = box["x"] + 320, box["y"] + 300  # right of the legend
    seen_page.mouse.move(x, y)
    seen_page.mouse.down()
    seen_page.mouse.move(x + 800, y, steps=20)
    # and not only when it ends
    seen.wait_for_function("(n) => localsLayer.stats().draws > n", arg=before)
    seen_page.mouse.up()


def test_a_tall_window_is_filled_to_its_foot(page: Page, serve_app: ServeApp) -> None:
    page.set_viewport_size({"width": 1440, "height": 1400})
    page.goto(serve_app(APP))
    frame = find_map(page)
    page.add_style_tag(content="iframe[src*='st_folium'] { height: 1200px !important; }")
    frame.wait_for_function("() => localsLayer.map.getSize().y === 1200")
    frame.wait_for_function(
        "() => document.querySelector('.leaflet-schools-pane canvas')"
        ".getBoundingClientRect().bottom >= 1200"
    )


def test_a_request_to_go_somewhere_is_met_once(page: Page, frame: Frame) -> None:
    wait_for_command(frame, page.get_by_role("button", name="Go to a corner").click)
    lat, lon, zoom = view_of(frame)
    assert (lat, lon) == (pytest.approx(50.5, abs=0.05), pytest.approx(-4.8, abs=0.05))
    assert zoom > 7
    look_at(frame, 100_010, 10)
    moved = view_of(frame)
    wait_for_command(frame, lambda: page.get_by_text("Odd URNs only").click())
    assert view_of(frame) == moved


def test_a_reloaded_page_looks_where_it_did(page: Page, frame: Frame) -> None:
    look_at(frame, 100_010, 10)
    before = view_of(frame)
    page.reload()
    assert view_of(find_map(page)) == pytest.approx(before, abs=1e-4)  # four decimals


def test_schools_on_one_place_are_listed_and_each_can_be_chosen(page: Page, frame: Frame) -> None:
    x, y = locate(frame, 100_002)
    page.mouse.click(x, y)
    buttons = frame.locator(".locals-choice button")
    expect(buttons).to_have_count(3)
    expect(buttons.first).to_be_focused()
    expect(frame.locator(".locals-choice p")).to_have_text("3 schools share this place")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("clicked: [100002]")).to_be_visible()
    expect(buttons).to_have_count(0)


def test_a_name_is_text_and_never_markup(page: Page, frame: Frame) -> None:
    # names come with the pointer, and not before
    assert not stats(frame)["named"]
    page.mouse.move(*locate(frame, 100_000))
    tooltip = frame.locator(".locals-tooltip strong")
    expect(tooltip).to_have_text("<img src=x onerror=\"window.top.injected='yes'\">")
    assert page.evaluate("() => window.injected") is None
    assert frame.locator(".locals-tooltip img").count() == 0


def test_a_footprint_is_named_where_no_school_is(seen_page: Page, seen: Frame) -> None:
    look_at(seen, 100_010, 17)
    x, y = locate(seen, 100_010)
    seen_page.mouse.move(x + 90, y + 90)
    expect(seen.locator(".locals-tooltip")).to_contain_text("Maths Hub: Unit of D")
    seen_page.mouse.move(x, y)
    expect(seen.locator(".locals-tooltip")).to_contain_text("URN 100010")


def test_the_legend_is_reached_by_keyboard_and_folds(page: Page, frame: Frame) -> None:
    summary = frame.locator(".locals-legend summary")
    expect(frame.locator(".locals-legend")).to_contain_text("No published area for 2 of 102.")
    summary.focus()
    page.keyboard.press("Enter")
    expect(frame.locator(".locals-legend ul")).to_be_hidden()
    # and stays folded when a command fills it anew
    wait_for_command(frame, lambda: page.get_by_text("Odd URNs only").click())
    expect(frame.locator(".locals-legend ul")).to_be_hidden()


def test_the_map_is_named_for_those_who_do_not_see_it(seen: Frame) -> None:
    container = seen.locator("#map_div")
    expect(container).to_have_attribute("role", "region")
    expect(container).to_have_attribute("tabindex", "0")
    label = container.get_attribute("aria-label") or ""
    assert "search box and the table give the same information" in label
    assert f"{N_SCHOOLS} schools shown." in label


def test_it_stands_on_a_phone(phone: Page, serve_app: ServeApp) -> None:
    phone.goto(serve_app(APP))
    frame = find_map(phone)
    canvas = frame.evaluate(
        "() => { const c = document.querySelector('.leaflet-schools-pane canvas');"
        " return c.width / parseFloat(c.style.width); }"
    )
    assert canvas == pytest.approx(2, abs=0.01)
    expect(frame.locator(".locals-legend ul")).to_be_hidden()
    legend = frame.locator(".locals-legend").bounding_box()
    sources = frame.locator(".locals-sources").bounding_box()
    assert legend is not None
    assert sources is not None
    assert legend["y"] + legend["height"] <= sources["y"]
    look_at(frame, 100_000, 9)  # away from what lies over the map
    phone.touchscreen.tap(*locate(frame, 100_000))
    expect(phone.locator("body")).to_contain_text("clicked: [100000]")
