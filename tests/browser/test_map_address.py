"""The view in the address bar: kept, restored, gone back to, and never believed blindly."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import ServeApp, find_map
from tests.browser.drawnmap import (
    APP,
    look_at,
    open_map,
    stats,
    view_of,
    wait_for_command,
    wait_until_at_rest,
)

VIEW = "#map=9.5/52.1000/-1.2000"


@pytest.fixture
def url(serve_app: ServeApp) -> str:
    """The address of the test app."""
    return serve_app(APP)


@pytest.fixture
def frame(page: Page, url: str) -> Frame:
    """The map of the test app, drawn."""
    return open_map(page, url)


def wait_for_hash(page: Page, hash_: str) -> None:
    page.wait_for_function("(hash) => location.hash === hash", arg=hash_)


def hash_of(frame: Frame) -> str:
    lat, lon, zoom = view_of(frame)
    return f"#map={zoom:.1f}/{lat:.4f}/{lon:.4f}"


def look(frame: Frame, lat: float, lon: float, zoom: float) -> None:
    frame.evaluate(
        "([lat, lon, zoom]) => { localsLayer.map.setView([lat, lon], zoom, { reset: true }); }",
        [lat, lon, zoom],
    )


def test_a_move_is_kept_without_a_step_in_the_history(page: Page, url: str) -> None:
    page.goto(f"{url}?kept=yes")
    frame = find_map(page)
    steps = page.evaluate("() => history.length")
    for lat in (52.0, 52.1, 52.2):
        look(frame, lat, -1.0, 9)
    wait_for_hash(page, hash_of(frame))
    assert page.url == f"{url}?kept=yes{hash_of(frame)}"
    assert page.evaluate("() => history.length") == steps


def test_a_link_opens_where_it_says_in_a_window_of_another_size(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{url}{VIEW}&outlines=40")
    frame = find_map(page)
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5])
    assert frame.locator(".leaflet-outlines-pane").evaluate("(e) => e.style.opacity") == "0.4"
    assert page.url.endswith(f"{VIEW}&outlines=40")


@pytest.mark.parametrize(
    "hostile",
    [
        "#map=9.5/52.1/-1.2;alert(1)",
        "#map=99/52.1/-1.2",
        "#map=9.5/-33.9/151.2",
        "#map=<img src=x onerror=top.injected=1>",
        "#map=9.5/NaN/__proto__",
    ],
)
def test_anything_else_opens_on_england(page: Page, url: str, hostile: str) -> None:
    page.goto(f"{url}{hostile}")
    frame = find_map(page)
    lat, lon, zoom = view_of(frame)
    assert (50 < lat < 56, -5 < lon < 1, zoom < 8) == (True, True, True)
    wait_for_hash(page, hash_of(frame))
    assert page.evaluate("() => window.injected") is None


def test_the_address_wins_over_what_the_first_command_asks_for(page: Page, url: str) -> None:
    page.goto(url)
    frame = find_map(page)
    wait_for_command(frame, page.get_by_role("button", name="Go to a corner").click)
    corner = view_of(frame)
    wait_for_hash(page, hash_of(frame))
    # a session of its own asks for the corner in its first command
    page.evaluate("() => sessionStorage.clear()")
    page.goto("about:blank")
    page.goto(f"{url}?corner=1{VIEW}")
    frame = find_map(page)
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5])
    # and the next request is met again
    wait_for_command(frame, page.get_by_role("button", name="Go to a corner").click)
    assert view_of(frame) == pytest.approx(corner, abs=1e-3)


def test_without_an_address_the_first_command_is_obeyed(page: Page, url: str) -> None:
    page.goto(f"{url}?corner=1")
    lat, lon, _ = view_of(find_map(page))
    assert (lat, lon) == (pytest.approx(50.5, abs=0.05), pytest.approx(-4.8, abs=0.05))


def test_a_change_of_the_query_keeps_the_view_in_the_address(
    page: Page, url: str, frame: Frame
) -> None:
    look(frame, 52.1, -1.2, 9.5)
    wait_for_hash(page, VIEW)
    page.get_by_role("button", name="Change the query").click()
    page.wait_for_url(re.compile(r"changed="))
    wait_for_hash(page, VIEW)
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5], abs=1e-9)
    assert re.fullmatch(re.escape(url) + r"\?changed=\d" + re.escape(VIEW), page.url)


def test_back_shows_what_was_seen_at_that_step(page: Page, frame: Frame) -> None:
    look(frame, 52.1, -1.2, 9.5)
    wait_for_hash(page, VIEW)
    page.get_by_role("button", name="Change the query").click()
    page.wait_for_url(re.compile(r"changed="))
    wait_for_hash(page, VIEW)
    look(frame, 53.0, -2.0, 11)
    wait_for_hash(page, "#map=11.0/53.0000/-2.0000")
    page.go_back()
    frame.wait_for_function("() => localsLayer.map.getZoom() === 9.5")
    assert "changed=" not in page.url
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5])
    page.go_forward()
    frame.wait_for_function("() => localsLayer.map.getZoom() === 11")
    assert view_of(frame) == pytest.approx([53, -2, 11])


def test_an_address_edited_by_hand_is_gone_to(page: Page, frame: Frame) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", VIEW)
    frame.wait_for_function("() => localsLayer.map.getZoom() === 9.5")
    # the map hears of it before this listener does
    page.evaluate(
        """() => new Promise((heard) => {
            window.addEventListener("hashchange", () => setTimeout(heard), { once: true });
            location.hash = "#map=9.5/0/0";
        })"""
    )
    wait_until_at_rest(frame)
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5])


def test_the_map_stays_the_same_map(page: Page, frame: Frame) -> None:
    frame.evaluate("() => { document.getElementById('map_div').dataset.marker = 'kept'; }")
    look_at(frame, 100_010, 10)
    page.get_by_role("button", name="Change the query").click()
    page.wait_for_url(re.compile(r"changed="))
    page.go_back()
    wait_for_hash(page, hash_of(frame))
    kept = find_map(page).evaluate("() => document.getElementById('map_div').dataset.marker")
    assert kept == "kept"


def test_the_strength_of_the_outlines_is_kept(page: Page, frame: Frame) -> None:
    pane = frame.locator(".leaflet-outlines-pane")
    slider = frame.get_by_role("slider", name="Strength of the outlines")
    runs = page.get_by_text("runs:").inner_text()
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "60%")
    assert pane.evaluate("(e) => e.style.opacity") == "0.6"
    page.wait_for_function("() => location.hash.endsWith('&outlines=60')")
    assert page.get_by_text("runs:").inner_text() == runs
    page.reload()
    frame = find_map(page)
    assert frame.locator(".leaflet-outlines-pane").evaluate("(e) => e.style.opacity") == "0.6"
    wait_for_command(frame, page.get_by_text("Outlines maths").click)
    assert stats(frame)["outlines"] == 0
    expect(frame.get_by_role("slider")).to_have_count(0)


def test_a_new_size_of_the_window_does_not_move_the_middle(page: Page, url: str) -> None:
    page.goto(f"{url}{VIEW}")
    frame = find_map(page)
    for width, height in ((901, 601), (1201, 1003), (1000, 701)):
        size = frame.evaluate("() => String(localsLayer.map.getSize())")
        page.set_viewport_size({"width": width, "height": height})
        frame.wait_for_function("(size) => String(localsLayer.map.getSize()) !== size", arg=size)
    assert view_of(frame) == pytest.approx([52.1, -1.2, 9.5], abs=1e-9)
    assert page.url.endswith(VIEW)
