"""What people do in the app's window: search, choose, wait until it stands still."""

import re

from playwright.sync_api import Page, expect

CARD = "section.card"
PHONES_PX = (320, 390)
TOO_WIDE = """[...document.querySelectorAll(".sheet, .stMain")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).length"""


def wait_until_still(page: Page) -> None:
    """Wait until Streamlit has run to the end."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning|^$"))


def go_to(page: Page, name: str) -> None:
    """Follow a link of the app's navigation, which keeps the visit."""
    pages = page.get_by_role("navigation", name="App pages")
    pages.get_by_role("link", name=name, exact=True).click()


def wait_for_title(page: Page, name: str) -> None:
    """Wait for the title of a page, and until that of the page before it has gone."""
    # a list asks for as many as there are in it, and waits while there are more
    expect(page.get_by_role("heading", level=1)).to_have_text([name])


def wait_for_card(page: Page, name: str) -> None:
    """Wait for the card of a school or unit beside the map, and until there is no other."""
    expect(page.locator(f"{CARD} h3")).to_have_text([name])


def find(page: Page, query: str, pick: str | re.Pattern[str]) -> None:
    """Type into the search box and pick one of what is found."""
    box = page.get_by_role("combobox", name="Search")
    box.fill(query)
    found = page.get_by_role("listbox", name="Results").get_by_role("option")
    found.filter(has_text=pick).first.click()
    expect(box).to_have_value("")
    expect(found).to_have_count(0)


def close_card(page: Page) -> Page:
    """Let nothing be picked."""
    wait_until_still(page)
    card = page.locator(CARD)
    if card.count():
        # the button comes below the card, a moment after it
        page.get_by_role("button", name="Close this card").click()
    expect(card).to_have_count(0)
    wait_until_still(page)
    return page


def choose(page: Page, label: str, option: str) -> None:
    """Choose one more value of a list beside the map."""
    box = page.get_by_role("combobox", name=label)
    # a long list shows its first options only, until something is typed
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    box.press("Escape")


def colour_by(page: Page, system: str) -> None:
    """Colour the schools by a system."""
    page.get_by_role("combobox", name="System").click()
    page.get_by_role("option", name=system, exact=True).click()


def count_too_wide(page: Page) -> int:
    """Count what is wider than its window; tables too wide scroll in a box of their own."""
    n: int = page.evaluate(f"() => {TOO_WIDE}")
    return n


def check_it_fits(page: Page, widths: tuple[int, ...] = PHONES_PX) -> None:
    """Check that nothing is wider than a phone."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function("(width) => window.innerWidth === width", arg=width)
        # what the page does when it gets another width may still be under way
        page.wait_for_function(f"() => document.querySelector('.stMain') && {TOO_WIDE} === 0")
