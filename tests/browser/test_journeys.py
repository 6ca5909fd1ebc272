"""What people do on the real map: select, go back, send a link, do without a mouse."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from geodata.store import Store
from tests.browser.conftest import find_map, locate
from tests.browser.tabs import open_tab
from tests.browser.window import CARD, choose, colour_by, find, wait_for_card, wait_until_still

pytestmark = pytest.mark.realdata
HAVERSTOCK = 100_049  # a secondary school in Camden


def shown_on(frame: Frame) -> int:
    count: int = frame.evaluate("() => window.localsLayer.stats().shown")
    return count


def wait_shown(frame: Frame, count: int) -> None:
    frame.wait_for_function("(n) => window.localsLayer.stats().shown === n", arg=count)


def wait_system(frame: Frame, system: str) -> None:
    frame.wait_for_function("(s) => window.localsLayer.stats().system === s", arg=system)


def go_to(frame: Frame, lat: float, lon: float, zoom: float) -> None:
    frame.evaluate(
        "([lat, lon, zoom]) => { localsLayer.map.setView([lat, lon], zoom, { animate: false }); }",
        [lat, lon, zoom],
    )


def test_back_undoes_and_forward_does_again(page: Page, real_url: str) -> None:
    page.goto(real_url)
    frame = find_map(page)
    all_schools = shown_on(frame)
    choose(page, "Phase", "Secondary")
    frame.wait_for_function("(n) => localsLayer.stats().shown < n", arg=all_schools)
    secondary = shown_on(frame)
    colour_by(page, "Maths Hubs")
    wait_system(frame, "maths")
    find(page, str(HAVERSTOCK), "Haverstock")
    wait_for_card(page, "Haverstock School")
    expect(page).to_have_url(re.compile(rf"[?&]school={HAVERSTOCK}\b"))
    wait_until_still(page)
    page.go_back()
    expect(page.locator(CARD)).to_have_count(0)
    page.go_back()
    wait_system(frame, "tsh")
    assert shown_on(frame) == secondary
    page.go_back()
    wait_shown(frame, all_schools)
    expect(page.get_by_role("button", name="Remove Secondary")).to_have_count(0)
    page.go_forward()
    wait_shown(frame, secondary)
    page.go_forward()
    wait_system(frame, "maths")
    page.go_forward()
    wait_for_card(page, "Haverstock School")
    assert shown_on(frame) == secondary


def test_a_link_opened_elsewhere_shows_the_same_place_and_schools(
    page: Page, browser: Browser, real_url: str
) -> None:
    page.goto(f"{real_url}?within=circle:-1.55,53.8,8&colour=certainty:computing&outline=la")
    frame = find_map(page)
    go_to(frame, 53.81, -1.57, 11.5)
    page.wait_for_function("() => location.hash.startsWith('#map=11.5/53.81')")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    with open_tab(context) as other:
        other.goto(page.url)
        there = find_map(other)
        wait_shown(there, shown_on(frame))
        where = "() => { const c = localsLayer.map.getCenter(); return [c.lat, c.lng]; }"
        assert there.evaluate(where) == pytest.approx(frame.evaluate(where), abs=1e-3)
        assert there.evaluate("() => localsLayer.map.getZoom()") == 11.5
        said = other.get_by_text("schools shown, coloured by the certainty of Computing Hubs")
        expect(said).to_have_text(
            [page.get_by_text("schools shown, coloured by the certainty").inner_text()]
        )
    context.close()


def test_the_link_that_is_copied_names_the_snapshot(page: Page, real_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{real_url}?colour=maths")
    find_map(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert re.search(r"[?&]colour=maths&snapshot=2025-\d\d-\d\d-[0-9a-f]+", link)


def test_a_stale_and_hostile_link_opens_a_usual_view_with_notes(page: Page, real_url: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    evil = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    page.goto(
        f"{real_url}?colour={evil}&outline={evil}&phase={evil}&within={evil}&school={evil}"
        f"&snapshot=..%2F..%2Fetc&table={evil}#map={evil}"
    )
    frame = find_map(page)
    wait_system(frame, "tsh")
    notes = page.get_by_test_id("stAlert")
    expect(notes.filter(has_text="that this snapshot does not know").first).to_be_visible()
    expect(notes.filter(has_text="something that is not a URN")).to_be_visible()
    expect(notes.filter(has_text="is no longer here")).to_be_visible()
    assert shown_on(frame) > 24_000
    assert page.locator("img[src='x']").count() == 0


def test_an_area_drawn_on_the_map_selects_map_table_and_export(
    page: Page, real_url: str, tmp_path: Path
) -> None:
    page.goto(f"{real_url}?table=true")
    frame = find_map(page)
    go_to(frame, 53.8, -1.55, 11)
    frame.get_by_role("button", name="Draw an area").click()
    box = frame.frame_element().bounding_box()
    assert box is not None
    # right of the legend
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6
    for dx, dy in ((-90, -80), (90, -80), (90, 80), (-90, 80)):
        page.mouse.click(x + dx, y + dy)
    frame.get_by_role("button", name="Finish").click()
    said = page.get_by_text("inside the drawn area of 4 corners")
    expect(said).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]within=polygon"))
    count = int(re.search(r"Selected: ([\d,]+) schools", said.inner_text())[1].replace(",", ""))
    assert 20 < count < 300
    wait_shown(frame, count)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Schools (GeoJSON)").click()
    waiting.value.save_as(tmp_path / "schools.geojson")
    collection = json.loads((tmp_path / "schools.geojson").read_text(encoding="utf-8"))
    assert len(collection["features"]) == count
    assert collection["metadata"]["filter"]["within"].startswith("polygon:")
    page.get_by_role("button", name="Clear the area").click()
    frame.wait_for_function("() => localsLayer.stats().shown > 24000")


def test_the_nearest_to_a_place_are_the_same_number_anywhere(page: Page, real_url: str) -> None:
    for place in ("-2.1,55.4", "0.03,51.53"):  # Northumberland, Newham
        page.goto(f"{real_url}?within=nearest:25,{place}&phase=Primary")
        frame = find_map(page)
        wait_shown(frame, 25)
        expect(page.get_by_text("Selected: 25 schools")).to_be_visible()


def test_schools_on_one_place_are_listed_and_one_is_picked(
    page: Page, real_url: str, real_dir: Path
) -> None:
    schools = Store(real_dir).open().table("schools")
    placed = schools[schools["geometry"].notna()]
    shared = placed[placed.duplicated(["easting", "northing"], keep=False)]
    first, second = shared.sort_values(["easting", "northing", "urn"]).iloc[:2].to_dict("records")
    page.goto(f"{real_url}?school={first['urn']}")
    frame = find_map(page)
    page.mouse.click(*locate(frame, int(first["urn"])))
    offered = frame.get_by_role("button", name=re.compile(f"URN {second['urn']}"))
    expect(offered).to_be_visible()
    offered.click()
    expect(page.locator(f"{CARD} .facts").first).to_contain_text(f"URN {second['urn']}")


def test_the_same_school_clicked_after_its_card_was_closed_opens_it_again(
    page: Page, real_url: str
) -> None:
    page.goto(f"{real_url}?school={HAVERSTOCK}")
    frame = find_map(page)
    for _ in range(2):
        page.get_by_role("button", name="Close this card").click()
        expect(page.locator(CARD)).to_have_count(0)
        page.mouse.click(*locate(frame, HAVERSTOCK))
        wait_for_card(page, "Haverstock School")


def test_from_search_to_card_to_export_without_a_mouse(
    page: Page, real_url: str, tmp_path: Path
) -> None:
    page.goto(real_url)
    find_map(page)
    tab_to(page, "Search")
    page.keyboard.type("haverstock school")
    expect(page.get_by_role("option").first).to_contain_text("Haverstock School")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_card(page, "Haverstock School")
    wait_until_still(page)
    tab_to(page, "Show only the 25 nearest schools")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Selected: 25 schools")).to_be_visible()
    wait_until_still(page)
    tab_to(page, "Memberships (CSV)")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "memberships.zip")
    with zipfile.ZipFile(tmp_path / "memberships.zip") as archive:
        assert archive.namelist() == ["memberships.csv", "memberships.csv-metadata.json"]


def test_a_school_far_away_on_the_card_is_gone_to_and_back_returns(
    page: Page, real_url: str
) -> None:
    page.goto(f"{real_url}?school={HAVERSTOCK}")
    frame = find_map(page)
    centre = "() => { const c = localsLayer.map.getCenter(); return [c.lat, c.lng]; }"
    before = frame.evaluate(centre)
    page.locator(CARD).get_by_role("link", name="London", exact=True).click()
    wait_for_card(page, "London")
    frame.wait_for_function("() => localsLayer.map.getZoom() < 11")
    wait_until_still(page)
    page.go_back()
    wait_for_card(page, "Haverstock School")
    frame.wait_for_function("() => localsLayer.map.getZoom() > 11")
    assert frame.evaluate(centre) == pytest.approx(before, abs=0.01)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    asked = """() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        if (!at) return "";
        const label = at.labels && at.labels[0] ? at.labels[0].innerText : "";
        return at.getAttribute("aria-label") || label || at.innerText || "";
    }"""
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate(asked):
            return
    pytest.fail(f"Tab never reached {name!r}")
