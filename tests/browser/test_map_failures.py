"""The map below a path, and when something does not load: words, never a blank."""

import pytest
from playwright.sync_api import Page, expect

from tests.bench.england import N_SCHOOLS
from tests.browser.conftest import ServeApp, find_map
from tests.browser.drawnmap import APP, N_LOST, stats


def test_it_works_below_a_path(page: Page, serve_app: ServeApp) -> None:
    page.goto(serve_app(APP, args=("--server.baseUrlPath=some/where",)))
    assert stats(find_map(page))["drawn"] == N_SCHOOLS - N_LOST


def test_data_that_does_not_load_is_said_in_words(page: Page, serve_app: ServeApp) -> None:
    page.goto(f"{serve_app(APP)}?broken=points")
    frame = find_map(page, ready=False)
    panel = frame.get_by_role("alert")
    expect(panel).to_contain_text("could not be loaded")
    expect(panel.get_by_role("button", name="Reload the map")).to_be_visible()


def test_a_colour_that_does_not_load_is_said_in_words(page: Page, serve_app: ServeApp) -> None:
    page.goto(f"{serve_app(APP)}?broken=system-region")
    frame = find_map(page)
    page.get_by_text("region", exact=True).click()
    expect(frame.get_by_role("alert")).to_contain_text("could not be loaded")


@pytest.mark.parametrize("asset", ["leaflet.js", "layer.js", "codec.js"])
def test_a_script_that_does_not_load_is_said_in_words(
    page: Page, serve_app: ServeApp, asset: str
) -> None:
    page.traffic.expected += ["Failed to load resource", "uncaught: "]  # type: ignore[attr-defined]
    page.route(f"**/{asset}*", lambda route: route.abort())
    page.goto(serve_app(APP))
    frame = find_map(page, ready=False)
    expect(frame.get_by_role("alert")).to_contain_text("could not be loaded")
    page.unroute_all()
    frame.get_by_role("button", name="Reload the map").click()
    assert stats(find_map(page))["drawn"] == N_SCHOOLS - N_LOST


def test_a_first_script_that_does_not_load_is_said_in_words_by_the_page(
    page: Page, demo_url: str
) -> None:
    page.traffic.expected += ["Failed to load resource", "uncaught: "]  # type: ignore[attr-defined]
    page.route("**/boot.js*", lambda route: route.abort())
    page.goto(demo_url)
    words = page.wait_for_function(
        """() => {
            const frame = document.querySelector("iframe[src*='st_folium']");
            if (!frame) return null;
            const style = getComputedStyle(frame.closest(".stElementContainer"), "::before");
            return style.visibility === "visible" ? style.content : null;
        }"""
    ).json_value()
    assert "could not be loaded" in words
    assert "The search box and the table give the same information." in words


def test_a_map_that_loads_needs_no_such_words(page: Page, demo_url: str) -> None:
    page.goto(demo_url)
    content = (
        find_map(page)
        .frame_element()
        .evaluate("(e) => getComputedStyle(e.closest('.stElementContainer'), '::before').content")
    )
    assert content == "none"
