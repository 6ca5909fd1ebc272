"""The links of a school's card: followed within the app, by mouse or keyboard, below a path."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from geodata.serving import choose_store
from tests.browser.conftest import find_map
from tests.browser.tabs import open_tab
from tests.browser.window import wait_for_card


def open_school(page: Page, address: str, demo_dir: Path) -> str:
    """Open the card of a primary school, coloured by Maths Hub; give its name."""
    schools = choose_store(demo_dir).open().table("schools")
    school = schools[schools["phase"] == "Primary"].iloc[0]
    page.goto(f"{address}?school={school['urn']}&colour=maths")
    find_map(page)
    wait_for_card(page, school["name"])
    page.evaluate("window.stillHere = true")
    return str(school["name"])


def check_followed(page: Page, name: str, **asked: str) -> None:
    """Check what is shown now, that the address says so, and that nothing was loaded anew."""
    wait_for_card(page, name)
    page.wait_for_function("(key) => location.search.includes(key)", arg=next(iter(asked)))
    address = urlsplit(page.url)
    assert address.path.startswith("/locals")
    assert parse_qs(address.query) == {key: [value] for key, value in asked.items()}
    assert page.evaluate("window.stillHere")


def test_a_neighbour_opens_by_keyboard_and_back_returns(
    page: Page, address: str, demo_dir: Path
) -> None:
    name = open_school(page, address, demo_dir)
    page.locator(".card summary", has_text="nearest primary schools").focus()
    page.keyboard.press("Enter")
    link = page.locator(".card details[open] .schools a").first
    other, urn = link.inner_text(), (link.get_attribute("href") or "").split("school=")[1]
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    check_followed(page, other, school=urn, colour="maths")
    page.go_back()
    wait_for_card(page, name)
    assert page.evaluate("window.stillHere")


def test_the_name_of_a_local_opens_its_unit(page: Page, address: str, demo_dir: Path) -> None:
    open_school(page, address, demo_dir)
    link = page.locator(".card .unit a").last
    name, href = link.inner_text(), link.get_attribute("href") or ""
    link.click()
    check_followed(page, name, unit=parse_qs(href[1:])["unit"][0], colour="maths")


def test_a_link_can_be_opened_in_a_tab_of_its_own(
    page: Page, address: str, demo_dir: Path
) -> None:
    name = open_school(page, address, demo_dir)
    link = page.locator(".card .unit a").first
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    wait_for_card(opened.value, link.inner_text())
    wait_for_card(page, name)


@pytest.fixture(scope="module")
def unfolded(window: BrowserContext, address: str, demo_dir: Path) -> Iterator[Page]:
    """Open a school's card with all its lists, on a narrow screen."""
    with open_tab(window) as tab:
        tab.set_viewport_size({"width": 320, "height": 844})
        open_school(tab, address, demo_dir)
        tab.evaluate("document.querySelectorAll('.card details').forEach((d) => d.open = true)")
        yield tab


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_card_fits_its_column(unfolded: Page, width: int) -> None:
    unfolded.set_viewport_size({"width": width, "height": 844})
    unfolded.wait_for_function("(width) => window.innerWidth === width", arg=width)
    card = unfolded.locator("section.card")
    assert card.locator("details[open]").count() > 0
    assert card.evaluate("(card) => card.scrollWidth <= card.clientWidth")
