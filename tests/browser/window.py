"""What people do in the app's window: search, choose, wait until it stands still."""

import re

from playwright.sync_api import Page, expect


def wait_until_still(page: Page) -> None:
    """Wait until Streamlit has run to the end."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning|^$"))


def find(page: Page, query: str, pick: str | re.Pattern[str]) -> None:
    """Type into the search box and pick one of what is found."""
    box = page.get_by_role("combobox", name="Search")
    box.fill(query)
    found = page.get_by_role("listbox", name="Results").get_by_role("option")
    found.filter(has_text=pick).first.click()
    expect(box).to_have_value("")
    expect(found).to_have_count(0)


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
    n: int = page.evaluate(
        """() => [...document.querySelectorAll(".sheet, .stMain")]
            .filter((box) => box.scrollWidth > box.clientWidth + 1).length"""
    )
    return n
