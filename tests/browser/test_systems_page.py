"""The Systems page in a browser: from table to unit and back, without barriers, on a phone."""

import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import find_map
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.test_school_page import open_page
from tests.browser.window import check_it_fits, wait_for_card, wait_for_title, wait_until_still


def ask(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_from_the_table_to_a_unit_to_another_and_back(page: Page, address: str) -> None:
    open_page(page, f"{address}systems?system=tsh")
    wait_for_title(page, "Teaching School Hubs")
    page.evaluate("window.stillHere = true")
    page.locator("summary", has_text="These units as plain links").click()
    first = page.locator(".sheet .columns a").first
    name = first.inner_text()
    first.click()
    wait_for_title(page, name)
    assert urlsplit(page.url).path == "/locals/systems"
    assert ask(page)["system"] == ["tsh"]
    find_map(page)
    page.locator("h2", has_text="What lies inside it").scroll_into_view_if_needed()
    inside = page.locator(".sheet .ladder a[href*='system=la']").first
    authority = inside.inner_text()
    inside.click()
    wait_for_title(page, authority)
    page.go_back()
    wait_for_title(page, name)
    page.go_back()
    wait_for_title(page, "Teaching School Hubs")
    assert page.evaluate("window.stillHere")


def test_a_system_chosen_is_undone_by_back(page: Page, address: str) -> None:
    open_page(page, f"{address}systems?system=tsh")
    page.get_by_role("combobox", name="System").click()
    page.get_by_role("option", name="Maths Hubs").click()
    wait_for_title(page, "Maths Hubs")
    page.wait_for_function("() => location.search === '?system=maths'")
    page.go_back()
    wait_for_title(page, "Teaching School Hubs")


def test_a_row_chosen_opens_the_unit(page: Page, address: str) -> None:
    open_page(page, f"{address}systems?system=english")
    wait_until_still(page)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    # the box at the left of the first row, below the heading
    table.click(position={"x": 16, "y": 54})
    page.wait_for_function("() => location.search.includes('unit=')")
    expect(page.get_by_role("link", name="All English Hubs")).to_be_visible()


def test_the_unit_leads_to_the_map_and_back(page: Page, address: str) -> None:
    open_page(page, f"{address}systems?system=tsh&unit=EE1")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Open on the map").click()
    wait_for_card(page, name)
    page.get_by_role("link", name="Open its page").click()
    wait_for_title(page, name)
    assert ask(page) == {"system": ["tsh"], "unit": ["EE1"]}


def test_the_members_come_with_their_sources(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}systems?system=tsh&unit=EE1")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Members (CSV)").click()
    caught.value.save_as(tmp_path / "unit.zip")
    with zipfile.ZipFile(tmp_path / "unit.zip") as archive:
        assert {"members.csv", "others.csv", "metadata.json"} <= set(archive.namelist())


@pytest.mark.parametrize("view", ["system=trust", "system=tsh&unit=EE1"])
def test_the_page_fits_a_phone(phone: Page, address: str, view: str) -> None:
    open_page(phone, f"{address}systems?{view}")
    wait_until_still(phone)
    check_it_fits(phone, widths=(390,))


@pytest.mark.realdata
@pytest.mark.parametrize(
    "view",
    [
        "system=tsh",
        "system=trust",
        "system=tsh&unit=EE1",
        "system=la&unit=420",
        "system=behaviour&unit=BH01",
    ],
)
def test_the_page_has_no_barrier(page: Page, real_url: str, view: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")
    open_page(page, f"{real_url}systems?{view}")
    if "tsh&unit" in view or "la&unit" in view:
        find_map(page)
    wait_until_still(page)
    assert find_barriers(page) == []
