"""What a visitor adds in a real browser: seen by that visitor, by nobody else, as text."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect

from geodata.store import Store
from tests.browser.conftest import PROBE, find_map, locate
from tests.browser.tabs import open_tab
from tests.browser.test_app import describe_map
from tests.browser.window import (
    CARD,
    colour_by,
    find,
    go_to,
    wait_for_card,
    wait_for_title,
    wait_until_still,
)

IMAGE = "<img src=x onerror=\"window.top.injected='yes'\">"
FORMULA = "=1+1"


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def list_urns(demo_dir: Path, n: int) -> list[int]:
    schools = Store(demo_dir / "demo").open().table("schools")
    placed = schools[schools.geometry.notna()]
    return [int(urn) for urn in placed["urn"].head(n)]


def write_network(urns: list[int], *names: str) -> bytes:
    """Deal the schools out to networks in turn."""
    rows = [f"{urn},{quote(names[at % len(names)])}" for at, urn in enumerate(urns)]
    return "\n".join(["urn,network", *rows, ""]).encode()


def upload(page: Page, url: str, name: str, content: bytes) -> None:
    """Give a list of schools to the Data page."""
    page.traffic.expected.append(PROBE)  # type: ignore[attr-defined]
    page.goto(f"{url}data")
    uploader = page.get_by_test_id("stFileUploader").filter(has_text="List of schools (CSV)")
    uploader.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    uploader.get_by_test_id("stFileChip").wait_for()
    page.get_by_role("button", name="Add the network").click()


def point_at(page: Page, frame: Frame, urn: int) -> None:
    """Point at a school, again wherever it is by then: the card beside the map may push it."""
    named = False
    while not named:
        at = locate(frame, urn)
        page.mouse.move(*at)
        named = frame.wait_for_function(
            """([urn, x, y]) => {
                const { map, points } = window.localsLayer, row = points.urn.indexOf(urn);
                const place = map.latLngToContainerPoint(
                    [points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps]);
                const box = window.frameElement.getBoundingClientRect();
                const off = Math.hypot(box.x + place.x - x, box.y + place.y - y);
                const named = document.querySelector(".locals-tooltip").innerText
                    .includes(`URN ${urn}`);
                return named || off > 1 ? { named } : null;
            }""",
            arg=[urn, *at],
        ).json_value()["named"]


def test_a_network_is_seen_in_this_visit_and_in_no_other(
    page: Page, browser: Browser, demo_url: str, demo_dir: Path
) -> None:
    urns = list_urns(demo_dir, 12)
    upload(page, demo_url, "alliances.csv", write_network(urns, "Alpha", "Beta"))
    expect(page.get_by_text("Added 2 units with 12 schools")).to_be_visible()
    go_to(page, "Map")
    frame = find_map(page)
    colour_by(page, "Alliances")
    frame.wait_for_function("() => localsLayer.stats().system === 'Alliances'")
    expect(page).to_have_url(re.compile(r"[?&]colour="))
    context = browser.new_context()
    with open_tab(context) as other:
        other.goto(page.url)
        stranger = find_map(other)
        assert describe_map(stranger)["system"] == "tsh"
        # the link asks for what only the first visitor has
        note = other.get_by_text("The address asks for a way to colour schools")
        expect(note.first).to_be_visible()
        other.get_by_role("combobox", name="System").click()
        expect(other.get_by_role("option", name="Maths Hubs")).to_have_count(1)
        expect(other.get_by_role("option", name="Alliances")).to_have_count(0)
    context.close()


def test_a_hostile_name_is_text_wherever_it_is_shown(
    page: Page, demo_url: str, demo_dir: Path
) -> None:
    urns = list_urns(demo_dir, 4)
    upload(page, demo_url, "pairs.csv", write_network(urns, IMAGE, FORMULA))
    expect(page.get_by_text("Added 2 units with 4 schools")).to_be_visible()
    go_to(page, "Map")
    frame = find_map(page)
    colour_by(page, "Pairs")
    frame.wait_for_function("() => localsLayer.stats().system === 'Pairs'")
    # in the search, on the unit's card, on the school's card, on the map
    find(page, "onerror", IMAGE)
    wait_for_card(page, IMAGE)
    find(page, "1+1", FORMULA)
    wait_for_card(page, FORMULA)
    find(page, str(urns[0]), re.compile("."))
    expect(page.locator(f"{CARD} .facts").first).to_contain_text(f"URN {urns[0]}")
    expect(page.locator(CARD)).to_contain_text([IMAGE])
    frame.wait_for_function("() => localsLayer.map.getZoom() > 10")
    wait_until_still(page)
    point_at(page, frame, urns[0])
    expect(frame.locator(".locals-tooltip")).to_contain_text(IMAGE)
    assert page.locator("img[src='x']").count() == 0
    assert frame.locator("img[src='x']").count() == 0
    assert page.evaluate("() => window.injected") is None


def test_a_bad_file_is_explained_and_breaks_nothing(page: Page, demo_url: str) -> None:
    upload(page, demo_url, "page.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>")
    problem = page.get_by_test_id("stAlert").filter(has_text="Not added")
    expect(problem).to_contain_text("page.csv")
    expect(problem).to_contain_text("HTML")
    expect(problem).to_contain_text("Nothing else is affected.")
    expect(page.get_by_text("Added in this visit")).to_have_count(0)
    go_to(page, "Map")
    assert describe_map(find_map(page))["total"] == 24_000


def test_what_was_added_can_be_removed(page: Page, demo_url: str, demo_dir: Path) -> None:
    upload(page, demo_url, "alliances.csv", write_network(list_urns(demo_dir, 4), "Alpha"))
    expect(page.get_by_text("Added 1 unit with 4 schools")).to_be_visible()
    go_to(page, "Map")
    frame = find_map(page)
    colour_by(page, "Alliances")
    frame.wait_for_function("() => localsLayer.stats().system === 'Alliances'")
    go_to(page, "Data")
    wait_for_title(page, "Data")
    page.get_by_role("button", name="Remove what I added").click()
    expect(page.get_by_text("Added in this visit")).to_have_count(0)
    go_to(page, "Map")
    frame = find_map(page)
    frame.wait_for_function("() => localsLayer.stats().system === 'tsh'")
