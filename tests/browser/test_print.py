"""The map on paper: one landscape A4 page with title, key, date and sources."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import find_map
from tests.browser.window import wait_until_still

# A4 landscape in PDF points
WIDTH_PT, HEIGHT_PT = 842, 595


@pytest.mark.realdata
def test_the_map_and_a_card_print_on_one_page(page: Page, real_url: str) -> None:
    page.goto(f"{real_url}?school=100049&colour=maths")
    find_map(page)
    wait_until_still(page)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert box is not None
    assert [round(float(side)) for side in box.groups()] == [WIDTH_PT, HEIGHT_PT]


@pytest.mark.realdata
def test_paper_has_what_a_reader_needs_and_no_buttons(page: Page, real_url: str) -> None:
    page.goto(f"{real_url}?colour=maths")
    frame = find_map(page)
    wait_until_still(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Multiple Locals", exact=True)).to_be_visible()
    expect(page.get_by_text("schools shown, coloured by Maths Hubs")).to_be_visible()
    expect(page.get_by_text("Contains public sector information").first).to_be_visible()
    for gone in ("Schools (GeoJSON)", "Copy link", "Print"):
        expect(page.get_by_role("button", name=gone)).to_have_count(0)
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
    expect(frame.get_by_text("Coloured by Maths Hubs")).to_be_visible()
    expect(frame.locator(".leaflet-control-zoom")).not_to_be_visible()
    assert "August 2025" in frame.locator(".locals-sources").inner_text()
