"""The Compare page in a browser: a pair, chance, back, both maps, a phone, no barrier."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import find_map
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.test_school_page import open_page as open_subpage
from tests.browser.window import check_it_fits, wait_for_title, wait_until_still

REGION = "region:E12000004"
SYSTEMS = "system=lad&system=trust&system=tsh"


def open_page(page: Page, address: str) -> None:
    open_subpage(page, address)
    wait_for_title(page, "Compare systems")


def read_address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_pair_is_chosen_set_beside_chance_and_undone(page: Page, address: str) -> None:
    open_page(page, f"{address}compare?area={REGION}&{SYSTEMS}")
    find_map(page)
    wait_until_still(page)
    box = page.get_by_role("combobox", name="Pair of systems")
    # a list that is open closes when the page scrolls or settles below it: type, then take
    box.focus()
    wait_until_still(page)
    box.fill("Districts and Teaching")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    page.wait_for_function("() => location.search.includes('pair=lad%3Atsh')")
    expect(page.get_by_text("h: district settles Teaching School Hub").first).to_be_visible()
    page.locator("label", has_text="Compare with chance (99 draws).").click()
    expect(page.get_by_text("Expected by chance E").first).to_be_visible()
    page.wait_for_function("() => location.search.includes('chance=')")
    assert read_address(page)["chance"] == ["99"]
    page.go_back()
    expect(page.get_by_text("Expected by chance E")).to_have_count(0)
    assert "chance" not in read_address(page)


def test_both_areas_have_a_map_and_their_files(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}compare?area=la:202&beside=la:203")
    maps = page.locator("[class*='st-key-compare-map'] iframe")
    expect(maps).to_have_count(2)
    find_map(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Seams of Greenwich (GeoJSON)").click()
    caught.value.save_as(tmp_path / "seams.geojson")
    assert json.loads((tmp_path / "seams.geojson").read_text(encoding="utf-8"))["features"]


@pytest.mark.parametrize("view", [f"?area={REGION}&chance=99", "?area=la:202&beside=la:203"])
def test_the_page_fits_a_phone(phone: Page, address: str, view: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 844})
    open_page(phone, f"{address}compare{view}")
    find_map(phone)
    check_it_fits(phone)


@pytest.mark.realdata
@pytest.mark.parametrize(
    "view",
    [
        "",
        "?area=la:202",
        f"?area={REGION}&chance=99&show=x",
        "?area=la:202&beside=la:420",
        "?area=nowhere",
    ],
)
def test_the_page_has_no_barrier(page: Page, real_url: str, view: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")
    open_page(page, f"{real_url}compare{view}")
    if view and "nowhere" not in view:
        find_map(page)
    wait_until_still(page)
    assert find_barriers(page) == []


@pytest.mark.realdata
def test_camden_opens_by_its_code(page: Page, real_url: str) -> None:
    open_page(page, f"{real_url}compare?area=la:202")
    expect(page.get_by_text(re.compile("^In Camden, none of 10 pairs"))).to_be_visible()
    expect(page.get_by_role("region", name="What is counted: Camden")).to_contain_text(
        "Teaching School Hubs"
    )
    find_map(page)
